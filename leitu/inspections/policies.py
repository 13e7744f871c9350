from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.orgs.access import permission

VIEW = permission("inspections.view", _("查看督导检查"))
MANAGE = permission("inspections.manage", _("安排督导检查"))
INSPECT = permission("inspections.inspect", _("到支部检查"))
ANSWER = permission("inspections.answer", _("确认本支部的检查记录"))


class Going:
    """The right to see how rounds stand: of whoever plans them and whoever goes out."""

    def allows(self, actor: Actor, obj: Any) -> bool:
        return MANAGE.allows(actor, obj) or INSPECT.allows(actor, obj)

    def allowed_anywhere(self, actor: Actor) -> bool:
        return MANAGE.allowed_anywhere(actor) or INSPECT.allowed_anywhere(actor)


GOING = Going()
