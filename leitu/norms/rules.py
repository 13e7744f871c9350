"""What the content of a norm means: typed rules, which version is in force, which of two is stricter."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leitu.core.periods import FOREVER, Period, PeriodKind, periods_between

if TYPE_CHECKING:
    from leitu.norms.models import Norm

COUNT, CONDITION, WITHIN = "count", "condition", "within"
ELECTION, SIZE_AT_LEAST, SIZE_AT_MOST, SECRETARY = "election", "size_at_least", "size_at_most", "secretary"
CONDITIONS = (ELECTION, SIZE_AT_LEAST, SIZE_AT_MOST, SECRETARY)

LEAD_DAYS = 7
COMMITTEE_FROM = 7  # 支部工作条例 art. 20: a branch with 7 full members elects a committee


@dataclass(frozen=True)
class Rule:
    """The content of one version of a norm; docs/recipes/add-a-norm.md explains every field.

    ``required`` is a number of facts (count) or of members (conditions on size). ``lead_days`` and ``lead_months``
    say how long before ``due_on`` a duty is "due soon"; months win where they are given.
    """

    code: str
    title: str
    shape: str
    owed_by: frozenset[str]
    document: str = ""
    article: str = ""
    confidence: str = ""
    summary: str = ""
    how: str = ""
    recorded_by: str = ""
    required: Decimal = Decimal(1)
    period: PeriodKind | None = None
    facts: tuple[str, ...] = ()
    short_facts: tuple[str, ...] = ()
    only_with_committee: bool = False
    committee_from: int = COMMITTEE_FROM
    usual_months: tuple[int, ...] = ()
    advice: bool = False
    lead_days: int = LEAD_DAYS
    lead_months: int = 0
    condition: str = ""
    term_years: Mapping[str, int] = field(default_factory=dict)
    grace_months: int = 0

    @property
    def is_recorded(self) -> bool:
        """Whether the records that this rule asks about have an app; otherwise nobody owes anything by it."""
        return not self.recorded_by

    def years_of_term(self, kind: str, sector: str) -> int:
        """How many years a term lasts for a unit of that kind and sector (0: the rule does not say)."""
        years = self.term_years
        return years.get(kind) or years.get(sector) or years.get("default", 0)


def rule_of(definition: Mapping[str, Any]) -> Rule:
    """The rule that a stored definition (``Norm.definition``, or a norm of a pack file) stands for."""
    values = {name: definition[name] for name in Rule.__dataclass_fields__ if name in definition}
    for name in ("facts", "short_facts", "usual_months"):
        values[name] = tuple(values.get(name, ()))
    values["owed_by"] = frozenset(values["owed_by"])
    values["required"] = Decimal(str(values.get("required", 1)))
    if "period" in values:
        values["period"] = PeriodKind(values["period"])
    return Rule(**values)


def number(value: Decimal) -> str:
    """A number as people and scripts read it: no exponent, no trailing zeros ("1", "22.5")."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def amount(total: float) -> Decimal:
    """A sum of amounts with two decimals that came back from the database as a float, exact again."""
    return Decimal(round(total * 100)) / 100


def laxer(local: Rule, national: Rule) -> str:
    """In which field ``local`` asks for less than ``national``; empty when it asks for as much or more.

    A longer period is laxer even at the same yearly number: four meetings in December are not one every quarter.
    """
    if local.recorded_by and not national.recorded_by:
        return "recorded_by"
    if local.shape != national.shape:
        return "shape"
    if not national.owed_by <= local.owed_by:
        return "owed_by"
    if local.advice and not national.advice:
        return "advice"
    if not national.is_recorded:
        return ""
    if national.shape == CONDITION:
        return _laxer_condition(local, national)
    assert local.period is not None and national.period is not None
    if local.period.months > national.period.months:
        return "period"
    if local.required * (national.period.months // local.period.months) < national.required:
        return "required"
    if not set(local.facts) <= set(national.facts):
        return "facts"
    if local.only_with_committee and not national.only_with_committee:
        return "only_with_committee"
    if local.only_with_committee and local.committee_from > national.committee_from:
        return "committee_from"
    return ""


def _laxer_condition(local: Rule, national: Rule) -> str:
    if local.condition != national.condition:
        return "condition"
    if local.condition == SIZE_AT_LEAST and local.required < national.required:
        return "required"
    if local.condition == SIZE_AT_MOST and local.required > national.required:
        return "required"
    if local.condition == ELECTION and local.lead_months < national.lead_months:
        return "lead_months"
    if local.condition == SECRETARY and local.grace_months > national.grace_months:
        return "grace_months"
    return ""


class Norms:
    """The norms of the active packs of a tenant, and which version answers for a day."""

    def __init__(self, rows: Iterable["Norm"]) -> None:
        self._packs: dict[str, dict[tuple[int, str], list[Norm]]] = {}
        for row in sorted(rows, key=lambda n: (n.pack.level, n.pk)):
            versions = self._packs.setdefault(row.code, {})
            versions.setdefault((row.pack.level, row.pack.code), []).append(row)
        self._found: dict[tuple[str, dt.date], Norm | None] = {}

    def codes(self) -> list[str]:
        """All codes, in the order in which the packs were written."""
        return list(self._packs)

    def versions(self, code: str) -> list["Norm"]:
        """Every version of a code in the active packs."""
        return [row for rows in self._packs.get(code, {}).values() for row in rows]

    def in_force(self, code: str, day: dt.date) -> "Norm | None":
        """The version that answers for ``day``: of the highest level, and there the latest that had begun.

        A local norm never loosens the national one: where it would ask for less it is passed over, also when the
        national norm became stricter after the local pack was loaded.
        """
        key = (code, day)
        if key not in self._found:
            self._found[key] = self._choose(code, day)
        return self._found[key]

    def _choose(self, code: str, day: dt.date) -> "Norm | None":
        chosen: Norm | None = None
        for __, rows in sorted(self._packs.get(code, {}).items()):
            begun = [row for row in rows if row.valid_from <= day]
            latest = max(begun, key=lambda row: row.valid_from, default=None)
            if latest is None or latest.valid_until < day:
                continue
            if chosen is None or not laxer(latest.rule, chosen.rule):
                chosen = latest
        return chosen

    def periods(self, code: str, since: dt.date, on: dt.date) -> Iterator[tuple["Norm", Period]]:
        """The periods that contain ``on`` or ended in [since, on], each with the count norm in force on its first day.

        Where a version with another kind of period begins inside a running period, that period is still owed by the
        older version, and the newer one begins with its own first whole period.
        """
        kinds = {row.rule.period for row in self.versions(code) if row.rule.shape == COUNT and row.rule.is_recorded}
        for kind in sorted(k for k in kinds if k is not None):
            for period in periods_between(kind, since, on):
                row = self.in_force(code, period.start)
                if row is not None and row.rule.shape == COUNT and row.rule.is_recorded and row.rule.period == kind:
                    yield row, period


def ended_on(day: dt.date) -> dt.date | None:
    """``valid_until`` as shown: None while no end is known."""
    return None if day == FOREVER else day
