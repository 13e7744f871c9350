"""Everything that people do to an activity, from the plan to the archive."""

from leitu.activities.actions.kinds import seed_kinds
from leitu.activities.actions.load import load_activities, refuse_import
from leitu.activities.actions.minutes import Decision, resolve, withdraw_resolution, write_minutes
from leitu.activities.actions.passing import pass_activities
from leitu.activities.actions.plans import (
    cancel,
    notify,
    plan,
    plan_and_notify,
    update,
    waive_activity,
)
from leitu.activities.actions.records import archive, end, reopen, sitting
from leitu.activities.actions.roll import Mark, answer, hand_roll, save_roll, scan, start
from leitu.activities.actions.undo import reinstate, step_back

__all__ = [
    "Decision",
    "Mark",
    "answer",
    "archive",
    "cancel",
    "end",
    "hand_roll",
    "load_activities",
    "notify",
    "pass_activities",
    "plan",
    "plan_and_notify",
    "refuse_import",
    "reinstate",
    "reopen",
    "resolve",
    "save_roll",
    "scan",
    "seed_kinds",
    "sitting",
    "start",
    "step_back",
    "update",
    "waive_activity",
    "withdraw_resolution",
    "write_minutes",
]
