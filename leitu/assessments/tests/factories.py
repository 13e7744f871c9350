"""A branch's quarter for tests, row by row, so that a test can say by hand what its sheet must come to."""

import datetime as dt
from decimal import Decimal
from typing import Any

from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.activities.tests.factories import planned
from leitu.assessments.actions import load_scheme, switch_on
from leitu.assessments.models import Scheme
from leitu.assessments.schemefile import shipped
from leitu.core.periods import Period
from leitu.matters.models import Matter
from leitu.norms.tests.factories import Place
from leitu.orgs.models import Tenant, Unit
from tests.cast import County

QUARTER = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
LAST = Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
AFTER = dt.date(2026, 4, 11)
"""The first day on which nothing of the quarter can be entered late any more."""


def scheme_of(actor: Any, tenant: Tenant, name: str = "branch-quarter") -> Scheme:
    """A shipped scheme, in force."""
    scheme = load_scheme(actor=actor, tenant=tenant, text=shipped()[f"{name}.yaml"], file=f"{name}.yaml")
    return scheme if scheme.is_active else switch_on(actor=actor, scheme=scheme)


def place() -> tuple[Place, Unit]:
    """A tenant with one branch that has a committee, a secretary and a term that runs."""
    made = Place()
    branch = made.unit("A1", sector="village", has_committee=True)
    made.post(branch, "secretary")
    made.term(branch, dt.date(2027, 6, 30), dt.date(2024, 7, 1))
    return made, branch


def fill(made: Place, branch: Unit) -> None:
    """The quarter of ``test_by_hand``: two of three committee meetings and theme days, the rest as it comes."""
    for kind, days in {
        "general_meeting": [(1, 20)],
        "committee_meeting": [(1, 8), (2, 9)],
        "theme_day": [(1, 5), (3, 5)],
        "lecture": [(2, 20)],
        "matter_closed_on_time": [(1, 15), (2, 15)],
        "matter_closed_late": [(3, 1)],
        "matter_reopened": [(3, 9)],
        "inspection_received": [(3, 3)],
    }.items():
        for month, day in days:
            made.fact(branch, kind, dt.date(2026, month, day))
    made.fact(branch, "inspection_finding", dt.date(2026, 3, 3), amount=3)
    matter(made, branch, dt.date(2026, 3, 10))


def matter(made: Place, branch: Unit, due_on: dt.date) -> Matter:
    """One that is on the ledger and not closed."""
    return Matter.objects.create(
        tenant=made.tenant,
        unit=branch,
        title="屋顶漏水",
        state=Matter.State.PUBLISHED,
        due_on=due_on,
        noted_on=dt.date(2026, 1, 2),
        noted_by_label="梅",
    )


def meeting(made: Place, branch: Unit, on: dt.date, expected: int, present: int, excused: int) -> Activity:
    """An archived meeting with the numbers of its roll."""
    kind, _made = ActivityKind.objects.get_or_create(
        tenant=made.tenant, code="general_meeting", defaults={"name": "党员大会", "fact_kind": "general_meeting"}
    )
    return Activity.objects.create(
        tenant=made.tenant,
        unit=branch,
        kind=kind,
        on=on,
        state=Activity.State.ARCHIVED,
        expected_count=expected,
        present_count=present,
        excused_count=excused,
    )


def points(cells: Any) -> dict[str, Decimal]:
    """The points of every cell that takes part."""
    return {code: cell.points for code, cell in cells.items() if cell.full}


def entered_late(county: County, code: str, on: dt.date) -> Activity:
    """A meeting of Willow village that is written down long after its day."""
    made = planned(county, code, on=on)
    return activities.archive(actor=county.console, activity=made, text="补记。", late_reason="停电")
