"""The life of a matter: which step may be taken in which state, and by which side. One table, asked by everybody."""

from django.utils.translation import gettext as _

from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.matters.models import Matter

State = Matter.State
OPEN = frozenset(Matter.ON_LEDGER)
WORKED_ON = OPEN - {State.CLOSE_REQUESTED}

MAY: dict[str, frozenset[str]] = {
    "change": frozenset({State.NOTED}),
    "publish": frozenset({State.NOTED}),
    "set_aside": frozenset({State.NOTED}),
    "take_up": frozenset({State.SET_ASIDE}),
    "begin": frozenset({State.PUBLISHED, State.SENT_BACK, State.REOPENED}),
    "progress": WORKED_ON,
    "request_close": WORKED_ON,
    "close": frozenset({State.CLOSE_REQUESTED}),
    "send_back": frozenset({State.CLOSE_REQUESTED}),
    "ask_word": frozenset({State.CLOSE_REQUESTED}),
    "reopen": frozenset({State.CLOSED}),
    "look_back": frozenset({State.CLOSED}),
    "extend": WORKED_ON,
    "answer_extension": OPEN,
    "assign": OPEN,
    "hand_over": OPEN,
    "involve": OPEN,
    "split": WORKED_ON,
    "link_evidence": OPEN,
    "mark": OPEN | {State.NOTED},
    "inquire": OPEN,
    "urge": WORKED_ON,
}
"""Step -> states in which it may be taken; whatever is not here is forbidden."""

KEEPERS = frozenset({"change", "publish", "set_aside", "take_up", "ask_word"})
"""Steps of either side: before the ledger, and asking who is affected."""
DOERS = frozenset({"begin", "progress", "request_close", "extend", "assign", "involve", "split", "link_evidence"})
"""Steps of the owner's side."""
CHECKERS = frozenset({"close", "send_back", "reopen", "look_back", "answer_extension", "hand_over"})
"""Steps of those who check, who are never of the owner's side."""
LEADERS = frozenset({"mark", "inquire", "urge"})
"""Steps of the secretary of the owner or of a unit above it, and of those who check (四个亲自)."""

AFTER = {
    "note": State.NOTED,
    "publish": State.PUBLISHED,
    "set_aside": State.SET_ASIDE,
    "take_up": State.NOTED,
    "begin": State.IN_PROGRESS,
    "progress": State.IN_PROGRESS,
    "request_close": State.CLOSE_REQUESTED,
    "close": State.CLOSED,
    "send_back": State.SENT_BACK,
    "reopen": State.REOPENED,
}
"""Step -> the state after it; other steps leave the state as it is."""


def may(matter: Matter, step: str) -> bool:
    """Whether ``step`` may be taken now, leaving aside who asks."""
    if step == "answer_extension" and matter.asked_due_on is None:
        return False
    if step == "look_back" and (matter.look_on is None or matter.look_on > today()):
        return False
    if step == "split" and matter.state == State.NOTED and matter.due_on is not None:
        return matter.unit.parent_id is None  # nobody stands above to check the whole; its parts it checks itself
    return matter.state in MAY[step]


def require(matter: Matter, step: str) -> None:
    """Raises WrongState unless ``may``."""
    if may(matter, step):
        return
    if step == "answer_extension" and matter.state in OPEN:
        raise WrongState(_("没有等待答复的延期申请。"))
    if step == "look_back" and matter.state in MAY[step]:
        raise WrongState(_("这件事现在不用回头看。"))
    raise WrongState(_("这件事现在是“%(state)s”，不能做这一步。") % {"state": matter.get_state_display()})
