from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.activities.policies import VIEW
from leitu.activities.queries import Reader
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed


class ReadingRecord:
    """The right to hold the record of one activity in hand: its minutes and the names on its roll."""

    def allows(self, actor: Actor, activity: Any) -> bool:
        reader = Reader(actor)
        return reader.may_read_minutes(activity) and reader.may_read_names(activity)

    def require(self, actor: Actor, activity: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, activity):
            raise NotAllowed(_("这次活动的会议记录只给参加的人和有权查看的人看。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        """Whoever sees activities may be among the readers of one; which one it is decides."""
        return VIEW.allowed_anywhere(actor)


READ_RECORD = ReadingRecord()
