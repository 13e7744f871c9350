"""What an archived activity says about the world: one fact for its unit. Presence is read from the attendances."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext as _

from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.policies import VIEW
from leitu.core import bulk
from leitu.facts import kinds
from leitu.facts.derive import BATCH, Source, fact
from leitu.facts.models import Fact
from leitu.facts.persons import COLUMNS
from leitu.ui.templatetags.dates import short_day

NUMBER = 1
"""This source in the table of facts; never changes."""


def facts_of(activity: Activity) -> list[Fact]:
    """One fact when the activity is archived, none otherwise. Without its quorum it was held but counts as short."""
    if activity.state != Activity.State.ARCHIVED:
        return []
    kind = activity.kind
    is_short = activity.quorum_met is False and kind.short_fact_kind
    code = kind.short_fact_kind if is_short else kind.fact_kind
    return [fact(activity, kinds.kind(code).number, unit_id=activity.unit_id, on=activity.on)]


def records(tenant_id: int) -> QuerySet[Activity]:
    """Every activity that carries a fact."""
    return Activity.objects.filter(tenant_id=tenant_id, state=Activity.State.ARCHIVED)


def spare(rows: QuerySet[Activity]) -> Iterator[Activity]:
    """Activities with nothing but what ``facts_of`` asks for; their kinds are read once."""
    patterns = {
        kind.pk: Activity(kind=kind) for kind in ActivityKind.objects.filter(pk__in=rows.order_by().values("kind"))
    }
    names = ("id", "tenant_id", "unit_id", "on", "state", "quorum_met")
    for kind, *values in rows.values_list("kind_id", *names).iterator(chunk_size=BATCH):
        yield bulk.like(patterns[kind], **dict(zip(names, values, strict=True)))


def detail(activity: Activity) -> str:
    """The numbers of an activity in one phrase; those that decide, where there is a quorum."""
    if activity.quorum_met is None:
        words = {"expected": activity.expected_count, "present": activity.present_count}
        return _("应到 %(expected)s 人，实到 %(present)s 人") % words
    words = {"expected": activity.voters_expected, "present": activity.voters_present}
    return _("有表决权的应到 %(expected)s 人，实到 %(present)s 人") % words


def title(activity: Activity) -> str:
    """Day, kind and topic, as people call a meeting."""
    day, kind, topic = short_day(activity.on), activity.kind.name, activity.topic
    if kind in topic:
        return f"{day} {topic}"
    return _("%(day)s %(kind)s：%(topic)s") % {"day": day, "kind": kind, "topic": topic} if topic else f"{day} {kind}"


SOURCE = Source(NUMBER, Activity, facts_of, records, "activities:show", detail, title, VIEW.allows, spare=spare)


def person_facts(tenant_id: int, person_id: int) -> QuerySet[Any, Any]:
    """The activities at which a person was present, as facts (leitu.facts.persons.COLUMNS)."""
    found = Attendance.objects.filter(
        tenant_id=tenant_id,
        person_id=person_id,
        state=Attendance.State.PRESENT,
        activity__state=Activity.State.ARCHIVED,
    )
    return found.annotate(source_type=Value(NUMBER), source_id=F("activity_id"), amount=Value(1)).values(*COLUMNS)
