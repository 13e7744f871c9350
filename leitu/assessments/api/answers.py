"""Sheets, objections, grades, bulletins and schemes as programs read them: no more than their pages show."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.assessments import queries
from leitu.assessments.models import Bulletin, Objection, Scheme, Sheet, YearGrade
from leitu.assessments.score import Cell

area = Area("assessments", _("考核"))


class SheetLine(Out):
    """One unit of a period, by name or by need: how many indicators want something, and no points."""

    unit: Named
    not_done: int
    not_recorded: int
    is_vetoed: bool
    is_waiting: bool


class CellRecord(Out):
    """One indicator. ``state``: done, not_done, not_recorded or not_applicable; ``full``: what takes part in the sum."""

    code: str
    title: str
    state: str
    points: Decimal
    full: Decimal
    numerator: int
    denominator: int
    pending: int
    waived: int
    value: Decimal
    is_installed: bool


class SheetRecord(Out):
    """One unit's sheet; ``id`` and ``digest`` only when it is kept, ``percent`` null while nothing takes part."""

    id: int | None
    unit: Named
    scheme: str
    version: str
    start: dt.date
    end: dt.date
    closes_on: dt.date
    is_kept: bool
    percent: Decimal | None
    points: Decimal
    full: Decimal
    bonus: Decimal
    band: str
    digest: str
    cells: list[CellRecord]


class TotalLine(Out):
    """One indicator over many units: the sums of what it counts, and how many units are in which state."""

    code: str
    title: str
    numerator: int
    denominator: int
    value: Decimal
    done: int
    not_done: int
    not_recorded: int
    not_applicable: int


class ObjectionRecord(Out):
    """An objection to one indicator of a kept sheet."""

    id: int
    unit: Named
    sheet: int
    indicator: str
    title: str
    text: str
    state: str
    made_on: dt.date
    due_on: dt.date
    answer: str
    answered_on: dt.date | None
    version: int


class GradeRecord(Out):
    """A yearly sheet (``id``) with what the data say and what was decided; empty until it is."""

    id: int
    unit: Named
    year: int
    percent: Decimal | None
    computed: str
    band: str
    reason: str
    meeting: str
    decided_on: dt.date | None
    version: int


class AssessmentBulletin(Out):
    """What half a year or a year came to below a unit."""

    id: int
    unit: Named
    kind: str
    start: dt.date
    end: dt.date
    title: str
    text: str
    state: str
    approved_on: dt.date | None
    version: int


class SchemeLine(Out):
    """One version of a scheme."""

    id: int
    code: str
    version: str
    title: str
    period: str
    valid_from: dt.date
    is_active: bool
    is_synthetic: bool
    digest: str


class SchemeRecord(SchemeLine):
    """With what is in it, as it was loaded."""

    definition: dict[str, Any]


def cell_record(code: str, title: str, cell: Cell) -> CellRecord:
    names = ("points", "full", "numerator", "denominator", "pending", "waived", "value", "is_installed")
    said = {name: getattr(cell, name) for name in names}
    return CellRecord(code=code, title=title, state=cell.state.value, **said)


def sheet_line(line: queries.Line) -> SheetLine:
    return SheetLine(
        unit=Named(id=line.unit.pk, name=line.unit.name),
        not_done=line.not_done,
        not_recorded=line.not_recorded,
        is_vetoed=line.is_vetoed,
        is_waiting=line.waiting,
    )


def sheet_record(view: queries.View) -> SheetRecord:
    score, band, sheet = view.score, view.band, view.sheet
    return SheetRecord(
        id=sheet.pk if sheet else None,
        unit=Named(id=view.unit.pk, name=view.unit.name),
        scheme=view.scheme.code,
        version=view.scheme.version,
        start=view.span.start,
        end=view.span.end,
        closes_on=view.closes_on,
        is_kept=sheet is not None,
        percent=score.percent,
        points=score.points,
        full=score.full,
        bonus=score.bonus,
        band=band.code if band else "",
        digest=sheet.digest if sheet else "",
        cells=[cell_record(one.code, one.title, view.cells[one.code]) for one in view.scheme.rule.indicators()],
    )


def total_line(total: queries.Total) -> TotalLine:
    states = {name: total.states.get(name, 0) for name in ("done", "not_done", "not_recorded", "not_applicable")}
    return TotalLine(
        code=total.indicator.code,
        title=total.indicator.title,
        numerator=total.tally.met,
        denominator=total.tally.owed,
        value=total.value,
        **states,
    )


def objection_record(row: Objection) -> ObjectionRecord:
    names = ("indicator", "title", "text", "state", "made_on", "due_on", "answer", "answered_on", "version")
    said = {name: getattr(row, name) for name in names}
    return ObjectionRecord(id=row.pk, unit=Named(id=row.unit_id, name=row.unit.name), sheet=row.sheet_id, **said)


def grade_record(sheet: Sheet, grade: YearGrade | None) -> GradeRecord:
    names = ("band", "reason", "meeting", "decided_on", "version")
    empty = {"band": "", "reason": "", "meeting": "", "decided_on": None, "version": 0}
    return GradeRecord(
        id=sheet.pk,
        unit=Named(id=sheet.unit_id, name=sheet.unit.name),
        year=sheet.start.year,
        percent=sheet.percent,
        computed=sheet.band,
        **({name: getattr(grade, name) for name in names} if grade is not None else empty),
    )


def bulletin_record(row: Bulletin) -> AssessmentBulletin:
    names = ("kind", "start", "end", "title", "text", "state", "approved_on", "version")
    said = {name: getattr(row, name) for name in names}
    return AssessmentBulletin(id=row.pk, unit=Named(id=row.unit_id, name=row.unit.name), **said)


def scheme_head(row: Scheme) -> dict[str, Any]:
    names = ("code", "version", "title", "period", "valid_from", "is_active", "digest")
    return {"id": row.pk, "is_synthetic": row.rule.is_synthetic} | {name: getattr(row, name) for name in names}


def scheme_line(row: Scheme) -> SchemeLine:
    return SchemeLine(**scheme_head(row))


def scheme_record(row: Scheme) -> SchemeRecord:
    return SchemeRecord(**scheme_head(row), definition=row.definition)
