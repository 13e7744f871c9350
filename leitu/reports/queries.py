"""What the papers say, asked of the records: the record of one meeting, the rows of a ledger.

Papers are in Chinese whatever language the screen has: whoever calls this has switched to it (leitu.reports.actions).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leitu.activities import wording
from leitu.activities.models import Activity, ActivityKind, Attendance, Minutes
from leitu.activities.models import Resolution as Resolved
from leitu.activities.policies import KEEP, VIEW
from leitu.activities.queries import Attendee, Reader, latest_minutes, numbers, roll
from leitu.audit.models import Entry
from leitu.audit.record import type_name
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.norms.duty import Duty
from leitu.norms.explain import explain, period_label
from leitu.norms.offers import Offered
from leitu.orgs.access import units_where
from leitu.orgs.models import Unit, UnitState, valid_on
from leitu.reports.heads import head_line
from leitu.reports.ledger import SEPARATOR, LedgerRow
from leitu.reports.minutes import MinutesRecord, Named, Resolution, Revision, Vote
from leitu.reports.paper import day_text, time_text
from leitu.reports.sheets import DutySheet, NoticeSheet

State, Capacity = Attendance.State, Attendance.Capacity
PART = 500
"""How many activities are read at a time."""
ON_LEAVE = "请假"


# The record of one meeting.


def minutes_record(actor: Actor, activity: Activity) -> MinutesRecord:
    """Everything the paper of one activity says to this actor, who may read it.

    Reasons of leave are on it for whoever keeps the record and for oneself, as on the screen. A record that is not
    archived is a draft, and its roll is as it stands now.
    """
    attendees = roll(activity)
    counted = numbers(activity, attendees)
    keeps = KEEP.allows(actor, activity)

    def named(one: Attendee) -> Named:
        shown = keeps or one.row.person_id == actor.person_id
        return Named(name=one.name, note=one.row.note if shown else "")

    members = [one for one in attendees if not one.is_guest]
    owed = [one for one in members if not one.row.is_exempt]
    newest = latest_minutes(activity)
    resolutions = activity.resolutions.order_by("order")
    late_on = activity.ended_at or activity.recorded_at
    return MinutesRecord(
        unit=_name_on(activity),
        kind=activity.kind.name,
        name=activity.topic or f"{activity.on.year}年{activity.on.month}月{activity.kind.name}",
        on=activity.on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place,
        chair=activity.chair_name,
        recorder=activity.recorder_name,
        expected=counted.expected,
        present=counted.present,
        present_names=[one.name for one in members if one.row.state == State.PRESENT],
        excused=[named(one) for one in owed if one.row.state == State.EXCUSED],
        absent=[named(one) for one in owed if one.row.state == State.ABSENT],
        guests=[Named(name=one.name, note=one.home) for one in attendees if one.is_guest]
        + [Named(name=line) for line in activity.guests.splitlines()],
        quorum=wording.quorum_sentence(activity.kind, counted),
        agenda=[item.text for item in activity.agenda.order_by("order")],
        minutes=newest.text if newest else "",
        resolutions=[Resolution(text=one.text, vote=_vote(activity, one)) for one in resolutions],
        late_on=timezone.localdate(late_on) if activity.is_late_entry else None,
        late_reason=activity.late_reason,
        revisions=_revisions(activity),
        remarks=_remarks(activity, members),
        draft=activity.state != Activity.State.ARCHIVED,
        head=head_line(activity.tenant_id),
    )


def _name_on(activity: Activity) -> str:
    """What the unit was called on that day."""
    states = UnitState.objects.filter(valid_on(activity.on), tenant_id=activity.tenant_id, unit_id=activity.unit_id)
    return states.values_list("name", flat=True).first() or activity.unit.name


def _vote(activity: Activity, resolution: Resolved) -> Vote | None:
    if resolution.in_favour is None:
        return None
    judged = activity.kind.majority != ActivityKind.Majority.NONE
    return Vote(
        in_favour=resolution.in_favour,
        against=resolution.against or 0,
        abstained=resolution.abstained or 0,
        voters=activity.voters_expected if judged and activity.state == Activity.State.ARCHIVED else None,
        passed=resolution.passed,
    )


def _remarks(activity: Activity, members: Sequence[Attendee]) -> list[str]:
    remarks = []
    spared = [one.name for one in members if one.row.is_exempt and one.row.state != State.PRESENT]
    if spared:
        remarks.append(f"免于硬性要求、未到会，不计入应到：{SEPARATOR.join(spared)}。")
    if activity.numbers_stand:
        remarks.append("应到、实到人数照原台账记。")
    if activity.origin == Activity.Origin.IMPORTED:
        remarks.append("本记录由台账导入。")
    return remarks


def _revisions(activity: Activity) -> list[Revision]:
    """The later versions of an archived record: each time it was opened again and archived anew."""
    entries = Entry.objects.filter(
        tenant_id=activity.tenant_id,
        object_type=type_name(activity),
        object_id=activity.pk,
        verb__in=["activities.archive", "activities.reopen"],
    )
    found: list[Revision] = []
    version, reason = 0, ""
    for entry in entries.order_by("pk"):
        if entry.verb == "activities.reopen":
            reason = str(entry.data.get("reason", ""))
            continue
        version += 1
        if version > 1:
            on = timezone.localdate(entry.at)
            found.append(Revision(number=version, on=on, by=entry.actor_label, reason=reason))
    return found


# The ledger.


@dataclass(frozen=True)
class Choice:
    """What a ledger is about; ``since`` and ``until`` are both days of it, None is open."""

    unit: Unit | None = None
    below: bool = True
    since: dt.date | None = None
    until: dt.date | None = None
    kind: ActivityKind | None = None
    late: bool | None = None

    @property
    def day(self) -> dt.date:
        """The day by whose tree the units are found: the last of the period, as far as it has come."""
        return min(self.until or today(), today())

    @property
    def period(self) -> str:
        """2026年, or from when until when."""
        since, until = self.since, self.until
        if since is None and until is None:
            return "不限"
        if since and until and (since, until) == (dt.date(since.year, 1, 1), dt.date(since.year, 12, 31)):
            return f"{since.year}年"
        first, last = (f"{one:%Y-%m-%d}" if one else "" for one in (since, until))
        return f"{first or '最早'}至{last or '今天'}"

    @property
    def words(self) -> str:
        """What was chosen besides the period."""
        words = [self.kind.name if self.kind else "全部类型"]
        if self.unit is not None:
            words.insert(0, f"{self.unit.name}{'及所属' if self.below else '（仅本级）'}")
        if self.late is not None:
            words.append("只看补录" if self.late else "不看补录")
        return SEPARATOR.join(words)

    @property
    def title(self) -> str:
        """组织生活台账, with the unit and the year where there is one of each."""
        year = self.period if self.period.endswith("年") else ""
        return f"{self.unit.name if self.unit else ''}{year}组织生活台账"


def chosen(actor: Actor, choice: Choice) -> "QuerySet[Activity]":
    """The archived activities of a ledger: of units where the actor sees activities, not those he was a guest at."""
    rows = Activity.objects.visible_to(actor).counted()
    if choice.unit is None:
        rows = rows.filter(unit_id__in=units_where(actor, VIEW))
    elif choice.below:
        rows = rows.filter(unit_id__in=Unit.objects.below(choice.unit, choice.day).values("pk"))
    else:
        rows = rows.filter(unit=choice.unit)
    wanted = {"on__gte": choice.since, "on__lte": choice.until, "kind": choice.kind, "is_late_entry": choice.late}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return rows.select_related("unit", "kind").order_by("on", "starts_at", "unit__code", "pk")


def ledger_rows(actor: Actor, activities: "QuerySet[Activity]") -> list[LedgerRow]:
    """The rows of a ledger: names only where the actor may read names, the text of the minutes only where he may."""
    reader = Reader(actor)
    found: list[LedgerRow] = []
    listed = list(activities)
    for start in range(0, len(listed), PART):
        part = listed[start : start + PART]
        units = _names_on(part)
        named = [one.pk for one in part if reader.may_read_names(one)]
        read = [one.pk for one in part if reader.may_read_minutes(one)]
        away, guests = _lists(actor, named, {one.pk: one for one in part})
        texts = _texts(actor.tenant_id, read)
        for one in part:
            typed = [_typed_guest(line) for line in one.guests.splitlines()] if one.pk in guests else []
            found.append(
                LedgerRow(
                    unit_code=one.unit.code,
                    unit_name=units.get((one.unit_id, one.on), one.unit.name),
                    kind=one.kind.name,
                    on=one.on,
                    starts_at=one.starts_at,
                    place=one.place,
                    topic=one.topic,
                    chair=one.chair_name,
                    recorder=one.recorder_name,
                    expected=one.expected_count,
                    present=one.present_count,
                    absent=away.get(one.pk, []),
                    guests=[*guests.get(one.pk, []), *typed],
                    summary=texts.get(one.pk, ""),
                    state=one.get_state_display(),
                    is_late_entry=one.is_late_entry,
                    absent_count=one.expected_count - one.present_count,
                )
            )
    return found


def _names_on(activities: Sequence[Activity]) -> dict[tuple[int, dt.date], str]:
    """What the units were called on the days of their activities."""
    days: dict[int, set[dt.date]] = defaultdict(set)
    for one in activities:
        days[one.unit_id].add(one.on)
    states = UnitState.objects.filter(tenant_id=activities[0].tenant_id, unit_id__in=list(days))
    return {
        (unit_id, day): name
        for unit_id, name, since, until in states.values_list("unit_id", "name", "since", "until")
        for day in days[unit_id]
        if since <= day < until
    }


def _lists(
    actor: Actor, keys: Sequence[int], activities: dict[int, Activity]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Who was away, and the guests, by activity; the exempt stand among those away, as the import wants it."""
    away: dict[int, list[str]] = {key: [] for key in keys}
    guests: dict[int, list[str]] = {key: [] for key in keys}
    rows = Attendance.objects.filter(tenant_id=actor.tenant_id, activity_id__in=keys)
    rows = rows.exclude(state=State.PRESENT, capacity=Capacity.MEMBER).order_by("pk")
    columns = ("activity_id", "person_id", "person__name", "unit__name", "capacity", "state", "note")
    for key, person_id, name, home, capacity, state, note in rows.values_list(*columns).iterator():
        if capacity != Capacity.MEMBER:
            guests[key].append(with_note(name, home))
            continue
        shown = KEEP.allows(actor, activities[key]) or person_id == actor.person_id
        reason = (note if shown else "") or (ON_LEAVE if state == State.EXCUSED else "")
        away[key].append(with_note(name, reason))
    return away, guests


