"""Read a table of rules from YAML: refuse what is wrong, or forbidden, with file, line and a plain reason.

Nothing here touches the database; ``actions.load_table`` stores what this module has accepted.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from leitu.facts import kinds as facts
from leitu.norms import yamllines
from leitu.norms.forbidden import rule_against
from leitu.norms.yamlfields import (
    Check,
    FieldReader,
    Problem,
    is_code,
    is_day,
    is_flag,
    is_list_of,
    is_number,
    is_one_of,
    is_text,
    is_whole,
)
from leitu.people.queries import MARKS
from leitu.points.rule import ATTENDANCE, STATES, WAITING, Rule, fingerprint, rule_of


class BadTable(Exception):
    """A table that is refused, with everything that is wrong in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class TableText:
    """A file that has been accepted."""

    code: str
    version: str
    valid_from: dt.date
    definition: dict[str, Any]

    @property
    def rule(self) -> Rule:
        return rule_of(self.definition)

    @property
    def digest(self) -> str:
        return fingerprint(self.code, self.version, self.valid_from.isoformat(), self.definition)


def shipped() -> dict[str, str]:
    """The texts of the tables that come with the product, by file name."""
    folder = resources.files("leitu.points") / "tables"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name: f.read_text("utf-8") for f in files}


def _list(value: Any) -> str:
    return "" if isinstance(value, list) and value else _("应为不空的列表。")


HEAD: Mapping[str, Check] = {
    "table": is_code,
    "title": is_text(200),
    "version": is_text(40),
    "source": is_text(500),
    "confidence": is_one_of("C", "C*", "K"),
    "valid_from": is_day,
    "base": is_whole(0, 1000),
    "floor": is_whole(0, 1000),
    "ceiling": is_whole(1, 10_000),
    "exempt": is_list_of(is_one_of(*MARKS)),
    "exempt_jobs": is_list_of(is_text(4)),
    "exempt_age": is_whole(50, 120),
    "parts": _list,
}
PART: Mapping[str, Check] = {"code": is_code, "title": is_text(60), "cap": is_number, "items": _list}
ITEM: Mapping[str, Check] = {
    "code": is_code,
    "title": is_text(60),
    "source": is_one_of(ATTENDANCE, *WAITING),
    "kinds": is_list_of(is_text(60)),
    "state": is_one_of(*STATES),
    "points": is_number,
    "is_deducted": is_flag,
    "cap": is_number,
}


def read_table(text: str, file: str) -> TableText:
    """A table from its text; ``file`` is only used to say where a problem is. Raises BadTable."""
    try:
        lined = yamllines.read(text)
    except yamllines.BadYaml as bad:
        raise BadTable([Problem(file, bad.line, bad.reason)]) from None
    reader = _Reader(lined, file)
    found = reader.table()
    if reader.problems or found is None:
        raise BadTable(reader.problems)
    return found


class _Reader(FieldReader):
    def table(self) -> TableText | None:
        data = self.lined.data
        if not isinstance(data, dict):
            self.complain(_("最外层应为“键: 值”。"))
            return None
        self.fields(data, HEAD, ("table", "title", "version", "source", "valid_from", "parts"))
        if self.problems:
            return None
        seen = set[str]()
        for index, part in enumerate(data["parts"]):
            if not isinstance(part, dict):
                self.complain(_("应为“键: 值”。"), "parts", index)
                continue
            before = len(self.problems)
            self.fields(part, PART, ("code", "title", "items"), "parts", index)
            if len(self.problems) == before:
                for place, one in enumerate(part["items"]):
                    self.item(one, seen, "parts", index, "items", place)
        self.name = ""
        if self.problems:
            return None
        definition = {key: value for key, value in data.items() if key not in ("table", "version", "valid_from")}
        return TableText(data["table"], data["version"], data["valid_from"], definition)

    def item(self, data: Any, seen: set[str], *path: str | int) -> None:
        if not isinstance(data, dict):
            self.complain(_("应为“键: 值”。"), *path)
            return
        self.name = str(data.get("code", ""))
        if broken := rule_against(str(data.get("source", "")), str(data.get("title", ""))):
            self.complain(_("不得计分。%(rule)s。") % {"rule": broken}, *path)
            return
        self.fields(data, ITEM, ("code", "title", "source", "points"), *path)
        if self.name in seen:
            self.complain(_("代码写了两次。"), *path, "code")
        seen.add(self.name)
        if data.get("source") in WAITING and "kinds" in data:
            self.complain(_("来源是 attendance 的才写 kinds，也要写。"), *path, "kinds")
        if data.get("source") == ATTENDANCE and "kinds" not in data:
            self.complain(_("来源是 attendance 的才写 kinds，也要写。"), *path)
        kinds = data.get("kinds")
        for kind in kinds if isinstance(kinds, list) else ():
            if kind not in facts.codes():
                self.complain(_("没有“%(kind)s”这种事实。") % {"kind": kind}, *path, "kinds")
