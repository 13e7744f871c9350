"""Reads about schemes, sheets and what became of them. Nothing here lists units in the order of their points."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import quantiles
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from leitu.assessments import gather, policies
from leitu.assessments.evidence import Evidence, basis_of, digest_of
from leitu.assessments.models import Bulletin, Correction, Objection, Scheme, Sheet, closes_on
from leitu.assessments.scheme import Band, Indicator
from leitu.assessments.score import Basis, Cell, Score, Tally, cell_from, cells_of, score_of, tally_of
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.orgs.access import grants_of, units_where
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on

FEW_LIKE = 5
"""With fewer like units a median says who they are."""


def schemes(tenant_id: int) -> "QuerySet[Scheme]":
    """Every version of every scheme, the active first."""
    return Scheme.objects.filter(tenant_id=tenant_id).order_by("-is_active", "code", "-valid_from", "-pk")


def in_force(tenant_id: int, code: str, day: dt.date) -> Scheme | None:
    """The active version that answers for a period that begins on ``day``: the latest that had begun."""
    rows = Scheme.objects.filter(tenant_id=tenant_id, code=code, is_active=True, valid_from__lte=day)
    return rows.filter(valid_until__gte=day).order_by("-valid_from", "-pk").first()


def has_sheets(tenant: Tenant, scheme: Scheme, span: Period) -> bool:
    """Whether there are sheets of that period: it has begun, duties were owed from its first day, the scheme held."""
    whole = period_of(scheme.period_kind, span.start) == span
    began = max(tenant.owed_since, scheme.valid_from) <= span.start <= scheme.valid_until
    return whole and began and span.start <= today()


def spans(tenant: Tenant, scheme: Scheme, number: int = 6) -> list[Period]:
    """The newest periods that have sheets, the running one first."""
    found, day = [], today()
    for _back in range(number):
        span = period_of(scheme.period_kind, day)
        if not has_sheets(tenant, scheme, span):
            break
        found.append(span)
        day = span.start - dt.timedelta(days=1)
    return found


def kept(unit: Unit, scheme: Scheme, span: Period) -> Sheet | None:
    """The kept sheet of a unit and period, if it is closed."""
    rows = Sheet.objects.filter(tenant_id=unit.tenant_id, unit=unit, scheme=scheme, start=span.start)
    return rows.select_related("unit__tenant", "scheme").first()


def scheme_of(unit: Unit, code: str, start: dt.date) -> Scheme | None:
    """The scheme of a unit's sheet: by which it was kept, or the one in force."""
    row = Sheet.objects.filter(tenant_id=unit.tenant_id, unit=unit, scheme__code=code, start=start)
    stored = row.select_related("scheme").defer("evidence", "cells").first()
    return stored.scheme if stored is not None else in_force(unit.tenant_id, code, start)


def recomputed(sheet: Sheet) -> str:
    """The digest that the evidence of a kept sheet and its scheme give today."""
    cells = cells_of(sheet.scheme.rule, basis_of(Evidence(**sheet.evidence)))
    return digest_of(sheet.scheme.digest, sheet.start, sheet.evidence, cells)


@dataclass
class View:
    """A unit's sheet as it is shown: kept with its corrections, or as it stands while the period runs."""

    unit: Unit
    scheme: Scheme
    span: Period
    evidence: Evidence
    cells: dict[str, Cell]
    sheet: Sheet | None = None
    corrections: list[Correction] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    @cached_property
    def score(self) -> Score:
        return score_of(self.scheme.rule, self.cells)

    @property
    def band(self) -> Band | None:
        percent = self.score.percent
        return None if percent is None else self.scheme.rule.band_of(percent, self.score.is_vetoed)

    @property
    def closes_on(self) -> dt.date:
        return closes_on(self.scheme.rule, self.span)


def live(tenant: Tenant, scheme: Scheme, span: Period, unit: Unit, on: dt.date | None = None) -> Evidence | None:
    """What is on record today for one unit; None where it has no sheet by this scheme."""
    return gather.evidence(gather.Asked(tenant, scheme, span, on or today(), [unit.pk])).get(unit.pk)


