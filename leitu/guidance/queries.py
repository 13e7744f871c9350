"""Reads that span models: the matrix with what came of each pairing, who has none, how a branch stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from leitu.activities.models import Activity, Attendance
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import BEGINNING, period_of
from leitu.guidance import policies
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.matters.models import Matter
from leitu.orgs.access import units_where
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant, Unit, UnitLink, valid_on
from leitu.people.models import Person, Post

SOURCE = "liaison"
"""How a matter that was promised on a visit names where it comes from (matters/sources.py)."""
SOON = dt.timedelta(days=14)
SEARCHED = ("unit__name", "person__name", "from_unit__name")
SORTS: dict[str, tuple[Any, ...]] = {
    "longest": ("last_on", "pk"),
    "solved": ("-solved", "last_on", "pk"),
    "unit": ("unit__name", "pk"),
    "person": ("person__name", "unit__name", "pk"),
}
"""The orders of the matrix: who has waited longest for a visit comes first."""


def _count(rows: "QuerySet[Any, Any]") -> Any:
    counted = rows.order_by().values(nothing=Value(0)).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _latest(rows: "QuerySet[Any, Any]") -> Any:
    found = rows.order_by().values(nothing=Value(0)).annotate(last=Max("on"))
    return Coalesce(Subquery(found.values("last")), Value(BEGINNING))


def kept_visits() -> "QuerySet[Any, Any]":
    """Visits that were not withdrawn."""
    return Visit.objects.filter(withdrawn_at__isnull=True)


def with_results(rows: "QuerySet[Any, Any]", day: dt.date) -> "QuerySet[Any, Any]":
    """Liaisons with ``solved`` and ``promised`` (matters that came of them: closed, and still open), ``visited`` (this
    year), ``joined`` (meetings of the branch that he was at, from its rolls) and ``last_on`` (BEGINNING: never).
    """
    tenant, year = OuterRef("tenant_id"), dt.date(day.year, 1, 1)
    visits = kept_visits().filter(tenant_id=tenant, liaison_id=OuterRef("pk"), on__lte=day)
    there = Attendance.objects.filter(
        tenant_id=tenant,
        person_id=OuterRef("person_id"),
        state=Attendance.State.PRESENT,
        activity__unit_id=OuterRef("unit_id"),
        activity__state=Activity.State.ARCHIVED,
        on__gte=OuterRef("since"),
        on__lte=day,
    ).exclude(capacity=Attendance.Capacity.MEMBER)  # in his own branch he is a member like any other
    key = Cast(OuterRef("pk"), CharField())
    matters = Matter.objects.filter(tenant_id=tenant, source_kind=SOURCE, source_key=key)
    return rows.select_related("unit", "person", "from_unit").annotate(
        solved=_count(matters.filter(state=Matter.State.CLOSED)),
        promised=_count(matters.filter(state__in=[*Matter.ON_LEDGER, Matter.State.NOTED])),
        visited=_count(visits.filter(on__gte=year)),
        joined=_count(there.filter(on__gte=year)),
        last_on=Greatest(_latest(visits), _latest(there)),
    )


def listed(actor: Actor) -> "QuerySet[Any, Any]":
    """The pairings of today in sight, with what came of them."""
    return with_results(Liaison.objects.visible_to(actor).filter(valid_on(today())), today())


def own(actor: Actor) -> "QuerySet[Any, Any]":
    """The actor's own pairings of today."""
    rows = Liaison.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, person_id=actor.person_id or -1)
    return with_results(rows, today()).order_by("last_on", "pk")


def due_on(liaison: Any, day: dt.date) -> dt.date:
    """Until when the next visit should be: the end of this period; of the last whole one where it was left out; of the
    next where he was sent in the middle of this one.
    """
    period = period_of(liaison.period_kind, day)
    if liaison.last_on >= period.start:
        return period.end
    before = period_of(liaison.period_kind, period.start - dt.timedelta(days=1))
    left_out = liaison.last_on < before.start and liaison.since <= before.start
    if left_out:
        return before.end
    after = period_of(liaison.period_kind, period.end + dt.timedelta(days=1))
    return after.end if liaison.since > period.start else period.end


def light(liaison: Any, day: dt.date) -> str:
    """``met`` when there was a visit in this period, else ``overdue``, ``due_soon`` (SOON) or ``upcoming`` by date."""
    if liaison.last_on >= period_of(liaison.period_kind, day).start:
        return "met"
    due = due_on(liaison, day)
    if due < day:
        return "overdue"
    return "due_soon" if due <= day + SOON else "upcoming"


