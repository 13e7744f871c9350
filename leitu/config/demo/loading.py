"""Turn the plan of tree, register and posts into rows."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from leitu.config.demo.offices import Offices
from leitu.config.demo.register import PlannedPerson, Register
from leitu.config.demo.tree import PlannedUnit, Tree
from leitu.core import bulk, places
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs.actions import naming
from leitu.orgs.closure import Stay, closure
from leitu.orgs.models import Placement, Tenant, Term, Unit, UnitLink, UnitState, UnitToken
from leitu.people.actions.persons import id_number_index
from leitu.people.models import Exemption, FloatingRecord, Membership, Person, PersonToken, Post, Suspension

LOADED = (
    Unit, UnitToken, UnitState, Placement, UnitLink, Term, Person, PersonToken, Membership, Suspension, FloatingRecord, Exemption, Post,
)  # fmt: skip

Load = Callable[..., int]


def tree(tenant: Tenant, plan: Tree, offices: Offices, load: Load) -> None:
    """Units with their states, placements, closure and terms. Gives every planned unit its key."""
    for key, unit in enumerate(plan.units, bulk.next_key(Unit)):
        unit.pk = key
    contacts = {p.unit: p for p in offices.posts if p.until == FOREVER and p.title != "group_leader"}
    load(Unit, bulk.rows(_unit(tenant, unit, contacts.get(unit)) for unit in plan.units), ())
    load(UnitToken, naming.rows((tenant.pk, unit.pk, unit.name) for unit in plan.units), naming.columns(UnitToken))
    stays = [stay for unit in plan.units for stay in _stays(unit)]
    named = ("tenant_id", "unit_id", "since", "until")
    load(
        UnitState,
        (
            (tenant.pk, u.pk, since, until, name, u.kind, u.sector)
            for u in plan.units
            for since, until, name in _named(u)
        ),
        (*named, "name", "kind", "sector"),
    )
    load(Placement, ((tenant.pk, s.unit, s.since, s.until, s.parent) for s in stays), (*named, "parent_id"))
    load(
        UnitLink,
        ((tenant.pk, *link) for link in closure(stays)),
        ("tenant_id", "ancestor_id", "descendant_id", "depth", "since", "until"),
    )
    terms = ((tenant.pk, u.pk, first, last) for u in plan.units for first, last in u.terms)
    load(Term, terms, ("tenant_id", "unit_id", "starts_on", "ends_on"))


def _unit(tenant: Tenant, plan: PlannedUnit, contact: Any) -> Unit:
    unit = Unit(
        id=plan.pk,
        tenant_id=tenant.pk,
        code=plan.code,
        name=plan.name,
        kind=plan.kind,
        sector=plan.sector,
        parent_id=plan.parent.pk if plan.parent else None,
        founded_on=plan.founded_on,
        dissolved_on=plan.dissolved_on,
        has_committee=plan.has_committee,
        contact_name=contact.name if contact else "",
        workplace_situation=plan.situation,
        workplace_name=plan.workplace,
        workplace_nature=plan.nature,
        credit_code=plan.credit_code,
        place=_place(plan),
    )
    if contact and contact.person:
        unit.seal("contact_phone", contact.person.mobile)
    return unit


def _place(unit: PlannedUnit) -> str:
    """Where a branch stands: near the others of its town, by its code and not by dice that others throw, too."""
    if not unit.is_branch or unit.parent is None:
        return ""
    town, own = (int(hashlib.sha256(code.encode()).hexdigest()[:12], 16) for code in (unit.parent.code, unit.code))
    north, east = town % 400_000 + own % 40_000, town // 400_000 % 400_000 + own // 40_000 % 40_000
    return places.write((30_000_000 + north, 119_000_000 + east))


def _since(unit: PlannedUnit) -> Any:
    """A unit founded during the years on record stands in the tree from that day, the others have always stood there."""
    return unit.founded_on if unit.founded_on and unit.kin and not unit.dissolved_on else BEGINNING


def _named(unit: PlannedUnit) -> Iterator[tuple[Any, Any, str]]:
    if unit.renamed:
        old, on = unit.renamed
        yield BEGINNING, on, old
        yield on, FOREVER, unit.name
    else:
        yield _since(unit), FOREVER, unit.name


def _stays(unit: PlannedUnit) -> Iterator[Stay]:
    parent = unit.parent.pk if unit.parent else None
    if unit.moved:
        before, on = unit.moved
        yield Stay(unit.pk, before.pk, BEGINNING, on)
        yield Stay(unit.pk, parent, on, FOREVER)
    else:
        yield Stay(unit.pk, parent, _since(unit), FOREVER)


def register(tenant: Tenant, plan: Register, offices: Offices, load: Load) -> None:
    """People, memberships, what is particular about them, and posts. Gives people and memberships their keys."""
    for key, person in enumerate(plan.people, bulk.next_key(Person)):
        person.pk = key
    for key, (_, home) in enumerate(plan.homes(), bulk.next_key(Membership)):
        home.pk = key
    load(Person, bulk.rows(_person(tenant, person) for person in plan.people), ())
    load(PersonToken, naming.rows((tenant.pk, p.pk, p.name) for p in plan.people), naming.columns(PersonToken))
    load(Membership, bulk.rows(_memberships(tenant, plan)), ())
    dated = ("tenant_id", "since", "until")
    load(
        Suspension,
        (
            (tenant.pk, p.suspended_since, FOREVER, p.homes[-1].pk, "失去联系六个月以上")
            for p in plan.people
            if p.suspended_since and p.homes[-1].until == FOREVER
        ),
        (*dated, "membership_id", "note"),
    )
    load(
        FloatingRecord,
        ((tenant.pk, p.away[0], p.away[1], p.pk, p.away[2]) for p in plan.people if p.away),
        (*dated, "person_id", "destination"),
    )
    load(
        Exemption,
        ((tenant.pk, p.exempt[0], FOREVER, p.pk, p.exempt[1], "") for p in plan.people if p.exempt),
        (*dated, "person_id", "ground", "note"),
    )
    load(
        Post,
        (
            (tenant.pk, p.since, p.until, p.unit.pk, p.person.pk if p.person else None, p.name, p.title, p.origin)
            for p in offices.posts
        ),
        (*dated, "unit_id", "person_id", "holder_name", "title", "origin"),
    )


def _person(tenant: Tenant, plan: PlannedPerson) -> Person:
    person = Person(
        id=plan.pk,
        tenant_id=tenant.pk,
        code=plan.code,
        name=plan.name,
        sex=Person.Sex.MALE if plan.male else Person.Sex.FEMALE,
        nation=plan.nation,
        birth_on=plan.born,
        education=plan.education,
        job=plan.job,
        id_number_index=id_number_index(plan.id_number),
    )
    for name, value in (("id_number", plan.id_number), ("mobile", plan.mobile), ("address", plan.address)):
        person.seal(name, value)
    return person


def _memberships(tenant: Tenant, plan: Register) -> Iterator[Membership]:
    for person, home in plan.homes():
        yield Membership(
            id=home.pk,
            tenant_id=tenant.pk,
            person_id=person.pk,
            unit_id=home.unit.pk,
            group_id=home.group.pk if home.group else None,
            since=home.since,
            until=home.until,
            joined_on=person.joined_on,
            full_on=person.full_on,
            lost_since=person.lost_since if home.until == FOREVER else None,
            ending=home.ending,
        )
