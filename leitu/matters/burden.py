"""What work costs those below (减负): beforehand for whoever gives it, afterwards month by month by origin."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import measures, policies, queries
from leitu.matters.measures import Known
from leitu.matters.models import Budget, Matter
from leitu.orgs.access import grants_of
from leitu.orgs.models import Unit, UnitLink, valid_on


@dataclass(frozen=True)
class Cost:
    """What a task would cost: ``units`` × ``minutes``; ``spent`` is the most that one of the units has had from the
    same giver this year, ``budget`` what each may have.
    """

    units: int
    minutes: int
    spent: int
    budget: int
    known: list[Known]

    @property
    def total(self) -> int:
        return self.units * self.minutes

    @property
    def hours(self) -> int:
        """The total in hours, rounded."""
        return round(self.total / 60)

    @property
    def is_over(self) -> bool:
        """Whether at least one unit would have more than its budget: then a reason is needed."""
        return self.minutes > 0 and self.spent + self.minutes > self.budget

    @property
    def seen(self) -> str:
        """What is sent back by whoever has seen this."""
        return f"{self.units}x{self.minutes}"


def given(giver: Unit, year: int) -> "QuerySet[Any, Any]":
    """What a unit gave others in a calendar year."""
    return Matter.objects.filter(
        tenant_id=giver.tenant_id,
        given_by=giver,
        noted_on__gte=dt.date(year, 1, 1),
        noted_on__lt=dt.date(year + 1, 1, 1),
    )


def unit_asked(actor: Actor, key: int | None) -> Unit | None:
    """The unit in sight that somebody asks about; without a key his own, of several the highest."""
    seen = Unit.objects.visible_to(actor, policies.VIEW).select_related("parent")
    rows = seen.filter(pk__in=queries.own_units(actor)) if key is None else seen.filter(pk=key)
    found: Unit | None = rows.order_by("parent_id", "pk").first()
    return found


def budget_of(giver: Unit, year: int) -> int:
    """Minutes that a unit may give each unit below in that year without a written reason."""
    rows = Budget.objects.filter(tenant_id=giver.tenant_id, unit=giver, year=year)
    own = rows.values_list("minutes", flat=True).first()
    return measures.usual_budget() if own is None else own


def most_spent(giver: Unit, units: "Collection[int] | QuerySet[Any, Any]", year: int) -> int:
    """The most minutes that one of these units has had from the giver in that year."""
    rows = given(giver, year).filter(unit_id__in=units).order_by()
    sums = rows.values("unit_id").annotate(minutes=Sum("minutes")).order_by("-minutes")
    return sums.values_list("minutes", flat=True).first() or 0


def cost(
    giver: Unit, units: "Collection[int] | QuerySet[Any, Any]", count: int, *, minutes: int, text: str = ""
) -> Cost:
    """What it costs to give these units a task of so many minutes each; ``text``: its words."""
    year = today().year
    return Cost(count, minutes, most_spent(giver, units, year), budget_of(giver, year), measures.known_in(text))


def giver_of(actor: Actor, matter: Matter) -> Unit | None:
    """Who gives the owner this work: the nearest unit above it at which whoever publishes it works; nobody, when he is
    of the owner.
    """
    if actor.is_trusted:
        return None
    own = {grant.unit_id for right in (policies.MANAGE, policies.REVIEW) for grant in grants_of(actor, right)}
    links = UnitLink.objects.filter(
        valid_on(today()), tenant_id=matter.tenant_id, descendant=matter.unit, ancestor_id__in=own
    )
    nearest = links.select_related("ancestor").order_by("depth").first()
    return nearest.ancestor if nearest is not None and nearest.depth else None


@dataclass(frozen=True)
class Share:
    """What one unit cost another in one month."""

    month: dt.date
    giver: str
    count: int
    minutes: int


def by_month(unit: Unit, year: int) -> list[Share]:
    """What a unit was given in a year, by month and origin, the newest month first."""
    rows = taken(unit, year).order_by().annotate(month=TruncMonth("noted_on"))
    found = rows.values("month", "given_by__name").annotate(count=Count("pk"), minutes=Sum("minutes"))
    shares = [Share(row["month"], row["given_by__name"], row["count"], row["minutes"]) for row in found]
    return sorted(shares, key=lambda share: (-share.month.toordinal(), -share.minutes, share.giver))


def taken(unit: Unit, year: int) -> "QuerySet[Any, Any]":
    """What a unit was given by others in a calendar year."""
    return Matter.objects.filter(
        tenant_id=unit.tenant_id,
        unit=unit,
        given_by__isnull=False,
        noted_on__gte=dt.date(year, 1, 1),
        noted_on__lt=dt.date(year + 1, 1, 1),
    ).select_related("given_by")
