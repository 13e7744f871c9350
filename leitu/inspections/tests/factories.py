"""Rounds and visits of the cast (tests/cast.py): the county inspects, its inspector goes out."""

import datetime as dt
from typing import Any

from leitu.core.actor import Actor
from leitu.inspections import actions, queries
from leitu.inspections.models import Checklist, Inspection, Round
from tests.cast import County

TODAY = dt.date(2026, 3, 20)
KEY = "visit-0123456789"


def inspector(county: County) -> Actor:
    """Goes out for the county."""
    return county.actor("inspector")


def planner(county: County) -> Actor:
    """Plans the rounds of the county."""
    return county.actor("county_officer")


def checklist(county: County, code: str = "three-meetings") -> Checklist:
    return Checklist.objects.get(tenant=county.tenant, code=code)


def values(county: County, **more: Any) -> dict[str, Any]:
    """What a round of the county is planned with."""
    return {
        "unit": county.units["C"],
        "title": "一季度抽查",
        "checklist": checklist(county),
        "starts_on": dt.date(2026, 1, 1),
        "ends_on": dt.date(2026, 3, 31),
        "inspectors": [county.users["inspector"].pk],
        **more,
    }


def planned(county: County, **more: Any) -> Round:
    return actions.plan_round(actor=planner(county), **values(county, **more))


def under_way(county: County, **more: Any) -> Round:
    return actions.draw_sample(actor=planner(county), round=planned(county, **more))


def seen(row: Round, *problems: tuple[int, str], **more: Any) -> actions.Seen:
    """A visit without a fault but for ``problems``: number of the line (from 0) and the sentence."""
    lines = queries.lines_of(row.checklist)
    wrong = {lines[number].pk: text for number, text in problems}
    return actions.Seen({line.pk: "problem" if line.pk in wrong else "ok" for line in lines}, wrong, **more)


def visited(county: County, row: Round, unit: str = "Q1", *problems: tuple[int, str], **more: Any) -> Inspection:
    given = {"on": TODAY, "client_key": f"{KEY}-{unit}", "actor": inspector(county), **more}
    return actions.submit(round=row, unit=county.units[unit], seen=seen(row, *problems), **given)
