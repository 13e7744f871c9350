"""What members say for programs: objections with their answers, yearly confirmation, who may act for whom."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from ninja import Query

from leitu.api.bodies import body, clean, filled, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, Named, Out, listed
from leitu.core.clock import today
from leitu.people import actions, member_forms, policies
from leitu.people.actions.persons import home_of
from leitu.people.api.answers import area, day
from leitu.people.models import Confirmation, Consent, Objection, Person
from leitu.people.standing import HIMSELF, consents_to, helpers_for
from leitu.ui.views import SIGNED_IN

ObjectionQuestion: Any = question("ObjectionQuestion", member_forms.ObjectionFilter)
ObjectBody: Any = body("ObjectBody", member_forms.ObjectForm)
AnswerObjectionBody: Any = body("AnswerObjectionBody", member_forms.AnswerObjectionForm)
ConsentBody: Any = body("ConsentBody", member_forms.ConsentForm)
RecordConsentBody: Any = body("RecordConsentBody", member_forms.RecordConsentForm)


class ObjectionLine(Out):
    """Somebody says of a line of his record that it is not right; ``due_on``: by when an answer is owed."""

    id: int
    person: Named
    unit: Named
    line: str
    label: str
    text: str
    made_at: dt.datetime
    helper: str | None
    due_on: dt.date
    state: str
    outcome: str
    answer: str
    answered_at: dt.datetime | None


class ConfirmationLine(Out):
    person: int
    year: int
    at: dt.datetime


class ConsentLine(Out):
    """A member lets somebody act for him, for stated purposes, until a day."""

    id: int
    person: Named
    helper: Named
    purposes: list[str]
    way: str
    since: dt.date | None
    until: dt.date | None


def _named(row: Any) -> Named:
    return Named(id=row.pk, name=row.name)


def _objection(row: Objection) -> ObjectionLine:
    return ObjectionLine(
        id=row.pk,
        person=_named(row.person),
        unit=_named(row.unit),
        line=row.line,
        label=row.label,
        text=row.unseal("text"),
        made_at=row.made_at,
        helper=row.helper.name if row.helper else None,
        due_on=row.due_on,
        state=row.state_on(today()),
        outcome=row.outcome,
        answer=row.unseal("answer"),
        answered_at=row.answered_at,
    )


def _consent(row: Consent) -> ConsentLine:
    return ConsentLine(
        id=row.pk,
        person=_named(row.person),
        helper=_named(row.helper),
        purposes=row.purposes,
        way=row.way,
        since=day(row.since),
        until=day(row.until),
    )


def _own(request: Call, key: int, purpose: str = "") -> Person:
    """Oneself, or with a ``purpose`` whoever has let the actor act for him. Raises Http404, NotAllowed."""
    mine = Q(pk=request.actor.person_id or -1)
    lent = Q(pk__in=consents_to(request.actor).values("person_id"))
    rows = Person.objects.filter(mine | lent if purpose else mine, tenant_id=request.actor.tenant_id)
    found: Person = one(rows, pk=key)
    HIMSELF.require(request.actor, found, purpose)
    return found


def _to_answer(request: Call) -> "QuerySet[Any, Any]":
    rows = Objection.objects.visible_to(request.actor, policies.MANAGE)
    return rows.select_related("person", "unit", "helper")


@area.reads("/objections", "people.objections", policies.MANAGE)
def list_objections(request: Call, asked: Query[ObjectionQuestion]) -> Listed[ObjectionLine]:
    """The objections of the units whose register one keeps, the nearest deadline first; by default those that wait."""
    state = filled(member_forms.ObjectionFilter, asked).cleaned_data["state"]
    rows = member_forms.of_state(_to_answer(request), state)
    return listed(rows.order_by("due_on", "pk"), asked, _objection)


@area.acts("/persons/{int:pk}/object/{slug:line}", "people.object_to", SIGNED_IN)
def object_to(request: Call, pk: int, line: str, data: ObjectBody) -> ObjectionLine:
    """Say that a line of one's record is not right; the branch owes an answer."""
    person = _own(request, pk, Consent.Purpose.OBJECT)
    given = clean(member_forms.ObjectForm, data)
    return _objection(actions.object_to(actor=request.actor, person=person, line=line, **given))


@area.acts("/objections/{int:pk}/withdraw", "people.withdraw_objection", SIGNED_IN)
def withdraw_objection(request: Call, pk: int) -> ObjectionLine:
    """Take an objection back before it is answered."""
    mine = Q(person_id=request.actor.person_id or -1)
    lent = Q(person_id__in=consents_to(request.actor).values("person_id"))
    rows = Objection.objects.filter(mine | lent, tenant_id=request.actor.tenant_id)
    row = one(rows.select_related("person", "unit", "helper"), pk=pk)
    return _objection(actions.withdraw_objection(actor=request.actor, objection=row))


@area.acts("/objections/{int:pk}/answer", "people.answer_objection", policies.MANAGE)
def answer_objection(request: Call, pk: int, data: AnswerObjectionBody) -> ObjectionLine:
    """Say in a sentence what became of an objection; nobody answers his own."""
    row = one(_to_answer(request), pk=pk)
    given = clean(member_forms.AnswerObjectionForm, data)
    return _objection(actions.answer_objection(actor=request.actor, objection=row, **given))


@area.acts("/persons/{int:pk}/confirm", "people.confirm", SIGNED_IN)
def confirm(request: Call, pk: int) -> ConfirmationLine:
    """资料无误, once a year; nobody owes it."""
    person = _own(request, pk, Consent.Purpose.CONFIRM)
    made: Confirmation = actions.confirm(actor=request.actor, person=person)
    return ConfirmationLine(person=made.person_id, year=made.year, at=made.at)


@area.acts("/persons/{int:pk}/consent", "people.give_consent", SIGNED_IN)
def give_consent(request: Call, pk: int, data: ConsentBody) -> ConsentLine:
    """Let another member of one's branch act for oneself."""
    person = _own(request, pk)
    given = clean(member_forms.ConsentForm, data, helpers=helpers_for(person))
    return _consent(actions.give_consent(actor=request.actor, person=person, **given))


@area.acts("/persons/{int:pk}/consent/record", "people.record_consent", policies.MANAGE)
def record_consent(request: Call, pk: int, data: RecordConsentBody) -> ConsentLine:
    """Write down what a member said on paper or by word of mouth, with a witness."""
    person = one(Person.objects.visible_to(request.actor), pk=pk)
    policies.MANAGE.require(request.actor, home_of(person))
    given = clean(member_forms.RecordConsentForm, data, helpers=helpers_for(person))
    return _consent(actions.record_consent(actor=request.actor, person=person, **given))


@area.acts("/consents/{int:pk}/withdraw", "people.withdraw_consent", SIGNED_IN)
def withdraw_consent(request: Call, pk: int) -> ConsentLine:
    """End it at once: the member, his helper, or the branch for a member without an account."""
    mine = request.actor.person_id or -1
    kept = Consent.objects.visible_to(request.actor, policies.MANAGE)
    rows = Consent.objects.filter(tenant_id=request.actor.tenant_id).select_related("person", "helper")
    row = one(rows.filter(Q(person_id=mine) | Q(helper_id=mine) | Q(pk__in=kept.values("pk"))), pk=pk)
    return _consent(actions.withdraw_consent(actor=request.actor, consent=row))
