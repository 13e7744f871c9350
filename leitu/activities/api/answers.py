"""An activity as programs read it: no more than its page shows to the same reader."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.activities import life, policies, queries, wording
from leitu.activities.models import Activity, ActivityKind, Attendance, Resolution
from leitu.api.operations import Area
from leitu.api.schema import Coded, Moment, Named, Out, history
from leitu.core.actor import Actor

area = Area("activities", _("组织生活"))


class KindLine(Coded):
    """A kind of activity: which kinds of units hold it, who is expected, what it counts as."""

    unit_kinds: list[str]
    expected: str
    quorum: str
    majority: str
    readers: str
    counts_as: str


class ActivityLine(Out):
    """One line of the list."""

    id: int
    unit: Named
    kind: Coded
    on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    place: str
    topic: str
    state: str
    is_late_entry: bool
    version: int


class Numbers(Out):
    """The numbers of the roll, in persons; whoever is exempt and absent stands in ``exempt`` and nowhere else."""

    expected: int
    present: int
    excused: int
    absent: int
    exempt: int
    voters_expected: int
    voters_present: int


class RollLine(Out):
    """One person of the roll. ``reason`` only for whoever keeps the record, and of oneself."""

    person: int
    name: str
    state: str
    capacity: str
    home: str
    is_exempt: bool
    is_voter: bool
    reason: str | None


class ResolutionLine(Out):
    id: int
    order: int
    text: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    passed: bool | None


class MinutesText(Out):
    """One revision of the minutes; older ones stay."""

    revision: int
    text: str
    written_by: str
    written_at: dt.datetime


class Record(ActivityLine):
    """One activity. What its reader may not see is null: ``roll`` (names), ``minutes`` and ``resolutions``, ``history``.

    ``may`` are the steps that this reader may take now.
    """

    origin: str
    agenda: list[str]
    numbers: Numbers
    quorum_met: bool | None
    late_reason: str
    ending_reason: str
    sitting: list[int]
    may: list[str]
    chair: str | None
    recorder: str | None
    guests: str | None
    roll: list[RollLine] | None
    minutes: MinutesText | None
    resolutions: list[ResolutionLine] | None
    notice: str | None
    join_secret: str | None
    history: list[Moment] | None


def seen(actor: Actor) -> "QuerySet[Any, Any]":
    """The activities in the actor's sight."""
    return Activity.objects.visible_to(actor).select_related("unit", "kind", "chair", "recorder")


def kind_of(row: ActivityKind) -> KindLine:
    return KindLine(
        code=row.code,
        name=row.name,
        unit_kinds=row.unit_kinds,
        expected=row.expected,
        quorum=row.quorum,
        majority=row.majority,
        readers=row.readers,
        counts_as=row.fact_kind,
    )


def _head(row: Activity) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "kind": Coded(code=row.kind.code, name=row.kind.name),
        "on": row.on,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place": row.place,
        "topic": row.topic,
        "state": row.state,
        "is_late_entry": row.is_late_entry,
        "version": row.version,
    }


def line(row: Activity) -> ActivityLine:
    return ActivityLine(**_head(row))


def resolution_line(row: Resolution) -> ResolutionLine:
    return ResolutionLine(
        id=row.pk,
        order=row.order,
        text=row.text,
        in_favour=row.in_favour,
        against=row.against,
        abstained=row.abstained,
        passed=row.passed,
    )


def revision(row: Any) -> MinutesText:
    return MinutesText(revision=row.revision, text=row.text, written_by=row.written_by_label, written_at=row.written_at)


def _roll_line(one: queries.Attendee, actor: Actor, keeps: bool) -> RollLine:
    shows_reason = not one.row.is_exempt and (keeps or one.row.person_id == actor.person_id)
    return RollLine(
        person=one.row.person_id,
        name=one.name,
        state=Attendance.State(one.row.state).name.lower(),
        capacity=Attendance.Capacity(one.row.capacity).name.lower(),
        home=one.home,
        is_exempt=one.row.is_exempt,
        is_voter=one.row.is_voter,
        reason=one.row.note if shows_reason else None,
    )


def steps_for(actor: Actor, activity: Activity) -> list[str]:
    """The steps that the actor may take now."""
    keeps, holds = policies.KEEP.allows(actor, activity), policies.HOLD.allows(actor, activity)
    return [step for step in life.MAY if life.may(activity, step) and (holds if step in life.HOLDERS else keeps)]


def record_of(actor: Actor, activity: Activity) -> Record:
    """The whole of one activity, as far as the actor may read it."""
    reader = queries.Reader(actor)
    keeps = policies.KEEP.allows(actor, activity)
    reads, names = reader.may_read_minutes(activity), reader.may_read_names(activity)
    attendees = queries.roll(activity)
    counted = queries.numbers(activity, attendees)
    agenda = list(activity.agenda.order_by("order"))
    written = queries.latest_minutes(activity) if reads else None
    tells = keeps or policies.READ_MINUTES.allows(actor, activity)
    same = {"unit_id": activity.unit_id, "sitting": activity.sitting}  # by its unit, or all on record is looked through
    others = seen(actor).filter(**same).exclude(pk=activity.pk) if activity.sitting else None
    return Record(
        **_head(activity),
        origin=activity.origin,
        agenda=[item.text for item in agenda],
        numbers=Numbers(
            expected=counted.expected,
            present=counted.present,
            excused=counted.excused,
            absent=counted.absent,
            exempt=counted.exempt,
            voters_expected=counted.voters_expected,
            voters_present=counted.voters_present,
        ),
        quorum_met=activity.quorum_met,
        late_reason=activity.late_reason,
        ending_reason=activity.ending_reason,
        sitting=sorted(others.values_list("pk", flat=True)) if others is not None else [],
        may=steps_for(actor, activity),
        chair=activity.chair_name if names else None,
        recorder=activity.recorder_name if names else None,
        guests=activity.guests if names else None,
        roll=[_roll_line(one, actor, keeps) for one in attendees] if names else None,
        minutes=revision(written) if written else None,
        resolutions=[resolution_line(row) for row in activity.resolutions.order_by("order")] if reads else None,
        notice=wording.notice(activity, agenda) if keeps else None,
        join_secret=activity.link_secret if keeps else None,
        history=history(activity) if tells else None,
    )
