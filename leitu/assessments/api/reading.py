"""What may be asked about assessments."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query
from pydantic import Field

from leitu.api.bodies import Q, filled, question
from leitu.api.operations import Call, one
from leitu.api.schema import Asked, Listed, Named, listed, searched
from leitu.assessments import forms, policies, queries
from leitu.assessments.api import answers
from leitu.assessments.api.answers import (
    AssessmentBulletin,
    GradeRecord,
    ObjectionRecord,
    SchemeLine,
    SchemeRecord,
    SheetLine,
    SheetRecord,
    TotalLine,
    area,
)
from leitu.assessments.models import Objection, Scheme, Sheet, YearGrade
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.orgs.models import Tenant, Unit

ObjectionQuestion: Any = question("ObjectionQuestion", forms.ObjectionFilter, q=Q)
GradeQuestion: Any = question("YearGradeQuestion", forms.GradeFilter, q=Q)
BulletinQuestion: Any = question("AssessmentBulletinQuestion", forms.BulletinFilter, q=Q)
Code = Annotated[str, Field(pattern="^[a-z][a-z0-9-]{1,59}$")]


class SheetQuestion(Asked):
    """Of which scheme (its code), the period that begins on ``start``, by name or by need."""

    scheme: Code
    start: dt.date
    order: Literal["name", "need"] = "name"


def span_of(tenant: Tenant, scheme: Scheme, start: dt.date) -> Period:
    """Raises Http404 for a period without sheets."""
    span = period_of(scheme.period_kind, start)
    if span.start != start or not queries.has_sheets(tenant, scheme, span):
        raise Http404
    return span


def place_of(request: Call, pk: int, scheme: str, start: dt.date) -> tuple[Unit, Scheme, Period]:
    """A unit in sight, the scheme and the period of its sheet. Raises Http404."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant"), pk=pk)
    found = queries.scheme_of(unit, scheme, start)
    if found is None:
        raise Http404
    return unit, found, span_of(unit.tenant, found, start)


@area.reads("/", "assessments.list", policies.VIEW)
def list_sheets(request: Call, asked: Query[SheetQuestion]) -> Listed[SheetLine]:
    """The units of a period, by name or by need; there is no order by points."""
    tenant: Tenant = one(Tenant.objects.all(), pk=request.actor.tenant_id)
    scheme = queries.in_force(tenant.pk, asked.scheme, asked.start)
    if scheme is None:
        raise Http404
    span = span_of(tenant, scheme, asked.start)
    rows = queries.units_with_sheets(request.actor, scheme, span)
    rows = queries.by_need(rows, scheme, span) if asked.order == "need" else rows.order_by("name", "pk")
    page = listed(rows, asked, lambda unit: Named(id=unit.pk, name=unit.name))
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[line.id for line in page.items])}
    found = queries.lines(tenant, scheme, span, [units[line.id] for line in page.items])
    return Listed(items=[answers.sheet_line(line) for line in found], total=page.total, page=page.page, size=page.size)


@area.reads("/sheets/{int:pk}/{slug:scheme}/{start}", "assessments.sheet", policies.VIEW)
def show_sheet(request: Call, pk: int, scheme: str, start: dt.date) -> SheetRecord:
    """One unit's sheet: kept, or as it stands today."""
    unit, found, span = place_of(request, pk, scheme, start)
    view = queries.view_of(unit, found, span)
    if view is None:
        raise Http404
    return answers.sheet_record(view)


@area.reads("/sheets/{int:pk}/{slug:scheme}/{start}/totals", "assessments.totals", policies.VIEW)
def list_totals(request: Call, pk: int, scheme: str, start: dt.date, asked: Query[Asked]) -> Listed[TotalLine]:
    """Everything at and below a unit added up, indicator by indicator."""
    unit, found, span = place_of(request, pk, scheme, start)
    units = queries.units_with_sheets(request.actor, found, span)
    below = Unit.objects.below(unit, min(span.end, today())).values("pk")
    keys = list(units.filter(pk__in=below).order_by().values_list("pk", flat=True))
    totals = queries.totals(unit.tenant, found, span, keys) if keys else {}
    return listed(list(totals.values()), asked, answers.total_line)


