"""Ask the records, in sets, for what the sheets of very many units are computed from; or for the evidence of some.

``bases`` adds up in the database, for lists and totals; ``evidence`` names every record, for one sheet and for keeping
them. Both give the same cells. A branch's sheet holds what its groups did as well.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from leitu.activities.models import Activity
from leitu.assessments import scheme as words
from leitu.assessments.evidence import MET, OWED, PENDING, WAIVED, Evidence, one_of
from leitu.assessments.models import Judgement, Scheme, Sheet
from leitu.assessments.score import CENT, Basis, Tally
from leitu.core.periods import Period
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.matters.models import Matter
from leitu.norms.duties import Question
from leitu.norms.duty import State
from leitu.norms.models import Norm
from leitu.norms.register import Scope
from leitu.norms.rules import ELECTION, amount
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on
from leitu.people.models import Membership


@dataclass
class Answered:
    """How units stand to one norm in one period: its sets; ``totals`` of what was achieved, where it counts."""

    norm: Norm
    period: Period
    met: Collection[int]
    owed: Collection[int]
    pending: Collection[int]
    waived: Collection[int]
    totals: Any

    def states(self) -> Iterator[tuple[str, Collection[int]]]:
        """The sets by name; ``owed`` holds those that were not met."""
        yield from ((MET, self.met), (OWED, self.owed), (PENDING, self.pending), (WAIVED, self.waived))


class Asked:
    """One question about sheets: of which units (None: all), by which scheme, in which period, as of ``on``."""

    def __init__(
        self, tenant: Tenant, scheme: Scheme, span: Period, on: dt.date, units: Collection[int] | None = None
    ) -> None:
        self.tenant, self.scheme, self.span, self.on, self.units = tenant, scheme, span, on, units
        self.rule = scheme.rule
        self.late = dt.timedelta(days=self.rule.late_entry_days)
        self.absent = frozenset(one.code for one in self.rule.indicators() if not one.is_installed)

    @property
    def is_closed(self) -> bool:
        """Whether whatever is missing is missing for good."""
        return self.on > self.span.end + self.late

    @cached_property
    def day(self) -> dt.date:
        """The day whose register counts: the last of the period, or today."""
        return min(self.span.end, self.on)

    @cached_property
    def groups(self) -> dict[int, int]:
        """Group -> branch, by the tree of the day."""
        links = UnitLink.objects.filter(
            valid_on(self.day), tenant_id=self.tenant.pk, depth__gt=0, descendant__kind=Unit.Kind.GROUP
        )
        if self.units is None:
            links = links.filter(ancestor__kind__in=branch_kinds())
        else:
            links = links.filter(ancestor_id__in=self.units)
        return dict(links.values_list("descendant_id", "ancestor_id"))

    @cached_property
    def keys(self) -> Collection[int] | None:
        """The units whose records count; None: all."""
        return None if self.units is None else [*self.units, *self.groups]

    def limit(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        rows = rows.filter(tenant_id=self.tenant.pk).order_by()
        return rows if self.keys is None else rows.filter(unit_id__in=self.keys)

    @cached_property
    def question(self) -> Question:
        """What is owed in the period: asked on the day after it, or today."""
        on = min(self.span.end + dt.timedelta(days=1), self.on)
        return Question(Scope(self.tenant, self.keys), on, self.span.start)

    @cached_property
    def assessed(self) -> list[int]:
        """The units that have a sheet: of the scheme's kinds and sectors, and there on the day; in order of keys."""
        register = self.question.register
        found = register.owing(self.rule.unit_kinds, Period(self.day, self.day))
        if self.rule.sectors:
            found = {unit for unit in found if register.sectors.get(unit) in self.rule.sectors}
        return sorted(found if self.units is None else found & set(self.units))

    def answers(self) -> Iterator[Answered]:
        """The answers of the norms that the scheme names, of the periods that ended or will end in this one."""
        codes = {code for one in self.rule.indicators() for code in one.norms}
        if not codes:
            return
        for answer in self.question.counts:
            period = answer.period
            if answer.norm.code not in codes or period.start < self.span.start or period.end > self.span.end:
                continue
            met = answer.met
            waived = answer.owing.intersection(answer.waived) - met
            unmet = answer.owing - met - waived
            is_settled = self.on > period.end + self.late and not answer.norm.rule.advice
            owed, pending = (unmet, ()) if is_settled else ((), unmet)
            yield Answered(answer.norm, period, met, owed, pending, waived, answer.totals)
        for norm, verdicts in self.question.conditions:
            if norm.code in codes:
                sets: dict[str, set[int]] = {MET: set(), OWED: set(), PENDING: set(), WAIVED: set()}
                for verdict in verdicts:
                    sets[self._judged(norm, verdict)].add(verdict.unit_id)
                for name in (OWED, PENDING, WAIVED):
                    sets[MET] -= sets[name]
                yield Answered(norm, self.span, sets[MET], sets[OWED], sets[PENDING], sets[WAIVED], {})

    def _judged(self, norm: Norm, verdict: Any) -> str:
        """A condition: a term that is not due yet is in order, a vacancy within its time is not settled."""
        if verdict.state == State.WAIVED:
            return WAIVED
        if verdict.state == State.MET or (norm.rule.condition == ELECTION and verdict.state != State.OVERDUE):
            return MET
        return OWED if verdict.state == State.OVERDUE and self.on > verdict.due_on + self.late else PENDING

    def facts(self, codes: Collection[str]) -> "QuerySet[Any, Any]":
        numbers = [kinds.kind(code).number for code in codes]
        return self.limit(Fact.objects.filter(kind__in=numbers, on__range=(self.span.start, self.day)))

    def open_matters(self) -> "QuerySet[Any, Any]":
        """On the ledger, not closed, and due in the period."""
        due = (self.span.start, self.span.end)
        return self.limit(Matter.objects.filter(state__in=Matter.ON_LEDGER, due_on__range=due))

    def meetings(self) -> "QuerySet[Any, Any]":
        archived = Activity.objects.filter(state=Activity.State.ARCHIVED, on__range=(self.span.start, self.day))
        return self.limit(archived)

    def judgements(self) -> "QuerySet[Any, Any]":
        if not any(one.mode == words.JUDGED for one in self.rule.indicators()):
            return Judgement.objects.none()
        return self.limit(Judgement.objects.filter(scheme=self.scheme, start=self.span.start))

    def earlier(self) -> "QuerySet[Any, Any]":
        """The kept sheets of this period that an average is taken of."""
        codes = {one.of for one in self.rule.indicators() if one.of}
        if not codes:
            return Sheet.objects.none()
        within = {"start__gte": self.span.start, "end__lte": self.span.end, "percent__isnull": False}
        return self.limit(Sheet.objects.filter(scheme__code__in=codes, **within))

    def measures(self, name: str) -> bool:
        """Whether any indicator asks for that share."""
        return any(one.measure == name for one in self.rule.indicators())

    def state_of(self, due_on: dt.date) -> str:
        """What an open matter counts as."""
        return OWED if self.on > due_on + self.late else PENDING


