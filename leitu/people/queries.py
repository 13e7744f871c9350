"""Reads of the register that span models."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from leitu.accounts.policies import INVITE
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.models import Grant, Unit, UnitLink, valid_on
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.orgs.queries import covers_account
from leitu.people import policies
from leitu.people.models import Exemption, FloatingRecord, Membership, Person, Post, Suspension


def members_of(unit: Unit, day: dt.date) -> "QuerySet[Any, Any]":
    """Memberships of a branch or a group on ``day``, with what a list shows: exempt, suspended, floating."""
    place = Q(group=unit) if unit.kind == Unit.Kind.GROUP else Q(unit=unit)
    person = OuterRef("person_id")
    return (
        Membership.objects.on(day)
        .filter(place, tenant_id=unit.tenant_id)
        .select_related("person", "group")
        .annotate(
            is_suspended=Exists(Suspension.objects.filter(valid_on(day), membership_id=OuterRef("pk"))),
            is_exempt=Exists(Exemption.objects.filter(valid_on(day), person_id=person)),
            is_floating=Exists(FloatingRecord.objects.filter(valid_on(day), person_id=person)),
        )
        .order_by("person__name", "pk")
    )


def posts_of(unit: Unit, day: dt.date) -> list[Post]:
    """Who holds which post of a unit on ``day``, the secretary first."""
    order = list(Post.Title.values)
    posts = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit).select_related("person")
    return sorted(posts, key=lambda post: (order.index(post.title), post.pk))


@dataclass(frozen=True)
class Headcount:
    """Members at and below a unit on a day."""

    members: int
    full: int
    floating: int
    exempt: int


def headcount(unit: Unit, day: dt.date) -> Headcount:
    """Count the register of a group, or at and below ``unit`` by the tree of ``day``."""
    below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit).values("descendant_id")
    place = Q(group=unit) if unit.kind == Unit.Kind.GROUP else Q(unit_id__in=below)
    rows = Membership.objects.on(day).filter(place, tenant_id=unit.tenant_id)
    person = OuterRef("person_id")
    counted = rows.aggregate(
        members=Count("pk"),
        full=Count("pk", filter=Q(full_on__lte=day)),
        floating=Count("pk", filter=Exists(FloatingRecord.objects.filter(valid_on(day), person_id=person))),
        exempt=Count("pk", filter=Exists(Exemption.objects.filter(valid_on(day), person_id=person))),
    )
    return Headcount(**counted)


def find_person(tenant_id: int, id_number_index: str) -> Person | None:
    """The person with that identity number, by its blind index."""
    return Person.objects.filter(tenant_id=tenant_id, id_number_index=id_number_index).first()


def invites_account(actor: Actor, user: Any, what: str) -> bool:
    """Who may hand out a way into an account: who may invite wherever that account holds power.

    Accounts of the three roles that stay apart answer to the security officer alone: whoever invites could come in.
    """
    held = Grant.objects.filter(valid_on(today()), tenant_id=user.tenant_id, user=user).select_related("role")
    is_apart = any(grant.role.apart_from for grant in held)
    return what == INVITE and covers_account(actor, user, SECURE_ACCOUNTS if is_apart else policies.INVITE)
