"""Search by name, pinyin, initials or code: only what the actor may see is found."""

import datetime as dt
from typing import Any

from leitu.activities import policies as activity_policies
from leitu.activities.models import Activity
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.models import Unit
from leitu.orgs.queries import called, query_words, search_units
from leitu.people import policies as people_policies
from leitu.people.models import Membership, Person, PersonToken

MOST = 20
BACK = dt.timedelta(days=366)
"""Meetings are looked for so far back: an older one is found in the list, by its filters."""


def find(actor: Actor, typed: str) -> tuple[str, list[Unit], list[Any]]:
    """What was typed, made readable; the units that fit; the memberships of the persons that fit. 20 of each."""
    q = "".join(letter for letter in typed[:60] if letter.isprintable()).strip()
    if not query_words(q):
        return q, [], []
    units = search_units(Unit.objects.visible_to(actor), actor.tenant_id, q).order_by("name", "pk")
    persons = Person.objects.visible_to(actor, people_policies.VIEW)
    persons = persons.filter(called(PersonToken, actor.tenant_id, q))
    homes = Membership.objects.on(today()).filter(person__in=persons).select_related("person", "unit")
    return q, list(units[:MOST]), list(homes.order_by("person__name", "pk")[:MOST])


def find_activities(actor: Actor, q: str) -> list[Activity]:
    """The newest 20 meetings of the last year, or to come, with ``q`` in their title."""
    if len(q) < 2 or not activity_policies.VIEW.allowed_anywhere(actor):
        return []
    rows = Activity.objects.visible_to(actor, wide=True).filter(on__gte=today() - BACK, topic__icontains=q)
    return list(rows.select_related("kind", "unit").order_by("-on", "-pk")[:MOST])
