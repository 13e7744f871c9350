"""What may be asked about guidance."""

from typing import Any

from ninja import Query

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, listed, searched
from leitu.guidance import forms, policies, queries
from leitu.guidance.api import answers
from leitu.guidance.api.answers import CaseLine, CaseRecord, LiaisonLine, LiaisonRecord, area
from leitu.guidance.models import Liaison, WeakUnitCase

LiaisonQuestion: Any = question("LiaisonQuestion", forms.LiaisonFilter, q=Q, sort=order(*queries.SORTS))
CaseQuestion: Any = question("WeakCaseQuestion", forms.CaseFilter, q=Q)


@area.reads("/", "guidance.list", policies.SEE)
def list_liaisons(request: Call, asked: Query[LiaisonQuestion]) -> Listed[LiaisonLine]:
    """The pairings of today in sight, who has waited longest first."""
    form = filled(forms.LiaisonFilter, asked)
    found = searched(form.filter(queries.listed(request.actor)), asked.q, queries.SEARCHED)
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.liaison_line)


@area.reads("/{int:pk}", "guidance.show", policies.SEE)
def show(request: Call, pk: int) -> LiaisonRecord:
    """One pairing with its visits."""
    return answers.liaison_record(one(Liaison.objects.visible_to(request.actor), pk=pk).pk)


@area.reads("/weak", "guidance.cases", policies.VIEW)
def list_cases(request: Call, asked: Query[CaseQuestion]) -> Listed[CaseLine]:
    """Weak branches in sight: those that are listed, or those in ``state`` (``all``: whatever state)."""
    rows = WeakUnitCase.objects.visible_to(request.actor).select_related("unit")
    form = filled(forms.CaseFilter, asked)
    if not form.cleaned_data.get("state"):
        rows = rows.filter(state__in=WeakUnitCase.OPEN)
    found = searched(form.filter(rows), asked.q, ("unit__name", "reason"))
    return listed(found.order_by("due_on", "listed_on", "pk"), asked, answers.case_line)


@area.reads("/weak/{int:pk}", "guidance.case", policies.SEE)
def case(request: Call, pk: int) -> CaseRecord:
    """One weak branch with its figures."""
    return answers.case_record(one(WeakUnitCase.objects.visible_to(request.actor).select_related("unit"), pk=pk))
