"""A member says what is not right, and is answered. Confirming that all is right stands beside it."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs.models import Unit
from leitu.people import policies
from leitu.people.actions.persons import home_of
from leitu.people.lines import line_of
from leitu.people.models import Confirmation, Consent, Objection, Person
from leitu.people.standing import HIMSELF, home_today

MOST_CHARS = 1000


def answers(unit: Unit, line: str) -> Unit:
    """Who answers: the branch; for an appeal against its answer the organisation above. Raises WrongState."""
    if not line.startswith("objection-"):
        return unit
    if unit.parent is None:
        raise WrongState(_("上面没有别的党组织可以申诉。"))
    return unit.parent


@transaction.atomic
def object_to(*, actor: Actor, person: Person, line: str, text: str) -> Objection:
    """Say that a line of one's record is not right (people/lines.py names lines).

    The branch owes an answer within LEITU_OBJECTION_DAYS. Raises NotAllowed, WrongState (one waits already),
    ValidationError (no such line, nothing said).
    """
    helper = HIMSELF.require(actor, person, Consent.Purpose.OBJECT)
    found = line_of(person, line)
    if found is None:
        raise ValidationError(_("您的资料里没有这一条。"))
    if not text.strip():
        raise ValidationError({"text": _("请写一句：哪里不对，应当是什么。")})
    if len(text) > MOST_CHARS:
        raise ValidationError({"text": _("请写短一些，最多 %(most)s 个字。") % {"most": MOST_CHARS}})
    appealed = person.objections.filter(pk=line.removeprefix("objection-")).first() if "objection-" in line else None
    unit = answers(appealed.unit if appealed else home_of(person).unit, line)

    made = Objection(
        tenant_id=person.tenant_id,
        person=person,
        unit=unit,
        line=found.ref,
        label=found.kept,
        made_at=now(),
        helper=helper,
        due_on=today() + dt.timedelta(days=settings.LEITU_OBJECTION_DAYS),
    )
    made.seal("text", text.strip())
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise WrongState(_("这一条您已经提过，还在等答复。要补充的话，先撤回再提一次。")) from twice

    name = helper.name if helper else ""
    record(actor, "people.object_to", made, person=person.pk, line=made.label, due_on=made.due_on, helper=name)
    return made


@transaction.atomic
def withdraw_objection(*, actor: Actor, objection: Objection) -> Objection:
    """Take it back before it is answered. Raises NotAllowed, WrongState."""
    helper = HIMSELF.require(actor, objection.person, Consent.Purpose.OBJECT)
    locked = _waiting(objection)

    locked.withdrawn_at = now()
    locked.save(update_fields=["withdrawn_at"])

    name = helper.name if helper else ""
    record(actor, "people.withdraw_objection", locked, person=locked.person_id, line=locked.label, helper=name)
    return locked


@transaction.atomic
def answer_objection(*, actor: Actor, objection: Objection, outcome: str, answer: str) -> Objection:
    """Say in a sentence what became of it. A human decision; the record itself is mended with its own forms.

    Nobody answers his own, nor one that he made for somebody. Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, objection)
    if actor.person_id and actor.person_id in (objection.person_id, objection.helper_id):
        raise NotAllowed(_("自己提的异议由上级党组织答复。"))
    if outcome not in Objection.Outcome.values:
        raise ValidationError({"outcome": _("请选一个结果。")})
    if not answer.strip():
        raise ValidationError({"answer": _("请用一句话答复：核对了什么，怎么处理的。")})
    if len(answer) > MOST_CHARS:
        raise ValidationError({"answer": _("请写短一些，最多 %(most)s 个字。") % {"most": MOST_CHARS}})
    locked = _waiting(objection)

    locked.outcome, locked.answered_at, locked.answered_by_label = outcome, now(), actor.label[:120]
    locked.seal("answer", answer.strip())
    locked.save(update_fields=["outcome", "answered_at", "answered_by_label", "answer_sealed"])

    word = str(Objection.Outcome(outcome).label)
    record(
        actor,
        "people.answer_objection",
        locked,
        person=locked.person_id,
        line=locked.label,
        outcome=outcome,
        result=word,
        late=locked.due_on < today(),
    )
    return locked


def _waiting(objection: Objection) -> Objection:
    rows = Objection.objects.select_for_update(of=("self",)).select_related("person", "unit")
    locked: Objection = rows.get(pk=objection.pk, tenant_id=objection.tenant_id)
    if not locked.is_waiting:
        raise WrongState(_("这条异议已经有结果了。"))
    return locked


@transaction.atomic
def confirm(*, actor: Actor, person: Person) -> Confirmation:
    """资料无误, once a year, after a look. Nobody owes it. Raises NotAllowed, WrongState (done, or no member today)."""
    helper = HIMSELF.require(actor, person, Consent.Purpose.CONFIRM)
    home = home_today(person)
    if home is None:
        raise WrongState(_("这个人现在不在名册上。"))

    try:
        with transaction.atomic():
            made = Confirmation.objects.create(
                tenant_id=person.tenant_id, person=person, unit=home.unit, year=today().year, at=now(), helper=helper
            )
    except IntegrityError as twice:
        raise WrongState(_("今年已经核对过了。")) from twice

    record(actor, "people.confirm", made, person=person.pk, year=made.year, helper=helper.name if helper else "")
    return made
