import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.core.actor import Actor, system
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit
from leitu.people import actions as people
from leitu.people.models import Membership
from leitu.transfers import clocks, policies
from leitu.transfers.actions.ends import fresh, put, tell
from leitu.transfers.letters import issuer_of, written
from leitu.transfers.models import LetterSeries, Transfer

Side, State, Way = Transfer.Side, Transfer.State, Transfer.Way


@transaction.atomic
def ask(
    *,
    actor: Actor,
    membership: Membership,
    reason: str,
    to: Unit | None = None,
    tenant: Tenant | None = None,
    to_name: str = "",
    note: str = "",
    dues_until: dt.date | None = None,
) -> Transfer:
    """Ask the committee above for a letter for a member who moves. Nothing changes for him yet.

    ``to``: a branch of this district; else ``tenant``, another district of this installation, with the name of the
    place there (``to_name``); else ``to_name`` alone, outside of the system. ``dues_until``: dues are paid until and
    with that month. Raises NotAllowed, WrongState (he left, is suspended, or is under way already), ValidationError.
    """
    policies.MANAGE.require(actor, membership)
    held = Membership.objects.select_for_update(of=("self",)).select_related("person", "unit__parent")
    membership = held.get(pk=membership.pk, tenant_id=membership.tenant_id)
    if not membership.is_open:
        raise WrongState(_("这位党员已经不在本支部名册上。"))
    if membership.suspensions.filter(until__gt=today()).exists():
        raise WrongState(_("停止党籍期间不转接组织关系，先办恢复党籍。"))
    way, peer_name = _destination(membership, to, tenant, to_name)
    if reason not in Transfer.Reason.values:
        raise ValidationError({"reason": _("请选择转接原因。")})
    if len(note.strip()) > 200:
        raise ValidationError({"note": _("最多 %(most)s 个字。") % {"most": 200}})
    if dues_until is not None and dues_until > today() + dt.timedelta(days=366):
        raise ValidationError({"dues_until": _("党费不会交到一年以后。")})
    issuer = issuer_of(membership.unit, today())
    if issuer is None:
        raise WrongState(_("这个党支部上面还没有党委，没有党组织可以开介绍信。"))

    peers = {Way.INSIDE: membership.tenant_id, Way.BETWEEN: tenant.pk if tenant else None, Way.OUTSIDE: None}
    try:
        with transaction.atomic():
            made = Transfer.objects.create(
                tenant_id=membership.tenant_id,
                unit=membership.unit,
                side=Side.OUT,
                way=way,
                name=membership.person.name,
                person=membership.person,
                membership=membership,
                peer_tenant_id=peers[way],
                peer=to,
                peer_name=peer_name,
                issuer=issuer,
                issuer_name=issuer.name,
                reason=reason,
                note=note.strip(),
                dues_until=dues_until.replace(day=1) if dues_until else None,
                asked_on=today(),
                due_on=today() + dt.timedelta(days=clocks.days("issue")),
            )
    except IntegrityError as twice:
        raise WrongState(_("这位党员的组织关系正在转接。")) from twice

    tell(actor, "ask", [made])
    return made


def _destination(
    membership: Membership, to: Unit | None, tenant: Tenant | None, to_name: str
) -> tuple[Transfer.Way, str]:
    """Which way it goes, and what the other end is called. Raises ValidationError."""
    if to is not None:
        if to.tenant_id != membership.tenant_id or to.kind not in branch_kinds() or not to.exists_on(today()):
            raise ValidationError({"to": _("接收的应是现有的党支部。")})
        if to.pk == membership.unit_id:
            raise ValidationError({"to": _("他就在这个党支部。")})
        return Way.INSIDE, to.name
    name = said(to_name, "to_name", _("写清楚转到哪个党组织。"), 200)
    if tenant is None:
        return Way.OUTSIDE, name
    if tenant.pk == membership.tenant_id:
        raise ValidationError({"tenant": _("本区域内的，请直接填接收的党支部。")})
    if _root(tenant) is None:
        raise ValidationError({"tenant": _("那里还没有建立党组织。")})
    return Way.BETWEEN, name


def _root(tenant: Tenant) -> Unit | None:
    found: Unit | None = Unit.objects.filter(tenant=tenant, parent__isnull=True).order_by("pk").first()
    return found


