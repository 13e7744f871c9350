"""Reads of the register that span models."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from leitu.accounts.policies import INVITE
from leitu.audit.models import Entry
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.models import Grant, Unit, UnitLink, valid_on
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.orgs.queries import covers_account
from leitu.people import policies
from leitu.people.models import (
    Confirmation,
    Exemption,
    FloatingRecord,
    Membership,
    Objection,
    Person,
    Post,
    Suspension,
)


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


def members_at(unit: str, day: dt.date) -> Subquery:
    """How many belong on ``day`` to the branch or group whose key is in the column ``unit``, as an annotation."""
    rows = Membership.objects.on(day).filter(Q(unit_id=OuterRef(unit)) | Q(group_id=OuterRef(unit)))
    counted = rows.order_by().values(nothing=Value(0)).annotate(count=Count("pk")).values("count")
    return Subquery(counted, output_field=IntegerField())


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


def headcount(unit: Unit, day: dt.date, units: "QuerySet[Any, Any] | None" = None) -> Headcount:
    """Count the register of a group, or at and below ``unit`` by the tree of ``day``; only of ``units``, if given."""
    rows = Membership.objects.on(day).filter(tenant_id=unit.tenant_id)
    if unit.kind == Unit.Kind.GROUP:
        rows = rows.filter(group=unit)
    elif unit.parent_id is not None:  # the root holds the whole tenant
        below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
        rows = rows.filter(unit_id__in=below.values("descendant_id"))
    if units is not None:
        rows = rows.filter(Q(unit_id__in=units) | Q(group_id__in=units))
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


LISTINGS: set[str] = set()
"""Verbs of entries that hand out a list of persons; ``register_listing`` adds those of the floors above."""


def register_listing(*verbs: str) -> None:
    """Declare verbs whose entries show persons together; the entry's unit says whose. Called from ``apps.py``."""
    LISTINGS.update(verbs)


LOOKS = ("people.reveal",)
"""Verbs of looking at one person's sensitive items."""


def entries_about(person: Person) -> "QuerySet[Entry, Entry]":
    """Everything on record that concerns this person, newest first: who looked, who handed out, who changed.

    Lists count when they were taken at his branch or above it, whatever their filter was: "he may be among them".
    """
    own = {
        "people.Person": [person.pk],
        "people.Membership": person.memberships.values("pk"),
        "people.Post": person.posts.values("pk"),
        "people.Objection": person.objections.values("pk"),
        "people.Consent": person.consents.values("pk"),
        "people.Confirmation": person.confirmations.values("pk"),
    }
    found = Q()
    for kind, keys in own.items():
        found |= Q(object_type=kind, object_id__in=keys)
    homes = person.memberships.values("unit_id")
    above = UnitLink.objects.filter(tenant_id=person.tenant_id, descendant_id__in=homes).values("ancestor_id")
    found |= Q(verb__in=sorted(LISTINGS), unit_id__in=above)
    return Entry.objects.filter(found, tenant_id=person.tenant_id).order_by("-id")


def looks(entries: "QuerySet[Entry, Entry]", person: Person) -> "QuerySet[Entry, Entry]":
    """Of those, where somebody else saw data: revealed an item, or took a list."""
    return entries.filter(verb__in=[*LOOKS, *LISTINGS]).exclude(
        actor_id=person.account_id or -1, object_id=person.pk, object_type="people.Person"
    )


def objections_to_answer(actor: Actor) -> "QuerySet[Any, Any]":
    """Objections that wait, of the units whose register the actor keeps; his own are for somebody else."""
    rows = Objection.objects.visible_to(actor, policies.MANAGE).filter(outcome="", withdrawn_at__isnull=True)
    return rows.exclude(person_id=actor.person_id or -1).select_related("person", "unit").order_by("due_on", "pk")


@dataclass(frozen=True)
class Confirmed:
    """How many of the members have looked at their data this year. Nobody owes it, so it has no state."""

    done: int
    members: int


def confirmed(memberships: "QuerySet[Any, Any]", year: int) -> Confirmed:
    """Count over memberships of today."""
    done = Confirmation.objects.filter(year=year, person_id=OuterRef("person_id"))
    return Confirmed(**memberships.aggregate(members=Count("pk"), done=Count("pk", filter=Exists(done))))
