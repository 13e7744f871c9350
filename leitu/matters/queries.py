"""Reads that span models: the ledger and its totals, whom to propose, who checks what, what is due."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import life, policies
from leitu.matters.models import Matter, Step
from leitu.orgs.access import grants_of, units_where
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Involvement, Unit, UnitLink, valid_on
from leitu.people.models import Person, Post
from leitu.people.queries import persons_at

SOON_DAYS = 7
"""▲ from so many days before the date (M36)."""
PROPOSED_DAYS = 14
MOST_RESPONSIBLE = 200
SEARCHED = ("title", "unit__name", "person_name", "source_text")
NEED: Any = Case(
    When(state__in=Matter.ON_LEDGER, then=Value(0)),
    When(state=Matter.State.NOTED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
SORTS: dict[str, tuple[Any, ...]] = {
    "need": (NEED, F("due_on").asc(nulls_last=True), "-noted_on", "-pk"),
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "unit": ("unit__name", "due_on", "pk"),
    "newest": ("-noted_on", "-pk"),
}
"""The orders of the ledger; by need: what is open by its date, then what waits to be published."""


def overdue(day: dt.date) -> Q:
    """On the ledger, not closed, its date gone by."""
    return Q(state__in=Matter.ON_LEDGER, due_on__lt=day)


def due_soon(day: dt.date) -> Q:
    """On the ledger, due within SOON_DAYS."""
    return Q(state__in=Matter.ON_LEDGER, due_on__range=(day, day + dt.timedelta(days=SOON_DAYS)))


def closed_in_year(day: dt.date) -> Q:
    """Closed from the first of January to ``day``, and still closed."""
    return Q(state=Matter.State.CLOSED, closed_on__range=(dt.date(day.year, 1, 1), day))


def in_time() -> Q:
    """Closed by the date that held then: where more time was granted, the new one."""
    return Q(closed_on__lte=F("due_on"))


@dataclass(frozen=True)
class Totals:
    """The sums under the columns."""

    all: int
    noted: int
    waiting: int
    overdue: int
    due_soon: int
    to_check: int
    closed: int
    closed_in_year: int
    closed_in_time: int


def totals(rows: "QuerySet[Any, Any]", day: dt.date) -> Totals:
    """Of these rows, in one query."""
    found = rows.order_by().aggregate(
        all=Count("pk"),
        noted=Count("pk", filter=Q(state=Matter.State.NOTED)),
        waiting=Count("pk", filter=Q(state__in=Matter.ON_LEDGER)),
        overdue=Count("pk", filter=overdue(day)),
        due_soon=Count("pk", filter=due_soon(day)),
        to_check=Count("pk", filter=Q(state=Matter.State.CLOSE_REQUESTED)),
        closed=Count("pk", filter=Q(state=Matter.State.CLOSED)),
        closed_in_year=Count("pk", filter=closed_in_year(day)),
        closed_in_time=Count("pk", filter=closed_in_year(day) & in_time()),
    )
    return Totals(**found)


def listed(actor: Actor) -> "QuerySet[Any, Any]":
    """Everything in sight, as the ledger reads it."""
    return Matter.objects.visible_to(actor, wide=True).select_related("unit", "reviewer_unit")


def own_units(actor: Actor) -> list[int]:
    """Keys of the units at which the actor himself works."""
    return [grant.unit_id for grant in grants_of(actor, policies.VIEW)]


def home_of(actor: Actor) -> int | None:
    """The one branch whose ledger the actor sees; None for whoever sees more."""
    held = {grant.unit_id: grant.unit_kind for grant in grants_of(actor, policies.VIEW)}
    return next(iter(held)) if len(held) == 1 and set(held.values()) <= set(branch_kinds()) else None


VIEWS = ("mine", "checked", "here", "below")


def seen_as(rows: "QuerySet[Any, Any]", actor: Actor, view: str) -> "QuerySet[Any, Any]":
    """One of VIEWS: 我负责, 我督办, 本级, 下级."""
    if view == "mine":
        return rows.filter(person_id=actor.person_id or -1)
    if view == "checked":
        return rows.filter(reviewer_unit_id__in=units_where(actor, policies.REVIEW)).exclude(
            unit_id__in=own_units(actor)
        )
    if view == "here":
        return rows.filter(unit_id__in=own_units(actor))
    if view == "below":
        return rows.exclude(unit_id__in=own_units(actor))
    return rows


def at_and_below(unit: Unit) -> "QuerySet[Any, Any]":
    """Keys of a unit and of all below it today, as a subquery."""
    return Unit.objects.below(unit, today()).values("pk")


def looks_due(day: dt.date) -> Q:
    """Closed, drawn for a second look, and its day has come."""
    return Q(state=Matter.State.CLOSED, look_on__lte=day)


def to_judge(actor: Actor) -> "QuerySet[Any, Any]":
    """What waits for the actor's judgement: a closing, an answer about more time, a second look at what is closed."""
    if not policies.REVIEW.allowed_anywhere(actor):
        return Matter.objects.none()
    waiting = Q(state=Matter.State.CLOSE_REQUESTED) | Q(state__in=Matter.ON_LEDGER, asked_due_on__isnull=False)
    rows = Matter.objects.filter(waiting | looks_due(today()), tenant_id=actor.tenant_id)
    rows = rows.filter(reviewer_unit_id__in=units_where(actor, policies.REVIEW))
    return rows.exclude(unit_id__in=own_units(actor)).select_related("unit").order_by("due_on", "pk")


