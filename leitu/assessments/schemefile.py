"""Read a scheme from YAML: refuse what is wrong, or forbidden, with file, line and a plain reason.

Nothing here touches the database; ``actions.load_scheme`` stores what this module has accepted.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from leitu.assessments import scheme as words
from leitu.assessments.scheme import Rule, rule_of
from leitu.core.periods import FOREVER, PeriodKind
from leitu.facts import kinds
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
from leitu.orgs.models import Unit

HUNDRED = Decimal(100)


class BadScheme(Exception):
    """A scheme that is refused, with everything that is wrong in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class SchemeText:
    """A scheme file that has been accepted. ``valid_until`` is FOREVER when no end is given."""

    code: str
    version: str
    valid_from: dt.date
    valid_until: dt.date
    definition: dict[str, Any]

    @property
    def rule(self) -> Rule:
        return rule_of(self.definition)

    @property
    def digest(self) -> str:
        """The fingerprint of everything that is in it."""
        return digest_of(self.code, self.version, self.valid_from, self.definition)


def digest_of(code: str, version: str, valid_from: dt.date, definition: Mapping[str, Any]) -> str:
    """64 hex digits: equal content, equal digest."""
    text = json.dumps([code, version, valid_from.isoformat(), definition], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def shipped() -> dict[str, str]:
    """The texts of the schemes that come with the product, by file name."""
    folder = resources.files("leitu.assessments") / "schemes"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name: f.read_text("utf-8") for f in files}


def _points(value: Any) -> str:
    """0 is a number of points as well."""
    return "" if value == 0 and not isinstance(value, bool) else is_number(value)


def _list(value: Any) -> str:
    return "" if isinstance(value, list) and value else _("应为不空的列表。")


HEAD: Mapping[str, Check] = {
    "scheme": is_code,
    "title": is_text(200),
    "version": is_text(40),
    "source": is_text(500),
    "confidence": is_one_of("C", "C*", "K"),
    "synthetic": is_flag,
    "period": is_one_of(PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR),
    "valid_from": is_day,
    "valid_until": is_day,
    "unit_kinds": is_list_of(is_one_of(*Unit.Kind.values)),
    "sectors": is_list_of(is_one_of(*Unit.Sector.values)),
    "late_entry_days": is_whole(0, 60),
    "objection_days": is_whole(1, 60),
    "answer_days": is_whole(1, 60),
    "small": is_whole(1, 100),
    "veto_band": is_code,
    "bands": _list,
    "quotas": _list,
    "levels": _list,
}
HEAD_ALWAYS = ("scheme", "title", "version", "source", "period", "valid_from", "unit_kinds", "bands", "levels")
BAND: Mapping[str, Check] = {"code": is_code, "title": is_text(20), "at_least": _points}
QUOTA: Mapping[str, Check] = {"bands": is_list_of(is_code), "at_least": _points, "at_most": _points}
LEVEL: Mapping[str, Check] = {"code": is_code, "title": is_text(60), "weight": is_number, "indicators": _list}
INDICATOR: Mapping[str, Check] = {
    "code": is_code,
    "title": is_text(60),
    "mode": is_one_of(*words.MODES),
    "source": is_one_of(*words.SOURCES),
    "points": is_number,
    "how": is_text(300),
    "norms": is_list_of(is_code),
    "facts": is_list_of(is_text(60)),
    "measure": is_one_of(words.ATTENDANCE, words.ON_TIME),
    "per": is_number,
    "floor": _points,
    "required": is_number,
    "steps": _list,
    "only_with": is_list_of(is_text(60)),
    "of": is_code,
}
STEP: Mapping[str, Check] = {"at_least": _points, "points": _points}
OF_MODE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    words.SHARE: (("points", "how"), ("norms", "measure")),
    words.COUNT: (("points", "per", "facts", "how"), ()),
    words.GRADED: (("points", "steps", "how"), ("norms", "facts", "measure")),
    words.DEDUCT: (("points", "per", "facts", "how"), ("floor", "only_with")),
    words.TICK: (("points", "facts", "how"), ("required",)),
    words.BONUS: (("points", "per", "facts"), ("how",)),
    words.VETO: (("facts",), ("required", "how")),
    words.BALLOT: (("points",), ("how",)),
    words.JUDGED: (("points", "how"), ()),
    words.AVERAGE: (("points", "of"), ("how",)),
}
"""What each mode needs, and what it may have besides."""
SOURCES_OF: Mapping[str, tuple[str, ...]] = {
    words.SHARE: (words.NORMS, words.FACTS, words.MATTERS),
    words.GRADED: (words.NORMS, words.FACTS, words.MATTERS, words.INSPECTIONS, words.REQUESTS),
    words.BALLOT: (words.BALLOTS,),
    words.JUDGED: (words.PEOPLE,),
    words.AVERAGE: (words.SHEETS,),
}
COUNTED = (words.FACTS, words.MATTERS, words.INSPECTIONS, words.REQUESTS)
PREFIX = {words.MATTERS: "matter_", words.INSPECTIONS: "inspection_", words.REQUESTS: "request_"}
"""How the kinds of facts of a source begin."""


