"""A table of national codes, found by code or by any name people use for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from leitu.core import text

DATA = Path(__file__).parent / "data"
MOST_NAMED = 8  # candidates that a message lists

_BOTH = re.compile(r"(\d{1,4})[-.:_/]*(\D+)")  # "014 企业管理人员"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry. `name` is the standard's own, `group` the occupation group of the annual bulletin, if any."""

    code: str
    name: str
    group: str = ""


class UnknownCode(ValueError):
    """Nothing in the table is called so; `candidates` are the nearest."""

    def __init__(self, value: str, candidates: Sequence[str]) -> None:
        super().__init__(value)
        self.value, self.candidates = value, candidates

    @property
    def message(self) -> str:
        if self.candidates:
            return _("“%(value)s”不在代码表里，是不是：%(candidates)s？") % {
                "value": text.excerpt(self.value),
                "candidates": "、".join(self.candidates),
            }
        return _("“%(value)s”不在代码表里，请照代码表填写名称或代码。") % {"value": text.excerpt(self.value)}


class AmbiguousCode(UnknownCode):
    """Several codes fit; the person has to choose."""

    @property
    def message(self) -> str:
        return _("“%(value)s”对应几个代码，请改填其中一个：%(candidates)s。") % {
            "value": text.excerpt(self.value),
            "candidates": "、".join(self.candidates),
        }


class CodeTable:
    """The table in `data/<name>.yaml`, loaded when first asked."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept = lru_cache(maxsize=4096)(self._find)  # a register says the same few words a million times

    @cached_property
    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = yaml.safe_load((DATA / f"{self._name}.yaml").read_text(encoding="utf-8"))
        return data

    @cached_property
    def _codes(self) -> dict[str, Code]:
        return {
            code: Code(code, entry["name"], self._inherited(code, "group"))
            for code, entry in self._data["codes"].items()
        }

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for code, entry in self._data["codes"].items():
            for name in (entry["name"], *entry.get("also", ())):
                names.setdefault(text.fold(name), []).append(code)
        return names

    def __iter__(self) -> Iterator[Code]:
        """All entries in the order of their codes."""
        return iter(self._codes.values())

    @property
    def standard(self) -> str:
        return str(self._data["standard"])

    def get(self, code: str) -> Code:
        """The entry of a code as stored; a longer code below an open one is read as that one. Raises UnknownCode."""
        known = self._known(code)
        if known is None:
            raise UnknownCode(code, [])
        return known

    def find(self, value: str, *, lost_zero: bool = False) -> Code:
        """What a person wrote: a code, a name of any level, a usual name, or code and name together.

        `lost_zero`: the value comes from a number cell, so that 11 may have been 011. Raises UnknownCode, or
        AmbiguousCode naming the codes.
        """
        return self._kept(value, lost_zero)

    def _find(self, value: str, lost_zero: bool) -> Code:
        plain = text.fold(value)
        if plain.isascii() and plain.isdigit():
            return self._by_code(value, plain, lost_zero=lost_zero)
        codes = self._by_name.get(plain, [])
        if not codes and (both := _BOTH.fullmatch(plain)):
            known = self._known(both[1])
            if known and any(self._codes[code].name == known.name for code in self._by_name.get(both[2], [])):
                return known
        if len(codes) == 1:
            return self._codes[codes[0]]
        if codes:
            raise AmbiguousCode(value, [self._described(code) for code in codes])
        raise UnknownCode(value, self._nearest(plain))

    def _by_code(self, value: str, digits: str, *, lost_zero: bool) -> Code:
        width = self._data["width"]
        if width:
            digits = digits.zfill(width)
        known = self._known(digits)
        padded = self._known("0" + digits) if lost_zero and not width else None
        if known and padded:
            raise AmbiguousCode(value, [f"{digits} {known.name}", f"0{digits} {padded.name}"])
        found = known or padded
        if found is None:
            raise UnknownCode(value, [])
        return found

    def _known(self, code: str) -> Code | None:
        """The entry of exactly this code, or one made for a code below an open entry."""
        if code in self._codes:
            return self._codes[code]
        if len(code) > 4 or not (code.isascii() and code.isdigit()):
            return None
        for length in range(len(code) - 1, 0, -1):
            parent = code[:length]
            if parent in self._codes:
                open_below = self._data["codes"][parent].get("open", False)
                above = self._codes[parent]
                return Code(code, above.name, above.group) if open_below else None
        return None

    def _described(self, code: str) -> str:
        entry = self._codes[code]
        branch = self._codes.get(code[:2]) if len(code) > 2 else None  # 公有制单位 or 非公有制单位, in the job tree
        return f"{code} {entry.name}（{branch.name}）" if branch else f"{code} {entry.name}"

    def _nearest(self, plain: str) -> list[str]:
        if len(plain) < 2:
            return []
        codes = [code for name, codes in self._by_name.items() if plain in name or name in plain for code in codes]
        return [self._described(code) for code in dict.fromkeys(codes)][:MOST_NAMED]

    def _inherited(self, code: str, key: str) -> str:
        for length in range(len(code), 0, -1):
            value = self._data["codes"].get(code[:length], {}).get(key, "")
            if value:
                return str(value)
        return ""
