"""What may be asked about plans."""

from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, Question, listed, searched
from leitu.core.clock import today
from leitu.orgs.models import Unit
from leitu.plans import forms, policies, queries
from leitu.plans.api import answers
from leitu.plans.api.answers import PlanBoard, PlanUnit, area

PlanQuestion: Any = question("PlanQuestion", forms.PlanFilter, q=Q, sort=order(*queries.SORTS))
Year = Annotated[int, Field(ge=forms.FIRST_YEAR, le=forms.LAST_YEAR)]


class PlanYearQuestion(Question):
    """Which year; this one if nothing is said."""

    year: Year | None = None


@area.reads("/", "plans.list", policies.VIEW)
def list_plans(request: Call, asked: Query[PlanQuestion]) -> Listed[PlanUnit]:
    """The units in sight with what they set themselves for the year."""
    form = filled(forms.PlanFilter, asked)
    rows = form.filter(queries.listed(request.actor, asked.year or today().year))
    found = searched(rows, asked.q, ("name",))
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.plan_unit)


@area.reads("/{int:pk}", "plans.show", policies.VIEW)
def show(request: Call, pk: int, asked: Query[PlanYearQuestion]) -> PlanBoard:
    """A unit's year: what comes from above, what it set itself, what is owed by rule."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant"), pk=pk)
    return answers.plan_board(unit, asked.year or today().year)
