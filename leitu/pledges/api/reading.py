"""What may be asked about pledges."""

from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, Named, Question, listed, searched
from leitu.core.clock import today
from leitu.orgs.models import Unit
from leitu.pledges import forms, policies, queries
from leitu.pledges.api import answers
from leitu.pledges.api.answers import (
    PaperList,
    PaperRecord,
    PledgeRecord,
    PromiseLine,
    PromiseList,
    SignatureCount,
    SignatureLine,
    SignatureTree,
    area,
)
from leitu.pledges.models import Pledge

SignatureQuestion: Any = question("SignatureQuestion", forms.SignatureFilter, q=Q, sort=order(*queries.SORTS))
Year = Annotated[int, Field(ge=forms.FIRST_YEAR, le=forms.LAST_YEAR)]


class YearQuestion(Question):
    """Which year; this one if nothing is said."""

    year: Year | None = None


@area.reads("/", "pledges.list", policies.SEE)
def list_signatures(request: Call, asked: Query[SignatureQuestion]) -> Listed[SignatureLine]:
    """Who in sight has to sign for the year, and how far it has come; ``unit`` means it and everything below."""
    form = filled(forms.SignatureFilter, asked, actor=request.actor)
    rows = queries.listed(request.actor, asked.year or today().year)
    found = searched(form.filter(rows), asked.q, queries.SEARCHED)
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.signature_line)


@area.reads("/tree/{int:pk}", "pledges.tree", policies.VIEW)
def tree(request: Call, pk: int, asked: Query[YearQuestion]) -> SignatureTree:
    """The tree of signatures one level down: the unit itself, then each unit under it with all below, by name."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=pk)
    rows = [
        SignatureCount(
            unit=Named(id=found.pk, name=found.name),
            due=tally.due,
            signed=tally.signed,
            countersigned=tally.countersigned,
            settled=tally.settled,
        )
        for found, tally in queries.by_child(unit, asked.year or today().year)
    ]
    return SignatureTree(items=rows)


@area.reads("/posts/{int:pk}", "pledges.preview", policies.SIGN)
def preview(request: Call, pk: int, asked: Query[YearQuestion]) -> PromiseList:
    """What the holder of a post would sign for the year."""
    year = asked.year or today().year
    post = one(queries.listed(request.actor, year), pk=pk)
    policies.SIGN.require(request.actor, post)
    return PromiseList(lines=[PromiseLine(**answers.promise(line)) for line in queries.lines_for(post, year)])


@area.reads("/{int:pk}", "pledges.show", policies.SEE)
def show(request: Call, pk: int) -> PledgeRecord:
    """One signed list with its comments."""
    return answers.pledge_record(request.actor, one(Pledge.objects.visible_to(request.actor), pk=pk).pk)


@area.reads("/papers", "pledges.papers", policies.SEE)
def papers(request: Call) -> PaperList:
    """The papers in force, and what committees above the units in sight ask for besides."""
    found = [
        PaperRecord(
            code=paper.code,
            edition=paper.edition,
            kind=paper.kind,
            title=paper.title,
            unit_kinds=list(paper.unit_kinds),
            lines=[PromiseLine(**answers.promise(line)) for line in lines],
        )
        for paper, lines in queries.papers_with_lines(request.actor.tenant_id)
    ]
    required = [answers.required_record(line) for line in queries.required_in_sight(request.actor)[:200]]
    return PaperList(papers=found, required=required)
