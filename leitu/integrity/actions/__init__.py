"""Everything that the discipline line does, and the appeal of whom it concerns."""

from leitu.integrity.actions.risks import add_risk, change_risk, check_risk, look_at_risk, retire_risk
from leitu.integrity.actions.rulings import answer_appeal, appeal, enter_ruling, look_at_ruling, revoke_ruling

__all__ = [
    "add_risk",
    "answer_appeal",
    "appeal",
    "change_risk",
    "check_risk",
    "enter_ruling",
    "look_at_risk",
    "look_at_ruling",
    "retire_risk",
    "revoke_ruling",
]
