"""The life of a weak branch's case, as one table."""

from django.utils.translation import gettext as _

from leitu.core.errors import WrongState
from leitu.guidance.models import WeakUnitCase

State = WeakUnitCase.State
MAY: dict[str, frozenset[str]] = {
    "plan_case": frozenset({State.LISTED, State.PLANNED}),
    "ask_acceptance": frozenset({State.PLANNED}),
    "accept": frozenset({State.ACCEPTANCE_ASKED}),
    "return_case": frozenset({State.ACCEPTANCE_ASKED}),
    "withdraw_case": frozenset({State.LISTED, State.PLANNED}),
}
"""Step -> the states in which it may be taken."""


def require(case: WeakUnitCase, step: str) -> None:
    """Raises WrongState unless ``step`` may be taken now."""
    if case.state not in MAY[step]:
        raise WrongState(_("现在是“%(state)s”，不能这样办。") % {"state": case.get_state_display()})
