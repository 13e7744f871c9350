import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.periods import add_months
from leitu.integrity import policies, queries, subjects
from leitu.integrity.actions.said import said
from leitu.integrity.lists import BRANCH_FORM, PERSON, UNIT, ways
from leitu.integrity.models import Appeal, Ruling
from leitu.integrity.purposes import PURPOSES
from leitu.integrity.queries import RulingShown, shown_ruling
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people.models import Person

State = Ruling.State


@transaction.atomic
def enter_ruling(
    *,
    actor: Actor,
    unit: Unit,
    subject: Person | Unit,
    number: str,
    way: str,
    ground: str,
    decision: str,
    reason: str,
    decided_on: dt.date,
    told_on: dt.date,
) -> Ruling:
    """Enter what ``unit`` decided about a person or a unit at or below it: a decision that people have made.

    Raises NotAllowed (also: no person of the discipline line, about oneself), ValidationError.
    """
    policies.require_human(actor)
    policies.KEEP.require(actor, unit)
    if isinstance(subject, Person) and subject.pk == actor.person_id:
        raise NotAllowed(_("和自己有关的，请由别人登记。"))
    known = ways().get(way)
    if known is None or known.of != (UNIT if isinstance(subject, Unit) else PERSON):
        raise ValidationError({"way": _("这种方式不用于这样的对象。")})
    if known.form != BRANCH_FORM and unit.kind in [*branch_kinds(), Unit.Kind.GROUP]:
        raise ValidationError({"way": _("支部只登记自己作出的第一种形态；其他的由上级作出和登记。")})
    if not queries.is_under(subject, unit):
        raise ValidationError({"subject": _("对象不在作出决定的组织之内。")})
    if not decided_on <= told_on <= today():
        raise ValidationError({"told_on": _("先作出决定，再告知本人；日期不能晚于今天。")})
    number = said(number, "number", _("写明案号。"), 40)
    if Ruling.objects.filter(tenant_id=unit.tenant_id, number=number).exists():
        raise ValidationError({"number": _("这个案号已经登记过。")})

    key = subjects.key_of(subject)
    made = Ruling(
        tenant_id=unit.tenant_id,
        unit=unit,
        number=number,
        form=known.form,
        subject_index=subjects.index_of(key),
        decided_on=decided_on,
        told_on=told_on,
        appeal_until=add_months(told_on, known.appeal_months) if known.appeal_months else None,
        keep_until=add_months(decided_on, known.keep_months),
        entered_at=now(),
        entered_by=actor.user_id,
        entered_by_label=actor.label[:120],
    )
    made.seal("subject", key)
    made.seal("way", way)
    made.seal("ground", said(ground, "ground", _("写明依据哪一条。"), 200))
    made.seal("decision", said(decision, "decision", _("写明作出了什么决定。")))
    made.seal("reason", said(reason, "reason", _("写明为什么。")))
    made.save()

    record(actor, "integrity.enter_ruling", made)
    return made


@transaction.atomic
def look_at_ruling(*, actor: Actor, ruling: Ruling, purpose: str) -> RulingShown:
    """Everything about one ruling in clear, for a purpose, recorded. Raises NotAllowed, ValidationError."""
    policies.KEEP.require(actor, ruling)
    if purpose not in PURPOSES:
        raise ValidationError({"purpose": _("请选择用途。")})

    shown = shown_ruling(ruling)

    record(actor, "integrity.look_at_ruling", ruling, purpose=str(PURPOSES[purpose]))
    return shown


@transaction.atomic
def revoke_ruling(*, actor: Actor, ruling: Ruling, reason: str, version: int | None = None) -> Ruling:
    """It does not hold any more, or was entered in error; whom it concerns sees why.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.require_human(actor)
    policies.KEEP.require(actor, ruling)
    ruling = _fresh(ruling, version)
    if ruling.state not in (State.IN_FORCE, State.UPHELD, State.AMENDED):
        raise WrongState(_("现在是“%(state)s”，不能这样办。") % {"state": ruling.get_state_display()})
    _refuse_subject(actor, ruling)
    reason = said(reason, "reason", _("写一句为什么撤销。"))

    ruling.seal("reason", _("%(before)s\n撤销：%(reason)s") % {"before": ruling.unseal("reason"), "reason": reason})
    ruling.state = State.REVOKED
    _save(ruling, "reason_sealed", "state")

    record(actor, "integrity.revoke_ruling", ruling)
    return ruling


@transaction.atomic
def appeal(*, actor: Actor, ruling: Ruling, text: str) -> Appeal:
    """Whom it concerns asks those who decided to look at it again. It stays in force meanwhile (问责条例 art. 21).

    Raises NotAllowed (somebody else's), WrongState (too late, or appealed already), ValidationError.
    """
    policies.CONCERNED.require(actor, ruling)
    ruling = _fresh(ruling)
    if not queries.may_appeal(ruling, today()):
        raise WrongState(_("申诉期限已过，或者已经申诉过。仍然不服的，可以向上级反映。"))
    text = said(text, "text", _("写明不服的理由。"), 2000)

    months = ways()[ruling.unseal("way")].answer_months
    made = Appeal(tenant_id=ruling.tenant_id, ruling=ruling, on=today(), answer_due_on=add_months(today(), months))
    made.seal("text", text)
    made.save()
    ruling.state = State.APPEALED
    _save(ruling, "state")

    record(actor, "integrity.appeal", ruling)
    return made


@transaction.atomic
def answer_appeal(*, actor: Actor, ruling: Ruling, outcome: str, answer: str, version: int | None = None) -> Ruling:
    """Another person than the one who entered it decides about the appeal, with reasons.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.require_human(actor)
    policies.KEEP.require(actor, ruling)
    ruling = _fresh(ruling, version)
    if ruling.state != State.APPEALED:
        raise WrongState(_("没有等答复的申诉。"))
    if ruling.entered_by == actor.user_id:
        raise NotAllowed(_("申诉由登记人以外的人复核；一个人的支部，请上级纪检机构复核。"))
    _refuse_subject(actor, ruling)
    if outcome not in Appeal.Outcome.values:
        raise ValidationError({"outcome": _("请选择处理结果。")})
    answer = said(answer, "answer", _("写明理由。"), 2000)

    found = Appeal.objects.get(tenant_id=ruling.tenant_id, ruling=ruling)
    found.outcome, found.answered_on = outcome, today()
    found.answered_by, found.answered_by_label = actor.user_id, actor.label[:120]
    found.seal("answer", answer)
    found.save()
    ruling.state = State(outcome)
    _save(ruling, "state")

    record(actor, "integrity.answer_appeal", ruling)
    return ruling


def _refuse_subject(actor: Actor, ruling: Ruling) -> None:
    if policies.CONCERNED.allows(actor, ruling):
        raise NotAllowed(_("和自己有关的，请由别人办。"))


def _fresh(ruling: Ruling, version: int | None = None) -> Ruling:
    rows: Any = Ruling.objects.select_for_update(of=("self",)).select_related("unit")
    found: Ruling = rows.get(pk=ruling.pk, tenant_id=ruling.tenant_id)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found


def _save(ruling: Ruling, *names: str) -> None:
    ruling.version += 1
    ruling.save(update_fields=[*names, "version"])
