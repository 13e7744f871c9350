"""Dates as readers expect them: 2026年11月22日(周日)."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()


def _as_day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def _weekday(value: dt.date) -> str:
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[value.weekday()]


@register.filter
def day(value: Any) -> str:
    """The full date with its weekday; empty for nothing."""
    found = _as_day(value)
    if found is None:
        return ""
    return _("%(date)s(%(weekday)s)") % {
        "date": formatted(found, pgettext("date format", "Y年n月j日")),
        "weekday": _weekday(found),
    }


OPEN_ENDS = (dt.date(1900, 1, 1), dt.date(9999, 12, 31))
"""What dated rows hold where nobody knows the beginning, or there is no end in sight."""


@register.filter
def plain_day(value: Any) -> str:
    """The full date without its weekday, for tables; empty for nothing and for open ends."""
    found = _as_day(value)
    if found is None or found in OPEN_ENDS:
        return ""
    return formatted(found, pgettext("date format", "Y年n月j日"))


@register.filter
def short_day(value: Any) -> str:
    """The date without the year if it is this year's, without the weekday."""
    found = _as_day(value)
    if found is None:
        return ""
    this_year = found.year == timezone.localdate().year
    return formatted(found, pgettext("date format", "n月j日") if this_year else pgettext("date format", "Y年n月j日"))


@register.filter
def moment(value: Any) -> str:
    """A date, or a date and time; the year only if it is another one."""
    found = _as_day(value)
    if found is None:
        return ""
    if not isinstance(value, dt.datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{short_day(value)} {formatted(local, 'H:i')}"


@register.filter
def month(value: Any) -> str:
    """The month with its year: 2026年11月."""
    found = _as_day(value)
    return formatted(found, pgettext("date format", "Y年n月")) if found else ""
