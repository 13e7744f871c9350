"""What the home page, the unit page and the dashboard ask: duties and register, put side by side."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from leitu.activities import policies as activity_policies
from leitu.activities.models import Activity, ActivityKind
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.periods import PeriodKind, period_of
from leitu.norms import policies as norm_policies
from leitu.norms.duties import Question, duties
from leitu.norms.duty import Duty, State
from leitu.norms.queries import scope_of
from leitu.norms.register import Scope
from leitu.orgs.access import Permission, covers_tenant, grants_of, held_by, units_where
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on
from leitu.people.queries import Headcount, headcount, members_at
from leitu.portal.models import Picture

URGENT = {State.OVERDUE: 0, State.DUE_SOON: 1, State.UPCOMING: 2, State.WAIVED: 3, State.MET: 4}
"""The order by need: red first."""

Counts = Mapping[str, Mapping[str, int]]
NEEDY = 50
"""So many of those who need help are shown."""
USABLE = dt.timedelta(minutes=10)
"""How old a picture may be: the job makes a new one every five minutes; where it does not run, pages count."""


@dataclass(frozen=True)
class Rate:
    """A rate with everything that makes it: what counts, what it is out of, what is apart."""

    numerator: int
    denominator: int
    exempt: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None when nothing was owed."""
        return self.numerator * 100 // self.denominator if self.denominator else None


