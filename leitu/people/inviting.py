"""Who of an area has no way in yet: the people behind one printed sheet of invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from leitu.accounts.policies import INVITE, rules_over
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.access import covers_tenant, units_where
from leitu.orgs.models import Unit, valid_on
from leitu.people import policies
from leitu.people.models import Membership, Post

MOST = 200
"""Invitations at once: 25 sheets of A4, as many secretaries as a large town has."""
MEMBER = "member"
"""Stands beside the titles of posts for whoever is on the register."""


@dataclass(frozen=True)
class Invitee:
    """A person with the home branch, and what is held: the posts in words."""

    membership: Membership
    posts: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.membership.person.name)

    @property
    def place(self) -> str:
        return " ".join([self.membership.unit.name, *self.posts])


def without_account(actor: Actor, unit: Unit, titles: Sequence[str]) -> "list[Invitee]":
    """Members at and below ``unit`` with one of those posts (or ``MEMBER``) who never entered an account.

    Only whom the actor may invite wherever that person holds power, by branch and name; oneself is not among them.
    """
    day = today()
    below = Unit.objects.below(unit, day).values("pk")
    posts = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, person__isnull=False)
    rows: QuerySet[Any] = Membership.objects.visible_to(actor, policies.INVITE, wide=True).filter(valid_on(day))
    rows = rows.filter(Q(person__account__isnull=True) | Q(person__account__password__startswith="!"))  # noqa: S106  (no password was chosen)
    wanted = Q(person__in=posts.filter(title__in=titles, unit_id__in=below).values("person_id"))
    if MEMBER in titles:
        wanted |= Q(unit_id__in=below)
    rows = rows.filter(wanted).exclude(person_id=actor.person_id or -1)
    if not covers_tenant(actor, policies.INVITE):
        beyond = posts.exclude(unit_id__in=units_where(actor, policies.INVITE))
        rows = rows.exclude(person__in=beyond.values("person_id"))
    rows = rows.select_related("person__account", "unit").order_by("unit__code", "unit__name", "person__name", "pk")
    members = [
        one
        for one in rows[: MOST + 1]
        if one.person.account is None
        or (one.person.account.is_active and rules_over(actor, one.person.account, INVITE))
    ]
    held: dict[int, list[str]] = {}
    for post in posts.filter(person_id__in=[one.person_id for one in members]).order_by("pk"):
        held.setdefault(post.person_id or 0, []).append(str(post.get_title_display()))
    return [Invitee(one, tuple(dict.fromkeys(held.get(one.person_id, ())))) for one in members]