def next_meeting(unit: Unit, day: dt.date) -> Activity | None:
    """What the branch has planned next: where whoever looks after it could join in."""
    waiting = [Activity.State.PLANNED, Activity.State.NOTIFIED]
    rows = Activity.objects.filter(tenant_id=unit.tenant_id, unit_id=unit.pk, state__in=waiting, on__gte=day)
    return rows.select_related("kind").order_by("on", "starts_at", "pk").first()


def rolls(liaison: Liaison, day: dt.date) -> "QuerySet[Any, Any]":
    """The meetings of the branch that whoever looks after it was at, by their rolls; nobody wrote them down again."""
    rows = Activity.objects.filter(
        tenant_id=liaison.tenant_id, unit_id=liaison.unit_id, state=Activity.State.ARCHIVED, on__lte=day
    )
    there = Attendance.objects.filter(
        tenant_id=liaison.tenant_id, person_id=liaison.person_id, state=Attendance.State.PRESENT
    ).exclude(capacity=Attendance.Capacity.MEMBER)
    rows = rows.filter(on__gte=liaison.since, pk__in=there.values("activity_id"))
    return rows.select_related("kind").order_by("-on", "-pk")


def came_of(liaison: Liaison) -> "QuerySet[Any, Any]":
    """The matters that were promised on visits, what is open first."""
    rows = Matter.objects.filter(tenant_id=liaison.tenant_id, source_kind=SOURCE, source_key=str(liaison.pk))
    return rows.select_related("unit").order_by(F("closed_on").desc(nulls_first=True), "-pk")


def branches_below(unit: Unit) -> "QuerySet[Any, Any]":
    """Branches under ``unit`` today that may be looked after: those that nobody looks after first, the weak before."""
    rows = Unit.objects.below(unit, today()).existing_on(today()).filter(kind__in=branch_kinds())
    weak = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit_id=OuterRef("pk"), state__in=WeakUnitCase.OPEN)
    kept = Liaison.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, unit_id=OuterRef("pk"))
    return rows.annotate(is_weak=_count(weak), kept=_count(kept)).order_by("-is_weak", "kept", "name", "pk")


def leaders_of(unit: Unit) -> "QuerySet[Any, Any]":
    """Whom the committee ``unit`` may send: who holds a post there today, or works there with an account."""
    here = {"tenant_id": unit.tenant_id, "unit": unit}
    posts = Post.objects.filter(valid_on(today()), person__isnull=False, **here)
    works = Grant.objects.filter(valid_on(today()), **here)
    rows = Person.objects.filter(tenant_id=unit.tenant_id)
    found = rows.filter(Q(pk__in=posts.values("person_id")) | Q(account_id__in=works.values("user_id")))
    return found.order_by("name", "pk")


def without_branch(actor: Actor) -> list[tuple[Unit, Person]]:
    """Post holders of committees in the actor's charge who look after no branch."""
    above = Unit.objects.filter(pk__in=units_where(actor, policies.ASSIGN)).exclude(kind__in=[*branch_kinds(), "group"])
    posts = Post.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, unit__in=above.values("pk"), person__isnull=False
    )
    busy = Liaison.objects.filter(valid_on(today()), tenant_id=actor.tenant_id).values("person_id")
    rows = posts.exclude(person_id__in=busy).select_related("unit", "person").order_by("unit__name", "pk")
    found = {(post.unit_id, post.person_id): (post.unit, post.person) for post in rows if post.person is not None}
    return list(found.values())


def weak_without_guide(actor: Actor) -> "QuerySet[Any, Any]":
    """Open cases in sight of branches that nobody looks after."""
    kept = Liaison.objects.filter(valid_on(today()), tenant_id=actor.tenant_id).values("unit_id")
    rows = WeakUnitCase.objects.visible_to(actor).filter(state__in=WeakUnitCase.OPEN)
    return rows.exclude(unit_id__in=kept).select_related("unit")


def committees(actor: Actor) -> "QuerySet[Any, Any]":
    """The units above branches whose pairings the actor makes."""
    rows = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=units_where(actor, policies.ASSIGN))
    above = rows.existing_on(today()).exclude(kind__in=[*branch_kinds(), Unit.Kind.GROUP])
    has_posts = Post.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, person__isnull=False)
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, depth__gt=0)
    return above.filter(Q(pk__in=has_posts.values("unit_id")), pk__in=links.values("ancestor_id")).order_by(
        "name", "pk"
    )


@dataclass(frozen=True)
class Totals:
    """The sums above the matrix, each with the list behind it."""

    all: int
    met: int
    overdue: int
    solved: int


def totals(rows: "QuerySet[Any, Any]", day: dt.date) -> Totals:
    """Of these pairings."""
    found = list(rows)
    lights = [light(one, day) for one in found]
    return Totals(len(found), lights.count("met"), lights.count("overdue"), sum(one.solved for one in found))
