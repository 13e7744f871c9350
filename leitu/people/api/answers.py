"""Persons, memberships and posts as programs read them. Sensitive items are masked; to see one is an act of its own."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Moment, Named, Out, history
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import BEGINNING, FOREVER
from leitu.core.sealed import mask
from leitu.orgs.models import valid_on
from leitu.people import policies
from leitu.people.actions.persons import SEALED
from leitu.people.models import Exemption, Membership, Person, Post, Suspension

area = Area("people", _("党员"))


class MemberLine(Out):
    """One line of the list of members; ``id`` is the membership's."""

    id: int
    person: Named
    unit: Named
    group: Named | None
    stage: str
    joined_on: dt.date | None
    full_on: dt.date | None
    is_suspended: bool
    is_exempt: bool
    is_floating: bool
    is_lost: bool
    version: int


class MembershipLine(Out):
    """Where somebody belongs or belonged; null: without an end."""

    id: int
    unit: Named
    group: Named | None
    stage: str
    joined_on: dt.date | None
    full_on: dt.date | None
    since: dt.date | None
    until: dt.date | None
    ending: str
    version: int


class PostLine(Out):
    id: int
    unit: Named
    person: int | None
    holder: str
    title: str
    origin: str
    since: dt.date | None
    until: dt.date | None


class ExemptionLine(Out):
    id: int
    ground: str
    since: dt.date | None
    until: dt.date | None


class SuspensionLine(Out):
    id: int
    since: dt.date | None
    until: dt.date | None


class Masked(Out):
    """Sensitive items as lists show them; empty where there is nothing."""

    id_number: str
    mobile: str
    landline: str
    address: str


class PersonRecord(Out):
    """One person. ``history`` is null for whoever neither keeps the register nor is the person."""

    id: int
    name: str
    sex: str
    birth_on: dt.date | None
    masked: Masked
    memberships: list[MembershipLine]
    posts: list[PostLine]
    exemptions: list[ExemptionLine]
    suspended: SuspensionLine | None
    floating_to: str | None
    version: int
    history: list[Moment] | None


class Revealed(Out):
    """One sensitive item in clear. That it was looked at, by whom and why, is on record."""

    field: str
    value: str


class Invitation(Out):
    """A one-time way in, which cannot be had again."""

    person: int
    code: str


def day(value: dt.date) -> dt.date | None:
    """Without the days that stand for an open end."""
    return None if value in (BEGINNING, FOREVER) else value


def _named(unit: Any) -> Named:
    return Named(id=unit.pk, name=unit.name)


def member_line(row: Any) -> MemberLine:
    """A membership with the marks of ``queries.with_marks``."""
    return MemberLine(
        id=row.pk,
        person=_named(row.person),
        unit=_named(row.unit),
        group=_named(row.group) if row.group else None,
        stage=row.stage_on(today()),
        joined_on=row.joined_on,
        full_on=row.full_on,
        is_suspended=row.is_suspended,
        is_exempt=row.is_exempt,
        is_floating=row.is_floating,
        is_lost=row.lost_since is not None,
        version=row.version,
    )


def membership_line(row: Membership) -> MembershipLine:
    return MembershipLine(
        id=row.pk,
        unit=_named(row.unit),
        group=_named(row.group) if row.group else None,
        stage=row.stage_on(today()),
        joined_on=row.joined_on,
        full_on=row.full_on,
        since=day(row.since),
        until=day(row.until),
        ending=row.ending,
        version=row.version,
    )


def post_line(row: Post) -> PostLine:
    return PostLine(
        id=row.pk,
        unit=_named(row.unit),
        person=row.person_id,
        holder=row.holder_name,
        title=row.title,
        origin=row.origin,
        since=day(row.since),
        until=day(row.until),
    )


def exemption_line(row: Exemption) -> ExemptionLine:
    return ExemptionLine(id=row.pk, ground=row.ground, since=day(row.since), until=day(row.until))


def suspension_line(row: Suspension) -> SuspensionLine:
    return SuspensionLine(id=row.pk, since=day(row.since), until=day(row.until))


def person_record(actor: Actor, person: Person) -> PersonRecord:
    """The person as the register has him, as far as the actor may read it."""
    memberships = list(person.memberships.select_related("unit", "group").order_by("-until", "-since"))
    home = memberships[0] if memberships else None
    manages = home is not None and policies.MANAGE.allows(actor, home)
    suspension = home.suspensions.filter(valid_on(today())).first() if home else None
    floating = person.floating_records.filter(valid_on(today())).first()
    tells = manages or person.pk == actor.person_id
    return PersonRecord(
        id=person.pk,
        name=person.name,
        sex=person.sex,
        birth_on=person.birth_on,
        masked=Masked(**{name: mask(person.unseal(name)) for name in SEALED}),
        memberships=[membership_line(row) for row in memberships],
        posts=[post_line(row) for row in person.posts.select_related("unit").order_by("-until", "-since")],
        exemptions=[exemption_line(row) for row in person.exemptions.order_by("-since")],
        suspended=suspension_line(suspension) if suspension else None,
        floating_to=floating.destination if floating else None,
        version=person.version,
        history=history(person) if tells else None,
    )