Found = Callable[[int], Any]


def _at(asked: Asked, found: dict[int, Any]) -> Found:
    """How to find what belongs to a unit: a group's goes to its branch; None for whoever has no sheet."""
    groups = asked.groups
    return lambda unit_id: found.get(groups.get(unit_id, unit_id))


def bases(asked: Asked) -> dict[int, Basis]:
    """What the sheets of all units asked about are computed from, added up by the database."""
    found = {unit: Basis(is_closed=asked.is_closed, absent=asked.absent) for unit in asked.assessed}
    at = _at(asked, found)
    for answer in asked.answers():
        code = answer.norm.code
        for state, units in answer.states():
            one = one_of(state)
            for unit in units:
                if (basis := at(unit)) is not None:
                    basis.duties[code] = basis.duties[code].add(one) if code in basis.duties else one
    if asked.rule.kinds:
        names = {kinds.kind(code).number: code for code in asked.rule.kinds}
        total = Sum(Cast("amount", FloatField()))
        for unit, kind, counted in (
            asked.facts(asked.rule.kinds)
            .values("unit_id", "kind")
            .annotate(total=total)
            .values_list("unit_id", "kind", "total")
        ):
            if (basis := at(unit)) is not None:
                basis.amounts[names[kind]] = basis.amount((names[kind],)) + amount(counted)
    if asked.measures(words.ON_TIME):
        rows = asked.open_matters().values("unit_id", "due_on").annotate(count=Count("pk"))
        for unit, due_on, count in rows.values_list("unit_id", "due_on", "count"):
            if (basis := at(unit)) is not None:
                is_owed = asked.state_of(due_on) == OWED
                tally = Tally(owed=count) if is_owed else Tally(pending=count)
                basis.open_matters = basis.open_matters.add(tally)
    if asked.measures(words.ATTENDANCE):
        for unit, expected, present, excused in asked.meetings().values_list(
            "unit_id", "expected_count", "present_count", "excused_count"
        ):
            if (basis := at(unit)) is not None:
                basis.attendance.met += present
                basis.attendance.owed += max(expected - excused, present)
    for unit, code, points in asked.judgements().values_list("unit_id", "indicator", "points"):
        if (basis := at(unit)) is not None:
            basis.judged[code] = points
    for unit, code, percent in asked.earlier().order_by("start").values_list("unit_id", "scheme__code", "percent"):
        if (basis := at(unit)) is not None:
            basis.earlier.setdefault(code, []).append(percent)
    return found


