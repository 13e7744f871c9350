"""Who is meant by a name, or an identity number, in a cell of a ledger."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from leitu.activities.ledger import Line, Recorded
from leitu.activities.models import Attendance
from leitu.activities.register import Expected
from leitu.core import idnumber, text
from leitu.core.clock import today
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.actions.persons import id_number_index
from leitu.people.models import Membership, Post

NOBODY = frozenset("无 没有 无人 暂无 全勤 无缺席 无列席 - -- — —— / 0".split())
_WITH_BRACKET = re.compile(r"(.+?)[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_NUMBER = re.compile(r"[0-9]{15,17}[0-9Xx]?", re.ASCII)
_LEAVE = re.compile("假|出差|外出|因公|住院|请")
Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Mention:
    """One part of a list: a name with what stood in brackets behind it, or the blind index of a number."""

    written: str
    name: str = ""
    note: str = ""
    index: str = ""

    @property
    def shown(self) -> str:
        """What a message may repeat: never a whole identity number."""
        return text.excerpt(self.written) if self.name else f"…{self.written[-4:]}"


def mentions(cell: str | None) -> list[Mention]:
    """The persons that a cell names, in its order."""
    return [_mention(part) for part in text.items(cell or "") if part not in NOBODY]


def _mention(part: str) -> Mention:
    code = text.code(part)
    if _NUMBER.fullmatch(code):
        try:
            return Mention(code, index=id_number_index(idnumber.parse(code, today=today()).number))
        except idnumber.InvalidIdNumber:
            return Mention(code, index="-")
    bracket = _WITH_BRACKET.fullmatch(part)
    if bracket and text.name(bracket[1]):
        return Mention(part, text.name(bracket[1]), text.clean(bracket[2]))
    return Mention(part, text.name(part))


@dataclass
class Home:
    """Where a person of the register belongs, and when."""

    person_id: int
    name: str
    unit_id: int
    span: Span


@dataclass
class Found:
    """What became of the names of one cell: lines, and the mentions nobody or too many fit, or who joined later."""

    lines: list[Line] = field(default_factory=list)
    unknown: list[Mention] = field(default_factory=list)
    ambiguous: list[Mention] = field(default_factory=list)
    later: list[Mention] = field(default_factory=list)


class People:
    """The persons that a batch of rows may mean, loaded in a few statements."""

    def __init__(self, tenant_id: int, reach: set[int] | None) -> None:
        self.tenant_id, self.reach = tenant_id, reach
        self._by_name: dict[str, list[Home]] = {}
        self._by_index: dict[str, list[Home]] = {}
        self._posts: dict[int, list[tuple[Span, int]]] = defaultdict(list)
        self._above: dict[int, set[int]] = {}
        self._units: dict[int, Unit] = {}

    def load(self, named: Iterable[Mention]) -> None:
        """Read everybody of these names and numbers whom the actor may know. Forgets those of the batch before."""
        listed = list(named)
        rows = Membership.objects.filter(tenant_id=self.tenant_id)
        columns = ("person_id", "person__name", "unit_id", "since", "until", "person__id_number_index")
        self._by_name, self._by_index = defaultdict(list), defaultdict(list)
        for column, wanted, into in (
            ("person__name__in", {one.name for one in listed if one.name}, self._by_name),
            ("person__id_number_index__in", {one.index for one in listed if one.index}, self._by_index),
        ):
            for part in _parts(sorted(wanted)):
                for key, name, unit_id, since, until, index in rows.filter(**{column: part}).values_list(*columns):
                    if self.reach is None or unit_id in self.reach:
                        into[name if into is self._by_name else index].append(Home(key, name, unit_id, (since, until)))

    def numbered(self, index: str) -> set[int]:
        """The person with that number."""
        return {home.person_id for home in self._by_index.get(index, ())}

    def absent(
        self, named: list[Mention], expected: list[Expected], belonging: list[Expected], later: list[Expected]
    ) -> Found:
        """Those away, as lines of the roll. Somebody who belongs to the branch counts even if the list lacks him:
        who sits on a committee is often not on the register. A name that two bear needs both, or the number. Who
        joined the Party ``later`` was not expected, and is passed over."""
        found = Found()
        to_come = {one.person_id: one.name for one in later}
        lists = [_by_name(expected), _by_name(belonging)]
        by_person = {one.person_id: one for one in (*belonging, *expected)}
        listed = {one.person_id for one in expected}
        times = Counter(one.name for one in named if one.name)
        taken: set[int] = set()
        for one in named:
            if one.index:
                fitting = [by_person[key] for key in self.numbered(one.index) if key in by_person]
            else:
                fitting = next((names[one.name] for names in lists if one.name in names), [])
                fitting = fitting or next(
                    (names[full] for names in lists if (full := text.name(one.written)) in names), []
                )
            if not fitting:
                is_later = one.name in to_come.values() or not self.numbered(one.index).isdisjoint(to_come)
                (found.later if is_later else found.unknown).append(one)
            elif len(fitting) > 1 and times[one.name] != len(fitting):
                found.ambiguous.append(one)
            else:
                for person in fitting:
                    if person.person_id not in taken:
                        taken.add(person.person_id)
                        found.lines.append(_away(person, one.note, person.person_id in listed))
        return found

    def guests(
        self, named: list[Mention], unit: Unit, day: dt.date, expected: set[int], known: Recorded | None, home: set[int]
    ) -> tuple[list[Line], list[str], list[Mention]]:
        """Lines for guests of the register, the names of others, and numbers that nobody here has.

        Taken is whoever was taken before; who bears the name in the branch itself (``home``: it and its groups); who
        belongs to the unit in brackets; at last whoever alone bears the name.
        """
        lines: dict[int, Line] = {}
        texts: list[str] = []
        unknown: list[Mention] = []
        before = (
            {key for key, line in known.lines.items() if line.capacity != Attendance.Capacity.MEMBER}
            if known
            else set()
        )
        for one in named:
            homes = self._by_index.get(one.index, []) if one.index else self._by_name.get(one.name, [])
            homes = [each for each in homes if each.span[0] <= day < each.span[1]]
            if one.note:
                homes = [each for each in homes if one.note in self._names(each.unit_id)]
            chosen = _one(h for h in homes if h.person_id in before) or _one(h for h in homes if h.unit_id in home)
            chosen = chosen or _one(homes)
            if chosen is None and one.index:
                unknown.append(one)
            elif chosen is None:
                texts.append(one.written)
            elif chosen.person_id not in expected:
                lines[chosen.person_id] = self._guest(chosen, unit, day)
        return list(lines.values()), list(dict.fromkeys(texts)), unknown

    def _guest(self, home: Home, unit: Unit, day: dt.date) -> Line:
        leads = any(
            span[0] <= day < span[1] and place in self._higher(unit) for span, place in self._held(home.person_id)
        )
        capacity = Attendance.Capacity.LEADER if leads else Attendance.Capacity.GUEST
        return Line(home.person_id, home.unit_id, Attendance.State.PRESENT, capacity=capacity)

    def _held(self, person_id: int) -> list[tuple[Span, int]]:
        if person_id not in self._posts:
            rows = Post.objects.filter(
                tenant_id=self.tenant_id,
                person_id=person_id,
                unit__kind__in=[Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE, Unit.Kind.GENERAL_BRANCH],
            )
            columns = ("since", "until", "unit_id")
            self._posts[person_id] = [((since, until), place) for since, until, place in rows.values_list(*columns)]
        return self._posts[person_id]

    def _higher(self, unit: Unit) -> set[int]:
        if unit.pk not in self._above:
            links = UnitLink.objects.filter(valid_on(today()), tenant_id=self.tenant_id, descendant=unit, depth__gt=0)
            self._above[unit.pk] = set(links.values_list("ancestor_id", flat=True))
        return self._above[unit.pk]

    def _names(self, unit_id: int) -> tuple[str, str]:
        if unit_id not in self._units:
            self._units[unit_id] = Unit.objects.get(tenant_id=self.tenant_id, pk=unit_id)
        return (self._units[unit_id].name, self._units[unit_id].code)


def _one(homes: Iterable[Home]) -> Home | None:
    by_person = {home.person_id: home for home in homes}
    return next(iter(by_person.values())) if len(by_person) == 1 else None


def _by_name(people: list[Expected]) -> dict[str, list[Expected]]:
    names: dict[str, list[Expected]] = defaultdict(list)
    for one in people:
        names[one.name].append(one)
    return dict(names)


def _away(person: Expected, note: str, is_listed: bool) -> Line:
    """Away with leave when the ledger says why; whoever is exempt needs none."""
    state, usual = person.usual
    on_leave = bool(_LEAVE.search(note)) or state == Attendance.State.EXCUSED
    return Line(
        person.person_id,
        person.unit_id,
        Attendance.State.EXCUSED if on_leave else Attendance.State.ABSENT,
        (note or usual)[:200],
        is_exempt=person.is_exempt and is_listed,
        is_voter=person.is_voter,
    )


def _parts(values: list[str]) -> Iterator[list[str]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))
