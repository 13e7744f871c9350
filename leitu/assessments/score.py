"""From what is on record to the cells of a sheet: pure arithmetic, the same while a period runs and years later.

Four states in every cell: done, not done, not recorded yet, not applicable. What is not recorded yet lowers nothing: it
takes no part in the sum until it is settled, and a cell without a source takes none at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.assessments import scheme as words
from leitu.assessments.scheme import Indicator, Rule

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


class State(models.TextChoices):
    """What a cell says."""

    DONE = "done", _("做到")
    NOT_DONE = "not_done", _("没做到")
    NOT_RECORDED = "not_recorded", _("还没记录")
    NOT_APPLICABLE = "not_applicable", _("不适用")


@dataclass(slots=True)
class Tally:
    """How many were met of those that count; those still pending and those waived stand apart."""

    met: int = 0
    owed: int = 0
    pending: int = 0
    waived: int = 0

    def add(self, other: "Tally") -> "Tally":
        return Tally(
            self.met + other.met, self.owed + other.owed, self.pending + other.pending, self.waived + other.waived
        )


@dataclass(slots=True)
class Basis:
    """What the sheet of one unit is computed from. ``is_closed``: nothing is pending any more.

    ``amounts`` by kind of fact, ``duties`` by code of norm, ``judged`` points by indicator, ``earlier`` the percents of
    frozen sheets by code of scheme. ``open_matters``: due and open (owed), open and not settled (pending). ``absent``:
    indicators whose source records nothing yet.
    """

    is_closed: bool = False
    members: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    duties: dict[str, Tally] = field(default_factory=dict)
    open_matters: Tally = field(default_factory=Tally)
    attendance: Tally = field(default_factory=Tally)
    judged: dict[str, Decimal] = field(default_factory=dict)
    earlier: dict[str, list[Decimal]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def amount(self, names: tuple[str, ...]) -> Decimal:
        """How many facts of these kinds together."""
        return sum((self.amounts.get(name, ZERO) for name in names), ZERO)


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of one sheet. ``full`` are the points that take part in the sum: 0 where nothing is settled.

    ``value`` counts what the indicator counts (facts); shares say ``numerator`` of ``denominator`` instead.
    """

    state: State
    points: Decimal = ZERO
    full: Decimal = ZERO
    numerator: int = 0
    denominator: int = 0
    pending: int = 0
    waived: int = 0
    value: Decimal = ZERO
    is_installed: bool = True

    @property
    def lost(self) -> Decimal:
        return self.full - self.points

    def as_json(self) -> dict[str, Any]:
        """As it is kept; amounts as text."""
        return {
            "state": self.state.value,
            "points": str(self.points),
            "full": str(self.full),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "pending": self.pending,
            "waived": self.waived,
            "value": str(self.value),
            "is_installed": self.is_installed,
        }


def cell_from(data: Mapping[str, Any]) -> Cell:
    """A cell as it was kept."""
    amounts = {name: Decimal(data[name]) for name in ("points", "full", "value")}
    return Cell(**{**data, **amounts, "state": State(data["state"])})


def cent(value: Decimal) -> Decimal:
    """Two decimals, half up: as people compute."""
    return value.quantize(CENT, ROUND_HALF_UP)


def tally_of(one: Indicator, basis: Basis) -> Tally:
    """The share that an indicator asks for."""
    if one.measure == words.ATTENDANCE:
        return basis.attendance
    if one.measure == words.ON_TIME:
        on_time, late = (int(basis.amount((kind,))) for kind in ("matter_closed_on_time", "matter_closed_late"))
        return basis.open_matters.add(Tally(on_time, on_time + late))
    found = Tally()
    for code in one.norms:
        if code in basis.duties:
            found = found.add(basis.duties[code])
    return found


def _step(one: Indicator, value: Decimal) -> Decimal:
    return next((points for at_least, points in one.steps if value >= at_least), ZERO)


