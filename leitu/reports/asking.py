"""自己查数: one question asked of the dictionary of facts, of the register or of the attendances, and its table.

A question names what is counted, at and below which unit, when, and by what the count is split. It takes a handful of
statements whatever the size of the district: the database adds up by unit, the tree of the last day folds the units.
Rows are by name, by month or by kind, never by size: no league table can be asked for.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.models import Activity
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, periods_between
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.orgs.models import Placement, Unit, UnitLink, UnitState, valid_on
from leitu.people import policies as people_policies
from leitu.people.queries import members_below
from leitu.reports import policies
from leitu.reports.bulletin import SMALL, Cell, Group, spare
from leitu.reports.bulletin_queries import is_of_branch

MEMBERS, PRESENCE, ALL = "members", "presence", "all"
UNIT, MONTH, KIND, SECTOR = "unit", "month", "kind", "sector"
GROUPS: dict[str, Promise] = {
    UNIT: gettext_lazy("下一级党组织"),
    MONTH: gettext_lazy("月份"),
    KIND: gettext_lazy("类别"),
    SECTOR: gettext_lazy("所属领域"),
}
MOST_MONTHS = 60
MOST_LINES = 500
"""Lines of one table; a unit with more units right below it is asked about one level further down."""


@dataclass(frozen=True)
class Question:
    """``what``: the code of a kind of facts, ALL of them, MEMBERS or PRESENCE. ``group``: a key of GROUPS."""

    unit: Unit
    what: str
    span: Period
    group: str

    @property
    def is_about_people(self) -> bool:
        """Whether its numbers are of persons, so that small ones could point at somebody."""
        return self.what in (MEMBERS, PRESENCE)

    @property
    def day(self) -> dt.date:
        """The day whose tree and register count: the last of the period, or today."""
        return min(self.span.end, today())

    @property
    def title(self) -> str:
        return what_choices()[self.what]

    @property
    def measure(self) -> str:
        if self.is_about_people:
            return _("人") if self.what == MEMBERS else _("人次")
        return "" if self.what == ALL else str(kinds.kind(self.what).measure)


@dataclass(frozen=True)
class Line:
    """``number`` is None where it is hidden. ``key``: of the unit, where the line is one; ``month``: its first day."""

    label: str
    number: int | None
    key: int = 0
    month: dt.date | None = None

    @property
    def shown(self) -> str:
        return _("不足%(small)s") % {"small": SMALL} if self.number is None else str(self.number)


@dataclass(frozen=True)
class Answer:
    """The lines in their order, and their sum; ``left_out`` lines are not shown."""

    lines: list[Line]
    total: Line
    left_out: int = 0

    @property
    def hides(self) -> bool:
        """Whether a small number is hidden."""
        return self.total.number is None or any(line.number is None for line in self.lines)


def what_choices() -> dict[str, str]:
    """Everything that can be counted: the register, the attendances, and each kind of facts in its order."""
    facts = sorted((kinds.kind(code) for code in kinds.codes()), key=lambda kind: kind.number)
    return {
        MEMBERS: _("党员人数（期末在册）"),
        PRESENCE: _("参加组织生活人次"),
        ALL: _("所有记录下来的事"),
        **{kind.code: str(kind.name) for kind in facts},
    }


def problem_with(question: Question) -> str:
    """Why a question makes no sense; empty when it does."""
    if question.what == ALL and question.group != KIND:
        return _("不同的事不能加在一起：请选一种，或者按类别分。")
    if question.what == MEMBERS and question.group == MONTH:
        return _("党员人数是某一天的数，不按月分。请改截止日期。")
    if question.span.end < question.span.start:
        return _("开始日期在结束日期之后，请调换。")
    if (question.span.end - question.span.start).days > MOST_MONTHS * 31:
        return _("一次最多查五年，请缩短期间。")
    return ""


def answer(actor: Actor, question: Question) -> Answer:
    """The table that this reader may see; the caller has fetched the unit from his scope."""
    counted = _counted(actor, question)
    lines = _lines(question, counted)
    total = sum(line.number or 0 for line in lines)
    said = Line(_("合计"), total)
    if question.is_about_people and not is_of_branch(actor, question.unit):
        cells = spare(Group("", tuple(Cell(line.label, line.number or 0) for line in lines), total)).cells
        lines = [Line(line.label, cell.count, line.key, line.month) for line, cell in zip(lines, cells, strict=True)]
        said = Line(said.label, None if 0 < total < SMALL else total)
    return Answer(lines[:MOST_LINES], said, max(len(lines) - MOST_LINES, 0))


def _counted(actor: Actor, question: Question) -> dict[Any, int]:
    """The number of each value that is split by: a unit's key, the first day of a month, a kind."""
    rows, number = _rows(actor, question)
    field: Any = {MONTH: TruncMonth("on"), KIND: F(_kind_field(question.what))}.get(question.group, F("unit_id"))
    found = rows.order_by().annotate(part=field).values_list("part").annotate(number=number)
    return {part: int(count or 0) for part, count in found}


