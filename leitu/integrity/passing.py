"""What of the discipline line a change of the tree takes along (``leitu.changes``): what is still looked after."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.integrity.actions.passing import pass_risks, return_risks
from leitu.integrity.models import RiskPoint, Ruling


def count_risks(units: Units, day: dt.date) -> int:
    return int(RiskPoint.objects.filter(unit_id__in=units, retired_on__isnull=True).count())


def share_risks(passing: Passing) -> Share:
    return Share(count_risks([passing.source.pk], passing.on) if passing.is_whole else 0)


def answerable(day: dt.date) -> "QuerySet[Any, Any]":
    """Rulings that hold, or that somebody has appealed against: one of them may still have to be answered for."""
    rows: QuerySet[Any, Any] = Ruling.objects.filter(state__in=[Ruling.State.IN_FORCE, Ruling.State.APPEALED])
    return rows


RISKS = Mover(
    "risks",
    gettext_lazy("廉政风险点"),
    54,
    count_risks,
    share_risks,
    pass_risks,
    return_risks,
    keys=("integrity.RiskPoint.unit",),
)
RULINGS = following("rulings", gettext_lazy("执行中的问责记录"), 55, Ruling, answerable)