@transaction.atomic
def issue(
    *,
    actor: Actor,
    transfer: Transfer,
    valid_days: int,
    dues_until: dt.date | None = None,
    version: int | None = None,
) -> Transfer:
    """Issue the letter, with a number and so many days; from now on the receiving side has the turn.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.ISSUING.require(actor, transfer)
    own, ends = fresh(transfer, "issue", version)
    if own.membership is None or not own.membership.is_open:
        raise WrongState(_("这位党员已经不在原支部名册上，请撤回这次转接。"))
    _require_days(valid_days)

    paid = dues_until.replace(day=1) if dues_until else own.dues_until
    values = _letter_of(own, valid_days) | {"dues_until": paid}
    own.put_letter(written(own.membership, own))
    own.save(update_fields=["letter_sealed"])
    if own.way != Way.OUTSIDE:
        ends.append(_arrival(own))
    put(ends, **values, state=State.ISSUED, due_on=today() + dt.timedelta(days=valid_days))

    tell(actor, "issue", ends, number=own.number, until=own.valid_until)
    return own


def _arrival(own: Transfer) -> Transfer:
    """The other end, at the branch that is named, or in another district with whoever stands at its top."""
    tenant = own.peer_tenant
    unit = own.peer if own.way == Way.INSIDE else _root(tenant) if tenant is not None else None
    assert unit is not None  # asked for with one of the two
    made = Transfer(
        tenant_id=unit.tenant_id,
        unit=unit,
        code=own.code,
        side=Side.IN,
        way=own.way,
        state=State.ISSUED,
        name=own.name,
        peer_tenant_id=own.tenant_id,
        peer=own.unit if own.way == Way.INSIDE else None,
        peer_name=own.unit.name,
        issuer_name=own.issuer_name,
        reason=own.reason,
        asked_on=today(),
    )
    made.put_letter(own.letter)
    made.save()
    return made


def _letter_of(own: Transfer, valid_days: int) -> dict[str, Any]:
    assert own.issuer is not None
    LetterSeries.objects.get_or_create(tenant_id=own.tenant_id, issuer=own.issuer, year=today().year)
    rows: Any = LetterSeries.objects.select_for_update()
    series = rows.get(tenant_id=own.tenant_id, issuer=own.issuer, year=today().year)
    series.last += 1
    series.save(update_fields=["last"])
    number = f"〔{series.year}〕{series.last:04d}号"
    return {"number": number, "issued_on": today(), "valid_days": valid_days}


def _require_days(valid_days: int) -> None:
    most = clocks.most_letter_days()
    if not 1 <= valid_days <= most:
        raise ValidationError({"valid_days": _("有效期一到 %(most)s 天。") % {"most": most}})


@transaction.atomic
def renew(*, actor: Actor, transfer: Transfer, valid_days: int, version: int | None = None) -> Transfer:
    """A new letter in place of one that has run out or soon will: new number, new days.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.ISSUING.require(actor, transfer)
    own, ends = fresh(transfer, "renew", version)
    _require_days(valid_days)

    put(ends, **_letter_of(own, valid_days), due_on=today() + dt.timedelta(days=valid_days))

    tell(actor, "renew", ends, number=own.number, until=own.valid_until)
    return own


@transaction.atomic
def recall(*, actor: Actor, transfer: Transfer, reason: str, version: int | None = None) -> Transfer:
    """Take it back before he is received: he stays where he was. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, transfer)
    own, ends = fresh(transfer, "recall", version)
    reason = said(reason, "reason", _("写一句为什么撤回。"))

    put(ends, state=State.RECALLED, due_on=None, ended_on=today(), outcome=reason)

    tell(actor, "recall", ends, reason=reason)
    return own


@transaction.atomic
def enter_slip(
    *, actor: Actor, transfer: Transfer, on: dt.date, received_by: str, version: int | None = None
) -> Transfer:
    """The return slip (回执) of a paper letter has come: from ``on`` he belongs elsewhere.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.ISSUING.require(actor, transfer)
    own, ends = fresh(transfer, "enter_slip", version)
    received_by = said(received_by, "received_by", _("照回执写接收的党组织。"), 200)
    if on > today() or (own.issued_on and on < own.issued_on):
        raise ValidationError({"on": _("接收日期应在开具介绍信之后、今天以前。")})

    leave(own, on, _("组织关系转到%(to)s，回执已收") % {"to": received_by})
    put(ends, state=State.RECEIVED, due_on=None, ended_on=on, outcome=received_by)

    tell(actor, "enter_slip", ends, on=on, received_by=received_by)
    return own


def leave(out: Transfer, on: dt.date, note: str) -> Membership:
    """The old branch lets go of him; posts end with it. The other side's act is the reason, so the system writes it.

    Raises WrongState when he is not on its register any more.
    """
    held = out.membership
    if held is not None:
        held.refresh_from_db()
    if held is None or not held.is_open:
        raise WrongState(_("这位党员已经不在原支部名册上，请与原支部核对。"))
    writer = system("transfers.receive", out.tenant_id)
    return people.end_membership(
        actor=writer,
        membership=held,
        on=max(on, held.since),
        ending=Membership.Ending.TRANSFERRED,
        note=note[:500],
        version=held.version,
    )