def evidence(asked: Asked) -> dict[int, Evidence]:
    """The records behind the sheets of the units asked about, each with its key."""
    found = {unit: Evidence(is_closed=asked.is_closed, absent=sorted(asked.absent)) for unit in asked.assessed}
    at = _at(asked, found)
    codes = set(asked.rule.kinds)
    for answer in asked.answers():
        codes.update(answer.norm.rule.facts)
        head = [answer.norm.code, str(answer.norm.valid_from)]
        asks = [str(answer.period.start), str(answer.period.end), str(answer.norm.rule.required)]
        for state, units in answer.states():
            for unit in units:
                if (one := at(unit)) is not None:
                    achieved = str(amount(answer.totals.get(unit, 0.0)))
                    one.duties.append([*head, unit, *asks, achieved, state])
    names = {kinds.kind(code).number: code for code in codes}
    columns = ("unit_id", "source_type", "source_id", "kind", "on", "amount")
    for unit, source_type, source_id, kind, on, counted in asked.facts(codes).values_list(*columns).iterator():
        if (one := at(unit)) is not None:
            one.facts.append([source_type, source_id, names[kind], str(on), str(Decimal(counted).quantize(CENT))])
    if asked.measures(words.ON_TIME):
        for unit, key, due_on in asked.open_matters().values_list("unit_id", "pk", "due_on"):
            if (one := at(unit)) is not None:
                one.matters.append([key, str(due_on), asked.state_of(due_on)])
    if asked.measures(words.ATTENDANCE):
        counted = ("expected_count", "present_count", "excused_count")
        for unit, *numbers in asked.meetings().values_list("unit_id", "pk", *counted):
            if (one := at(unit)) is not None:
                one.meetings.append(numbers)
    for row in asked.judgements():
        if (one := at(row.unit_id)) is not None:
            one.judged.append([row.indicator, str(row.points), row.text, row.by_label])
    for unit, key, code, percent in asked.earlier().values_list("unit_id", "pk", "scheme__code", "percent"):
        if (one := at(unit)) is not None:
            one.sheets.append([key, code, str(percent)])
    members = Membership.objects.filter(valid_on(asked.day), tenant_id=asked.tenant.pk)
    members = members if asked.units is None else members.filter(unit_id__in=asked.units)
    for unit, count in members.order_by().values("unit_id").annotate(count=Count("pk")).values_list("unit_id", "count"):
        if unit in found:
            found[unit].members = count
    for one in found.values():
        for rows in (one.facts, one.duties, one.matters, one.meetings, one.judged, one.sheets):
            rows.sort()
    return found
