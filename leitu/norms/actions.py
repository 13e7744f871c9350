"""Everything that changes norms, waivers and remarks."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.norms import policies, queries
from leitu.norms.area import MOST, Area, unmet, waivable
from leitu.norms.duties import duty_of
from leitu.norms.duty import State
from leitu.norms.models import BulkWaiver, Norm, Pack, Remark, Waiver
from leitu.norms.packfile import NATIONAL, BadPack, PackText, read_pack, shipped
from leitu.orgs.models import Tenant, Unit


@transaction.atomic
def load_pack(*, actor: Actor, tenant: Tenant, text: str, file: str = "") -> Pack:
    """Bring the stored norms of a pack up to date with its YAML text. Loading the same text again changes nothing.

    The national pack is in force at once; a local one waits until it is switched on. Norms that the text no longer
    names stay: they were in force. Raises NotAllowed, BadPack (nothing is stored then).
    """
    policies.MANAGE.require(actor, Pack(tenant=tenant))
    given = read_pack(text, file or "pack.yaml")
    if problems := queries.conflicts(tenant, given):
        raise BadPack(problems)

    pack, made = Pack.objects.select_for_update().get_or_create(
        tenant=tenant,
        code=given.code,
        defaults={
            "title": given.title,
            "version": given.version,
            "level": given.level,
            "is_active": given.level == 0,
            "loaded_at": now(),
        },
    )
    new, corrected = _store(pack, given)
    head = (given.title, given.version, given.level)
    if not (made or new or corrected or head != (pack.title, pack.version, pack.level)):
        return pack
    pack.title, pack.version, pack.level = head
    pack.loaded_at = now()
    pack.save()

    record(actor, "norms.load_pack", pack, file=file, version=pack.version, new=new, corrected=corrected)
    return pack


def _store(pack: Pack, given: PackText) -> tuple[list[str], list[str]]:
    stored = {(row.code, row.valid_from): row for row in Norm.objects.filter(tenant_id=pack.tenant_id, pack=pack)}
    new, corrected = [], []
    for text in given.norms:
        row = stored.get((text.code, text.valid_from))
        says = (text.rule.title, text.definition, text.valid_until)
        if row is None:
            row = Norm(tenant_id=pack.tenant_id, pack=pack, code=text.code, valid_from=text.valid_from)
            new.append(f"{text.code} {text.valid_from}")
        elif says == (row.title, row.definition, row.valid_until):
            continue
        else:
            corrected.append(f"{text.code} {text.valid_from}")
        row.title, row.definition, row.valid_until = says
        row.shape, row.digest = text.rule.shape, text.digest
        row.save()
    return new, corrected


@transaction.atomic
def switch_on(*, actor: Actor, tenant: Tenant, code: str) -> Pack:
    """Put a pack in force; one that comes with the product is loaded first. Raises NotAllowed, WrongState, BadPack."""
    policies.MANAGE.require(actor, Pack(tenant=tenant))
    found = Pack.objects.select_for_update().filter(tenant=tenant, code=code).first()
    if found is None and code not in shipped():
        raise WrongState(_("没有这个制度包。"))
    if found is not None and found.is_active:
        raise WrongState(_("这个制度包已经启用。"))

    pack = found or load_pack(actor=actor, tenant=tenant, text=shipped()[code], file=f"{code}.yaml")
    pack.is_active = True
    pack.save(update_fields=["is_active"])

    record(actor, "norms.switch_on", pack)
    return pack


@transaction.atomic
def switch_off(*, actor: Actor, pack: Pack) -> Pack:
    """Take a local pack out of force; its norms stay stored. Raises NotAllowed, WrongState (the national pack)."""
    policies.MANAGE.require(actor, pack)
    found = Pack.objects.select_for_update().filter(pk=pack.pk).first()
    if pack.code == NATIONAL:
        raise WrongState(_("全国制度包不能停用。"))
    if found is None or not found.is_active:
        raise WrongState(_("这个制度包已经停用。"))
    pack = found

    pack.is_active = False
    pack.save(update_fields=["is_active"])

    record(actor, "norms.switch_off", pack)
    return pack


@transaction.atomic
def waive(*, actor: Actor, unit: Unit, norm: str, period_start: dt.date, ground: str, reason: str) -> Waiver:
    """Decide that a unit need not meet a norm in one period. Only somebody above the unit may.

    The period may lie up to a year ahead. Raises NotAllowed, WrongState (met or waived already), ValidationError
    (nothing is owed, no reason).
    """
    policies.WAIVE.require(actor, unit)
    policies.refuse_own_unit(actor, unit)
    if not reason.strip():
        raise ValidationError({"reason": _("请写明理由。")})
    if ground not in Waiver.Ground.values:
        raise ValidationError({"ground": _("请选择事由。")})
    if period_start > today() + dt.timedelta(days=366):
        raise ValidationError(_("最多提前一年免办。"))
    duty = duty_of(unit.tenant, unit, norm, period_start, on=max(today(), period_start))
    if duty is None:
        raise ValidationError(_("这一期没有这项应办事项。"))
    if duty.state == State.MET:
        raise WrongState(_("这一项已经办到，不需要免办。"))

    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                tenant_id=unit.tenant_id,
                unit=unit,
                norm_code=norm,
                period_start=period_start,
                ground=ground,
                reason=reason.strip(),
                made_by=actor.user_id,
                made_at=now(),
            )
    except IntegrityError:
        raise WrongState(_("这一项已经免办。")) from None

    record(actor, "norms.waive", waiver, norm=duty.title, ground=waiver.get_ground_display(), reason=waiver.reason)
    return waiver


@transaction.atomic
def waive_many(*, actor: Actor, area: Area, ground: str, reason: str) -> BulkWaiver:
    """Decide for a whole area that what is owed and not met there need not be met (flood, harvest): one decision.

    Whatever the actor stands above is in it, his own unit is not. Raises NotAllowed, WrongState (somebody else waived
    at the same moment), ValidationError (nothing to waive, too much, no reason).
    """
    policies.WAIVE.require(actor, area.unit)
    area.check()
    if not reason.strip():
        raise ValidationError({"reason": _("请写明理由。")})
    if ground not in Waiver.Ground.values:
        raise ValidationError({"ground": _("请选择事由。")})
    found = unmet(actor, area)
    if not found:
        raise ValidationError(_("这个范围里没有可以免办的：都已经办到，或者已经免办。"))
    if len(found) > MOST:
        raise ValidationError(
            _("共 %(count)s 项，一次最多 %(most)s 项。请缩小范围。") % {"count": len(found), "most": MOST}
        )

    said = {"ground": ground, "reason": reason.strip(), "made_by": actor.user_id, "made_at": now()}
    bulk = BulkWaiver.objects.create(
        tenant_id=area.unit.tenant_id,
        unit=area.unit,
        kind=area.kind,
        sector=area.sector,
        norms=list(area.norms),
        since=area.since,
        until=area.until,
        made_by_label=actor.label[:120],
        **said,
    )
    rows = [
        Waiver(
            tenant_id=area.unit.tenant_id,
            unit_id=duty.unit_id,
            norm_code=duty.norm,
            period_start=duty.period_start,
            bulk=bulk,
            **said,
        )
        for duty in found
    ]
    try:
        with transaction.atomic():
            Waiver.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        raise WrongState(_("刚才有人免办了其中的一项。请再看一遍，再提交。")) from None

    titles = queries.counted_titles(area.unit.tenant_id)
    record(
        actor,
        "norms.waive_many",
        bulk,
        norms="、".join(titles[code] for code in area.norms),
        since=area.since,
        until=area.until,
        count=len(rows),
        units=len({row.unit_id for row in rows}),
        ground=bulk.get_ground_display(),
        reason=bulk.reason,
    )
    return bulk


@transaction.atomic
def withdraw_bulk(*, actor: Actor, bulk: BulkWaiver) -> BulkWaiver:
    """Take a decision about an area back as a whole: what is left of it counts again.

    Only by somebody who stands above every unit in it. Raises NotAllowed, WrongState.
    """
    policies.WAIVE.require(actor, bulk)
    bulk = BulkWaiver.objects.select_for_update(of=("self",)).select_related("unit").get(pk=bulk.pk)
    rows = Waiver.objects.filter(tenant_id=bulk.tenant_id, bulk=bulk, withdrawn_at__isnull=True)
    if rows.exclude(unit_id__in=waivable(actor, bulk.unit).values("pk")).exists():
        raise NotAllowed(_("其中有不归您免办的党组织，请由上级撤销，或者逐项撤销。"))
    if bulk.withdrawn_at is not None:
        raise WrongState(_("这次批量免办已经撤销。"))

    at = now()
    count = rows.update(withdrawn_at=at)
    bulk.withdrawn_at = at
    bulk.save(update_fields=["withdrawn_at"])

    record(actor, "norms.withdraw_bulk", bulk, count=count)
    return bulk


@transaction.atomic
def withdraw_waiver(*, actor: Actor, waiver: Waiver) -> Waiver:
    """Take a waiver back: the duty counts again. Raises NotAllowed, WrongState."""
    policies.WAIVE.require(actor, waiver)
    policies.refuse_own_unit(actor, waiver.unit)
    waiver = Waiver.objects.select_for_update().get(pk=waiver.pk)
    if waiver.withdrawn_at is not None:
        raise WrongState(_("这项免办已经撤销。"))

    waiver.withdrawn_at = now()
    waiver.save(update_fields=["withdrawn_at"])

    record(actor, "norms.withdraw_waiver", waiver)
    return waiver


@transaction.atomic
def remark(*, actor: Actor, unit: Unit, norm: str, period_start: dt.date, text: str) -> Remark:
    """Add a sentence to a duty; whoever may see the unit's duties may. Raises NotAllowed, ValidationError."""
    policies.VIEW.require(actor, unit)
    if not text.strip():
        raise ValidationError({"text": _("请写一句话。")})
    if duty_of(unit.tenant, unit, norm, period_start, on=max(today(), period_start)) is None:
        raise ValidationError(_("这一期没有这项应办事项。"))

    made = Remark.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        norm_code=norm,
        period_start=period_start,
        text=text.strip(),
        made_by=actor.user_id,
        made_by_label=actor.label[:120],
        made_at=now(),
    )

    record(actor, "norms.remark", made)
    return made
