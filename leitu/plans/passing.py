"""The lines of plans that a change of the tree takes along (``leitu.changes``)."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.matters.models import Matter
from leitu.plans.models import PlanLine


def open_lines(day: dt.date) -> "QuerySet[Any, Any]":
    """Those of this year and later that are neither dropped nor done."""
    rows: QuerySet[Any, Any] = PlanLine.objects.kept().filter(year__gte=day.year)
    return rows.filter(Q(matter__isnull=True) | Q(matter__state__in=[*Matter.ON_LEDGER, Matter.State.NOTED]))


PLAN_LINES = following("plan_lines", gettext_lazy("年度计划没办完的条目"), 51, PlanLine, open_lines)
