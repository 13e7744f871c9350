"""Areas of risk, and what may be decided: data, with the rule each line comes from."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PERSON, UNIT = "person", "unit"
BRANCH_FORM = 1
"""A branch reminds and criticises; what goes further is decided above it (党内监督条例 art. 7)."""


@dataclass(frozen=True)
class Way:
    """One thing that may be decided. ``appeal_months`` 0: no time limit; ``keep_months``: how long the record stays."""

    code: str
    name: str
    form: int
    of: str
    appeal_months: int
    answer_months: int
    keep_months: int
    source: str


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / name).read_text(encoding="utf-8"))
    return found


@cache
def areas() -> dict[str, str]:
    """Code and name."""
    return {row["code"]: row["name"] for row in _read("areas.yaml")["areas"]}


@cache
def ways() -> dict[str, Way]:
    """By code, in the order of the forms."""
    raw = _read("ways.yaml")
    sources = {key: "《{document}》{article}".format(**row) for key, row in raw["sources"].items()}
    return {row["code"]: Way(**{**row, "source": sources[row["source"]]}) for row in raw["ways"]}


@cache
def forms() -> dict[int, str]:
    """The four forms: number and name."""
    return {int(number): row["name"] for number, row in _read("ways.yaml")["forms"].items()}
