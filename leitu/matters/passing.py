"""The open matters that a change of the tree takes along (``leitu.changes``)."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.matters.actions.passing import going, open_rows, pass_matters, return_matters


def count(units: Units, day: dt.date) -> int:
    rows: QuerySet[Any, Any] = open_rows().filter(unit_id__in=units)
    return rows.count()


def share(passing: Passing) -> Share:
    return Share(going(passing).count())


MATTERS = Mover(
    "matters",
    gettext_lazy("没办完的问题和任务"),
    10,
    count,
    share,
    pass_matters,
    return_matters,
    list_name="matters:list",
    keys=("matters.Matter.unit", "matters.Matter.reviewer_unit"),
)
