from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.guidance.policies import is_of_unit
from leitu.orgs.access import permission
from leitu.orgs.models import Unit

VIEW = permission("assessments.view", gettext_lazy("查看考核"))
OBJECT = permission("assessments.object", gettext_lazy("对本支部的考核提异议"))
JUDGE = permission("assessments.judge", gettext_lazy("评价、答复异议、记录定性、写通报"))
MANAGE = permission("assessments.manage", gettext_lazy("管理考核指标体系"))


class Reading:
    """The right to read what is assessed by: whoever sees sheets or keeps the schemes."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor) or MANAGE.allowed_anywhere(actor)


READ_SCHEMES = Reading()


def refuse_own_unit(actor: Actor, unit: Unit) -> None:
    """Nobody judges the unit that he belongs to. Raises NotAllowed."""
    if is_of_unit(actor, unit):
        raise NotAllowed(_("考核由上级作出，本支部的人不能考核自己的支部。"))


def may_judge(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may judge ``unit``: he holds the right there and does not belong to it."""
    return JUDGE.allows(actor, unit) and not is_of_unit(actor, unit)