def with_note(name: str, note: str) -> str:
    """张三（请假）: as import-activities reads it. What would end the note or the name there becomes a space."""
    plain = "".join(" " if character in "、，,;；()（）[]［］【】〔〕\n" else character for character in note)
    plain = " ".join(plain.split())
    return f"{name}（{plain}）" if plain else name


def _typed_guest(line: str) -> str:
    """周明，宣讲团 becomes 周明（宣讲团）, because a comma would end the name."""
    name, _comma, place = line.replace("，", ",").partition(",")
    return with_note(name.strip(), place)


def _texts(tenant_id: int, keys: Sequence[int]) -> dict[int, str]:
    """The last revision of the minutes of each activity."""
    rows = Minutes.objects.filter(tenant_id=tenant_id, activity_id__in=keys)
    last = set(rows.values_list("activity_id").annotate(Max("revision")).values_list("activity_id", "revision__max"))
    found: Iterator[tuple[int, int, str]] = rows.values_list("activity_id", "revision", "text").iterator()
    return {key: text for key, revision, text in found if (key, revision) in last}


# The notice on paper, and a duty explained.


def notice_sheet(activity: Activity) -> NoticeSheet:
    """What the notice of a meeting says; the caller has checked that the actor keeps it."""
    members = [one for one in roll(activity) if not one.is_guest]
    return NoticeSheet(
        unit=_name_on(activity),
        title=f"{activity.kind.name}通知",
        time=time_text(activity.on, activity.starts_at, activity.ends_at),
        place=activity.place or "待定",
        topic=activity.topic or "—",
        who=wording.who_comes(activity.kind),
        chair=activity.chair_name,
        contact=activity.recorder_name or activity.chair_name,
        agenda=[item.text for item in activity.agenda.order_by("order")],
        members=[(one.name, wording.remarks(one, on_paper=True)) for one in members],
    )


def duty_sheet(unit: Unit, duty: Duty) -> DutySheet:
    """Why a duty stands where it stands; the caller has checked that the actor sees it."""
    explained = explain(duty)
    rule = duty.rule
    facts = [
        " ".join(part for part in (day_text(one.on), one.name, one.detail, f"计{one.amount}") if part)
        for one in explained.facts
    ]
    period = period_label(duty.period_start, duty.period_end)
    return DutySheet(
        unit=unit.name,
        title=f"{period} {duty.title}" if rule.shape == "count" else duty.title,
        due=day_text(duty.due_on),
        state=str(duty.state.label),
        on=day_text(duty.on),
        summary=rule.summary,
        source=[f"出处：{rule.document}{rule.article}。"],
        facts=facts or ["还没有计入的记录。"],
        missing=explained.missing or "已经办到，什么也不差。",
    )


def offer_paper(actor: Actor, unit: Unit, duty: Duty) -> Offered:
    """The explanation on paper, on the page of the duty."""
    address = reverse("reports:duty", args=[unit.pk, duty.norm, duty.period_start])
    return Offered(_("PDF"), address, icon="file-text", kind="quiet")
