"""What stands in the calendar of one actor."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leitu.activities import policies as activity_policies
from leitu.activities.models import Activity
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs import policies as org_policies
from leitu.orgs.models import Tenant, Term, Unit
from leitu.portal import home, queries

OUT = (Activity.State.CANCELLED, Activity.State.WAIVED)
MOST_ACTIVITIES, MOST_TERMS = 500, 60
OPEN = (State.OVERDUE, State.DUE_SOON, State.UPCOMING)


@dataclass(frozen=True)
class Event:
    """One line of the calendar. ``key`` never changes and names it in a feed, ``version`` counts its changes.

    ``title`` is the kind and nothing of the content; ``unit`` and ``place`` stand apart. All-day without ``starts_at``.
    """

    key: str
    on: dt.date
    title: str
    unit: str
    state: str
    href: str
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    version: int = 0

    @property
    def time(self) -> str:
        return f"{self.starts_at:%H:%M}" if self.starts_at else ""

    @property
    def meta(self) -> str:
        """Where and of whom, for the list."""
        return " · ".join(part for part in (self.place, self.unit) if part)


def events(actor: Actor, first: dt.date, last: dt.date) -> list[Event]:
    """Everything from ``first`` to ``last`` that is the actor's affair, by day and time."""
    kept = {unit.pk: unit for unit in queries.units_to_keep(actor, today())} if queries.is_keeper(actor) else {}
    found = [*_activities(actor, kept, first, last), *_due(actor, kept, first, last), *_terms(actor, first, last)]
    return sorted(found, key=lambda one: (one.on, one.starts_at or dt.time.min, one.key))


def _activities(actor: Actor, kept: Mapping[int, Unit], first: dt.date, last: dt.date) -> list[Event]:
    """What he organises and where he is expected; of what he merely may see there is the list of activities."""
    mine = Q(unit_id__in=list(kept))
    if actor.person_id:
        mine |= home.where_expected(actor, today()) | Q(recorder_id=actor.person_id)
    elif not kept:
        return []
    rows = Activity.objects.visible_to(actor, activity_policies.VIEW).filter(mine, on__range=(first, last))
    rows = rows.exclude(state__in=OUT).select_related("kind", "unit").order_by("on", "starts_at", "pk")
    if not kept:
        rows = rows.exclude(state=Activity.State.PLANNED)  # nobody has been told of it yet
    return [
        Event(
            key=f"activity-{one.pk}",
            on=one.on,
            title=one.kind.name,
            unit=one.unit.name,
            state=str(one.state),
            href=reverse("activities:show", args=[one.pk]),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place=one.place,
            version=one.version,
        )
        for one in rows[:MOST_ACTIVITIES]
    ]


def _due(actor: Actor, kept: Mapping[int, Unit], first: dt.date, last: dt.date) -> list[Event]:
    """One line for everything that a unit must have done by the same day."""
    tenant = Tenant.objects.filter(pk=actor.tenant_id).first() if kept else None
    if tenant is None:
        return []
    on = max(today(), first)
    found = duties(tenant, list(kept), on=on, since=min(first, on), states=OPEN)
    together: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    states: dict[tuple[int, dt.date], str] = {}
    for duty in found:
        if first <= duty.due_on <= last and duty.rule.shape == "count":
            together[duty.unit_id, duty.due_on].append(duty.title)
            states[duty.unit_id, duty.due_on] = _worse(states.get((duty.unit_id, duty.due_on)), duty.state.value)
    return [
        Event(
            key=f"due-{unit_id}-{due_on:%Y%m%d}",
            on=due_on,
            title=_("%(titles)s到期") % {"titles": pgettext("between items", "、").join(dict.fromkeys(titles))},
            unit=kept[unit_id].name,
            state=states[unit_id, due_on],
            href=queries.duties_href(unit=unit_id, on=on, since=min(first, on)),
        )
        for (unit_id, due_on), titles in together.items()
    ]


def _worse(one: str | None, other: str) -> str:
    order = [state.value for state in OPEN]
    return other if one is None else min(one, other, key=order.index)


def _terms(actor: Actor, first: dt.date, last: dt.date) -> list[Event]:
    """Terms that end without a later one having begun."""
    seen = Unit.objects.visible_to(actor, org_policies.VIEW).existing_on(today())
    later = Term.objects.filter(tenant_id=OuterRef("tenant_id"), unit_id=OuterRef("unit_id"), ends_on__gt=last)
    rows = Term.objects.filter(tenant_id=actor.tenant_id, unit__in=seen.values("pk"), ends_on__range=(first, last))
    rows = rows.exclude(Exists(later)).select_related("unit").order_by("ends_on", "unit__name", "pk")
    return [
        Event(
            key=f"term-{term.pk}",
            on=term.ends_on,
            title=_("届满，该换届了"),
            unit=term.unit.name,
            state="due_soon" if term.ends_on >= today() else "overdue",
            href=reverse("portal:unit", args=[term.unit_id]),
        )
        for term in rows[:MOST_TERMS]
    ]


def counts_by_day(actor: Actor, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many activities there are each day in all units in sight, for those who look after many."""
    rows = Activity.objects.visible_to(actor, activity_policies.VIEW).filter(on__range=(first, last))
    counted = rows.exclude(state__in=OUT).order_by().values_list("on").annotate(number=Count("pk"))
    return dict(counted)
