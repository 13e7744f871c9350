"""The arithmetic of meetings: who counts, quorum, majority, late entry. Integers only, no database."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from leitu.activities.models import ActivityKind, Attendance

Quorum = ActivityKind.Quorum
Majority = ActivityKind.Majority


@dataclass(frozen=True)
class Numbers:
    """The numbers of one roll, in persons. Whoever is exempt and absent stands in ``exempt`` and nowhere else."""

    expected: int = 0
    present: int = 0
    excused: int = 0
    exempt: int = 0
    voters_expected: int = 0
    voters_present: int = 0

    @property
    def absent(self) -> int:
        return self.expected - self.present - self.excused


class Line(Protocol):
    """What counting needs of a line of the roll (an Attendance, or a line of a ledger)."""

    @property
    def state(self) -> int: ...
    @property
    def capacity(self) -> int: ...
    @property
    def is_exempt(self) -> bool: ...
    @property
    def is_voter(self) -> bool: ...


def count(lines: Iterable[Line]) -> Numbers:
    """Count a roll. Guests and leaders of other units count in no number.

    Exempt persons (教育管理工作条例 art. 23) belong to 应到 only when they came. The base of the quorum is everybody
    with a vote, exempt or not: no rule takes them out of it (支部工作条例 art. 11).
    """
    expected = present = excused = exempt = voters_expected = voters_present = 0
    for line in lines:
        if line.capacity != Attendance.Capacity.MEMBER:
            continue
        is_present = line.state == Attendance.State.PRESENT
        if line.is_exempt and not is_present:
            exempt += 1
        else:
            expected += 1
            present += is_present
            excused += line.state == Attendance.State.EXCUSED
        voters_expected += line.is_voter
        voters_present += line.is_voter and is_present
    return Numbers(expected, present, excused, exempt, voters_expected, voters_present)


def quorum_met(rule: str, voters_expected: int, voters_present: int) -> bool | None:
    """半数以上, which includes exactly half; None where the kind has no quorum. Nobody of nobody is no quorum."""
    if rule == Quorum.NONE:
        return None
    return voters_expected > 0 and voters_present * 2 >= voters_expected


def quorum_needs(voters_expected: int) -> int:
    """How many voters at least: half of them, rounded up."""
    return (voters_expected + 1) // 2


def passes(rule: str, voters_expected: int, in_favour: int | None, quorum: bool | None = None) -> bool | None:
    """超过应到会有表决权人数的半数: more than half of those entitled, present or not. None without a rule or a vote."""
    if rule == Majority.NONE or in_favour is None:
        return None
    return quorum is not False and in_favour * 2 > voters_expected


def majority_needs(voters_expected: int) -> int:
    """How many votes in favour at least."""
    return voters_expected // 2 + 1


def is_late(on: dt.date, recorded_on: dt.date, after_days: int) -> bool:
    """补录: recorded more than ``after_days`` days after the day itself."""
    return recorded_on > on + dt.timedelta(days=after_days)
