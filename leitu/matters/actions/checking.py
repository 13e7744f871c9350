"""What the checking unit does: close, send back, open again, answer, hand over. Never anybody of the owner's side."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.sentences import said
from leitu.facts.derive import derive
from leitu.matters import policies, queries
from leitu.matters.actions.fresh import add_step, end_involvement, fresh, involve_unit, save
from leitu.matters.actions.hearing import require_reason, void_words
from leitu.matters.actions.parts import refuse_open_parts
from leitu.matters.models import Matter, Step
from leitu.matters.stages import stage_on
from leitu.orgs.models import Involvement, Unit

State = Matter.State


@transaction.atomic
def close(*, actor: Actor, matter: Matter, finding: str = "", version: int | None = None) -> Matter:
    """Accept the finished work (销号); ``finding``: what the checker saw, if he wants to say it; he must where
    somebody affected said that it is not solved.

    Raises NotAllowed (of the owner's side, by whatever right), WrongState, StaleEdit, ValidationError.
    """
    policies.CHECK.require(actor, matter)
    matter = fresh(matter, "close", version)
    policies.CHECK.require(actor, matter)

    refuse_open_parts(matter)
    require_reason(matter, finding)

    matter.state, matter.closed_on = State.CLOSED, today()
    matter.asked_due_on, matter.asked_reason = None, ""
    save(matter, "state", "closed_on", "asked_due_on", "asked_reason")
    void_words(matter)
    step = add_step(actor, matter, Step.Kind.CLOSED, finding.strip()[:500])

    record(actor, "matters.close", matter, effect=matter.effect, finding=step.text)
    derive(step, is_first=True)
    return matter


@transaction.atomic
def send_back(*, actor: Actor, matter: Matter, reason: str, version: int | None = None) -> Matter:
    """It is not done yet (退回): say what is still missing. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.CHECK.require(actor, matter)
    matter = fresh(matter, "send_back", version)
    policies.CHECK.require(actor, matter)
    reason = said(reason, "reason", _("写一句还差什么。"))

    matter.state = State.SENT_BACK
    save(matter, "state")
    void_words(matter)
    add_step(actor, matter, Step.Kind.SENT_BACK, reason)

    record(actor, "matters.send_back", matter, reason=reason)
    return matter


@transaction.atomic
def reopen(*, actor: Actor, matter: Matter, reason: str, version: int | None = None) -> Matter:
    """It came back, or the effect did not last (重新挂账). Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.CHECK.require(actor, matter)
    matter = fresh(matter, "reopen", version)
    policies.CHECK.require(actor, matter)
    reason = said(reason, "reason", _("写一句为什么重新挂账。"))

    matter.state, matter.closed_on, matter.look_on = State.REOPENED, None, None
    matter.times_reopened += 1
    save(matter, "state", "closed_on", "look_on", "times_reopened")
    step = add_step(actor, matter, Step.Kind.REOPENED, reason, reviewer=matter.reviewer_unit_id)

    record(actor, "matters.reopen", matter, counts_for=[matter.reviewer_unit_id or 0], reason=reason)
    derive(step, is_first=True)
    return matter


@transaction.atomic
def answer_extension(
    *, actor: Actor, matter: Matter, agreed: bool, reason: str = "", version: int | None = None
) -> Matter:
    """Agree to more time, or not, with a reason. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.CHECK.require(actor, matter)
    matter = fresh(matter, "answer_extension", version)
    policies.CHECK.require(actor, matter)
    text = reason.strip()[:500] if agreed else said(reason, "reason", _("不同意的，请写一句原因。"))

    before, asked = matter.due_on, matter.asked_due_on
    assert before is not None
    assert asked is not None
    if agreed:
        matter.due_on, matter.stages_told = asked, stage_on(asked, today())
    matter.asked_due_on, matter.asked_reason = None, ""
    save(matter, "due_on", "stages_told", "asked_due_on", "asked_reason")
    kind = Step.Kind.EXTENDED if agreed else Step.Kind.EXTENSION_REFUSED
    add_step(actor, matter, kind, text, before=before.isoformat(), to=asked.isoformat())

    answer = _("同意") if agreed else _("不同意")
    record(actor, "matters.answer_extension", matter, agreed=agreed, answer=answer, before=before, due_on=asked)
    return matter


@transaction.atomic
def hand_over(*, actor: Actor, matter: Matter, unit: Unit, reason: str, version: int | None = None) -> Matter:
    """Another unit owns it from now on; its own people name who is responsible. The former owner never checks it.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.HAND.require(actor, matter)
    policies.REVIEW.require(actor, unit)
    matter = fresh(matter, "hand_over", version)
    policies.HAND.require(actor, matter)
    reason = said(reason, "reason", _("请写一句原因。"))
    if unit.pk == matter.unit_id:
        raise ValidationError({"unit": _("它现在就是责任单位。")})
    if not unit.exists_on(today()) or (matter.reviewer_unit and queries.stands_below(matter.reviewer_unit, unit)):
        raise ValidationError({"unit": _("不能移交给已经撤销的党组织，也不能移交给考核单位或它的上级。")})

    own(actor, matter, unit, reason)

    record(actor, "matters.hand_over", matter, unit_id=unit.pk, to=unit.name, reason=reason)
    return matter


def own(actor: Actor, matter: Matter, unit: Unit, reason: str) -> None:
    """Make ``unit`` the owner; the stream says who owned it before and who was responsible.

    Where the checking unit would stand at or below the owner now, the next one above checks.
    """
    before, person = matter.unit, matter.person_id
    involve_unit(matter, before, Involvement.Capacity.FORMER_OWNER)
    matter.unit, matter.person, matter.person_name = unit, None, ""
    if matter.first_due_on is not None and (
        matter.reviewer_unit is None or queries.stands_below(matter.reviewer_unit, unit)
    ):
        set_reviewer(matter, queries.reviewers_for(unit).first())
    save(matter, "unit", "person", "person_name", "reviewer_unit")
    add_step(actor, matter, Step.Kind.HANDED_OVER, reason, before=before.name, to=unit.name, person=person)


def set_reviewer(matter: Matter, unit: Unit | None) -> None:
    """Another unit checks it, and sees it; None where nobody stands above the owner."""
    matter.reviewer_unit = unit
    end_involvement(matter, Involvement.Capacity.REVIEWER)
    if unit is not None:
        involve_unit(matter, unit, Involvement.Capacity.REVIEWER)


def inherit(actor: Actor, unit: Unit, superior: Unit) -> None:
    """What a dissolved unit owned goes to its superior, what it checked is checked there; run by ``orgs.close``."""
    reason = _("%(unit)s撤销") % {"unit": unit.name}
    rows = Matter.objects.select_for_update(of=("self",)).select_related("unit", "reviewer_unit")
    left = rows.filter(tenant_id=unit.tenant_id, state__in=[*Matter.ON_LEDGER, State.NOTED])
    for matter in left.filter(unit=unit).order_by("pk"):
        own(actor, matter, superior, reason)
        record(actor, "matters.hand_over", matter, unit_id=superior.pk, to=superior.name, reason=reason)
    for matter in left.filter(reviewer_unit=unit).exclude(unit=unit).order_by("pk"):
        is_below = queries.stands_below(superior, matter.unit)
        set_reviewer(matter, queries.reviewers_for(matter.unit).first() if is_below else superior)
        save(matter, "reviewer_unit")
        to = matter.reviewer_unit.name if matter.reviewer_unit else ""
        add_step(actor, matter, Step.Kind.REVIEWER, reason, to=to)
        record(actor, "matters.change", matter, changed=["reviewer_unit"])
