"""The shape of the tree as data (kinds.yaml)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from leitu.orgs.models import Unit


@dataclass(frozen=True)
class KindShape:
    """What may be above a kind, whether it is a branch of members, how long its terms are by default."""

    kind: str
    under: frozenset[str]
    synonyms: tuple[str, ...]
    is_branch: bool
    term_years: int | None


@cache
def shapes() -> dict[str, KindShape]:
    """All kinds by code."""
    raw = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text(encoding="utf-8"))
    return {
        kind: KindShape(
            kind,
            frozenset(row["under"]),
            (str(Unit.Kind(kind).label), *row["synonyms"]),
            bool(row.get("is_branch")),
            row["term_years"],
        )
        for kind, row in raw.items()
    }


def branch_kinds() -> list[str]:
    """Kinds whose members hold 三会一课."""
    return [s.kind for s in shapes().values() if s.is_branch]


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """Whether a unit of ``kind`` may stand directly under one of ``parent_kind``."""
    return parent_kind in shapes()[kind].under


def kind_of_name(name: str) -> str | None:
    """The kind that a Chinese name or synonym means, or None."""
    return next((s.kind for s in shapes().values() if name in s.synonyms or name == s.kind), None)
