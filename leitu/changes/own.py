"""What of the tree itself goes along: units below, and roles that were given by hand."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.changes.actions.carrying import carry_units, keep_grants, return_grants, return_units
from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.orgs.models import Grant, Unit, valid_on


def children(units: Units, day: dt.date) -> "QuerySet[Any, Any]":
    """Those that stand directly below ``units`` and are none of them."""
    return Unit.objects.filter(parent_id__in=units).exclude(pk__in=units).existing_on(day)


def count_units(units: Units, day: dt.date) -> int:
    return children(units, day).count()


def share_units(passing: Passing) -> Share:
    below = children([passing.source.pk], passing.on).exclude(pk__in=passing.both)
    return Share(below.count() if passing.is_whole else below.filter(pk__in=passing.groups).count())


def given_by_hand(units: Units, day: dt.date) -> "QuerySet[Any, Any]":
    """Grants that came with no post and no membership."""
    return Grant.objects.filter(valid_on(day), unit_id__in=units, source="")


def count_grants(units: Units, day: dt.date) -> int:
    return given_by_hand(units, day).count()


def share_grants(passing: Passing) -> Share:
    return Share(0, count_grants([passing.source.pk], passing.on) if passing.is_whole else 0)


UNITS = Mover(
    "units",
    _("下级党组织"),
    0,
    count_units,
    share_units,
    carry_units,
    return_units,
    list_name="orgs:list",
    keys=("orgs.Unit.parent", "orgs.Placement.unit", "orgs.Placement.parent"),
)
GRANTS = Mover(
    "grants",
    _("手工授予的角色"),
    95,
    count_grants,
    share_grants,
    keep_grants,
    return_grants,
    keys=("orgs.Grant.unit",),
)
