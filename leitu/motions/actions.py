"""What people do to motions: put, decide, withdraw, make a task of what was carried."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from leitu.activities import actions as activities
from leitu.activities import queries as activity_queries
from leitu.activities import rules
from leitu.activities.actions.fresh import fresh
from leitu.activities.models import Activity
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said, within
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.matters.queries import proposal
from leitu.motions import policies, queries, wording
from leitu.motions.kinds import kinds, kinds_at
from leitu.motions.models import Motion, Vote
from leitu.motions.origins import source_of

LONGEST = 200
LONGEST_NAME = 100
MOST_MOTIONS = 50


@transaction.atomic
def put(*, actor: Actor, activity: Activity, kind: str, title: str, proposer_name: str = "") -> Motion:
    """Put something before a meeting that is not archived yet.

    Raises NotAllowed, WrongState, ValidationError (no words, a kind that this meeting does not decide, too many).
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "update")
    chosen = {one.code: one for one in kinds_at(activity.kind)}.get(kind)
    if chosen is None:
        raise ValidationError({"kind": _("%(meeting)s不表决这类事项。") % {"meeting": activity.kind.name}})
    title = said(title, "title", _("写一句要表决什么。"), LONGEST)
    proposer_name = within(proposer_name, "proposer_name", LONGEST_NAME)
    rows = Motion.objects.filter(tenant_id=activity.tenant_id, activity=activity)
    last = rows.aggregate(last=Max("order"))["last"] or 0
    if last >= MOST_MOTIONS:
        raise ValidationError({"title": _("一次会议最多 %(most)s 项动议。") % {"most": MOST_MOTIONS}})

    motion = Motion.objects.create(
        tenant_id=activity.tenant_id,
        activity=activity,
        order=last + 1,
        kind=kind,
        title=title,
        proposer_name=proposer_name,
        by_label=actor.label[:120],
    )

    record(actor, "motions.put", activity, order=motion.order, kind=chosen.name)
    return motion


@transaction.atomic
def decide(
    *,
    actor: Actor,
    motion: Motion,
    way: str,
    in_favour: int = 0,
    against: int = 0,
    abstained: int = 0,
    votes: Mapping[int, str] | None = None,
) -> Motion:
    """Put down the vote: a count of hands, or ``votes`` (person -> choice), which are counted here. The resolution
    is written from it, and whether it is carried follows from the rule of the meeting.

    Only those vote who are on the roll as present and have a vote. Raises NotAllowed, WrongState (decided, withdrawn,
    the meeting is not under way, no quorum, only with ballots), ValidationError.
    """
    policies.KEEP.require(actor, motion.activity)
    activity = fresh(motion.activity, "resolve")
    motion = _open_motion(motion, activity)
    if kinds()[motion.kind].is_secret:
        raise WrongState(_("这类事项要无记名投票，不能举手，也不能记名。"))
    if way not in Motion.Way.values:
        raise ValidationError({"way": _("请选举手或记名。")})
    attendees = activity_queries.roll(activity)
    numbers = activity_queries.numbers(activity, attendees)
    if rules.quorum_met(activity.kind.quorum, numbers.voters_expected, numbers.voters_present) is False:
        raise WrongState(_("有表决权的到会没有达到半数，不能表决。先看看点名对不对。"))
    if way == Motion.Way.NAMED:
        chosen = dict(votes or {})
        _require_voters(chosen, {one.row.person_id for one in queries.voters(attendees)})
        counted = queries.tally(chosen)
    else:
        chosen = {}
        counted = {"in_favour": in_favour, "against": against, "abstained": abstained}
    _require_count(counted, numbers)

    motion.way = way
    text = wording.resolution_text(activity, motion, numbers, counted)
    motion.resolution = activities.resolve(
        actor=actor, activity=activity, decision=activities.Decision(text, **counted)
    )
    motion.save(update_fields=["way", "resolution"])
    Vote.objects.filter(tenant_id=motion.tenant_id, motion=motion).delete()
    Vote.objects.bulk_create(
        Vote(tenant_id=motion.tenant_id, motion=motion, person_id=key, choice=choice) for key, choice in chosen.items()
    )

    record(
        actor,
        "motions.decide",
        activity,
        order=motion.order,
        way=motion.get_way_display(),
        in_favour=counted["in_favour"],
        against=counted["against"],
        abstained=counted["abstained"],
    )
    return motion


