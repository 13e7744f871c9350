"""The life of a transfer as one table: which step in which state, and from which end it is taken."""

from django.utils.translation import gettext as _

from leitu.core.errors import WrongState
from leitu.transfers.models import Transfer

State, Side, Way = Transfer.State, Transfer.Side, Transfer.Way

MAY: dict[str, frozenset[tuple[str, str]]] = {
    "issue": frozenset({(Side.OUT, State.ASKED)}),
    "renew": frozenset({(Side.OUT, State.ISSUED)}),
    "enter_slip": frozenset({(Side.OUT, State.ISSUED)}),
    "recall": frozenset({(Side.OUT, State.ASKED), (Side.OUT, State.ISSUED), (Side.OUT, State.REFUSED)}),
    "route": frozenset({(Side.IN, State.ISSUED)}),
    "receive": frozenset({(Side.IN, State.ISSUED)}),
    "refuse": frozenset({(Side.OUT, State.ASKED), (Side.IN, State.ISSUED)}),
    "uphold": frozenset({(Side.OUT, State.REFUSED), (Side.IN, State.REFUSED)}),
    "overrule": frozenset({(Side.OUT, State.REFUSED), (Side.IN, State.REFUSED)}),
    "urge": frozenset((side, state) for side in Side.values for state in Transfer.OPEN),
}
"""Step -> (end, state) in which it may be taken; whatever is not here is forbidden."""


def may(transfer: Transfer, step: str) -> bool:
    """Whether ``step`` may be taken at this end now, leaving aside who asks."""
    if (transfer.side, transfer.state) not in MAY[step]:
        return False
    if step == "enter_slip":
        return transfer.way == Way.OUTSIDE
    if step in ("uphold", "overrule"):
        return transfer.judge_id is not None
    return True


def require(transfer: Transfer, step: str) -> None:
    """Raises WrongState unless ``may``."""
    if not may(transfer, step):
        raise WrongState(_("现在是“%(state)s”，不能这样办。") % {"state": transfer.get_state_display()})
