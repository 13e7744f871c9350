"""What is read about activities: the list of those expected, the roll, who may read what, and habits."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from leitu.activities import life, policies, rules
from leitu.activities.models import Activity, ActivityKind, Attendance, Minutes
from leitu.activities.register import Expected, expected_at, homes_of
from leitu.core import bulk, ready, text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import PeriodKind, period_of
from leitu.facts import kinds
from leitu.orgs.access import grants_of, units_where
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.models import Membership, Person, Post

HABIT_OF = 6
"""From how many of the last activities of a kind the habit is taken."""


SEARCHED = ("topic", "place", "unit__name")
SORTS = {"on": ("-on", "-pk"), "oldest": ("on", "pk"), "unit": ("unit__name", "-on", "-pk")}
"""What the list of activities is searched by, and its orders."""


def expected(activity: Activity) -> list[Expected]:
    """Everybody expected at this activity, by the register of its day."""
    return expected_at(activity.kind, activity.unit, activity.on)


@dataclass(frozen=True)
class Attendee:
    """One line of the roll: the attendance (saved or not yet), the name, and what the register says of the person."""

    row: Attendance
    name: str
    register: Expected | None = None
    home: str = ""

    @property
    def is_guest(self) -> bool:
        return self.row.capacity != Attendance.Capacity.MEMBER


def fact_number(kind: ActivityKind) -> int:
    """The fact kind that presence at an activity of this kind counts as, for the person."""
    return kinds.kind(kind.fact_kind).number


def merge(activity: Activity, register: list[Expected], stored: list[Attendance]) -> list[Attendee]:
    """The roll as it stands: what was recorded, and the usual state for everybody of whom nothing was recorded.

    A member who has left the list since (the register was corrected) stays as a guest if he was there, else is left
    out.
    """
    rows = {row.person_id: row for row in stored}
    number = fact_number(activity.kind)
    fresh = Attendance(tenant_id=activity.tenant_id, activity_id=activity.pk)
    found = []
    for one in register:
        row = rows.pop(one.person_id, None) or bulk.like(fresh, person_id=one.person_id)
        row.unit_id, row.kind, row.on = one.unit_id, number, activity.on
        row.capacity = Attendance.Capacity.MEMBER
        row.is_exempt, row.is_voter = one.is_exempt, one.is_voter
        if row.state == Attendance.State.EXPECTED:
            answered = row.via in (Attendance.Via.SELF, Attendance.Via.PROXY)
            row.state, row.note = (Attendance.State.PRESENT, "") if answered else one.usual
        found.append(Attendee(row, one.name, one))
    others = [row for row in rows.values() if row.state == Attendance.State.PRESENT]
    called = _names(others)
    for row in others:
        if row.capacity == Attendance.Capacity.MEMBER:
            row.capacity = Attendance.Capacity.GUEST
        row.is_exempt, row.is_voter, row.on = False, False, activity.on
        name, home = called[row.pk]
        found.append(Attendee(row, name, None, home))
    return found


def _names(rows: list[Attendance]) -> dict[int, tuple[str, str]]:
    """Attendance -> the names of its person and unit. Asked for those alone whom the register does not name: with the
    names of all in one question PostgreSQL reads every unit of the district."""
    if not rows:
        return {}
    asked = Attendance.objects.filter(tenant_id=rows[0].tenant_id, pk__in=[row.pk for row in rows])
    return {key: (name, home) for key, name, home in asked.values_list("pk", "person__name", "unit__name")}


_ROLL_COLUMNS = bulk.columns(Attendance)
_ROLL = ready.Question(
    lambda tenant, activity: Attendance.objects.filter(tenant_id=tenant, activity_id=activity).values_list(
        *_ROLL_COLUMNS
    ),
    tenant=int,
    activity=int,
)


def stored_roll(activity: Activity) -> list[Attendance]:
    """The attendances that are on record."""
    rows = _ROLL(tenant=activity.tenant_id, activity=activity.pk)
    return [Attendance.from_db(connection.alias, _ROLL_COLUMNS, row) for row in rows]


def roll(activity: Activity, register: list[Expected] | None = None) -> list[Attendee]:
    """The roll: as it was archived, or as it stands now. Members first, in the order of the list.

    ``register`` is ``expected(activity)`` where that was asked already.
    """
    stored = stored_roll(activity)
    register = expected(activity) if register is None else register
    if activity.state != Activity.State.ARCHIVED:
        return merge(activity, register, stored)
    known = {one.person_id: one for one in register}
    order = {person_id: place for place, person_id in enumerate(known)}
    called = _names([row for row in stored if row.capacity or row.person_id not in known])
    found = []
    for row in stored:
        one = known.get(row.person_id)
        name, home = called[row.pk] if row.pk in called else (known[row.person_id].name, "")
        found.append(Attendee(row, name, one, home if row.capacity else ""))
    return sorted(found, key=lambda one: (one.is_guest, order.get(one.row.person_id, len(order)), one.row.pk))


def numbers(activity: Activity, attendees: list[Attendee]) -> rules.Numbers:
    """The numbers of the roll; those of the ledger where they stand."""
    if activity.numbers_stand or activity.state == Activity.State.ARCHIVED:
        return stored_numbers(activity)
    return rules.count(one.row for one in attendees)


def stored_numbers(activity: Activity) -> rules.Numbers:
    """The numbers as they were archived."""
    return rules.Numbers(
        activity.expected_count,
        activity.present_count,
        activity.excused_count,
        activity.exempt_count,
        activity.voters_expected,
        activity.voters_present,
    )


# Who may read what.


class Reader:
    """What one actor may read of activities. Where he was and belongs is looked up once, however many they are."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def _attended(self) -> set[int]:
        rows = Attendance.objects.filter(
            tenant_id=self.actor.tenant_id, person_id=self.actor.person_id, state=Attendance.State.PRESENT
        )
        return set(rows.values_list("activity_id", flat=True)) if self.actor.person_id else set()

    @cached_property
    def _homes(self) -> set[int]:
        rows = Membership.objects.on(today()).filter(tenant_id=self.actor.tenant_id, person_id=self.actor.person_id)
        pairs = rows.values_list("unit_id", "group_id") if self.actor.person_id else []
        return {key for pair in pairs for key in pair if key}

    def is_participant(self, activity: Activity) -> bool:
        """Whether the actor's person was there."""
        return self.actor.tenant_id == activity.tenant_id and activity.pk in self._attended

    def is_branch_member(self, activity: Activity) -> bool:
        """Whether the actor's person belongs today to the branch (or group) whose activity it is."""
        return self.actor.tenant_id == activity.tenant_id and activity.unit_id in self._homes

    def may_read_minutes(self, activity: Activity) -> bool:
        """Minutes and resolutions: by the kind's circle of readers.

        What was criticised at an organisational-life meeting is for those who were there; until the record is archived
        for the first time also for whoever keeps it (afterwards reopening it must not be a way to read it).
        """
        actor = self.actor
        if actor.is_trusted and actor.tenant_id == activity.tenant_id:
            return True
        if activity.archived_at is None and policies.KEEP.allows(actor, activity):
            return True
        if self.is_participant(activity):
            return True
        readers = activity.kind.readers
        if readers == ActivityKind.Readers.ONLY_PARTICIPANTS:
            return False
        if policies.READ_MINUTES.allows(actor, activity):
            return True
        return readers == ActivityKind.Readers.MEMBERS and self.is_branch_member(activity)

    def may_read_names(self, activity: Activity) -> bool:
        """Who was there by name: those who keep or read the record, and the branch itself. Others see the numbers."""
        return (
            policies.KEEP.allows(self.actor, activity)
            or policies.READ_MINUTES.allows(self.actor, activity)
            or self.is_branch_member(activity)
            or self.is_participant(activity)
        )


