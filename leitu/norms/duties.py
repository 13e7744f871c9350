"""Duties: what the norms in force ask of units in their periods, answered from facts and register, in sets.

A duty is an answer, not a row: it is computed whenever it is asked for, so it is never stale. What counts:

- Asked are the periods that contain ``on`` and, with ``since``, those that ended in [since, on]; all ends inclusive.
- A unit owes a period when it existed on its first and on its last day and was, on its first day, of a kind that the
  norm is addressed to; a dissolution after ``on`` is not known yet. No period is owed that begins before the tenant's
  ``owed_since``.
- The norm in force is chosen by the period's first day. Facts dated after ``on`` do not count.
- Conditions are asked on ``on`` (``conditions.py``).
- Met wins over waived: what was done shows as done, also when a superior had said that it need not be.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F, FloatField, IntegerField, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Substr

from leitu.core.periods import Period, PeriodKind, period_of
from leitu.core.together import together
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms.conditions import PARTS, Verdict, verdicts
from leitu.norms.duty import Duty, State, unmet_state
from leitu.norms.models import Norm
from leitu.norms.register import Register, Scope
from leitu.norms.rules import CONDITION, Norms, Rule, amount
from leitu.orgs.models import Tenant, Unit

Units = QuerySet[Any, Any] | Collection[int]
Counts = dict[str, dict[str, int]]
"""How many duties by norm code and state; a norm that nobody owes is not in it, all five states always are."""

ENOUGH = 0.004  # sums of two-decimal amounts come back as floats


def month_index(day: dt.date) -> int:
    """Months since the year 0: equal for days of the same month."""
    return day.year * 12 + day.month - 1


def _month_of_fact() -> Any:
    """``month_index`` of ``Fact.on`` in SQL that both databases run natively (Extract is slow on SQLite)."""
    text = Cast(F("on"), TextField())
    return Cast(Substr(text, 1, 4), IntegerField()) * 12 + Cast(Substr(text, 6, 2), IntegerField()) - 1


@dataclass
class CountAnswer:
    """How all units stand to one count norm in one period."""

    norm: Norm
    period: Period
    owing: set[int]
    totals: Mapping[int, float]
    unmet: State
    waived: Collection[int]

    @property
    def met(self) -> set[int]:
        bound = float(self.norm.rule.required) - ENOUGH
        return self.owing & {unit for unit, total in self.totals.items() if total >= bound}


class Question:
    """One question about duties: whose, on which day, since when, by which norms; counted by the children of ``parent``.

    The database is asked in three statements: norms, register, facts.
    """

    def __init__(
        self,
        scope: Scope,
        on: dt.date,
        since: dt.date | None = None,
        norm: str | Collection[str] | None = None,
        parent: Unit | None = None,
    ) -> None:
        """Raises ValueError when ``since`` lies after ``on``."""
        if since is not None and since > on:
            raise ValueError("since lies after on")
        self.scope, self.on, self.parent = scope, on, parent
        self.owed_since = scope.tenant.owed_since
        # Nothing is owed for earlier periods, so a ``since`` of long ago costs nothing.
        self.since = min(max(since or on, self.owed_since), on)
        rows = Norm.objects.filter(tenant=scope.tenant, pack__is_active=True).select_related("pack")
        self.norms = Norms(rows.filter(code__in=[norm] if isinstance(norm, str) else norm) if norm else rows)

    @cached_property
    def _periods(self) -> dict[str, list[tuple[Norm, Period]]]:
        found = {}
        for code in self.norms.codes():
            owed = [(n, p) for n, p in self.norms.periods(code, self.since, self.on) if p.start >= self.owed_since]
            if owed:
                found[code] = owed
        return found

    @cached_property
    def register(self) -> Register:
        """The register for the span of all periods of this question, with all that its norms ask of it."""
        periods = [period for owed in self._periods.values() for __, period in owed]
        month = Period(self.on.replace(day=1), self.on)  # conditions ask about the month of ``on``
        first = min((p.start for p in periods), default=month.start)
        last = max((p.end for p in periods), default=month.end)
        register = Register(self.scope, min(first, month.start), max(last, month.end), self.on, parent=self.parent)
        days = {p.start for owed in self._periods.values() for n, p in owed if n.rule.only_with_committee}
        register.prepare_committees(days)
        register.prepare("waivers", *(PARTS[norm.rule.condition] for norm in self._conditions))
        return register

    def waived(self, code: str, start: dt.date) -> Collection[int]:
        """Units whose duty by that norm in the period that begins on ``start`` is waived."""
        return self.register.waived.get((code, start), ())

    def _sums(self, rule: Rule, periods: list[Period]) -> "QuerySet[Any, Any]":
        """What has been counted: (number of the period among periods of its length, unit, sum). One GROUP BY."""
        assert rule.period is not None
        first, last = periods[0].start, min(periods[-1].end, self.on)
        numbers = [kinds.kind(code).number for code in rule.facts]
        rows: QuerySet[Any, Any] = self.scope.limit(Fact.objects.all(), "unit_id", periods[0].start, periods[-1].end)
        rows = rows.filter(kind__in=numbers, on__range=(first, last)).order_by()
        total = Sum(Cast("amount", FloatField()))
        if len(periods) == 1:
            only: Any = Value(self._place(rule, periods[0]), IntegerField())
            by_unit: QuerySet[Any, Any] = rows.values("unit_id").annotate(total=total)
            return by_unit.values_list(only, "unit_id", "total")
        place = _month_of_fact() / Value(rule.period.months)
        grouped: QuerySet[Any, Any] = rows.annotate(place=place).values("place", "unit_id").annotate(total=total)
        return grouped.values_list("place", "unit_id", "total")

    @staticmethod
    def _place(rule: Rule, period: Period) -> int:
        assert rule.period is not None
        return month_index(period.start) // rule.period.months

    @cached_property
    def counts(self) -> list[CountAnswer]:
        """The answers of all count norms, norm by norm in the order of the packs."""
        return list(self._count())

    def _count(self) -> Iterator[CountAnswer]:
        groups: dict[tuple[str, tuple[str, ...], PeriodKind | None], list[tuple[Norm, Period]]] = {}
        for code, owed in self._periods.items():
            for norm, period in owed:
                groups.setdefault((code, norm.rule.facts, norm.rule.period), []).append((norm, period))
        asked = (self._sums(group[0][0].rule, [period for __, period in group]) for group in groups.values())
        for group, sums in zip(groups.values(), together(*asked), strict=True):
            totals: dict[int, dict[int, float]] = {}
            for place, unit, total in sums:
                totals.setdefault(place, {})[unit] = total
            yield from self._answers(group, totals)

    def _answers(self, group: list[tuple[Norm, Period]], totals: dict[int, dict[int, float]]) -> Iterator[CountAnswer]:
        for norm, period in group:
            owing = self.register.owing(norm.rule.owed_by, period)
            if norm.rule.only_with_committee:
                owing = owing & self.register.with_committee(period.start, norm.rule.committee_from)
            if owing:
                counted = totals.get(self._place(norm.rule, period), {})
                unmet = unmet_state(norm.rule, period.end, self.on)
                yield CountAnswer(norm, period, owing, counted, unmet, self.waived(norm.code, period.start))

    @cached_property
    def _conditions(self) -> list[Norm]:
        """The condition norms in force on ``on``."""
        found = (self.norms.in_force(code, self.on) for code in self.norms.codes())
        return [norm for norm in found if norm and norm.rule.shape == CONDITION and norm.rule.is_recorded]

    @cached_property
    def conditions(self) -> list[tuple[Norm, list[Verdict]]]:
        """The answers of all condition norms; waivers are already in their states."""
        return list(self._judge())

    def _judge(self) -> Iterator[tuple[Norm, list[Verdict]]]:
        for norm in self._conditions:
            found = verdicts(norm.rule, self.register, self.on, self.since, self.owed_since)
            if any(waived == norm.code for waived, __ in self.register.waived):
                found = (self._with_waiver(norm.code, verdict) for verdict in found)
            yield norm, list(found)

    def duties(self, states: Iterable[State] | None = None, *, ended_since: dt.date | None = None) -> list[Duty]:
        """The answers as duties, ordered by unit, norm and period; only those in ``states``, if given.

        With ``ended_since`` only what a question with that ``since`` would have asked about (terms that a later one
        has followed apart): who asked about a year need not ask again about its last months.
        """
        order = {code: index for index, code in enumerate(self.norms.codes())}
        found = _rows(self, None if states is None else frozenset(states), ended_since)
        return sorted(found, key=lambda duty: (duty.unit_id, order[duty.norm], duty.period_start))

    def summary(self) -> Counts:
        """The answers as numbers."""
        counts = _tally(self, lambda members, day, now: [(None, len(members))]).get(None, {})
        return {code: counts[code] for code in self.norms.codes() if code in counts}

    def by_child(self) -> dict[int, Counts]:
        """The answers as numbers, apart for each unit that stands directly below ``parent`` on ``on``.

        The key of ``parent`` itself holds its own duties and those of what has since left its children.
        """
        count = self.register.by_child()
        return _tally(self, lambda members, day, now: count(members, day).items())

    def by_child_and_time(self) -> tuple[dict[int, Counts], dict[int, Counts]]:
        """``by_child``, and what it would be without ``since``, for the price of the first alone."""
        count = self.register.by_child()

        def both(members: Collection[int], day: dt.date, now: bool) -> Iterator[tuple[tuple[int, bool], int]]:
            for child, number in count(members, day).items():
                yield (child, False), number
                if now:
                    yield (child, True), number

        found = _tally(self, both)
        year, present = ({k: c for (k, now), c in found.items() if now is which} for which in (False, True))
        return year, present

    def existing(self) -> dict[str, set[int]]:
        """The units that the question is about and that exist on ``on``, by kind."""
        day = Period(self.on, self.on)
        found = {kind: self.register.owing(frozenset({kind}), day) for kind in Unit.Kind.values}
        return {kind: units for kind, units in found.items() if units}

    def _with_waiver(self, code: str, verdict: Verdict) -> Verdict:
        if verdict.state != State.MET and verdict.unit_id in self.waived(code, verdict.period.start):
            return verdict._replace(state=State.WAIVED)
        return verdict


def _rows(question: Question, states: Collection[State] | None, ended_since: dt.date | None = None) -> Iterator[Duty]:
    on = question.on
    for answer in question.counts:
        norm, period, required = answer.norm, answer.period, answer.norm.rule.required
        if ended_since is not None and period.end < ended_since:
            continue
        met, waived, unmet = answer.met, answer.waived, answer.unmet
        for unit in answer.owing:
            state = State.MET if unit in met else State.WAIVED if unit in waived else unmet
            if states is None or state in states:
                done = amount(answer.totals.get(unit, 0.0))
                yield Duty(norm.code, unit, period.start, period.end, required, done, period.end, state, norm, on)
    for norm, verdicts_ in question.conditions:
        required = norm.rule.required
        for unit, period, done, due_on, state in verdicts_:
            if states is None or state in states:
                yield Duty(norm.code, unit, period.start, period.end, required, done, due_on, state, norm, on)


def duties(
    tenant: Tenant,
    units: Units | None = None,
    *,
    on: dt.date,
    since: dt.date | None = None,
    norm: str | None = None,
    under: Unit | None = None,
    states: Iterable[State] | None = None,
) -> list[Duty]:
    """The duties of ``units`` (keys or a queryset of keys; None: all) as of ``on``, ordered by unit, norm and period.

    ``since`` adds the periods that ended in [since, on]; ``under`` keeps to what stood at or below that unit on each
    period's last day; ``states`` keeps to those states. Nothing here asks who is asking: pages pass the units that
    the actor may see (``queries.scope_of``). Raises ValueError when ``since`` lies after ``on``.
    """
    return Question(Scope(tenant, units, under), on, since, norm).duties(states)


Group = Callable[[Collection[int], dt.date, bool], Iterable[tuple[Any, int]]]
"""How to count units: their keys with numbers, on the day whose tree counts; and whether ``on`` lies in the period."""


def _tally(question: Question, group: Group) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for norm, state, units, day, now, __ in _sets(question):
        for key, count in group(units, day, now):
            by_state = found.setdefault(key, {}).setdefault(norm.code, dict.fromkeys(State.values, 0))
            by_state[state.value] += count
    return found


def _sets(question: Question) -> Iterator[tuple[Norm, State, Collection[int], dt.date, bool, dt.date | None]]:
    """The answers as (norm, state, units, day whose tree counts, whether it is of now, end of the period): no set is
    empty; the end is None where the norm asks for a condition and not for something in each period."""
    on = question.on
    for answer in question.counts:
        met = answer.met
        waived = answer.owing.intersection(answer.waived) - met
        unmet = answer.owing - met - waived if waived else answer.owing - met
        end = answer.period.end
        for state, units in ((State.MET, met), (State.WAIVED, waived), (answer.unmet, unmet)):
            if units:
                yield answer.norm, state, units, min(end, on), end >= on, end
    for norm, rows in question.conditions:
        sets: dict[tuple[State, bool], list[int]] = {}
        for unit, period, _done, _due_on, state in rows:
            # A term that a later one has followed is past; whatever else is listed is so on this very day.
            now = period.end >= on or state != State.MET
            sets.setdefault((state, now), []).append(unit)
        for (state, now), members in sets.items():
            yield norm, state, members, on, now, None


@dataclass
class Share:
    """What one unit adds to the numbers of its parent's dashboard.

    ``by_child``: the unit below the parent (or the parent) through which its duties count → how many by state, first of
    all periods asked about and then of those of now, each in the order of ``STATES``. ``late``: how many are overdue
    of those that ``Question.duties`` would list with ``ended_since``. ``kind`` is empty when it does not exist on the day.
    """

    kind: str = ""
    late: int = 0
    by_child: dict[int, list[int]] = field(default_factory=dict)


STATES = tuple(State.values)
"""The order of the numbers in a share."""


def shares(question: Question, late_since: dt.date) -> dict[int, Share]:
    """What each unit of the question adds to it, apart; all together are what ``by_child_and_time`` says."""
    found: dict[int, Share] = {}
    child_of, width = question.register.child_of(), len(STATES)
    for __, state, units, day, now, end in _sets(question):
        place = STATES.index(state.value)
        is_late = state == State.OVERDUE and (end is None or end >= late_since)
        for unit in units:
            share = found.setdefault(unit, Share())
            counts = share.by_child.setdefault(child_of(unit, day), [0] * (2 * width))
            counts[place] += 1
            counts[place + width] += now
            share.late += is_late
    for kind, units in question.existing().items():
        for unit in units:
            found.setdefault(unit, Share()).kind = kind
    return found


def summary(
    tenant: Tenant,
    units: Units | None = None,
    *,
    on: dt.date,
    since: dt.date | None = None,
    norm: str | None = None,
    under: Unit | None = None,
) -> Counts:
    """How many duties by norm and state: always what counting ``duties`` with the same arguments would give."""
    return Question(Scope(tenant, units, under), on, since, norm).summary()


def summary_by_child(
    tenant: Tenant,
    parent: Unit,
    *,
    on: dt.date,
    since: dt.date | None = None,
    norm: str | None = None,
    units: Units | None = None,
) -> dict[int, Counts]:
    """``summary`` of everything under ``parent``, by child (``Question.by_child``)."""
    return Question(Scope(tenant, units, parent), on, since, norm, parent).by_child()


def duty_of(tenant: Tenant, unit: Unit, norm: str, period_start: dt.date, *, on: dt.date) -> Duty | None:
    """The one duty that is named by unit, norm and first day, as of ``on``; None when nothing is owed.

    A condition of a past month is shown as of that month's last day.
    """
    if period_start > on:
        return None
    days = [on, min(on, period_of(PeriodKind.MONTH, period_start).end)]
    for day in dict.fromkeys(days):
        for duty in duties(tenant, [unit.pk], on=day, since=min(period_start, day), norm=norm):
            if duty.period_start == period_start:
                return duty
    return None