@lru_cache(maxsize=16)
def read_scheme(text: str, file: str) -> SchemeText:
    """A scheme from its text; ``file`` is only used to say where a problem is. Raises BadScheme."""
    try:
        lined = yamllines.read(text)
    except yamllines.BadYaml as bad:
        raise BadScheme([Problem(file, bad.line, bad.reason)]) from None
    reader = _Reader(lined, file)
    found = reader.scheme()
    if reader.problems or found is None:
        raise BadScheme(reader.problems)
    return found


class _Reader(FieldReader):
    def scheme(self) -> SchemeText | None:
        data = self.lined.data
        if not isinstance(data, dict):
            self.complain(_("最外层应为“键: 值”。"))
            return None
        self.fields(data, HEAD, HEAD_ALWAYS)
        if self.problems:
            return None
        codes = [one.get("code") for one in self.each(data, BAND, ("code", "title", "at_least"), "bands")]
        for index, quota in enumerate(self.each(data, QUOTA, ("bands",), "quotas")):
            for unknown in sorted(set(quota.get("bands", ())) - set(codes)):
                self.complain(_("没有“%(code)s”这个等次。") % {"code": unknown}, "quotas", index, "bands")
        if data.get("veto_band", codes[0]) not in codes:
            self.complain(_("没有“%(code)s”这个等次。") % {"code": data["veto_band"]}, "veto_band")
        self.levels(data)
        self.name = ""
        if data.get("valid_until", FOREVER) < data["valid_from"]:
            self.complain(_("失效日期早于施行日期。"), "valid_until")
        if self.problems:
            return None
        head = ("scheme", "version", "valid_from", "valid_until")
        definition = {key: value for key, value in data.items() if key not in head}
        until = data.get("valid_until", FOREVER)
        return SchemeText(data["scheme"], data["version"], data["valid_from"], until, definition)

    def each(
        self, data: dict[str, Any], checks: Mapping[str, Check], needed: Iterable[str], *path: str | int
    ) -> list[dict[str, Any]]:
        """The mappings of the list at the end of ``path``, checked one by one."""
        found = []
        for index, one in enumerate(data.get(str(path[-1]), ())):
            if isinstance(one, dict):
                self.fields(one, checks, needed, *path, index)
                found.append(one)
            else:
                self.complain(_("应为“键: 值”。"), *path, index)
        return found

    def levels(self, data: dict[str, Any]) -> None:
        total, seen = Decimal(0), set[str]()
        for index, level in enumerate(self.each(data, LEVEL, LEVEL, "levels")):
            path: tuple[str | int, ...] = ("levels", index)
            self.name = str(level.get("code", ""))
            if self.problems:
                continue
            weight, points = Decimal(str(level["weight"])), Decimal(0)
            total += weight
            for place, one in enumerate(level["indicators"]):
                points += self.indicator(one, seen, *path, "indicators", place)
            self.name = level["code"]
            if not self.problems and points != weight:
                said = {"points": points, "weight": weight}
                self.complain(_("各指标合计 %(points)s 分，与权重 %(weight)s 不符。") % said, *path, "weight")
        self.name = ""
        if not self.problems and total != HUNDRED:
            self.complain(_("各部分权重合计 %(total)s，应为 100。") % {"total": total}, "levels")

    def indicator(self, data: Any, seen: set[str], *path: str | int) -> Decimal:
        """Check one indicator; returns what it adds to the weight of its level."""
        if not isinstance(data, dict):
            self.complain(_("应为“键: 值”。"), *path)
            return Decimal(0)
        self.name = str(data.get("code", ""))
        source, title = str(data.get("source", "")), str(data.get("title", ""))
        if broken := rule_against(source, title):
            where = "source" if source in data.values() and rule_against(source, "") else "title"
            self.complain(_("不得作为考核指标。%(rule)s。") % {"rule": broken}, *path, where)
            return Decimal(0)
        before = len(self.problems)
        self.fields(data, INDICATOR, ("code", "title", "mode", "source"), *path)
        if self.name in seen:
            self.complain(_("代码写了两次。"), *path, "code")
        seen.add(self.name)
        if len(self.problems) == before:
            self.belongs_together(data, *path)
        if len(self.problems) > before or data["mode"] in words.UNCOUNTED:
            return Decimal(0)
        return Decimal(str(data["points"]))

    def belongs_together(self, data: dict[str, Any], *path: str | int) -> None:
        """Complain about a source or fields that do not fit the mode, and about facts that are not of the source."""
        mode, source = data["mode"], data["source"]
        needed, allowed = OF_MODE[mode]
        for key in needed:
            if key not in data:
                self.complain(_("缺少“%(key)s”。") % {"key": key}, *path)
        for key in data:
            if key not in {"code", "title", "mode", "source", *needed, *allowed}:
                self.complain(_("“%(key)s”不适用于这类指标。") % {"key": key}, *path, key)
        if source not in SOURCES_OF.get(mode, COUNTED):
            self.complain(_("“%(mode)s”类指标不能用这个来源。") % {"mode": mode}, *path, "source")
            return
        given = [key for key in ("norms", "facts", "measure") if key in data]
        if mode in (words.SHARE, words.GRADED) and len(given) != 1:
            self.complain(_("norms、facts、measure 要写一样，只写一样。"), *path)
        if ("norms" in data) != (source == words.NORMS):
            self.complain(_("来源是 norms 的才写 norms，也要写。"), *path, "norms")
        if "measure" in data and words.MEASURES.get(source) != data["measure"]:
            self.complain(_("“%(key)s”不适用于这个来源。") % {"key": data["measure"]}, *path, "measure")
        self.facts_of_source(data, *path)
        if mode == words.GRADED:
            self.steps(data, *path)

    def facts_of_source(self, data: dict[str, Any], *path: str | int) -> None:
        source = data["source"]
        for kind in data.get("facts", ()):
            if not kind.startswith(PREFIX.get(source, "")):
                self.complain(_("“%(kind)s”不是这个来源的事实。") % {"kind": kind}, *path, "facts")
            elif source != words.REQUESTS and kind not in kinds.codes():
                self.complain(_("没有“%(kind)s”这种事实。") % {"kind": kind}, *path, "facts")
        for kind in data.get("only_with", ()):
            if kind not in kinds.codes():
                self.complain(_("没有“%(kind)s”这种事实。") % {"kind": kind}, *path, "only_with")

    def steps(self, data: dict[str, Any], *path: str | int) -> None:
        before = len(self.problems)
        steps = self.each(data, STEP, STEP, *path, "steps")
        if len(self.problems) == before and max(Decimal(str(step["points"])) for step in steps) != Decimal(
            str(data["points"])
        ):
            self.complain(_("最高一档应得满分 %(points)s。") % {"points": data["points"]}, *path, "steps")
