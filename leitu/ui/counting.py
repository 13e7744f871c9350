"""Pages of long lists, counted no further than anybody turns pages."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 10_000
"""Whoever looks for one of more rows than this narrows the list; nobody turns four hundred pages."""


class LongPaginator(Paginator):  # type: ignore[type-arg]  # generic for the checker only
    """A paginator whose cost does not grow with the list: counting a quarter of a million members took longer than
    finding those of one page. Beyond ``most`` rows it only says that there are more.
    """

    def __init__(self, *args: Any, most: int = MOST_COUNTED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most + 1].count())

    @cached_property
    def count(self) -> int:
        """How many rows there are to turn the pages of: at most ``most``."""
        return min(self._found, self.most)

    @property
    def total(self) -> int | str:
        """How many rows there are, as a list says it: 312, or 10000+."""
        return self._found if self._found <= self.most else f"{self.most}+"