def corrected(sheet: Sheet, corrections: Collection[Correction]) -> dict[str, Cell]:
    """The cells of a kept sheet as they are after its corrections, in the order in which those were made."""
    cells = {code: cell_from(cell) for code, cell in sheet.cells.items()}
    for row in sorted(corrections, key=lambda row: row.pk):
        cells[row.indicator] = cell_from(row.after)
    return {one.code: cells[one.code] for one in sheet.scheme.rule.indicators()}


def corrections_of(sheet: Sheet) -> list[Correction]:
    """What was put right, in its order."""
    return list(Correction.objects.filter(tenant_id=sheet.tenant_id, sheet=sheet).order_by("pk"))


def view_of(unit: Unit, scheme: Scheme, span: Period) -> View | None:
    """The sheet of one unit with its evidence; None where it has none."""
    sheet = kept(unit, scheme, span)
    if sheet is None:
        found = live(unit.tenant, scheme, span, unit)
        return None if found is None else View(unit, scheme, span, found, cells_of(scheme.rule, basis_of(found)))
    rows = corrections_of(sheet)
    objections = list(Objection.objects.filter(tenant_id=unit.tenant_id, sheet=sheet).order_by("pk"))
    return View(unit, scheme, span, Evidence(**sheet.evidence), corrected(sheet, rows), sheet, rows, objections)


@dataclass(frozen=True)
class Line:
    """One unit in a list by name: how many cells want something, and no points."""

    unit: Unit
    not_done: int
    not_recorded: int
    is_vetoed: bool = False
    waiting: bool = False


def counts(cells: dict[str, Cell]) -> tuple[int, int]:
    """How many cells are not done, and how many not recorded yet."""
    states = [cell.state.value for cell in cells.values()]
    return states.count("not_done"), states.count("not_recorded")


def units_with_sheets(actor: Actor, scheme: Scheme, span: Period) -> "QuerySet[Any]":
    """The units in sight that are assessed by a scheme, and exist on the last day of the period (or today)."""
    rule, day = scheme.rule, min(span.end, today())
    rows = Unit.objects.visible_to(actor, policies.VIEW).filter(kind__in=rule.unit_kinds).existing_on(day)
    return rows.filter(sector__in=rule.sectors) if rule.sectors else rows


def lines(tenant: Tenant, scheme: Scheme, span: Period, units: list[Unit]) -> list[Line]:
    """The lines of these units, in the order given: from what is kept, or computed now."""
    keys = [unit.pk for unit in units]
    waiting = Objection.objects.filter(sheet=OuterRef("pk"), state=Objection.State.WAITING)
    stored = Sheet.objects.filter(tenant=tenant, scheme=scheme, start=span.start, unit_id__in=keys).defer(
        "evidence", "cells"
    )
    found = {row.unit_id: row for row in stored.annotate(is_waiting=Exists(waiting))}
    missing = [key for key in keys if key not in found]
    fresh: dict[int, Basis] = {}
    if missing:
        fresh = gather.bases(gather.Asked(tenant, scheme, span, today(), missing))
    made = []
    for unit in units:
        row: Any = found.get(unit.pk)
        if row is not None:
            made.append(Line(unit, row.not_done, row.not_recorded, row.is_vetoed, row.is_waiting))
        elif unit.pk in fresh:
            cells = cells_of(scheme.rule, fresh[unit.pk])
            made.append(Line(unit, *counts(cells), is_vetoed=score_of(scheme.rule, cells).is_vetoed))
    return made


def is_kept(scheme: Scheme, span: Period) -> bool:
    """Whether the sheets of a period have closed."""
    return bool(Sheet.objects.filter(tenant_id=scheme.tenant_id, scheme=scheme, start=span.start).exists())


