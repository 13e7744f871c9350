from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.norms.policies import reaches_from_above
from leitu.orgs.access import permission
from leitu.orgs.models import Unit

REMIND = permission("notices.remind", gettext_lazy("提醒下级党组织"))
MANAGE = permission("notices.manage", gettext_lazy("设置本组织的消息群"))


def may_remind(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may remind ``unit``: he holds the right from above it."""
    return REMIND.allows(actor, unit) and reaches_from_above(actor, REMIND, unit)


def refuse_own_unit(actor: Actor, unit: Unit) -> None:
    """One reminds those below, not oneself. Raises NotAllowed."""
    if not reaches_from_above(actor, REMIND, unit):
        raise NotAllowed(_("提醒由上级党组织发出，不能提醒本级。"))
