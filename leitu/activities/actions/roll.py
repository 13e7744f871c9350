from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from leitu.activities import policies, queries, rules
from leitu.activities.actions.fresh import fresh, save
from leitu.activities.models import Activity, Attendance
from leitu.activities.register import Expected
from leitu.audit.record import record, type_name
from leitu.core import ready
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs.models import Involvement
from leitu.people.models import Consent, Person
from leitu.people.standing import helper_for

Presence = Attendance.State
Via = Attendance.Via
Capacity = Attendance.Capacity
TRIES, TRIES_OF_ALL, TRIES_SECONDS = 5, 40, 900
"""Wrong endings of a mobile number: for one name, for one meeting, and for how long they are remembered."""


@dataclass(frozen=True)
class Mark:
    """What the recorder ticked for one person: an Attendance.State, and why."""

    state: int
    note: str = ""


@transaction.atomic
def answer(*, actor: Actor, activity: Activity, person: Person, coming: bool, reason: str = "") -> Attendance:
    """Coming, or asking for leave: by the member himself, by his helper, or recorded by whoever keeps the roll.

    Raises NotAllowed, WrongState, ValidationError (not expected, no reason).
    """
    is_oneself = bool(actor.person_id) and actor.person_id == person.pk and actor.tenant_id == activity.tenant_id
    helper = None if is_oneself else helper_for(actor, person, Consent.Purpose.ANSWER)
    if not is_oneself and helper is None:
        policies.KEEP.require(actor, activity)
    activity = fresh(activity, "answer")
    on_list = {one.person_id: one for one in queries.expected(activity)}
    if person.pk not in on_list:
        raise NotAllowed(_("您不在这次活动的应到名单里。")) if is_oneself else ValidationError(_("他不在应到名单里。"))
    if not coming and not reason.strip():
        raise ValidationError({"reason": _("请写一句请假的原因，例如“出差”。")})

    one = on_list[person.pk]
    row, _made = Attendance.objects.update_or_create(
        tenant_id=activity.tenant_id,
        activity=activity,
        person=person,
        defaults={
            "unit_id": one.unit_id,
            "kind": queries.fact_number(activity.kind),
            "on": activity.on,
            "state": Presence.EXPECTED if coming else Presence.EXCUSED,
            "via": Via.SELF if is_oneself else Via.PROXY,
            "capacity": Capacity.MEMBER,
            "is_exempt": one.is_exempt,
            "is_voter": one.is_voter,
            "note": "" if coming else reason.strip()[:200],
        },
    )

    by = helper.name if helper else ""
    record(actor, "activities.answer", activity, person=person.pk, name=person.name, coming=coming, helper=by)
    return row


@transaction.atomic
def hand_roll(*, actor: Actor, activity: Activity, person: Person | None) -> Activity:
    """Make ``person`` the recorder, who then keeps roll and record as well; None takes it back.

    Raises NotAllowed, WrongState, ValidationError (not on the list).
    """
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, "hand_roll")
    if person is not None and person.pk not in {one.person_id for one in queries.expected(activity)}:
        raise ValidationError({"person": _("记录人要从应到的人里选。")})

    activity.recorder, activity.recorder_name = person, person.name if person else ""
    save(activity, "recorder", "recorder_name")

    record(actor, "activities.hand_roll", activity, person=person.pk if person else 0, name=activity.recorder_name)
    return activity


@transaction.atomic
def start(*, actor: Actor, activity: Activity) -> Activity:
    """Begin. Raises NotAllowed, WrongState (done already, or the day has not come)."""
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "start")
    refuse_future(activity)

    activity.state, activity.started_at = Activity.State.UNDER_WAY, now()
    save(activity, "state", "started_at")

    record(actor, "activities.start", activity)
    return activity


def refuse_future(activity: Activity) -> None:
    if activity.on > today():
        raise WrongState(_("会议定在%(day)s，还没有到。提前开了，请先把日期改成今天。") % {"day": activity.on})


