"""The dashboard of a unit with very many below it: counted by a job every few minutes, brought up to now when shown.

Counting the duties of ten thousand units takes seconds, and an officer opens this page first thing in the morning. Up
to WIDE units a page counts for itself. Above that it takes what the job counted and counts anew those units only about
which there are entries since: nothing changes without its entry, so the page is of this moment (decision 0059).
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Any, TypedDict

from django.db.models import Count, Max, Q

from leitu.audit.models import Entry
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.norms import policies
from leitu.norms.duties import STATES, Question, Share, duties, shares
from leitu.norms.duty import State
from leitu.norms.register import Scope
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.queries import Headcount, headcounts
from leitu.portal.models import Picture
from leitu.portal.queries import (
    NEEDY,
    Board,
    ChildLine,
    Help,
    Tally,
    around,
    board,
    heads,
    lately,
    who_needs_help,
    year_start,
)

WIDE = 1000
"""From so many units on, at and below one, its picture is kept."""
MANY = 500
"""Where more units than this have changed since, counting everything is no slower."""
UNFINISHED = dt.timedelta(minutes=1)
"""Longer than any transaction: what was recorded so shortly before the count may not have been there to be counted."""

QUIET_AREAS = (
    "accounts",
    "api",
    "approvals",
    "assessments",
    "audit",
    "backups",
    "config",
    "notices",
    "oversight",
    "reports",
)
"""What is recorded of these says nothing about duties or the register."""
QUIET = frozenset({"people.find_by_id_number", "people.refuse_import", "activities.refuse_import"})
"""Neither do these, and they name no unit."""
FAR = frozenset(
    {
        *("changes.carry_out", "changes.undo", "orgs.move", "orgs.close", "orgs.revive"),
        *("norms.waive_many", "norms.withdraw_bulk"),
    }
)
"""These change what counts for more units than they name. So may whatever names none."""

Row = list[Any]
"""What one unit adds: its kind, its register (as ``Headcount``), how many late, [child, its counts …] for each child."""


class Numbers(TypedDict):
    """What is kept. Keys of units are text, as in any JSON; counts by state in the order of ``STATES``."""

    since: str
    entry: int
    totals: dict[str, list[int]]
    heads: list[int]
    units: int
    branches: int
    help: list[int]


@dataclass(frozen=True)
class Seen:
    """A dashboard with its register and, where they were asked for, those who need help."""

    board: Board
    heads: Headcount
    help: list[Help]


def seen(actor: Actor, unit: Unit, day: dt.date, *, with_help: bool) -> Seen:
    """The dashboard as ``actor`` may see it: from the kept one where ``unit`` has a usable one (``queries.pictured``)."""
    numbers: Numbers | None = getattr(unit, "kept_numbers", None)
    # The sums are sums of everything below: only for who may see all of that.
    if numbers and day == today() and policies.sees_below(actor, unit):
        found = _from(numbers, actor, unit, day, with_help)
        if found is not None:
            return found
    counted = board(actor, unit, day, with_late=with_help)
    return Seen(counted, heads(actor, counted), who_needs_help(counted.late))


def make() -> int:
    """Make the pictures of today anew, of all units that are wide; how many. Old ones go."""
    begun, day, made = now(), today(), 0
    sizes = UnitLink.objects.filter(valid_on(day)).values("ancestor_id").annotate(size=Count("pk"))
    wide = sizes.filter(size__gt=WIDE).values("ancestor_id")
    for unit in Unit.objects.filter(pk__in=wide).select_related("tenant").order_by("pk"):
        at = now()
        numbers, rows = count(unit, day)
        values = {"day": day, "made_at": at, "numbers": numbers, "shares": rows}
        Picture.objects.update_or_create(tenant_id=unit.tenant_id, unit=unit, defaults=values)
        made += 1
    Picture.objects.filter(made_at__lt=begun).delete()
    return made


def count(unit: Unit, day: dt.date) -> tuple[Numbers, dict[str, Row]]:
    """What is kept of a unit: the sums, and what each unit at and below it adds to them."""
    last = Entry.objects.filter(tenant_id=unit.tenant_id).aggregate(last=Max("pk"))["last"] or 0
    rows, since = _rows(unit, day), year_start(unit.tenant, day).isoformat()
    numbers = Numbers(since=since, entry=last, totals={}, heads=[0] * 4, units=0, branches=0, help=_needy(rows))
    for row in rows.values():
        _add(numbers, row, 1)
    return numbers, rows


def changed_since(tenant_id: int, made_at: dt.datetime, entry: int) -> set[int] | None:
    """The units whose numbers may have changed since; None when that may be any."""
    rows = Entry.objects.filter(Q(pk__gt=entry) | Q(at__gt=made_at - UNFINISHED), tenant_id=tenant_id)
    found: set[int] = set()
    names = ("verb", "unit_id", "object_type", "object_id", "data__counts_for")
    for verb, unit_id, object_type, object_id, counts_for in rows.order_by().values_list(*names).distinct():
        if verb.split(".")[0] in QUIET_AREAS or verb in QUIET:
            continue
        touched = unit_id or (object_id if object_type == Unit._meta.label else 0)
        if verb in FAR or not touched:
            return None
        found |= {touched, *(counts_for or ())}
    return found


def _rows(unit: Unit, day: dt.date, only: Collection[int] | None = None) -> dict[str, Row]:
    """What each unit at and below ``unit`` adds to its dashboard; or only some of them."""
    since = year_start(unit.tenant, day)
    scope = Scope(unit.tenant, only, unit)
    found = shares(Question(scope, day, since, parent=unit), lately(since, day))
    register = headcounts(unit.tenant_id, day, scope.limit(Unit.objects.all(), "pk", day, day).values("pk"))
    nobody, nothing = Headcount(0, 0, 0, 0), Share()
    keys = sorted(found.keys() | register.keys())
    return {str(pk): _row(found.get(pk, nothing), register.get(pk, nobody)) for pk in keys}


def _row(share: Share, register: Headcount) -> Row:
    children = [[child, *counts] for child, counts in share.by_child.items()]
    return [share.kind, *astuple(register), share.late, *children]


def _add(numbers: Numbers, row: Row, times: int) -> None:
    """Put what one unit adds into the sums, or (−1) take it out of them."""
    kind, *register = row[:5]
    numbers["units"] += times * bool(kind)
    numbers["branches"] += times * (kind in branch_kinds())
    numbers["heads"] = [a + times * b for a, b in zip(numbers["heads"], register, strict=True)]
    for child, *counts in row[6:]:
        before = numbers["totals"].get(str(child), [0] * len(counts))
        numbers["totals"][str(child)] = [a + times * b for a, b in zip(before, counts, strict=True)]


def _needy(rows: dict[str, Row]) -> list[int]:
    """Those with two or more that are late, most first, as ``who_needs_help`` orders them."""
    late = {int(pk): row[5] for pk, row in rows.items()}
    return sorted((pk for pk, count in late.items() if count > 1), key=lambda pk: (-late[pk], pk))[:NEEDY]


def brought_up(numbers: Numbers, unit: Unit, day: dt.date) -> Numbers | None:
    """The sums of this moment; None when too much has changed for that."""
    changed = changed_since(unit.tenant_id, unit.kept_at, numbers["entry"])  # type: ignore[attr-defined]
    if changed is None or len(changed) > MANY:
        return None
    if changed:
        rows: dict[str, Row] = json.loads(unit.kept_shares)  # type: ignore[attr-defined]
        for key in map(str, changed):
            if key in rows:
                _add(numbers, rows.pop(key), -1)
        fresh = _rows(unit, day, changed)
        for row in fresh.values():
            _add(numbers, row, 1)
        numbers["help"] = _needy(rows | fresh)
    return numbers


def _from(numbers: Numbers, actor: Actor, unit: Unit, day: dt.date, with_help: bool) -> Seen | None:
    """The page of a picture; None when another tree or another beginning of the year holds by now."""
    since, near = year_start(unit.tenant, day), around(unit, day, actor)
    if numbers["since"] != since.isoformat():
        return None
    brought = brought_up(numbers, unit, day)
    if brought is None:
        return None
    totals = {int(key): counts for key, counts in brought["totals"].items()}
    if {pk for pk, counts in totals.items() if any(counts)} - {unit.pk, *(child.pk for child in near.children)}:
        return None
    late = []
    if with_help:
        first = lately(since, day)
        late = duties(unit.tenant, brought["help"], on=day, since=first, under=unit, states=[State.OVERDUE])
    lines = [ChildLine(child, *_tallies([totals.get(child.pk, [])])) for child in near.children]
    year, present = _tallies(totals.values())
    found = Board(unit, day, since, year, present, near.above, lines, brought["units"], brought["branches"], late)
    return Seen(found, Headcount(*brought["heads"]), who_needs_help(late))


def _tallies(counts: Iterable[list[int]]) -> tuple[Tally, Tally]:
    """What is counted in any of them: of all periods, and of those of now."""
    found: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for one in counts:
        for place, count in enumerate(one):
            found[place // len(STATES)][STATES[place % len(STATES)]] += count
    return Tally(found[0]), Tally(found[1])
