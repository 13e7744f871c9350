"""What the ledger measures by, as data (measures.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Known:
    """Something that the system knows: what it is, and the page on which it stands."""

    what: str
    page: str


@cache
def measures() -> dict[str, Any]:
    """Everything in measures.yaml."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("measures.yaml").read_text(encoding="utf-8"))
    return found


def look_share() -> int:
    """Of a hundred closed ones, so many are looked at again."""
    return int(measures()["second_look"]["share"])


def look_months() -> tuple[int, ...]:
    """So many months after the closing."""
    return tuple(measures()["second_look"]["months"])


def usual_minutes(kind: str) -> int:
    """What one matter of that list costs its owner, as long as nobody says otherwise."""
    return int(measures()["burden"]["minutes"][kind])


def usual_budget() -> int:
    """Minutes that one unit may give each unit below in a year without a written reason."""
    return int(measures()["burden"]["budget"])


def known_in(text: str) -> list[Known]:
    """What a sentence seems to ask for although the system knows it."""
    return [
        Known(row["what"], row["page"]) for row in measures()["known"] if any(word in text for word in row["words"])
    ]
