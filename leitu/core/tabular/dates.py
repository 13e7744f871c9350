"""Dates and times as people and Excel write them. Nothing is guessed: what could be read in two ways is refused."""

import datetime as dt
import re

from leitu.core import text
from leitu.core.tabular.issues import Bad

EARLIEST, LATEST = dt.date(1880, 1, 1), dt.date(2200, 1, 1)
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 31), dt.date(1904, 1, 1)
_FALSE_LEAP_DAY = 60  # serial of 1900-02-29, which Excel believes in
# A bare number in a date column is taken for a serial only where it cannot be a year or a slip of the hand.
_BARE_SERIALS = range(7_306, 73_051)  # 1920 to 2099

_SEPARATORS = str.maketrans(
    {"．": "-", ".": "-", "／": "-", "/": "-", "－": "-", "—": "-", "–": "-", "、": "-", "\\": "-", "_": "-"}
)
_FULL = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-?")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})-?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_CLOCK_TAIL = re.compile(r"(?<=[\d日号])[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_DAY_BEFORE = re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ t]*")
_TIME = re.compile(
    r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?(\d{1,2})"
    r"(?:([:点时])(\d{1,2}|半|整)?(?::\d{1,2}(?:\.\d+)?|分(?:\d{1,2}秒)?)?)?(am|pm)?"
)
_MORNING = frozenset(("凌晨", "清晨", "早上", "早晨", "上午", "am"))
_AFTERNOON = frozenset(("下午", "傍晚", "晚上", "晚", "pm"))


def parse_date(value: str) -> dt.date:
    """2020-05-31, 2020/5/31, 2020.5.31, 2020年5月31日, 20200531, each also with a time of day behind it.

    Raises Bad: bad_date, or incomplete_date for a year and month.
    """
    plain = _normal(value)
    if match := _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _day(value, *match.groups())
    if _YEAR_MONTH.fullmatch(plain) or _COMPACT_MONTH.fullmatch(plain):
        raise Bad("incomplete_date", value=text.excerpt(value))
    raise Bad("bad_date", value=text.excerpt(value))


def parse_month(value: str) -> dt.date:
    """2020-05, 2020.5, 2020年5月, 202005, or a full date: the first day of the month. Raises Bad (bad_month)."""
    plain = _normal(value)
    match = _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain)
    match = match or _YEAR_MONTH.fullmatch(plain) or _COMPACT_MONTH.fullmatch(plain)
    try:
        if match:
            year, month, *day = match.groups()
            return _day(value, year, month, *day).replace(day=1)
    except Bad:
        pass
    raise Bad("bad_month", value=text.excerpt(value))


def date_of_serial(serial: float, *, from_1904: bool) -> dt.date:
    """The day of a number that Excel shows as a date. Raises Bad (bad_date)."""
    days = int(serial) if -1 < serial < 3_000_000 else -1
    if from_1904:
        if days >= 0:
            return _in_range(_EPOCH_1904 + dt.timedelta(days), str(serial))
    elif days >= 1 and days != _FALSE_LEAP_DAY:
        return _in_range(_EPOCH_1900 + dt.timedelta(days - (days > _FALSE_LEAP_DAY)), str(serial))
    raise Bad("bad_date", value=f"{serial:g}")


def date_of_number(digits: str, *, from_1904: bool) -> dt.date:
    """A number without date format in a date column: 20200531 or a serial such as 43982. Raises Bad."""
    plain = digits.removesuffix(".0")
    if re.fullmatch(r"\d{4}\.\d{1,2}", plain, re.ASCII):
        return parse_date(plain)
    if not re.fullmatch(r"\d{1,8}", plain, re.ASCII):
        raise Bad("bad_date", value=text.excerpt(digits))
    if len(plain) == 8 or len(plain) == 6:
        return parse_date(plain)
    if int(plain) in _BARE_SERIALS:
        return date_of_serial(int(plain), from_1904=from_1904)
    raise Bad("bad_date", value=plain)


def month_of_number(digits: str, *, from_1904: bool) -> dt.date:
    """A number without date format in a month column: 202005, 2020.5 or as `date_of_number`.

    Raises Bad; 2020.1 is ambiguous_month, because Excel turns a typed 2020.10 into it.
    """
    if re.fullmatch(r"\d{4}\.\d{1,2}", digits, re.ASCII):
        if digits[5:] == "1":
            raise Bad("ambiguous_month", value=digits)
        return parse_month(digits)
    plain = digits.removesuffix(".0")
    if re.fullmatch(r"\d{6}|\d{8}", plain, re.ASCII):
        return parse_month(plain)
    try:
        return date_of_number(plain, from_1904=from_1904).replace(day=1)
    except Bad as bad:
        raise Bad("bad_month", **bad.params) from None


def parse_time(value: str) -> dt.time:
    """19:00, 19：00, 19点, 19时30分, 下午7点半, 7:00 PM, or behind a date. Raises Bad (bad_time)."""
    bad = Bad("bad_time", value=text.excerpt(value))
    plain = _DAY_BEFORE.sub("", text.clean(value).replace("：", ":").lower()).replace(" ", "")
    match = _TIME.fullmatch(plain)
    if not match:
        raise bad
    before, digits, separator, rest, after = match.groups()
    half = before or after
    if (not separator and not half) or (separator == ":" and rest in (None, "半", "整")):
        raise bad
    hour = int(digits)
    minute = 30 if rest == "半" else int(rest) if rest and rest != "整" else 0
    if half in _MORNING and hour == 12:
        hour = 0
    elif (half in _AFTERNOON and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    if hour > 23 or minute > 59 or (half in ("晚上", "晚") and hour == 12):
        raise bad
    return dt.time(hour, minute)


def time_of_number(digits: str) -> dt.time:
    """The time of day in the fraction of a serial, to the nearest minute. Raises Bad (bad_time)."""
    try:
        minutes = round(float(digits) % 1 * 1440)
    except (ValueError, OverflowError):
        raise Bad("bad_time", value=text.excerpt(digits)) from None
    if not 0 <= minutes < 1440:
        raise Bad("bad_time", value=text.excerpt(digits))
    return dt.time(minutes // 60, minutes % 60)


def _normal(value: str) -> str:
    plain = _CLOCK_TAIL.sub("", text.clean(value).replace("：", ":"))
    plain = plain.replace("年", "-").replace("月", "-").replace("日", "").replace("号", "").translate(_SEPARATORS)
    return re.sub(r"-{2,}", "-", plain.replace(" ", ""))


def _day(value: str, year: str, month: str, day: str = "1") -> dt.date:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Bad("bad_date", value=text.excerpt(value)) from None
    return _in_range(found, value)


def _in_range(day: dt.date, value: str) -> dt.date:
    if not EARLIEST <= day < LATEST:
        raise Bad("bad_date", value=text.excerpt(value))
    return day
