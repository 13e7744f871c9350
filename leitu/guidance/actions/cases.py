import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.sentences import said
from leitu.guidance import life, policies
from leitu.guidance.evidence import figures
from leitu.guidance.models import WeakUnitCase
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit

State = WeakUnitCase.State


@transaction.atomic
def list_unit(*, actor: Actor, unit: Unit, reason: str) -> WeakUnitCase:
    """Say that a branch is weak and lax, and why: a judgement of people, with the figures of that day beside it.

    Raises NotAllowed, WrongState (it is listed already), ValidationError.
    """
    policies.ASSIGN.require(actor, unit)
    if policies.is_of_unit(actor, unit):
        raise ValidationError(_("列入由上级作出。"))
    if unit.kind not in branch_kinds() or not unit.exists_on(today()):
        raise ValidationError(_("列入的应是现有的党支部。"))
    reason = said(reason, "reason", _("写一句凭什么这样判断。"))
    if WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=WeakUnitCase.OPEN).exists():
        raise WrongState(_("这个党支部已经在列。"))

    made = WeakUnitCase.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        reason=reason,
        listed_on=today(),
        listed_by_label=actor.label[:120],
        before=figures(unit, today()),
    )

    record(actor, "guidance.list_unit", made, reason=reason)
    return made


@transaction.atomic
def plan_case(
    *, actor: Actor, case: WeakUnitCase, plan: str, due_on: dt.date, version: int | None = None
) -> WeakUnitCase:
    """One branch, one plan (一支部一方案): what will be done, and until when. It may be mended until acceptance.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.PLAN.require(actor, case)
    case = _fresh(case, "plan_case", version)
    plan = said(plan, "plan", _("写下打算怎么整顿。"), 2000)
    if due_on < today():
        raise ValidationError({"due_on": _("期限不能早于今天。")})

    case.plan, case.due_on, case.state = plan, due_on, State.PLANNED
    _save(case, "plan", "due_on", "state")

    record(actor, "guidance.plan_case", case, due_on=due_on)
    return case


@transaction.atomic
def ask_acceptance(*, actor: Actor, case: WeakUnitCase, effect: str, version: int | None = None) -> WeakUnitCase:
    """Ask the superior to come and see, with one sentence of effect.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.PLAN.require(actor, case)
    case = _fresh(case, "ask_acceptance", version)
    effect = said(effect, "effect", _("写一句现在有什么不一样。"))

    case.effect, case.state = effect, State.ACCEPTANCE_ASKED
    _save(case, "effect", "state")

    record(actor, "guidance.ask_acceptance", case, effect=effect)
    return case


@transaction.atomic
def accept(*, actor: Actor, case: WeakUnitCase, finding: str, version: int | None = None) -> WeakUnitCase:
    """The superior has seen that it is weak no more; the figures of this day stay beside those of the listing.

    Raises NotAllowed (also: somebody of the branch), WrongState, StaleEdit, ValidationError.
    """
    policies.ACCEPT.require(actor, case)
    case = _fresh(case, "accept", version)
    finding = said(finding, "finding", _("写一句看到了什么。"))

    case.finding, case.state, case.ended_on = finding, State.REMOVED, today()
    case.after = figures(case.unit, today())
    _save(case, "finding", "state", "ended_on", "after")

    record(actor, "guidance.accept", case, finding=finding)
    return case


@transaction.atomic
def return_case(*, actor: Actor, case: WeakUnitCase, reason: str, version: int | None = None) -> WeakUnitCase:
    """Not yet, and what is missing. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.ACCEPT.require(actor, case)
    case = _fresh(case, "return_case", version)
    reason = said(reason, "reason", _("写一句还差什么。"))

    case.finding, case.state = reason, State.PLANNED
    _save(case, "finding", "state")

    record(actor, "guidance.return_case", case, reason=reason)
    return case


@transaction.atomic
def withdraw_case(*, actor: Actor, case: WeakUnitCase, reason: str) -> WeakUnitCase:
    """It should not have been listed; it stays in sight, with the reason. Raises NotAllowed, WrongState, ValidationError."""
    policies.ACCEPT.require(actor, case)
    case = _fresh(case, "withdraw_case")
    reason = said(reason, "reason", _("写一句为什么。"))

    case.finding, case.state, case.ended_on = reason, State.WITHDRAWN, today()
    _save(case, "finding", "state", "ended_on")

    record(actor, "guidance.withdraw_case", case, reason=reason)
    return case


def _fresh(case: WeakUnitCase, step: str, version: int | None = None) -> WeakUnitCase:
    rows: Any = WeakUnitCase.objects.select_for_update(of=("self",)).select_related("unit__tenant")
    found: WeakUnitCase = rows.get(pk=case.pk, tenant_id=case.tenant_id)
    life.require(found, step)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found


def _save(case: WeakUnitCase, *names: str) -> None:
    case.version += 1
    case.save(update_fields=[*names, "version"])
