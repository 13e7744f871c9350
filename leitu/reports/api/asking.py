"""The endpoint of questions: the same table as on the page."""

from typing import Annotated, Literal

from ninja import Query
from pydantic import Field

from leitu.api.bodies import filled
from leitu.api.operations import Call, one
from leitu.api.schema import Day, Id, Out, Question
from leitu.orgs.models import Unit
from leitu.people import policies as people_policies
from leitu.reports import forms, policies
from leitu.reports.api.months import area
from leitu.reports.asking import answer


class AskQuestion(Question):
    """``what``: members, presence, all, or the code of a kind of facts. Without a period it is this year up to today."""

    unit: Id
    what: Annotated[str, Field(max_length=40)] = "all"
    group: Literal["unit", "month", "kind", "sector"] | None = None
    since: Day | None = None
    until: Day | None = None


class AskedLine(Out):
    """``number`` is null where it is hidden: fewer than five people, for whoever is not of the branch."""

    label: str
    unit: int | None
    number: int | None


class Table(Out):
    lines: list[AskedLine]
    total: int | None
    left_out: int


@area.reads("/ask", "reports.ask", policies.ASK)
def ask(request: Call, asked: Query[AskQuestion]) -> Table:
    """Count what is on record at and below a unit, split by unit, month, kind or sector; never ordered by size."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.ASK), pk=asked.unit)
    may = people_policies.VIEW.allowed_anywhere(request.actor)
    found = answer(request.actor, filled(forms.AskForm, asked, may_count_members=may).question(unit))
    lines = [AskedLine(label=line.label, unit=line.key or None, number=line.number) for line in found.lines]
    return Table(lines=lines, total=found.total.number, left_out=found.left_out)
