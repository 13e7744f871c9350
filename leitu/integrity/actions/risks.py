import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.integrity import policies
from leitu.integrity.actions.said import said
from leitu.integrity.lists import areas
from leitu.integrity.models import RiskCheck, RiskPoint
from leitu.integrity.queries import RiskShown, shown_risk
from leitu.matters import actions as matters
from leitu.orgs.models import Unit

PROBLEMS = {
    "risk": gettext_lazy("写一句风险在哪里。"),
    "measure": gettext_lazy("写一句怎么防。"),
    "holder": gettext_lazy("写明由哪个岗位负责。"),
}


@transaction.atomic
def add_risk(*, actor: Actor, unit: Unit, area: str, risk: str, measure: str, holder: str) -> RiskPoint:
    """Write down where power could be misused, what is done against it, and which post answers for that.

    Raises NotAllowed, ValidationError.
    """
    policies.KEEP.require(actor, unit)
    if not unit.exists_on(today()):
        raise ValidationError(_("这个党组织已经撤销。"))
    point = RiskPoint(tenant_id=unit.tenant_id, unit=unit, since=today())
    _fill(point, area, risk, measure, holder)
    point.save()

    record(actor, "integrity.add_risk", point)
    return point


@transaction.atomic
def change_risk(
    *, actor: Actor, point: RiskPoint, area: str, risk: str, measure: str, holder: str, version: int | None = None
) -> RiskPoint:
    """Mend what is said of it. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.KEEP.require(actor, point)
    point = _fresh(point, version)
    _fill(point, area, risk, measure, holder)
    point.version += 1
    point.save()

    record(actor, "integrity.change_risk", point)
    return point


@transaction.atomic
def retire_risk(*, actor: Actor, point: RiskPoint) -> RiskPoint:
    """There is no such risk any more; the point and its checks stay. Raises NotAllowed, WrongState."""
    policies.KEEP.require(actor, point)
    point = _fresh(point)
    point.retired_on = today()
    point.version += 1
    point.save(update_fields=["retired_on", "version"])

    record(actor, "integrity.retire_risk", point)
    return point


@transaction.atomic
def check_risk(
    *, actor: Actor, point: RiskPoint, outcome: str, text: str, finding: str = "", on: dt.date | None = None
) -> RiskCheck:
    """Say whether the measures hold. ``finding``: what was found, in words that everybody may read; it becomes a matter
    of the unit, which does not say where it comes from.

    Raises NotAllowed (also: no right to note matters there), WrongState, ValidationError.
    """
    policies.KEEP.require(actor, point)
    point = _fresh(point)
    on = on or today()
    if outcome not in RiskCheck.Outcome.values:
        raise ValidationError({"outcome": _("点一下检查结果。")})
    text = said(text, "text", _("写一句看了什么。"))
    if not point.since <= on <= today():
        raise ValidationError({"on": _("检查日期应在登记以后、今天以前。")})
    if outcome == RiskCheck.Outcome.FOUND and not finding.strip():
        raise ValidationError({"finding": _("发现了问题，请写一句要整改什么，大家看得到，不写人名和细节。")})
    if outcome != RiskCheck.Outcome.FOUND and finding.strip():
        raise ValidationError({"finding": _("没有发现问题，就不用写整改。")})

    check = RiskCheck(
        tenant_id=point.tenant_id,
        point=point,
        unit_id=point.unit_id,
        on=on,
        outcome=outcome,
        by=actor.user_id,
        by_label=actor.label[:120],
    )
    check.seal("text", text)
    if finding.strip():
        check.seal("matter", str(matters.note(actor=actor, unit=point.unit, title=finding).pk))
    check.save()

    record(actor, "integrity.check_risk", point)
    return check


@transaction.atomic
def look_at_risk(*, actor: Actor, point: RiskPoint) -> RiskShown:
    """Everything about one point in clear: an act, recorded. Raises NotAllowed."""
    policies.KEEP.require(actor, point)

    shown = shown_risk(actor, point)

    record(actor, "integrity.look_at_risk", point)
    return shown


def _fill(point: RiskPoint, area: str, risk: str, measure: str, holder: str) -> None:
    if area not in areas():
        raise ValidationError({"area": _("没有这个领域。")})
    point.area = area
    for name, text in {"risk": risk, "measure": measure, "holder": holder}.items():
        point.seal(name, said(text, name, PROBLEMS[name], 60 if name == "holder" else 500))


def _fresh(point: RiskPoint, version: int | None = None) -> RiskPoint:
    rows: Any = RiskPoint.objects.select_for_update(of=("self",)).select_related("unit")
    found: RiskPoint = rows.get(pk=point.pk, tenant_id=point.tenant_id)
    if found.retired_on is not None:
        raise WrongState(_("这个风险点已经撤销。"))
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found
