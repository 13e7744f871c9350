"""Draw a sample from 9 900 units, against sorting the same list by the same keys."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

from bench.group import Context
from bench.measure import compare
from bench.table import Row
from leitu.inspections.sampling import Candidate, Terms, draw, lot, need_of

UNITS, TOWNS = 9_900, 330
ON = dt.date(2026, 11, 23)
SEED = "0123456789abcdef"


def rows(context: Context) -> Iterator[Row]:
    """Both sides work out the keys of every unit; ours also draws lots from what is left and makes trips of it."""
    units, terms = district(), Terms(ON, target=80, ceiling=2)
    ours, against = compare(lambda: draw(SEED, units, terms), lambda: in_order(units))
    yield context.row("draw a sample from 9900 units (s)", ours.cpu, against.cpu)


def district() -> list[Candidate]:
    """Thirty units to a town, seen or not, red or not."""
    dice = random.Random(7)
    found = []
    for key in range(1, UNITS + 1):
        days = dice.choice([None, 30, 120, 250, 400])
        seen = ON - dt.timedelta(days=days) if days else None
        found.append(Candidate(key, key % TOWNS, key % 20, seen, dice.choice([0, 0, 0, 1, 3]), 0))
    return found


def in_order(units: list[Candidate]) -> list[Candidate]:
    """The baseline: the same keys, one sort."""
    areas = Counter[int]()
    for one in units:
        areas[one.area] += need_of(one, ON)
    lots = {area: lot(SEED, "area", area) for area in areas}
    return sorted(
        units, key=lambda one: (-need_of(one, ON), -areas[one.area], lots[one.area], lot(SEED, "unit", one.key))
    )
