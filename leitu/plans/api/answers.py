"""Plans as programs read them: no more than their pages show to the same reader."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.orgs.models import Unit
from leitu.plans import queries
from leitu.plans.models import PlanLine

area = Area("plans", _("年度计划"))


class PlanUnit(Out):
    """A unit with how many lines it set itself for the year, and how many of these are on the ledger."""

    unit: Named
    own: int
    issued: int


class PlanItem(Out):
    """One thing of the year. ``origin``: above, own, rule; ``line`` and ``matter`` of what is one's own."""

    title: str
    standard: str
    due_on: dt.date
    state: str
    origin: str
    line: int | None
    matter: int | None


class PlanMonth(Out):
    """What falls due in one month, and what else goes on then."""

    month: int
    items: list[PlanItem]
    quiet: list[str]


class PlanBoard(Out):
    """A unit's year."""

    unit: Named
    year: int
    months: list[PlanMonth]


class PlanLineRecord(Out):
    """What a unit set itself. ``matter``: its task, once it is issued."""

    id: int
    unit: int
    year: int
    title: str
    standard: str
    due_on: dt.date
    matter: int | None
    is_dropped: bool
    version: int


class PlanLines(Out):
    """Lines that were made or issued."""

    lines: list[PlanLineRecord]


def plan_unit(row: Any) -> PlanUnit:
    """``row`` comes from ``queries.listed``."""
    return PlanUnit(unit=Named(id=row.pk, name=row.name), own=row.own, issued=row.issued)


def _item(item: queries.Item) -> PlanItem:
    return PlanItem(
        title=item.title,
        standard=item.standard,
        due_on=item.due_on,
        state=item.state,
        origin=item.origin,
        line=item.line.pk if item.line is not None else None,
        matter=item.line.matter_id if item.line is not None else None,
    )


def plan_board(unit: Unit, year: int) -> PlanBoard:
    found = queries.board(unit, year)
    return PlanBoard(
        unit=Named(id=unit.pk, name=unit.name),
        year=year,
        months=[
            PlanMonth(
                month=month.number,
                items=[_item(item) for origin in ("above", "own", "rule") for item in month.of(origin)],
                quiet=month.quiet,
            )
            for month in found.months
        ],
    )


def line_record(line: PlanLine) -> PlanLineRecord:
    return PlanLineRecord(
        id=line.pk,
        unit=line.unit_id,
        year=line.year,
        title=line.title,
        standard=line.standard,
        due_on=line.due_on,
        matter=line.matter_id,
        is_dropped=line.dropped_on is not None,
        version=line.version,
    )
