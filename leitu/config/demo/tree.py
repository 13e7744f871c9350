"""Plan the organisation tree of an invented district: pure, no database."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitu.config.demo import names
from leitu.config.demo.identifiers import credit_code
from leitu.config.demo.names import Names, numeral
from leitu.core.periods import add_months
from leitu.orgs.models import Unit

Kind, Sector = Unit.Kind, Unit.Sector
BRANCHES = frozenset({Kind.BRANCH, Kind.JOINT_BRANCH, Kind.TEMPORARY_BRANCH, Kind.FLOATING_BRANCH})
OWN_TERM = frozenset({Kind.COMMITTEE, Kind.GENERAL_BRANCH, Kind.BRANCH, Kind.JOINT_BRANCH, Kind.FLOATING_BRANCH})


@dataclass(slots=True, eq=False)
class PlannedUnit:
    """One unit of the plan; ``share`` is its weight when members are handed out (0: none of its own)."""

    code: str
    name: str
    kind: str
    sector: str
    parent: "PlannedUnit | None"
    place: str
    share: float = 0.0
    founded_on: dt.date | None = None
    dissolved_on: dt.date | None = None
    renamed: tuple[str, dt.date] | None = None  # the old name, the first day of the new one
    moved: "tuple[PlannedUnit, dt.date] | None" = None  # the old superior, the first day under the new one
    kin: "PlannedUnit | None" = None  # whence a new branch has its members, whither those of a dissolved one went
    terms: list[tuple[dt.date, dt.date]] = field(default_factory=list)  # first and last day, oldest first
    has_committee: bool | None = None
    situation: str = ""
    workplace: str = ""
    nature: str = ""
    credit_code: str = ""
    children: "list[PlannedUnit]" = field(default_factory=list)
    pk: int = 0

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCHES

    @property
    def groups(self) -> "list[PlannedUnit]":
        return [child for child in self.children if child.kind == Kind.GROUP]

    def exists_on(self, day: dt.date) -> bool:
        """As ``Unit.exists_on``."""
        return (self.founded_on is None or self.founded_on <= day) and (
            self.dissolved_on is None or day < self.dissolved_on
        )


class Tree:
    """Grows ``size`` units: towns, streets and the departments' own committees, filled with blocks of units in turn."""

    def __init__(self, rng: random.Random, size: int, today: dt.date, start: dt.date) -> None:
        self.rng, self.size, self.today, self.start = rng, size, today, start
        self.names = Names(rng)
        self.units: list[PlannedUnit] = []
        self.root = self.add(None, f"中共{self.names.district}区委员会", Kind.COMMITTEE, "", f"{self.names.district}区")
        self.streets: list[PlannedUnit] = []
        self.towns: list[PlannedUnit] = []
        self.departments: dict[str, PlannedUnit] = {}
        self._grow()
        self._change()
        self._give_terms()

    def add(
        self, parent: PlannedUnit | None, name: str, kind: str, sector: str, place: str, share: float = 0.0
    ) -> PlannedUnit:
        """One more unit under ``parent``."""
        code = f"{parent.code}{len(parent.children) + 1:03d}" if parent else "LT"
        unit = PlannedUnit(code, name, kind, sector, parent, place, share)
        if parent:
            parent.children.append(unit)
        self.units.append(unit)
        return unit

    @property
    def left(self) -> int:
        return self.size - len(self.units)

    # -- the skeleton

    def _grow(self) -> None:
        territories = max(2, round(self.size**0.5 / 3.5))
        for index in range(territories):
            self._street() if index % 2 == 0 else self._town()
        if self.size >= 60:
            departments = ["教育局", "卫生健康局", "国有资产监督管理局", "两新"]
        else:
            departments = []
        for department in ["区直机关", *departments]:
            self._department(department)
        blocks = self._endless_blocks()
        while self.left:
            next(blocks)

    def _street(self) -> None:
        town = self.names.town()
        name = f"中共{self.names.district}区{town}街道工作委员会"
        self.streets.append(self.add(self.root, name, Kind.WORKING_COMMITTEE, "", f"{town}街道"))

    def _town(self) -> None:
        town = self.names.town()
        self.towns.append(
            self.add(self.root, f"中共{self.names.district}区{town}镇委员会", Kind.COMMITTEE, "", f"{town}镇")
        )

    def _department(self, department: str) -> None:
        district = self.names.district
        if department == "区直机关":
            unit = self.add(
                self.root, f"中共{district}区直属机关工作委员会", Kind.WORKING_COMMITTEE, "office", f"{district}区"
            )
        elif department == "两新":
            name = f"中共{district}区非公有制经济组织和社会组织工作委员会"
            unit = self.add(self.root, name, Kind.WORKING_COMMITTEE, "", f"{district}区")
        else:
            unit = self.add(self.root, f"中共{district}区{department}委员会", Kind.COMMITTEE, "office", f"{district}区")
        self.departments[department] = unit

    def _endless_blocks(self) -> Iterator[None]:
        """First one block of every sort, so that even a small district has them; then towns and streets in turn."""
        street, town = self.streets[0], self.towns[0]
        firsts = [
            (self._village_with_groups, town), (self._large_village, town), (self._community, street),
            (self._firm, street), (self._joint_branch, street), (self._bureau, self.departments["区直机关"]),
            (self._school, self.departments.get("教育局", town)), (self._office, street), (self._office, town),
            (self._hospital, self.departments.get("卫生健康局", town)), (self._association, street),
            (self._state_firm, self.departments.get("国有资产监督管理局", street)),
            (self._temporary_branch, street), (self._floating_branch, town),
        ]  # fmt: skip
        for block, parent in firsts:
            block(parent)
            yield
        for other in [*self.streets[1:], *self.towns[1:]]:
            self._office(other)
            yield
        street_blocks = {self._community: 5, self._firm: 3, self._joint_branch: 1, self._association: 2}
        town_blocks = {
            self._village_with_groups: 2, self._large_village: 4, self._village: 4, self._firm: 1, self._school: 1,
            self._joint_branch: 0.4, self._floating_branch: 0.1, self._hospital: 0.2,
        }  # fmt: skip
        department_blocks = {
            "区直机关": self._bureau, "教育局": self._school, "卫生健康局": self._hospital,
            "国有资产监督管理局": self._state_firm, "两新": self._firm,
        }  # fmt: skip
        while True:
            for parent in self.streets:
                self.rng.choices(list(street_blocks), list(street_blocks.values()))[0](parent)
                yield
            for parent in self.towns:
                self.rng.choices(list(town_blocks), list(town_blocks.values()))[0](parent)
                yield
            for department, parent in self.departments.items():
                if len(parent.children) < self._most_in(department):
                    department_blocks[department](parent)
                    yield

    def _most_in(self, department: str) -> int:
        every = {"卫生健康局": 500, "国有资产监督管理局": 300, "区直机关": 60, "教育局": 60, "两新": 40}[department]
        return 2 + self.size // every

    # -- the blocks; each adds at least one unit and never more than are left

    def _branch(
        self,
        parent: PlannedUnit,
        name: str,
        sector: str,
        place: str,
        share: float,
        groups: int = 0,
        workplace: dict[str, str] | None = None,
    ) -> None:
        if not self.left:
            return
        unit = self.add(parent, name, Kind.BRANCH, sector, place, share * self.rng.uniform(0.7, 1.3))
        _set(unit, workplace or {})
        if not unit.situation:
            unit.situation = "与上级党组织相同"
        called = short(name) if name.startswith("中共") else name
        for index in range(min(groups, self.left)):
            self.add(unit, f"{called}第{numeral(index + 1)}党小组", Kind.GROUP, sector, place)

    def _village(self, town: PlannedUnit) -> None:
        village = self.names.village(town.place)
        self._branch(town, f"中共{town.place}{village}支部委员会", Sector.VILLAGE, town.place + village, 26)

    def _village_with_groups(self, town: PlannedUnit) -> None:
        village = self.names.village(town.place)
        name = f"中共{town.place}{village}支部委员会"
        self._branch(town, name, Sector.VILLAGE, town.place + village, 44, groups=self.rng.choice([2, 3, 3]))

    def _large_village(self, town: PlannedUnit) -> None:
        if self.left < 3:
            return self._village(town)
        village = self.names.village(town.place)
        name = f"中共{town.place}{village}总支部委员会"
        whole = self.add(town, name, Kind.GENERAL_BRANCH, Sector.VILLAGE, town.place + village)
        for index in range(self.rng.choice([2, 2, 3])):
            self._branch(whole, f"{village}第{numeral(index + 1)}党支部", Sector.VILLAGE, whole.place, 27)
        return None

    def _community(self, street: PlannedUnit) -> None:
        community = self.names.community(street.place)
        place = street.place + community
        if self.left < 4 or self.rng.random() < 0.25:
            name = f"中共{street.place}{community}支部委员会"
            return self._branch(street, name, Sector.COMMUNITY, place, 42, groups=self.rng.choice([0, 2, 2, 3]))
        kind = Kind.COMMITTEE if self.rng.random() < 0.45 else Kind.GENERAL_BRANCH
        form = "委员会" if kind == Kind.COMMITTEE else "总支部委员会"
        whole = self.add(street, f"中共{street.place}{community}{form}", kind, Sector.COMMUNITY, place)
        for index in range(self.rng.choice([2, 3, 3, 4] if kind == Kind.GENERAL_BRANCH else [3, 4, 5])):
            name = f"{community}第{numeral(index + 1)}党支部"
            groups = self.rng.choice([0, 0, 2])
            self._branch(whole, name, Sector.COMMUNITY, place, 42 if groups else 30, groups=groups)
        return None

    def _workplace(self, name: str, nature: str, kind: str = "91") -> dict[str, str]:
        code = credit_code(self.rng, kind)
        return {"workplace": name, "nature": nature, "credit_code": code, "situation": "法人单位"}

    def _firm(self, parent: PlannedUnit) -> None:
        firm = self.names.firm()
        more = self._workplace(firm, "非公有制企业")
        self._branch(parent, f"{firm}党支部", Sector.PRIVATE_ENTERPRISE, parent.place, 12, workplace=more)

    def _joint_branch(self, parent: PlannedUnit) -> None:
        district = "商圈" if parent in self.streets else "工业集中区"
        number = sum(child.kind == Kind.JOINT_BRANCH for child in parent.children) + 1
        name = f"{parent.place}{district}第{numeral(number)}联合党支部"
        unit = self.add(parent, name, Kind.JOINT_BRANCH, Sector.PRIVATE_ENTERPRISE, parent.place, 10)
        unit.situation = "联合党支部"

    def _temporary_branch(self, parent: PlannedUnit) -> None:
        name = f"{self.names.district}老旧小区改造项目临时党支部"
        unit = self.add(parent, name, Kind.TEMPORARY_BRANCH, Sector.OTHER, parent.place)
        unit.founded_on = add_months(self.today, -7).replace(day=18)

    def _floating_branch(self, parent: PlannedUnit) -> None:
        city = self.names.one_of(names.CITIES, parent.place)
        name = f"{parent.place}驻{city[-3:-1]}流动党员党支部"
        self.add(parent, name, Kind.FLOATING_BRANCH, Sector.OTHER, city, 9)

    def _office(self, parent: PlannedUnit) -> None:
        self._branch(parent, f"{parent.place}机关党支部", Sector.OFFICE, parent.place, 24)

    def _bureau(self, parent: PlannedUnit) -> None:
        bureau = f"{self.names.district}区{self.names.one_of(names.BUREAUS)}"
        is_office = bureau.endswith("局")
        more = self._workplace(bureau, "机关" if is_office else "事业单位", "11" if is_office else "12")
        sector = Sector.OFFICE if is_office else Sector.INSTITUTION
        self._branch(parent, f"{bureau}党支部", sector, parent.place, 26, workplace=more)

    def _school(self, parent: PlannedUnit) -> None:
        if parent in self.towns:
            school = f"{parent.place}{self.names.one_of(['中心小学', '初级中学', '中心幼儿园'], parent.place)}"
        else:
            tail = self.rng.choice(["实验小学", "小学", "中学", "高级中学"])
            school = self.names.one_of([f"{self.names.district}第{numeral(n)}{tail}" for n in range(1, 12)])
        more = self._workplace(school, "事业单位", "12")
        self._branch(parent, f"{school}党支部", Sector.SCHOOL, parent.place, 28, workplace=more)

    def _hospital(self, parent: PlannedUnit) -> None:
        if parent in self.towns or self.left < 3:
            hospital = f"{parent.place}{self.names.one_of(['卫生院', '中医门诊部'], parent.place)}"
            more = self._workplace(hospital, "事业单位", "12")
            return self._branch(parent, f"{hospital}党支部", Sector.HOSPITAL, parent.place, 18, workplace=more)
        hospital = f"{self.names.district}区{self.names.one_of(['人民医院', '中医院', '妇幼保健院', '康复医院'])}"
        whole = self.add(parent, f"中共{hospital}委员会", Kind.COMMITTEE, Sector.HOSPITAL, parent.place)
        for part in ("行政", "临床")[: self.left]:
            self._branch(whole, f"{hospital}{part}党支部", Sector.HOSPITAL, parent.place, 30)
        return None

    def _association(self, parent: PlannedUnit) -> None:
        name = f"{self.names.district}{self.names.one_of(names.ASSOCIATIONS)}"
        more = self._workplace(name, "社会组织", "51")
        self._branch(parent, f"{name}党支部", Sector.SOCIAL_ORGANISATION, parent.place, 9, workplace=more)

    def _state_firm(self, parent: PlannedUnit) -> None:
        firm = f"{self.names.district}{self.names.one_of(names.STATE_FIRMS)}"
        more = self._workplace(firm, "国有企业")
        if self.left < 3:
            return self._branch(parent, f"{firm}党支部", Sector.STATE_ENTERPRISE, parent.place, 30, workplace=more)
        whole = self.add(parent, f"中共{firm}总支部委员会", Kind.GENERAL_BRANCH, Sector.STATE_ENTERPRISE, parent.place)
        _set(whole, more)
        for part in ("机关", "生产")[: self.left]:
            self._branch(whole, f"{firm}{part}党支部", Sector.STATE_ENTERPRISE, parent.place, 30)
        return None

    # -- what changed during the years on record

    def _day(self, *, until_months: int = 3) -> dt.date:
        """A day between the first months on record and ``until_months`` ago."""
        first, last = add_months(self.start, 3), add_months(self.today, -until_months)
        return first + dt.timedelta(days=self.rng.randrange(max(1, (last - first).days)))

    def _change(self) -> None:
        count = max(1 if self.size < 60 else 2, round(self.size * 0.012))
        plain = [u for u in self.units[8:] if u.kind == Kind.BRANCH and not u.children]
        self.rng.shuffle(plain)
        changing = {id(unit) for unit in plain[: 4 * count]}
        for unit in plain[:count]:
            kin = self._kin(unit, changing)
            if kin:
                unit.founded_on, unit.kin = self._day(), kin
        for unit in plain[count : 2 * count]:
            kin = self._kin(unit, changing)
            if kin:
                unit.dissolved_on, unit.kin = self._day(until_months=2), kin
        for unit in plain[2 * count : 3 * count]:
            unit.renamed = (self._old_name(unit), self._day())
        movable = [u for u in plain[3 * count :] if u.sector in (Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORGANISATION)]
        for unit in movable[:count]:
            elsewhere = [u for u in [*self.streets, *self.towns] if u is not unit.parent]
            unit.moved = (self.rng.choice(elsewhere), self._day())
        for unit in self.units:
            if unit.is_branch and unit.founded_on is None and self.rng.random() < 0.8:
                first = 1984 if unit.sector in (Sector.VILLAGE, Sector.OFFICE, Sector.SCHOOL, Sector.HOSPITAL) else 2003
                unit.founded_on = dt.date(
                    self.rng.randint(first, 2016), self.rng.randint(1, 12), self.rng.randint(1, 28)
                )

    def _old_name(self, unit: PlannedUnit) -> str:
        if unit.sector == Sector.PRIVATE_ENTERPRISE:
            return f"{self.names.firm()}党支部"
        stem, numbered, _rest = unit.name.partition("第")
        if numbered and unit.sector in (Sector.COMMUNITY, Sector.VILLAGE):
            return f"{stem}{self.rng.choice(['东片', '西片', '老街', '新区'])}党支部"
        return f"{unit.name.removesuffix('支部委员会').removesuffix('党支部')}联合党支部"

    def _kin(self, unit: PlannedUnit, changing: set[int]) -> PlannedUnit | None:
        """A neighbour that stays as it is and can take or give members."""
        same = [
            u
            for u in (unit.parent.children if unit.parent else [])
            if u.kind == Kind.BRANCH and id(u) not in changing and not u.children
        ]
        return self.rng.choice(same) if same else None

    def _give_terms(self) -> None:
        """Villages and communities elect in the same season every five years; the others each in its own rhythm."""
        season = add_months(self.today, -31).replace(day=10)
        for unit in self.units:
            rural = unit.sector in (Sector.VILLAGE, Sector.COMMUNITY)
            years = 5 if rural or unit.kind == Kind.COMMITTEE else 3
            if unit.kind not in OWN_TERM or (unit.is_branch and self.rng.random() < 0.03):
                continue
            luck = self.rng.random()
            if luck < 0.05:  # overdue
                last = self.today - dt.timedelta(days=self.rng.randint(20, 240))
            elif luck < 0.13:  # to be prepared now
                last = self.today + dt.timedelta(days=self.rng.randint(15, 175))
            elif rural:
                last = add_months(season, 60) + dt.timedelta(days=self.rng.randint(-25, 25))
            else:
                last = self.today + dt.timedelta(days=self.rng.randint(200, years * 365 - 30))
            first = add_months(last, -12 * years) + dt.timedelta(days=1)
            if unit.founded_on and unit.founded_on > first:
                first = unit.founded_on
                last = add_months(first, 12 * years) - dt.timedelta(days=1)
            elif unit.founded_on is None or unit.founded_on < add_months(first, -12 * years):
                unit.terms.append((add_months(first, -12 * years), first - dt.timedelta(days=1)))
            unit.terms.append((first, last))


def _set(unit: PlannedUnit, values: dict[str, str]) -> None:
    for key, value in values.items():
        setattr(unit, key, value)


def short(name: str) -> str:
    """The name without its official frame: what a group or a place is called after."""
    name = name.removeprefix("中共")
    for frame in ("总支部委员会", "支部委员会", "党支部"):
        name = name.removesuffix(frame)
    return name
