"""The life of an activity: which step may be taken in which state. One table, asked by every action and every page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.models import Activity
from leitu.core.errors import WrongState

State = Activity.State
BEFORE = frozenset({State.PLANNED, State.NOTIFIED})
OPEN = BEFORE | {State.UNDER_WAY, State.ENDED}
HELD = frozenset({State.UNDER_WAY, State.ENDED, State.ARCHIVED})
"""There is something to record, and a record to print."""

MAY: dict[str, frozenset[str]] = {
    "update": OPEN,
    "notify": frozenset({State.PLANNED}),
    "answer": BEFORE | {State.UNDER_WAY},
    "hand_roll": OPEN,
    "start": BEFORE,
    "scan": frozenset({State.UNDER_WAY}),
    "save_roll": OPEN,
    "end": BEFORE | {State.UNDER_WAY},
    "write_minutes": HELD,
    "resolve": frozenset({State.UNDER_WAY, State.ENDED}),
    "archive": OPEN,
    "cancel": OPEN,
    "waive_activity": BEFORE,
    "reopen": frozenset({State.ARCHIVED}),
    "sitting": HELD,
    "reinstate": frozenset({State.CANCELLED, State.WAIVED}),
    "step_back": frozenset({State.UNDER_WAY, State.ENDED}),
}
"""Step -> states in which it may be taken; whatever is not here is forbidden."""

HOLDERS = frozenset({"update", "notify", "hand_roll", "cancel", "waive_activity", "reopen", "sitting", "reinstate"})
"""Steps that need HOLD; the others belong to whoever keeps the record."""
ROAD = (State.PLANNED, State.NOTIFIED, State.UNDER_WAY, State.ENDED, State.ARCHIVED)
STATE_WORDS = {
    State.PLANNED: gettext_lazy("还在计划中"),
    State.NOTIFIED: gettext_lazy("已经发了通知"),
    State.UNDER_WAY: gettext_lazy("正在进行"),
    State.ENDED: gettext_lazy("已经结束"),
    State.ARCHIVED: gettext_lazy("已经归档"),
    State.CANCELLED: gettext_lazy("已经取消"),
    State.WAIVED: gettext_lazy("已经记为免开"),
}


def may(activity: Activity, step: str) -> bool:
    """Whether ``step`` may be taken now, leaving aside who asks."""
    return activity.state in MAY[step]


def require(activity: Activity, step: str) -> None:
    """Raises WrongState unless ``may``."""
    if not may(activity, step):
        words = STATE_WORDS[Activity.State(activity.state)]
        raise WrongState(_("这次活动%(state)s，不能再做这一步。") % {"state": words})
