"""A month as weeks of days."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from leitu.core.clock import today
from leitu.core.holidays import are_known, holiday_on, is_shifted_workday
from leitu.core.periods import Period, add_months
from leitu.portal.calendar.events import Event

SHOWN = 4
"""Lines of one day in the grid; the list on the phone has all."""


@dataclass(frozen=True)
class Day:
    """One day of the grid. ``rest`` is the holiday's name or 班; ``others`` counts what one may see besides."""

    on: dt.date
    in_month: bool
    is_today: bool
    rest: str
    events: list[Event] = field(default_factory=list)
    others: int = 0
    others_href: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.events and not self.others


@dataclass(frozen=True)
class Month:
    """``span`` is the month itself; ``days`` are whole weeks from Monday to Sunday."""

    span: Period
    days: list[Day]

    @property
    def before(self) -> str:
        return f"{add_months(self.span.start, -1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{add_months(self.span.start, 1):%Y-%m}"

    @property
    def year_without_holidays(self) -> int | None:
        """The year, when it is not over and its public holidays are not known here yet."""
        year = self.span.end.year
        return year if year >= today().year and not are_known(year) else None

    @property
    def is_empty(self) -> bool:
        return all(day.is_empty for day in self.days)


def weeks_around(span: Period) -> Period:
    """The whole weeks that a month touches."""
    start = span.start - dt.timedelta(days=span.start.weekday())
    return Period(start, span.end + dt.timedelta(days=6 - span.end.weekday()))


def month_of(span: Period, events: Iterable[Event], others: Mapping[dt.date, tuple[int, str]]) -> Month:
    """The month with what happens on each day; ``others`` are counts with the list behind them."""
    by_day: dict[dt.date, list[Event]] = defaultdict(list)
    for one in events:
        by_day[one.on].append(one)
    whole = weeks_around(span)
    days = []
    for number in range((whole.end - whole.start).days + 1):
        on = whole.start + dt.timedelta(days=number)
        count, href = others.get(on, (0, ""))
        days.append(Day(on, on in span, on == today(), _rest(on), by_day[on], count, href))
    return Month(span, days)


def _rest(on: dt.date) -> str:
    return holiday_on(on) or (_("班") if is_shifted_workday(on) else "")


def span_of(year: int, month: int) -> Period:
    """All days of a month."""
    return Period(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
