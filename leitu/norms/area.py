"""Which duties a decision about a whole area is about: flood, harvest, epidemic."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.norms import policies
from leitu.norms.duties import duties
from leitu.norms.duty import Duty, State
from leitu.norms.listing import FARTHEST, askable
from leitu.norms.queries import counted_titles
from leitu.orgs.access import grants_of
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, UnitLink, valid_on

MOST = 20_000
"""Waivers of one decision: a year of a district with 190 branches is about 8 000."""
MOST_AREAS = 300
UNMET = (State.OVERDUE, State.DUE_SOON, State.UPCOMING)


@dataclass(frozen=True)
class Area:
    """``unit`` and everything below it, or of that one kind or sector; the periods of ``norms`` that touch the span.

    Both days are inclusive.
    """

    unit: Unit
    norms: tuple[str, ...]
    since: dt.date
    until: dt.date
    kind: str = ""
    sector: str = ""

    def check(self) -> None:
        """Raises ValidationError when the span or a norm cannot be asked about."""
        if self.since > self.until:
            raise ValidationError({"until": _("结束日期不能早于开始日期。")})
        if not askable(self.since):
            raise ValidationError({"since": _("只能免办 2000 年以后、一年以内的。")})
        if self.until - self.since > FARTHEST or self.until > today() + FARTHEST:
            raise ValidationError({"until": _("一次最多免办一年，最多提前一年。")})
        if not self.norms or not set(self.norms) <= set(counted_titles(self.unit.tenant_id)):
            raise ValidationError({"norms": _("请选择要免办的制度。")})


def waivable(actor: Actor, unit: Unit) -> "QuerySet[Any, Any]":
    """The units at and below ``unit`` for which the actor may waive: those that stand below a grant of his."""
    rows = Unit.objects.below(unit, today())
    if actor.is_trusted:
        return rows
    held = [grant.unit_id for grant in grants_of(actor, policies.WAIVE) if grant.below]
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, ancestor_id__in=held, depth__gt=0)
    return rows.filter(pk__in=links.values("descendant_id"))


def areas(actor: Actor) -> "QuerySet[Any, Any]":
    """The units whose area the actor may choose: those above branches, by code."""
    seen = Unit.objects.visible_to(actor, policies.WAIVE).existing_on(today())
    return seen.exclude(kind__in=[*branch_kinds(), Unit.Kind.GROUP]).order_by("code", "pk")


def unmet(actor: Actor, area: Area) -> list[Duty]:
    """The duties that the area owes, has not met, and is not excused from, by unit, norm and period."""
    units = waivable(actor, area.unit)
    for name in ("kind", "sector"):
        if getattr(area, name):
            units = units.filter(**{name: getattr(area, name)})
    on = max(today(), area.until)  # whatever was done until today counts as done
    keys = list(units.values_list("pk", flat=True))
    found = [
        duty
        for norm in area.norms
        for duty in duties(area.unit.tenant, keys, on=on, since=area.since, norm=norm, states=UNMET)
        if duty.period_start <= area.until and duty.rule.shape == "count"
    ]
    return sorted(found, key=lambda duty: (duty.unit_id, duty.norm, duty.period_start))