def _kind_field(what: str) -> str:
    return {MEMBERS: "unit__kind", PRESENCE: "kind__name"}.get(what, "kind")


def _rows(actor: Actor, question: Question) -> "tuple[QuerySet[Any, Any], Any]":
    """What is counted, in scope, and how."""
    unit, span = question.unit, question.span
    if question.what == MEMBERS:
        seen = Unit.objects.visible_to(actor, people_policies.VIEW).values("pk")
        return members_below(unit, question.day).filter(unit_id__in=seen), Count("pk")
    places = Unit.objects.visible_to(actor, policies.ASK).below(unit, question.day).values("pk")
    given = {"tenant_id": unit.tenant_id, "on__range": (span.start, span.end), "unit_id__in": places}
    if question.what == PRESENCE:
        return Activity.objects.filter(state=Activity.State.ARCHIVED, **given), Sum("present_count")
    facts = Fact.objects.filter(**given)
    return facts if question.what == ALL else facts.filter(kind=kinds.kind(question.what).number), Sum("amount")


def _lines(question: Question, counted: dict[Any, int]) -> list[Line]:
    if question.group == MONTH:
        return _of_months(question, counted)
    if question.group == UNIT:
        return _of_units(question, counted)
    if question.group == SECTOR:
        return _of_sectors(question, counted)
    return _of_kinds(question, counted)


def _of_months(question: Question, counted: dict[Any, int]) -> list[Line]:
    """Every month of the period, also those in which nothing was."""
    months = periods_between(PeriodKind.MONTH, question.span.start, question.span.end)
    return [Line(f"{one.start:%Y-%m}", counted.get(one.start, 0), month=one.start) for one in months]


def _of_kinds(question: Question, counted: dict[Any, int]) -> list[Line]:
    if question.what == MEMBERS:
        return [Line(str(label), counted[kind]) for kind, label in Unit.Kind.choices if kind in counted]
    if question.what == PRESENCE:
        return [Line(name, number) for name, number in sorted(counted.items())]
    return [Line(str(kinds.kind_of_number(number).name), count) for number, count in sorted(counted.items())]


def _of_units(question: Question, counted: dict[Any, int]) -> list[Line]:
    """The units right below, by name, also those without anything; what is the unit's own comes first."""
    unit, dated = question.unit, valid_on(question.day)
    children = Placement.objects.filter(dated, tenant_id=unit.tenant_id, parent=unit).values("unit")
    links = UnitLink.objects.filter(dated, tenant_id=unit.tenant_id, ancestor__in=children)
    above = dict(links.values_list("descendant_id", "ancestor_id"))
    states = UnitState.objects.filter(dated, tenant_id=unit.tenant_id, unit__in=children)
    names = dict(states.order_by("name", "unit_id").values_list("unit_id", "name"))
    sums = _summed(counted, above, unit.pk)
    own = [Line(_("%(unit)s本级") % {"unit": unit.name}, sums[unit.pk])] if sums.get(unit.pk) else []
    return own + [Line(name, sums.get(key, 0), key=key) for key, name in names.items()]


def _of_sectors(question: Question, counted: dict[Any, int]) -> list[Line]:
    """By the sector that a unit had on the day; those without one last."""
    states = UnitState.objects.filter(valid_on(question.day), tenant_id=question.unit.tenant_id)
    sums = _summed(counted, dict(states.values_list("unit_id", "sector")), "")
    known = [Line(str(label), sums[code]) for code, label in Unit.Sector.choices if sums.get(code)]
    return known + ([Line(_("没有登记"), sums[""])] if sums.get("") else [])


def _summed(counted: dict[Any, int], place: dict[int, Any], otherwise: Any) -> dict[Any, int]:
    """The numbers of units, added up where each of them belongs."""
    sums: dict[Any, int] = defaultdict(int)
    for key, number in counted.items():
        sums[place.get(key, otherwise)] += number
    return sums


def longest(lines: Iterable[Line]) -> int:
    """The largest number that is shown."""
    return max((line.number or 0 for line in lines), default=0)
