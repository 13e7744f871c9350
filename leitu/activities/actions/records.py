from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leitu.activities import policies, queries, rules
from leitu.activities.actions import minutes, plans, roll
from leitu.activities.actions.fresh import fresh, save
from leitu.activities.models import Activity, ActivityKind, Attendance, Resolution
from leitu.activities.register import Expected
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.facts.derive import derive

State = Activity.State


@transaction.atomic
def end(
    *,
    actor: Actor,
    activity: Activity,
    marks: Mapping[int, roll.Mark] | None = None,
    guests: Sequence[int | str] | None = None,
    version: int | None = None,
    expected: list[Expected] | None = None,
) -> Activity:
    """The meeting is over; with ``marks`` or ``guests`` the roll is saved in the same step (see ``save_roll``).

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "end", version)
    roll.refuse_future(activity)

    counted = None
    if marks is not None or guests is not None:
        counted = roll.keep(activity, marks or {}, guests, expected=expected)
    _end(activity)
    save(activity, "state", "ended_at", "ends_at", "guests", "roll_saved_at")

    if counted is not None:
        roll.say_roll(actor, activity, counted)
    record(actor, "activities.end", activity)
    return activity


def _end(activity: Activity) -> None:
    """Set state and times; the time of day is only taken from the clock when the meeting was begun here today."""
    moment = now()
    local = timezone.localtime(moment)
    began_today = activity.started_at is not None and timezone.localdate(activity.started_at) == activity.on
    if activity.ends_at is None and began_today and local.date() == activity.on:
        time = local.time().replace(second=0, microsecond=0)
        if activity.starts_at is None or time > activity.starts_at:
            activity.ends_at = time
    activity.state, activity.ended_at = State.ENDED, activity.ended_at or moment


@transaction.atomic
def archive(
    *,
    actor: Actor,
    activity: Activity,
    text: str = "",
    decisions: Sequence[minutes.Decision] = (),
    marks: Mapping[int, roll.Mark] | None = None,
    guests: Sequence[int | str] | None = None,
    stated: tuple[int, int] | None = None,
    late_reason: str | None = None,
    version: int | None = None,
    via: int = roll.Via.RECORDER,
    expected: list[Expected] | None = None,
) -> Activity:
    """Close the record: end, roll, minutes and resolutions as far as given, then numbers, quorum and facts.

    Without a saved roll everybody expected was present. ``stated`` is (应到, 实到): needed for a unit whose members are
    not on the register, decisive for an imported ledger, otherwise not taken. ``via`` says how the roll came in,
    ``expected`` as in ``save_roll``.
    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "archive", version)
    roll.refuse_future(activity)
    is_first = activity.archived_at is None

    if activity.state != State.ENDED:
        _end(activity)
    counted = roll.keep(activity, marks or {}, guests, via, expected)
    _set_numbers(activity, counted, stated)
    written = minutes.append(actor, activity, text) if text.strip() else None
    _judge_all(activity, decisions)
    _set_late(activity, late_reason)
    activity.state, activity.archived_at = State.ARCHIVED, now()
    save(activity, *ARCHIVED_FIELDS)

    text_kept: dict[str, Any] = {"revision": written.revision, "length": len(written.text)} if written else {}
    record(
        actor,
        "activities.archive",
        activity,
        on=activity.on,
        expected=activity.expected_count,
        present=activity.present_count,
        quorum_met=activity.quorum_met,
        late=activity.is_late_entry,
        decisions=len(decisions),
        **text_kept,
    )
    derive(activity, is_first=is_first)
    return activity


ARCHIVED_FIELDS = (
    "state",
    "ended_at",
    "ends_at",
    "archived_at",
    "roll_saved_at",
    "guests",
    "expected_count",
    "present_count",
    "excused_count",
    "exempt_count",
    "voters_expected",
    "voters_present",
    "numbers_stand",
    "quorum_met",
    "is_late_entry",
    "late_reason",
)


