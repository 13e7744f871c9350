"""What is promised: every row with its bound, in one table. Groups measure; whether that is enough is decided here."""

import operator
from collections.abc import Callable
from dataclasses import dataclass

COMPARE: dict[str, Callable[[float, float], bool]] = {"≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True)
class Promise:
    """One row of the table. ``must`` is "≤ 3 ×" for a ratio (ours / against), "≤ 60 rows" for ours itself."""

    group: str
    row: str
    must: str

    def is_kept(self, ours: float, ratio: float | None) -> bool:
        """Whether the figures are within the bound. A ratio that could not be measured keeps nothing."""
        sign, bound, unit = self.must.split(" ")
        found = ratio if unit == "×" else ours
        return found is not None and COMPARE[sign](found, float(bound))


@dataclass(frozen=True)
class Row:
    """One measured row, as it is printed. ``against`` and ``ratio`` are None where ours alone is bounded."""

    row: str
    ours: float
    against: float | None
    ratio: float | None
    must: str
    ok: bool


PROMISES = (
    Promise("throughput", "save a roll of 25 and archive, 4 clients (requests/s)", "≥ 0.5 ×"),
    Promise("throughput", "the same with 16 clients and 20 ms of think time (requests/s)", "≥ 1 ×"),
    Promise("throughput", "the same with 16 clients and 20 ms of think time: answers that failed", "≤ 0 answers"),
    Promise("roll", "save a roll of 25 and archive: rows written", "≤ 60 rows"),
    Promise("roll", "save a roll of 25 and archive: write-ahead log", "≤ 15 KB"),
    Promise("roll", "save a roll of 25 and archive: statements", "≤ 14 statements"),
    Promise("dashboard", "dashboard of the district (s)", "≤ 3 ×"),
    Promise("dashboard", "dashboard of a sub-committee (s)", "≤ 3 ×"),
    Promise("duties", "duties of a year for all branches, summary (s)", "≤ 3 ×"),
    Promise("sheets", "quarterly sheets of all branches (s)", "≤ 3 ×"),
    Promise("sampling", "draw a sample from 9900 units (s)", "≤ 5 ×"),
    Promise("matters", "ledger of the district, everything and totals (s)", "≤ 2 ×"),
    Promise("matters", "ledger of the district, filtered, and totals (s)", "≤ 2 ×"),
    Promise("matters", "give one task to every unit (s)", "≤ 3 ×"),
    Promise("matters", "has this problem been before (s)", "≤ 10 ×"),
    Promise("rebuild", "rebuild the unit facts of a year (s)", "≤ 5 ×"),
    Promise("moving", "move a subtree of 1000 units (s)", "≤ 3 ×"),
    Promise("imports", "import of all members, dry run and commit (s)", "≤ 4 ×"),
    Promise("imports", "import of all members: peak memory", "≤ 600 MB"),
    *(
        promise
        for page in (
            "home",
            "meeting",
            "unit",
            "members of a branch",
            "members of the district",
            "members, filtered",
            "members, by a whole name",
            "members, by a surname",
            "members, by initials",
            "dashboard of a sub-committee",
            "dashboard of the district",
        )
        for promise in (
            Promise("pages", f"page {page}: at this size and at one tenth (s)", "≤ 1.3 ×"),
            Promise("pages", f"page {page}: queries", "≤ 15 queries"),
        )
    ),
    Promise("databases", "the slice on SQLite and on PostgreSQL, default demo (s)", "≤ 2 ×"),
    Promise("volume", "database on PostgreSQL with indexes", "≤ 8 GB"),
    Promise("volume", "database on SQLite", "≤ 6 GB"),
)
GROUPS = tuple(dict.fromkeys(promise.group for promise in PROMISES))


def made(row: str, ours: float, against: float | None = None) -> Row:
    """The row of that name with these figures. Raises KeyError for one that nobody promised."""
    promise = {promise.row: promise for promise in PROMISES}[row]
    ratio = ours / against if against else None
    kept = promise.is_kept(ours, ratio)
    return Row(row, short(ours), against and short(against), ratio and short(ratio), promise.must, kept)


def short(number: float) -> float:
    """Four significant digits: what a clock is worth."""
    return float(f"{number:.4g}")
