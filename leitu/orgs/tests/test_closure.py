"""The closure against a naive reading of the placements, day by day."""

import datetime as dt
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs.closure import Link, Stay, closure

DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(12)]


def stands_under(stays: list[Stay], unit: int, day: dt.date) -> int | None:
    return next((s.parent for s in stays if s.unit == unit and s.since <= day < s.until), None)


def naive(stays: list[Stay], day: dt.date) -> set[tuple[int, int, int]] | None:
    """Links on one day by walking up; None for a circle."""
    found = set()
    for unit in {s.unit for s in stays if s.since <= day < s.until}:
        at: int | None = unit
        depth = 0
        while at is not None:
            found.add((at, unit, depth))
            at, depth = stands_under(stays, at, day), depth + 1
            if depth > len(stays):
                return None
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Stay]:
    """Up to six units, each moving at most twice, in any direction: circles included."""
    stays = []
    for unit in range(draw(st.integers(1, 6))):
        cuts = sorted(draw(st.sets(st.sampled_from(DAYS[1:-1]), max_size=2)))
        edges = [BEGINNING, *cuts, FOREVER]
        for since, until in pairwise(edges):
            parent = draw(st.sampled_from([None, *(n for n in range(6) if n != unit)]))
            stays.append(Stay(unit, parent, since, until))
    known = {s.unit for s in stays}
    return [s if s.parent in known else s._replace(parent=None) for s in stays]


@given(histories())
def test_the_closure_is_what_walking_up_on_every_day_finds(stays: list[Stay]) -> None:
    expected = {day: naive(stays, day) for day in DAYS}
    if any(found is None for found in expected.values()):
        with pytest.raises(ValidationError):
            closure(stays)
        return
    links = closure(stays)
    for day in DAYS:
        on_day = {(link.ancestor, link.descendant, link.depth) for link in links if link.since <= day < link.until}
        assert on_day == expected[day]


def test_a_unit_may_stand_above_the_one_it_once_stood_under() -> None:
    turn = dt.date(2026, 6, 1)
    stays = [Stay(1, 2, BEGINNING, turn), Stay(1, None, turn, FOREVER), Stay(2, None, BEGINNING, turn)]
    links = closure([*stays, Stay(2, 1, turn, FOREVER)])
    assert Link(2, 1, 1, BEGINNING, turn) in links
    assert Link(1, 2, 1, turn, FOREVER) in links


def test_moving_below_the_same_grandparent_leaves_one_link_to_it() -> None:
    turn = dt.date(2026, 6, 1)
    stays = [Stay(1, None, BEGINNING, FOREVER), Stay(2, 1, BEGINNING, FOREVER), Stay(3, 1, BEGINNING, FOREVER)]
    links = closure([*stays, Stay(4, 2, BEGINNING, turn), Stay(4, 3, turn, FOREVER)])
    assert [link for link in links if (link.ancestor, link.descendant) == (1, 4)] == [Link(1, 4, 2, BEGINNING, FOREVER)]


def test_a_tree_two_hundred_levels_deep_has_all_its_links() -> None:
    stays = [Stay(n, n - 1 if n else None, BEGINNING, FOREVER) for n in range(200)]
    assert len(closure(stays)) == 200 * 201 // 2
