"""The dashboard against SQL written by hand (``board.sql``), which must come to the same numbers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count

from bench.group import Context
from bench.measure import compare, progress
from bench.table import Row
from leitu.core.actor import console
from leitu.core.clock import today
from leitu.facts import kinds
from leitu.orgs.models import Unit
from leitu.portal.queries import Board, board, year_start

BY_HAND = (Path(__file__).parent / "board.sql").read_text(encoding="utf-8")
NAMED = {
    "general_meeting": "general_meeting",
    "committee_meeting": "committee_meeting",
    "group_meeting": "group_meeting",
    "theme_day": "theme_day",
    "life_meeting": "organisational_life_meeting",
    "lecture": "lecture",
}
Numbers = dict[tuple[int, str, str], int]
"""Duties by child, time (year, now) and state; children that were not below on the day count for the unit itself."""


def rows(context: Context) -> Iterator[Row]:
    """The board of the district, and of the committee below it that has most under it."""
    root = Unit.objects.select_related("tenant").get(parent__isnull=True)
    below = Unit.objects.filter(parent=root).annotate(size=Count("children")).order_by("-size", "pk")
    committee = below.select_related("tenant")[0]
    actor, day = console("bench", root.tenant_id), today()
    for row, unit in (("dashboard of the district (s)", root), ("dashboard of a sub-committee (s)", committee)):
        agree(of_board(board(actor, unit, day)), by_hand(unit, day), unit)
        ours, against = compare(lambda: board(actor, unit, day), lambda: by_hand(unit, day))  # noqa: B023 (used at once)
        progress(f"{row}: {ours.wall:.3f} s and {against.wall:.3f} s on the clock")
        yield context.row(row, ours.cpu, against.cpu)


def of_board(found: Board) -> Numbers:
    """The numbers on the page; what stands in no row is the unit's own."""
    numbers: Counter[tuple[int, str, str]] = Counter()
    for time, whole in (("year", found.year), ("now", found.now)):
        numbers.update({(found.unit.pk, time, state): count for state, count in whole.by_state.items()})
    for line in found.lines:
        for time, part in (("year", line.year), ("now", line.now)):
            for state, count in part.by_state.items():
                numbers[line.unit.pk, time, state] += count
                numbers[found.unit.pk, time, state] -= count
    return {key: count for key, count in numbers.items() if count}


def by_hand(unit: Unit, day: dt.date) -> Numbers:
    """The baseline: one statement."""
    asked: dict[str, Any] = {name: kinds.kind(code).number for name, code in NAMED.items()}
    asked |= {"tenant": unit.tenant_id, "unit": unit.pk, "day": day}
    asked |= {"since": year_start(unit.tenant, day), "owed_since": unit.tenant.owed_since}
    numbers: Counter[tuple[int, str, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, asked)
        for child, now, state, number in cursor.fetchall():
            numbers[child, "year", state] += number
            if now:
                numbers[child, "now", state] += number
    return dict(numbers)


def agree(ours: Numbers, theirs: Numbers, unit: Unit) -> None:
    """Raises AssertionError: a baseline that comes to other numbers is none."""
    other = {key: (ours.get(key, 0), theirs.get(key, 0)) for key in ours.keys() | theirs.keys()}
    other = {key: pair for key, pair in other.items() if pair[0] != pair[1]}
    assert not other, f"{unit}: (child, time, state) -> (ours, by hand): {sorted(other.items())[:10]}"
