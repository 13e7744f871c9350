"""Proposals as data (patterns.yaml): what a first plan begins with, and the times of the year that are better left free."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from leitu.core.periods import add_months
from leitu.orgs.models import Term, Unit

ELECTION_MONTHS = 1
"""So many months before the end of a term are for the election."""


@dataclass(frozen=True)
class Pattern:
    """One proposed line."""

    month: int
    day: int
    title: str
    standard: str
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Quiet:
    """A time of the year; ``first`` and ``last`` are (month, day), both included."""

    title: str
    first: tuple[int, int]
    last: tuple[int, int]
    sectors: tuple[str, ...]


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    text = Path(__file__).with_name("patterns.yaml").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return found


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


@cache
def patterns() -> list[Pattern]:
    """The proposed lines, in their order."""
    return [
        Pattern(*_month_day(row["day"]), row["title"], row["standard"], tuple(row.get("sectors", ())))
        for row in _read()["lines"]
    ]


@cache
def quiet_times() -> list[Quiet]:
    """The quiet times, in their order."""
    return [
        Quiet(row["title"], _month_day(row["from"]), _month_day(row["to"]), tuple(row.get("sectors", ())))
        for row in _read()["quiet"]
    ]


def proposed(unit: Unit) -> list[Pattern]:
    """What a first plan of the unit begins with."""
    return [one for one in patterns() if not one.sectors or unit.sector in one.sectors]


def terms_of(unit: Unit, year: int) -> list[dt.date]:
    """The days on which a term of the unit ends in that year or soon after."""
    rows = Term.objects.filter(
        tenant_id=unit.tenant_id, unit=unit, ends_on__range=(dt.date(year, 1, 1), dt.date(year + 1, 1, 31))
    )
    return list(rows.order_by("ends_on").values_list("ends_on", flat=True))


def hints(unit: Unit, day: dt.date, terms: list[dt.date]) -> list[str]:
    """What else goes on at the unit on that day (``terms``: ``terms_of`` its year); it hinders nobody."""
    found = [
        one.title
        for one in quiet_times()
        if one.first <= (day.month, day.day) <= one.last and (not one.sectors or unit.sector in one.sectors)
    ]
    if any(add_months(end, -ELECTION_MONTHS) <= day <= end for end in terms):
        found.append(_("换届"))
    return found
