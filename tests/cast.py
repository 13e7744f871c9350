"""The small cast that every test may use: one county with two towns, and a mirrored sister county.

Linshui county (tenant A): the county committee > two town committees, Qinghe and Baisha > three branches each. Mei is
secretary of Willow village (柳树村) in Qinghe. The sister county (tenant B) has the same shape; all its names begin with
``CANARY``, so that a test can look for them in any answer that tenant A gets.
"""

import datetime as dt
from dataclasses import dataclass, field

from leitu.accounts.models import User
from leitu.core.actor import Actor, ActorKind, console
from leitu.orgs import actions as orgs
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.models import Grant, Installation, Role, Tenant, Unit
from leitu.people import actions as people
from leitu.people.models import Membership, Person, Post

OWED_SINCE = dt.date(2024, 1, 1)
JOINED = dt.date(2010, 7, 1)
FULL = dt.date(2011, 7, 1)


@dataclass
class County:
    """One tenant: units by short name, persons and accounts by name, actors made from the accounts."""

    tenant: Tenant
    console: Actor
    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """A fresh actor for the account of that name, as a new request would have."""
        person = self.persons.get(name)
        return Actor(ActorKind.USER, self.users[name].pk, self.tenant.pk, name, person.pk if person else 0)


def account(county: County, name: str, role: str = "", unit: str = "", reach: str = Grant.Reach.BELOW) -> User:
    """An account with a password ("walks in the rain"), linked to the person of that name, with one more role."""
    user = User.objects.create_user(
        f"{county.tenant.code}-{name}", "walks in the rain", label=name, tenant_id=county.tenant.pk
    )
    county.users[name] = user
    if name in county.persons:
        person = county.persons[name]
        person.account = user
        person.save(update_fields=["account"])
        people.sync_grants(county.console, person)
    if role:
        orgs.grant(
            actor=county.console,
            user=user,
            role=Role.objects.get(tenant=county.tenant, code=role),
            unit=county.units[unit],
            reach=reach,
        )
    return user


def member(county: County, name: str, unit: str, **fields: object) -> Membership:
    """A full member of a branch, unless the fields say otherwise."""
    values: dict[str, object] = {"joined_on": JOINED, "full_on": FULL, **fields}
    made = people.register_member(actor=county.console, unit=county.units[unit], name=name, **values)  # type: ignore[arg-type]
    county.persons[name] = made.person
    return made


def build_county(code: str, prefix: str = "") -> County:
    """A county of nine units, twelve people and the accounts that tests need."""
    Installation.objects.get_or_create(defaults={"owed_since": OWED_SINCE, "initialised_at": "2024-01-01T00:00Z"})
    machine = console("tests")
    tenant = orgs.found_tenant(actor=machine, name=f"{prefix}临水县", code=code)
    county = County(tenant, machine.at(tenant.pk))
    rows = [
        UnitRow("C", f"{prefix}临水县委", "committee", ""),
        UnitRow("Q", f"{prefix}青禾镇党委", "committee", "C"),
        UnitRow("B", f"{prefix}白沙镇党委", "committee", "C"),
        UnitRow("Q1", f"{prefix}柳树村党支部", "branch", "Q", changes={"sector": "village"}),
        UnitRow("Q2", f"{prefix}石桥社区党支部", "branch", "Q", changes={"sector": "community"}),
        UnitRow("Q3", f"{prefix}青禾小学党支部", "branch", "Q", changes={"sector": "school"}),
        UnitRow("B1", f"{prefix}东坡村党支部", "branch", "B", changes={"sector": "village"}),
        UnitRow("B2", f"{prefix}白沙机关党支部", "branch", "B", changes={"sector": "office"}),
        UnitRow("Q1G", f"{prefix}柳树村第一党小组", "group", "Q1"),
    ]
    orgs.load_units(actor=county.console, tenant=tenant, rows=rows, digest="cast")
    county.units = {u.code: u for u in Unit.objects.filter(tenant=tenant)}
    for name in ("梅", "李强", "赵敏", "孙涛", "周芳", "老陈"):
        member(county, f"{prefix}{name}", "Q1", group=county.units["Q1G"] if name in ("孙涛", "周芳") else None)
    member(county, f"{prefix}小林", "Q1", full_on=None)
    for name in ("石磊", "石梅"):
        member(county, f"{prefix}{name}", "Q2")
    for name in ("东方明", "东方亮"):
        member(county, f"{prefix}{name}", "B1")
    for name, unit, title in (
        ("梅", "Q1", Post.Title.SECRETARY),
        ("李强", "Q1", Post.Title.ORGANISATION_OFFICER),
        ("赵敏", "Q1", Post.Title.PUBLICITY_OFFICER),
        ("石磊", "Q2", Post.Title.SECRETARY),
        ("东方明", "B1", Post.Title.SECRETARY),
    ):
        people.appoint(
            actor=county.console,
            unit=county.units[unit],
            person=county.persons[f"{prefix}{name}"],
            title=title,
            since=dt.date(2023, 1, 1),
        )
    for name in ("梅", "李强", "孙涛", "老陈", "石磊", "东方明"):
        account(county, f"{prefix}{name}")
    account(county, f"{prefix}officer", "officer", "Q")
    account(county, f"{prefix}county_officer", "officer", "C")
    account(county, f"{prefix}inspector", "inspector", "C")
    account(county, f"{prefix}administrator", "administrator", "C")
    account(county, f"{prefix}auditor", "auditor", "C")
    account(county, f"{prefix}security_officer", "security_officer", "C")
    account(county, f"{prefix}stranger")
    return county


def build_cast() -> tuple[County, County]:
    """County A and its sister B."""
    return build_county("A"), build_county("B", "CANARY")
