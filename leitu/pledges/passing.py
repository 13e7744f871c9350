"""What a change of the tree takes along of pledges (``leitu.changes``): a list ends with its post, a waiting word does not."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.pledges.models import Pledge


def waiting(day: dt.date) -> "QuerySet[Any, Any]":
    """Signed lists of other units that wait for their countersigner."""
    rows: QuerySet[Any, Any] = Pledge.objects.filter(countersigned_on__isnull=True, settled_on__isnull=True)
    return rows.exclude(unit=F("countersigner"))


COUNTERSIGNING = following("countersigning", gettext_lazy("待会签的责任清单"), 50, Pledge, waiting, ("countersigner",))
