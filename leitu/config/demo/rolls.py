"""Who is on the list of a meeting, who leads it and who writes: asked of the plan for any day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from leitu.config.demo.offices import Offices, PlannedPost
from leitu.config.demo.register import Home, PlannedPerson, Register
from leitu.config.demo.tree import PlannedUnit
from leitu.core.periods import FOREVER
from leitu.people.models import Post

OPENING = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY, Post.Title.ORGANISATION_OFFICER, Post.Title.GROUP_LEADER)


@dataclass(slots=True)
class Line:
    """One member as the roll sees him: keys, and the days on which something holds."""

    person: int
    unit: int
    name: str
    since: dt.date
    until: dt.date
    full_on: dt.date
    suspended: dt.date
    lost: dt.date
    exempt: dt.date
    away: tuple[dt.date, dt.date]
    zeal: float


class Rolls:
    """The register and the posts of the plan, by unit. People must have their keys."""

    def __init__(self, register: Register, offices: Offices) -> None:
        self.lines: dict[PlannedUnit, list[Line]] = defaultdict(list)
        self.posts: dict[PlannedUnit, list[PlannedPost]] = defaultdict(list)
        self.joining: dict[PlannedUnit, list[PlannedPerson]] = defaultdict(list)
        for person, home in register.homes():
            line = _line(person, home)
            self.lines[home.unit].append(line)
            if home.group:
                self.lines[home.group].append(line)
            if home.until == FOREVER and person.full_on and person.full_on > register.start:
                self.joining[home.unit].append(person)
        for post in offices.posts:
            self.posts[post.unit].append(post)

    def officers(self, unit: PlannedUnit, day: dt.date) -> list[PlannedPost]:
        """Who held which post of the unit on that day, in the order of the titles."""
        held = [post for post in self.posts[unit] if post.since <= day < post.until]
        return sorted(held, key=lambda post: OPENING.index(post.title) if post.title in OPENING else len(OPENING))

    def has_committee(self, unit: PlannedUnit, day: dt.date) -> bool:
        """Whether the posts say so."""
        return any(post.title in Post.COMMITTEE_TITLES for post in self.officers(unit, day))

    def expected(self, unit: PlannedUnit, day: dt.date, committee: list[PlannedPost] | None) -> list[Line]:
        """Who is expected: the officers given as ``committee``, otherwise all members, whom nothing suspends."""
        if committee is None:
            return [one for one in self.lines[unit] if one.since <= day < one.until and day < one.suspended]
        found: dict[int, Line] = {}
        for post in committee:
            if post.title != Post.Title.GROUP_LEADER and post.person is not None:
                found |= {one.person: one for one in self.line_of(post.person, day) if day < one.suspended}
        return list(found.values())

    def line_of(self, person: PlannedPerson, day: dt.date) -> list[Line]:
        """The line of a person in the branch to which he belonged on that day."""
        home = person.home_on(day)
        if home is None:
            return []
        return [one for one in self.lines[home] if one.person == person.pk and one.since <= day < one.until]


def _line(person: PlannedPerson, home: Home) -> Line:
    away = person.away or (FOREVER, FOREVER, "")
    return Line(
        person.pk,
        home.unit.pk,
        person.name,
        home.since,
        home.until,
        person.full_on or FOREVER,
        person.suspended_since or FOREVER,
        person.lost_since or FOREVER,
        person.exempt[0] if person.exempt else FOREVER,
        (away[0], away[1]),
        person.zeal,
    )
