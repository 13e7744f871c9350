"""What must always be true of archived activities."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from leitu.activities import queries, rules
from leitu.activities.models import Activity, Attendance


def numbers_fit(tenant_id: int) -> Iterator[dict[str, Any]]:
    """The numbers of an archived activity are those of its roll, unless they stand as a ledger gave them."""
    rows = Activity.objects.filter(tenant_id=tenant_id, state=Activity.State.ARCHIVED).select_related("kind")
    for activity in rows.prefetch_related("attendances").order_by("pk").iterator(chunk_size=500):
        stored = queries.stored_numbers(activity)
        if not activity.numbers_stand and rules.count(activity.attendances.all()) != stored:
            yield {"problem": "numbers differ from the roll", "activity": activity.pk}
        if stored.present > stored.expected or stored.absent < 0:
            yield {"problem": "more present than expected", "activity": activity.pk}
        met = rules.quorum_met(activity.kind.quorum, stored.voters_expected, stored.voters_present)
        if met != activity.quorum_met:
            yield {"problem": "quorum differs from its rule", "activity": activity.pk}


def days_fit(tenant_id: int) -> Iterator[dict[str, Any]]:
    """An attendance carries the day of its activity."""
    for row in Attendance.objects.filter(tenant_id=tenant_id).exclude(on=F("activity__on")):
        yield {"problem": "attendance on another day", "attendance": row.pk}
