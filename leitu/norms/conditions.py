"""Norms that bound what the register says on a day: terms, sizes of branches, vacant posts.

They are asked on one day and choose the norm that is in force on that day. Their rows:

- **election**: one for each unit with a term: from the term's first day to its last, which is the due date. It stays
  in the answer, overdue, until a later term is recorded. A term that is followed by a later one has been met; it is
  listed like any period that ended in [since, on].
- **size_at_least**, **size_at_most**: one for each unit and the calendar month of the day.
- **secretary**: one for each unit; the month of the day while the post is held, otherwise from the first vacant day to
  the end of the grace time. Where the register never had a secretary nothing is overdue: the register lacks something.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from leitu.core.periods import Period, PeriodKind, add_months, period_of
from leitu.norms.duty import State, unmet_state
from leitu.norms.register import Register
from leitu.norms.rules import ELECTION, SECRETARY, SIZE_AT_LEAST, SIZE_AT_MOST, Rule

NONE, ONE = Decimal(0), Decimal(1)


class Verdict(NamedTuple):
    """How one unit stands to a condition; ``state`` does not know of waivers yet."""

    unit_id: int
    period: Period
    achieved: Decimal
    due_on: dt.date
    state: State


@lru_cache(maxsize=4096)
def first_day(starts_on: dt.date | None, ends_on: dt.date, years: int) -> dt.date:
    """When a term began: as recorded, else ``years`` before its end (its last day if the rule names no years)."""
    if starts_on is not None:
        return min(starts_on, ends_on)
    return add_months(ends_on, -12 * years) + dt.timedelta(days=1) if years else ends_on


def elections(rule: Rule, register: Register, on: dt.date, since: dt.date, owed_since: dt.date) -> Iterator[Verdict]:
    """Terms known on ``on`` (begun by then): the last of each unit, and earlier ones that ended in [since, on]."""
    owing = register.owing(rule.owed_by, Period(on, on))
    states: dict[dt.date, State] = {}  # thousands of terms end on a few days
    for unit_id, terms in register.terms().items():
        if unit_id not in owing:
            continue
        known = []
        for recorded, end in terms:
            years = 0
            if recorded is None:
                years = rule.years_of_term(register.kind(unit_id, on), register.sectors.get(unit_id, ""))
            start = first_day(recorded, end, years)
            if start <= on:
                known.append((start, end))
        for index, (start, end) in enumerate(known):
            if index == len(known) - 1:
                if end not in states:
                    states[end] = unmet_state(rule, end, on)
                yield Verdict(unit_id, Period(start, end), NONE, end, states[end])
            elif since <= end <= on:
                yield Verdict(unit_id, Period(start, end), ONE, end, State.MET)


def sizes(rule: Rule, register: Register, on: dt.date, since: dt.date, owed_since: dt.date) -> Iterator[Verdict]:
    """Members by unit against a bound."""
    month = period_of(PeriodKind.MONTH, on)
    if month.start < owed_since:
        return
    full, everybody = register.sizes
    at_least = rule.condition == SIZE_AT_LEAST
    counted = full if at_least else everybody
    bound = int(rule.required)
    unmet = State.DUE_SOON if rule.advice else State.OVERDUE
    for unit_id in register.owing(rule.owed_by, month):
        size = counted.get(unit_id, 0)
        met = size >= bound if at_least else size <= bound
        yield Verdict(unit_id, month, Decimal(size), month.end, State.MET if met else unmet)


def secretaries(rule: Rule, register: Register, on: dt.date, since: dt.date, owed_since: dt.date) -> Iterator[Verdict]:
    """Whether the post of secretary is held."""
    month = period_of(PeriodKind.MONTH, on)
    held, vacant_since = register.secretaries()
    for unit_id in register.owing(rule.owed_by, Period(on, on)):
        if unit_id in held:
            yield Verdict(unit_id, month, ONE, month.end, State.MET)
        elif unit_id in vacant_since:
            start = vacant_since[unit_id]
            due_on = add_months(start, rule.grace_months)
            state = State.OVERDUE if on > due_on and not rule.advice else State.DUE_SOON
            yield Verdict(unit_id, Period(start, due_on), NONE, due_on, state)
        else:
            yield Verdict(unit_id, month, NONE, month.end, State.DUE_SOON)


Evaluator = Callable[[Rule, Register, dt.date, dt.date, dt.date], Iterator[Verdict]]
EVALUATORS: dict[str, Evaluator] = {
    ELECTION: elections,
    SIZE_AT_LEAST: sizes,
    SIZE_AT_MOST: sizes,
    SECRETARY: secretaries,
}
PARTS = {ELECTION: "terms", SIZE_AT_LEAST: "sizes", SIZE_AT_MOST: "sizes", SECRETARY: "secretaries"}
"""Which part of the register each of them asks (``parts.py``)."""


def verdicts(rule: Rule, register: Register, on: dt.date, since: dt.date, owed_since: dt.date) -> Iterator[Verdict]:
    """How every unit that the rule is addressed to stands; nothing before the tenant's first day."""
    if on >= owed_since:
        yield from EVALUATORS[rule.condition](rule, register, on, since, owed_since)
