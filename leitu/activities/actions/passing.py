"""The steps by which meetings to come follow a change of the tree; run by ``changes.actions``, which has asked."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.activities.models import Activity
from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState

State = Activity.State
OPEN = (State.PLANNED, State.NOTIFIED, State.UNDER_WAY, State.ENDED)


def coming(passing: Passing) -> "QuerySet[Any, Any]":
    """The open activities of the source from the day on; what was held before stays where it was held."""
    rows = Activity.objects.filter(tenant_id=passing.source.tenant_id, unit=passing.source, state__in=OPEN)
    found: QuerySet[Any, Any] = rows.filter(on__gte=passing.on).order_by("pk")
    return found


def twice(activity: Activity, passing: Passing) -> bool:
    """Whether the target has one of that kind at that time already."""
    same = Activity.objects.filter(
        tenant_id=activity.tenant_id,
        unit=passing.target,
        kind_id=activity.kind_id,
        on=activity.on,
        starts_at=activity.starts_at,
    )
    return bool(same.exclude(state__in=[State.CANCELLED, State.WAIVED]).exists())


def pass_activities(actor: Actor, passing: Passing) -> Trace:
    """The target holds them; one that it holds already at that time is held once."""
    trace = []
    for activity in coming(passing).select_for_update(of=("self",)) if passing.is_whole else ():
        before = activity.state
        if twice(activity, passing):
            activity.state = State.CANCELLED
            activity.ending_reason = _("与%(unit)s的同一活动合并") % {"unit": passing.taker().name}
        else:
            activity.unit = passing.taker()
        activity.version += 1
        activity.save(update_fields=["unit", "state", "ending_reason", "version"])
        trace.append([activity.pk, activity.version, before])
        record(actor, "activities.pass_activities", activity, before=passing.source.name, to=passing.taker().name)
    return trace


def return_activities(actor: Actor, passing: Passing, trace: Trace) -> None:
    """The source holds them again. Raises WrongState when one has gone on since."""
    for key, version, before in trace:
        activity = Activity.objects.select_for_update(of=("self",)).get(tenant_id=passing.source.tenant_id, pk=key)
        if activity.version != version:
            raise WrongState(_("%(activity)s后来又改过，不能恢复原状。") % {"activity": str(activity)})
        activity.unit, activity.state, activity.ending_reason = passing.source, before, ""
        activity.version += 1
        activity.save(update_fields=["unit", "state", "ending_reason", "version"])
        record(actor, "activities.pass_activities", activity, before=passing.taker().name, to=passing.source.name)
