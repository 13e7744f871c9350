from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.floating.models import Care
from leitu.orgs.access import permission

VIEW = permission("floating.view", gettext_lazy("查看流动党员"))
MANAGE = permission("floating.manage", gettext_lazy("管理流动党员"))


class Touching:
    """The right to write down a contact: whoever keeps in touch, the home branch, and the receiving one."""

    def allows(self, actor: Actor, care: Care) -> bool:
        is_contact = bool(actor.person_id) and (actor.tenant_id, actor.person_id) == (care.tenant_id, care.contact_id)
        return is_contact or MANAGE.allows(actor, care) or (care.host is not None and MANAGE.allows(actor, care.host))

    def require(self, actor: Actor, care: Care) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, care):
            raise NotAllowed(_("联系情况由联系人和两头的支部来记。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor)


class Hosting:
    """The right to say that somebody takes part here: the receiving branch."""

    def allows(self, actor: Actor, care: Care) -> bool:
        return care.host is not None and MANAGE.allows(actor, care.host)

    def require(self, actor: Actor, care: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, care):
            raise NotAllowed(_("由流入地党支部来接。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor)


TOUCH = Touching()
HOST = Hosting()
