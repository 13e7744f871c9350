"""What needs two persons: one ``Kind`` for each, registered from the ``apps.py`` of the app whose action it is."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from leitu.core.actor import Actor
from leitu.ui.parts import Text

Told = Sequence[tuple[Text, Any]]
"""What is asked for, line by line: (word, value)."""


class Right(Protocol):
    """The permission of whoever approves. Units and roles live a floor above; it is theirs to say who holds it."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Any: ...
    def allowed_anywhere(self, actor: Actor) -> bool:
        """Whether the actor holds it at any unit."""

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Whether the actor holds it at the unit of ``obj``, or above with reach."""

    def units(self, actor: Actor) -> Any:
        """Keys of the units at which the actor holds it, as a subquery."""

    def holders(self, tenant_id: int, unit_id: int) -> list[int]:
        """Keys of the accounts that hold it there today."""

    def carried_by(self, tenant_id: int) -> list[str]:
        """The names of the roles that bring it."""


@dataclass(frozen=True)
class Onward:
    """Where the asker does what was approved; ``post``: by one click, else on a page that asks once more."""

    href: str
    label: Text
    post: bool = False


def nobody(ask: Any) -> Collection[int]:
    """Nobody but the two is touched by what is asked."""
    return ()


@dataclass(frozen=True)
class Kind:
    """``verb`` is the action that is to be done; ``right`` whoever approves holds at the unit of the ask or above.

    ``good_for``: how long an approval may wait for its use. ``tell`` says exactly what is asked for; ``touches`` gives
    the accounts that may not approve because it is done for them. ``how``: how somebody comes by the right.
    """

    verb: str
    label: Text
    right: Right
    good_for: dt.timedelta
    tell: Callable[[Any], Told]
    onward: Callable[[Any], Onward]
    how: Text
    touches: Callable[[Any], Collection[int]] = nobody


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. From ``apps.py``."""
    _kinds[kind.verb] = kind
    return kind


def kinds() -> list[Kind]:
    """Everything that needs two persons, by verb."""
    return [_kinds[verb] for verb in sorted(_kinds)]


def kind_of(verb: str) -> Kind:
    """The kind of an action. Raises KeyError."""
    return _kinds[verb]
