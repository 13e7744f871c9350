import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor, ActorKind
from leitu.core.clock import now, today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.core.sentences import said, within
from leitu.facts.derive import derive
from leitu.guidance import policies, queries
from leitu.guidance.models import Liaison, Visit
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.matters.queries import proposal
from leitu.matters.sources import Source
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Person

PROMISED_DAYS = 30
"""A promise without a date is to be kept within so many days."""


@transaction.atomic
def assign(
    *,
    actor: Actor,
    unit: Unit,
    person: Person,
    from_unit: Unit,
    kind: str = Liaison.Kind.LEADER,
    pace: str = Liaison.Pace.QUARTER,
    note: str = "",
) -> Liaison:
    """From today ``person`` of ``from_unit`` looks after the branch ``unit``.

    Raises NotAllowed, WrongState (he does already), ValidationError (no branch, not under that unit, nobody of it).
    """
    policies.ASSIGN.require(actor, unit)
    policies.ASSIGN.require(actor, from_unit)
    if unit.kind not in branch_kinds() or not unit.exists_on(today()):
        raise ValidationError({"unit": _("联系点应是现有的党支部。")})
    if not Unit.objects.below(from_unit, today()).filter(pk=unit.pk).exists() or unit.pk == from_unit.pk:
        raise ValidationError({"unit": _("这个党支部不在派出单位之下。")})
    if not queries.leaders_of(from_unit).filter(pk=person.pk).exists():
        raise ValidationError({"person": _("联系人应是派出单位的班子成员或者工作人员。")})
    if kind not in Liaison.Kind.values:
        raise ValidationError({"kind": _("没有这个类别。")})
    if pace not in Liaison.Pace.values:
        raise ValidationError({"pace": _("没有这个频次。")})
    if len(note.strip()) > 200:
        raise ValidationError({"note": _("最多 %(most)s 个字。") % {"most": 200}})
    held = Liaison.objects.filter(tenant_id=unit.tenant_id, person=person, unit=unit)
    if held.filter(until=FOREVER).exists():
        raise WrongState(_("%(name)s已经在联系这个党支部。") % {"name": person.name})

    made = Liaison.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        person=person,
        from_unit=from_unit,
        kind=kind,
        pace=pace,
        note=note.strip(),
        since=today(),
    )

    record(
        actor, "guidance.assign", made, person=person.pk, name=person.name, to=unit.name, pace=made.get_pace_display()
    )
    return made


@transaction.atomic
def end(*, actor: Actor, liaison: Liaison, reason: str) -> Liaison:
    """He looks after the branch no more; what was promised stays on the ledger.

    Raises NotAllowed, WrongState, ValidationError.
    """
    policies.ASSIGN.require(actor, liaison)
    liaison = _open(liaison)
    reason = said(reason, "reason", _("写一句为什么。"), 200)

    liaison.until, liaison.ending = max(today(), liaison.since), reason
    liaison.save(update_fields=["until", "ending"])

    record(actor, "guidance.end", liaison, reason=reason)
    return liaison


@transaction.atomic
def visit(
    *,
    actor: Actor,
    liaison: Liaison,
    on: dt.date,
    tags: Iterable[str],
    text: str = "",
    promise: str = "",
    promised_until: dt.date | None = None,
) -> Visit:
    """Write down what was done at the branch. ``promise``: what he said he would see to; it becomes a matter.

    Raises NotAllowed, WrongState (he looks after it no more), ValidationError.
    """
    policies.VISIT.require(actor, liaison)
    liaison = _open(liaison)
    chosen = [tag for tag in Visit.Tag.values if tag in set(tags)]
    if not chosen:
        raise ValidationError({"tags": _("点一下做了什么。")})
    if on > today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if on < liaison.since:
        raise ValidationError({"on": _("那时还没有结对。")})
    seen = within(text, "text")

    made = Visit.objects.create(
        tenant_id=liaison.tenant_id,
        liaison=liaison,
        unit_id=liaison.unit_id,
        on=on,
        tags=chosen,
        text=seen,
        at=now(),
        by=actor.user_id,
        by_label=actor.label[:120],
    )
    derive(made, is_first=True)
    promised = _promise(actor, liaison, said(promise, "promise", ""), promised_until) if promise.strip() else 0

    record(actor, "guidance.visit", made, on=on, tags="、".join(made.labels()), liaison=liaison.pk, matter=promised)
    return made


@transaction.atomic
def withdraw_visit(*, actor: Actor, visit: Visit) -> Visit:
    """It was written down in error; it stays in sight, struck through. Raises NotAllowed, WrongState."""
    policies.VISIT.require(actor, visit.liaison)
    locked = Visit.objects.select_for_update(of=("self",)).select_related("liaison").get(pk=visit.pk)
    if locked.withdrawn_at is not None:
        raise WrongState(_("这条记录已经撤回。"))

    locked.withdrawn_at = now()
    locked.save(update_fields=["withdrawn_at"])
    derive(locked)

    record(actor, "guidance.withdraw_visit", locked, on=locked.on, liaison=locked.liaison_id)
    return locked


def _open(liaison: Liaison) -> Liaison:
    rows = Liaison.objects.select_for_update(of=("self",)).select_related("unit", "person", "from_unit")
    found: Liaison = rows.get(pk=liaison.pk, tenant_id=liaison.tenant_id)
    if not rows.filter(valid_on(today()), pk=found.pk).exists():
        raise WrongState(_("这个联系点已经结束。"))
    return found


def _promise(actor: Actor, liaison: Liaison, text: str, until: dt.date | None) -> int:
    """A matter of whoever sent him, named after him, checked above; the pairing is where it comes from.

    The right to promise is that of the visit: it needs no office that keeps the ledger. So the system writes it, in
    the name of whoever made the visit.
    """
    if until is not None and until < today():
        raise ValidationError({"promised_until": _("完成时间不能早于今天。")})
    writer = Actor(ActorKind.SYSTEM, 0, liaison.tenant_id, actor.label)
    source = Source(
        queries.SOURCE, str(liaison.pk), liaison.unit, _("联系点：%(unit)s") % {"unit": liaison.unit.name}, ""
    )
    made = matters.note(actor=writer, unit=liaison.from_unit, title=text, kind=Matter.Kind.TASK, source=source)
    given = proposal(made) | {
        "due_on": until or today() + dt.timedelta(days=PROMISED_DAYS),
        "person": liaison.person,
        "standard": _("%(unit)s认为办成了") % {"unit": liaison.unit.name},
    }
    if given["reviewer_unit"] is None:  # nobody stands above to check it: it is noted, and people decide
        matters.change(actor=writer, matter=made, due_on=given["due_on"], standard=given["standard"])
    else:
        matters.publish(actor=writer, matter=made, **given)
    return made.pk
