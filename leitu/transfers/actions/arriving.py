import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people.actions.memberships import check_dates
from leitu.people.actions.moving import carry_over, enrol, take_up
from leitu.people.models import Membership, Person
from leitu.transfers import clocks, policies
from leitu.transfers.actions.ends import fresh, other, put, tell
from leitu.transfers.actions.leaving import leave
from leitu.transfers.letters import CARRIED, ON_PAPER, day_of
from leitu.transfers.models import Transfer

Side, State, Way = Transfer.Side, Transfer.State, Transfer.Way


@transaction.atomic
def enter_letter(
    *,
    actor: Actor,
    unit: Unit,
    from_name: str,
    number: str,
    issued_on: dt.date,
    valid_days: int,
    joined_on: dt.date,
    full_on: dt.date | None = None,
    reason: str = Transfer.Reason.OTHER,
    dues_until: dt.date | None = None,
    **person: Any,
) -> Transfer:
    """A member brings a paper letter from outside of the system: what it says, as it says it. He is received next.

    ``person``: name, sex, nation, birth_on, id_number. Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, unit)
    if unit.kind not in branch_kinds() or not unit.exists_on(today()):
        raise WrongState(_("接收的应是现有的党支部。"))
    from_name = said(from_name, "from_name", _("照介绍信写原来的党组织。"), 200)
    number = said(number, "number", _("照介绍信写编号。"), 60)
    name = said(str(person.get("name") or ""), "name", _("照介绍信写姓名。"), 100)
    check_dates(joined_on, full_on)
    if issued_on > today():
        raise ValidationError({"issued_on": _("开具日期不能晚于今天。")})
    if not 1 <= valid_days <= clocks.LONGEST:
        raise ValidationError({"valid_days": _("有效期一到 %(most)s 天。") % {"most": clocks.LONGEST}})
    if reason not in Transfer.Reason.values:
        raise ValidationError({"reason": _("请选择转接原因。")})

    made = Transfer(
        tenant_id=unit.tenant_id,
        unit=unit,
        side=Side.IN,
        way=Way.OUTSIDE,
        state=State.ISSUED,
        name=name,
        peer_name=from_name,
        issuer_name=from_name,
        reason=reason,
        dues_until=dues_until.replace(day=1) if dues_until else None,
        number=number,
        issued_on=issued_on,
        valid_days=valid_days,
        asked_on=today(),
        due_on=today() + dt.timedelta(days=clocks.letter_days(Way.INSIDE)),
    )
    paper = {name: "" if person.get(name) is None else str(person[name]) for name in ON_PAPER}
    stage = Membership.Stage.FULL if full_on else Membership.Stage.PROBATIONARY
    dates = {"joined_on": joined_on.isoformat(), "full_on": full_on.isoformat() if full_on else ""}
    made.put_letter({**paper, "stage": stage, **dates, "from": from_name, "to": unit.name})
    made.save()

    tell(actor, "enter_letter", [made], number=number)
    return made


@transaction.atomic
def route(*, actor: Actor, transfer: Transfer, unit: Unit, version: int | None = None) -> Transfer:
    """Say which branch of this district is to receive him; it may be said again until somebody has.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (no branch at or below where it stands).
    """
    policies.ISSUE.require(actor, transfer)
    policies.ISSUE.require(actor, unit)
    own, _ends = fresh(transfer, "route", version)
    if unit.kind not in branch_kinds() or not unit.exists_on(today()):
        raise ValidationError({"to": _("接收的应是现有的党支部。")})

    put([own], unit=unit)

    tell(actor, "route", [own], to=unit.name)
    return own


@transaction.atomic
def receive(*, actor: Actor, transfer: Transfer, version: int | None = None) -> Membership:
    """He belongs here from today, and at the old branch no longer; posts he held there end.

    From another district his record comes with him: it is copied, the old one stays where it was, closed.
    Raises NotAllowed, WrongState (no branch yet, letter run out, he is on this register already), StaleEdit.
    """
    policies.MANAGE.require(actor, transfer)
    own, ends = fresh(transfer, "receive", version)
    if own.unit.kind not in branch_kinds():
        raise WrongState(_("先定由哪个党支部接收。"))
    if not own.unit.exists_on(today()):
        raise WrongState(_("这个党支部已经撤销。"))
    if own.is_expired_on(today()):
        raise WrongState(_("介绍信过了有效期，请开具的党委续开。"))

    out, said_there = other(own, ends), own.letter
    if out is not None:
        leave(out, today(), _("组织关系转到%(to)s") % {"to": own.unit.name})
    person = _person(own, out)
    dates = {"joined_on": day_of(said_there, "joined_on"), "full_on": day_of(said_there, "full_on")}
    made = take_up(actor, person, own.unit, since=today(), **dates)
    own.person, own.membership = person, made
    own.save(update_fields=["person", "membership"])
    put(ends, state=State.RECEIVED, due_on=None, ended_on=today(), outcome=own.unit.name)

    tell(actor, "receive", ends, to=own.unit.name)
    return made


def _person(own: Transfer, out: Transfer | None) -> Person:
    """The same human being inside one district; in another one who is known there by his number, or a copy."""
    if out is not None and out.person is not None:
        if out.tenant_id == own.tenant_id:
            return out.person
        return carry_over(out.person, own.tenant_id, [*ON_PAPER, *CARRIED])
    paper: dict[str, Any] = {name: own.letter.get(name, "") for name in ON_PAPER}
    return enrol(own.tenant_id, paper | {"birth_on": day_of(own.letter, "birth_on")})
