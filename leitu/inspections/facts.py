"""What a visit says about the world: the visited unit received it, with so many findings, and the body that came made it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.facts import kinds
from leitu.facts.derive import Source, fact
from leitu.facts.models import Fact
from leitu.inspections.models import Inspection
from leitu.inspections.policies import VIEW
from leitu.ui.templatetags.dates import short_day

NUMBER = 3
"""This source in the table of facts; never changes."""


def facts_of(inspection: Inspection) -> list[Fact]:
    """One visit received, one made; what was found, as many as there are."""

    def number(code: str) -> int:
        return kinds.kind(code).number

    on, unit_id = inspection.on, inspection.unit_id
    told = [
        fact(inspection, number("inspection_received"), unit_id=unit_id, on=on),
        fact(inspection, number("inspection_made"), unit_id=inspection.round.unit_id, on=on),
    ]
    if inspection.found:
        told.append(fact(inspection, number("inspection_finding"), unit_id=unit_id, on=on, amount=inspection.found))
    return told


def records(tenant_id: int) -> "QuerySet[Inspection]":
    """Every visit, with its round: the body that came is part of the fact."""
    return Inspection.objects.filter(tenant_id=tenant_id).select_related("round")


def title(inspection: Inspection) -> str:
    """Day and round."""
    return _("%(day)s 督导检查：%(title)s") % {"day": short_day(inspection.on), "title": inspection.round.title}


def may_open(actor: Actor, inspection: Inspection) -> bool:
    """Whoever sees the visit."""
    return bool(Inspection.objects.visible_to(actor, VIEW).filter(pk=inspection.pk).exists())


def detail(inspection: Inspection) -> str:
    """How much was looked at, and what was found."""
    return _("看了 %(looked)s 项，发现 %(found)s 个问题") % {"looked": inspection.looked_at, "found": inspection.found}


SOURCE: Any = Source(NUMBER, Inspection, facts_of, records, "inspections:show", detail, title, may_open)