@area.reads("/objections", "assessments.objections", policies.VIEW)
def list_objections(request: Call, asked: Query[ObjectionQuestion]) -> Listed[ObjectionRecord]:
    """Those that wait for an answer, or those in ``state`` (``all``: whatever state)."""
    rows = Objection.objects.visible_to(request.actor).select_related("unit")
    found = searched(filled(forms.ObjectionFilter, asked).filter(rows), asked.q, ("unit__name", "title", "text"))
    return listed(found.order_by("due_on", "pk"), asked, answers.objection_record)


@area.reads("/objections/{int:pk}", "assessments.objection", policies.VIEW)
def show_objection(request: Call, pk: int) -> ObjectionRecord:
    """One objection."""
    row = one(Objection.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    return answers.objection_record(row)


def yearly(request: Call) -> Any:
    """The yearly sheets in sight."""
    rows = Sheet.objects.visible_to(request.actor).filter(scheme__period=PeriodKind.YEAR)
    return rows.select_related("unit__tenant", "scheme")


@area.reads("/grades", "assessments.grades", policies.VIEW)
def list_grades(request: Call, asked: Query[GradeQuestion]) -> Listed[GradeRecord]:
    """Yearly sheets by name, with what was decided."""
    rows = searched(filled(forms.GradeFilter, asked).filter(yearly(request)), asked.q, ("unit__name",))
    rows = rows.defer("evidence", "cells").order_by("-start", "unit__name", "pk")
    page = listed(rows, asked, lambda sheet: Named(id=sheet.pk, name=sheet.unit.name))
    keys = [line.id for line in page.items]
    sheets = {sheet.pk: sheet for sheet in rows.filter(pk__in=keys)}
    decided = {grade.sheet_id: grade for grade in YearGrade.objects.filter(sheet_id__in=keys)}
    items = [answers.grade_record(sheets[key], decided.get(key)) for key in keys]
    return Listed(items=items, total=page.total, page=page.page, size=page.size)


def grade_of(sheet: Sheet) -> GradeRecord:
    """With what was decided about it, if anything was."""
    return answers.grade_record(sheet, YearGrade.objects.filter(tenant_id=sheet.tenant_id, sheet=sheet).first())


@area.reads("/grades/{int:pk}", "assessments.grade", policies.VIEW)
def show_grade(request: Call, pk: int) -> GradeRecord:
    """One unit's year."""
    return grade_of(one(yearly(request), pk=pk))


@area.reads("/bulletins", "assessments.bulletins", policies.VIEW)
def list_bulletins(request: Call, asked: Query[BulletinQuestion]) -> Listed[AssessmentBulletin]:
    """What was approved for everybody below, and the drafts of whoever writes them."""
    rows = filled(forms.BulletinFilter, asked).filter(queries.bulletins(request.actor))
    found = searched(rows, asked.q, ("title", "text")).order_by("-start", "unit__name", "pk")
    return listed(found, asked, answers.bulletin_record)


@area.reads("/bulletins/{int:pk}", "assessments.bulletin", policies.VIEW)
def show_bulletin(request: Call, pk: int) -> AssessmentBulletin:
    """One bulletin."""
    return answers.bulletin_record(one(queries.bulletins(request.actor), pk=pk))


@area.reads("/schemes", "assessments.schemes", policies.READ_SCHEMES)
def list_schemes(request: Call, asked: Query[Asked]) -> Listed[SchemeLine]:
    """Every scheme in every version, those in force first."""
    return listed(queries.schemes(request.actor.tenant_id), asked, answers.scheme_line)


@area.reads("/schemes/{int:pk}", "assessments.scheme", policies.READ_SCHEMES)
def show_scheme(request: Call, pk: int) -> SchemeRecord:
    """One version of a scheme, with what is in it."""
    return answers.scheme_record(one(queries.schemes(request.actor.tenant_id), pk=pk))
