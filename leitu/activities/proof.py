"""Meetings as what matters come from, and as what proves that something was done."""

import datetime as dt
from collections.abc import Iterator

from leitu.activities.facts import title
from leitu.activities.models import Activity
from leitu.core.actor import Actor
from leitu.matters.sources import Source, key_of
from leitu.orgs.models import Unit

MOST_OFFERED = 20


def activity_source(actor: Actor, key: str) -> Source | None:
    """A meeting in sight."""
    pk = key_of(key)
    rows = Activity.objects.visible_to(actor).select_related("unit", "kind")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return _source(found) if found is not None else None


def offer_meetings(actor: Actor, unit: Unit, since: dt.date) -> Iterator[Source]:
    """What the unit has held and archived since that day, the newest first."""
    rows = Activity.objects.visible_to(actor).counted().filter(unit=unit, on__gte=since)
    for activity in rows.select_related("unit", "kind").order_by("-on", "-pk")[:MOST_OFFERED]:
        yield _source(activity)


def _source(activity: Activity) -> Source:
    return Source("activity", str(activity.pk), activity.unit, title(activity)[:200], activity.get_absolute_url())
