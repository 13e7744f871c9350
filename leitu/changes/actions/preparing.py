import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes import policies, queries
from leitu.changes.models import Change
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit, WrongState
from leitu.orgs.models import Unit

FARTHEST = dt.timedelta(days=3 * 366)


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    unit: Unit,
    kind: str,
    on: dt.date,
    target: Unit | None = None,
    name: str = "",
    code: str = "",
    unit_kind: str = "",
    sector: str = "",
    persons: Iterable[int] = (),
    groups: Iterable[int] = (),
    document: str = "",
    decided_on: dt.date | None = None,
    approver: str = "",
    note: str = "",
) -> Change:
    """Write down what is to be changed; nothing changes yet. ``persons`` and ``groups``: keys of who leaves in a split.

    Raises NotAllowed, WrongState (dissolved), ValidationError (unknown kind, a day too far off). What else speaks against
    it is in the preview, and asked again when it is carried out.
    """
    require(actor, unit, kind, target)
    if not unit.exists_on(today()):
        raise WrongState(_("这个党组织已经撤销。"))
    if kind not in Change.Kind.values:
        raise ValidationError({"kind": _("没有这种调整。")})
    if on > today() + FARTHEST:
        raise ValidationError({"on": _("日期太远了，最多预定三年。")})
    if decided_on and decided_on > today():
        raise ValidationError({"decided_on": _("批复日期不能晚于今天。")})

    change = Change.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        kind=kind,
        on=on,
        target=target,
        name=name.strip()[:200],
        code=code.strip()[:60],
        unit_kind=unit_kind if unit_kind in Unit.Kind.values else "",
        sector=sector if sector in Unit.Sector.values else "",
        picks={"persons": sorted({*persons}), "groups": sorted({*groups})},
        document=document.strip()[:100],
        decided_on=decided_on,
        approver=approver.strip()[:100],
        note=note.strip()[:500],
        prepared_by=actor.user_id,
        prepared_by_label=actor.label[:120],
        prepared_at=now(),
    )

    record(actor, "changes.prepare", change, label=str(change), on=on)
    return change


@transaction.atomic
def schedule(*, actor: Actor, change: Change, version: int) -> Change:
    """Confirm a change of a later day: the job carries it out then, if nothing speaks against it.

    Raises NotAllowed, WrongState (its day has come), StaleEdit, ValidationError (what speaks against it today).
    """
    require(actor, change.unit, change.kind, change.target)
    change = fresh(change, version, Change.State.PREPARED)
    if change.on <= today():
        raise WrongState(_("日期已到，可以直接办理。"))
    against = queries.objections(change)
    if against:
        raise ValidationError(against)

    change.state, change.prepared_by = Change.State.SCHEDULED, actor.user_id
    change.version += 1
    change.save(update_fields=["state", "prepared_by", "version"])

    record(actor, "changes.schedule", change, label=str(change), on=change.on)
    return change


@transaction.atomic
def withdraw(*, actor: Actor, change: Change) -> Change:
    """It is not to be. Raises NotAllowed, WrongState (carried out, or withdrawn already)."""
    policies.MANAGE.require(actor, change.unit)
    change = fresh(change, None, *Change.WAITING)

    change.state, change.settled_at = Change.State.WITHDRAWN, now()
    change.version += 1
    change.save(update_fields=["state", "settled_at", "version"])

    record(actor, "changes.withdraw", change, label=str(change))
    return change


def require(actor: Actor, unit: Unit, kind: str, target: Unit | None) -> None:
    """Whoever changes a unit manages it, what stands above it and what takes over. Raises NotAllowed."""
    policies.MANAGE.require(actor, unit)
    if target is not None:
        policies.MANAGE.require(actor, target)
    if kind in (Change.Kind.MERGE, Change.Kind.SPLIT, Change.Kind.DISSOLVE) and unit.parent is not None:
        policies.MANAGE.require(actor, unit.parent)


def fresh(change: Change, version: int | None, *states: str) -> Change:
    """The change locked, in one of ``states``. Raises WrongState, StaleEdit."""
    rows = Change.objects.select_for_update(of=("self",)).select_related("unit__parent", "target")
    found: Change = rows.get(tenant_id=change.tenant_id, pk=change.pk)
    if found.state not in states:
        raise WrongState(_("这项调整现在是“%(state)s”，不能这样办。") % {"state": found.get_state_display()})
    if version is not None and version != found.version:
        raise StaleEdit(_("在您查看的时候，别人改过这项调整。"))
    return found
