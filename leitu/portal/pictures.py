"""The dashboard of a unit with very many below it: counted by a job every few minutes, shown with its time.

Counting the duties of ten thousand units takes seconds, and an officer opens this page first thing in the morning. Up
to WIDE units a page counts for itself. Nothing is ever old in silence: the page says as of when its numbers are, and
counts anew for whoever asks it to; lists behind the numbers are always of this moment (decision 0035).
"""

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count

from leitu.core.actor import Actor, system
from leitu.core.clock import now, today
from leitu.norms import policies
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.queries import Headcount
from leitu.portal.models import Picture
from leitu.portal.queries import (
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


class Numbers(TypedDict):
    """What is kept. Keys of units are text, as in any JSON; states and counts as in ``Tally.by_state``."""

    since: str
    year: dict[str, int]
    now: dict[str, int]
    lines: dict[str, list[dict[str, int]]]
    units: int
    branches: int
    heads: dict[str, int]
    help: list[int]


@dataclass(frozen=True)
class Seen:
    """A dashboard with its register and, where they were asked for, those who need help; None: of this moment."""

    board: Board
    heads: Headcount
    help: list[Help]
    made_at: dt.datetime | None


def seen(actor: Actor, unit: Unit, day: dt.date, *, with_help: bool, anew: bool) -> Seen:
    """The dashboard as ``actor`` may see it: the kept one where ``unit`` has a usable one (``queries.pictured``)."""
    numbers: Numbers | None = getattr(unit, "kept_numbers", None)
    # The sums are sums of everything below: only for who may see all of that.
    if numbers and not anew and day == today() and policies.sees_below(actor, unit):
        found = _from(numbers, actor, unit, day, with_help)
        if found is not None:
            return found
    counted = board(actor, unit, day, with_late=with_help)
    return Seen(counted, heads(actor, counted), who_needs_help(counted.late), None)


def make() -> int:
    """Make the pictures of today anew, of all units that are wide; how many. Old ones go."""
    begun, day, made = now(), today(), 0
    sizes = UnitLink.objects.filter(valid_on(day)).values("ancestor_id").annotate(size=Count("pk"))
    wide = sizes.filter(size__gt=WIDE).values("ancestor_id")
    for unit in Unit.objects.filter(pk__in=wide).select_related("tenant").order_by("pk"):
        actor, at = system("portal.pictures", unit.tenant_id), now()
        counted = board(actor, unit, day, with_late=True)
        numbers = _numbers(counted, heads(actor, counted))
        values = {"day": day, "made_at": at, "numbers": numbers}
        Picture.objects.update_or_create(tenant_id=unit.tenant_id, unit=unit, defaults=values)
        made += 1
    Picture.objects.filter(made_at__lt=begun).delete()
    return made


def _numbers(counted: Board, register: Headcount) -> Numbers:
    return {
        "since": counted.since.isoformat(),
        "year": dict(counted.year.by_state),
        "now": dict(counted.now.by_state),
        "lines": {str(line.unit.pk): [dict(line.year.by_state), dict(line.now.by_state)] for line in counted.lines},
        "units": counted.units,
        "branches": counted.branches,
        "heads": vars(register),
        "help": [line.unit.pk for line in who_needs_help(counted.late)],
    }


def _from(numbers: Numbers, actor: Actor, unit: Unit, day: dt.date, with_help: bool) -> Seen | None:
    """The page of a picture; None when another tree or another beginning of the year holds by now."""
    since, near = year_start(unit.tenant, day), around(unit, day, actor)
    if numbers["since"] != since.isoformat() or numbers["lines"].keys() != {str(one.pk) for one in near.children}:
        return None
    late = []
    if with_help:  # who they are is kept, what they owe is of this moment
        wanted, first = numbers["help"], lately(since, day)
        late = duties(unit.tenant, wanted, on=day, since=first, under=unit, states=[State.OVERDUE])
    lines = [ChildLine(child, *(Tally(part) for part in numbers["lines"][str(child.pk)])) for child in near.children]
    found = Board(
        unit,
        day,
        since,
        Tally(numbers["year"]),
        Tally(numbers["now"]),
        near.above,
        lines,
        numbers["units"],
        numbers["branches"],
        late,
    )
    return Seen(found, Headcount(**numbers["heads"]), who_needs_help(late), unit.kept_at)  # type: ignore[attr-defined]
