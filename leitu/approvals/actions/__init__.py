"""Asking a second person, answering, and using the answer once."""

from leitu.approvals.actions.answers import approve, refuse, withdraw
from leitu.approvals.actions.steps import ask, use

__all__ = ["approve", "ask", "refuse", "use", "withdraw"]
