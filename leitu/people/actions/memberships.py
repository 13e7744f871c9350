import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.periods import FOREVER
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Unit
from leitu.people import policies
from leitu.people.actions.accounts import sync_grants
from leitu.people.actions.persons import fill, store
from leitu.people.models import Membership, Person, Post, Suspension


def check_dates(joined_on: dt.date | None, full_on: dt.date | None) -> None:
    """Raises ValidationError when the dates cannot be true."""
    if joined_on and joined_on > today():
        raise ValidationError({"joined_on": _("加入党组织日期不能晚于今天。")})
    if full_on and full_on > today():
        raise ValidationError({"full_on": _("转为正式党员日期不能晚于今天。")})
    if joined_on and full_on and full_on < joined_on:
        raise ValidationError({"full_on": _("转为正式党员日期不能早于加入党组织日期。")})


def check_places(unit: Unit, group: Unit | None) -> None:
    """Raises ValidationError unless ``unit`` holds members and ``group`` is one of its groups."""
    if not shapes()[unit.kind].is_branch:
        raise ValidationError(_("党员只能编入党支部。"))
    if group is not None and (group.kind != Unit.Kind.GROUP or group.parent_id != unit.pk):
        raise ValidationError({"group": _("这个党小组不在该党支部之下。")})


@transaction.atomic
def register_member(
    *,
    actor: Actor,
    unit: Unit,
    group: Unit | None = None,
    joined_on: dt.date | None,
    full_on: dt.date | None,
    since: dt.date | None = None,
    **person_fields: Any,
) -> Membership:
    """Put a new person on the register of a branch. ``since`` None: as long as the person is a member.

    Raises NotAllowed, WrongState (the branch is closed), ValidationError (also: identity number already registered).
    """
    policies.MANAGE.require(actor, unit)
    if not unit.exists_on(today()):
        raise WrongState(_("这个党支部已经撤销。"))
    check_places(unit, group)
    check_dates(joined_on, full_on)

    person = Person(tenant_id=unit.tenant_id)
    fill(person, **person_fields)
    store(person)
    membership = Membership.objects.create(
        tenant_id=unit.tenant_id,
        person=person,
        unit=unit,
        group=group,
        joined_on=joined_on,
        full_on=full_on,
        since=since or Membership.first_day(joined_on),
    )

    record(actor, "people.register_member", membership, person=person.pk, joined_on=joined_on, full_on=full_on)
    return membership


@transaction.atomic
def correct_membership(
    *,
    actor: Actor,
    membership: Membership,
    version: int,
    group: Unit | None,
    joined_on: dt.date | None,
    full_on: dt.date | None,
) -> Membership:
    """Mend group and dates; who belongs here since joining does so since the day that is now known.

    Raises NotAllowed, StaleEdit, ValidationError.
    """
    policies.MANAGE.require(actor, membership)
    locked = _fresh(membership, version)
    check_places(locked.unit, group)
    check_dates(joined_on, full_on)

    wanted: dict[str, Any] = {"group": group, "joined_on": joined_on, "full_on": full_on}
    if joined_on != locked.joined_on and locked.is_since_joining and not _was_elsewhere(locked):
        wanted["since"] = Membership.first_day(joined_on)
    changed = {name: [getattr(locked, name), value] for name, value in wanted.items() if getattr(locked, name) != value}
    if not changed:
        return locked
    for name, value in wanted.items():
        setattr(locked, name, value)
    _save(locked, [*wanted])

    record(actor, "people.correct_membership", locked, values={k: [str(a), str(b)] for k, (a, b) in changed.items()})
    return locked


@transaction.atomic
def end_membership(
    *, actor: Actor, membership: Membership, on: dt.date, ending: str, note: str, version: int
) -> Membership:
    """The person no longer belongs to the branch from ``on``; posts there and the power that came with them end too.

    A human decision with a reason. Raises NotAllowed, StaleEdit, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, membership)
    locked = _fresh(membership, version)
    if not locked.is_open:
        raise WrongState(_("这条党籍记录已经结束。"))
    if on > today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if on < locked.since:
        raise ValidationError({"on": _("日期不能早于编入该支部的日期。")})
    if not note.strip():
        raise ValidationError({"note": _("请写明依据或原因。")})

    locked.until, locked.ending = on, ending
    _save(locked, ["until", "ending"])
    for post in Post.objects.filter(tenant_id=locked.tenant_id, person=locked.person, until__gt=on):
        post.until = max(on, post.since)
        post.save(update_fields=["until"])
    sync_grants(actor, locked.person)

    record(actor, "people.end_membership", locked, on=on, ending=ending, note=note[:500])
    return locked


@transaction.atomic
def suspend(*, actor: Actor, membership: Membership, since: dt.date, note: str) -> Suspension:
    """停止党籍: a human decision with a reason (教育管理工作条例 art. 24).

    Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, membership)
    if since > today():
        raise ValidationError({"since": _("日期不能晚于今天。")})
    if not note.strip():
        raise ValidationError({"note": _("请写明依据或原因。")})
    if membership.suspensions.filter(until=FOREVER).exists():
        raise WrongState(_("该党员已被停止党籍。"))
    if membership.suspensions.filter(until__gt=since).exists():
        raise ValidationError({"since": _("这一天在上一次停止党籍的期间里。")})

    # One that was lifted on its own day never held; the entries tell of both.
    made, _new = Suspension.objects.update_or_create(
        tenant_id=membership.tenant_id,
        membership=membership,
        since=since,
        defaults={"note": note[:200], "until": FOREVER},
    )

    record(actor, "people.suspend", membership, since=since, note=note[:200])
    return made


@transaction.atomic
def lift_suspension(*, actor: Actor, suspension: Suspension, on: dt.date) -> Suspension:
    """恢复党籍 from ``on``. Raises NotAllowed, WrongState, ValidationError."""
    membership = suspension.membership
    policies.MANAGE.require(actor, membership)
    if not suspension.is_open:
        raise WrongState(_("党籍已经恢复。"))
    if not suspension.since <= on <= today():
        raise ValidationError({"on": _("恢复日期应在停止党籍之后、今天以前。")})

    suspension.until = on
    suspension.save(update_fields=["until"])

    record(actor, "people.lift_suspension", membership, on=on)
    return suspension


def _was_elsewhere(membership: Membership) -> bool:
    others = Membership.objects.filter(tenant_id=membership.tenant_id, person_id=membership.person_id)
    return others.exclude(pk=membership.pk).exists()


def _fresh(membership: Membership, version: int) -> Membership:
    locked = Membership.objects.select_for_update().get(pk=membership.pk, tenant_id=membership.tenant_id)
    if locked.version != version:
        raise StaleEdit(_("这条党籍记录刚刚被别人改过。"))
    return locked


def _save(membership: Membership, fields: list[str]) -> None:
    membership.version += 1
    membership.save(update_fields=[*fields, "version"])
