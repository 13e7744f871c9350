"""Read a pack of norms from YAML: refuse what is wrong with file, line and a plain reason.

Nothing here touches the database; ``actions.load_pack`` stores what this module has accepted.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext as _

from leitu.core.periods import FOREVER, PeriodKind
from leitu.facts import kinds
from leitu.norms import yamllines
from leitu.norms.rules import CONDITION, CONDITIONS, COUNT, ELECTION, SECRETARY, WITHIN, Rule, laxer, rule_of
from leitu.norms.yamlfields import (
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

NATIONAL = "national"
CONFIDENCES = ("C", "C*", "K")
# What may be put right in a version that is in force: where it stands and how it is worded, never what is owed.
WORDING = ("title", "document", "article", "confidence", "summary", "how")


class BadPack(Exception):
    """A pack that is refused, with everything that is wrong in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class NormText:
    """One version of one norm as a pack file says it. ``valid_until`` is FOREVER when no end is given."""

    code: str
    valid_from: dt.date
    valid_until: dt.date
    definition: dict[str, Any]
    line: int

    @property
    def rule(self) -> Rule:
        return rule_of(self.definition)

    @property
    def digest(self) -> str:
        """The fingerprint of everything that changes an answer; wording and source may be put right later."""
        binding = {key: value for key, value in self.definition.items() if key not in WORDING}
        text = json.dumps([self.code, self.valid_from.isoformat(), binding], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class PackText:
    """A pack file that has been accepted."""

    code: str
    title: str
    version: str
    level: int
    norms: tuple[NormText, ...]
    file: str

    def problem(self, norm: NormText, reason: str) -> Problem:
        return Problem(self.file, norm.line, reason, norm.code)


def shipped() -> dict[str, str]:
    """The texts of the packs that come with the product, by pack code (the file's name)."""
    folder = resources.files("leitu.norms") / "packs"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name.removesuffix(".yaml"): f.read_text("utf-8") for f in files}


def _is_fact_kind(value: Any) -> str:
    return "" if isinstance(value, str) and value in kinds.codes() else _("没有这种事实。")


def _is_terms(value: Any) -> str:
    known = {"default", *Unit.Kind.values, *Unit.Sector.values}
    if not isinstance(value, dict) or not value:
        return _("应为“组织类别或领域: 年数”。")
    for key, years in value.items():
        if key not in known:
            return _("“%(item)s”不是组织类别，也不是领域。") % {"item": key}
        if reason := is_whole(1, 10)(years):
            return reason
    return ""


_FACTS = is_list_of(_is_fact_kind)
PACK_FIELDS: Mapping[str, Callable[[Any], str]] = {
    "pack": is_code,
    "title": is_text(200),
    "version": is_text(40),
    "level": is_whole(0, 9),
}
FIELDS: Mapping[str, Callable[[Any], str]] = {
    "code": is_code,
    "title": is_text(200),
    "document": is_text(200),
    "article": is_text(200),
    "confidence": is_one_of(*CONFIDENCES),
    "summary": is_text(1000),
    "how": is_text(500),
    "shape": is_one_of(COUNT, CONDITION, WITHIN),
    "valid_from": is_day,
    "valid_until": is_day,
    "owed_by": is_list_of(is_one_of(*Unit.Kind.values)),
    "recorded_by": is_text(40),
    "period": is_one_of(*PeriodKind),
    "required": is_number,
    "facts": _FACTS,
    "short_facts": _FACTS,
    "only_with_committee": is_flag,
    "committee_from": is_whole(1, 1000),
    "usual_months": is_list_of(is_whole(1, 12)),
    "advice": is_flag,
    "lead_days": is_whole(0, 400),
    "condition": is_one_of(*CONDITIONS),
    "term_years": _is_terms,
    "lead_months": is_whole(0, 24),
    "grace_months": is_whole(0, 24),
}
ALWAYS = ("code", "title", "document", "article", "confidence", "summary", "shape", "valid_from", "owed_by")
OPTIONAL = ("how", "valid_until", "recorded_by", "advice")
OF_COUNT = ("period", "required", "facts")
OF_COUNT_OPTIONAL = ("short_facts", "only_with_committee", "committee_from", "usual_months", "lead_days")
OF_CONDITION = {ELECTION: ("term_years", "lead_months"), SECRETARY: ("grace_months",)}


@lru_cache(maxsize=16)
def read_pack(text: str, file: str) -> PackText:
    """A pack from its text; ``file`` is only used to say where a problem is. Raises BadPack."""
    try:
        lined = yamllines.read(text)
    except yamllines.BadYaml as bad:
        raise BadPack([Problem(file, bad.line, bad.reason)]) from None
    reader = _Reader(lined, file)
    pack = reader.pack()
    if reader.problems or pack is None:
        raise BadPack(reader.problems)
    return pack