def _of_share(one: Indicator, basis: Basis) -> Cell:
    tally = tally_of(one, basis)
    said: dict[str, Any] = {
        "numerator": tally.met,
        "denominator": tally.owed,
        "pending": tally.pending,
        "waived": tally.waived,
    }
    if not tally.owed:
        return Cell(State.NOT_RECORDED if tally.pending else State.NOT_APPLICABLE, **said)
    share = Decimal(tally.met) / tally.owed
    points = cent(one.points * share if one.mode == words.SHARE else _step(one, share * HUNDRED))
    state = State.NOT_DONE if points < one.points else State.NOT_RECORDED if tally.pending else State.DONE
    return Cell(state, points, cent(one.points), **said)


def _of_facts(one: Indicator, basis: Basis) -> Cell:
    value = basis.amount(one.facts)
    full = cent(one.points)
    if one.mode == words.DEDUCT:
        if one.only_with and not basis.amount(one.only_with):
            return Cell(State.NOT_APPLICABLE if basis.is_closed else State.NOT_RECORDED)
        points = cent(max(one.points - one.per * value, one.floor))
        return Cell(State.NOT_DONE if points < full else State.DONE, points, full, value=value)
    if one.mode == words.VETO:
        return Cell(State.NOT_DONE if value >= one.required else State.DONE, value=value)
    if one.mode == words.BONUS:
        state = State.DONE if value else State.NOT_APPLICABLE
        return Cell(state, cent(min(one.per * value, one.points)), value=value)
    if one.mode == words.COUNT:
        points = cent(min(one.per * value, one.points))
    elif one.mode == words.GRADED:
        points = cent(_step(one, value))
    else:
        points = full if value >= one.required else ZERO
    if points == full:
        return Cell(State.DONE, points, full, value=value)
    if basis.is_closed:
        return Cell(State.NOT_DONE, points, full, value=value)
    return Cell(State.NOT_RECORDED, points, points, value=value)


def cell_of(one: Indicator, basis: Basis) -> Cell:
    """What one indicator says of a unit."""
    if one.code in basis.absent:
        return Cell(State.NOT_RECORDED, is_installed=False)
    if one.mode == words.JUDGED:
        if one.code not in basis.judged:
            return Cell(State.NOT_RECORDED)
        points = cent(basis.judged[one.code])
        return Cell(State.DONE if points else State.NOT_DONE, points, cent(one.points))
    if one.mode == words.AVERAGE:
        percents = basis.earlier.get(one.of, [])
        if not percents:
            return Cell(State.NOT_RECORDED)
        mean = min(sum(percents, ZERO) / len(percents), HUNDRED)
        points = cent(one.points * mean / HUNDRED)
        return Cell(State.DONE if points else State.NOT_DONE, points, cent(one.points), value=Decimal(len(percents)))
    if one.norms or one.measure:
        return _of_share(one, basis)
    return _of_facts(one, basis)


def cells_of(rule: Rule, basis: Basis) -> dict[str, Cell]:
    """Every cell of a sheet, in the order of the scheme."""
    return {one.code: cell_of(one, basis) for one in rule.indicators()}


@dataclass(frozen=True)
class Score:
    """What the cells add up to. ``percent``: points of a hundred of those that took part, the bonus on top."""

    points: Decimal
    full: Decimal
    bonus: Decimal
    is_vetoed: bool

    @property
    def percent(self) -> Decimal | None:
        """None while nothing has taken part."""
        return cent(self.points / self.full * HUNDRED + self.bonus) if self.full else None


def score_of(rule: Rule, cells: Mapping[str, Cell]) -> Score:
    """The sum of a sheet."""
    points = full = bonus = ZERO
    is_vetoed = False
    for one in rule.indicators():
        cell = cells[one.code]
        if one.mode == words.BONUS:
            bonus += cell.points
        elif one.mode == words.VETO:
            is_vetoed = is_vetoed or cell.state == State.NOT_DONE
        else:
            points, full = points + cell.points, full + cell.full
    return Score(points, full, bonus, is_vetoed)
