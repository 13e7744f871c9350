"""Preparing, carrying out and taking back changes of the tree."""

from leitu.changes.actions.carrying import carry_out
from leitu.changes.actions.due import carry_out_due
from leitu.changes.actions.handing import hand_over
from leitu.changes.actions.preparing import prepare, schedule, withdraw
from leitu.changes.actions.undoing import undo

__all__ = ["carry_out", "carry_out_due", "hand_over", "prepare", "schedule", "undo", "withdraw"]
