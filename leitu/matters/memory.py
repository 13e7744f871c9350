"""Has this been before? A problem is compared with earlier ones of the same unit: the same rule, or nearly the same words.

Only what its own unit had is looked at, over an index, the newest first: a unit has dozens of them, not thousands.
"""

import datetime as dt
from dataclasses import dataclass

from leitu.core import text
from leitu.matters.models import Matter, Step

LIKE = 0.4
"""Of all pairs of characters of two titles, so many must be the same (Jaccard)."""
MOST_COMPARED = 500
COMPARED = (Matter.Kind.PROBLEM, Matter.Kind.RECTIFICATION)


@dataclass(frozen=True)
class Memory:
    """Earlier ones, the newest first; ``times`` counts this one too; ``measure`` is what was done the last time."""

    earlier: list[Matter]
    measure: str
    months: int

    @property
    def times(self) -> int:
        return len(self.earlier) + 1

    @property
    def last(self) -> Matter:
        return self.earlier[0]


def pairs(title: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without spaces and signs."""
    plain = "".join(char for char in text.fold(title) if char.isalnum())
    return frozenset(plain[start : start + 2] for start in range(len(plain) - 1)) or frozenset({plain})


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles say nearly the same."""
    return len(one & other) >= LIKE * len(one | other) and bool(one & other)


def recall(matter: Matter) -> Memory | None:
    """The earlier ones that this one repeats; None when it is the first, or no problem at all."""
    if matter.kind not in COMPARED:
        return None
    rows = Matter.objects.filter(
        tenant_id=matter.tenant_id, unit_id=matter.unit_id, kind__in=COMPARED, noted_on__lte=matter.noted_on
    )
    rows = rows.exclude(state=Matter.State.SET_ASIDE).filter(pk__lt=matter.pk).order_by("-noted_on", "-pk")
    mine = pairs(matter.title)
    found = [
        row
        for row in rows[:MOST_COMPARED]
        if (matter.norm_code and row.norm_code == matter.norm_code) or alike(mine, pairs(row.title))
    ]
    if not found:
        return None
    return Memory(found, _measure(found[0]), months_between(found[0].noted_on, matter.noted_on))


def _measure(matter: Matter) -> str:
    """What was done about it: its effect, or the last that was said of its progress."""
    if matter.effect:
        return matter.effect
    steps = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter, kind=Step.Kind.PROGRESS)
    last = steps.order_by("-pk").first()
    return last.text if last is not None else ""


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months from one day to another."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)
