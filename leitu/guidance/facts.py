"""What a visit says about the world: one fact for the branch that was visited."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.facts import kinds
from leitu.facts.derive import Source, fact
from leitu.facts.models import Fact
from leitu.guidance.models import Visit
from leitu.ui.templatetags.dates import short_day

NUMBER = 4
"""This source in the table of facts; never changes."""


def facts_of(visit: Visit) -> list[Fact]:
    """One, unless it was withdrawn."""
    if visit.withdrawn_at is not None:
        return []
    return [fact(visit, kinds.kind("guidance_visit").number, unit_id=visit.unit_id, on=visit.on)]


def records(tenant_id: int) -> "QuerySet[Visit]":
    """Every visit that carries a fact."""
    return Visit.objects.filter(tenant_id=tenant_id, withdrawn_at__isnull=True)


def title(visit: Visit) -> str:
    """Day and name."""
    return _("%(day)s %(name)s联系指导") % {"day": short_day(visit.on), "name": visit.liaison.person.name}


def detail(visit: Visit) -> str:
    """What was done."""
    return "、".join(visit.labels())


def may_open(actor: Actor, visit: Visit) -> bool:
    """Whoever sees the visit."""
    return bool(Visit.objects.visible_to(actor).filter(pk=visit.pk).exists())


def href(visit: Visit) -> str:
    """The page of its liaison."""
    return visit.get_absolute_url()


SOURCE: Any = Source(NUMBER, Visit, facts_of, records, "", detail, title, may_open, href=href)
