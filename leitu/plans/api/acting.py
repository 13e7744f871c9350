"""What may be done: draw up, add, change, drop, issue."""

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id, In
from leitu.orgs.models import Unit
from leitu.plans import actions, forms, policies
from leitu.plans.actions.writing import MOST_LINES
from leitu.plans.api.answers import PlanLineRecord, PlanLines, area, line_record
from leitu.plans.api.reading import Year
from leitu.plans.models import PlanLine

AddBody: Any = body("PlanLineBody", forms.LineForm, more={"year": (Year, ...)})
ChangeBody: Any = body("PlanLineChangeBody", forms.LineForm, version=True, all_optional=True)


class DrawUpBody(In):
    year: Year


class IssueBody(In):
    """All of them, or none."""

    lines: Annotated[list[Id], Field(min_length=1, max_length=MOST_LINES)]


def _unit(request: Call, pk: int) -> Unit:
    found: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant", "parent"), pk=pk)
    policies.MANAGE.require(request.actor, found)
    return found


def _line(request: Call, pk: int) -> PlanLine:
    found: PlanLine = one(PlanLine.objects.visible_to(request.actor).kept().select_related("unit"), pk=pk)
    policies.MANAGE.require(request.actor, found)
    return found


@area.acts("/{int:pk}/draw_up", "plans.draw_up", policies.MANAGE)
def draw_up(request: Call, pk: int, data: DrawUpBody) -> PlanLines:
    """Begin the plan of a year with last year's own lines; where there are none, with what is usual."""
    made = actions.draw_up(actor=request.actor, unit=_unit(request, pk), year=data.year)
    return PlanLines(lines=[line_record(line) for line in made])


@area.acts("/{int:pk}/add_line", "plans.add_line", policies.MANAGE)
def add_line(request: Call, pk: int, data: AddBody) -> PlanLineRecord:
    """One thing more."""
    unit, given = _unit(request, pk), clean(forms.LineForm, data)
    return line_record(actions.add_line(actor=request.actor, unit=unit, year=data.year, **given))


@area.acts("/lines/{int:pk}/change_line", "plans.change_line", policies.MANAGE)
def change_line(request: Call, pk: int, data: ChangeBody) -> PlanLineRecord:
    """Change what is not on the ledger yet; what is left out stays as it is."""
    line = _line(request, pk)
    start = {"title": line.title, "standard": line.standard, "due_on": line.due_on}
    given = clean(forms.LineForm, data, start=start)
    return line_record(actions.change_line(actor=request.actor, line=line, version=data.version, **given))


@area.acts("/lines/{int:pk}/drop_line", "plans.drop_line", policies.MANAGE)
def drop_line(request: Call, pk: int) -> PlanLineRecord:
    """Strike it out."""
    return line_record(actions.drop_line(actor=request.actor, line=_line(request, pk)))


@area.acts("/{int:pk}/issue", "plans.issue", policies.MANAGE)
def issue(request: Call, pk: int, data: IssueBody) -> PlanLines:
    """Put these lines on the ledger, each a task of the unit."""
    unit = _unit(request, pk)
    rows = PlanLine.objects.visible_to(request.actor).kept().filter(unit=unit, pk__in=data.lines)
    found: list[PlanLine] = list(rows)
    if len(found) != len(set(data.lines)):
        raise ValidationError({"lines": _("没有这一条。")})
    issued = actions.issue(actor=request.actor, unit=unit, lines=found)
    return PlanLines(lines=[line_record(line) for line in issued])
