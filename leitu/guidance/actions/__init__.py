"""Everything that people do: who looks after which branch, what was done there, and how a weak branch is mended."""

from leitu.guidance.actions.cases import accept, ask_acceptance, list_unit, plan_case, return_case, withdraw_case
from leitu.guidance.actions.liaisons import assign, end, visit, withdraw_visit
from leitu.guidance.actions.reminding import remind

__all__ = [
    "accept",
    "ask_acceptance",
    "assign",
    "end",
    "list_unit",
    "plan_case",
    "remind",
    "return_case",
    "visit",
    "withdraw_case",
    "withdraw_visit",
]
