"""A squarified treemap (Bruls, Huizing, van Wijk 2000): rectangles in proportion, as square as can be. Pure."""

from collections.abc import Sequence
from typing import NamedTuple


class Rect(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def squarify(weights: Sequence[float], width: float, height: float) -> list[Rect]:
    """One rectangle for each weight (positive, the largest first), together they fill width × height."""
    total = sum(weights)
    areas = [weight * width * height / total for weight in weights] if total else []
    found: list[Rect] = []
    x, y = 0.0, 0.0
    left = list(areas)
    while left:
        side = min(width, height)
        row = 1
        while row < len(left) and _worst(left[: row + 1], side) <= _worst(left[:row], side):
            row += 1
        found += _lay(left[:row], x, y, width, height)
        depth = sum(left[:row]) / side
        if width >= height:
            x, width = x + depth, max(width - depth, 0.0)
        else:
            y, height = y + depth, max(height - depth, 0.0)
        left = left[row:]
    return found


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of sides in a row laid along ``side``."""
    whole = sum(row)
    return max(side * side * max(row) / (whole * whole), whole * whole / (side * side * min(row)))


def _lay(row: Sequence[float], x: float, y: float, width: float, height: float) -> list[Rect]:
    """A row along the shorter side."""
    is_wide = width >= height
    side = height if is_wide else width
    depth = sum(row) / side
    found, at = [], 0.0
    for area in row:
        length = area / depth
        found.append(Rect(x, y + at, depth, length) if is_wide else Rect(x + at, y, length, depth))
        at += length
    return found
