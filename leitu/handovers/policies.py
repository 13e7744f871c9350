from typing import Any

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.handovers.models import Handover
from leitu.people.policies import MANAGE

VIEW = MANAGE


class Seeing:
    """Handovers of the units whose register one keeps, and one's own."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor) or is_party(actor)


class Giving:
    """Whoever leaves the post; for him, with a reason, whoever keeps the register there."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return SEE.allowed_anywhere(actor)

    def allows(self, actor: Actor, handover: Handover) -> bool:
        return is_oneself(actor, handover.giver_id) or MANAGE.allows(actor, handover)

    def require(self, actor: Actor, handover: Any) -> None:
        """Raises NotAllowed."""
        if not self.allows(actor, handover):
            raise NotAllowed(_("由移交人本人确认；本人不能办的，由管名册的同志写明原因代办。"))


class Taking:
    """Only whoever takes the post over: nobody can take it for him."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return SEE.allowed_anywhere(actor)

    def allows(self, actor: Actor, handover: Handover) -> bool:
        return is_oneself(actor, handover.taker_id)

    def require(self, actor: Actor, handover: Any) -> None:
        """Raises NotAllowed."""
        if not self.allows(actor, handover):
            raise NotAllowed(_("由接收人本人确认。"))


def is_oneself(actor: Actor, person_id: int | None) -> bool:
    """Whether that is the actor's person."""
    return bool(actor.person_id) and actor.person_id == person_id


def is_party(actor: Actor) -> bool:
    """Whether the actor is a side of any handover; asked once per request."""
    if not actor.person_id:
        return False
    key = "party to a handover"
    if key not in actor.cache:
        rows = Handover.objects.filter(tenant_id=actor.tenant_id)
        actor.cache[key] = (rows.filter(giver_id=actor.person_id) | rows.filter(taker_id=actor.person_id)).exists()
    return bool(actor.cache[key])


SEE = Seeing()
GIVE = Giving()
TAKE = Taking()