def may_read_minutes(actor: Actor, activity: Activity) -> bool:
    """The same question about one activity (Reader.may_read_minutes)."""
    return Reader(actor).may_read_minutes(activity)


def may_read_names(actor: Actor, activity: Activity) -> bool:
    """The same question about one activity (Reader.may_read_names)."""
    return Reader(actor).may_read_names(activity)


def latest_minutes(activity: Activity) -> Minutes | None:
    """The newest revision, or None."""
    rows = Minutes.objects.filter(tenant_id=activity.tenant_id, activity=activity)
    return rows.order_by("-revision").first()


# Guests.


@dataclass(frozen=True)
class Guest:
    """A person of the register who is not on the list; ``is_leader`` when he holds a post above the unit."""

    person_id: int
    name: str
    unit_id: int
    is_leader: bool


def guests_of(activity: Activity, given: list[int | str]) -> tuple[list[Guest], list[str]]:
    """Find guests by key, or by a line 「姓名，单位」; gives those found, and the lines that stay as free text.

    A line is only matched when name and unit both fit exactly one person (or the unit is left out and the person
    holds a post above): nobody learns from it what he did not know.
    """
    keys = {one for one in given if isinstance(one, int)}
    lines = [one for one in given if isinstance(one, str) and one.strip()]
    free = []
    for line in lines:
        key = _match(activity, line)
        if key is None:
            free.append(line.strip())
        else:
            keys.add(key)
    if not keys:
        return [], free
    homes = homes_of(activity.tenant_id, keys, activity.on)
    leaders = _leaders(activity, keys)
    persons = Person.objects.filter(tenant_id=activity.tenant_id, pk__in=keys).order_by("pk")
    found = [Guest(p.pk, p.name, homes.get(p.pk) or activity.unit_id, p.pk in leaders) for p in persons]
    return found, free