def to_do(units: Iterable[int], tenant_id: int, day: dt.date) -> "QuerySet[Any, Any]":
    """What these units have to see to now: late, due soon, sent back or reopened, without anybody responsible."""
    mine = Matter.objects.filter(tenant_id=tenant_id, unit_id__in=list(units), state__in=Matter.ON_LEDGER)
    waiting = mine.exclude(state=Matter.State.CLOSE_REQUESTED)
    back = Q(state__in=[Matter.State.SENT_BACK, Matter.State.REOPENED])
    near = Q(due_on__lte=day + dt.timedelta(days=SOON_DAYS))
    return waiting.filter(near | back | Q(person__isnull=True)).select_related("unit").order_by("due_on", "pk")


def takes(actor: Actor, step: str) -> "QuerySet[Any, Any]":
    """The matters in a state for ``step``, of those for whom the actor may hold its side: what a batch is chosen from."""
    rows = Matter.objects.filter(tenant_id=actor.tenant_id, state__in=life.MAY[step])
    if step in life.CHECKERS:
        mine = rows.filter(reviewer_unit_id__in=units_where(actor, policies.REVIEW)).exclude(
            unit_id__in=own_units(actor)
        )
    elif step in life.DOERS:
        mine = rows.filter(unit_id__in=units_where(actor, policies.MANAGE))
    else:
        mine = rows.filter(unit_id__in=units_to_keep(actor).values("pk"))
    return mine.select_related("unit").order_by("due_on", "pk")


# The four clarities.


def belongs(person: Person, unit: Unit) -> bool:
    """Whether a person can be responsible there today: of its members or its committee."""
    return bool(persons_at(unit).filter(pk=person.pk).exists())


def stands_below(lower: Unit, upper: Unit) -> bool:
    """Whether ``lower`` is ``upper`` itself or stands below it today."""
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=upper.tenant_id, ancestor=upper, descendant=lower)
    return lower.pk == upper.pk or links.exists()


def reviewers_for(unit: Unit) -> "QuerySet[Any, Any]":
    """The units that can check what ``unit`` owns: those above it, the nearest first; no branch checks its own group."""
    kinds = (Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE, Unit.Kind.GENERAL_BRANCH)
    above = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, descendant=unit, depth__gt=0)
    depth = {link.ancestor_id: link.depth for link in above}
    order = Case(*[When(pk=key, then=Value(deep)) for key, deep in depth.items()], default=Value(99))
    rows = Unit.objects.filter(tenant_id=unit.tenant_id, pk__in=list(depth), kind__in=kinds)
    return rows.order_by(order)


def usual_person(unit: Unit) -> Person | None:
    """Who answers for what nobody was named for: the secretary, or whoever leads the group."""
    heads = (Post.Title.SECRETARY, Post.Title.GROUP_LEADER, Post.Title.DEPUTY_SECRETARY)
    posts = Post.objects.filter(
        valid_on(today()), tenant_id=unit.tenant_id, unit=unit, title__in=heads, person__isnull=False
    )
    held = {post.title: post.person for post in posts.select_related("person")}
    return next((held[title] for title in heads if title in held), None)


