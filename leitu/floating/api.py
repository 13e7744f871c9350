"""Floating members as programs read and keep them."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import Q, body, clean, filled, order, question
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Id, Listed, Named, Out, listed
from leitu.floating import actions, forms, policies, queries
from leitu.floating.models import Care
from leitu.people.models import Membership
from leitu.people.queries import named

area = Area("floating", _("流动党员"))
FloatingQuestion: Any = question("FloatingQuestion", forms.FloatingFilter, q=Q, sort=order(*queries.SORTS))
FloatBody: Any = body("FloatBody", forms.FloatForm, more={"membership": (Id, ...)})
ArrangeBody: Any = body("FloatingArrangeBody", forms.ArrangeForm, version=True)
ContactBody: Any = body("FloatingContactBody", forms.ContactForm)
HomeBody: Any = body("FloatingHomeBody", forms.HomeForm)


class FloatingLine(Out):
    """A member who is away; ``care`` is null where nobody keeps in touch yet."""

    membership: int
    person: Named
    unit: Named
    destination: str
    care: int | None
    contact_name: str | None
    next_on: dt.date | None
    host_name: str | None
    elsewhere: int


class CareRecord(Out):
    """One stay away."""

    id: int
    person: Named
    unit: Named
    destination: str
    since: dt.date
    until: dt.date
    contact: Named
    every_months: int
    next_on: dt.date
    host_name: str
    welcomed_on: dt.date | None
    version: int


def floating_line(row: Any) -> FloatingLine:
    return FloatingLine(
        membership=row.pk,
        person=Named(id=row.person_id, name=row.person.name),
        unit=Named(id=row.unit_id, name=row.unit.name),
        destination=row.destination,
        care=row.care,
        contact_name=row.contact_name,
        next_on=row.next_on,
        host_name=row.host_name,
        elsewhere=row.elsewhere,
    )


def care_record(pk: int) -> CareRecord:
    """As it stands now; the caller has seen it."""
    row = Care.objects.select_related("person", "unit", "contact", "record").get(pk=pk)
    return CareRecord(
        id=row.pk,
        person=Named(id=row.person_id, name=row.person.name),
        unit=Named(id=row.unit_id, name=row.unit.name),
        destination=row.record.destination,
        since=row.record.since,
        until=row.record.until,
        contact=Named(id=row.contact_id, name=row.contact.name),
        every_months=row.every_months,
        next_on=row.next_on,
        host_name=row.host_name,
        welcomed_on=row.welcomed_on,
        version=row.version,
    )


def _care(request: Call, pk: int, permission: Any) -> Care:
    rows = Care.objects.visible_to(request.actor).select_related("unit", "host", "record")
    found: Care = one(rows, pk=pk)
    permission.require(request.actor, found)
    return found


@area.reads("/", "floating.list", policies.VIEW)
def list_floating(request: Call, asked: Query[FloatingQuestion]) -> Listed[FloatingLine]:
    """The members in sight who are away, who has nobody to keep in touch first."""
    rows = filled(forms.FloatingFilter, asked).filter(queries.listed(request.actor))
    rows = named(rows, request.actor.tenant_id, asked.q) if asked.q else rows
    return listed(rows.order_by(*queries.SORTS[asked.sort]), asked, floating_line)


@area.reads("/{int:pk}", "floating.show", policies.VIEW)
def show(request: Call, pk: int) -> CareRecord:
    """One stay away."""
    return care_record(one(Care.objects.visible_to(request.actor), pk=pk).pk)


@area.acts("/float_out", "floating.float_out", policies.MANAGE)
def float_out(request: Call, data: FloatBody) -> CareRecord:
    """He is away; somebody keeps in touch."""
    rows = Membership.objects.visible_to(request.actor, policies.VIEW).select_related("person", "unit")
    membership: Membership = one(rows, pk=data.membership)
    policies.MANAGE.require(request.actor, membership)
    given = clean(forms.FloatForm, data, unit=membership.unit)
    return care_record(actions.float_out(actor=request.actor, membership=membership, **given).pk)


@area.acts("/{int:pk}/arrange", "floating.arrange", policies.MANAGE)
def arrange(request: Call, pk: int, data: ArrangeBody) -> CareRecord:
    """Another contact person, pace or receiving place."""
    care = _care(request, pk, policies.MANAGE)
    given = clean(forms.ArrangeForm, data, unit=care.unit)
    return care_record(actions.arrange(actor=request.actor, care=care, version=data.version, **given).pk)


@area.acts("/{int:pk}/note_contact", "floating.note_contact", policies.TOUCH)
def note_contact(request: Call, pk: int, data: ContactBody) -> CareRecord:
    """Somebody got in touch."""
    care = _care(request, pk, policies.TOUCH)
    actions.note_contact(actor=request.actor, care=care, **clean(forms.ContactForm, data))
    return care_record(pk)


@area.acts("/{int:pk}/welcome", "floating.welcome", policies.HOST)
def welcome(request: Call, pk: int) -> CareRecord:
    """The receiving branch has met him."""
    return care_record(actions.welcome(actor=request.actor, care=_care(request, pk, policies.HOST)).pk)


@area.acts("/{int:pk}/come_home", "floating.come_home", policies.MANAGE)
def come_home(request: Call, pk: int, data: HomeBody) -> CareRecord:
    """He is back."""
    care, given = _care(request, pk, policies.MANAGE), clean(forms.HomeForm, data)
    return care_record(actions.come_home(actor=request.actor, care=care, **given).pk)
