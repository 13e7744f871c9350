"""Who may be on the register twice: asked in sets, three questions for a whole district."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.duplicates.models import Distinct, Merge
from leitu.orgs.models import valid_on
from leitu.people import policies
from leitu.people.models import Membership, Person

MOST = 500
"""So many pairs a page looks at; whoever has worked through them sees the next."""


class Why(enum.Enum):
    """What two entries have in common, the surest first."""

    BORN = _("同名，同一天出生")
    BRANCH = _("同一个支部里同名")
    DATES = _("同一个支部，同一天出生，同一天入党")


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one human being; ``first`` has the lower key."""

    first: int
    second: int
    why: Why


def living(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Persons who were not merged into somebody else."""
    merged = Merge.objects.filter(tenant_id=OuterRef("tenant_id"), gone_id=OuterRef("pk"), undone_on__isnull=True)
    return rows.filter(~Exists(merged))


def pairs(persons: "QuerySet[Any, Any]", memberships: "QuerySet[Any, Any]", most: int = MOST) -> list[Pair]:
    """The pairs among ``persons`` and the open ``memberships``, without those about whom somebody has decided."""
    born = living(persons).filter(birth_on__isnull=False).order_by()
    by_name = born.values("name", "birth_on").annotate(n=Count("pk"), low=Min("pk"), high=Max("pk")).filter(n__gt=1)
    here = memberships.order_by()
    same = here.values("unit_id", "person__name")
    dated = here.filter(person__birth_on__isnull=False, joined_on__isnull=False)
    dates = dated.values("unit_id", "person__birth_on", "joined_on")
    found = {
        (one.first, one.second): one
        for why, groups in (
            (Why.DATES, _of_members(dates)),
            (Why.BRANCH, _of_members(same)),
            (Why.BORN, by_name.order_by("name")),
        )
        for one in _pairs(groups[: most * 2], why, persons)
    }
    decided = set(
        Distinct.objects.filter(first_id__in=[first for first, _second in found]).values_list("first_id", "second_id")
    )
    order = list(Why)
    left = [one for key, one in found.items() if key not in decided]
    return sorted(left, key=lambda one: (order.index(one.why), one.first, one.second))[:most]


def _of_members(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    counted = rows.annotate(n=Count("pk"), low=Min("person_id"), high=Max("person_id"))
    return counted.filter(n__gt=1).order_by("unit_id")


def _pairs(groups: Iterable[dict[str, Any]], why: Why, persons: "QuerySet[Any, Any]") -> Iterator[Pair]:
    """Two of a group are a pair; of three and more each stands beside the first."""
    for group in groups:
        if group["n"] == 2 or why is not Why.BORN:
            yield Pair(group["low"], group["high"], why)
            continue
        alike = persons.filter(name=group["name"], birth_on=group["birth_on"]).order_by("pk")
        for key in alike.values_list("pk", flat=True)[1:]:
            yield Pair(group["low"], key, why)


def pairs_for(actor: Actor, most: int = MOST) -> list[Pair]:
    """The pairs of which the actor keeps both registers."""
    members = Membership.objects.visible_to(actor, policies.MANAGE).filter(valid_on(today()))
    return pairs(Person.objects.visible_to(actor, policies.MANAGE), members, most)


def alike(actor: Actor, person: Person) -> "QuerySet[Any, Any]":
    """Whom the actor may compare with ``person``: of the same name, or of his birthday in his branch."""
    homes = person.memberships.values("unit_id")
    same = Q(name=person.name)
    if person.birth_on is not None:
        same |= Q(birth_on=person.birth_on, pk__in=Membership.objects.filter(unit_id__in=homes).values("person_id"))
    rows = living(Person.objects.visible_to(actor, policies.MANAGE)).filter(same).exclude(pk=person.pk)
    return rows.order_by("name", "pk")


def merges(actor: Actor) -> "QuerySet[Any, Any]":
    """What was merged in sight, the newest first."""
    rows = Merge.objects.visible_to(actor, policies.MANAGE).filter(undone_on__isnull=True)
    return rows.select_related("kept", "unit").order_by("-on", "-pk")
