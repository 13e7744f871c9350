"""What the owner's side does: begin, report, prove, ask for more time, ask to close."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.core.sentences import said
from leitu.matters import policies, queries
from leitu.matters.actions.fresh import add_step, fresh, involve_unit, save
from leitu.matters.actions.noting import require_day, set_person
from leitu.matters.actions.parts import refuse_open_parts
from leitu.matters.models import Matter, Step
from leitu.matters.sources import Source
from leitu.orgs.models import Involvement, Unit
from leitu.people.models import Person

State = Matter.State


@transaction.atomic
def begin(*, actor: Actor, matter: Matter) -> Matter:
    """Work has begun. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "begin")

    matter.state = State.IN_PROGRESS
    save(matter, "state")
    add_step(actor, matter, Step.Kind.BEGUN)

    record(actor, "matters.begin", matter)
    return matter


@transaction.atomic
def progress(*, actor: Actor, matter: Matter, text: str) -> Matter:
    """Say how far it has come. Raises NotAllowed, WrongState, ValidationError."""
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "progress")
    text = said(text, "text", _("写一句办到哪一步了。"))

    matter.state = State.IN_PROGRESS
    save(matter, "state")
    add_step(actor, matter, Step.Kind.PROGRESS, text)

    record(actor, "matters.progress", matter, text=text)
    return matter


@transaction.atomic
def request_close(*, actor: Actor, matter: Matter, effect: str, version: int | None = None) -> Matter:
    """Ask the checking unit to close it, with one sentence of what has become better.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "request_close", version)
    refuse_open_parts(matter)
    effect = said(effect, "effect", _("写一句成效：和原来比，好在哪里。"))

    matter.state, matter.effect = State.CLOSE_REQUESTED, effect
    save(matter, "state", "effect")
    add_step(actor, matter, Step.Kind.CLOSE_REQUESTED, effect)

    record(actor, "matters.request_close", matter, effect=effect)
    return matter


@transaction.atomic
def extend(*, actor: Actor, matter: Matter, due_on: dt.date, reason: str, version: int | None = None) -> Matter:
    """Ask for more time; the checking unit has to agree, and the old date stays in sight.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError.
    """
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "extend", version)
    reason = said(reason, "reason", _("请写一句原因。"))
    assert matter.due_on is not None
    if due_on <= max(matter.due_on, today()):
        raise ValidationError({"due_on": _("新的完成时间要晚于现在定的时间，也要晚于今天。")})
    require_day(matter, due_on)

    matter.asked_due_on, matter.asked_reason = due_on, reason
    save(matter, "asked_due_on", "asked_reason")
    add_step(actor, matter, Step.Kind.EXTENSION_ASKED, reason, to=due_on.isoformat())

    record(actor, "matters.extend", matter, due_on=due_on, reason=reason)
    return matter


@transaction.atomic
def assign(*, actor: Actor, matter: Matter, person: Person, version: int | None = None) -> Matter:
    """Name another person responsible in the same unit. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "assign", version)
    if person.tenant_id != matter.tenant_id or not queries.belongs(person, matter.unit):
        raise ValidationError({"person": _("责任人要是责任单位现在的班子成员或党员。")})

    before = matter.person_name
    set_person(matter, person)
    save(matter, "person", "person_name")
    add_step(actor, matter, Step.Kind.ASSIGNED, person=person.pk, name=person.name, before=before)

    record(actor, "matters.assign", matter, person=person.pk, name=person.name)
    return matter


@transaction.atomic
def involve(*, actor: Actor, matter: Matter, unit: Unit, part: str) -> Matter:
    """Another unit helps (协办), with its own part. Raises NotAllowed, WrongState, ValidationError (it helps already)."""
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "involve")
    if unit.tenant_id != matter.tenant_id or not unit.exists_on(today()):
        raise NotAllowed(_("这里没有这个人或这个党组织。"))
    if unit.pk in (matter.unit_id, matter.reviewer_unit_id):
        raise ValidationError({"unit": _("责任单位和考核单位不能再当协办单位。")})
    part = said(part, "part", _("写一句请它做什么。"))

    if not involve_unit(matter, unit, Involvement.Capacity.HELPER):
        raise ValidationError({"unit": _("这个党组织已经在协办了。")})
    save(matter)
    add_step(actor, matter, Step.Kind.HELPER, part, unit=unit.pk, name=unit.name)

    record(actor, "matters.involve", matter, unit=unit.name, part=part)
    return matter


@transaction.atomic
def link_evidence(*, actor: Actor, matter: Matter, source: Source) -> Matter:
    """Point to a record that proves it; nothing is uploaded. Raises NotAllowed, WrongState, ValidationError (twice)."""
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "link_evidence")
    known = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter, kind=Step.Kind.EVIDENCE)
    if known.filter(data__source=source.kind, data__key=source.key).exists():
        raise ValidationError({"source": _("这条记录已经关联过了。")})

    save(matter)
    add_step(actor, matter, Step.Kind.EVIDENCE, source.text[:500], source=source.kind, key=source.key)

    record(actor, "matters.link_evidence", matter, text=source.text[:200])
    return matter
