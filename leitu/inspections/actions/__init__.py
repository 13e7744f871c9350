"""Everything that people do about inspections: plan, draw, go and see, answer, judge."""

from leitu.inspections.actions.answering import confirm, rate
from leitu.inspections.actions.bulletins import change_bulletin, draft_bulletin, issue_bulletin
from leitu.inspections.actions.checklists import seed_checklists
from leitu.inspections.actions.rounds import change_round, draw_sample, end_round, plan_round
from leitu.inspections.actions.sending import Seen, submit

__all__ = [
    "Seen",
    "change_bulletin",
    "change_round",
    "confirm",
    "draft_bulletin",
    "draw_sample",
    "end_round",
    "issue_bulletin",
    "plan_round",
    "rate",
    "seed_checklists",
    "submit",
]
