"""Small worlds for tests of duties: rows are made directly, so that a test says exactly what the register says."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from leitu.core.actor import Actor, ActorKind, console
from leitu.core.clock import now
from leitu.core.periods import BEGINNING, FOREVER
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms.actions import load_pack
from leitu.norms.duties import duties
from leitu.norms.duty import Duty
from leitu.norms.models import Pack, Waiver
from leitu.norms.packfile import shipped
from leitu.orgs.models import Placement, Tenant, Term, Unit, UnitLink, UnitState
from leitu.people.models import Membership, Person, Post, Suspension

_numbers = count(1)

NORM = """pack: {pack}
title: 测试制度
version: "1"
level: {level}
norms:
"""


def pack_text(*norms: dict[str, Any], pack: str = "national", level: int = 0) -> str:
    """A pack file with these norms; each begins as a monthly theme day of branches."""
    text = NORM.format(pack=pack, level=level)
    for given in norms:
        norm = {
            "code": "theme-day",
            "title": "主题党日",
            "document": "条例",
            "article": "第一条",
            "confidence": "C",
            "summary": "每月一次。",
            "shape": "count",
            "valid_from": "2018-10-28",
            "owed_by": "[branch, joint_branch, temporary_branch, floating_branch]",
            "period": "month",
            "required": 1,
            "facts": "[theme_day]",
            **given,
        }
        lines = [f"{key}: {value}" for key, value in norm.items() if value is not None]
        text += "  - " + "\n    ".join(lines) + "\n"
    return text


class Place:
    """One tenant with a root; everything else is added by the test."""

    def __init__(self, owed_since: dt.date = dt.date(2024, 1, 1), national: str | None = "") -> None:
        code = f"t{next(_numbers)}"
        self.tenant = Tenant.objects.create(name="临水县", code=code, owed_since=owed_since)
        self.console = console("tests", self.tenant.pk)
        self.root = self.unit("root", Unit.Kind.COMMITTEE, parent=None)
        if national is not None:
            self.load(national or shipped()["national"])

    def load(self, text: str, active: bool = True) -> Pack:
        pack = load_pack(actor=self.console, tenant=self.tenant, text=text, file="test.yaml")
        if pack.is_active != active:
            pack.is_active = active
            pack.save()
        return pack

    def unit(
        self, code: str, kind: str = "branch", parent: Any = "root", until: dt.date = FOREVER, **fields: Any
    ) -> Unit:
        """A unit that stands under ``parent`` (the root) until a day."""
        above = self.root if parent == "root" else parent
        unit = Unit.objects.create(
            tenant=self.tenant, code=code, name=f"{code}党支部", kind=kind, parent=above, **fields
        )
        UnitState.objects.create(tenant=self.tenant, unit=unit, name=unit.name, kind=kind)
        UnitLink.objects.create(tenant=self.tenant, ancestor=unit, descendant=unit, depth=0)
        self.place(unit, above, until=until)
        return unit

    def place(self, unit: Unit, parent: Unit | None, since: dt.date = BEGINNING, until: dt.date = FOREVER) -> None:
        """A placement and its closure rows; parents must not move later."""
        Placement.objects.create(tenant=self.tenant, unit=unit, parent=parent, since=since, until=until)
        while parent is not None:
            depth = 1 if parent.pk == unit.parent_id else 2
            UnitLink.objects.create(
                tenant=self.tenant, ancestor=parent, descendant=unit, depth=depth, since=since, until=until
            )
            parent = parent.parent

    def fact(self, unit: Unit, kind: str, on: dt.date, amount: Any = 1) -> Fact:
        return Fact.objects.create(
            tenant_id=self.tenant.pk,
            source_type=1,
            source_id=next(_numbers),
            kind=kinds.kind(kind).number,
            unit_id=unit.pk,
            on=on,
            amount=Decimal(str(amount)),
        )

    def member(self, unit: Unit, full_on: dt.date | None = dt.date(2000, 1, 1), **fields: Any) -> Membership:
        person = Person.objects.create(tenant=self.tenant, name=f"某{next(_numbers)}")
        return Membership.objects.create(tenant=self.tenant, person=person, unit=unit, full_on=full_on, **fields)

    def members(self, unit: Unit, number: int, **fields: Any) -> list[Membership]:
        return [self.member(unit, **fields) for __ in range(number)]

    def suspend(self, membership: Membership, since: dt.date, until: dt.date = FOREVER) -> Suspension:
        return Suspension.objects.create(tenant=self.tenant, membership=membership, since=since, until=until)

    def post(self, unit: Unit, title: str, since: dt.date = BEGINNING, until: dt.date = FOREVER) -> Post:
        name = f"某{next(_numbers)}"
        return Post.objects.create(
            tenant=self.tenant, unit=unit, title=title, holder_name=name, since=since, until=until
        )

    def term(self, unit: Unit, ends_on: dt.date, starts_on: dt.date | None = None) -> Term:
        return Term.objects.create(tenant=self.tenant, unit=unit, ends_on=ends_on, starts_on=starts_on)

    def waiver(self, unit: Unit, norm: str, period_start: dt.date) -> Waiver:
        return Waiver.objects.create(
            tenant=self.tenant,
            unit=unit,
            norm_code=norm,
            period_start=period_start,
            ground="disaster",
            reason="防汛",
            made_at=now(),
        )

    def duties(self, on: dt.date, **asked: Any) -> list[Duty]:
        return duties(self.tenant, asked.pop("units", None), on=on, **asked)

    def states(self, on: dt.date, norm: str, **asked: Any) -> dict[str, list[str]]:
        """The states of one norm by unit code, in the order of the periods."""
        codes = dict(Unit.objects.filter(tenant=self.tenant).values_list("pk", "code"))
        found: dict[str, list[str]] = {}
        for duty in self.duties(on, norm=norm, **asked):
            found.setdefault(codes[duty.unit_id], []).append(duty.state.value)
        return found


def user(place: Place, user_id: int) -> Actor:
    """A fresh actor for an account, as a new request would have."""
    return Actor(ActorKind.USER, user_id, place.tenant.pk, f"user {user_id}")
