"""Calendar periods. All ends are inclusive."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

BEGINNING = dt.date(1900, 1, 1)
"""``since`` of what has held for longer than anybody knows."""

FOREVER = dt.date(9999, 12, 31)
"""``until`` of what holds with no end in sight."""


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.value]


@dataclass(frozen=True, order=True)
class Period:
    """``start`` and ``end`` are both days of the period."""

    start: dt.date
    end: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later (or earlier), or the last day of a month that is too short.

    Raises OverflowError outside the years 1–9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_of(kind: PeriodKind, day: dt.date) -> Period:
    """The period of that kind that contains ``day``."""
    first = (day.month - 1) // kind.months * kind.months + 1
    start = dt.date(day.year, first, 1)
    last = first + kind.months - 1
    return Period(start, dt.date(day.year, last, calendar.monthrange(day.year, last)[1]))


def periods_between(kind: PeriodKind, first: dt.date, last: dt.date) -> Iterator[Period]:
    """The periods that end on or after ``first`` and begin on or before ``last``, in order."""
    period = period_of(kind, first)
    while period.start <= last:
        yield period
        if period.end == dt.date.max:
            return
        period = period_of(kind, period.end + dt.timedelta(days=1))