def _set_numbers(activity: Activity, counted: rules.Numbers, stated: tuple[int, int] | None) -> None:
    """Counts and quorum, unsaved. Raises ValidationError when nobody is on the register and no numbers are given."""
    nobody = counted.expected + counted.exempt == 0
    if nobody and stated is None and activity.numbers_stand:
        stated = (activity.expected_count, activity.present_count)
    if nobody and stated is None:
        raise ValidationError(
            {"expected_count": _("名册上没有这次活动的应到人员，请填应到和实到人数；或先在名册里登记党员。")}
        )
    stands = stated is not None and (nobody or activity.origin == Activity.Origin.IMPORTED)
    if stands and stated is not None:
        expected, present = stated
        if not 0 <= present <= expected:
            raise ValidationError({"present_count": _("实到人数不能多于应到人数。")})
        counted = rules.Numbers(expected, present, voters_expected=expected, voters_present=present)
    activity.numbers_stand = stands
    activity.expected_count, activity.present_count = counted.expected, counted.present
    activity.excused_count, activity.exempt_count = counted.excused, counted.exempt
    activity.voters_expected, activity.voters_present = counted.voters_expected, counted.voters_present
    activity.quorum_met = rules.quorum_met(activity.kind.quorum, counted.voters_expected, counted.voters_present)


def _judge_all(activity: Activity, decisions: Sequence[minutes.Decision]) -> None:
    """The roll is final now: judge the resolutions anew, and put down those that came with the record."""
    numbers = queries.stored_numbers(activity)
    has_some = activity.last_resolution is not None  # type: ignore[attr-defined]
    rows = list(Resolution.objects.filter(tenant_id=activity.tenant_id, activity=activity)) if has_some else []
    for row in rows:
        minutes.judge(activity, row, numbers)
    if rows:
        Resolution.objects.bulk_update(rows, ["passed"])
    for decision in decisions:
        minutes.put(activity, decision, numbers)


def _set_late(activity: Activity, reason: str | None) -> None:
    """补录 is measured by the day on which the meeting was ended here, not by the day of archiving."""
    assert activity.ended_at is not None
    recorded_on = timezone.localdate(activity.ended_at)
    activity.is_late_entry = rules.is_late(activity.on, recorded_on, activity.kind.late_after_days)
    if reason is not None:
        activity.late_reason = reason.strip()[:200]


@transaction.atomic
def reopen(*, actor: Actor, activity: Activity, reason: str) -> Activity:
    """Open an archived record again: its facts go, the minutes keep their revisions, 补录 stays as it was.

    Raises NotAllowed, WrongState, ValidationError (no reason).
    """
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, "reopen")
    if not reason.strip():
        raise ValidationError({"reason": _("请写一句原因。")})

    activity.state = State.ENDED
    save(activity, "state")

    record(actor, "activities.reopen", activity, reason=reason.strip()[:500])
    derive(activity)
    return activity


@transaction.atomic
def sitting(
    *, actor: Actor, activity: Activity, kind: ActivityKind, topic: str = "", agenda: Sequence[str] = ()
) -> Activity:
    """连开: another kind in the same sitting, with the same day, place and people; one roll serves both.

    Raises NotAllowed, WrongState, ValidationError (what ``plan`` raises).
    """
    policies.HOLD.require(actor, activity)
    first = fresh(activity, "sitting")

    second = plans.plan(
        actor=actor,
        unit=first.unit,
        kind=kind,
        on=first.on,
        agenda=agenda,
        starts_at=first.starts_at if kind.pk != first.kind_id else None,
        place=first.place,
        topic=topic,
        chair=first.chair,
        chair_name=first.chair_name,
        recorder=first.recorder,
        recorder_name=first.recorder_name,
        guests=first.guests,
    )
    first.sitting = first.sitting or first.pk
    save(first, "sitting")
    is_open = first.state == State.UNDER_WAY
    second.sitting, second.state = first.sitting, State.UNDER_WAY if is_open else State.ENDED
    second.notified_at, second.started_at = first.notified_at, first.started_at
    second.ended_at = None if is_open else first.ended_at
    second.save()
    _copy_roll(first, second)

    record(actor, "activities.sitting", second, first=first.pk)
    return second


def _copy_roll(first: Activity, second: Activity) -> None:
    """Whoever is on both lists has the same presence at both; guests come along."""
    listed = {one.person_id for one in queries.expected(second)}
    rows = queries.stored_roll(first)
    marks = {row.person_id: roll.Mark(row.state, row.note) for row in rows if row.person_id in listed}
    guests: list[int | str] = [
        row.person_id for row in rows if row.capacity != Attendance.Capacity.MEMBER and row.person_id not in listed
    ]
    if rows:
        saved = first.roll_saved_at
        roll.keep(second, _answered(marks), [*guests, *second.guests.splitlines()])
        second.roll_saved_at = saved
        save(second, "guests", "roll_saved_at")


def _answered(marks: dict[int, roll.Mark]) -> dict[int, roll.Mark]:
    return {key: mark for key, mark in marks.items() if mark.state != Attendance.State.EXPECTED}
