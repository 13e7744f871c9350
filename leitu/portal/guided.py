"""联系指导 and 督导检查 as home and unit page show them: whose turn it is to be where, and who was at this branch."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, DateField, IntegerField, Min, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leitu.core.actor import Actor
from leitu.guidance import policies, queries
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.guidance.wording import last_word
from leitu.inspections import policies as inspection_policies
from leitu.inspections import queries as inspection_queries
from leitu.inspections.models import Inspection
from leitu.inspections.origins import SOURCE as INSPECTED
from leitu.inspections.sampling import LONG
from leitu.matters import policies as matter_policies
from leitu.matters.models import Matter
from leitu.matters.queries import at_and_below
from leitu.orgs.access import grants_of
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, valid_on
from leitu.portal.ledger import Lines, ledger_href
from leitu.portal.queries import Todo, is_keeper, looks_after_others
from leitu.ui.templatetags.dates import plain_day


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


@dataclass(frozen=True)
class Inspected:
    """What inspections say of a branch: the last visit with its result, what is open of all that was found.

    ``planned_on`` is the next visit, for whoever goes out and never for the branch itself; ``long_word`` tells the same
    reader from when on the branch counts as long unvisited.
    """

    on: dt.date | None = None
    href: str = ""
    result: str = ""
    state: str = ""
    state_label: str = ""
    open: int = 0
    open_href: str = ""
    planned_on: dt.date | None = None
    long_word: str = ""


@dataclass(frozen=True)
class Cared:
    """Both for the unit page; None where the reader has no right to know."""

    guided: Guided | None = None
    inspected: Inspected | None = None


PAIR, CASE, VISIT, OPEN, PLANNED = range(5)
NO_WORD, NO_DAY, NO_KEY = Value("", CharField()), Value(None, DateField()), Value(0, IntegerField())


def of_branch(actor: Actor, unit: Unit, day: dt.date) -> Cared:
    """Everything in one question: rows of (what, key or number, name, word, word, day)."""
    if unit.kind not in branch_kinds():
        return Cared()
    guided = policies.VIEW.allows(actor, unit)
    inspected = inspection_policies.VIEW.allows(actor, unit)
    parts = [*(_of_guidance(unit, day) if guided else ()), *(_of_inspections(actor, unit, day) if inspected else ())]
    if not parts:
        return Cared()
    first, *others = parts
    rows = sorted(first.union(*others, all=True), key=lambda row: row[:2])
    return Cared(
        _guided(actor, unit, day, rows) if guided else None,
        _inspected(unit, day, rows, goes=_goes_to(actor, unit)) if inspected else None,
    )


def _of_guidance(unit: Unit, day: dt.date) -> list[Any]:
    pairs = Liaison.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit)
    cases = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=WeakUnitCase.OPEN)
    return [
        pairs.order_by().values_list(Value(PAIR), "pk", "person__name", "kind", "pace", NO_DAY),
        cases.order_by().values_list(Value(CASE), "pk", NO_WORD, NO_WORD, NO_WORD, "due_on"),
    ]


def _of_inspections(actor: Actor, unit: Unit, day: dt.date) -> list[Any]:
    visits = Inspection.objects.filter(tenant_id=unit.tenant_id, unit=unit).order_by()
    last = visits.filter(pk__in=visits.order_by("-on", "-pk").values("pk")[:1])
    found = Cast("found", CharField())
    parts = [last.values_list(Value(VISIT), "pk", "round__unit__name", found, "state", "on")]
    if matter_policies.VIEW.allows(actor, unit):
        parts.append(
            _open_findings(unit)
            .values(what=Value(OPEN))
            .annotate(number=Count("pk"))
            .values_list("what", "number", NO_WORD, NO_WORD, NO_WORD, NO_DAY)
        )
    if _goes_to(actor, unit):
        planned = inspection_queries.open_draws(unit.tenant_id).filter(target=unit, planned_on__gte=day).order_by()
        parts.append(
            planned.values(what=Value(PLANNED))
            .annotate(first=Min("planned_on"))
            .values_list("what", NO_KEY, NO_WORD, NO_WORD, NO_WORD, "first")
        )
    return parts


def _open_findings(unit: Unit) -> Any:
    """What inspections found at a branch and its groups and is not closed yet."""
    rows = Matter.objects.filter(tenant_id=unit.tenant_id, unit_id__in=at_and_below(unit), source_kind=INSPECTED)
    return rows.filter(state__in=Matter.ON_LEDGER).order_by()


def _goes_to(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may know when the next visit is: nobody who works in the branch does."""
    works_here = any(grant.unit_id == unit.pk for grant in grants_of(actor, inspection_policies.VIEW))
    return not works_here and inspection_policies.GOING.allows(actor, unit)


def _guided(actor: Actor, unit: Unit, day: dt.date, rows: list[Any]) -> Guided:
    found, case_href, due_on = [], "", None
    for what, pk, name, kind, pace, due in rows:
        if what == PAIR:
            words = f"{Liaison.Kind(kind).label} · {Liaison.Pace(pace).label}"
            found.append((name, words, reverse("guidance:show", args=[pk])))
        elif what == CASE:
            case_href, due_on = reverse("guidance:case", args=[pk]), due
    may_list = not case_href and unit.exists_on(day) and policies.ASSIGN.allows(actor, unit)
    return Guided(found, case_href, due_on, reverse("guidance:list_unit", args=[unit.pk]) if may_list else "")


def _inspected(unit: Unit, day: dt.date, rows: list[Any], *, goes: bool) -> Inspected:
    told: dict[str, Any] = {}
    for what, number, name, count, state, on in rows:
        if what == VISIT:
            found = ngettext("发现 %(count)s 个问题", "发现 %(count)s 个问题", int(count)) % {"count": count}
            told |= {
                "on": on,
                "href": reverse("inspections:show", args=[number]),
                "result": f"{name} · {found if int(count) else _('没有发现问题')}",
                "state": state,
                "state_label": Inspection.State(state).label,
                "long_word": _long_word(on + dt.timedelta(days=LONG), day) if goes else "",
            }
        elif what == OPEN and number:
            href = ledger_href(unit=unit.pk, state="waiting", origin=INSPECTED)
            told |= {"open": number, "open_href": href}
        elif what == PLANNED:
            told["planned_on"] = on
    return Inspected(**told)


def _long_word(since: dt.date, day: dt.date) -> str:
    words = _("%(day)s起算久未检查") if since > day else _("%(day)s起久未检查")
    return words % {"day": plain_day(since)}
