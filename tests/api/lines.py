"""What a line of the matrix of the API is made of (tests/api/matrix.py)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from leitu.activities import queries
from leitu.activities.models import Activity
from leitu.assessments.schemefile import shipped
from leitu.points.tablefile import shipped as shipped_tables
from tests.access_matrix import MATRIX
from tests.access_rows import Row, circle, holders
from tests.world import ABSENT, World

DAY = "2026-06-17"
Body = dict[str, Any] | Callable[[World, Any], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """One operation: its row, what is sent, and whether a body that was sent holds the key of the thing."""

    row: Row
    body: Body | None = None
    query: str = ""

    def sends(self, world: World, thing: Any) -> dict[str, Any]:
        if callable(self.body):
            return self.body(world, thing)
        key = thing.pk if thing is not None else ABSENT
        return {name: key if value == "{thing}" else value for name, value in (self.body or {}).items()}


def page(name: str, body: Body | None = None, **more: Any) -> Line:
    """As the page of that name."""
    row = MATRIX[name]
    return Line(replace(row, **more) if more else row, body)


def version(thing: Any) -> int:
    return getattr(thing, "version", 1)


def with_version(**body: Any) -> Body:
    return lambda world, thing: {**body, "version": version(thing)}


def one_expected(world: World, thing: Activity | None) -> int:
    """Somebody of the list of the activity."""
    return queries.expected(thing)[0].person_id if thing is not None else ABSENT


def roll(**more: Any) -> Body:
    return lambda world, thing: {**more, "marks": [], "version": version(thing)}


REASON = {"reason": "大雨"}
SCHEME = shipped()["branch-quarter.yaml"].replace('version: "2025.1"', 'version: "2026.1"')
TABLE = shipped_tables()["office-2024.yaml"].replace('version: "2024"', 'version: "2026"')
WHERE_HELD = Row("unit", holders("activities.hold"), circle("activities.hold"))
"""Something new is planned where one may hold it; everywhere else there is no such unit."""
