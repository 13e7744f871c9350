"""The meetings to come that a change of the tree takes along (``leitu.changes``)."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.actions.passing import OPEN, coming, pass_activities, return_activities, twice
from leitu.activities.models import Activity
from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.ui.templatetags.dates import plain_day


def count(units: Units, day: dt.date) -> int:
    return Activity.objects.filter(unit_id__in=units, state__in=OPEN).count()


def share(passing: Passing) -> Share:
    """In a split they stay: the old branch goes on. Two of one kind at one time become one."""
    if not passing.is_whole:
        return Share(0)
    doubled = sum(twice(one, passing) for one in coming(passing))
    return Share(coming(passing).count() - doubled, doubled)


def objections(passing: Passing) -> list[str]:
    """What has been held since cannot have been held by a unit that was no more."""
    source = passing.source
    held = Activity.objects.filter(
        tenant_id=source.tenant_id, unit=source, on__gte=passing.on, state=Activity.State.ARCHIVED
    )
    if not passing.is_whole or not held.exists():
        return []
    words = {"unit": source.name, "day": plain_day(passing.on), "count": held.count()}
    return [_("%(unit)s从 %(day)s 起还有 %(count)s 次已归档的活动，请把日期改到最后一次之后。") % words]


ACTIVITIES = Mover(
    "activities",
    gettext_lazy("没归档的活动"),
    20,
    count,
    share,
    pass_activities,
    return_activities,
    objections,
    "activities:list",
    keys=("activities.Activity.unit",),
)
