"""Plan when which unit holds which meeting, and how diligent it is. Pure."""

import calendar
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from leitu.config.demo import subjects
from leitu.config.demo.tree import Kind, PlannedUnit, Sector
from leitu.core.periods import add_months


@dataclass(frozen=True, slots=True)
class Diligence:
    """How a branch works: chances per meeting, and how many days of silence before today."""

    missed: float
    late: float
    thin: float
    zeal: float
    silent_days: int = 0


EXCELLENT = Diligence(0.0, 0.005, 0.0, 1.01)
GOOD = Diligence(0.015, 0.03, 0.002, 1.0)
FAIR = Diligence(0.07, 0.10, 0.03, 0.95)
POOR = Diligence(0.20, 0.22, 0.08, 0.86)
SILENT = Diligence(0.07, 0.10, 0.02, 0.9, silent_days=66)
DRAW = {EXCELLENT: 36, GOOD: 38, FAIR: 15, POOR: 7, SILENT: 4}
FEASTS = {(1, 1), (5, 1), (5, 2), (5, 3), *((10, day) for day in range(1, 8))}


@dataclass(slots=True)
class Event:
    """One meeting of the plan. ``follows``: in one sitting with the event before it. ``late``: days of delay."""

    unit: PlannedUnit
    kind: str
    on: dt.date
    starts_at: dt.time
    place: str
    zeal: float
    fate: str = "held"  # held, cancelled, waived, imported
    follows: bool = False
    late: int = 0
    thin: bool = False
    reason: str = ""


@dataclass(slots=True)
class Habit:
    """What is usual in one unit: the nth weekday of the month, hour and place; ``quarter`` shifts the big meetings.

    ``busy`` is the chance of a general meeting or a lecture in a month in which none is due.
    """

    diligence: Diligence
    weekday: int
    nth: int
    at: dt.time
    committee_weekday: int
    committee_at: dt.time
    place: str
    quarter: int
    together: float
    busy: float


PLACES = {
    Sector.VILLAGE: ["村党群服务中心会议室", "村委会二楼会议室", "村文化礼堂"],
    Sector.COMMUNITY: ["社区党群服务中心二楼", "社区会议室", "小区党员活动室"],
    Sector.OFFICE: ["机关三楼会议室", "党员活动室"],
    Sector.SCHOOL: ["学校会议室", "教师阅览室"],
    Sector.HOSPITAL: ["行政楼会议室", "门诊五楼示教室"],
    Sector.PRIVATE_ENTERPRISE: ["公司党员活动室", "食堂二楼会议室"],
    Sector.STATE_ENTERPRISE: ["公司三楼会议室", "车间班组活动室"],
}


