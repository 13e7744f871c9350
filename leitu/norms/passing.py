"""What a change of the tree means for duties, and what the rules on sizes say to it (``leitu.changes``)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.movers import Advice, Mover, Passing, Share, Trace, Units
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.norms.models import Norm
from leitu.norms.rules import SIZE_AT_LEAST, SIZE_AT_MOST, Norms, Rule
from leitu.orgs.models import Unit
from leitu.people.leaving import leavers
from leitu.people.models import Membership

UNDONE = (State.UPCOMING, State.DUE_SOON, State.OVERDUE)


def count(units: Units, day: dt.date) -> int:
    """The duties of the periods that run on ``day`` (today at the latest) and are not done yet."""
    first = Unit.objects.filter(pk__in=units).select_related("tenant").first()
    if first is None:
        return 0
    return len(duties(first.tenant, units, on=min(day, today()), states=UNDONE))


def share(passing: Passing) -> Share:
    """A unit that is no more on a period's last day does not owe it; the target owes its own."""
    return Share(0, count([passing.source.pk], passing.on) if passing.is_whole else 0)


def carry(actor: Actor, passing: Passing) -> Trace:
    """Duties are answers: there is nothing to move."""
    return []


def undo(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Nor to move back."""


DUTIES = Mover(
    "duties", gettext_lazy("本期没办的应办事项"), 5, count, share, carry, undo, list_name="norms:duties", is_exact=False
)


def advise(passing: Passing) -> list[Advice]:
    """What the norms on the size of branches say of the sizes that come out (支部工作条例 art. 4, 5). Never a block."""
    source = passing.source
    rules = _size_rules(source.tenant_id, passing.on)
    return [one for unit, kind, full, everybody in _sizes(passing) for one in _said(rules, unit, kind, full, everybody)]


def _size_rules(tenant_id: int, day: dt.date) -> list[Rule]:
    norms = Norms(Norm.objects.filter(tenant_id=tenant_id, pack__is_active=True).select_related("pack"))
    found = [norms.in_force(code, day) for code in norms.codes()]
    return [norm.rule for norm in found if norm and norm.rule.condition in (SIZE_AT_LEAST, SIZE_AT_MOST)]


def _sizes(passing: Passing) -> list[tuple[str, str, int, int]]:
    """Name, kind, full members and all members of each branch that there is afterwards."""
    day, source, target = passing.on, passing.source, passing.target
    here = Membership.objects.on(day).filter(tenant_id=source.tenant_id)
    full = Membership.objects.full_on(day).filter(tenant_id=source.tenant_id)
    going = leavers(passing).values("pk")
    went = full.filter(pk__in=going).count(), here.filter(pk__in=going).count()

    def of(unit: Unit) -> tuple[int, int]:
        return full.filter(unit=unit).count(), here.filter(unit=unit).count()

    found: list[Any] = []
    if not passing.is_whole:
        there = of(source)
        found.append((source.name, source.kind, there[0] - went[0], there[1] - went[1]))
    if target is None:
        found.append((_("新的党支部"), source.kind, *went))
    else:
        there = of(target)
        found.append((target.name, target.kind, there[0] + went[0], there[1] + went[1]))
    return found


def _said(rules: list[Rule], unit: str, kind: str, full: int, everybody: int) -> list[Advice]:
    found = []
    for rule in rules:
        bound, words = int(rule.required), {"unit": unit, "bound": int(rule.required)}
        if kind not in rule.owed_by:
            continue
        if rule.condition == SIZE_AT_LEAST and full < bound:
            text = _("调整后%(unit)s有正式党员 %(count)s 名，不足 %(bound)s 名。") % {**words, "count": full}
            found.append(Advice(f"{text}{rule.how}", rule.document, rule.article))
        if rule.condition == SIZE_AT_MOST and everybody > bound:
            text = _("调整后%(unit)s有党员 %(count)s 名，超过 %(bound)s 名。") % {**words, "count": everybody}
            found.append(Advice(f"{text}{rule.how}", rule.document, rule.article))
    return found