@dataclass(frozen=True)
class Tally:
    """Duties by state."""

    by_state: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(counts: Counts) -> "Tally":
        """Add up the counts of all norms."""
        total: dict[str, int] = defaultdict(int)
        for states in counts.values():
            for state, count in states.items():
                total[state] += count
        return Tally(dict(total))

    @property
    def overdue(self) -> int:
        return self.count(State.OVERDUE)

    @property
    def due_soon(self) -> int:
        return self.count(State.DUE_SOON)

    def count(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def on_time(self) -> Rate:
        """Of what was due by now (or is done already), how much is done; waived ones stand apart."""
        met = self.count(State.MET)
        return Rate(met, met + self.overdue, self.count(State.WAIVED))

    @property
    def worst(self) -> str:
        """The state that a row shows: the most urgent one that occurs."""
        for state in (State.OVERDUE, State.DUE_SOON):
            if self.count(state):
                return str(state)
        return str(State.MET if self.count(State.MET) else State.UPCOMING)


def duty_href(duty: Duty) -> str:
    """The page that explains a duty."""
    return reverse("norms:explain", args=[duty.unit_id, duty.norm, duty.period_start.isoformat()])


def duties_href(**asked: Any) -> str:
    """The list behind a number."""
    return f"{reverse('norms:duties')}?{urlencode({k: v for k, v in asked.items() if v not in (None, '')})}"


def year_start(tenant: Tenant, day: dt.date) -> dt.date:
    """The first day of the year of ``day``, or the first day from which duties are owed, if that is later."""
    return max(dt.date(day.year, 1, 1), min(tenant.owed_since, day))


class Kinds:
    """Which kind of activity answers which duty."""

    def __init__(self, tenant_id: int) -> None:
        rows = ActivityKind.objects.filter(tenant_id=tenant_id, is_active=True)
        self._by_fact = {row.fact_kind: row for row in rows}

    def of(self, duty: Duty) -> ActivityKind | None:
        """The kind of activity whose record would count for this duty, or None."""
        return next((self._by_fact[f] for f in duty.rule.facts if f in self._by_fact), None)


@dataclass(frozen=True)
class Todo:
    """One line of the home page: a duty or an activity that waits for its next step."""

    state: str
    title: str
    meta: str
    due_on: dt.date
    href: str
    action_label: str | Promise = ""
    action_href: str = ""


def units_to_keep(actor: Actor, day: dt.date) -> "QuerySet[Any]":
    """The units whose meetings the actor organises, with tenant and ``members`` (how many belong to them)."""
    rows = Unit.objects.visible_to(actor, activity_policies.HOLD).existing_on(day).select_related("tenant")
    return rows.annotate(members=members_at("pk", day)).order_by("pk")


def at_or_below(unit: Unit, known: Mapping[int, Unit], day: dt.date) -> set[int]:
    """Which of the known units stand at or below ``unit`` today; asked only where one between them is not known."""
    found, unclear = {unit.pk}, False
    for one in known.values():
        way = [one]
        while way[-1].pk not in found and len(way) <= len(known):
            above = known.get(way[-1].parent_id or 0)
            if above is None:
                break
            way.append(above)
        if way[-1].pk in found:
            found |= {step.pk for step in way}
        else:
            unclear |= way[-1].parent_id not in (None, unit.parent_id)
    if unclear:
        links = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
        found |= set(links.values_list("descendant_id", flat=True))
    return found


def is_keeper(actor: Actor) -> bool:
    """Whether the actor organises meetings somewhere: then the home page is a list of what is due."""
    return not actor.is_trusted and bool(grants_of(actor, activity_policies.HOLD))


def looks_after_others(actor: Actor) -> bool:
    """Whether the actor holds a role above branches: then the picture is worth more than a list of one's own."""
    return any(grant.below and grant.unit_kind not in branch_kinds() for grant in held_by(actor))


def year_of(tenant: Tenant, units: Iterable[int], day: dt.date) -> list[Duty]:
    """All duties of the periods of ``day`` and of the year's past ones; asked once for a whole page."""
    return duties(tenant, list(units), on=day, since=year_start(tenant, day))


def still_open(found: Iterable[Duty]) -> list[Duty]:
    """What is not done yet, the most urgent first."""
    waiting = [d for d in found if d.state in (State.OVERDUE, State.DUE_SOON, State.UPCOMING)]
    return sorted(waiting, key=lambda d: (URGENT[d.state], d.due_on, d.norm))


def open_activities(actor: Actor) -> "QuerySet[Any]":
    """Activities that wait for their next step, in the units whose meetings the actor keeps."""
    waiting = [Activity.State.PLANNED, Activity.State.NOTIFIED, Activity.State.UNDER_WAY, Activity.State.ENDED]
    kept = Activity.objects.visible_to(actor, activity_policies.HOLD, wide=True).filter(state__in=waiting)
    handed = Activity.objects.filter(tenant_id=actor.tenant_id, state__in=waiting, recorder_id=actor.person_id or -1)
    rows = Activity.objects.filter(pk__in=kept.values("pk").union(handed.values("pk")))
    return rows.select_related("kind", "unit").order_by("on", "starts_at", "pk")


def pictured(units: "QuerySet[Any]") -> "QuerySet[Any]":
    """``units`` with their tenant and, as ``kept_…``, the usable picture of today (or None); its shares are text, for
    only whoever needs them should take the time to read them.
    """
    rows = Picture.objects.filter(tenant_id=OuterRef("tenant_id"), unit_id=OuterRef("pk"), day=today())
    rows = rows.filter(made_at__gt=now() - USABLE, made_at__lte=now())
    kept = {
        "kept_at": Subquery(rows.values("made_at")),
        "kept_numbers": Subquery(rows.values("numbers")),
        "kept_shares": Subquery(rows.values(text=Cast("shares", TextField()))),
    }
    return units.select_related("tenant").annotate(**kept)


def root_for(actor: Actor, permission: Permission) -> Unit | None:
    """Where the actor's picture begins: the tenant's root, or the highest unit of the actor's grants."""
    units = pictured(Unit.objects.filter(tenant_id=actor.tenant_id))
    if covers_tenant(actor, permission):
        return units.filter(parent__isnull=True).order_by("pk").first()
    wide = [grant.unit_id for grant in grants_of(actor, permission) if grant.below]
    ids = wide or [grant.unit_id for grant in grants_of(actor, permission)]
    return units.filter(pk__in=ids).order_by("pk").first()


@dataclass(frozen=True)
class Surroundings:
    """What stands above a unit, the highest first, and directly below it, by name."""

    above: list[Unit]
    children: list[Unit]


def around(unit: Unit, day: dt.date, actor: Actor) -> Surroundings:
    """The units above and below ``unit`` by the tree of ``day`` whose duties the actor sees."""
    ancestors = Q(descendant=unit, depth__gt=0)
    children = Q(ancestor=unit, depth=1)
    if not covers_tenant(actor, norm_policies.VIEW):
        seen = units_where(actor, norm_policies.VIEW)
        ancestors &= Q(ancestor_id__in=seen)
        if not norm_policies.sees_below(actor, unit):
            children &= Q(descendant_id__in=seen)
    links = UnitLink.objects.filter(valid_on(day), ancestors | children, tenant_id=unit.tenant_id)
    rows = list(links.select_related("ancestor", "descendant").order_by("-depth"))
    below = [row.descendant for row in rows if row.ancestor_id == unit.pk and row.descendant.exists_on(day)]
    return Surroundings(
        [row.ancestor for row in rows if row.descendant_id == unit.pk],
        sorted(below, key=lambda child: (child.name, child.pk)),
    )


@dataclass(frozen=True)
class ChildLine:
    """One row of the dashboard's table: a unit directly below, and how everything at and below it stands."""

    unit: Unit
    year: Tally
    now: Tally


@dataclass(frozen=True)
class Board:
    """The dashboard of one unit on one day: all that the actor sees of what stands at and below it.

    ``units`` and ``branches`` are how many there are, ``late`` the overdue duties of the last three months.
    """

    unit: Unit
    day: dt.date
    since: dt.date
    year: Tally
    now: Tally
    above: list[Unit]
    lines: list[ChildLine]
    units: int
    branches: int
    late: list[Duty]


def board(actor: Actor, unit: Unit, day: dt.date, *, with_late: bool = False) -> Board:
    """Everything at and below ``unit`` as of ``day``: the year so far, the present periods, child by child.

    One question for tiles, rows and those who need help; about the very units whose lists the actor may open, so that
    every number is that of its list.
    """
    tenant = unit.tenant
    since = year_start(tenant, day)
    scope = Scope(tenant, **scope_of(actor, unit, below=True))
    question = Question(scope, day, since, parent=unit)
    per_year, per_now = question.by_child_and_time()
    near = around(unit, day, actor)
    lines = [
        ChildLine(child, Tally.of(per_year.get(child.pk, {})), Tally.of(per_now.get(child.pk, {})))
        for child in near.children
    ]
    kinds = question.existing()
    return Board(
        unit,
        day,
        since,
        _sum(per_year),
        _sum(per_now),
        near.above,
        lines,
        sum(map(len, kinds.values())),
        sum(len(units) for kind, units in kinds.items() if kind in branch_kinds()),
        question.duties([State.OVERDUE], ended_since=lately(since, day)) if with_late else [],
    )


def heads(actor: Actor, board: Board) -> Headcount:
    """The register of those units whose duties the board counts."""
    unit, day = board.unit, board.day
    sees_all = norm_policies.sees_below(actor, unit)
    return headcount(unit, day, None if sees_all else units_where(actor, norm_policies.VIEW))


def lately(since: dt.date, day: dt.date) -> dt.date:
    """The first day of the third month back, or ``since`` if that is later."""
    return max(period_of(PeriodKind.MONTH, day - dt.timedelta(days=92)).start, since)


def _sum(per_child: Mapping[int, Counts]) -> Tally:
    """All parts together: every duty at and below the unit is in exactly one of them."""
    total: dict[str, int] = defaultdict(int)
    for counts in per_child.values():
        for state, count in Tally.of(counts).by_state.items():
            total[state] += count
    return Tally(dict(total))


@dataclass(frozen=True)
class Help:
    """A unit that needs help, with the duties that say so."""

    unit: Unit
    duties: list[Duty]


def who_needs_help(late: Iterable[Duty], limit: int = NEEDY) -> list[Help]:
    """Units with two or more of these overdue duties, most first: a list to help by, no blame."""
    by_unit: dict[int, list[Duty]] = defaultdict(list)
    for duty in late:
        by_unit[duty.unit_id].append(duty)
    chosen = sorted((pk for pk in by_unit if len(by_unit[pk]) > 1), key=lambda pk: (-len(by_unit[pk]), pk))[:limit]
    units = Unit.objects.in_bulk(chosen)
    return [Help(units[pk], by_unit[pk]) for pk in chosen]
