"""The endpoints of workplaces: list, look, sums by unit, add, change, close, reopen."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import Q, body, clean, filled, order, question
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Id, Listed, Moment, Named, Out, history, listed, searched
from leitu.coverage import actions, forms, policies, queries
from leitu.coverage.models import Workplace
from leitu.orgs.models import Unit

area = Area("coverage", _("两个覆盖"))

WorkplaceQuestion: Any = question("WorkplaceQuestion", forms.WorkplaceFilter, q=Q, sort=order(*queries.SORTS))
MapQuestion: Any = question("CoverageMapQuestion", unit=(Id | None, None))
WorkplaceBody: Any = body("WorkplaceBody", forms.WorkplaceForm)
ChangeWorkplaceBody: Any = body("ChangeWorkplaceBody", forms.WorkplaceForm, version=True)
CloseWorkplaceBody: Any = body("CloseWorkplaceBody", forms.CloseForm)


class WorkplaceLine(Out):
    """``light``: met, due_soon (a plan to come), overdue (no plan, or one that is over), cancelled (gone)."""

    id: int
    name: str
    kind: str
    unit: Named
    staff: int
    members: int
    way: str
    light: str
    organisation: Named | None
    officer_name: str
    plan: str
    plan_on: dt.date | None
    closed_on: dt.date | None
    credit_code: str
    version: int


class WorkplaceRecord(WorkplaceLine):
    """``history`` is null for whoever may not see it."""

    history: list[Moment] | None


class CoverageLine(Out):
    """What is in the area of one unit and below: how many, reached by an organisation, by an officer, not at all."""

    unit: Named
    total: int
    by_unit: int
    by_officer: int
    blank: int
    unplanned: int
    staff: int


def _head(row: Workplace) -> dict[str, Any]:
    names = ("name", "kind", "staff", "members", "way", "light", "officer_name", "plan", "plan_on", "closed_on")
    reached = row.organisation
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in (*names, "credit_code", "version")},
        "unit": Named(id=row.unit.pk, name=row.unit.name),
        "organisation": Named(id=reached.pk, name=reached.name) if reached else None,
    }


def _line(row: Workplace) -> WorkplaceLine:
    return WorkplaceLine(**_head(row))


def _workplace(request: Call, pk: int, right: Any = policies.VIEW) -> Workplace:
    """Raises Http404, NotAllowed."""
    rows = Workplace.objects.visible_to(request.actor).select_related("unit", "organisation")
    found: Workplace = one(rows, pk=pk)
    right.require(request.actor, found)
    return found


def _record(request: Call, pk: int) -> WorkplaceRecord:
    row = _workplace(request, pk)
    tells = policies.MANAGE.allows(request.actor, row)
    return WorkplaceRecord(**_head(row), history=history(row) if tells else None)


@area.reads("/", "coverage.list", policies.VIEW)
def list_workplaces(request: Call, asked: Query[WorkplaceQuestion]) -> Listed[WorkplaceLine]:
    """The workplaces in sight, those without a plan first."""
    rows = filled(forms.WorkplaceFilter, asked).filter(queries.listed(request.actor))
    return listed(searched(rows, asked.q, queries.SEARCHED).order_by(*queries.SORTS[asked.sort]), asked, _line)


@area.reads("/map", "coverage.map", policies.VIEW)
def coverage_map(request: Call, asked: Query[MapQuestion]) -> Listed[CoverageLine]:
    """The sums of the units directly below one, as the map shows them; without ``unit`` of the whole sight."""
    seen = Unit.objects.visible_to(request.actor, policies.VIEW)
    unit = one(seen, pk=asked.unit) if asked.unit else queries.top_of(request.actor)
    fields = queries.fields(request.actor, unit) if unit else []
    names = ("total", "by_unit", "by_officer", "blank", "unplanned", "staff")

    def line(found: queries.Field) -> CoverageLine:
        figures = {name: getattr(found.sums, name) for name in names}
        return CoverageLine(unit=Named(id=found.unit.pk, name=found.unit.name), **figures)

    return listed(sorted(fields, key=lambda found: (found.unit.name, found.unit.pk)), asked, line)


@area.reads("/{int:pk}", "coverage.show", policies.VIEW)
def show(request: Call, pk: int) -> WorkplaceRecord:
    """One workplace."""
    return _record(request, pk)


@area.acts("/units/{int:pk}/add", "coverage.add", policies.MANAGE)
def add(request: Call, pk: int, data: WorkplaceBody) -> WorkplaceRecord:
    """A workplace in the area of a unit."""
    unit: Unit = one(Unit.objects.visible_to(request.actor), pk=pk)
    policies.MANAGE.require(request.actor, unit)
    values = clean(forms.WorkplaceForm, data, actor=request.actor)
    return _record(request, actions.add(actor=request.actor, unit=unit, **values).pk)


@area.acts("/{int:pk}/change", "coverage.change", policies.MANAGE)
def change(request: Call, pk: int, data: ChangeWorkplaceBody) -> WorkplaceRecord:
    """Say it anew."""
    row = _workplace(request, pk, policies.MANAGE)
    values = clean(forms.WorkplaceForm, data, actor=request.actor)
    actions.change(actor=request.actor, workplace=row, version=data.version, **values)
    return _record(request, pk)


@area.acts("/{int:pk}/close", "coverage.close", policies.MANAGE)
def close(request: Call, pk: int, data: CloseWorkplaceBody) -> WorkplaceRecord:
    """It is no more, or has moved away."""
    row = _workplace(request, pk, policies.MANAGE)
    actions.close(actor=request.actor, workplace=row, **clean(forms.CloseForm, data))
    return _record(request, pk)


@area.acts("/{int:pk}/reopen", "coverage.reopen", policies.MANAGE)
def reopen(request: Call, pk: int) -> WorkplaceRecord:
    """It is there after all."""
    actions.reopen(actor=request.actor, workplace=_workplace(request, pk, policies.MANAGE))
    return _record(request, pk)
