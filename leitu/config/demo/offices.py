"""Plan who held which post when. Pure. Elected for the terms of the tree; some left early, some seats are empty."""

import datetime as dt
import random
from dataclasses import dataclass

from leitu.config.demo.register import PlannedPerson, Register
from leitu.config.demo.tree import Kind, PlannedUnit, Sector, Tree
from leitu.core.periods import BEGINNING, FOREVER, add_months
from leitu.people.models import Post

Title, Origin = Post.Title, Post.Origin
COMMITTEE_NEEDS = 7


@dataclass(slots=True, eq=False)
class PlannedPost:
    """``person`` None: the holder is known by name only."""

    unit: PlannedUnit
    person: PlannedPerson | None
    name: str
    title: str
    since: dt.date
    until: dt.date
    origin: str


class Offices:
    """Posts of all units; ``settled`` branches (those of the demo accounts) are never without a secretary."""

    def __init__(self, rng: random.Random, tree: Tree, register: Register, settled: set[PlannedUnit]) -> None:
        self.rng, self.tree, self.register, self.today = rng, tree, register, tree.today
        self.posts: list[PlannedPost] = []
        self._busy: set[PlannedPerson] = set()
        for unit in tree.units:
            if unit.is_branch and unit.exists_on(self.today) and register.members_of(unit):
                self._branch(unit, unit in settled)
                for group in unit.groups:
                    self._group(unit, group)
            elif unit.is_branch and unit.dissolved_on:
                self._dissolved(unit)
        for unit in tree.units:
            if unit.kind == Kind.TEMPORARY_BRANCH:
                self._temporary(unit)
            elif not unit.is_branch and unit.kind != Kind.GROUP:
                self._superior(unit)

    def _able(self, unit: PlannedUnit, since: dt.date) -> list[PlannedPerson]:
        """Full members who have been there long enough and can carry an office, in the order of a fair draw."""
        found = [
            p
            for p in self.register.members_of(unit)
            if p.is_full_on(add_months(since, -12)) and p.age_on(self.today) < 72 and not p.exempt and not p.lost_since
            and p.homes[-1].since <= since and (not p.away or unit.kind == Kind.FLOATING_BRANCH)
        ]  # fmt: skip
        found = [p for p in found if p not in self._busy] or found
        return self.rng.sample(found, len(found))

    def _add(
        self,
        unit: PlannedUnit,
        person: PlannedPerson,
        title: str,
        since: dt.date,
        until: dt.date = FOREVER,
        origin: str = Origin.ELECTED,
    ) -> None:
        since = max(since, person.homes[0].since)
        if since < until:
            self.posts.append(PlannedPost(unit, person, person.name, title, since, until, origin))
            if until == FOREVER:
                self._busy.add(person)

    def _term(self, unit: PlannedUnit) -> tuple[dt.date, dt.date | None]:
        """First day of the present term, and of the one before."""
        if not unit.terms:
            return max(add_months(self.tree.start, -self.rng.randint(2, 30)), unit.founded_on or BEGINNING), None
        if len(unit.terms) > 1:
            return unit.terms[-1][0], unit.terms[-2][0]
        begin = unit.terms[-1][0]
        is_old = unit.founded_on is None or unit.founded_on < self.tree.start
        return begin, max(add_months(begin, -36), unit.founded_on or BEGINNING) if is_old and not unit.kin else None

    def _branch(self, unit: PlannedUnit, is_settled: bool) -> None:
        rng = self.rng
        begin, before = self._term(unit)
        full = sum(p.is_full_on(self.today) for p in self.register.members_of(unit))
        able = self._able(unit, begin) or self._able(unit, self.today)
        if not able:
            return
        titles = [Title.SECRETARY]
        luck = rng.random()
        if is_settled or (full >= COMMITTEE_NEEDS and luck > 0.05):
            titles += [Title.ORGANISATION_OFFICER, Title.PUBLICITY_OFFICER]
            titles += [Title.DISCIPLINE_OFFICER] if full >= 14 else []
            titles += (
                [Title.OUTREACH_OFFICER] if unit.sector in (Sector.VILLAGE, Sector.COMMUNITY) and full >= 22 else []
            )
            titles += [Title.DEPUTY_SECRETARY] if full >= 30 and rng.random() < 0.6 else []
            unit.has_committee = True if luck > 0.8 else None
        elif full >= COMMITTEE_NEEDS:
            unit.has_committee = False if luck < 0.02 else None
        late = 0 if is_settled else rng.choice([0, 0, 0, 12, 40])  # a committee forms some days after the election
        origin = Origin.ELECTED if unit.terms else Origin.APPOINTED
        vacant = not is_settled and rng.random() < 0.04
        for title, person in zip(titles, able, strict=False):
            until = FOREVER
            if title == Title.SECRETARY and vacant:
                until = self.today - dt.timedelta(days=rng.randint(12, 190))
            elif title != Title.SECRETARY and not is_settled and rng.random() < 0.03:
                until = self.today - dt.timedelta(days=rng.randint(20, 300))
            self._add(unit, person, title, begin + dt.timedelta(days=late), until, origin)
        if before:
            predecessor = able[0] if rng.random() < 0.55 else able[-1]
            self._add(unit, predecessor, Title.SECRETARY, before, begin, origin)

    def _group(self, branch: PlannedUnit, group: PlannedUnit) -> None:
        since = add_months(self._term(branch)[0], 1)
        able = [p for p in self._able(branch, min(since, self.today)) if p.homes[-1].group is group]
        if able:
            self._add(group, able[0], Title.GROUP_LEADER, min(since, self.today), origin=Origin.APPOINTED)

    def _dissolved(self, unit: PlannedUnit) -> None:
        """The last secretary, until the branch was dissolved."""
        was = [p for p in self.register.members_of(unit.kin) if p.homes[0].unit is unit] if unit.kin else []
        if was and unit.dissolved_on:
            self._add(unit, was[0], Title.SECRETARY, add_months(unit.dissolved_on, -30), unit.dissolved_on)

    def _temporary(self, unit: PlannedUnit) -> None:
        """Officers are appointed; the second is not on this register and known by name only."""
        able = self._candidates(unit)
        founded = unit.founded_on or self.today
        if able:
            self._add(unit, able[0], Title.SECRETARY, founded, origin=Origin.APPOINTED)
        self.posts.append(PlannedPost(unit, None, "岳明川", Title.DEPUTY_SECRETARY, founded, FOREVER, Origin.APPOINTED))

    def _candidates(self, unit: PlannedUnit) -> list[PlannedPerson]:
        """For a superior unit: members of an office branch near by, else of any branch below or beside."""
        here: PlannedUnit | None = unit
        while here is not None:
            below = [u for u in self.tree.units if u.code.startswith(here.code) and self.register.members_of(u)]
            offices = [u for u in below if u.sector == Sector.OFFICE] if unit.kind != Kind.GENERAL_BRANCH else []
            for branch in [*offices, *self.rng.sample(below, len(below))]:
                able = [p for p in self._able(branch, self._term(unit)[0]) if p not in self._busy]
                if len(able) >= 3:
                    return able
            here = here.parent
        return []

    def _superior(self, unit: PlannedUnit) -> None:
        begin, before = self._term(unit)
        able = self._candidates(unit)
        titles = [Title.SECRETARY, Title.DEPUTY_SECRETARY, Title.COMMITTEE_MEMBER, Title.COMMITTEE_MEMBER]
        origin = Origin.APPOINTED if unit.kind == Kind.WORKING_COMMITTEE else Origin.ELECTED
        for title, person in zip(titles[:2] if unit.kind == Kind.GENERAL_BRANCH else titles, able, strict=False):
            self._add(unit, person, title, begin, origin=origin)
        if before and able and self.rng.random() < 0.5:
            self._add(unit, able[-1], Title.SECRETARY, before, begin, origin)
