import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.activities import policies
from leitu.activities.actions.fresh import fresh, save
from leitu.activities.models import Activity, ActivityKind, AgendaItem, Attendance
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.periods import add_months
from leitu.orgs.models import Unit
from leitu.people.models import Person

State = Activity.State
AHEAD_MONTHS = 24
FREE_FIELDS = (
    "on",
    "starts_at",
    "ends_at",
    "place",
    "topic",
    "chair",
    "chair_name",
    "recorder",
    "recorder_name",
    "guests",
    "late_reason",
)
"""What may be given when planning and changed later."""


@transaction.atomic
def plan(
    *,
    actor: Actor,
    unit: Unit,
    kind: ActivityKind,
    on: dt.date,
    agenda: Sequence[str] = (),
    origin: str = Activity.Origin.ENTERED,
    **details: Any,
) -> Activity:
    """A new activity of ``unit``; ``details`` are FREE_FIELDS. A day in the past is a late entry and as welcome.

    Raises NotAllowed, ValidationError (kind that this unit does not hold, unit did not exist, same kind at that time).
    """
    policies.HOLD.require(actor, unit)
    if kind.tenant_id != unit.tenant_id or not kind.is_active or unit.kind not in kind.unit_kinds:
        raise ValidationError(
            {"kind": _("%(unit)s不开%(kind)s。") % {"unit": unit.get_kind_display(), "kind": kind.name}}
        )
    activity = Activity(tenant_id=unit.tenant_id, unit=unit, kind=kind, origin=origin)
    _fill(activity, {"on": on, **details})

    _insert(activity)
    _set_agenda(activity, agenda)

    record(actor, "activities.plan", activity, kind=kind.code, on=on, topic=activity.topic)
    return activity


@transaction.atomic
def plan_and_notify(*, actor: Actor, unit: Unit, kind: ActivityKind, on: dt.date, **details: Any) -> Activity:
    """Plan and send the notice in one step. Raises what ``plan`` and ``notify`` raise."""
    return notify(actor=actor, activity=plan(actor=actor, unit=unit, kind=kind, on=on, **details))


@transaction.atomic
def update(
    *,
    actor: Actor,
    activity: Activity,
    version: int | None = None,
    agenda: Sequence[str] | None = None,
    **changes: Any,
) -> Activity:
    """Change FREE_FIELDS of an open activity. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, "update", version)
    before = {name: getattr(activity, name) for name in changes}
    _fill(activity, changes)
    if activity.state in (State.UNDER_WAY, State.ENDED) and activity.on > today():
        raise ValidationError({"on": _("已经开始的活动，日期不能在今天以后。")})

    try:
        with transaction.atomic():
            save(activity, *changes, "chair_name", "recorder_name")
    except IntegrityError as taken:
        raise same_time(activity) from taken
    if before.get("on", activity.on) != activity.on:
        Attendance.objects.filter(tenant_id=activity.tenant_id, activity=activity).update(on=activity.on)
    if agenda is not None:
        AgendaItem.objects.filter(tenant_id=activity.tenant_id, activity=activity).delete()
        _set_agenda(activity, agenda)

    changed = {name: [_told(old), _told(getattr(activity, name))] for name, old in before.items()}
    record(actor, "activities.update", activity, changed={k: v for k, v in changed.items() if v[0] != v[1]})
    return activity


def _told(value: Any) -> Any:
    return value.name if isinstance(value, Person) else value


def _fill(activity: Activity, values: dict[str, Any]) -> None:
    """Set FREE_FIELDS and check that they make sense together."""
    unknown = set(values) - set(FREE_FIELDS)
    if unknown:
        raise TypeError(f"activities have no field {', '.join(sorted(unknown))} to set")
    for name, value in values.items():
        setattr(activity, name, value)
    for role in ("chair", "recorder"):
        person = getattr(activity, role)
        if person is None and role in values and f"{role}_name" not in values:
            setattr(activity, f"{role}_name", "")
        if person is not None:
            if person.tenant_id != activity.tenant_id:
                raise ValidationError({role: _("名册上没有这个人。")})
            setattr(activity, f"{role}_name", person.name)
    if not activity.unit.exists_on(activity.on):
        raise ValidationError({"on": _("这个党组织在这一天还没有成立，或已经撤销。")})
    if activity.on > add_months(today(), AHEAD_MONTHS):
        raise ValidationError({"on": _("日期太远了，最多提前两年安排。")})
    if activity.starts_at and activity.ends_at and activity.ends_at <= activity.starts_at:
        raise ValidationError({"ends_at": _("结束时间要晚于开始时间。")})


def _insert(activity: Activity) -> None:
    try:
        with transaction.atomic():
            activity.save(force_insert=True)
    except IntegrityError as taken:
        raise same_time(activity) from taken


def same_time(activity: Activity) -> ValidationError:
    """What is said when this kind is planned at this time already."""
    message = _("这一天同一时间已经有一次%(kind)s了。要补充内容，请打开那一次。") % {"kind": activity.kind.name}
    return ValidationError({"starts_at": ValidationError(message, code="same_time")})


def _set_agenda(activity: Activity, agenda: Sequence[str]) -> None:
    lines = [line.strip()[:500] for line in agenda if line.strip()]
    AgendaItem.objects.bulk_create(
        AgendaItem(tenant_id=activity.tenant_id, activity=activity, order=order, text=line)
        for order, line in enumerate(lines, 1)
    )


@transaction.atomic
def notify(*, actor: Actor, activity: Activity) -> Activity:
    """Say that the notice is out. Raises NotAllowed, WrongState, ValidationError (the day is over)."""
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, "notify")
    if activity.on < today():
        raise ValidationError({"on": _("这一天已经过去，不用再发通知：先存下来，就可以直接补录。")})

    activity.state, activity.notified_at = State.NOTIFIED, now()
    save(activity, "state", "notified_at")

    record(actor, "activities.notify", activity, on=activity.on, starts_at=activity.starts_at, place=activity.place)
    return activity


@transaction.atomic
def cancel(*, actor: Actor, activity: Activity, reason: str) -> Activity:
    """It will not be held, or was entered by mistake; what was written stays. Raises NotAllowed, WrongState."""
    return _drop(actor, activity, "cancel", State.CANCELLED, reason)


@transaction.atomic
def waive_activity(*, actor: Actor, activity: Activity, reason: str) -> Activity:
    """Not held, for a good reason (免开); the duty is waived by the unit above. Raises NotAllowed, WrongState."""
    return _drop(actor, activity, "waive_activity", State.WAIVED, reason)


def _drop(actor: Actor, activity: Activity, step: str, state: str, reason: str) -> Activity:
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, step)
    if not reason.strip():
        raise ValidationError({"reason": _("请写一句原因。")})

    activity.state, activity.ending_reason = state, reason.strip()[:500]
    save(activity, "state", "ending_reason")

    record(actor, f"activities.{step}", activity, reason=activity.ending_reason)
    return activity
