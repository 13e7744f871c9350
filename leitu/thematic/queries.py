"""Reads for thematic reports: the numbers of a year, and who was inspected and has reported."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import Period
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.guidance.models import WeakUnitCase
from leitu.matters.models import Matter
from leitu.matters.queries import totals
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.reports.months import month_numbers
from leitu.thematic import policies
from leitu.thematic.models import ThematicReport
from leitu.thematic.wording import YearNumbers

YEARS_BACK = 2


def years() -> list[int]:
    """The years that can be reported about, this one first."""
    return [today().year - back for back in range(YEARS_BACK + 1)]


def span_of(year: int) -> Period:
    """The days of the year that are over."""
    return Period(dt.date(year, 1, 1), min(dt.date(year, 12, 31), today()))


def reporting(actor: Actor, day: dt.date) -> "QuerySet[Any, Any]":
    """The units in sight that report to somebody: all but groups and the highest, those nearest the top first."""
    rows = Unit.objects.visible_to(actor, policies.VIEW).existing_on(day).exclude(kind=Unit.Kind.GROUP)
    return rows.filter(parent__isnull=False)


def numbers_of(unit: Unit, year: int) -> YearNumbers:
    """What is on record about a unit and everything below; asked in sets, whatever its size."""
    span = span_of(year)
    below = Unit.objects.below(unit, span.end)
    is_branch = unit.kind in branch_kinds()
    keys = [unit.pk] if is_branch else list(below.filter(kind__in=branch_kinds()).values_list("pk", flat=True))
    found = month_numbers(unit.tenant, span, keys) if keys else {}
    open_now = totals(Matter.objects.filter(tenant_id=unit.tenant_id, unit_id__in=below.values("pk")), today())
    weak = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit_id__in=below.values("pk"))
    return YearNumbers(
        day=span.end,
        branches=0 if is_branch else len(keys),
        numbers=list(found.values()),
        waiting=open_now.waiting,
        overdue=open_now.overdue,
        weak=weak.filter(state__in=WeakUnitCase.OPEN).count(),
    )


@dataclass(frozen=True)
class Line:
    """One unit's year: ``inspected`` visits at it and below, and its report (None: not begun, or a draft out of sight)."""

    unit: Unit
    inspected: int
    report: ThematicReport | None


def lines_of(actor: Actor, units: list[Unit], year: int) -> list[Line]:
    """The year of these units; two questions."""
    tenant_id, span, keys = actor.tenant_id, span_of(year), [unit.pk for unit in units]
    facts = Fact.objects.filter(
        tenant_id=tenant_id, kind=kinds.kind("inspection_received").number, on__range=(span.start, span.end)
    )
    links = UnitLink.objects.filter(valid_on(span.end), tenant_id=tenant_id, ancestor_id__in=keys)
    counted = dict(
        facts.filter(unit_id__in=links.values("descendant_id")).values_list("unit_id").annotate(Sum("amount"))
    )
    came: dict[int, int] = {}
    for above, unit_id in links.filter(descendant_id__in=list(counted)).values_list("ancestor_id", "descendant_id"):
        came[above] = came.get(above, 0) + int(counted[unit_id])
    reports = ThematicReport.objects.visible_to(actor).filter(unit_id__in=keys, year=year)
    by_unit = {row.unit_id: row for row in reports}
    return [Line(unit, came.get(unit.pk, 0), by_unit.get(unit.pk)) for unit in units]


def report_of(actor: Actor, unit: Unit, year: int) -> ThematicReport | None:
    """The report of that year, as far as the actor sees it."""
    rows = ThematicReport.objects.visible_to(actor).filter(unit=unit, year=year)
    found: ThematicReport | None = rows.select_related("unit__parent", "superior", "matter").first()
    return found
