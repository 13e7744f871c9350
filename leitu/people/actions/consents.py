"""Who may act for whom (代办): given by the member himself, or recorded by the branch on paper's or a witness's word."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.periods import add_months
from leitu.orgs.models import valid_on
from leitu.people import policies
from leitu.people.models import Consent, Membership, Person
from leitu.people.standing import HIMSELF, helpers_for, home_today, is_oneself

MONTHS = 12
"""A consent ends by itself after a year: whoever still wants it says so again."""


@transaction.atomic
def give_consent(*, actor: Actor, person: Person, helper: Person, purposes: Sequence[str]) -> Consent:
    """Let ``helper`` act for oneself. Raises NotAllowed, WrongState, ValidationError."""
    HIMSELF.require(actor, person)
    made = _made(person, helper, purposes)

    made.save()

    _say(actor, "people.give_consent", made)
    return made


@transaction.atomic
def record_consent(
    *,
    actor: Actor,
    person: Person,
    helper: Person,
    purposes: Sequence[str],
    way: str,
    witness: str,
    note: str = "",
) -> Consent:
    """Write down what a member said on paper or by word of mouth, with a witness.

    The witness is neither the helper nor who writes it down. Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, _home(person))
    if is_oneself(actor, person):
        raise NotAllowed(_("请在“我的”里自己请人代办。"))
    if way not in (Consent.Way.PAPER, Consent.Way.ORAL):
        raise ValidationError({"way": _("请选纸质或口头。")})
    if not witness.strip() or witness.strip() in (helper.name, person.name, actor.label):
        raise ValidationError({"witness": _("请写一位见证人的姓名，不能是本人、代办人或登记人。")})
    made = _made(person, helper, purposes)

    made.way, made.witness, made.note = way, witness.strip()[:100], note.strip()[:200]
    made.save()

    _say(actor, "people.record_consent", made, way=str(made.get_way_display()), witness=made.witness)
    return made


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent) -> Consent:
    """End it at once: the member, his helper, or the branch for a member without an account.

    Raises NotAllowed, WrongState (it has ended).
    """
    is_helper = is_oneself(actor, consent.helper)
    if not is_oneself(actor, consent.person) and not is_helper:
        policies.MANAGE.require(actor, consent)
    locked = Consent.objects.select_for_update(of=("self",)).select_related("person", "helper").get(pk=consent.pk)
    if not locked.holds_on(today()):
        raise WrongState(_("这条代办已经结束。"))

    locked.until = max(today(), locked.since)
    locked.save(update_fields=["until"])

    _say(actor, "people.withdraw_consent", locked)
    return locked


def _home(person: Person) -> Membership:
    found = home_today(person)
    if found is None:
        raise WrongState(_("这个人现在不在名册上。"))
    return found


def _made(person: Person, helper: Person, purposes: Sequence[str]) -> Consent:
    """An unsaved consent that fits. Raises WrongState, ValidationError."""
    Person.objects.select_for_update().get(pk=person.pk)  # one after the other: no two consents to one helper
    chosen = [one for one in Consent.Purpose.values if one in purposes]
    if not chosen:
        raise ValidationError({"purposes": _("请选至少一件要代办的事。")})
    if not helpers_for(person).filter(pk=helper.pk).exists():
        raise ValidationError({"helper": _("代办人要从同一个党支部里选。")})
    day = today()
    if Consent.objects.filter(valid_on(day), tenant_id=person.tenant_id, person=person, helper=helper).exists():
        raise WrongState(_("已经同意他代办了。要改事项，先结束原来的一条。"))
    return Consent(
        tenant_id=person.tenant_id,
        person=person,
        helper=helper,
        unit=_home(person).unit,
        purposes=chosen,
        since=day,
        until=add_months(day, MONTHS),
    )


def _say(actor: Actor, verb: str, consent: Consent, **more: Any) -> None:
    record(
        actor,
        verb,
        consent,
        person=consent.person_id,
        to=consent.helper.name,
        purposes=consent.purposes,
        until=consent.until,
        **more,
    )
