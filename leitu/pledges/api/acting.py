"""What may be done: sign, countersign, add, settle, say, answer; ask of those below."""

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id, In, Version
from leitu.core import text
from leitu.pledges import actions, forms, policies, queries
from leitu.pledges.actions.signing import LONGEST, MOST_OWN, MOST_TOGETHER
from leitu.pledges.api.answers import Countersigned, PledgeRecord, RequiredRecord, area, pledge_record, required_record
from leitu.pledges.api.reading import Year
from leitu.pledges.models import Comment, Pledge, PledgeLine, RequiredLine

LineBody: Any = body("PledgeLineBody", forms.LineForm, version=True)
CommentBody: Any = body("PledgeCommentBody", forms.CommentForm)
AnswerBody: Any = body("PledgeAnswerBody", forms.AnswerForm)
RequireBody: Any = body("PledgeRequireBody", forms.RequireForm)


class SignBody(In):
    """``own``: lines of one's own."""

    year: Year
    own: Annotated[list[Annotated[str, Field(min_length=1, max_length=LONGEST)]], Field(max_length=MOST_OWN)] = []


class CountersignBody(In):
    """All of them, or none."""

    pledges: Annotated[list[Id], Field(min_length=1, max_length=MOST_TOGETHER)]


class ResultBody(In):
    """How one line came out, with a sentence where it was not kept."""

    line: Id
    outcome: Literal["done", "partly", "not_done"]
    said: Annotated[str, Field(max_length=500)] = ""


class SettleBody(In):
    """Some lines, or all."""

    results: Annotated[list[ResultBody], Field(min_length=1, max_length=100)]
    version: Version


def _pledge(request: Call, pk: int, permission: Any) -> Pledge:
    found: Pledge = one(Pledge.objects.visible_to(request.actor).select_related("unit", "post"), pk=pk)
    permission.require(request.actor, found)
    return found


@area.acts("/posts/{int:pk}/sign", "pledges.sign", policies.SIGN)
def sign(request: Call, pk: int, data: SignBody) -> PledgeRecord:
    """Sign the list of a post for a year; by anybody but its holder it says that the signature is on paper."""
    post = one(queries.listed(request.actor, data.year), pk=pk)
    policies.SIGN.require(request.actor, post)
    made = actions.sign(actor=request.actor, post=post, year=data.year, own=[text.clean(line) for line in data.own])
    return pledge_record(request.actor, made.pk)


@area.acts("/countersign", "pledges.countersign", policies.CONFIRM)
def countersign(request: Call, data: CountersignBody) -> Countersigned:
    """Countersign these lists, all or none."""
    seen = Pledge.objects.visible_to(request.actor).filter(pk__in=data.pledges)
    found: list[Pledge] = list(seen.select_related("unit", "post"))
    if len(found) != len(set(data.pledges)):
        raise ValidationError({"pledges": _("没有这份责任清单。")})
    done = actions.countersign(actor=request.actor, pledges=found)
    return Countersigned(pledges=[pledge.pk for pledge in done])


@area.acts("/{int:pk}/add_line", "pledges.add_line", policies.SIGN)
def add_line(request: Call, pk: int, data: LineBody) -> PledgeRecord:
    """Promise one thing more."""
    pledge, given = _pledge(request, pk, policies.SIGN), clean(forms.LineForm, data)
    made = actions.add_line(actor=request.actor, pledge=pledge, version=data.version, **given)
    return pledge_record(request.actor, made.pk)


@area.acts("/{int:pk}/settle", "pledges.settle", policies.SIGN)
def settle(request: Call, pk: int, data: SettleBody) -> PledgeRecord:
    """Say of some lines whether they were kept; with the last one the list is settled."""
    pledge = _pledge(request, pk, policies.SIGN)
    results = {row.line: actions.Result(row.outcome, text.clean(row.said)) for row in data.results}
    made = actions.settle(actor=request.actor, pledge=pledge, results=results, version=data.version)
    return pledge_record(request.actor, made.pk)


@area.acts("/lines/{int:pk}/comment", "pledges.comment", policies.COMMENT)
def comment(request: Call, pk: int, data: CommentBody) -> PledgeRecord:
    """Say something about a line; without a name nothing leads to whoever said it."""
    seen = Pledge.objects.visible_to(request.actor).values("pk")
    rows = PledgeLine.objects.filter(tenant_id=request.actor.tenant_id, pledge_id__in=seen)
    line: PledgeLine = one(rows.select_related("pledge"), pk=pk)
    policies.COMMENT.require(request.actor, line)
    actions.comment(actor=request.actor, line=line, **clean(forms.CommentForm, data))
    return pledge_record(request.actor, line.pledge_id)


@area.acts("/comments/{int:pk}/answer", "pledges.answer", policies.ANSWER)
def answer(request: Call, pk: int, data: AnswerBody) -> PledgeRecord:
    """Answer a comment, once."""
    found: Comment = one(Comment.objects.visible_to(request.actor).select_related("line__pledge"), pk=pk)
    policies.ANSWER.require(request.actor, found)
    made = actions.answer(actor=request.actor, comment=found, **clean(forms.AnswerForm, data))
    return pledge_record(request.actor, made.line.pledge_id)


@area.acts("/papers/require", "pledges.require_line", policies.KEEP)
def require_line(request: Call, data: RequireBody) -> RequiredRecord:
    """Ask one thing more of everybody at and below a committee, on the basis of a document."""
    given = clean(forms.RequireForm, data, rows=queries.committees(request.actor))
    return required_record(actions.require_line(actor=request.actor, **given))


@area.acts("/papers/{int:pk}/release", "pledges.release_line", policies.KEEP)
def release_line(request: Call, pk: int) -> RequiredRecord:
    """Ask it no more after this year."""
    line: RequiredLine = one(RequiredLine.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    policies.KEEP.require(request.actor, line)
    return required_record(actions.release_line(actor=request.actor, line=line))
