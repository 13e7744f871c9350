"""Whoever is away goes along with his branch, and his receiving branch may change as well (``leitu.changes``)."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.changes.movers import Passing
from leitu.core.periods import FOREVER
from leitu.floating.models import Care
from leitu.people.passing import of_leavers


def away(day: dt.date) -> "QuerySet[Any, Any]":
    """Stays away that have not ended."""
    rows: QuerySet[Any, Any] = Care.objects.filter(record__until=FOREVER)
    return rows


def at_each_other(passing: Passing) -> list[str]:
    """Whoever is received by the branch that his own becomes is away no more: somebody has to say so first."""
    if not passing.is_whole or passing.target is None:
        return []
    here, there = passing.source, passing.target
    rows = away(passing.on).filter(Q(unit=here, host=there) | Q(unit=there, host=here), tenant_id=here.tenant_id)
    words = _("%(name)s在%(host)s参加组织生活，两个支部合并后就不再是流动党员，请先登记返回。")
    return [words % {"name": one.person.name, "host": one.host_name} for one in rows.select_related("person")]


CARES = following(
    "cares",
    gettext_lazy("流动党员的联系"),
    52,
    Care,
    away,
    ("unit", "host"),
    leaving=of_leavers,
    objections=at_each_other,
)