class _Reader(FieldReader):
    def pack(self) -> PackText | None:
        data = self.lined.data
        if not isinstance(data, dict):
            self.complain(_("最外层应为“键: 值”。"))
            return None
        norms = data.get("norms")
        self.fields({k: v for k, v in data.items() if k != "norms"}, PACK_FIELDS, PACK_FIELDS)
        if not isinstance(norms, list) or not norms:
            self.complain(_("“norms”应为不空的列表。"), "norms")
            return None
        if not self.problems and (data["level"] == 0) != (data["pack"] == NATIONAL):
            self.complain(_("层级 0 只用于全国制度包，地方制度包从 1 起。"), "level")
        found = [norm for index, one in enumerate(norms) if (norm := self.one(one, index)) is not None]
        self.name = ""
        self.versions(found)
        if self.problems:
            return None
        return PackText(data["pack"], data["title"], data["version"], data["level"], tuple(found), self.file)

    def one(self, data: Any, index: int) -> NormText | None:
        path = ("norms", index)
        self.name = ""
        if not isinstance(data, dict):
            self.complain(_("应为“键: 值”。"), *path)
            return None
        code = data.get("code")
        self.name = code if isinstance(code, str) else ""
        before = len(self.problems)
        self.fields(data, FIELDS, ALWAYS, *path)
        if len(self.problems) == before:
            self.belongs_together(data, *path)
        if len(self.problems) > before:
            return None
        definition = {key: value for key, value in data.items() if not isinstance(value, dt.date)}
        until = data.get("valid_until", FOREVER)
        return NormText(data["code"], data["valid_from"], until, definition, self.lined.line(*path))

    def belongs_together(self, data: dict[str, Any], *path: str | int) -> None:
        """Complain about fields that do not fit the shape, and about combinations that mean nothing."""
        shape, recorded = data["shape"], "recorded_by" not in data
        if shape == WITHIN and recorded:
            self.complain(_("本版本还不能计算“within”（限期）类制度；没有应用记录的请写 recorded_by。"), *path, "shape")
            return
        allowed: set[str] = {*ALWAYS, *OPTIONAL}
        needed: tuple[str, ...] = ()
        if shape == COUNT:
            allowed |= {*OF_COUNT, *OF_COUNT_OPTIONAL}
            needed = OF_COUNT
        elif shape == CONDITION:
            condition = data.get("condition", "")
            own = OF_CONDITION.get(condition, ("required",))
            allowed |= {"condition", *own}
            needed = ("condition", *own)
        for key in needed if recorded else ():
            if key not in data:
                self.complain(_("缺少“%(key)s”。") % {"key": key}, *path)
        for key in data:
            if key not in allowed:
                self.complain(_("“%(key)s”不适用于这类制度。") % {"key": key}, *path, key)
        if not recorded and "facts" in data:
            self.complain(_("写了 recorded_by 就不能写 facts。"), *path, "facts")
        if "committee_from" in data and not data.get("only_with_committee"):
            self.complain(_("“committee_from”要和 only_with_committee: true 一起用。"), *path, "committee_from")
        if data.get("valid_until", FOREVER) < data["valid_from"]:
            self.complain(_("失效日期早于施行日期。"), *path, "valid_until")
        both = set(data.get("facts", ())) & set(data.get("short_facts", ()))
        if both:
            self.complain(_("“%(kind)s”不能既计入又不计入。") % {"kind": min(both)}, *path, "short_facts")
        if "term_years" in data and "default" not in data["term_years"]:
            self.complain(_("“term_years”缺少 default。"), *path, "term_years")

    def versions(self, norms: list[NormText]) -> None:
        seen: set[tuple[str, dt.date]] = set()
        for norm in norms:
            if (norm.code, norm.valid_from) in seen:
                reason = _("同一代码、同一施行日期写了两次；改数字请另写一条，用新的施行日期。")
                self.problems.append(Problem(self.file, norm.line, reason, norm.code))
            seen.add((norm.code, norm.valid_from))


def laxer_than(local: PackText, national: Iterable[Any]) -> list[Problem]:
    """What a local pack asks less strictly than the national norm beside it (each a NormText or a stored Norm)."""
    by_code: dict[str, list[Any]] = {}
    for norm in national:
        by_code.setdefault(norm.code, []).append(norm)
    found = []
    for norm in local.norms:
        versions = sorted(by_code.get(norm.code, []), key=lambda n: n.valid_from)
        for index, version in enumerate(versions):
            ends = version.valid_until
            if index + 1 < len(versions):
                ends = min(ends, versions[index + 1].valid_from - dt.timedelta(days=1))
            if ends < norm.valid_from or version.valid_from > norm.valid_until:
                continue
            if field := laxer(norm.rule, version.rule):
                reason = _("比全国制度（%(day)s 起）宽松：%(field)s。地方制度只能更严。") % {
                    "day": version.valid_from.isoformat(),
                    "field": field,
                }
                found.append(local.problem(norm, reason))
    return found
