"""Everything that people do to a plan: draw it up, add, change, drop, issue."""

from leitu.plans.actions.issuing import issue
from leitu.plans.actions.writing import add_line, change_line, draw_up, drop_line

__all__ = ["add_line", "change_line", "draw_up", "drop_line", "issue"]
