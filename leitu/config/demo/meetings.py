"""Hold the planned meetings: who came, what was said, what was decided. Makes rows; stores nothing."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from leitu.activities import rules
from leitu.activities.models import Activity, ActivityKind, AgendaItem, Attendance, Minutes, Resolution, fresh_secret
from leitu.audit.record import type_name
from leitu.config.demo import papers, subjects
from leitu.config.demo.offices import PlannedPost
from leitu.config.demo.register import PlannedPerson
from leitu.config.demo.rolls import Line, Rolls
from leitu.config.demo.schedule import Event
from leitu.config.demo.tree import BRANCHES, PlannedUnit
from leitu.core import bulk
from leitu.facts import kinds
from leitu.orgs.models import Involvement

State, Via, Capacity, Presence = Activity.State, Attendance.Via, Attendance.Capacity, Attendance.State
PRESENT, EXCUSED, ABSENT = int(Presence.PRESENT), int(Presence.EXCUSED), int(Presence.ABSENT)
USUAL, TICKED, IMPORTED = int(Via.EXCEPTION), int(Via.RECORDER), int(Via.IMPORT)
MEMBER, GUEST, LEADER = int(Capacity.MEMBER), int(Capacity.GUEST), int(Capacity.LEADER)
Row = tuple[Any, ...]
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    AgendaItem: ("tenant_id", "activity_id", "order", "text"),
    Minutes: ("tenant_id", "activity_id", "revision", "text", "written_by", "written_by_label", "written_at"),
    Resolution: ("tenant_id", "activity_id", "order", "text", "in_favour", "against", "abstained", "passed"),
    Involvement: ("tenant_id", "unit_id", "object_type", "object_id", "capacity"),
    Attendance: (
        "tenant_id", "activity_id", "person_id", "unit_id", "kind", "on", "state", "via", "capacity", "is_exempt",
        "is_voter", "note",
    ),
}  # fmt: skip
"""What the rows of a harvest hold."""
READY = Attendance
"""The model whose rows come as the database driver takes them: there are too many to touch each twice."""


@dataclass(slots=True)
class Harvest:
    """Rows of one batch, ready for ``bulk.load``; objects only for activities, from which facts are derived."""

    activities: list[Activity] = field(default_factory=list)
    rows: dict[type[models.Model], list[Row]] = field(default_factory=lambda: {model: [] for model in COLUMNS})


class Meetings:
    """Turns events into rows. Units, people and kinds must have their keys."""

    def __init__(
        self,
        rng: random.Random,
        tenant_id: int,
        today: dt.date,
        rolls: Rolls,
        activity_kinds: dict[str, ActivityKind],
        first_key: int,
    ) -> None:
        self.rng, self.tenant_id, self.today, self.kinds = rng, tenant_id, today, activity_kinds
        self.facts = {code: kinds.kind(kind.fact_kind).number for code, kind in activity_kinds.items()}
        self.key = first_key
        self.rolls = rolls
        self.zone = timezone.get_default_timezone()
        self.day_ready = bulk.change(Attendance, "on") or (lambda day: day)
        self._patterns = {code: self._pattern(kind) for code, kind in activity_kinds.items()}
        self._previous: tuple[PlannedUnit, Activity, set[int]] | None = None

    # -- hold

    def hold(self, events: list[Event]) -> Harvest:
        """The rows of these events, which come unit by unit and in order of time."""
        made = Harvest()
        for event in events:
            self._one(event, made)
        return made

    def _one(self, event: Event, made: Harvest) -> None:
        rng, day = self.rng, event.on
        officers = self.rolls.officers(event.unit, day)
        chair = officers[0] if officers else None
        recorder = officers[-1] if len(officers) > 1 else chair
        joining = [p.name for p in self.rolls.joining[event.unit] if p.full_on and 0 <= (day - p.full_on).days < 75]
        newcomer = joining[0] if joining and event.kind == "general_meeting" else ""
        paper = papers.prepare(rng, event.kind, event.unit.sector, day, newcomer)
        activity = self._activity(event, paper, chair, recorder)
        self.key += 1
        for order, text in enumerate(paper.agenda, 1):
            made.rows[AgendaItem].append((self.tenant_id, activity.pk, order, text))
        made.activities.append(activity)
        if event.fate in ("cancelled", "waived"):
            activity.state = State.CANCELLED if event.fate == "cancelled" else State.WAIVED
            activity.ending_reason = event.reason
            return
        if day >= self.today:
            self._announce(activity)
            return
        self._sit_together(event, activity)
        if event.fate == "imported":
            self._stated_numbers(activity, officers, made)
            there = [post.name for post in officers]
        else:
            expected = self.rolls.expected(event.unit, day, officers if event.kind == "committee_meeting" else None)
            present = self._roll(event, activity, expected, made)
            self._previous = (event.unit, activity, present)
            there = [one.name for one in expected if one.person in present]
            self._visit(event, activity, {one.person for one in expected}, made)
        activity.quorum_met = rules.quorum_met(activity.kind.quorum, activity.voters_expected, activity.voters_present)
        speakers = rng.sample(there, min(4, len(there)))
        self._close(event, activity, paper, speakers, made)

    def _pattern(self, kind: ActivityKind) -> Activity:
        """What all planned meetings of a kind have in common."""
        return Activity(tenant_id=self.tenant_id, kind=kind, state=State.PLANNED)

    def _moment(self, moment: dt.datetime) -> dt.datetime:
        return moment.replace(tzinfo=self.zone)

    def _activity(
        self, event: Event, paper: papers.Paper, chair: PlannedPost | None, recorder: PlannedPost | None
    ) -> Activity:
        before = dt.datetime.combine(event.on - dt.timedelta(days=self.rng.randint(3, 7)), dt.time(10, 15))
        recorded_at = self._moment(before + dt.timedelta(minutes=self.key % 400))
        length = dt.timedelta(minutes=self.rng.choice([40, 60, 75, 90, 120]))
        ends_at = (dt.datetime.combine(event.on, event.starts_at) + length).time()
        return bulk.like(
            self._patterns[event.kind],
            id=self.key,
            unit_id=event.unit.pk,
            on=event.on,
            starts_at=event.starts_at,
            ends_at=ends_at if event.on < self.today else None,
            place=event.place,
            topic=paper.topic,
            chair_id=chair.person.pk if chair and chair.person else None,
            chair_name=chair.name if chair else "",
            recorder_id=recorder.person.pk if recorder and recorder.person else None,
            recorder_name=recorder.name if recorder else "",
            origin=Activity.Origin.IMPORTED if event.fate == "imported" else Activity.Origin.ENTERED,
            link_secret=fresh_secret(),
            recorded_at=recorded_at,
            notified_at=recorded_at,
        )

    def _announce(self, activity: Activity) -> None:
        """Ahead of us: within a week the notice is out."""
        away = (activity.on - self.today).days
        moment = self._moment(dt.datetime.combine(self.today - dt.timedelta(days=1), dt.time(16, 20)))
        activity.recorded_at = moment
        activity.notified_at = moment if away <= 7 else None
        activity.state = State.NOTIFIED if away <= 7 else State.PLANNED

    def _sit_together(self, event: Event, activity: Activity) -> None:
        if event.follows and self._previous and self._previous[0] is event.unit:
            first = self._previous[1]
            if first.on == activity.on:
                first.sitting = activity.sitting = first.sitting or first.pk
                activity.starts_at, activity.place = first.starts_at, first.place
                return
        event.follows = False

    def _stated_numbers(self, activity: Activity, officers: list[PlannedPost], made: Harvest) -> None:
        """A branch whose members are on the registers of other units: the ledger gave two numbers."""
        expected = 12
        present = self.rng.randint(9, 12)
        activity.numbers_stand = True
        activity.expected_count, activity.present_count = expected, present
        activity.voters_expected, activity.voters_present = expected, present
        for post in officers:
            if post.person is not None:
                self._guest(activity, post.person, GUEST, made, IMPORTED)

    def _roll(self, event: Event, activity: Activity, on_list: list[Line], made: Harvest) -> set[int]:
        """Roll by exception: everybody present but those of whom it is known or ticked otherwise. Who came."""
        rng, day, key, fact = self.rng.random, event.on, activity.pk, self.facts[event.kind]
        on = self.day_ready(day)
        tenant, add = self.tenant_id, made.rows[Attendance].append
        together = self._previous[2] if event.follows and self._previous else None
        is_committee = event.kind == "committee_meeting"
        zeal = event.zeal * (0.42 if event.thin else 1.0)
        expected = present = excused = exempt_count = voters = voters_present = 0
        came = set()
        for one in on_list:
            voter, exempt = is_committee or one.full_on <= day, one.exempt <= day
            via, note, state = USUAL, "", PRESENT
            here = one.person in together if together is not None else rng() < one.zeal * zeal
            if exempt:
                state, via, note = (PRESENT, TICKED, "") if here else (EXCUSED, USUAL, "免于硬性要求")
            elif one.lost <= day:
                state, note = ABSENT, "失去联系"
            elif one.away[0] <= day < one.away[1] and not is_committee:
                state, via, note = (PRESENT, TICKED, "") if here else (EXCUSED, USUAL, "流动外出")
            elif not here:
                via = TICKED
                state, note = (EXCUSED, self.rng.choice(subjects.LEAVES)) if rng() < 0.85 else (ABSENT, "")
            if state == PRESENT:
                came.add(one.person)
            if exempt and state != PRESENT:
                exempt_count += 1
            else:
                expected += 1
                present += state == PRESENT
                excused += state == EXCUSED
            voters += voter
            voters_present += voter and state == PRESENT
            add((tenant, key, one.person, one.unit, fact, on, state, via, MEMBER, exempt, voter, note))
        activity.expected_count, activity.present_count, activity.excused_count = expected, present, excused
        activity.exempt_count, activity.voters_expected, activity.voters_present = exempt_count, voters, voters_present
        return came

    def _visit(self, event: Event, activity: Activity, listed: set[int], made: Harvest) -> None:
        """Now and then a leader of the unit above takes part as an ordinary member (支部工作条例 art. 15)."""
        if event.unit.kind not in BRANCHES or event.kind == "committee_meeting" or self.rng.random() > 0.035:
            return
        above = self.rolls.posts[event.unit.parent] if event.unit.parent else []
        leaders = [p.person for p in above if p.person is not None and p.since <= event.on < p.until]
        leaders = [p for p in leaders if p.pk not in listed and p.home_on(event.on)]
        activity.guests = self.rng.choice(["", *subjects.VISITORS])
        if leaders:
            leader = self.rng.choice(leaders)
            self._guest(activity, leader, LEADER, made, TICKED)

    def _guest(self, activity: Activity, person: PlannedPerson, capacity: int, made: Harvest, via: int) -> None:
        home = person.home_on(activity.on)
        if home is None:
            return
        fact = self.facts[activity.kind.code]
        made.rows[Attendance].append(
            (
                self.tenant_id,
                activity.pk,
                person.pk,
                home.pk,
                fact,
                self.day_ready(activity.on),
                PRESENT,
                via,
                capacity,
                False,
                False,
                "",
            )
        )
        role = Involvement.Capacity.LEADER_HOME if capacity == LEADER else Involvement.Capacity.GUEST_HOME
        made.rows[Involvement].append((self.tenant_id, home.pk, type_name(activity), activity.pk, role))

    # -- papers

    def _close(self, event: Event, activity: Activity, paper: papers.Paper, speakers: list[str], made: Harvest) -> None:
        """End and archive; yesterday's meetings may still wait for their minutes."""
        rng, late = self.rng, dt.timedelta(days=event.late)
        over = dt.datetime.combine(event.on, activity.ends_at or dt.time(17, 0)) + late
        ended_at = self._moment(over)
        activity.started_at = None if event.late else ended_at - dt.timedelta(minutes=70)
        activity.ended_at = activity.roll_saved_at = ended_at
        if event.late:
            activity.recorded_at = ended_at - dt.timedelta(minutes=12)
            activity.notified_at = None
            activity.is_late_entry, activity.late_reason = True, event.reason
        if (self.today - event.on).days <= 3 and not event.follows and event.fate == "held" and rng.random() < 0.4:
            activity.state = State.ENDED
            self._forget_numbers(activity)
            return
        archived_on = min(over.date() + dt.timedelta(days=rng.choice([0, 0, 1])), self.today - dt.timedelta(days=1))
        archived_at = ended_at + (archived_on - over.date()) + dt.timedelta(minutes=25)
        activity.state, activity.archived_at = State.ARCHIVED, archived_at
        if event.kind == "group_meeting" and rng.random() < 0.5:
            return
        self._write(event, activity, paper, speakers, made)
        if event.kind in ("general_meeting", "committee_meeting"):
            self._resolve(activity, paper, made)

    def _forget_numbers(self, activity: Activity) -> None:
        """Numbers are set when a record is archived, not before."""
        activity.expected_count = activity.present_count = activity.excused_count = activity.exempt_count = 0
        activity.voters_expected = activity.voters_present = 0
        activity.quorum_met = None

    def _write(self, event: Event, activity: Activity, paper: papers.Paper, speakers: list[str], made: Harvest) -> None:
        text = papers.minutes(
            self.rng,
            paper,
            kind_name=activity.kind.name,
            kind=event.kind,
            unit=event.unit.name.removeprefix("中共"),
            place=activity.place,
            when=f"{event.on.year}年{event.on.month}月{event.on.day}日{event.starts_at:%H:%M}",
            chair=activity.chair_name,
            recorder=activity.recorder_name,
            numbers=(activity.expected_count, activity.present_count, activity.excused_count),
            speakers=speakers,
            is_short=activity.quorum_met is False,
        )
        writer = activity.recorder_name or "支部委员"
        made.rows[Minutes].append((self.tenant_id, activity.pk, 1, text, 0, writer, activity.archived_at))

    def _resolve(self, activity: Activity, paper: papers.Paper, made: Harvest) -> None:
        if activity.quorum_met is False:
            return
        there, entitled = activity.voters_present, activity.voters_expected
        texts = list(paper.decisions)
        if len(paper.agenda) > 1 and paper.agenda[1].startswith("讨论预备党员"):
            name = paper.agenda[1].removeprefix("讨论预备党员").removesuffix("转正")
            texts.insert(0, f"同意{name}同志按期转为中共正式党员，报上级党委审批。")
        for order, text in enumerate(texts, 1):
            against = 1 if there > 6 and self.rng.random() < 0.08 else 0
            abstained = self.rng.randint(0, 2) if there > 8 and self.rng.random() < 0.2 else 0
            favour = there - against - abstained
            passed = rules.passes(activity.kind.majority, entitled, favour, activity.quorum_met)
            made.rows[Resolution].append((self.tenant_id, activity.pk, order, text, favour, against, abstained, passed))
