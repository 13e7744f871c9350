"""Everything that changes schemes, sheets, objections, grades and bulletins."""

from leitu.assessments.actions.bulletins import approve_bulletin, change_bulletin, draft_bulletin
from leitu.assessments.actions.grades import decide
from leitu.assessments.actions.judging import judge
from leitu.assessments.actions.objections import object_to, refuse, uphold, withdraw
from leitu.assessments.actions.schemes import load_scheme, switch_off, switch_on
from leitu.assessments.actions.sheets import freeze, freeze_due

__all__ = [
    "approve_bulletin",
    "change_bulletin",
    "decide",
    "draft_bulletin",
    "freeze",
    "freeze_due",
    "judge",
    "load_scheme",
    "object_to",
    "refuse",
    "switch_off",
    "switch_on",
    "uphold",
    "withdraw",
]