def usual_persons(units: Iterable[Unit]) -> dict[int, Person]:
    """``usual_person`` of many units of one tenant, by the unit's key, in one query."""
    rows = list(units)
    if not rows:
        return {}
    heads = (Post.Title.DEPUTY_SECRETARY, Post.Title.GROUP_LEADER, Post.Title.SECRETARY)
    posts = Post.objects.filter(
        valid_on(today()),
        tenant_id=rows[0].tenant_id,
        unit_id__in=[unit.pk for unit in rows],
        title__in=heads,
        person__isnull=False,
    )
    found = sorted(posts.select_related("person"), key=lambda post: heads.index(Post.Title(post.title)))
    return {post.unit_id: post.person for post in found if post.person is not None}


def units_below(unit: Unit) -> "QuerySet[Any, Any]":
    """Everything below a unit that exists today."""
    below = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, ancestor=unit, depth__gt=0)
    rows = Unit.objects.filter(tenant_id=unit.tenant_id, pk__in=below.values("descendant_id"))
    return rows.existing_on(today()).order_by("code", "pk")


SCOPES = ("next", "branches", "all")
"""Of what stands below: directly, the branches, everything."""


def units_in(unit: Unit, scope: str) -> "QuerySet[Any, Any]":
    """The units below that one of SCOPES means."""
    rows = units_below(unit)
    if scope == "next":
        return rows.filter(parent=unit)
    return rows.filter(kind__in=branch_kinds()) if scope == "branches" else rows


def parts_of(matter: Matter) -> "QuerySet[Any, Any]":
    """The parts of a matter, what is open first."""
    rows = Matter.objects.filter(tenant_id=matter.tenant_id, parent=matter)
    return rows.select_related("unit").order_by(NEED, "due_on", "pk")


@dataclass(frozen=True)
class Progress:
    """How far the parts of a matter have come, by weight."""

    parts: int
    closed: int
    total: int
    done: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return self.done * 100 // self.total


def progress_of(matter: Matter) -> Progress | None:
    """The parts rolled up in one query; None when there are none."""
    closed = Q(state=Matter.State.CLOSED)
    rows = parts_of(matter).order_by()
    found = rows.aggregate(
        parts=Count("pk"),
        closed=Count("pk", filter=closed),
        total=Sum("weight"),
        done=Sum("weight", filter=closed, default=0),
    )
    return Progress(**found) if found["parts"] else None


def proposal(matter: Matter) -> dict[str, Any]:
    """What the form of publishing is filled with: all that is not said yet."""
    return {
        "title": matter.title,
        "kind": matter.kind,
        "due_on": matter.due_on or today() + dt.timedelta(days=PROPOSED_DAYS),
        "person": matter.person or usual_person(matter.unit),
        "standard": matter.standard,
        "reviewer_unit": matter.reviewer_unit or reviewers_for(matter.unit).first(),
    }


def wants_person(matter: Matter) -> bool:
    """Whether somebody has to be named: nobody is, or whoever was has left the unit."""
    return matter.state in Matter.ON_LEDGER and (matter.person is None or not belongs(matter.person, matter.unit))


def helpers_of(matter: Matter) -> list[tuple[Unit, str]]:
    """The units that help, each with its part."""
    steps = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter, kind=Step.Kind.HELPER).order_by("pk")
    units = Unit.objects.filter(tenant_id=matter.tenant_id).in_bulk([step.data["unit"] for step in steps])
    return [(units[step.data["unit"]], step.text) for step in steps]


def former_owners(matter: Matter) -> list[Unit]:
    """Units that owned it before."""
    rows = Involvement.objects.filter(
        tenant_id=matter.tenant_id,
        object_type=Matter._meta.label,
        object_id=matter.pk,
        capacity=Involvement.Capacity.FORMER_OWNER,
    )
    return list(Unit.objects.filter(tenant_id=matter.tenant_id, pk__in=rows.values("unit_id")).order_by("pk"))


def units_to_keep(actor: Actor) -> "QuerySet[Any, Any]":
    """The units at which the actor may note something."""
    keys = units_where(actor, policies.MANAGE).union(units_where(actor, policies.REVIEW))
    rows = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=keys)
    return rows.existing_on(today())
