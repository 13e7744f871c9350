"""What the content of a scheme (指标体系) means: typed levels, indicators and bands. Nothing here asks the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from leitu.core.periods import PeriodKind
from leitu.facts import kinds

SHARE, COUNT, GRADED, DEDUCT, TICK = "share", "count", "graded", "deduct", "tick"
BONUS, VETO, BALLOT, JUDGED, AVERAGE = "bonus", "veto", "ballot", "judged", "average"
MODES = (SHARE, COUNT, GRADED, DEDUCT, TICK, BONUS, VETO, BALLOT, JUDGED, AVERAGE)
UNCOUNTED = (BONUS, VETO)
"""Their points stand beside the hundred."""

NORMS, FACTS, MATTERS, INSPECTIONS = "norms", "facts", "matters", "inspections"
REQUESTS, BALLOTS, PEOPLE, SHEETS = "requests", "ballots", "people", "sheets"
SOURCES = (NORMS, FACTS, MATTERS, INSPECTIONS, REQUESTS, BALLOTS, PEOPLE, SHEETS)
ATTENDANCE, ON_TIME = "attendance", "on_time"
MEASURES = {FACTS: ATTENDANCE, MATTERS: ON_TIME}
"""Shares that are more than facts of one kind added up, by source."""


@dataclass(frozen=True)
class Band:
    """From how many points of a hundred on a sheet is called ``title``."""

    code: str
    title: str
    at_least: Decimal


@dataclass(frozen=True)
class Quota:
    """Of all units that were graded, at least or at most ``percent`` get one of ``bands`` (0 and 100: no bound)."""

    bands: tuple[str, ...]
    at_least: Decimal = Decimal(0)
    at_most: Decimal = Decimal(100)


@dataclass(frozen=True)
class Indicator:
    """One line of a scheme; docs/recipes/add-a-scheme.md explains every field."""

    code: str
    title: str
    mode: str
    source: str
    points: Decimal = Decimal(0)
    how: str = ""
    norms: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    measure: str = ""
    per: Decimal = Decimal(1)
    floor: Decimal = Decimal(0)
    required: Decimal = Decimal(1)
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    only_with: tuple[str, ...] = ()
    of: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of facts that it looks at."""
        closed = ("matter_closed_on_time", "matter_closed_late") if self.measure == ON_TIME else ()
        return (*self.facts, *self.only_with, *closed)

    @property
    def is_installed(self) -> bool:
        """Whether there is anything that records what it asks about; without, it takes no part in the sum."""
        return self.source != BALLOTS and set(self.kinds) <= kinds.codes()


@dataclass(frozen=True)
class Level:
    """A part of a scheme. ``weight``: the points of its indicators together, of a hundred."""

    code: str
    title: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Rule:
    """The content of one version of a scheme.

    ``late_entry_days``: for so long after the date something may be recorded without costing anything; a sheet closes
    when they have passed after its last day. ``small``: below so many members one single thing weighs much.
    """

    title: str
    period: PeriodKind
    unit_kinds: frozenset[str]
    levels: tuple[Level, ...]
    bands: tuple[Band, ...]
    sectors: frozenset[str] = frozenset()
    quotas: tuple[Quota, ...] = ()
    veto_band: str = ""
    source: str = ""
    confidence: str = ""
    is_synthetic: bool = False
    late_entry_days: int = 10
    objection_days: int = 10
    answer_days: int = 10
    small: int = 10
    lines: Mapping[str, Indicator] = field(default_factory=dict, compare=False)

    def indicators(self) -> Iterator[Indicator]:
        return (one for level in self.levels for one in level.indicators)

    @property
    def kinds(self) -> list[str]:
        """The kinds of facts that its indicators look at and that somebody records."""
        return sorted({kind for one in self.indicators() for kind in one.kinds} & kinds.codes())

    def band_of(self, percent: Decimal, vetoed: bool = False) -> Band | None:
        """What so many points of a hundred are called; after a veto nothing better than ``veto_band``."""
        found = next((band for band in self.bands if percent >= band.at_least), None)
        worst = next((band for band in self.bands if band.code == self.veto_band), None)
        if vetoed and worst is not None and (found is None or self.bands.index(found) < self.bands.index(worst)):
            return worst
        return found

    def band(self, code: str) -> Band | None:
        return next((band for band in self.bands if band.code == code), None)


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _indicator(data: Mapping[str, Any]) -> Indicator:
    values = {name: data[name] for name in Indicator.__dataclass_fields__ if name in data}
    for name in ("points", "per", "floor", "required"):
        if name in values:
            values[name] = _number(values[name])
    for name in ("norms", "facts", "only_with"):
        values[name] = tuple(values.get(name, ()))
    steps = [(_number(step["at_least"]), _number(step["points"])) for step in values.get("steps", ())]
    values["steps"] = tuple(sorted(steps, reverse=True))
    return Indicator(**values)


def rule_of(definition: Mapping[str, Any]) -> Rule:
    """The rule that a stored definition (``Scheme.definition``, or a file) stands for."""
    levels = tuple(
        Level(one["code"], one["title"], _number(one["weight"]), tuple(map(_indicator, one["indicators"])))
        for one in definition["levels"]
    )
    bands = [Band(one["code"], one["title"], _number(one["at_least"])) for one in definition["bands"]]
    quotas = tuple(
        Quota(tuple(one["bands"]), _number(one.get("at_least", 0)), _number(one.get("at_most", 100)))
        for one in definition.get("quotas", ())
    )
    plain = ("title", "veto_band", "source", "confidence", "late_entry_days", "objection_days", "answer_days", "small")
    return Rule(
        period=PeriodKind(definition["period"]),
        unit_kinds=frozenset(definition["unit_kinds"]),
        sectors=frozenset(definition.get("sectors", ())),
        levels=levels,
        bands=tuple(sorted(bands, key=lambda band: band.at_least, reverse=True)),
        quotas=quotas,
        is_synthetic=definition.get("synthetic", False),
        lines={one.code: one for level in levels for one in level.indicators},
        **{name: definition[name] for name in plain if name in definition},
    )
