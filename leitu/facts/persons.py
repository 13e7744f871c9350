"""Person facts: fact-shaped rows of other apps, read as one list."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

COLUMNS = ("source_type", "source_id", "kind", "person_id", "unit_id", "on", "amount")

Reader = Callable[[int, int], "QuerySet[Any, Any]"]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Declare ``reader(tenant_id, person_id)``: a values queryset with exactly ``COLUMNS``. From ``apps.py``."""
    if reader not in _readers:
        _readers.append(reader)


def person_facts(tenant_id: int, person_id: int) -> list[dict[str, Any]]:
    """Everything dated and counted about one person, newest first."""
    rows = [row for reader in _readers for row in reader(tenant_id, person_id)]
    return sorted(rows, key=lambda row: (row["on"], row["source_id"]), reverse=True)
