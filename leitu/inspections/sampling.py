"""Whom a round visits: a pure function of a list and a seed, that anybody can compute again.

- **Lots.** The lot of a thing is SHA-256 of ``seed|what|key`` in UTF-8, as hexadecimal digits; who has the smaller one
  comes first. There is no generator with a state behind it: both databases, every version of the language and a
  pocket calculator for SHA-256 give the same order.
- **How many.** As many as are still missing to ``target`` per cent of all units of the list. Who was visited in this
  round's time is not drawn again; who has had ``ceiling`` visits in the quarter, from whatever body, is left in peace.
- **Who.** First those in need: long unvisited (more than half a year 1, more than a year or never 2) or red (one late
  duty 1, several 2), the highest sum first; among equals the neighbourhood (units under one superior) with the most
  need, so that an inspector finishes where he is. The last ``lots`` per cent are drawn by lot from all that is left:
  nobody can be sure that he is not visited.
- **Trips.** Neighbours travel together, at most ``a_trip`` to a trip; no trip leaves its region. Neighbours are units
  under one superior; in a region where it is known of every unit that is visited where it stands, those that lie near
  each other along a curve (core/places.py).
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from leitu.core import places
from leitu.core.places import Place, along

HEAD = "leitu sampling 1"
HEAD_WITH_PLACES = "leitu sampling 2"
"""Of a list that says where its units stand."""
NEVER = "-"
LONG, VERY_LONG = 183, 365
"""Days after which a unit is long unvisited."""
MOST_RED = 2
NEED, LOT = "need", "lot"


@dataclass(frozen=True)
class Terms:
    """What a draw is made by; shares in per cent."""

    on: dt.date
    target: int
    ceiling: int
    lots: int = 20
    a_trip: int = 4


@dataclass(frozen=True)
class Candidate:
    """A unit of the list. ``area`` and ``region`` are its superior and that one's superior (0: none).

    ``place``: where it stands, if that is known. ``red``: late duties. ``visits``: made or planned in this quarter, by all bodies. ``is_covered``: visited already by
    this body in the time of the round.
    """

    key: int
    area: int
    region: int
    seen_on: dt.date | None
    red: int
    visits: int
    is_covered: bool = False
    place: Place | None = None


@dataclass(frozen=True)
class Drawn:
    """A unit to visit: which one, in which trip (from 1), and why (``need`` or ``lot``)."""

    key: int
    trip: int
    reason: str


def lot(seed: str, what: str, key: int) -> str:
    """64 hexadecimal digits; what is drawn is put in their order."""
    return hashlib.sha256(f"{seed}|{what}|{key}".encode()).hexdigest()


def share_of(count: int, percent: int) -> int:
    """How many are ``percent`` of ``count``, rounded up."""
    return -(-count * percent // 100)


def need_of(one: Candidate, on: dt.date) -> int:
    """0 (lately visited, nothing late) to 4."""
    days = (on - one.seen_on).days if one.seen_on is not None else VERY_LONG + 1
    return (days > LONG) + (days > VERY_LONG) + min(one.red, MOST_RED)


def draw(seed: str, candidates: Sequence[Candidate], terms: Terms) -> list[Drawn]:
    """The units to visit, trip by trip. The order of ``candidates`` does not matter."""
    free = [one for one in candidates if not one.is_covered and one.visits < terms.ceiling]
    covered = sum(one.is_covered for one in candidates)
    wanted = min(max(0, share_of(len(candidates), terms.target) - covered), len(free))
    first = _in_need(seed, free, terms)[: wanted - wanted * terms.lots // 100]
    taken = {one.key for one in first}
    left = [one for one in free if one.key not in taken]
    by_lot = sorted(left, key=lambda one: lot(seed, "unit", one.key))[: wanted - len(first)]
    reasons = dict.fromkeys(taken, NEED) | {one.key: LOT for one in by_lot}
    return [Drawn(one.key, trip, reasons[one.key]) for trip, one in _trips(seed, [*first, *by_lot], terms.a_trip)]


def _in_need(seed: str, free: Iterable[Candidate], terms: Terms) -> list[Candidate]:
    """Those in need, the neediest first, neighbours together."""
    need = {one.key: (found, one) for one in free if (found := need_of(one, terms.on))}
    of_area: dict[int, int] = {}
    for found, one in need.values():
        of_area[one.area] = of_area.get(one.area, 0) + found
    lots = {area: lot(seed, "area", area) for area in of_area}
    ordered = sorted(
        need.values(),
        key=lambda each: (
            -each[0],
            -of_area[each[1].area],
            lots[each[1].area],
            lot(seed, "unit", each[1].key),
        ),
    )
    return [one for _found, one in ordered]


def _trips(seed: str, chosen: Iterable[Candidate], a_trip: int) -> list[tuple[int, Candidate]]:
    """The chosen units with the number of their trip: region by region, neighbours one after the other."""
    chosen = list(chosen)
    unplaced = {one.region for one in chosen if one.place is None}
    curve = along({one.place for one in chosen if one.place is not None})

    def near(one: Candidate) -> tuple[int, str]:
        if one.place is None or one.region in unplaced:
            return 0, lot(seed, "area", one.area)
        return curve[one.place], ""

    keyed = [((lot(seed, "region", one.region), near(one), lot(seed, "unit", one.key)), one) for one in chosen]
    keyed.sort(key=lambda each: each[0])
    found, trip = [], 0
    for _region, group in groupby(keyed, key=lambda each: each[0][0]):
        for place, (_order, one) in enumerate(group):
            trip += place % a_trip == 0
            found.append((trip, one))
    return found


# The list in words, so that it can be kept, sealed by its digest, and drawn from again.


def write(candidates: Iterable[Candidate], terms: Terms) -> str:
    """The list as text: a head with the terms, then one line for each unit in the order of the keys."""
    units = sorted(candidates, key=lambda one: one.key)
    has_places = any(one.place is not None for one in units)
    head = HEAD_WITH_PLACES if has_places else HEAD
    head += f" on={terms.on} target={terms.target} ceiling={terms.ceiling} lots={terms.lots} trip={terms.a_trip}"
    lines = [
        f"{one.key} {one.area} {one.region} {one.seen_on or NEVER} {one.red} {one.visits} {int(one.is_covered)}"
        + (f" {places.write(one.place) if one.place is not None else NEVER}" if has_places else "")
        for one in units
    ]
    return "\n".join([head, *lines])


def read(text: str) -> tuple[list[Candidate], Terms]:
    """What ``write`` wrote. Raises ValueError for anything else."""
    head, *lines = text.split("\n")
    name = next((name for name in (HEAD, HEAD_WITH_PLACES) if head.startswith(f"{name} ")), None)
    if name is None:
        raise ValueError("no list of a draw")
    said = dict(part.split("=") for part in head.removeprefix(f"{name} ").split(" "))
    on = dt.date.fromisoformat(said.pop("on"))
    target, ceiling, lots, a_trip = (int(said[name]) for name in ("target", "ceiling", "lots", "trip"))
    return [_read_line(line) for line in lines], Terms(on, target, ceiling, lots, a_trip)


def _read_line(line: str) -> Candidate:
    key, area, region, seen_on, red, visits, is_covered, *place = line.split(" ")
    day = None if seen_on == NEVER else dt.date.fromisoformat(seen_on)
    where = places.read(place[0]) if place and place[0] != NEVER else None
    return Candidate(int(key), int(area), int(region), day, int(red), int(visits), is_covered == "1", where)


def digest(text: str) -> str:
    """SHA-256 of the list, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