class Schedule:
    """The meetings of all branches and groups, month by month from ``start`` to a few weeks after ``today``."""

    def __init__(self, rng: random.Random, today: dt.date, diligence: dict[PlannedUnit, Diligence]) -> None:
        self.rng, self.today, self._given = rng, today, diligence
        self._habits: dict[PlannedUnit, Habit] = {}

    def habit(self, unit: PlannedUnit) -> Habit:
        """The habit of a unit, drawn at the first question."""
        if unit not in self._habits:
            rng, sector = self.rng, unit.sector
            drawn = rng.choices(list(DRAW), list(DRAW.values()))[0]
            evening = sector in (Sector.VILLAGE, Sector.PRIVATE_ENTERPRISE, Sector.OTHER) and rng.random() < 0.6
            at = dt.time(rng.choice([19, 19, 20]), rng.choice([0, 30])) if evening else rng.choice(HOURS)
            self._habits[unit] = Habit(
                diligence=self._given.get(unit, drawn),
                weekday=rng.choice([0, 1, 2, 3, 4, 4, 4, 5 if evening else 3]),
                nth=rng.choice([1, 1, 2, 2, 2, 3]),
                at=at,
                committee_weekday=rng.randrange(5),
                committee_at=dt.time(rng.choice([9, 15, 16, 17]), rng.choice([0, 30])),
                place=rng.choice(PLACES.get(Sector(sector), ["党员活动室", "会议室"])) if sector else "会议室",
                quarter=rng.randrange(3),
                together=rng.choice([0.3, 0.6, 0.9]),
                busy=rng.choice([0.5, 0.7, 0.8, 1.0]),
            )
        return self._habits[unit]

    def month(self, unit: PlannedUnit, first: dt.date, *, has_committee: bool, has_members: bool) -> Iterator[Event]:
        """The meetings of one unit in the month that begins on ``first``."""
        habit = self.habit(unit)
        if unit.kind == Kind.GROUP:
            wanted = self._group_month(unit, habit, first)
        elif not has_members:
            wanted = self._temporary_month(unit, habit, first)
        else:
            wanted = self._branch_month(unit, habit, first, has_committee)
        previous = False  # whether the event before took place, so that the next may follow it in one sitting
        for event in wanted:
            if not self._is_done(event, habit.diligence) or not unit.exists_on(event.on):
                previous = False
                continue
            event.follows = event.follows and previous
            previous = event.fate == "held"
            yield event

    def _event(self, unit: PlannedUnit, kind: str, on: dt.date, at: dt.time, place: str) -> Event:
        return Event(unit, kind, on, at, place, self.habit(unit).diligence.zeal)

    def _branch_month(self, unit: PlannedUnit, habit: Habit, first: dt.date, has_committee: bool) -> Iterator[Event]:
        rng, place = self.rng, habit.place
        theme_day = nth_weekday(first, habit.weekday, habit.nth)
        if has_committee:
            day = nth_weekday(first, habit.committee_weekday, 1)
            yield self._event(unit, "committee_meeting", day, habit.committee_at, place)
        in_quarter = (first.month - 1) % 3
        holds_general = in_quarter == habit.quarter or rng.random() < habit.busy
        holds_lecture = in_quarter == (habit.quarter + 1) % 3 or rng.random() < habit.busy
        together = rng.random() < habit.together
        if holds_general and not together:
            other = nth_weekday(first, (habit.weekday + 2) % 5, 3)
            yield self._event(unit, "general_meeting", other, habit.at, place)
        if holds_lecture and not together:
            yield self._event(unit, "lecture", nth_weekday(first, (habit.weekday + 3) % 5, 4), habit.at, place)
        yield self._event(unit, "theme_day", theme_day, habit.at, place)
        for kind, is_due in (("general_meeting", holds_general), ("lecture", holds_lecture)):
            if is_due and together:
                event = self._event(unit, kind, theme_day, habit.at, place)
                event.follows = True
                yield event
        if first.month == 12:
            day = nth_weekday(first, (habit.weekday + 1) % 5, 3)
            yield self._event(unit, "organisational_life_meeting", day, habit.at, place)

    def _group_month(self, unit: PlannedUnit, habit: Habit, first: dt.date) -> Iterator[Event]:
        place = self.rng.choice([habit.place, habit.place, "组长家中", "小组活动点"])
        yield self._event(unit, "group_meeting", nth_weekday(first, habit.weekday, 4), habit.at, place)

    def _temporary_month(self, unit: PlannedUnit, habit: Habit, first: dt.date) -> Iterator[Event]:
        event = self._event(unit, "theme_day", nth_weekday(first, habit.weekday, habit.nth), habit.at, "项目部会议室")
        event.fate = "imported"
        yield event
        if first.month % 3 == 0:
            event = self._event(unit, "general_meeting", nth_weekday(first, habit.weekday, 3), habit.at, "项目部会议室")
            event.fate = "imported"
            yield event

    def _is_done(self, event: Event, diligence: Diligence) -> bool:
        """Let life happen to an event; False when it was simply not held, or is not on record yet."""
        rng, on = self.rng, event.on
        while (on.month, on.day) in FEASTS:
            on += dt.timedelta(days=1)
        event.on = on
        if on > self.today:
            return rng.random() < (0.85 if diligence in (EXCELLENT, GOOD) else 0.35)
        if on == self.today:
            return diligence in (EXCELLENT, GOOD)
        if rng.random() < diligence.missed or (self.today - on).days < diligence.silent_days:
            return False
        if event.fate == "imported":
            return True
        luck = rng.random()
        if luck < 0.006:
            event.fate, event.reason = "cancelled", rng.choice(subjects.CANCEL_REASONS)
        elif luck < 0.009:
            event.fate, event.reason = "waived", rng.choice(subjects.WAIVE_REASONS)
        elif rng.random() < diligence.late:
            event.late, event.reason = rng.randint(9, 45), rng.choice(subjects.LATE_REASONS)
            return on + dt.timedelta(days=event.late) < self.today
        event.thin = rng.random() < diligence.thin
        return True


HOURS = [dt.time(8, 30), dt.time(9, 0), dt.time(9, 0), dt.time(14, 30), dt.time(15, 0), dt.time(15, 0), dt.time(16, 0)]


def nth_weekday(first: dt.date, weekday: int, nth: int) -> dt.date:
    """The nth ``weekday`` (0: Monday) of the month that begins on ``first``, or the last one."""
    day = 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    last = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=day if day <= last else day - 7)


def months(start: dt.date, today: dt.date) -> Iterator[dt.date]:
    """The first days of the months from ``start`` to the one after today's."""
    first, last = start.replace(day=1), add_months(today.replace(day=1), 1)
    while first <= last:
        yield first
        first = add_months(first, 1)
