"""The draw as a pure function: 200 random districts, the same seed, the least travel, the ceiling."""

import datetime as dt
import hashlib
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitu.inspections.sampling import Candidate, Terms, digest, draw, lot, need_of, read, share_of, write

ON = dt.date(2026, 3, 20)
TERMS = Terms(ON, target=80, ceiling=2)


def district(number: int) -> list[Candidate]:
    """Some towns with some branches each, seen or not, red or not."""
    dice = random.Random(number)
    found = []
    for town in range(1, dice.randint(2, 12)):
        for _branch in range(dice.randint(1, 30)):
            days = dice.choice([None, 20, 100, 200, 300, 500, 900])
            seen = ON - dt.timedelta(days=days) if days else None
            key = 1000 + len(found)
            red, visits, covered = dice.choice([0, 0, 0, 1, 4]), dice.choice([0, 0, 1]), dice.random() < 0.1
            found.append(Candidate(key, town, town % 3, seen, red, visits, covered))
    return found


@pytest.mark.parametrize("number", range(200))
def test_run_as_proposed_it_reaches_its_target(number: int) -> None:
    units = district(number)
    drawn = draw(f"seed{number}", units, TERMS)
    visited = {one.key for one in drawn} | {one.key for one in units if one.is_covered}
    assert len(visited) * 100 >= 80 * len(units)
    covered = sum(one.is_covered for one in units)
    assert len(drawn) == max(0, share_of(len(units), 80) - covered)
    assert len({one.key for one in drawn}) == len(drawn)
    mixed = random.Random(1).sample(units, len(units))
    assert draw(f"seed{number}", mixed, TERMS) == drawn
    assert draw(f"seed{number}", *read(write(mixed, TERMS))) == drawn


@pytest.mark.parametrize("number", range(0, 200, 7))
def test_it_travels_less_than_chance(number: int) -> None:
    """Neighbourhoods entered, and changes of neighbourhood on the way, against as many drawn by lot alone."""
    units = [Candidate(u.key, u.area, u.region, None, 0, 0) for u in district(number)]
    terms = Terms(ON, target=40, ceiling=2, lots=0)
    area = {one.key: one.area for one in units}
    ours = [area[one.key] for one in draw("a", units, terms)]
    theirs = [area[one.key] for one in sorted(units, key=lambda one: lot("b", "unit", one.key))[: len(ours)]]
    assert len(set(ours)) <= len(set(theirs))
    assert sum(a != b for a, b in pairwise(ours)) == len(set(ours)) - 1


def test_the_long_unvisited_and_the_red_come_first() -> None:
    lately = [Candidate(key, 1, 1, ON - dt.timedelta(days=30), 0, 0) for key in range(1, 51)]
    long_ago = [Candidate(key, 2, 1, ON - dt.timedelta(days=400), 0, 0) for key in range(51, 61)]
    red = [Candidate(key, 3, 1, ON - dt.timedelta(days=30), 3, 0) for key in range(61, 71)]
    drawn = draw("seed", [*lately, *long_ago, *red], Terms(ON, target=25, ceiling=2, lots=0))
    assert {one.key for one in drawn if one.reason == "need"} <= {one.key for one in [*long_ago, *red]}
    assert len(drawn) == 18


def test_some_are_always_drawn_by_lot() -> None:
    units = [Candidate(key, key % 5, 1, None, 2, 0) for key in range(1, 101)]
    drawn = draw("seed", units, Terms(ON, target=50, ceiling=2))
    assert sum(one.reason == "lot" for one in drawn) == 10


def test_who_had_enough_visits_is_left_in_peace() -> None:
    units = [Candidate(key, 1, 1, None, 4, 2 if key <= 60 else 0) for key in range(1, 101)]
    drawn = draw("seed", units, TERMS)
    assert {one.key for one in drawn} == set(range(61, 101))


def test_another_seed_draws_others() -> None:
    units = [Candidate(key, 1, 1, ON, 0, 0) for key in range(1, 101)]
    terms = Terms(ON, target=30, ceiling=2)
    assert {one.key for one in draw("a", units, terms)} != {one.key for one in draw("b", units, terms)}


def test_no_trip_leaves_its_region_or_is_too_long() -> None:
    units = district(3)
    region = {one.key: one.region for one in units}
    trips: dict[int, list[int]] = {}
    for one in draw("seed", units, TERMS):
        trips.setdefault(one.trip, []).append(one.key)
    assert all(len(keys) <= TERMS.a_trip and len({region[key] for key in keys}) == 1 for keys in trips.values())
    assert sorted(trips) == list(range(1, len(trips) + 1))


