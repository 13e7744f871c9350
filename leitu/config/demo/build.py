"""The whole demo district: planned, loaded in bulk, and its people beginning to work."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.db import models

from leitu.activities.models import Activity, ActivityKind, AgendaItem, Attendance, Minutes, Resolution
from leitu.config.demo import assessing, cast, guiding, loading
from leitu.config.demo.deciding import decide
from leitu.config.demo.inspecting import Inspecting
from leitu.config.demo.ledger import Ledger, Lines
from leitu.config.demo.meetings import COLUMNS, READY, Meetings
from leitu.config.demo.offices import Offices
from leitu.config.demo.promising import Promising
from leitu.config.demo.register import Register
from leitu.config.demo.reshaping import hand_over, reach, reshape
from leitu.config.demo.rolls import Rolls
from leitu.config.demo.schedule import EXCELLENT, GOOD, Diligence, Event, Schedule, months
from leitu.config.demo.tree import Kind, PlannedUnit, Tree
from leitu.core import bulk
from leitu.core.actor import Actor
from leitu.core.periods import FOREVER, PeriodKind, add_months, period_of
from leitu.facts.derive import derive_many
from leitu.facts.models import Fact
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.inspections.models import Draw, Finding, Inspection
from leitu.matters.models import Matter
from leitu.matters.models import Step as MatterStep
from leitu.orgs.models import Involvement, Tenant, Unit
from leitu.people.models import Membership
from leitu.pledges.models import Pledge
from leitu.points import actions as points
from leitu.points.models import Table


@dataclass(frozen=True)
class Parameters:
    """What a district is made from; the same parameters give the same district on the same day."""

    units: int
    members: int
    years: int
    seed: int

    def problem(self) -> str:
        """Why no believable district can be made from this; empty when it can."""
        if not 20 <= self.units <= 50_000:
            return "--units must be between 20 and 50000"
        if not self.units * 4 <= self.members <= self.units * 60:
            return f"--members must be between {self.units * 4} and {self.units * 60} for {self.units} units"
        return "" if 1 <= self.years <= 10 else "--years must be between 1 and 10"


@dataclass
class Built:
    """How much there is; ``rows`` and ``loading`` (seconds) measure the bulk loads alone."""

    units: int = 0
    members: int = 0
    activities: int = 0
    attendances: int = 0
    facts: int = 0
    seconds: float = 0.0
    rows: int = 0
    loading: float = 0.0


Tell = Callable[[str], None]
Work = Callable[[], int]
Step = tuple[str, Work]
FILLED = (Activity, AgendaItem, Minutes, Resolution, Involvement, Attendance, Fact)
"""The tables that hold nearly all rows."""


def start_of(today: dt.date, years: int) -> dt.date:
    """The first day on record: a quarter begins with it, so that no duty is owed for half a period."""
    return period_of(PeriodKind.QUARTER, add_months(today, -12 * years)).start


class District:
    """A district on its way into the database: planned when made, written by ``steps``."""

    def __init__(self, parameters: Parameters, today: dt.date, tell: Tell) -> None:
        self.parameters, self.today, self.tell = parameters, today, tell
        self.begun = time.monotonic()
        self.built = Built()
        self.start = start_of(today, parameters.years)
        self.tree = Tree(self._dice("tree"), parameters.units, today, self.start)
        self.settled = cast.branches(self.tree)
        self.register = Register(self._dice("register"), self.tree, parameters.members)
        self.offices = Offices(self._dice("offices"), self.tree, self.register, set(self.settled))
        self.dates = Schedule(self._dice("schedule"), today, self._diligence())

    def _dice(self, purpose: str) -> random.Random:
        """Every part throws its own dice, so that a change in one leaves the others as they were."""
        return random.Random(f"{self.parameters.seed}:{purpose}")  # noqa: S311 (invents, guards nothing)

    def _diligence(self) -> dict[PlannedUnit, Diligence]:
        """The branches of the demo accounts work well: there is something to look at."""
        given = dict.fromkeys(self.settled, GOOD)
        given[self.settled[-1]] = EXCELLENT
        given.update({group: GOOD for branch in self.settled for group in branch.groups})
        return given

    @property
    def name(self) -> str:
        """What the body that administers the district is called."""
        return self.tree.root.name

    def steps(self, actor: Actor, tenant: Tenant) -> Iterator[Step]:
        """What is to be written, in order: the name of each step and its work, which returns its rows.

        A step is one transaction; a month of meetings is small enough for any memory.
        """
        self.tenant = tenant
        yield "units", self._load_units
        yield "members", self._load_members
        yield "without indexes", self._drop_checks
        for month, work in self._months():
            yield f"activities {month:%Y-%m}", work
        yield "indexes", self._restore_checks
        yield "matters", self._load_matters
        yield "guidance", self._load_guidance
        yield "today", lambda: self._enter(actor)
        yield "inspections", self._load_inspections
        yield "promises", self._load_promises
        yield "changes", lambda: self._reshape(actor)
        yield "assessments", lambda: self._assess(actor)

    def count(self) -> Built:
        """How much there is now, and how long it took."""
        built = self.built
        built.units = Unit.objects.filter(tenant=self.tenant).count()
        built.members = Membership.objects.filter(tenant=self.tenant, until=FOREVER).count()
        built.activities = Activity.objects.filter(tenant=self.tenant).count()
        built.attendances = Attendance.objects.filter(tenant=self.tenant).count()
        built.facts = Fact.objects.filter(tenant_id=self.tenant.pk).count()
        built.seconds = round(time.monotonic() - self.begun, 1)
        return built

    def _load(
        self,
        model: type[models.Model],
        source: Iterable[bulk.Row],
        names: tuple[str, ...] = (),
        *,
        is_ready: bool = False,
    ) -> int:
        begun = time.monotonic()
        count = bulk.load(model, source, names, is_ready=is_ready)
        self.built.loading += time.monotonic() - begun
        self.built.rows += count
        return count

    def _load_units(self) -> int:
        self.tell(f"{self.name}: {len(self.tree.units)} units")
        before = self.built.rows
        loading.tree(self.tenant, self.tree, self.offices, self._load)
        return self.built.rows - before

    def _load_members(self) -> int:
        self.tell(f"{len(self.register.people)} people, their memberships and posts")
        before = self.built.rows
        loading.register(self.tenant, self.register, self.offices, self._load)
        return self.built.rows - before

    def _drop_checks(self) -> int:
        self._dropped = bulk.drop_checks(*FILLED)
        return 0

    def _restore_checks(self) -> int:
        bulk.restore_checks(self._dropped, lambda table: self.tell(f"Indexes of {table}"))
        bulk.tidy(*loading.LOADED, *FILLED)
        return 0

    def _load_matters(self) -> int:
        self.tell("Problems and tasks")
        before, keys = self.built.rows, (bulk.next_key(Matter), bulk.next_key(MatterStep))
        ledger = Ledger(self._dice("ledger"), self.tenant.pk, self.today, self.offices, keys)
        branches = [unit for unit in self.tree.units if unit.is_branch and unit.exists_on(self.today)]
        self._load_ledger(ledger.write(branches, self.settled, self.start))
        return self.built.rows - before

    def _load_ledger(self, made: Lines) -> None:
        self._load(Matter, bulk.rows(made.matters))
        self._load(MatterStep, bulk.rows(made.steps))
        self._load_involved(made.involved)
        bulk.tidy(Matter, MatterStep, Involvement)
        derive_many(step for step in made.steps if step.kind == MatterStep.Kind.CLOSED)

    def _load_involved(self, rows: list[Involvement]) -> None:
        names = ("tenant_id", "unit_id", "object_type", "object_id", "capacity")
        self._load(Involvement, ([getattr(one, name) for name in names] for one in rows), names)

    def _load_inspections(self) -> int:
        self.tell("Inspections")
        before, keys = self.built.rows, (bulk.next_key(Matter), bulk.next_key(MatterStep))
        dice, first = self._dice("inspections"), bulk.next_key(Inspection)
        ledger = Ledger(dice, self.tenant.pk, self.today, self.offices, keys)
        branches = [unit for unit in self.tree.units if unit.is_branch and unit.exists_on(self.today)]
        rounds = Inspecting(dice, self.tenant, self.tree.root, self.today, ledger, first)
        made = rounds.write(branches, self.settled[0])
        self._load_ledger(ledger.made)
        self._load(Inspection, bulk.rows(made.visits))
        for model, rows in ((Draw, made.draws), (Finding, made.findings)):
            names = tuple(name for name in bulk.columns(model) if name != "id")
            self._load(model, ([getattr(one, name) for name in names] for one in rows), names)
        self._load_involved(made.involved)
        bulk.tidy(Inspection, Involvement)
        derive_many(made.visits)
        return self.built.rows - before

    def _load_guidance(self) -> int:
        self.tell("Who looks after which branch")
        before, keys = self.built.rows, (bulk.next_key(Liaison), bulk.next_key(Visit))
        units, first = self.tree.units, self.settled[0]
        made = guiding.write(self._dice("guidance"), self.tenant.pk, self.today, units, self.offices, first, keys)
        self._load(Liaison, bulk.rows(made.pairs))
        self._load(Visit, bulk.rows(made.visits))
        names = tuple(name for name in bulk.columns(WeakUnitCase) if name != "id")
        self._load(WeakUnitCase, ([getattr(one, name) for name in names] for one in made.cases), names)
        bulk.tidy(Liaison, Visit, WeakUnitCase)
        derive_many(made.visits)
        guiding.link_solved(self.tenant.pk, made.pairs)
        return self.built.rows - before

    def _load_promises(self) -> int:
        self.tell("Pledges and plans")
        before, keys = self.built.rows, (bulk.next_key(Matter), bulk.next_key(MatterStep))
        dice = self._dice("promises")
        ledger = Ledger(dice, self.tenant.pk, self.today, self.offices, keys)
        made = Promising(dice, self.tenant, self.today, self.tree.units, self.settled, ledger)
        pledges = [pledge.pk for pledge in made.pledge()]
        made.plan()
        self._load_ledger(ledger.made)
        made.link()
        derive_many(Pledge.objects.filter(pk__in=pledges).prefetch_related("lines"))
        made.act()
        return self.built.rows - before

    def _assess(self, actor: Actor) -> int:
        self.tell("Assessments")
        points.switch_on(actor=actor, table=Table.objects.get(tenant=self.tenant, code="office-2024"))
        points.keep_due(actor=actor, tenant=self.tenant)
        root = Unit.objects.select_related("tenant").get(pk=self.tree.root.pk)
        return assessing.assess(actor, self.tenant, self.today, root, [unit.pk for unit in self.settled])

    def _enter(self, actor: Actor) -> int:
        self.tell("Accounts, and what is going on today")
        dice = self._dice("cast")
        cast.Cast(dice, actor, self.tenant, self.tree, self.register, self.offices, self.today).enter()
        return 0

    def _reshape(self, actor: Actor) -> int:
        self.tell("Changes of the tree, and what is decided today")
        for work in (reshape, reach, hand_over, decide):
            work(actor, self.tenant, self.today, self.settled)
        return 0

    def _months(self) -> Iterator[tuple[dt.date, Work]]:
        activity_kinds = {kind.code: kind for kind in ActivityKind.objects.filter(tenant=self.tenant)}
        first = bulk.next_key(Activity)
        rolls = Rolls(self.register, self.offices)
        meetings = Meetings(self._dice("meetings"), self.tenant.pk, self.today, rolls, activity_kinds, first)
        holders = [u for u in self.tree.units if u.is_branch or u.kind == Kind.GROUP]
        for month in months(self.start, self.today):
            yield month, partial(self._load_month, month, meetings, holders)

    def _load_month(self, month: dt.date, meetings: Meetings, holders: list[PlannedUnit]) -> int:
        self.tell(f"{month:%Y-%m}: meetings")
        before = self.built.rows
        events = (event for unit in holders for event in self._events(unit, month, meetings.rolls))
        while part := list(islice(events, BATCH)):
            self._store(meetings, part)
        return self.built.rows - before

    def _events(self, unit: PlannedUnit, month: dt.date, rolls: Rolls) -> list[Event]:
        limit = self.today + dt.timedelta(days=25)
        events = self.dates.month(
            unit,
            month,
            has_committee=rolls.has_committee(unit, month),
            has_members=unit.kind == Kind.GROUP or bool(rolls.lines.get(unit)),
        )
        return [event for event in events if self.start <= event.on <= limit]

    def _store(self, meetings: Meetings, events: list[Event]) -> None:
        made = meetings.hold(events)
        self._load(Activity, bulk.rows(made.activities))
        for model, rows in made.rows.items():
            self._load(model, rows, COLUMNS[model], is_ready=model is READY)
        derive_many(made.activities)


BATCH = 2000
"""Meetings that are made and loaded at a time: about 50 000 attendances."""