def by_need(units: "QuerySet[Any]", scheme: Scheme, span: Period) -> "QuerySet[Any]":
    """Of a period that is kept: who has the most indicators not done first, then by name; points play no part."""
    rows = Sheet.objects.filter(tenant_id=scheme.tenant_id, scheme=scheme, start=span.start, unit=OuterRef("pk"))
    wanting = Coalesce(Subquery(rows.values("not_done")[:1]), 0)
    return units.annotate(wanting=wanting).order_by("-wanting", "name", "pk")


@dataclass(frozen=True)
class Like:
    """Half of the like units lie between ``low`` and ``high``; ``number`` of them with points."""

    number: int
    low: Decimal
    median: Decimal
    high: Decimal


def like(unit: Unit, scheme: Scheme, span: Period) -> Like | None:
    """Median and quartiles of the kept sheets of units of the same kind and sector; None for too few."""
    rows = Sheet.objects.filter(tenant_id=unit.tenant_id, scheme=scheme, start=span.start, percent__isnull=False)
    rows = rows.filter(unit__kind=unit.kind, unit__sector=unit.sector)
    percents: list[Any] = list(rows.order_by().values_list("percent", flat=True))
    if len(percents) < FEW_LIKE:
        return None
    low, median, high = quantiles(percents, n=4, method="inclusive")
    return Like(len(percents), low, median, high)


def past(unit: Unit, scheme: Scheme, span: Period, number: int = 7) -> "list[Sheet]":
    """The kept sheets of the same unit and scheme before this period, the oldest first."""
    rows = Sheet.objects.filter(tenant_id=unit.tenant_id, unit=unit, scheme__code=scheme.code, start__lt=span.start)
    return list(rows.select_related("scheme").defer("evidence", "cells").order_by("-start")[:number])[::-1]


@dataclass
class Total:
    """One indicator over many units: how many are in which state, and the sums of what it counts."""

    indicator: Indicator
    tally: Tally = field(default_factory=Tally)
    value: Decimal = Decimal(0)
    states: dict[str, int] = field(default_factory=dict)

    def take(self, basis: Basis, cell: Cell) -> None:
        """Add one unit."""
        one = self.indicator
        if one.norms or one.measure:
            self.tally = self.tally.add(tally_of(one, basis))
        self.value += basis.amount(one.facts)
        self.states[cell.state.value] = self.states.get(cell.state.value, 0) + 1


def totals(tenant: Tenant, scheme: Scheme, span: Period, units: Collection[int] | None) -> dict[str, Total]:
    """Every indicator, added up over the units asked about (None: all); what the records say today."""
    found = {one.code: Total(one) for one in scheme.rule.indicators()}
    for basis in gather.bases(gather.Asked(tenant, scheme, span, today(), units)).values():
        for code, cell in cells_of(scheme.rule, basis).items():
            found[code].take(basis, cell)
    return found


def bulletins(actor: Actor) -> "QuerySet[Any, Any]":
    """The drafts of the units where the actor may write them, and what was approved at or above a unit in sight."""
    above = UnitLink.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, descendant_id__in=units_where(actor, policies.VIEW)
    )
    told = Q(state=Bulletin.State.ISSUED, unit_id__in=above.values("ancestor_id"))
    own = Q(unit_id__in=units_where(actor, policies.JUDGE))
    rows = Bulletin.objects.filter(own | told, tenant_id=actor.tenant_id)
    return rows.select_related("unit__tenant")


def to_be_drafted(actor: Actor) -> list[tuple[Unit, str, Period]]:
    """The newest half and the newest whole year, for each unit where the actor writes bulletins, unless they are there."""
    keys = {grant.unit_id for grant in grants_of(actor, policies.JUDGE)}
    units = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=keys).select_related("tenant").order_by("pk")
    there = set(
        Bulletin.objects.filter(tenant_id=actor.tenant_id, unit_id__in=keys).values_list("unit_id", "kind", "start")
    )
    found = []
    for unit in units:
        for kind in (PeriodKind.HALF, PeriodKind.YEAR):
            span = period_of(kind, period_of(kind, today()).start - dt.timedelta(days=1))
            if span.start >= unit.tenant.owed_since and (unit.pk, kind.value, span.start) not in there:
                found.append((unit, kind.value, span))
    return found
