"""The rounds that a change of the tree takes along (``leitu.changes``): who inspects, and where."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.audit.record import type_name
from leitu.changes.actions.handing import involve_instead
from leitu.changes.following import following
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.inspections.models import Inspection, Round


def not_over(day: dt.date) -> "QuerySet[Any, Any]":
    """Rounds that are planned or under way."""
    rows: QuerySet[Any, Any] = Round.objects.exclude(state=Round.State.OVER)
    return rows


USUAL = following("rounds", gettext_lazy("没查完的督导检查"), 53, Round, not_over, ("unit", "scope"))


def carry(actor: Actor, passing: Passing) -> Trace:
    """Also: whoever inspects from now on sees what his rounds have seen already."""
    trace = USUAL.carry(actor, passing)
    _look(trace, passing.source, passing)
    return trace


def undo(actor: Actor, passing: Passing, trace: Trace) -> None:
    _look(trace, passing.taker(), passing)
    USUAL.undo(actor, passing, trace)


def _look(trace: Trace, before: Any, passing: Passing) -> None:
    to = passing.taker() if before == passing.source else passing.source
    rounds = [key for key, name, _version in trace if name == "unit"]
    visits = Inspection.objects.filter(tenant_id=to.tenant_id, round_id__in=rounds)
    involve_instead(type_name(Inspection()), visits.values_list("pk", flat=True), before, to)


ROUNDS = dataclasses.replace(USUAL, carry=carry, undo=undo)
