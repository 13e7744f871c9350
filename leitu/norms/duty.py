"""What an answer looks like: the duty and its states."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.core.periods import add_months
from leitu.norms.rules import Rule, number

if TYPE_CHECKING:
    from leitu.norms.models import Norm


class State(models.TextChoices):
    """Where a duty stands on the day asked about."""

    UPCOMING = "upcoming", _("未到期")
    DUE_SOON = "due_soon", _("临期")
    MET = "met", _("正常")
    OVERDUE = "overdue", _("超期")
    WAIVED = "waived", _("免办")


@dataclass(slots=True)
class Duty:
    """What one unit owes by one norm in one period, and how far it is, as of ``on``.

    ``required`` and ``achieved`` are numbers of whatever the norm counts; ``achieved`` is not capped. All days are
    inclusive. ``norm_row`` is the version in force. ``person_id`` is for duties of persons, which no norm has yet.
    """

    norm: str
    unit_id: int
    period_start: dt.date
    period_end: dt.date
    required: Decimal
    achieved: Decimal
    due_on: dt.date
    state: State
    norm_row: "Norm"
    on: dt.date
    person_id: int | None = None

    @property
    def title(self) -> str:
        return self.norm_row.title

    @property
    def rule(self) -> Rule:
        return self.norm_row.rule

    @property
    def missing(self) -> Decimal:
        """How many are still to come; 0 when met."""
        return max(self.required - self.achieved, Decimal(0))

    def as_json(self, unit_code: str) -> dict[str, Any]:
        """The duty as the command line prints it (docs/cli.md)."""
        return {
            "norm": self.norm,
            "unit": unit_code,
            "person": self.person_id,
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "required": number(self.required),
            "achieved": number(self.achieved),
            "due_on": self.due_on.isoformat(),
            "state": self.state.value,
        }


def unmet_state(rule: Rule, due_on: dt.date, on: dt.date) -> State:
    """The state on ``on`` of what is not met and due on ``due_on``. Advice is never overdue."""
    if on > due_on:
        return State.DUE_SOON if rule.advice else State.OVERDUE
    if rule.lead_months:
        soon = add_months(due_on, -rule.lead_months)
    else:
        soon = due_on - dt.timedelta(days=rule.lead_days)
    return State.DUE_SOON if on >= soon else State.UPCOMING
