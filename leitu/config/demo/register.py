"""Plan the members of the district: who they are, where they belong, what is particular about them. Pure."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitu.config.demo import names
from leitu.config.demo.identifiers import IdNumbers, mobile
from leitu.config.demo.tree import Kind, PlannedUnit, Sector, Tree
from leitu.core.periods import BEGINNING, FOREVER, add_months
from leitu.people.models import Exemption, Membership

BANDS = ((20, 30), (31, 40), (41, 50), (51, 60), (61, 75), (76, 93))
AGES = {
    Sector.VILLAGE: (7, 13, 15, 19, 30, 16), Sector.COMMUNITY: (6, 10, 12, 15, 36, 21),
    Sector.OFFICE: (14, 28, 26, 32, 0, 0), Sector.INSTITUTION: (18, 32, 26, 24, 0, 0),
    Sector.SCHOOL: (16, 32, 28, 24, 0, 0), Sector.HOSPITAL: (17, 36, 27, 20, 0, 0),
    Sector.STATE_ENTERPRISE: (13, 27, 27, 29, 4, 0), Sector.PRIVATE_ENTERPRISE: (30, 40, 20, 9, 1, 0),
    Sector.SOCIAL_ORGANISATION: (24, 30, 20, 12, 11, 3), Sector.OTHER: (33, 36, 21, 10, 0, 0),
}  # fmt: skip
WOMEN = {Sector.SCHOOL: 0.6, Sector.HOSPITAL: 0.56, Sector.COMMUNITY: 0.45, Sector.VILLAGE: 0.22, Sector.OTHER: 0.2}
JOBS = {
    Sector.OFFICE: "011", Sector.INSTITUTION: "012", Sector.SCHOOL: "013", Sector.HOSPITAL: "013",
    Sector.STATE_ENTERPRISE: "015", Sector.PRIVATE_ENTERPRISE: "022", Sector.SOCIAL_ORGANISATION: "024",
    Sector.VILLAGE: "1", Sector.COMMUNITY: "5", Sector.OTHER: "025",
}  # fmt: skip
MINORITIES = ("11", "15", "03", "06", "02", "08", "12")
RURAL_EDUCATION = ((80, 22), (70, 40), (60, 22), (40, 8), (30, 8))
TOWN_EDUCATION = ((70, 6), (60, 14), (40, 12), (30, 30), (20, 34), (10, 4))
DESK_EDUCATION = ((30, 14), (20, 70), (10, 16))
FLOATING = {Sector.VILLAGE: 0.07, Sector.COMMUNITY: 0.03}


@dataclass(slots=True)
class Home:
    """A membership: in ``unit`` on the days since ≤ day < until."""

    unit: PlannedUnit
    group: PlannedUnit | None
    since: dt.date
    until: dt.date = FOREVER
    ending: str = ""
    pk: int = 0


@dataclass(slots=True, eq=False)
class PlannedPerson:
    """One member of the plan. ``zeal`` is how likely he comes to a meeting."""

    code: str
    name: str
    male: bool
    nation: str
    born: dt.date
    education: str
    job: str
    joined_on: dt.date
    full_on: dt.date | None
    id_number: str
    mobile: str
    address: str
    zeal: float
    homes: list[Home] = field(default_factory=list)
    lost_since: dt.date | None = None
    suspended_since: dt.date | None = None
    away: tuple[dt.date, dt.date, str] | None = None
    exempt: tuple[dt.date, str] | None = None
    pk: int = 0

    def age_on(self, day: dt.date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def home_on(self, day: dt.date) -> PlannedUnit | None:
        """The branch to which the person belonged on that day."""
        return next((home.unit for home in self.homes if home.since <= day < home.until), None)

    def is_full_on(self, day: dt.date) -> bool:
        return self.full_on is not None and self.full_on <= day


class Register:
    """``members`` people belong to the branches today; some more belonged to them during the years on record."""

    def __init__(self, rng: random.Random, tree: Tree, members: int) -> None:
        self.rng, self.tree = rng, tree
        self.today, self.start = tree.today, tree.start
        self.people: list[PlannedPerson] = []
        self.in_branch: dict[PlannedUnit, list[PlannedPerson]] = {}
        self._ids = IdNumbers()
        branches = [u for u in tree.units if u.share and u.exists_on(self.today)]
        largest = 1.45 * sum(b.share for b in branches) / len(branches)
        counts = shares([min(b.share, largest * rng.uniform(0.8, 1.1)) for b in branches], members)
        for branch, count in zip(branches, counts, strict=True):
            self._fill(branch, count)
        years = max(1, round((self.today - self.start).days / 365))
        for branch in branches:
            for _ in range(self._chance(len(self.in_branch[branch]) * 0.018 * years)):
                self._add_former(branch)
        for unit in tree.units:
            if unit.dissolved_on and unit.kin:
                self._send_on(unit, unit.kin, unit.dissolved_on)

    def _chance(self, expected: float) -> int:
        return int(expected) + (self.rng.random() < expected % 1)

    def _fill(self, branch: PlannedUnit, count: int) -> None:
        used: set[str] = set()
        groups = branch.groups
        mine = self.in_branch[branch] = []
        for index in range(count):
            person = self._person(branch, used)
            group = groups[index % len(groups)] if groups else None
            self._settle(person, branch, group)
            self._particulars(person, branch)
            mine.append(person)
            self.people.append(person)

    def _person(self, branch: PlannedUnit, used: set[str]) -> PlannedPerson:
        rng, today = self.rng, self.today
        sector = Sector(branch.sector)
        low, high = rng.choices(BANDS, AGES[sector])[0]
        born = today - dt.timedelta(days=rng.randint(low * 366, high * 365 + 300))
        male = rng.random() >= WOMEN.get(sector, 0.32)
        name = names.person_name(rng, born=born.year, male=male)
        while name in used:
            name = names.person_name(rng, born=born.year, male=male)
        used.add(name)
        age = (today - born).days // 365
        rural = sector == Sector.VILLAGE
        education = RURAL_EDUCATION if rural and age > 45 else TOWN_EDUCATION if rural or age > 60 else DESK_EDUCATION
        retired = age >= 60 and not rural
        job = "4" if retired or (sector == Sector.COMMUNITY and rng.random() < 0.5 and age > 54) else JOBS[sector]
        joined_on, full_on = self._joining(born, age)
        return PlannedPerson(
            code=f"{rng.getrandbits(128):032x}",
            name=name,
            male=male,
            nation="01" if rng.random() < 0.93 else rng.choice(MINORITIES),
            born=born,
            education=str(rng.choices(*zip(*education, strict=True))[0]),
            job=job,
            joined_on=joined_on,
            full_on=full_on,
            id_number=self._ids.fresh(born, male=male),
            mobile=mobile(rng) if age < 84 or rng.random() < 0.4 else "",
            address=self._address(branch),
            zeal=min(0.995, rng.gauss(0.955, 0.035)),
        )

    def _address(self, branch: PlannedUnit) -> str:
        district, rng = self.tree.names.district, self.rng
        if branch.sector in (Sector.VILLAGE, Sector.OTHER):
            return f"{district}区{branch.place}{rng.randint(1, 12)}组{rng.randint(1, 160)}号"
        house = f"{rng.choice(names.STREETS)}{rng.randint(1, 300)}号{rng.randint(1, 20)}栋{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
        return f"{branch.place if branch.place.startswith(district) else f'{district}区{branch.place}'}{house}"

    def _joining(self, born: dt.date, age: int) -> tuple[dt.date, dt.date | None]:
        """Most joined in their twenties and thirties; 2 % a year of the young ones during the years on record."""
        rng, today = self.rng, self.today
        window = (today - self.start).days
        if 21 <= age <= 48 and rng.random() < 0.05 * window / 365:
            joined_on = today - dt.timedelta(days=rng.randint(20, window + 200))
        else:
            youngest, oldest = 19 * 365, max(20 * 365, min((age - 3) * 365, 42 * 365))
            joined_on = min(born + dt.timedelta(days=rng.randint(youngest, oldest)), add_months(today, -18))
        joined_on = max(joined_on, add_months(born, 12 * 18))
        if joined_on > today:
            joined_on = today - dt.timedelta(days=rng.randint(20, 300))
        full_on = add_months(joined_on, 12)
        if full_on > today or (full_on > add_months(today, -3) and rng.random() < 0.3):
            return joined_on, None
        return joined_on, full_on

    def _settle(self, person: PlannedPerson, branch: PlannedUnit, group: PlannedUnit | None) -> None:
        """Where the person belonged, one membership after the other."""
        rng, since = self.rng, person.joined_on
        long_ago = (self.start - since).days
        if long_ago > 400 and rng.random() < 0.45:
            since += dt.timedelta(days=rng.randint(30, long_ago))
        if branch.kin and branch.founded_on:
            if since < branch.founded_on:
                before = max(since, branch.kin.founded_on or BEGINNING)
                person.homes.append(Home(branch.kin, None, before, branch.founded_on, Membership.Ending.TRANSFERRED))
            since = max(since, branch.founded_on)
        elif branch.founded_on:
            since = max(since, branch.founded_on)
        person.homes.append(Home(branch, group, since))

    def _send_on(self, dissolved: PlannedUnit, kin: PlannedUnit, on: dt.date) -> None:
        """The members of a dissolved branch are the part of its neighbour's that came from there."""
        came = [p for p in self.in_branch[kin] if p.joined_on < on and len(p.homes) == 1][
            : max(3, round(dissolved.share))
        ]
        for person in came[: max(3, len(came) // 2)]:
            home = person.homes[0]
            since = max(person.joined_on, dissolved.founded_on or BEGINNING)
            person.homes.insert(0, Home(dissolved, None, since, on, Membership.Ending.TRANSFERRED))
            home.since = on

    def _particulars(self, person: PlannedPerson, branch: PlannedUnit) -> None:
        rng, today = self.rng, self.today
        age = person.age_on(today)
        back = today - dt.timedelta(days=rng.randint(40, 1400))
        if age >= 75 and rng.random() < (0.65 if age >= 80 else 0.3):
            ground = rng.choice([Exemption.Ground.AGED, Exemption.Ground.AGED, Exemption.Ground.IMPAIRED])
            person.exempt, person.zeal = (back, ground), 0.3
        elif rng.random() < 0.005:
            person.exempt, person.zeal = (back, Exemption.Ground.ILL), 0.15
        elif branch.kind == Kind.FLOATING_BRANCH:
            person.away = (max(back, person.homes[-1].since), FOREVER, branch.place)
        elif age < 60 and rng.random() < FLOATING.get(Sector(branch.sector), 0.006):
            gone = max(back, person.joined_on)
            until = FOREVER if rng.random() < 0.8 else gone + (today - gone) * rng.uniform(0.3, 0.9)
            person.away, person.zeal = (gone, until, rng.choice(names.CITIES)), 0.45
        elif rng.random() < 0.004 and person.full_on and person.joined_on < add_months(today, -60):
            person.lost_since = add_months(today, -rng.randint(2, 30)).replace(day=1)
            person.zeal = 0.0
            if person.lost_since < add_months(today, -7) and rng.random() < 0.8:
                person.suspended_since = add_months(person.lost_since, 6)

    def _add_former(self, branch: PlannedUnit) -> None:
        """Somebody who was a member of the branch and no longer is."""
        rng = self.rng
        person = self._person(branch, set())
        left = self.start + dt.timedelta(days=rng.randrange(30, max(31, (self.today - self.start).days)))
        self._settle(person, branch, None)
        home = person.homes[-1]
        if home.since >= left or person.joined_on > add_months(left, -14):
            return
        old = person.age_on(self.today) >= 66
        ending = Membership.Ending
        home.until = left
        home.ending = rng.choices(
            [ending.DECEASED, ending.TRANSFERRED, ending.REMOVED, ending.EXPELLED, ending.LEFT],
            [70, 28, 1, 1, 0] if old else [3, 92, 2, 2, 1],
        )[0]
        self.people.append(person)

    def members_of(self, branch: PlannedUnit) -> list[PlannedPerson]:
        """Who belongs to the branch today."""
        return self.in_branch.get(branch, [])

    def homes(self) -> Iterator[tuple[PlannedPerson, Home]]:
        """All memberships, of the present and of the past."""
        for person in self.people:
            for home in person.homes:
                yield person, home


def shares(weights: list[float], total: int, least: int = 3) -> list[int]:
    """``total`` handed out by weight, nobody less than ``least`` (when there is enough for that)."""
    least = min(least, total // len(weights))
    rest, whole = total - least * len(weights), sum(weights)
    exact = [weight * rest / whole for weight in weights]
    counts = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda i: counts[i] - exact[i])
    for index in order[: rest - sum(counts)]:
        counts[index] += 1
    return [least + count for count in counts]
