import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.coverage import policies
from leitu.coverage.models import Workplace
from leitu.orgs.models import Unit

Way = Workplace.Way
FIELDS = (
    *("name", "kind", "credit_code", "staff", "members", "way", "organisation", "officer_name", "plan", "plan_on"),
)
"""What may be said of a workplace."""


@transaction.atomic
def add(*, actor: Actor, unit: Unit, name: str, **details: Any) -> Workplace:
    """A workplace in the area of ``unit``; ``details`` are FIELDS.

    Raises NotAllowed, ValidationError (known already, a way of reaching without who reaches it).
    """
    policies.MANAGE.require(actor, unit)
    made = Workplace(tenant_id=unit.tenant_id, unit=unit, name=name.strip())
    fill(made, details)
    _save_new(made)

    record(actor, "coverage.add", made, name=made.name, way=str(made.get_way_display()))
    return made


@transaction.atomic
def change(*, actor: Actor, workplace: Workplace, version: int, **details: Any) -> Workplace:
    """Say it anew; ``details`` are FIELDS. Raises NotAllowed, WrongState (gone), StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, workplace)
    workplace = _fresh(workplace, version)
    before = workplace.way

    fill(workplace, details)
    workplace.version += 1
    try:
        with transaction.atomic():
            workplace.save()
    except IntegrityError as taken:
        raise ValidationError({"name": _("这里已经有这个单位了。")}) from taken

    after = str(workplace.get_way_display())
    record(actor, "coverage.change", workplace, before=str(Way(before).label), after=after)
    return workplace


@transaction.atomic
def close(*, actor: Actor, workplace: Workplace, on: dt.date, reason: str) -> Workplace:
    """It is no more, or has moved away. Raises NotAllowed, WrongState (it is gone already), ValidationError."""
    policies.MANAGE.require(actor, workplace)
    workplace = _fresh(workplace, None)
    if on > today():
        raise ValidationError({"on": _("日期不能晚于今天。")})

    workplace.closed_on = on
    workplace.version += 1
    workplace.save(update_fields=["closed_on", "version"])

    record(actor, "coverage.close", workplace, on=on, reason=reason.strip()[:200])
    return workplace


@transaction.atomic
def reopen(*, actor: Actor, workplace: Workplace) -> Workplace:
    """Undo ``close``. Raises NotAllowed, WrongState (it is not gone, or another has its name)."""
    policies.MANAGE.require(actor, workplace)
    locked = Workplace.objects.select_for_update(of=("self",)).select_related("unit").get(pk=workplace.pk)
    if locked.closed_on is None:
        raise WrongState(_("这个单位没有注销，不用恢复。"))
    same = Workplace.objects.filter(tenant_id=locked.tenant_id, unit=locked.unit, name=locked.name)
    if same.filter(closed_on__isnull=True).exists():
        raise WrongState(_("这里已经有同名的单位了。"))

    locked.closed_on = None
    locked.version += 1
    locked.save(update_fields=["closed_on", "version"])

    record(actor, "coverage.reopen", locked)
    return locked


def fill(one: Workplace, details: dict[str, Any]) -> None:
    """Write FIELDS into a workplace, and keep what belongs to its way. Raises TypeError, ValidationError."""
    unknown = set(details) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown: {sorted(unknown)}")
    for name, value in details.items():
        setattr(one, name, value.strip() if isinstance(value, str) else value)
    if not one.name:
        raise ValidationError({"name": _("请填写单位名称。")})
    if one.kind not in Workplace.Kind.values or one.way not in Way.values:
        raise ValidationError({"way": _("没有这个选项。")})
    if one.members > one.staff:
        raise ValidationError({"members": _("党员比从业人员还多，请核对。")})
    if one.way in Workplace.BY_UNIT and one.organisation is None:
        raise ValidationError({"organisation": _("请填写覆盖它的党组织。")})
    if one.organisation is not None and one.organisation.tenant_id != one.tenant_id:
        raise ValidationError({"organisation": _("没有这个党组织。")})
    if one.way == Way.OFFICER and not one.officer_name:
        raise ValidationError({"officer_name": _("请填写党建联络员。")})
    if one.way not in Workplace.BY_UNIT:
        one.organisation = None
    if one.way != Way.BLANK:
        one.plan, one.plan_on = "", None


def _save_new(made: Workplace) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError({"name": _("这里已经有这个单位了。")}) from taken


def _fresh(workplace: Workplace, version: int | None) -> Workplace:
    found: Workplace = (
        Workplace.objects.select_for_update(of=("self",))
        .select_related("unit", "organisation")
        .get(pk=workplace.pk, tenant_id=workplace.tenant_id)
    )
    if version is not None and found.version != version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    if found.closed_on is not None:
        raise WrongState(_("这个单位已经注销或迁出。"))
    return found
