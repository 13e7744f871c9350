"""Pledges as programs read them: no more than their pages show to the same reader."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.core.actor import Actor
from leitu.pledges import evidence, policies, queries
from leitu.pledges.models import Comment, Pledge, PledgeLine, RequiredLine

area = Area("pledges", _("责任清单"))


class SignatureLine(Out):
    """One post that signs. ``standing``: unsigned, waiting (to be countersigned), countersigned, settled."""

    post: int
    unit: Named
    title: str
    holder: str
    standing: str
    pledge: int | None


class SignatureCount(Out):
    """How many have to sign at and below a unit, and how far they have come."""

    unit: Named
    due: int
    signed: int
    countersigned: int
    settled: int


class SignatureTree(Out):
    """The tree of signatures one level down: the unit itself, then each unit under it with all below, by name."""

    items: list[SignatureCount]


class PromiseLine(Out):
    """What is promised, and the rule behind it. ``kind``: body, principal, dual."""

    kind: str
    text: str
    standard: str
    rule: str
    norm_code: str


class PromiseList(Out):
    """What would be signed."""

    lines: list[PromiseLine]


class CommentLine(Out):
    """What was said. ``who`` is empty where no name was given, and for whoever does not answer for the list."""

    id: int
    text: str
    on: dt.date
    who: str
    answer: str
    answered_on: dt.date | None


class PledgeLineRecord(PromiseLine):
    """One line of a signed list. ``evidence``: what stood beside it when it was settled, else what is on record now."""

    id: int
    origin: str
    outcome: str
    said: str
    evidence: list[str]
    comments: list[CommentLine]


class PledgeRecord(Out):
    """One signed list, line by line."""

    id: int
    unit: Named
    post: int
    title: str
    holder: str
    year: int
    state: str
    signed_on: dt.date
    is_on_paper: bool
    countersigner: Named | None
    countersigned_on: dt.date | None
    settled_on: dt.date | None
    ended_on: dt.date | None
    lines: list[PledgeLineRecord]
    version: int


class Countersigned(Out):
    """The lists that were countersigned."""

    pledges: list[int]


class RequiredRecord(PromiseLine):
    """What a committee asks for besides the papers."""

    id: int
    unit: Named
    first_year: int
    last_year: int


class PaperRecord(Out):
    """What everybody signs who holds such a post in such a unit."""

    code: str
    edition: int
    kind: str
    title: str
    unit_kinds: list[str]
    lines: list[PromiseLine]


class PaperList(Out):
    """The papers in force, and what committees above the units in sight ask for besides."""

    papers: list[PaperRecord]
    required: list[RequiredRecord]


def signature_line(post: Any) -> SignatureLine:
    """``post`` comes from ``queries.due``."""
    return SignatureLine(
        post=post.pk,
        unit=Named(id=post.unit_id, name=post.unit.name),
        title=post.title,
        holder=post.holder_name,
        standing=queries.standing_of(post),
        pledge=post.pledge_pk,
    )


def promise(line: Any) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "text": line.text,
        "standard": line.standard,
        "rule": line.rule,
        "norm_code": line.norm_code,
    }


def comment_line(comment: Comment, with_name: bool) -> CommentLine:
    return CommentLine(
        id=comment.pk,
        text=comment.text,
        on=comment.on,
        who=comment.person.name if with_name and comment.person is not None else "",
        answer=comment.answer,
        answered_on=comment.answered_on,
    )


def pledge_record(actor: Actor, pk: int) -> PledgeRecord:
    """As it stands now; the caller has seen it."""
    pledge = Pledge.objects.select_related("unit", "tenant", "post", "countersigner").get(pk=pk)
    lines = list(PledgeLine.objects.filter(tenant_id=pledge.tenant_id, pledge=pledge).order_by("order"))
    is_open = pledge.settled_on is None and pledge.ended_on is None
    shown = evidence.beside(pledge, lines) if is_open else {}
    comments, signs = queries.comments_on(lines), policies.SIGN.allows(actor, pledge)
    above = pledge.countersigner
    return PledgeRecord(
        id=pledge.pk,
        unit=Named(id=pledge.unit_id, name=pledge.unit.name),
        post=pledge.post_id,
        title=pledge.title,
        holder=pledge.holder_name,
        year=pledge.year,
        state=pledge.state,
        signed_on=pledge.signed_on,
        is_on_paper=pledge.is_on_paper,
        countersigner=Named(id=above.pk, name=above.name) if above is not None else None,
        countersigned_on=pledge.countersigned_on,
        settled_on=pledge.settled_on,
        ended_on=pledge.ended_on,
        lines=[
            PledgeLineRecord(
                **promise(line),
                id=line.pk,
                origin=line.origin,
                outcome=line.outcome,
                said=line.said,
                evidence=list(line.evidence) if line.outcome else [one.text for one in shown.get(line.pk, [])],
                comments=[comment_line(one, signs) for one in comments.get(line.pk, [])],
            )
            for line in lines
        ],
        version=pledge.version,
    )


def required_record(line: RequiredLine) -> RequiredRecord:
    unit = Named(id=line.unit_id, name=line.unit.name)
    return RequiredRecord(**promise(line), id=line.pk, unit=unit, first_year=line.first_year, last_year=line.last_year)
