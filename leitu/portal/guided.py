"""联系指导 as home and unit page show it: whose turn it is to be where, and who looks after this branch."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.guidance import policies, queries
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.guidance.wording import last_word
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, valid_on
from leitu.portal.ledger import Lines
from leitu.portal.queries import Todo


def own_branches(actor: Actor, day: dt.date) -> Lines | None:
    """The branches that the actor looks after; None for whoever looks after none."""
    if not actor.person_id:
        return None
    lines = [
        Todo(
            queries.light(one, day),
            one.unit.name,
            last_word(one),
            queries.due_on(one, day),
            one.get_absolute_url(),
            _("记一次"),
            reverse("guidance:visit", args=[one.pk]),
        )
        for one in queries.own(actor)
    ]
    return Lines(lines, len(lines), reverse("guidance:list")) if lines else None


@dataclass(frozen=True)
class Guided:
    """Who looks after a branch, its open case (None), and where it may be listed (empty: nowhere)."""

    pairs: list[Liaison] = field(default_factory=list)
    case: Any = None
    list_href: str = ""


def of_branch(actor: Actor, unit: Unit, day: dt.date) -> Guided | None:
    """None for whoever has no right to know, and for units that nobody looks after."""
    if unit.kind not in branch_kinds() or not policies.VIEW.allows(actor, unit):
        return None
    pairs = Liaison.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit).select_related("person")
    case = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=WeakUnitCase.OPEN).first()
    may_list = case is None and unit.exists_on(day) and policies.ASSIGN.allows(actor, unit)
    listing = reverse("guidance:list_unit", args=[unit.pk]) if may_list else ""
    return Guided(list(pairs.order_by("pk")), case, listing)
