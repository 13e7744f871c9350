"""What one line of a ledger says, what is on record of the same activity, and whether the two agree."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from leitu.activities import rules
from leitu.activities.models import Activity, ActivityKind, Attendance, Minutes
from leitu.core import text

Key = tuple[int, int, dt.date, dt.time | None]
"""Unit, kind, date, time of beginning: what makes an activity of a ledger the same one."""
TEXTS = ("place", "topic", "chair_name", "recorder_name")


@dataclass(frozen=True, order=True)
class Line:
    """One person at an imported activity; ``unit_id`` is the home branch, the rest as in Attendance."""

    person_id: int
    unit_id: int
    state: int
    note: str = ""
    capacity: int = Attendance.Capacity.MEMBER
    is_exempt: bool = False
    is_voter: bool = False


@dataclass(slots=True)
class ActivityRow:
    """One activity as a ledger brings it. Only keys that the ledger has are in ``details``; None leaves what is there.

    ``stated`` is (应到, 实到) as the ledger gives them.
    """

    unit_id: int
    kind: ActivityKind
    on: dt.date
    starts_at: dt.time | None
    details: dict[str, Any]
    lines: list[Line]
    guests: list[str] | None
    stated: tuple[int | None, int | None]
    summary: str = ""

    @property
    def key(self) -> Key:
        return (self.unit_id, self.kind.pk, self.on, self.starts_at)


@dataclass
class Recorded:
    """An activity that is on record already, with its roll and the last revision of its minutes."""

    activity: Activity
    lines: dict[int, Line] = field(default_factory=dict)
    text: str = ""
    revision: int = 0


def recorded(tenant_id: int, keys: Iterable[Key]) -> dict[Key, Recorded]:
    """What is on record under some keys (a few hundred at a time)."""
    wanted = set(keys)
    rows = Activity.objects.filter(
        tenant_id=tenant_id, unit_id__in={key[0] for key in wanted}, on__in={key[2] for key in wanted}
    ).exclude(state__in=[Activity.State.CANCELLED, Activity.State.WAIVED])
    found = {}
    for row in rows.select_related("kind").order_by("pk"):
        key = (row.unit_id, row.kind_id, row.on, row.starts_at)
        if key in wanted:
            found[key] = Recorded(row)
    by_pk = {one.activity.pk: one for one in found.values()}
    columns = ("activity_id", "person_id", "unit_id", "state", "note", "capacity", "is_exempt", "is_voter")
    here = {"tenant_id": tenant_id, "activity_id__in": list(by_pk)}
    for activity_id, *values in Attendance.objects.filter(**here).values_list(*columns):
        by_pk[activity_id].lines[values[0]] = Line(*values)
    for row in Minutes.objects.filter(**here).order_by("revision"):
        by_pk[row.activity_id].text, by_pk[row.activity_id].revision = row.text, row.revision
    return found


def is_ours(known: Recorded) -> bool:
    """Whether a ledger may change this activity: it came from a ledger and nobody has opened it again."""
    activity = known.activity
    return activity.origin == Activity.Origin.IMPORTED and activity.state == Activity.State.ARCHIVED


def says_same(row: ActivityRow, known: Recorded) -> bool:
    """Whether an activity that was recorded here says what the ledger says: texts, numbers, who was away, guests."""
    activity = known.activity
    if activity.state != Activity.State.ARCHIVED:
        return False
    texts = all(text.clean(getattr(activity, name)) == row.details[name] for name in TEXTS if name in row.details)
    numbers = all(
        stated in (None, here)
        for stated, here in zip(row.stated, (activity.expected_count, activity.present_count), strict=True)
    )
    member = Attendance.Capacity.MEMBER

    def away(lines: Iterable[Line]) -> set[int]:
        return {one.person_id for one in lines if one.capacity == member and one.state != Attendance.State.PRESENT}

    def guests(lines: Iterable[Line]) -> set[int]:
        return {one.person_id for one in lines if one.capacity != member}

    return (
        texts
        and numbers
        and away(row.lines) == away(known.lines.values())
        and (row.guests is None or guests(row.lines) == guests(known.lines.values()))
        and row.summary in ("", text.clean_lines(known.text))
    )


def numbers_of(row: ActivityRow) -> tuple[rules.Numbers, bool]:
    """The numbers of an imported activity, and whether they stand as the ledger gave them.

    应到 and 实到 decide, the quorum too: the ledger's, or those of the roll where it gives none. More present than
    expected cannot be: then the roll is counted, or those present were the expected ones where there is no register.
    """
    counted = rules.count(row.lines)
    expected, present = row.stated
    if counted.expected + counted.exempt == 0:
        most = max(expected or 0, present or 0)
        came = most if present is None else present
        return rules.Numbers(most, came, voters_expected=most, voters_present=came), True
    expected = counted.expected if expected is None else expected
    present = counted.present if present is None else present
    if present > expected:
        expected, present = counted.expected, counted.present
    votes = row.kind.quorum != ActivityKind.Quorum.NONE
    stated = rules.Numbers(
        expected,
        present,
        min(counted.excused, expected - present),
        counted.exempt,
        expected if votes else counted.voters_expected,
        present if votes else counted.voters_present,
    )
    return stated, stated != counted
