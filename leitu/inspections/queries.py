"""Reads that span models: the list a round is drawn from, how far it has come, what an inspector has to do."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from leitu.accounts.models import User
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.core.places import known
from leitu.core.together import counted
from leitu.inspections import policies, sampling
from leitu.inspections.models import (
    Bulletin,
    Checklist,
    ChecklistLine,
    Draw,
    DrawInput,
    Finding,
    Inspection,
    Rating,
    Round,
)
from leitu.matters import queries as matter_queries
from leitu.matters.models import Matter
from leitu.norms.duties import Question
from leitu.norms.duty import State
from leitu.norms.register import Scope
from leitu.orgs.access import grants_of, units_where, who_may
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on

USUAL_TARGET = 80
"""Per cent of the branches in a quarter (M40)."""
FEWEST_RATINGS = 5
"""Below so many nobody could be sure who said what (M28)."""
SORTS: dict[str, tuple[Any, ...]] = {"newest": ("-starts_on", "-pk"), "oldest": ("starts_on", "pk")}
VERDICTS = ("ok", "problem", "not_applicable")


def listed(actor: Actor) -> "QuerySet[Any, Any]":
    """The rounds of the bodies in sight."""
    return Round.objects.visible_to(actor).select_related("unit", "scope", "checklist")


def visits(actor: Actor) -> "QuerySet[Any, Any]":
    """The visits in sight: of one's own unit, and of one's own body."""
    return Inspection.objects.visible_to(actor, wide=True).select_related("unit", "round__unit")


def lines_of(checklist: Checklist) -> list[ChecklistLine]:
    """What is looked at, in its order."""
    rows = ChecklistLine.objects.filter(tenant_id=checklist.tenant_id, checklist=checklist)
    return list(rows.order_by("order"))


def current_checklists(tenant_id: int) -> "QuerySet[Any, Any]":
    """The newest edition of each."""
    return Checklist.objects.filter(tenant_id=tenant_id, is_current=True).order_by("pk")


def bodies(actor: Actor) -> "QuerySet[Any, Any]":
    """The units that the actor may plan a round for: committees, not branches."""
    kinds = (Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE, Unit.Kind.GENERAL_BRANCH)
    rows = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=units_where(actor, policies.MANAGE), kind__in=kinds)
    return rows.existing_on(today()).order_by("code", "pk")


def usual_kinds() -> list[str]:
    """Whom a round visits unless it says otherwise: everything that holds 三会一课."""
    return branch_kinds()


def may_go_out(unit: Unit) -> list[User]:
    """The accounts that may inspect for a body."""
    rows = User.objects.filter(tenant_id=unit.tenant_id, pk__in=who_may(policies.INSPECT, unit))
    return list(rows.order_by("label", "pk"))


# The list that is drawn from.


def in_scope(row: Round, day: dt.date) -> "QuerySet[Any, Any]":
    """The units that a round is about: of its kinds, at and below its scope, never the body itself."""
    rows = Unit.objects.below(row.scope, day).existing_on(day).filter(kind__in=row.kinds)
    return rows.exclude(pk=row.unit_id)


def candidates(row: Round, day: dt.date) -> list[sampling.Candidate]:
    """Everything that the draw looks at, one line for each unit.

    Visits are counted in the quarter in which the round can begin: one that is drawn in December for January burdens
    nobody's December.
    """
    units = list(in_scope(row, day).values_list("pk", "parent_id", "parent__parent_id", "place"))
    keys = in_scope(row, day).values("pk")
    done = Inspection.objects.filter(tenant_id=row.tenant_id, unit_id__in=keys)
    seen_on = dict(done.values_list("unit_id").annotate(Max("on")).order_by())
    own = done.filter(round__unit_id=row.unit_id, on__range=(row.starts_on, row.ends_on))
    covered = set(own.values_list("unit_id", flat=True))
    red = late_duties(row, day)
    busy = visits_in_quarter(row, keys, max(day, row.starts_on))
    return [
        sampling.Candidate(pk, area or 0, region or 0, seen_on.get(pk), red[pk], busy[pk], pk in covered, known(place))
        for pk, area, region, place in units
    ]


def late_duties(row: Round, day: dt.date) -> Counter[int]:
    """How many duties of this year are late, by unit."""
    tenant = Tenant.objects.get(pk=row.tenant_id)
    since = period_of(PeriodKind.YEAR, day).start
    late = Question(Scope(tenant, under=row.scope), day, since).duties([State.OVERDUE])
    return Counter(duty.unit_id for duty in late)


def visits_in_quarter(row: Round, keys: "QuerySet[Any, Any]", day: dt.date) -> Counter[int]:
    """Visits of the quarter of ``day`` by unit, made or still planned, of all bodies."""
    quarter = period_of(PeriodKind.QUARTER, day)
    span = (quarter.start, quarter.end)
    made = Inspection.objects.filter(tenant_id=row.tenant_id, unit_id__in=keys, on__range=span)
    found = Counter(made.values_list("unit_id", flat=True))
    planned = open_draws(row.tenant_id).filter(target_id__in=keys, planned_on__range=span).exclude(round=row)
    found.update(planned.values_list("target_id", flat=True))
    return found


def open_draws(tenant_id: int) -> "QuerySet[Any, Any]":
    """Visits that are planned and not made."""
    made = Inspection.objects.filter(tenant_id=tenant_id, round_id=OuterRef("round_id"), unit_id=OuterRef("target_id"))
    rows = Draw.objects.filter(tenant_id=tenant_id, round__state=Round.State.UNDER_WAY)
    return rows.filter(~Exists(made))


def planned_days(row: Round, targets: Collection[int], day: dt.date) -> dict[int, dt.date]:
    """The days on which other bodies are at these units anyway, within the time of the round: visits are merged."""
    rows = open_draws(row.tenant_id).exclude(round=row)
    rows = rows.filter(planned_on__range=(max(day, row.starts_on), row.ends_on)).order_by("-planned_on")
    return {target: on for target, on in rows.values_list("target_id", "planned_on") if target in targets}


# The proof.


@dataclass(frozen=True)
class Proof:
    """A draw computed again: whether the list is the recorded one, and whether it gives the recorded units."""

    same_list: bool
    same_units: bool
    digest: str
    units: int
    text: str

    @property
    def holds(self) -> bool:
        return self.same_list and self.same_units


def proof_of(row: Round) -> Proof:
    """Draw again from what was kept. The round has been drawn."""
    text = DrawInput.objects.get(tenant_id=row.tenant_id, round=row).text
    try:
        units, terms = sampling.read(text)
    except ValueError:  # somebody has been at it: that is an answer, not an accident
        return Proof(False, False, sampling.digest(text), 0, text)
    again = [(one.key, one.trip, one.reason) for one in sampling.draw(row.seed, units, terms)]
    rows = Draw.objects.filter(tenant_id=row.tenant_id, round=row).order_by("order")
    stored = list(rows.values_list("target_id", "trip", "reason"))
    found = sampling.digest(text)
    return Proof(found == row.digest, again == stored, found, len(units), text)


def provable(actor: Actor) -> "QuerySet[Any, Any]":
    """The rounds whose draw the actor may check: those in sight, and ended ones that came to units in sight."""
    came = Inspection.objects.visible_to(actor, wide=True).values("round_id")
    own = Round.objects.visible_to(actor).values("pk")
    rows = Round.objects.filter(tenant_id=actor.tenant_id).exclude(seed="")
    return rows.filter(Q(pk__in=own) | Q(state=Round.State.OVER, pk__in=came)).select_related("unit", "checklist")


# How far a round has come.


@dataclass(frozen=True)
class Coverage:
    """Both ways to count: units visited of those in scope, and records looked at of those that were owed.

    The second counts duties by the norms that the checklist cites, of periods that ended in the time of the round or
    run on its last day: those of visited units whose line was answered, of all that the units in scope owed.
    """

    visited: int
    units: int
    looked_at: int
    owed: int
    target: int

    @property
    def percent(self) -> int | None:
        """Of units, rounded down; None when there are none."""
        return self.visited * 100 // self.units if self.units else None

    @property
    def percent_of_records(self) -> int | None:
        return self.looked_at * 100 // self.owed if self.owed else None

    @property
    def missing(self) -> int:
        """How many units are still to be visited before the target is reached."""
        return max(0, sampling.share_of(self.units, self.target) - self.visited)

    @property
    def is_reached(self) -> bool:
        return self.units > 0 and self.missing == 0


def visited_units(rows: Iterable[Round]) -> dict[int, int]:
    """How many units each round has come to; two visits at one unit count once."""
    found = Inspection.objects.filter(round_id__in=[row.pk for row in rows]).order_by()
    return dict(found.values_list("round_id").annotate(Count("unit_id", distinct=True)))


def coverage_of(row: Round) -> Coverage:
    """Both numbers of a round."""
    answers: dict[int, set[str]] = {}
    rows = Inspection.objects.filter(tenant_id=row.tenant_id, round=row).values_list("unit_id", "answers")
    cited = {str(line.pk): line.norm_code for line in lines_of(row.checklist) if line.norm_code}
    for unit, given in rows:
        looked = {cited[line] for line, verdict in given.items() if line in cited and verdict != "not_applicable"}
        answers.setdefault(unit, set()).update(looked)
    owed = owed_by(row, set(cited.values()))
    looked_at = sum(count for (unit, norm), count in owed.items() if norm in answers.get(unit, ()))
    units = row.in_scope or in_scope(row, today()).count()
    return Coverage(len(answers), units, looked_at, sum(owed.values()), row.target)


def owed_by(row: Round, norms: Collection[str]) -> Counter[tuple[int, str]]:
    """How many duties of these norms fell into the time of the round, by unit and norm; waived ones are not owed.

    A round that has not begun asks about nothing.
    """
    last = min(row.ends_on, today())
    if row.starts_on > last or not norms:
        return Counter()
    tenant = Tenant.objects.get(pk=row.tenant_id)
    keys = set(in_scope(row, last).values_list("pk", flat=True))
    found: Counter[tuple[int, str]] = Counter()
    for answer in Question(Scope(tenant, under=row.scope), last, row.starts_on, sorted(norms)).counts:
        owing = answer.owing & keys
        found.update((unit, answer.norm.code) for unit in owing if unit not in answer.waived)
    return found


@dataclass(frozen=True)
class Stand:
    """Branches visited in a quarter that began on ``since``, of those that there are."""

    visited: int
    units: int
    since: dt.date

    @property
    def percent(self) -> int | None:
        return self.visited * 100 // self.units if self.units else None


def coverage_below(unit: Unit, day: dt.date) -> Stand:
    """How many branches at and below a unit have been visited in the quarter of ``day``, by whatever body."""
    return stand_of(next(iter(coverage_numbers(unit, day)), None), day)


def coverage_numbers(unit: Unit, day: dt.date, width: int = 0) -> "QuerySet[Any, Any]":
    """The numbers of ``coverage_below`` as a question: (units, visited, 0 …), or no row where there are no branches."""
    quarter = period_of(PeriodKind.QUARTER, day)
    units = Unit.objects.below(unit, day).existing_on(day).filter(kind__in=usual_kinds())
    came = Inspection.objects.filter(tenant_id=unit.tenant_id, unit_id=OuterRef("pk"), on__range=(quarter.start, day))
    return counted(units, width, units=Count("pk"), visited=Count("pk", filter=Exists(came)))


def stand_of(numbers: tuple[int, ...] | None, day: dt.date) -> Stand:
    """The coverage that these numbers say; more of them are passed over."""
    units, visited, *_more = numbers or (0, 0)
    return Stand(visited, units, period_of(PeriodKind.QUARTER, day).start)


def bulletins(actor: Actor) -> "QuerySet[Any, Any]":
    """Those of the bodies in sight, and the issued ones of rounds that were about a unit in sight, the newest first."""
    above = UnitLink.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, descendant_id__in=units_where(actor, policies.VIEW)
    )
    told = Q(state=Bulletin.State.ISSUED, round__scope_id__in=above.values("ancestor_id"))
    own = Bulletin.objects.visible_to(actor).values("pk")
    rows = Bulletin.objects.filter(Q(pk__in=own) | told, tenant_id=actor.tenant_id)
    return rows.select_related("unit", "round").order_by("-pk")


@dataclass(frozen=True)
class Outcome:
    """What a round came to, in numbers. ``by_line``: findings by what was looked at, the most frequent first."""

    coverage: Coverage
    clean: int
    found: int
    units_found: int
    by_line: list[tuple[str, int]]
    published: int
    closed: int
    overdue: int
    confirmed: int
    remarked: int
    silent: int


def outcome_of(row: Round, day: dt.date) -> Outcome:
    """Of all visits of a round; no name is in it."""
    visits = Inspection.objects.filter(tenant_id=row.tenant_id, round=row)
    findings = Finding.objects.filter(tenant_id=row.tenant_id, inspection__round=row)
    units = dict(visits.order_by().values_list("unit_id").annotate(Sum("found")))
    lines = findings.order_by().values_list("line__text").annotate(count=Count("pk")).order_by("-count", "line__text")
    became = Matter.objects.filter(pk__in=findings.values("matter_id"))
    said = visits.aggregate(
        confirmed=Count("pk", filter=Q(state=Inspection.State.CONFIRMED)),
        remarked=Count("pk", filter=~Q(remark="")),
        silent=Count("pk", filter=Q(state=Inspection.State.SUBMITTED)),
    )
    known = became.aggregate(
        published=Count("pk", filter=~Q(state__in=[Matter.State.NOTED, Matter.State.SET_ASIDE])),
        closed=Count("pk", filter=Q(state=Matter.State.CLOSED)),
        overdue=Count("pk", filter=matter_queries.overdue(day)),
    )
    return Outcome(
        coverage=coverage_of(row),
        clean=sum(not found for found in units.values()),
        found=sum(units.values()),
        units_found=sum(bool(found) for found in units.values()),
        by_line=[(text or "", count) for text, count in lines],
        **known,
        **said,
    )


# What an inspector has to do.


def to_visit(actor: Actor) -> "QuerySet[Any, Any]":
    """The visits that are the actor's, of rounds under way, the earliest first."""
    rows = open_draws(actor.tenant_id).filter(target_id__in=units_where(actor, policies.INSPECT))
    mine = Exists(Round.objects.filter(pk=OuterRef("round_id"), inspectors__user=actor.user_id))
    rows = rows.filter(mine, inspector__in=[0, actor.user_id])
    return rows.select_related("round__checklist", "round__unit", "target").order_by(
        "planned_on", "trip", "order", "pk"
    )


