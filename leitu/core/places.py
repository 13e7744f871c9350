"""Where something stands, as people copy it from a map: ``30.123456,120.654321``, latitude first.

Kept as that text, computed with as whole millionths of a degree: both databases and every machine come to the same.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Place = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""
NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
MILLION = 1_000_000
FULL_TURN = 180 * MILLION
BITS = 29
"""Of a coordinate on the curve: 2^29 millionths are more than a full turn."""


def read(text: str) -> Place:
    """Latitude and longitude, in whichever order they were copied where that is clear (one above 90 is a longitude).

    Raises ValueError for what is no place.
    """
    parts = [part.strip() for part in re.split(r"[,，\s]+", text.strip()) if part.strip()]
    if len(parts) != 2 or not all(NUMBER.fullmatch(part) for part in parts):
        raise ValueError("no place")
    first, second = (_millionths(part) for part in parts)
    if abs(first) > FULL_TURN // 2 >= abs(second):
        first, second = second, first
    if abs(first) > FULL_TURN // 2 or abs(second) > FULL_TURN:
        raise ValueError("not on earth")
    return first, second


def _millionths(text: str) -> int:
    whole, _dot, part = text.lstrip("-").partition(".")
    found = int(whole) * MILLION + int(part[:6].ljust(6, "0"))
    return -found if text.startswith("-") else found


def known(text: str) -> Place | None:
    """The place that is kept as ``text``; None where there is none. Raises ValueError for what was never kept."""
    return read(text) if text else None


def write(place: Place) -> str:
    """As it is kept and shown: six digits behind each dot."""
    return ",".join(f"{'-' if part < 0 else ''}{abs(part) // MILLION}.{abs(part) % MILLION:06}" for part in place)


def clean(text: str) -> str:
    """As it is kept; nothing stays nothing. Raises ValidationError."""
    try:
        return write(read(text)) if text.strip() else ""
    except ValueError as wrong:
        raise ValidationError({"place": _("经纬度写成“纬度,经度”，例如 30.280000,120.150000。")}) from wrong


def with_clean_place(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values; a ``place`` among them as it is kept. Raises ValidationError."""
    return {name: clean(value) if name == "place" else value for name, value in values.items()}


def along(places: Iterable[Place]) -> dict[Place, int]:
    """Where each place lies on a curve that passes near places one after the other (Hilbert's)."""
    return {place: _on_curve(place[1] + FULL_TURN, place[0] + FULL_TURN) for place in places}


def _on_curve(x: int, y: int) -> int:
    found, side = 0, 1 << (BITS - 1)
    while side:
        right, up = int(bool(x & side)), int(bool(y & side))
        found += side * side * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
        side >>= 1
    return found
