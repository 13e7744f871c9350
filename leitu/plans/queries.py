"""A unit's year, month by month: what comes from above, what it sets itself, what is owed by rule."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import wording
from leitu.matters.models import Matter
from leitu.norms.duties import duties
from leitu.norms.duty import Duty, State
from leitu.norms.rules import COUNT, ELECTION
from leitu.orgs.models import Unit
from leitu.plans import patterns, policies
from leitu.plans.models import PlanLine

YEARS_BACK = 3
MOST_TASKS = 500
SORTS: dict[str, tuple[Any, ...]] = {"need": ("own", "name", "pk"), "unit": ("name", "pk")}


def known_years(day: dt.date) -> range:
    """The years whose plans can be looked at: some that have gone, this one, and the next."""
    return range(day.year - YEARS_BACK, day.year + 2)


def year_asked(text: str) -> int:
    """The year that an address names, else this one."""
    known = known_years(today())
    return int(text) if text in map(str, known) else today().year


@dataclass(frozen=True)
class Item:
    """One thing of a month. ``state`` is a key of MARKS; ``origin``: above, own, rule; ``line`` of what is one's own."""

    title: str
    due_on: dt.date
    state: str
    origin: str
    href: str = ""
    detail: str = ""
    standard: str = ""
    line: PlanLine | None = None


@dataclass
class Month:
    """What falls due in one month, from above, own and by rule."""

    number: int
    items: list[Item] = field(default_factory=list)
    quiet: list[str] = field(default_factory=list)

    def of(self, origin: str) -> list[Item]:
        """Of one origin, by date."""
        return sorted((one for one in self.items if one.origin == origin), key=lambda one: one.due_on)

    def first(self, most: int) -> list[Item]:
        """What stands for the month at a glance: what was set before what is owed anyhow."""
        return [one for origin in ("above", "own", "rule") for one in self.of(origin)][:most]


@dataclass(frozen=True)
class Board:
    """Twelve months of a unit, and how many lines come from where."""

    unit: Unit
    year: int
    months: list[Month]

    def count(self, origin: str) -> int:
        """How many lines of one origin the year has."""
        return sum(len(month.of(origin)) for month in self.months)

    @property
    def drafts(self) -> int:
        """Own lines that are not on the ledger yet."""
        return sum(one.line is not None and one.line.matter_id is None for month in self.months for one in month.items)


def board(unit: Unit, year: int) -> Board:
    """The year of a unit as it stands today. Seven to nine questions, whatever its size."""
    months = [Month(number) for number in range(1, 13)]
    own = list(lines_of(unit, year))
    mine = {line.matter_id for line in own if line.matter_id}
    for item in (*_own(own), *_above(unit, year, mine), *_rules(unit, year)):
        months[item.due_on.month - 1].items.append(item)
    terms = patterns.terms_of(unit, year)
    for month in months:
        middle = dt.date(year, month.number, 15)
        month.quiet = patterns.hints(unit, middle, terms)
    return Board(unit, year, months)


def lines_of(unit: Unit, year: int) -> "QuerySet[Any, Any]":
    """What the unit sets itself for the year."""
    rows = PlanLine.objects.filter(tenant_id=unit.tenant_id, unit=unit, year=year).kept()
    return rows.select_related("matter", "unit").order_by("due_on", "pk")


def _own(lines: Iterable[PlanLine]) -> Iterable[Item]:
    day = today()
    for line in lines:
        matter: Matter | None = line.matter
        if matter is None:
            state = "overdue" if line.due_on < day else "planned"
            yield Item(line.title, line.due_on, state, "own", standard=line.standard, line=line)
        else:
            yield Item(
                matter.title,
                line.due_on,
                _light(matter, day),
                "own",
                matter.get_absolute_url(),
                wording.how_long(matter, day),
                matter.standard,
                line,
            )


def _above(unit: Unit, year: int, own: set[int]) -> Iterable[Item]:
    """What others gave the unit, due in that year."""
    rows = Matter.objects.filter(
        tenant_id=unit.tenant_id,
        unit=unit,
        given_by__isnull=False,
        due_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)),
    ).exclude(state=Matter.State.SET_ASIDE)
    day = today()
    for matter in rows.exclude(pk__in=own).select_related("given_by").order_by("due_on", "pk")[:MOST_TASKS]:
        assert matter.due_on is not None
        giver = matter.given_by.name if matter.given_by is not None else ""
        yield Item(
            matter.title, matter.due_on, _light(matter, day), "above", matter.get_absolute_url(), giver, matter.standard
        )


def _light(matter: Matter, day: dt.date) -> str:
    """As on the ledger, but what is far away is not yet due rather than well."""
    light = wording.light(matter, day)
    return "upcoming" if light == "met" and matter.state == Matter.State.PUBLISHED else light


def _rules(unit: Unit, year: int) -> Iterable[Item]:
    """What is owed by rule: as it stands today, and what will be owed until the end of the year."""
    first, last, day = dt.date(year, 1, 1), dt.date(year, 12, 31), today()
    found: list[Duty] = []
    if first <= day:
        found = duties(unit.tenant, [unit.pk], on=min(day, last), since=first)
    known = {(one.norm, one.period_start) for one in found}
    if day < last:
        # What is asked of a day ahead answers as if that day had come: only its dates are taken, not its states.
        ahead = duties(unit.tenant, [unit.pk], on=last, since=max(first, day))
        found += [one for one in ahead if one.rule.shape == COUNT and (one.norm, one.period_start) not in known]
    for one in found:
        if one.rule.shape != COUNT and one.rule.condition != ELECTION:
            continue  # a bound on the register (size, vacancy) is nothing that one plans
        due = min(one.due_on, last)
        if due < first:
            continue
        state = one.state.value if (one.norm, one.period_start) in known else State.UPCOMING.value
        href = reverse("norms:explain", args=[unit.pk, one.norm, one.period_start.isoformat()])
        yield Item(one.title, due, state, "rule", href)


def listed(actor: Actor, year: int) -> "QuerySet[Any, Any]":
    """The units in sight with ``own`` (lines they set themselves for the year) and ``issued`` (of these, on the ledger)."""
    lines = PlanLine.objects.filter(tenant_id=OuterRef("tenant_id"), unit_id=OuterRef("pk"), year=year).kept()
    rows = Unit.objects.visible_to(actor, policies.VIEW).existing_on(today()).exclude(kind=Unit.Kind.GROUP)
    return rows.annotate(own=_count(lines), issued=_count(lines.filter(matter__isnull=False)))


def _count(rows: "QuerySet[Any, Any]") -> Any:
    found = rows.order_by().values("unit_id").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Totals:
    """How many units there are, and how many of them have set themselves something."""

    units: int
    planned: int

    @property
    def without(self) -> int:
        return self.units - self.planned


def totals(rows: "QuerySet[Any, Any]") -> Totals:
    """Of these units, in one query."""
    return Totals(**rows.order_by().aggregate(units=Count("pk"), planned=Count("pk", filter=Q(own__gt=0))))
