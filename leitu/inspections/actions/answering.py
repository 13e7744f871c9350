"""What the inspected unit says: to the record, and of the visit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.periods import PeriodKind, period_of
from leitu.inspections import policies
from leitu.inspections.models import Inspection, Rating


def _fresh(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("unit", "round__unit")
    found: Inspection = rows.get(tenant_id=inspection.tenant_id, pk=inspection.pk)
    return found


@transaction.atomic
def confirm(*, actor: Actor, inspection: Inspection, remark: str = "", version: int | None = None) -> Inspection:
    """The unit has read it, with a word of its own or without. To confirm is not to agree, and silence is neither.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.ANSWER.require(actor, inspection)
    inspection = _fresh(inspection)
    if inspection.state != Inspection.State.SUBMITTED:
        raise WrongState(_("这份检查记录已经确认过了。"))
    if version is not None and version != inspection.version:
        raise StaleEdit(_("在您填写的时候，别人改过这份记录。"))
    remark = remark.strip()
    if len(remark) > 500:
        raise ValidationError({"remark": _("最多 500 个字。")})

    inspection.state, inspection.remark = Inspection.State.CONFIRMED, remark
    inspection.confirmed_at, inspection.confirmed_by_label = now(), actor.label[:120]
    inspection.version += 1
    inspection.save(update_fields=["state", "remark", "confirmed_at", "confirmed_by_label", "version"])

    record(actor, "inspections.confirm", inspection, remark=remark)
    return inspection


@transaction.atomic
def rate(
    *, actor: Actor, inspection: Inspection, was_useful: bool, cost_little: bool, asked_nothing: bool
) -> Inspection:
    """Say three things of the visit, once. The answers are kept without the visit, the unit, the person or the time.

    Raises NotAllowed, WrongState.
    """
    policies.ANSWER.require(actor, inspection)
    inspection = _fresh(inspection)
    if inspection.is_rated:
        raise WrongState(_("这次检查已经评过了。"))

    inspection.is_rated = True
    inspection.save(update_fields=["is_rated"])
    Rating.objects.create(
        tenant_id=inspection.tenant_id,
        unit_id=inspection.round.unit_id,
        quarter=period_of(PeriodKind.QUARTER, inspection.on).start,
        was_useful=was_useful,
        cost_little=cost_little,
        asked_nothing=asked_nothing,
    )

    record(actor, "inspections.rate", inspection)
    return inspection