@transaction.atomic
def scan(
    *, actor: Actor, activity: Activity, secret: str, person: Person | None = None, digits: str = ""
) -> Attendance:
    """A member says by the link of the room that he is here; the recorder sees it and may correct it.

    Whoever is signed in is himself, also as a guest from another branch. Without an account: a name of the list and
    the last four digits of that person's mobile. Raises NotAllowed, WrongState, ValidationError (name and digits).
    """
    if not constant_time_compare(secret, activity.link_secret):
        raise NotAllowed(_("这个链接不对，请重新扫码。"))
    activity = fresh(activity, "scan")
    is_signed_in = bool(actor.person_id) and actor.tenant_id == activity.tenant_id
    on_list = {one.person_id: one for one in queries.expected(activity)}
    if is_signed_in:
        person = Person.objects.get(tenant_id=activity.tenant_id, pk=actor.person_id)
    elif person is None or person.pk not in on_list or not _ends_with(activity, person, digits):
        raise ValidationError({"digits": _("姓名和手机号后四位对不上。也可以当面告诉记录人，不用扫码。")})

    one = on_list.get(person.pk)
    guests = [] if one else queries.guests_of(activity, [person.pk])[0]
    home = one.unit_id if one else guests[0].unit_id
    row, _made = Attendance.objects.update_or_create(
        tenant_id=activity.tenant_id,
        activity=activity,
        person=person,
        defaults={
            "unit_id": home,
            "kind": queries.fact_number(activity.kind),
            "on": activity.on,
            "state": Presence.PRESENT,
            "via": Via.SCAN,
            "capacity": Capacity.MEMBER if one else _capacity(guests[0]),
            "is_exempt": bool(one and one.is_exempt),
            "is_voter": bool(one and one.is_voter),
            "note": "",
        },
    )
    if not one:
        _involve(activity, {(home, home_capacity(row.capacity))}, drop=False)

    record(actor, "activities.scan", activity, person=person.pk, name=person.name, signed_in=is_signed_in)
    return row


def _ends_with(activity: Activity, person: Person, digits: str) -> bool:
    """Whether the mobile ends in ``digits``; after too many wrong ones nothing fits for a while."""
    keys = {f"activities.scan.{activity.pk}": TRIES_OF_ALL, f"activities.scan.{activity.pk}.{person.pk}": TRIES}
    if any(cache.get(key, 0) >= most for key, most in keys.items()):
        return False
    mobile = person.unseal("mobile")
    if len(digits) == 4 and len(mobile) >= 7 and constant_time_compare(mobile[-4:], digits):
        return True
    for key in keys:
        cache.add(key, 0, TRIES_SECONDS)
        cache.incr(key)
    return False


