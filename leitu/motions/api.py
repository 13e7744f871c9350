"""Motions for programs: no more than their page shows to the same reader."""

from typing import Annotated, Any, Literal

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from leitu.activities.models import Activity
from leitu.activities.queries import may_read_minutes
from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Id, In, Listed, Out, listed
from leitu.motions import actions, forms, policies, queries
from leitu.motions.models import Motion

area = Area("motions", _("动议和表决"))
Count = Annotated[int, Field(ge=0, le=forms.MOST_VOTES)]

PutBody: Any = body("MotionPutBody", forms.PutForm)
IssueBody: Any = body("MotionIssueBody", forms.IssueForm)


class MotionVoteBody(In):
    person: Id
    choice: Literal["in_favour", "against", "abstained"]


class MotionDecideBody(In):
    """``way`` hands: the counts; named: ``votes``, which are counted."""

    way: Literal["hands", "named"]
    in_favour: Count = 0
    against: Count = 0
    abstained: Count = 0
    votes: Annotated[list[MotionVoteBody], Field(max_length=5000)] = []


class MotionRecord(Out):
    """A motion. ``state``: open, withdrawn, carried, lost; ``resolution`` once it is decided, ``matter``: its task."""

    id: int
    activity: int
    order: int
    kind: str
    title: str
    proposer_name: str
    state: str
    way: str
    resolution: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    matter: int | None


class MotionTask(Out):
    """The task that was made."""

    motion: int
    matter: int


def _record(card: queries.Card) -> MotionRecord:
    motion, resolution = card.motion, card.motion.resolution
    return MotionRecord(
        id=motion.pk,
        activity=motion.activity_id,
        order=motion.order,
        kind=motion.kind,
        title=motion.title,
        proposer_name=motion.proposer_name,
        state=card.state,
        way=motion.way if resolution else "",
        resolution=resolution.text if resolution else "",
        in_favour=resolution.in_favour if resolution else None,
        against=resolution.against if resolution else None,
        abstained=resolution.abstained if resolution else None,
        matter=motion.matter_id,
    )


def _of(motion: Motion) -> MotionRecord:
    return _record(next(card for card in queries.cards(motion.activity) if card.motion.pk == motion.pk))


def _meeting(request: Call, pk: int) -> Activity:
    found: Activity = one(Activity.objects.visible_to(request.actor).select_related("unit", "kind"), pk=pk)
    return found


def _motion(request: Call, pk: int, permission: Any) -> Motion:
    rows = Motion.objects.visible_to(request.actor).select_related("activity__unit", "activity__kind", "resolution")
    found: Motion = one(rows, pk=pk)
    permission.require(request.actor, found.activity)
    return found


@area.reads("/of/{int:pk}", "motions.list", policies.VIEW)
def list_motions(request: Call, pk: int, asked: Query[Asked]) -> Listed[MotionRecord]:
    """The motions of a meeting, for whoever may read its minutes."""
    activity = _meeting(request, pk)
    if not may_read_minutes(request.actor, activity):
        raise Http404
    return listed(queries.cards(activity), asked, _record)


@area.acts("/of/{int:pk}/put", "motions.put", policies.KEEP)
def put(request: Call, pk: int, data: PutBody) -> MotionRecord:
    """Put something before a meeting."""
    activity = _meeting(request, pk)
    policies.KEEP.require(request.actor, activity)
    given = clean(forms.PutForm, data, meeting=activity.kind)
    return _of(actions.put(actor=request.actor, activity=activity, **given))


@area.acts("/{int:pk}/decide", "motions.decide", policies.KEEP)
def decide(request: Call, pk: int, data: MotionDecideBody) -> MotionRecord:
    """Put down the vote."""
    motion = _motion(request, pk, policies.KEEP)
    counted = {"in_favour": data.in_favour, "against": data.against, "abstained": data.abstained}
    votes = {line.person: line.choice for line in data.votes}
    return _of(actions.decide(actor=request.actor, motion=motion, way=data.way, votes=votes, **counted))


@area.acts("/{int:pk}/withdraw", "motions.withdraw", policies.KEEP)
def withdraw(request: Call, pk: int) -> MotionRecord:
    """Take back what has not been decided."""
    return _of(actions.withdraw(actor=request.actor, motion=_motion(request, pk, policies.KEEP)))


@area.acts("/{int:pk}/issue", "motions.issue", policies.HOLD)
def issue(request: Call, pk: int, data: IssueBody) -> MotionTask:
    """Make a task of what was carried."""
    motion = _motion(request, pk, policies.HOLD)
    made = actions.issue(actor=request.actor, motion=motion, **clean(forms.IssueForm, data))
    return MotionTask(motion=motion.pk, matter=made.pk)
