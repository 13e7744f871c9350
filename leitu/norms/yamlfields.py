"""The fields of a YAML file, each with its check; what is wrong is said with file, line and reason.

A check takes a value and returns why it is refused, in plain words, or nothing.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from leitu.core.periods import BEGINNING, FOREVER
from leitu.norms import yamllines

CODE = re.compile(r"[a-z][a-z0-9-]{1,59}")
Check = Callable[[Any], str]


@dataclass(frozen=True, order=True)
class Problem:
    """Why a pack is refused: one sentence about one line."""

    file: str
    line: int
    reason: str
    norm: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {f'{self.norm}: ' if self.norm else ''}{self.reason}"


def is_text(limit: int) -> Check:
    """A text that is not empty, of at most ``limit`` characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            return _("应为文字。")
        return "" if len(value) <= limit else _("最多 %(count)d 个字。") % {"count": limit}

    return check


def is_number(value: Any) -> str:
    """A number above 0 with at most two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1_000_000:
        return _("应为大于 0 的数。")
    return "" if Decimal(str(value)) == round(Decimal(str(value)), 2) else _("最多两位小数。")


def is_whole(low: int, high: int) -> Check:
    """A whole number from ``low`` to ``high``."""

    def check(value: Any) -> str:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return "" if good else _("应为 %(low)d 至 %(high)d 的整数。") % {"low": low, "high": high}

    return check


def is_day(value: Any) -> str:
    """A date."""
    good = isinstance(value, dt.date) and not isinstance(value, dt.datetime) and BEGINNING <= value < FOREVER
    return "" if good else _("应为日期，例如 2026-01-01。")


def is_flag(value: Any) -> str:
    """true or false."""
    return "" if isinstance(value, bool) else _("应为 true 或 false。")


def is_one_of(*choices: str) -> Check:
    """One of ``choices``."""

    def check(value: Any) -> str:
        return "" if value in choices else _("只能是：%(choices)s。") % {"choices": " ".join(choices)}

    return check


def is_list_of(item: Check) -> Check:
    """A list that is not empty, without repetition, of what ``item`` lets pass."""

    def check(value: Any) -> str:
        if not isinstance(value, list) or not value:
            return _("应为不空的列表。")
        if len({repr(one) for one in value}) != len(value):
            return _("列表中有重复。")
        return next((_("“%(item)s”：%(reason)s") % {"item": v, "reason": item(v)} for v in value if item(v)), "")

    return check


def is_code(value: Any) -> str:
    """A code of small letters, digits and hyphens."""
    return "" if isinstance(value, str) and CODE.fullmatch(value) else _("只能用小写字母、数字和连字符。")


class FieldReader:
    """Reads one file and gathers what is wrong in it. ``name`` is the code of what is being read."""

    def __init__(self, lined: yamllines.Lined, file: str) -> None:
        self.lined, self.file = lined, file
        self.problems: list[Problem] = []
        self.name = ""

    def complain(self, reason: str, *path: str | int) -> None:
        """Say what is wrong at the line of ``path``."""
        self.problems.append(Problem(self.file, self.lined.line(*path), reason, self.name))

    def fields(
        self, data: dict[str, Any], checks: Mapping[str, Check], needed: Iterable[str], *path: str | int
    ) -> None:
        """Complain about missing, unknown and wrong fields of one mapping."""
        for key in needed:
            if key not in data:
                self.complain(_("缺少“%(key)s”。") % {"key": key}, *path)
        for key, value in data.items():
            if key not in checks:
                self.complain(_("不认识“%(key)s”。") % {"key": key}, *path, key)
            elif reason := checks[key](value):
                self.complain(_("“%(key)s”%(reason)s") % {"key": key, "reason": reason}, *path, key)