@transaction.atomic
def save_roll(
    *,
    actor: Actor,
    activity: Activity,
    marks: Mapping[int, Mark] | None = None,
    guests: Sequence[int | str] | None = None,
    version: int | None = None,
    via: int = Via.RECORDER,
    expected: list[Expected] | None = None,
) -> Activity:
    """Save the roll by exception: ``marks`` (person -> Mark) for those who differ, everybody else as is usual.

    ``guests`` is the whole list of guests: keys of persons or lines 「姓名，单位」 (see ``queries.guests_of``); None
    leaves them. Somebody who answered or scanned keeps that unless he is in ``marks``. ``expected`` is
    ``queries.expected`` of this activity where the caller has asked it in this very request.
    Raises NotAllowed, WrongState, StaleEdit, ValidationError (somebody who is not on the list).
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "save_roll", version)
    refuse_future(activity)

    counted = keep(activity, marks or {}, guests, via, expected)
    save(activity, "guests", "roll_saved_at")

    say_roll(actor, activity, counted)
    return activity


def say_roll(actor: Actor, activity: Activity, counted: rules.Numbers) -> None:
    """The entry about a saved roll: numbers only, for reasons of leave may be about health."""
    record(
        actor,
        "activities.save_roll",
        activity,
        expected=counted.expected,
        present=counted.present,
        excused=counted.excused,
        absent=counted.absent,
        exempt=counted.exempt,
    )


def keep(
    activity: Activity,
    marks: Mapping[int, Mark],
    guests: Sequence[int | str] | None,
    via: int = Via.RECORDER,
    expected: list[Expected] | None = None,
) -> rules.Numbers:
    """Write the attendances of a locked activity and set its roll fields, unsaved. Raises ValidationError."""
    stored = queries.stored_roll(activity)
    before = {row.pk: _said(row) for row in stored}
    attendees = queries.merge(activity, queries.expected(activity) if expected is None else expected, stored)
    rows = {one.row.person_id: one.row for one in attendees}
    unknown = set(marks) - set(rows)
    if unknown:
        raise ValidationError(_("点名里有不在应到名单上的人，请刷新后再试。"))
    for person_id, mark in marks.items():
        row = rows[person_id]
        row.state, row.note, row.via = mark.state, mark.note.strip()[:200], via
    had_guests = any(row.capacity != Capacity.MEMBER for row in stored)
    if guests is not None:
        _place_guests(activity, rows, list(guests), via)
    _store(rows, before)
    outside = {(r.unit_id, home_capacity(r.capacity)) for r in rows.values() if r.capacity != Capacity.MEMBER}
    if outside or had_guests:
        _involve(activity, outside, drop=True)
    activity.roll_saved_at = now()
    return rules.count(rows.values())


def _place_guests(activity: Activity, rows: dict[int, Attendance], given: list[int | str], via: int) -> None:
    found, free = queries.guests_of(activity, given)
    wanted = {guest.person_id: guest for guest in found}
    for person_id in [key for key, row in rows.items() if row.capacity != Capacity.MEMBER and key not in wanted]:
        del rows[person_id]
    for person_id, guest in wanted.items():
        row = rows.get(person_id)
        if row is not None and row.capacity == Capacity.MEMBER:
            continue
        if row is None:
            row = Attendance(tenant_id=activity.tenant_id, activity_id=activity.pk, person_id=person_id, via=via)
            rows[person_id] = row
        row.unit_id, row.kind, row.on = guest.unit_id, queries.fact_number(activity.kind), activity.on
        row.state, row.capacity = Presence.PRESENT, _capacity(guest)
    activity.guests = "\n".join(free)


def _capacity(guest: queries.Guest) -> int:
    return Capacity.LEADER if guest.is_leader else Capacity.GUEST


def home_capacity(capacity: int) -> str:
    is_leader = capacity == Capacity.LEADER
    return Involvement.Capacity.LEADER_HOME if is_leader else Involvement.Capacity.GUEST_HOME


COLUMNS = ["unit_id", "kind", "on", "state", "via", "capacity", "is_exempt", "is_voter", "note"]


def _said(row: Attendance) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def _store(rows: dict[int, Attendance], before: dict[int, tuple[object, ...]]) -> None:
    """Write what differs from ``before`` (by key): a roll that was saved already is not written again."""
    known = {row.pk for row in rows.values()}
    fresh_rows = [row for row in rows.values() if row.pk is None]
    changed = [row for row in rows.values() if row.pk is not None and _said(row) != before[row.pk]]
    ready.insert_many(fresh_rows)
    if changed:
        Attendance.objects.bulk_update(changed, [name.removesuffix("_id") for name in COLUMNS])
    gone = [key for key in before if key not in known]
    if gone:
        Attendance.objects.filter(pk__in=gone).delete()


def _involve(activity: Activity, wanted: set[tuple[int, str]], *, drop: bool) -> None:
    """Let the home units of guests see the activity that they took part in."""
    wanted = {one for one in wanted if one[0] != activity.unit_id}
    mine = Involvement.objects.filter(
        tenant_id=activity.tenant_id, object_type=type_name(activity), object_id=activity.pk
    ).exclude(capacity=Involvement.Capacity.JOINT)
    stored = {(row.unit_id, row.capacity): row.pk for row in mine}
    if drop:
        gone = [key for place, key in stored.items() if place not in wanted]
        if gone:
            Involvement.objects.filter(pk__in=gone).delete()
    Involvement.objects.bulk_create(
        Involvement(
            tenant_id=activity.tenant_id,
            unit_id=unit_id,
            object_type=type_name(activity),
            object_id=activity.pk,
            capacity=capacity,
        )
        for unit_id, capacity in sorted(wanted - set(stored))
    )
