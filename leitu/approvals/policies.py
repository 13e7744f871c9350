"""Who may answer an ask: another one than whoever asked, and than whom it is for."""

from django.utils.translation import gettext as _

from leitu.approvals.models import Ask
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed


def barred(ask: Ask) -> set[int]:
    """The accounts that may not approve this, whatever right they hold."""
    return {ask.asked_by_id, *ask.kind.touches(ask)}


def may_answer(actor: Actor, ask: Ask) -> bool:
    """Whether the actor is a second person for this: somebody with the right, and a person, not the machine."""
    return bool(actor.user_id) and actor.user_id not in barred(ask) and ask.kind.right.allows(actor, ask)


def require(actor: Actor, ask: Ask) -> None:
    """Raises NotAllowed unless ``may_answer``, with the reason."""
    if actor.user_id in barred(ask):
        raise NotAllowed(_("自己请示的、给自己办的事，要由另一位同志批准。"))
    if not may_answer(actor, ask):
        raise NotAllowed(_("您在这里没有“%(right)s”的权限。") % {"right": ask.kind.right.label})


def require_own(actor: Actor, ask: Ask) -> None:
    """Raises NotAllowed unless the actor asked for it himself."""
    if not actor.user_id or actor.user_id != ask.asked_by_id:
        raise NotAllowed(_("这不是您请示的事。"))
