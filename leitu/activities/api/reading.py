"""What may be asked about activities."""

from typing import Any

from django.http import Http404
from ninja import Query

from leitu.activities import forms, policies, queries
from leitu.activities.api import answers
from leitu.activities.api.answers import ActivityLine, KindLine, MinutesText, Record, area
from leitu.activities.models import Activity
from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Asked, Listed, listed, searched
from leitu.ui.views import SIGNED_IN

ActivityQuestion: Any = question("ActivityQuestion", forms.ActivityFilter, q=Q, sort=order(*queries.SORTS))


@area.reads("/", "activities.list", policies.VIEW)
def list_activities(request: Call, asked: Query[ActivityQuestion]) -> Listed[ActivityLine]:
    """Everything held and planned in sight, newest first.

    ``unit`` means that unit and everything below it.
    """
    rows = Activity.objects.visible_to(request.actor, wide=True).select_related("unit", "kind")
    form = filled(forms.ActivityFilter, asked, kinds=queries.active_kinds(request.actor.tenant_id))
    found = searched(form.filter(rows), asked.q, queries.SEARCHED).order_by(*queries.SORTS[asked.sort])
    return listed(found, asked, answers.line)


@area.reads("/kinds", "activities.kinds", SIGNED_IN)
def list_kinds(request: Call, asked: Query[Asked]) -> Listed[KindLine]:
    """The kinds of activities in use."""
    return listed(queries.active_kinds(request.actor.tenant_id), asked, answers.kind_of)


@area.reads("/{int:pk}", "activities.show", policies.VIEW)
def show(request: Call, pk: int) -> Record:
    """One activity as far as its reader may see it."""
    return answers.record_of(request.actor, one(answers.seen(request.actor), pk=pk))


@area.reads("/{int:pk}/minutes", "activities.minutes", policies.VIEW)
def list_minutes(request: Call, pk: int, asked: Query[Asked]) -> Listed[MinutesText]:
    """All revisions of the minutes, newest first."""
    activity = one(answers.seen(request.actor), pk=pk)
    if not queries.may_read_minutes(request.actor, activity):
        raise Http404
    return listed(activity.minutes.order_by("-revision"), asked, answers.revision)