def shared_calendar(actor: Actor, span: Period) -> "QuerySet[Any, Any]":
    """Visits planned at units that the actor may inspect, of all bodies; his own unit's are not for his eyes."""
    held = units_where(actor, policies.INSPECT)
    rows = open_draws(actor.tenant_id).filter(target_id__in=held, planned_on__range=(span.start, span.end))
    rows = rows.exclude(target_id__in=[grant.unit_id for grant in grants_of(actor, policies.VIEW)])
    return rows.select_related("round__unit", "target").order_by("planned_on", "target__code", "pk")


@dataclass(frozen=True)
class Ratings:
    """What units said of a body's visits in a quarter; nothing before there are FEWEST_RATINGS of them."""

    count: int
    useful: int
    little: int
    nothing: int

    @property
    def is_shown(self) -> bool:
        return self.count >= FEWEST_RATINGS


def ratings_of(unit_id: int, tenant_id: int, day: dt.date) -> Ratings:
    """Of the quarter of ``day``."""
    quarter = period_of(PeriodKind.QUARTER, day).start
    found = Rating.objects.filter(tenant_id=tenant_id, unit_id=unit_id, quarter=quarter).aggregate(
        count=Count("pk"),
        useful=Count("pk", filter=Q(was_useful=True)),
        little=Count("pk", filter=Q(cost_little=True)),
        nothing=Count("pk", filter=Q(asked_nothing=True)),
    )
    return Ratings(**found)
