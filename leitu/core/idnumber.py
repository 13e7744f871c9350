"""Citizens' identity numbers: GB 11643 (rules.md §12.5). Checks the form; says nothing about whether it exists."""

import datetime as dt
import enum
import operator
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leitu.core import text

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
_PLAIN = re.compile(r"\d{17}[\dX]", re.ASCII)
# First two digits of GB/T 2260 that are in use, and 83 of the residence permit for Taiwan residents.
REGIONS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
EARLIEST_BIRTH = dt.date(1880, 1, 1)


class Sex(enum.StrEnum):
    """GB/T 2261.1; an identity number knows only these two."""

    MALE = "1"
    FEMALE = "2"


MESSAGES: dict[str, Promise] = {
    "characters": _("身份证号只能是 17 位数字加 1 位数字或 X，请核对有没有多余的字。"),
    "old_number": _("这是 15 位的旧身份证号，请按现在的身份证填 18 位号码。"),
    "length": _("身份证号应为 18 位，请核对是否少写或多写了数字。"),
    "region": _("身份证号开头两位不是我国的地区代码，请核对。"),
    "birth": _("身份证号第 7 至 14 位不是真实的日期，请核对。"),
    "future_birth": _("身份证号里的出生日期还没有到，请核对。"),
    "check_digit": _("身份证号最后一位对不上，一定有某一位写错了，请照身份证重新填写。"),
}


class InvalidIdNumber(ValueError):
    """Not an identity number. `reason` is a key of MESSAGES, `message` its sentence; the number is in neither."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def message(self) -> Promise:
        return MESSAGES[self.reason]


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number of correct form: 18 characters, X in upper case."""

    number: str
    birth_on: dt.date
    sex: Sex


def parse(value: str, *, today: dt.date) -> IdNumber:
    """Read what a person typed. Spaces, full-width digits and a lower-case x are understood.

    Raises InvalidIdNumber.
    """
    number = value if _PLAIN.fullmatch(value) else text.code(value).lstrip("'").upper()
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        raise InvalidIdNumber("old_number")
    if not re.fullmatch(r"\d*[\dX]", number, re.ASCII):
        raise InvalidIdNumber("characters")
    if len(number) != 18:
        raise InvalidIdNumber("length")
    if number[:2] not in REGIONS:
        raise InvalidIdNumber("region")
    try:
        birth_on = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidIdNumber("birth") from None
    if birth_on < EARLIEST_BIRTH:
        raise InvalidIdNumber("birth")
    if birth_on > today:
        raise InvalidIdNumber("future_birth")
    if number[17] != check_digit(number[:17]):
        raise InvalidIdNumber("check_digit")
    return IdNumber(number, birth_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def check_digit(first_seventeen: str) -> str:
    """The 18th character that belongs to seventeen digits."""
    return CHECK_DIGITS[sum(map(operator.mul, map(int, first_seventeen), WEIGHTS)) % 11]
