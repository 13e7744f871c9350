"""The contact points and cases that a change of the tree is about (``leitu.changes``)."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.core.periods import FOREVER
from leitu.guidance import leaving
from leitu.guidance.actions.passing import pass_cases, pass_liaisons, return_cases, return_liaisons
from leitu.guidance.models import Liaison, WeakUnitCase


def count_liaisons(units: Units, day: dt.date) -> int:
    return int(Liaison.objects.filter(unit_id__in=units, until=FOREVER).count())


def share_liaisons(passing: Passing) -> Share:
    rows = list(leaving.liaisons(passing))
    ends = sum(leaving.has_his_own(row, passing) for row in rows)
    return Share(len(rows) - ends, ends)


def count_cases(units: Units, day: dt.date) -> int:
    return int(WeakUnitCase.objects.filter(unit_id__in=units, state__in=WeakUnitCase.OPEN).count())


def share_cases(passing: Passing) -> Share:
    return Share(0, leaving.cases(passing).count())


def sent(day: dt.date) -> "QuerySet[Any, Any]":
    """The open contact points, which somebody is sent to."""
    rows: QuerySet[Any, Any] = Liaison.objects.filter(until=FOREVER)
    return rows


LIAISONS = Mover(
    "liaisons",
    gettext_lazy("联系点"),
    30,
    count_liaisons,
    share_liaisons,
    pass_liaisons,
    return_liaisons,
    keys=("guidance.Liaison.unit",),
)
CASES = Mover(
    "cases",
    gettext_lazy("整顿"),
    31,
    count_cases,
    share_cases,
    pass_cases,
    return_cases,
    keys=("guidance.WeakUnitCase.unit",),
)
SENDERS = dataclasses.replace(
    following("senders", gettext_lazy("派出的联系人"), 32, Liaison, sent, ("from_unit",)),
    is_exact=False,  # what the source is sent to may end with it: then nobody is sent any more
)
