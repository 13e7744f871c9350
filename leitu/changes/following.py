"""The usual mover: open rows that a unit holds by one or more keys become the target's, and nothing else happens."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from leitu.changes.actions.handing import hand_back, hand_over
from leitu.changes.movers import Mover, Passing, Share, Trace, Units
from leitu.core.actor import Actor
from leitu.ui.parts import Text

Rows = Callable[[dt.date], "QuerySet[Any, Any]"]
Leaving = Callable[["QuerySet[Any, Any]", Passing], "QuerySet[Any, Any]"]


def nobody(rows: "QuerySet[Any, Any]", passing: Passing) -> "QuerySet[Any, Any]":
    """In a split the old unit goes on, with what it has begun."""
    return rows.none()


def following(
    code: str,
    label: Text,
    order: int,
    model: type[models.Model],
    rows: Rows,
    names: tuple[str, ...] = ("unit",),
    *,
    leaving: Leaving = nobody,
    objections: Callable[[Passing], list[str]] = lambda passing: [],
    list_name: str = "",
) -> Mover:
    """A mover of the ``rows`` that are open on a day, held by the keys ``names``.

    ``leaving`` says which of those that a split unit owns (by the first key) go with whoever leaves.
    """

    def held(units: Units, day: dt.date) -> "QuerySet[Any, Any]":
        by_any = Q()
        for name in names:
            by_any |= Q(**{f"{name}_id__in": units})
        return rows(day).filter(by_any)

    def going(passing: Passing, name: str) -> "QuerySet[Any, Any]":
        mine = rows(passing.on).filter(tenant_id=passing.source.tenant_id, **{name: passing.source})
        return (mine if passing.is_whole else leaving(mine, passing)).order_by("pk")

    def count(units: Units, day: dt.date) -> int:
        return held(units, day).count()

    def share(passing: Passing) -> Share:
        if passing.is_whole:
            return Share(count([passing.source.pk], passing.on))
        return Share(going(passing, names[0]).count())

    def carry(actor: Actor, passing: Passing) -> Trace:
        trace: Trace = []
        for name in names if passing.is_whole else names[:1]:
            found = going(passing, name).select_for_update(of=("self",)).select_related(name)
            trace += hand_over(actor, found, name, passing.taker())
        return trace

    def undo(actor: Actor, passing: Passing, trace: Trace) -> None:
        hand_back(actor, model, trace, passing.source)

    keys = tuple(f"{model._meta.label}.{name}" for name in names)
    return Mover(code, label, order, count, share, carry, undo, objections, list_name, keys=keys)
