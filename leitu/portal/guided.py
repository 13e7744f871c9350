"""联系指导 as home and unit page show it: whose turn it is to be where, and who looks after this branch."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import CharField, DateField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.guidance import policies, queries
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.guidance.wording import last_word
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, valid_on
from leitu.portal.ledger import Lines
from leitu.portal.queries import Todo, is_keeper, looks_after_others


def own_branches(actor: Actor, day: dt.date) -> Lines | None:
    """The branches that the actor looks after; None for whoever looks after none, or works in a branch and nowhere else
    (he finds them under 联系指导)."""
    if not actor.person_id or (is_keeper(actor) and not looks_after_others(actor)):
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
    """Who looks after a branch, as (name, words, address), its open case, and where it may be listed (empty: nowhere)."""

    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    case_href: str = ""
    due_on: dt.date | None = None
    list_href: str = ""


def of_branch(actor: Actor, unit: Unit, day: dt.date) -> Guided | None:
    """None for whoever has no right to know, and for units that nobody looks after. One question."""
    if unit.kind not in branch_kinds() or not policies.VIEW.allows(actor, unit):
        return None
    no_word, no_day = Value("", CharField()), Value(None, DateField())
    pairs = Liaison.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit)
    cases = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=WeakUnitCase.OPEN)
    rows = pairs.values_list("pk", "person__name", "kind", "pace", no_day).union(
        cases.values_list("pk", no_word, no_word, no_word, "due_on"), all=True
    )
    found, case_href, due_on = [], "", None
    for pk, name, kind, pace, due in sorted(rows, key=lambda row: row[0]):
        if kind:
            words = f"{Liaison.Kind(kind).label} · {Liaison.Pace(pace).label}"
            found.append((name, words, reverse("guidance:show", args=[pk])))
        else:
            case_href, due_on = reverse("guidance:case", args=[pk]), due
    may_list = not case_href and unit.exists_on(day) and policies.ASSIGN.allows(actor, unit)
    return Guided(found, case_href, due_on, reverse("guidance:list_unit", args=[unit.pk]) if may_list else "")
