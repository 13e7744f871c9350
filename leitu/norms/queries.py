"""Reads that span norms, units and facts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.norms import policies
from leitu.norms.models import Norm, Pack, Remark, Waiver
from leitu.norms.packfile import NATIONAL, PackText, laxer_than, read_pack, shipped
from leitu.norms.rules import ended_on
from leitu.norms.yamlfields import Problem
from leitu.orgs.access import covers_tenant, units_where
from leitu.orgs.models import Tenant, Unit


def conflicts(tenant: Tenant, given: PackText) -> list[Problem]:
    """Why a pack that is good in itself may not be loaded here: it changes what is in force, or loosens it."""
    found = []
    stored = {(n.code, n.valid_from): n for n in Norm.objects.filter(tenant=tenant, pack__code=given.code)}
    for text in given.norms:
        row = stored.get((text.code, text.valid_from))
        if row is None:
            continue
        if row.digest != text.digest:
            reason = _("内容与已载入的不同，施行日期却没有变。改数字请另写一条，用新的施行日期。")
            found.append(given.problem(text, reason))
        elif row.valid_until != text.valid_until and ended_on(row.valid_until) is not None:
            found.append(given.problem(text, _("失效日期已经载入，不能再改。")))
    if given.code != NATIONAL:
        found += laxer_than(given, Norm.objects.filter(tenant=tenant, pack__code=NATIONAL))
    return found


@dataclass(frozen=True)
class PackLine:
    """One pack of the library: stored, or only shipped (``row`` is None then)."""

    code: str
    title: str
    version: str
    level: int
    row: Pack | None

    @property
    def is_active(self) -> bool:
        return self.row is not None and self.row.is_active

    @property
    def is_national(self) -> bool:
        return self.code == NATIONAL


def packs(tenant_id: int) -> list[PackLine]:
    """All packs that a tenant has or could switch on: the national one first."""
    rows = Pack.objects.filter(tenant_id=tenant_id)
    found = {row.code: PackLine(row.code, row.title, row.version, row.level, row) for row in rows}
    for code, text in shipped().items():
        if code not in found:
            pack = read_pack(text, f"{code}.yaml")
            found[code] = PackLine(code, pack.title, pack.version, pack.level, None)
    return sorted(found.values(), key=lambda line: (line.level, line.code))


def norms_of(tenant_id: int) -> "QuerySet[Norm]":
    """Every version of every norm, in the order of the packs."""
    rows = Norm.objects.filter(tenant_id=tenant_id).select_related("pack")
    return rows.order_by("pack__level", "pack__code", "pk")


def titles(tenant_id: int) -> dict[str, str]:
    """The title of each norm that somebody may owe, by code, in the order of the packs."""
    rows = norms_of(tenant_id).filter(pack__is_active=True)
    return {row.code: row.title for row in rows if row.rule.is_recorded}


def counted_titles(tenant_id: int) -> dict[str, str]:
    """Of those, the norms that ask for something in every period: what a decision about an area can waive."""
    rows = norms_of(tenant_id).filter(pack__is_active=True, shape=Norm.Shape.COUNT)
    return {row.code: row.title for row in rows if row.rule.is_recorded}


def scope_of(actor: Actor, unit: Unit | None, below: bool) -> dict[str, Any]:
    """Whose duties ``actor`` sees at ``unit`` (None: anywhere), as arguments of ``duties`` and ``summary``.

    With ``below`` everything that stood under the unit in each period. The caller has checked VIEW at the unit.
    """
    if unit is None:
        return {} if covers_tenant(actor, policies.VIEW) else {"units": units_where(actor, policies.VIEW)}
    if not below:
        return {"units": [unit.pk]}
    if policies.sees_below(actor, unit):
        return {"under": unit}
    return {"under": unit, "units": units_where(actor, policies.VIEW)}


def waivers_of(unit: Unit, norm: str, period_start: dt.date) -> "QuerySet[Waiver]":
    """All waivers of one duty, withdrawn ones too, the newest first."""
    rows = Waiver.objects.filter(tenant_id=unit.tenant_id, unit=unit, norm_code=norm, period_start=period_start)
    return rows.select_related("bulk__unit").order_by("-pk")


def remarks_of(unit: Unit, norm: str, period_start: dt.date) -> "QuerySet[Remark]":
    """The remarks to one duty, the newest first."""
    rows = Remark.objects.filter(tenant_id=unit.tenant_id, unit=unit, norm_code=norm, period_start=period_start)
    return rows.order_by("-pk")