def placed(number: int) -> list[Candidate]:
    """A district whose branches stand somewhere, those of one town not always near each other."""
    dice = random.Random(number)
    return [
        replace(one, place=(30_000_000 + dice.randrange(500_000), 120_000_000 + dice.randrange(500_000)))
        for one in district(number)
    ]


def way(units: list[Candidate]) -> int:
    """The length of a way from unit to unit, in millionths of a degree along both axes."""
    spots = [one.place for one in units if one.place is not None]
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(spots))


def test_where_places_are_known_the_way_is_shorter_than_through_the_tree() -> None:
    ours = theirs = 0
    for number in range(100):
        units = {one.key: one for one in placed(number)}
        unplaced = [replace(one, place=None) for one in units.values()]
        ours += way([units[one.key] for one in draw("s", list(units.values()), TERMS)])
        theirs += way([units[one.key] for one in draw("s", unplaced, TERMS)])
    assert ours * 2 < theirs


@pytest.mark.parametrize("number", range(20))
def test_places_choose_the_way_and_nothing_else(number: int) -> None:
    units = placed(number)
    drawn, plain = (draw("s", found, TERMS) for found in (units, [replace(one, place=None) for one in units]))
    assert {(one.key, one.reason) for one in drawn} == {(one.key, one.reason) for one in plain}
    assert draw("s", *read(write(units, TERMS))) == drawn
    region = {one.key: one.region for one in units}
    trips: dict[int, set[int]] = {}
    for one in drawn:
        trips.setdefault(one.trip, set()).add(region[one.key])
    assert all(len(regions) == 1 for regions in trips.values())


def test_one_unit_without_a_place_and_its_region_travels_by_the_tree() -> None:
    units = placed(7)
    blind = [replace(one, place=None) if one.key == units[0].key else one for one in units]
    plain = [replace(one, place=None) for one in units]
    mine = {one.key for one in units if one.region == units[0].region}
    [half, none] = [
        [one.key for one in draw("s", found, Terms(ON, 100, 9)) if one.key in mine] for found in (blind, plain)
    ]
    assert half == none


def test_a_list_without_places_reads_as_it_always_did() -> None:
    text = "leitu sampling 1 on=2026-03-20 target=80 ceiling=2 lots=20 trip=4\n5 1 1 2026-01-02 0 1 0\n6 1 1 - 2 0 1"
    units, terms = read(text)
    assert write(units, terms) == text
    assert [one.place for one in units] == [None, None]


def test_the_lot_can_be_computed_by_hand() -> None:
    assert lot("7f2a", "unit", 12) == hashlib.sha256(b"7f2a|unit|12").hexdigest()


@pytest.mark.parametrize(
    ("days", "red", "need"), [(10, 0, 0), (183, 0, 0), (184, 0, 1), (366, 0, 2), (None, 0, 2), (10, 1, 1), (None, 9, 4)]
)
def test_need(days: int | None, red: int, need: int) -> None:
    seen = ON - dt.timedelta(days=days) if days is not None else None
    assert need_of(Candidate(1, 1, 1, seen, red, 0), ON) == need


def test_an_empty_list_and_nothing_to_do() -> None:
    assert draw("seed", [], TERMS) == []
    assert draw("seed", [Candidate(1, 1, 1, ON, 0, 0, is_covered=True)], TERMS) == []


@given(
    st.lists(
        st.builds(
            Candidate,
            key=st.integers(1, 10**6),
            area=st.integers(0, 50),
            region=st.integers(0, 5),
            seen_on=st.none() | st.dates(dt.date(2020, 1, 1), ON),
            red=st.integers(0, 9),
            visits=st.integers(0, 4),
            is_covered=st.booleans(),
            place=st.none() | st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000)),
        ),
        unique_by=lambda one: one.key,
        max_size=60,
    ),
    st.integers(1, 100),
    st.integers(1, 4),
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_list_is(units: list[Candidate], target: int, ceiling: int) -> None:
    terms = Terms(ON, target, ceiling)
    drawn = draw("seed", units, terms)
    free = {one.key for one in units if not one.is_covered and one.visits < ceiling}
    assert {one.key for one in drawn} <= free
    covered = sum(one.is_covered for one in units)
    assert len(drawn) == min(len(free), max(0, share_of(len(units), target) - covered))
    text = write(units, terms)
    assert read(text) == (sorted(units, key=lambda one: one.key), terms)
    assert digest(text) == digest(write(units[::-1], terms))


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(ValueError, match="no list"):
        read("something else")