def _match(activity: Activity, line: str) -> int | None:
    name, _comma, place = line.replace("，", ",").replace("（", ",").replace("(", ",").partition(",")
    name, place = text.name(name), text.clean(place.rstrip("）) ,"))
    if not name or not place:
        return None
    day = activity.on
    persons = Person.objects.filter(tenant_id=activity.tenant_id, name=name)
    units = Unit.objects.filter(tenant_id=activity.tenant_id).filter(Q(name=place) | Q(code=place)).values("pk")
    member = Membership.objects.on(day).filter(tenant_id=activity.tenant_id, unit_id__in=units)
    holder = Post.objects.filter(valid_on(day), tenant_id=activity.tenant_id, unit_id__in=units, person__isnull=False)
    found = persons.filter(Q(pk__in=member.values("person_id")) | Q(pk__in=holder.values("person_id")))
    keys = list(found.values_list("pk", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


def _leaders(activity: Activity, keys: set[int]) -> set[int]:
    above = UnitLink.objects.filter(
        valid_on(activity.on), tenant_id=activity.tenant_id, descendant_id=activity.unit_id, depth__gt=0
    )
    posts = Post.objects.filter(
        valid_on(activity.on),
        tenant_id=activity.tenant_id,
        person_id__in=keys,
        unit_id__in=above.values("ancestor_id"),
        unit__kind__in=[Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE, Unit.Kind.GENERAL_BRANCH],
    )
    return set(posts.values_list("person_id", flat=True))


# Planning.


@dataclass(frozen=True)
class Habit:
    """When, where and by whom this kind is usually held here; ``on`` is the next day that fits."""

    on: dt.date
    starts_at: dt.time
    place: str
    chair_id: int | None
    recorder_id: int | None
    is_known: bool


def habit(unit: Unit, kind: ActivityKind, day: dt.date, until: dt.date | None = None) -> Habit:
    """The habit of a unit for a kind, for a day between ``day`` and ``until`` (default: the end of its month).

    The most frequent time and place of the last activities, and their weekday in the month (the first Saturday, say).
    """
    rows = list(
        Activity.objects.filter(tenant_id=unit.tenant_id, unit=unit, kind=kind)
        .exclude(state__in=[Activity.State.CANCELLED, Activity.State.WAIVED])
        .order_by("-on", "-pk")[:HABIT_OF]
    )
    last = until or period_of(PeriodKind.MONTH, day).end
    usual = Counter((row.on.weekday(), (row.on.day - 1) // 7) for row in rows).most_common(1)
    if usual:
        found = _next_day(day, last, *usual[0][0])
    else:
        found = min(day + dt.timedelta(days=(4 - day.weekday()) % 7), max(last, day))
    time = _most([row.starts_at for row in rows if row.starts_at]) or dt.time(15, 0)
    place = _most([row.place for row in rows if row.place]) or ""
    newest = rows[0] if rows else None
    return Habit(
        found,
        time,
        place,
        newest.chair_id if newest else None,
        newest.recorder_id if newest else None,
        bool(rows),
    )


def _most(values: list[Any]) -> Any:
    return Counter(values).most_common(1)[0][0] if values else None


def _next_day(day: dt.date, last: dt.date, weekday: int, week: int) -> dt.date:
    """The usual weekday of the month between ``day`` and ``last``; failing that the weekday, failing that ``day``."""
    days = [day + dt.timedelta(days=n) for n in range(max((last - day).days, 0) + 1)]
    fitting = [one for one in days if one.weekday() == weekday]
    exact = [one for one in fitting if (one.day - 1) // 7 == week]
    return (exact or fitting or [day])[0]


def held_nearby(unit: Unit, kind: ActivityKind, day: dt.date) -> "QuerySet[Any, Any]":
    """What the unit already has of this kind in the month of ``day``, so that nothing is planned twice."""
    month = period_of(PeriodKind.MONTH, day)
    rows = Activity.objects.filter(tenant_id=unit.tenant_id, unit=unit, kind=kind, on__range=(month.start, month.end))
    return rows.exclude(state__in=[Activity.State.CANCELLED, Activity.State.WAIVED]).order_by("on", "pk")


def units_to_hold(actor: Actor, kind: ActivityKind | None = None) -> "QuerySet[Any, Any]":
    """The units at which the actor may plan something, or something of ``kind``; the branch before its groups."""
    asked = [kind] if kind else active_kinds(actor.tenant_id)
    wanted = sorted({one for row in asked for one in row.unit_kinds})
    rows = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=units_where(actor, policies.HOLD), kind__in=wanted)
    return rows.filter(dissolved_on__isnull=True).order_by("parent_id", "code", "name", "pk")


def home_of(actor: Actor) -> int | None:
    """The one branch, with its groups, in which the actor sees activities; None for whoever sees more, or all."""
    held = {grant.unit_id: grant.unit_kind for grant in grants_of(actor, policies.VIEW)}
    above = [key for key, kind in held.items() if kind != Unit.Kind.GROUP]
    homes = above or list(held)
    return homes[0] if len(homes) == 1 and held[homes[0]] in (Unit.Kind.GROUP, *branch_kinds()) else None


def on_its_way(unit: Unit, kind: ActivityKind, since: dt.date, until: dt.date) -> Activity | None:
    """The next activity of a kind, between two days (both inclusive), that is planned and not yet archived."""
    rows = Activity.objects.filter(tenant_id=unit.tenant_id, unit=unit, kind=kind, on__range=(since, until))
    return rows.filter(state__in=life.OPEN).order_by("on", "starts_at", "pk").first()


def active_kinds(tenant_id: int) -> list[ActivityKind]:
    """The kinds in use, in their order."""
    return list(ActivityKind.objects.filter(tenant_id=tenant_id, is_active=True).order_by("order", "pk"))
