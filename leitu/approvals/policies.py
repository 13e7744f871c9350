"""Who may answer an ask: another one than whoever asked, and than whom it is for."""

from django.utils.translation import gettext as _

from leitu.accounts.models import Invitation
from leitu.approvals.models import OPEN_FOR, Ask
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed


def barred(ask: Ask) -> set[int]:
    """The accounts that may not approve this, whatever right they hold."""
    return {ask.asked_by_id, *ask.kind.touches(ask)}


def was_let_in(ask: Ask, user_id: int) -> bool:
    """Whether the asker handed out a way into that account lately: whoever can do that can sit there himself.

    After a week its owner has noticed that his password is another one.
    """
    lately = Invitation.objects.filter(tenant_id=ask.tenant_id, user_id=user_id, invited_by=ask.asked_by_id)
    return lately.filter(created_at__gt=now() - OPEN_FOR).exists()


def may_answer(actor: Actor, ask: Ask) -> bool:
    """Whether the actor is a second person for this: somebody with the right, and a person, not the machine."""
    if not actor.user_id or actor.user_id in barred(ask) or not ask.kind.right.allows(actor, ask):
        return False
    return not was_let_in(ask, actor.user_id)


def require(actor: Actor, ask: Ask) -> None:
    """Raises NotAllowed unless ``may_answer``, with the reason."""
    if actor.user_id in barred(ask):
        raise NotAllowed(_("自己请示的、给自己办的事，要由另一位同志批准。"))
    if not actor.user_id or not ask.kind.right.allows(actor, ask):
        raise NotAllowed(_("您在这里没有“%(right)s”的权限。") % {"right": ask.kind.right.label})
    if was_let_in(ask, actor.user_id):
        raise NotAllowed(_("您的账号邀请是请示的同志七天之内发的，这件事请再换一位同志批准。"))


def require_own(actor: Actor, ask: Ask) -> None:
    """Raises NotAllowed unless the actor asked for it himself."""
    if not actor.user_id or actor.user_id != ask.asked_by_id:
        raise NotAllowed(_("这不是您请示的事。"))
