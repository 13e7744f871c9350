"""Places as people copy them, and the curve that passes near ones one after the other."""

import random
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from leitu.core import places


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("30.28,120.15", "30.280000,120.150000"),
        ("120.15，30.28", "30.280000,120.150000"),  # the longitude first, as other maps give it
        (" 30.2812345678 120.15 ", "30.281234,120.150000"),
        ("-33.5,-70.25", "-33.500000,-70.250000"),
        ("0,0", "0.000000,0.000000"),
    ],
)
def test_it_is_kept_with_the_latitude_first(typed: str, kept: str) -> None:
    assert places.clean(typed) == kept


@pytest.mark.parametrize(
    "typed", ["柳树村", "30.28", "30,120,5", "30.28;120.15", "91,181", "1e2,3", "30.28,nan", "91,92"]
)
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="经纬度"):
        places.clean(typed)


def test_nothing_stays_nothing() -> None:
    assert places.with_clean_place({"place": " ", "name": " x "}) == {"place": "", "name": " x "}


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_what_is_written_is_read(latitude: int, longitude: int) -> None:
    assert places.read(places.write((latitude, longitude))) == (latitude, longitude)


def test_the_curve_passes_every_field_of_a_grid_and_goes_from_neighbour_to_neighbour() -> None:
    side = 16
    grid = [(row - places.FULL_TURN, column - places.FULL_TURN) for row in range(side) for column in range(side)]
    on_curve = places.along(random.Random(1).sample(grid, len(grid)))
    assert sorted(on_curve.values()) == list(range(side * side))
    way = sorted(grid, key=on_curve.__getitem__)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in pairwise(way))
