"""The yearly reports that a change of the tree takes along (``leitu.changes``): to whom they were sent."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.thematic.models import ThematicReport


def sent(day: dt.date) -> "QuerySet[Any, Any]":
    """Reports that their superior has not taken yet."""
    rows: QuerySet[Any, Any] = ThematicReport.objects.filter(state=ThematicReport.State.SENT)
    return rows


REPORTS = following("reports", gettext_lazy("待收的专题报告"), 56, ThematicReport, sent, ("superior",))
