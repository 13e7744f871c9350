"""Public holidays and shifted working days, as the State Council announces them each year.

The package behind it knows the years that were announced when it was made; for any other day nothing is known, which
is the same as an ordinary day.
"""

import datetime as dt

import chinese_calendar
from django.utils.translation import gettext_lazy as _

NAMES = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "Mid-autumn Festival": _("中秋节"),
    "National Day": _("国庆节"),
}


def holiday_on(day: dt.date) -> str:
    """The name of the public holiday that covers ``day``, empty on any other day, weekends among them."""
    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return str(NAMES.get(name, name)) if is_off and name else ""


def are_known(year: int) -> bool:
    """Whether the holidays of a year were announced when the package was made; otherwise its weekends are all we know."""
    try:
        chinese_calendar.get_holiday_detail(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_shifted_workday(day: dt.date) -> bool:
    """Whether people work on this Saturday or Sunday because a holiday was lengthened."""
    try:
        return day.weekday() >= 5 and bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return False
