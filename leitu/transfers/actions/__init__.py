"""Everything that people do about a transfer: ask, issue, receive, refuse and judge, recall, urge; and paper both ways."""

from leitu.transfers.actions.arriving import enter_letter, receive, route
from leitu.transfers.actions.judging import overrule, refuse, uphold, urge
from leitu.transfers.actions.leaving import ask, enter_slip, issue, recall, renew

__all__ = [
    "ask",
    "enter_letter",
    "enter_slip",
    "issue",
    "overrule",
    "recall",
    "receive",
    "refuse",
    "renew",
    "route",
    "uphold",
    "urge",
]
