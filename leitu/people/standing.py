"""Who may act as a member: he himself, or somebody whom he has let do it (代办)."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.models import valid_on
from leitu.people.models import Consent, Membership, Person


def is_oneself(actor: Actor, person: Person) -> bool:
    """Whether the actor's account is that person's."""
    return bool(actor.person_id) and actor.person_id == person.pk and actor.tenant_id == person.tenant_id


def home_today(person: Person) -> Membership | None:
    """The membership that holds today."""
    return Membership.objects.on(today()).filter(tenant_id=person.tenant_id, person=person).first()


def helpers_for(person: Person) -> "QuerySet[Any, Any]":
    """Whom a member may ask to act for him: the other members of his branch today."""
    homes = Membership.objects.on(today()).filter(tenant_id=person.tenant_id)
    here = homes.filter(unit_id__in=homes.filter(person=person).values("unit_id"))
    rows = Person.objects.filter(tenant_id=person.tenant_id, pk__in=here.values("person_id"))
    return rows.exclude(pk=person.pk).order_by("name", "pk")


def consents_to(actor: Actor) -> "QuerySet[Any, Any]":
    """The consents by which the actor may act for others today.

    A consent holds while both belong to the branch in which it was given: whoever leaves it leaves his errands behind.
    """
    rows = Consent.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, helper_id=actor.person_id or -1)
    for who in ("person_id", "helper_id"):
        here = Membership.objects.on(today()).filter(unit_id=OuterRef("unit_id"), person_id=OuterRef(who))
        rows = rows.filter(Exists(here))
    return rows.select_related("person", "helper", "unit")


def helper_for(actor: Actor, person: Person, purpose: str) -> Person | None:
    """The actor as the person's helper for that purpose, or None."""
    for consent in consents_to(actor).filter(person=person):
        if purpose in consent.purposes:
            return consent.helper  # type: ignore[no-any-return]
    return None


class Himself:
    """The right to speak for a person: his own, or lent for one purpose."""

    def allows(self, actor: Actor, person: Person, purpose: str) -> bool:
        return is_oneself(actor, person) or helper_for(actor, person, purpose) is not None

    def require(self, actor: Actor, person: Person, purpose: str = "") -> Person | None:
        """The helper who acts, None when it is the person himself. Raises NotAllowed.

        Without a ``purpose`` nobody can stand in: only the person may do that.
        """
        if is_oneself(actor, person):
            return None
        found = helper_for(actor, person, purpose) if purpose else None
        if found is None:
            raise NotAllowed(_("这件事由本人办理，或由本人同意的代办人办理。"))
        return found


HIMSELF = Himself()
