"""How long each side has: numbers as data, each with where it is written (clocks.yaml)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LONGEST = 365
"""A paper from outside may say any number of days up to here."""


@cache
def clocks() -> dict[str, dict[str, Any]]:
    """All clocks by code: ``issue``, ``letter``, ``judge``, ``probation``."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("clocks.yaml").read_text("utf-8"))
    return found


def days(code: str) -> int:
    """The days of a clock that has one number."""
    return int(clocks()[code]["days"])


def letter_days(way: str) -> int:
    """For how many days a letter of that way is good, unless whoever issues it says otherwise."""
    return int(clocks()["letter"][way])


def most_letter_days() -> int:
    """The longest that a letter of ours may be good."""
    return int(clocks()["letter"]["most"])
