"""What may be asked about matters."""

from typing import Any

from ninja import Query

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, listed, searched
from leitu.matters import forms, policies, queries
from leitu.matters.api import answers
from leitu.matters.api.answers import MatterLine, MatterRecord, area

MatterQuestion: Any = question("MatterQuestion", forms.MatterFilter, q=Q, sort=order(*queries.SORTS))


@area.reads("/", "matters.list", policies.VIEW)
def list_matters(request: Call, asked: Query[MatterQuestion]) -> Listed[MatterLine]:
    """The four lists in sight, by need: what is open first, by its date.

    ``unit`` means that unit and everything below it.
    """
    form = filled(forms.MatterFilter, asked, actor=request.actor)
    found = searched(form.filter(queries.listed(request.actor)), asked.q, queries.SEARCHED)
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.line)


@area.reads("/{int:pk}", "matters.show", policies.VIEW)
def show(request: Call, pk: int) -> MatterRecord:
    """One matter with everything that was done."""
    return answers.record_of(request.actor, one(answers.seen(request.actor), pk=pk))
