"""Reads of floating members: who is away, who keeps in touch, what they took part in elsewhere."""

import datetime as dt
from typing import Any

from django.db.models import CharField, Count, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from leitu.activities.models import Activity, Attendance
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.floating import policies
from leitu.floating.models import Care
from leitu.orgs.access import units_where
from leitu.orgs.models import valid_on
from leitu.people.models import FloatingRecord, Membership
from leitu.people.queries import marked

SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("next_on").asc(nulls_first=True), "person__name", "pk"),
    "name": ("person__name", "pk"),
}
"""The orders of the list: who has no contact person first, then the nearest contact."""


def listed(actor: Actor, day: dt.date | None = None) -> "QuerySet[Any, Any]":
    """The members in sight who are away, with ``destination``, ``care``, ``contact_name``, ``next_on``, ``host_name`` and
    ``elsewhere`` (meetings of other branches of the district that they were at this year, by the rolls there)."""
    day = day or today()
    rows = Membership.objects.visible_to(actor, policies.VIEW).filter(valid_on(day)).select_related("person", "unit")
    away = FloatingRecord.objects.filter(
        valid_on(day), tenant_id=OuterRef("tenant_id"), person_id=OuterRef("person_id")
    )
    cares = Care.objects.filter(
        valid_on(day, "record__"), tenant_id=OuterRef("tenant_id"), person_id=OuterRef("person_id")
    ).order_by("-pk")
    return marked(rows, "floating", day).annotate(
        destination=Subquery(away.values("destination")[:1], output_field=CharField()),
        care=Subquery(cares.values("pk")[:1], output_field=IntegerField()),
        contact_name=Subquery(cares.values("contact__name")[:1], output_field=CharField()),
        next_on=Subquery(cares.values("next_on")[:1], output_field=DateField()),
        host_name=Subquery(cares.values("host_name")[:1], output_field=CharField()),
        elsewhere=_elsewhere(day),
    )


def _elsewhere(day: dt.date) -> Any:
    there = Attendance.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        person_id=OuterRef("person_id"),
        state=Attendance.State.PRESENT,
        activity__state=Activity.State.ARCHIVED,
        on__gte=dt.date(day.year, 1, 1),
        on__lte=day,
    ).exclude(capacity=Attendance.Capacity.MEMBER)
    counted = there.order_by().values(nothing=Value(0)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def hosted(actor: Actor, day: dt.date | None = None) -> "QuerySet[Any, Any]":
    """Those of other branches who take part, or are to take part, in a branch that the actor looks after."""
    day = day or today()
    rows = Care.objects.visible_to(actor, wide=True).filter(
        valid_on(day, "record__"), host_id__in=units_where(actor, policies.VIEW)
    )
    return rows.exclude(unit_id__in=units_where(actor, policies.VIEW)).select_related(
        "person", "unit", "host", "record"
    )


def totals(rows: "QuerySet[Any, Any]", day: dt.date) -> dict[str, int]:
    """How many are away, have nobody to keep in touch, and are late, in one question."""
    found: dict[str, int] = rows.order_by().aggregate(
        all=Count("pk"), bare=Count("pk", filter=Q(care__isnull=True)), late=Count("pk", filter=Q(next_on__lt=day))
    )
    return found


def meetings(care: Care, day: dt.date) -> "QuerySet[Any, Any]":
    """What he was at in other branches since he left, by the rolls there: it counts as his own life without a word."""
    rows = Attendance.objects.filter(
        tenant_id=care.tenant_id,
        person_id=care.person_id,
        state=Attendance.State.PRESENT,
        activity__state=Activity.State.ARCHIVED,
        on__gte=care.record.since,
        on__lte=day,
    )
    return (
        rows.exclude(capacity=Attendance.Capacity.MEMBER)
        .select_related("activity__kind", "activity__unit")
        .order_by("-on", "-pk")
    )