@transaction.atomic
def withdraw(*, actor: Actor, motion: Motion) -> Motion:
    """Take back what has not been decided. Raises NotAllowed, WrongState."""
    policies.KEEP.require(actor, motion.activity)
    activity = fresh(motion.activity, "update")
    motion = _open_motion(motion, activity)

    motion.withdrawn_on = today()
    motion.save(update_fields=["withdrawn_on"])

    record(actor, "motions.withdraw", activity, order=motion.order)
    return motion


@transaction.atomic
def issue(*, actor: Actor, motion: Motion, due_on: dt.date, standard: str) -> Matter:
    """Make a task of what was carried: with the secretary, checked by the unit above. Where one of them is missing it
    is noted with its date, and waits for them. Raises NotAllowed, WrongState (not carried, done already), ValidationError.
    """
    policies.HOLD.require(actor, motion.activity)
    activity = motion.activity
    motion = _locked(motion, activity)
    if motion.resolution is None or not motion.resolution.passed:
        raise WrongState(_("通过了的动议才能挂成任务。"))
    if motion.matter_id is not None:
        raise WrongState(_("这一项已经挂成任务。"))
    if due_on < today():
        raise ValidationError({"due_on": _("完成时间要在今天以后。")})

    made = matters.note(
        actor=actor, unit=activity.unit, title=motion.title, kind=Matter.Kind.TASK, source=source_of(motion)
    )
    given = proposal(made) | {"due_on": due_on, "standard": standard}
    if given["person"] is None or given["reviewer_unit"] is None:
        made = matters.change(actor=actor, matter=made, due_on=due_on, standard=standard)
    else:
        made = matters.publish(actor=actor, matter=made, **given)
    motion.matter = made
    motion.save(update_fields=["matter"])

    record(actor, "motions.issue", activity, order=motion.order, matter=made.pk)
    return made


def _locked(motion: Motion, activity: Activity) -> Motion:
    rows = Motion.objects.select_for_update(of=("self",)).select_related("resolution")
    found: Motion = rows.get(tenant_id=motion.tenant_id, pk=motion.pk)
    found.activity = activity
    return found


def _open_motion(motion: Motion, activity: Activity) -> Motion:
    """The locked row. Raises WrongState when it is decided or withdrawn."""
    found = _locked(motion, activity)
    if found.withdrawn_on is not None:
        raise WrongState(_("这项动议已经撤回。"))
    if not found.is_open:
        raise WrongState(_("这项动议已经表决。记错了，先撤下那项决议，再重新表决。"))
    return found


def _require_voters(votes: Mapping[int, str], entitled: set[int]) -> None:
    """Raises ValidationError for a vote of somebody who is not there or has none, or that is no vote."""
    if not votes:
        raise ValidationError({"votes": _("还没有记下任何人的表决。")})
    if set(votes) - entitled:
        raise ValidationError({"votes": _("只有到会的、有表决权的党员才能表决；预备党员没有表决权。")})
    if set(votes.values()) - set(Vote.Choice.values):
        raise ValidationError({"votes": _("表决只有赞成、反对、弃权。")})


def _require_count(counted: Mapping[str, int], numbers: rules.Numbers) -> None:
    """Raises ValidationError for no votes, and for more than there are voters in the room."""
    cast = sum(counted.values())
    if min(counted.values()) < 0 or not cast:
        raise ValidationError({"in_favour": _("请填票数。")})
    if cast > numbers.voters_present:
        words = {"cast": cast, "voters": numbers.voters_present}
        raise ValidationError({"in_favour": _("合计%(cast)s票，多于到会有表决权的%(voters)s人。") % words})
