"""An ask as programs are told of it, here and where it was asked."""

import datetime as dt

from leitu.api.schema import Out
from leitu.approvals.models import Ask


class AskLine(Out):
    """One ask. ``action`` is what is to be done once; ``told`` exactly with what, in words; ``is_over``: too late."""

    id: int
    action: str
    label: str
    subject: str
    told: list[str]
    unit: int
    reason: str
    state: str
    is_over: bool
    asked_by: str
    asked_at: dt.datetime
    open_until: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    answer: str
    good_until: dt.datetime | None
    used_at: dt.datetime | None


def line_of(ask: Ask) -> AskLine:
    """An ask as programs are told of it."""
    return AskLine(
        id=ask.pk,
        action=ask.verb,
        label=str(ask.kind.label),
        subject=ask.subject,
        told=[f"{word}：{value}" for word, value in ask.kind.tell(ask)],
        unit=ask.unit_id,
        reason=ask.reason,
        state=ask.state,
        is_over=ask.is_over,
        asked_by=ask.asked_by_label,
        asked_at=ask.asked_at,
        open_until=ask.open_until,
        decided_by=ask.decided_by_label,
        decided_at=ask.decided_at,
        answer=ask.answer,
        good_until=ask.good_until,
        used_at=ask.used_at,
    )
