from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import permission

VIEW = permission("inspections.view", _("查看督导检查"))
MANAGE = permission("inspections.manage", _("安排督导检查"))
INSPECT = permission("inspections.inspect", _("到支部检查"))
ANSWER = permission("inspections.answer", _("确认本支部的检查记录"))


class Going:
    """The right to see how rounds stand: of whoever plans them and whoever goes out."""

    def allows(self, actor: Actor, obj: Any) -> bool:
        return MANAGE.allows(actor, obj) or INSPECT.allows(actor, obj)

    def require(self, actor: Actor, obj: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, obj):
            raise NotAllowed(gettext("督导检查的安排，由安排检查和去检查的同志查看。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor) or INSPECT.allowed_anywhere(actor)


GOING = Going()
