from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import permission

VIEW = permission("activities.view", _("查看活动"))
HOLD = permission("activities.hold", _("组织活动"))
IMPORT = permission("activities.import", _("导入组织生活台账"))
READ_MINUTES = permission("activities.read_minutes", _("查看会议记录"))


class Keeping:
    """The right to keep the roll and the record of one activity: HOLD at its unit, or being its recorder."""

    def allows(self, actor: Actor, activity: Any) -> bool:
        is_recorder = bool(actor.person_id) and actor.person_id == activity.recorder_id
        return (is_recorder and actor.tenant_id == activity.tenant_id) or HOLD.allows(actor, activity)

    def require(self, actor: Actor, activity: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, activity):
            raise NotAllowed(_("这次活动的点名和记录由记录人和支部书记办理。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        """Anybody may be made a recorder; which activity it is decides."""
        return not actor.is_anonymous


KEEP = Keeping()
