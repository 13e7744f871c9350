"""The rectangles fill the map in proportion and never overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.coverage.treemap import Rect, squarify

weights = st.lists(st.integers(1, 100_000), min_size=1, max_size=60).map(lambda found: sorted(found, reverse=True))


@given(weights)
def test_areas_are_in_proportion_and_inside(found: list[int]) -> None:
    rects = squarify(found, 1000, 560)
    total = sum(found)
    for weight, rect in zip(found, rects, strict=True):
        assert rect.width * rect.height == pytest.approx(weight * 560_000 / total, rel=1e-6)
        assert rect.x >= -1e-6
        assert rect.y >= -1e-6
        assert rect.x + rect.width <= 1000 + 1e-6
        assert rect.y + rect.height <= 560 + 1e-6


@given(weights)
def test_no_two_overlap(found: list[int]) -> None:
    rects = squarify(found, 1000, 560)
    for number, one in enumerate(rects):
        for other in rects[number + 1 :]:
            wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert wide <= 1e-6 or high <= 1e-6


def test_nothing_makes_no_map_and_one_is_all_of_it() -> None:
    assert squarify([], 1000, 560) == []
    assert squarify([7], 1000, 560) == [Rect(0, 0, 1000, 560)]
