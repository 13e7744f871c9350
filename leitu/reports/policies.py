from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.policies import VIEW
from leitu.activities.queries import Reader
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import permission


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
ASK = permission("reports.ask", gettext_lazy("自己查数"))


class OwnQuestion:
    """The right to one's own saved questions: whoever may ask has some."""

    def allows(self, actor: Actor, question: Any = None) -> bool:
        is_own = question is None or (question.user_id, question.tenant_id) == (actor.user_id, actor.tenant_id)
        return bool(actor.user_id) and is_own and ASK.allowed_anywhere(actor)

    def require(self, actor: Actor, question: Any = None) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, question):
            raise NotAllowed(_("只能存自己的查询。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return self.allows(actor)


OWN_QUESTION = OwnQuestion()
