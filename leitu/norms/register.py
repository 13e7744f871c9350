"""The dated register, read in sets: which units owe something in a period, which have a committee, how many members.

One ``Register`` answers for one question (a set of units and a span of days) with one statement (``parts.py``).
Units that stay the same through the whole span are kept as plain sets; only the others are looked at one by one.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from leitu.core.periods import Period
from leitu.core.together import Rows, together
from leitu.norms.parts import overlaps, parts_of
from leitu.norms.statements import as_day
from leitu.orgs.models import Tenant, Unit, UnitLink

Span = tuple[dt.date, dt.date]
"""``since`` inclusive, ``until`` exclusive."""


@dataclass
class Scope:
    """Which units a question is about.

    ``units``: only these (a queryset of keys, or keys). ``under``: only what stands at or below this unit, by the tree
    of each period's last day (or of the day asked about, when the period is still running).
    """

    tenant: Tenant
    units: "QuerySet[Any, Any] | Collection[int] | None" = None
    under: Unit | None = None

    def __post_init__(self) -> None:
        if self.under is not None and self.under.parent_id is None:
            self.under = None  # the root holds the whole tenant on every day

    def limit(self, rows: Any, path: str, first: dt.date, last: dt.date) -> Any:
        """``rows`` of this tenant and of the units in question; ``path`` leads from a row to its unit's key."""
        rows = rows.filter(tenant_id=self.tenant.pk)
        if self.units is not None:
            rows = rows.filter(**{f"{path}__in": self.units})
        if self.under is not None:
            rows = rows.filter(**{f"{path}__in": self.links(first, last).values("descendant_id")})
        return rows

    def links(self, first: dt.date, last: dt.date) -> "QuerySet[Any, Any]":
        """The closure rows below ``under`` that hold some time from ``first`` to ``last``."""
        return UnitLink.objects.filter(overlaps(first, last), tenant_id=self.tenant.pk, ancestor=self.under)


@dataclass
class Odd:
    """A unit that changes during the span: founded, dissolved, another kind, moved in or out of the scope."""

    kind: str
    founded_on: dt.date | None
    dissolved_on: dt.date | None
    kinds: list[tuple[Span, str]] = field(default_factory=list)
    inside: list[Span] | None = None

    def owes(self, kinds: frozenset[str], period: Period, day: dt.date) -> bool:
        """Of one of ``kinds`` on the first day, there on the first and the last day, in the scope on ``day``."""
        if self.founded_on is not None and self.founded_on > period.start:
            return False
        if self.dissolved_on is not None and self.dissolved_on <= period.end:
            return False
        if self.inside is not None and not any(since <= day < until for since, until in self.inside):
            return False
        return self.kind_on(period.start) in kinds

    def kind_on(self, day: dt.date) -> str:
        return next((kind for (since, until), kind in self.kinds if since <= day < until), self.kind)


class Register:
    """The register from ``first`` to ``last`` (the ends of the periods asked about), asked about on ``on``.

    Whoever asks says beforehand what he will want to know (``prepare``): all of it is read in one statement. ``parent``
    is the unit by whose children ``by_child`` counts.
    """

    def __init__(self, scope: Scope, first: dt.date, last: dt.date, on: dt.date, *, parent: Unit | None = None) -> None:
        self.scope, self.first, self.last, self.on, self.parent = scope, first, last, on, parent
        self._owing: dict[tuple[frozenset[str], Period], set[int]] = {}
        self._committees: dict[tuple[dt.date, int], set[int]] = {}
        self._days: tuple[dt.date, ...] = ()
        self._wanted = {"units", "states", "inside", *(["children"] if parent else [])}
        self._read: dict[str, Rows] = {}

    def limit(self, rows: Any, path: str = "unit_id") -> Any:
        return self.scope.limit(rows, path, self.first, self.last)

    def prepare(self, *names: str) -> None:
        """Say what will be asked: waivers, sizes, secretaries, terms."""
        self._wanted.update(names)

    def prepare_committees(self, days: Iterable[dt.date]) -> None:
        """Say on which days ``with_committee`` will be asked."""
        self._days = tuple(sorted(set(days)))
        if self._days:
            self._wanted |= {"officers", "voters", "changes", "suspensions"}

    def rows(self, name: str) -> Rows:
        """The rows of one part, in the shape of ``statements.SHAPE``; read with all others that were prepared."""
        if name not in self._read:
            names = [one for one in sorted(self._wanted | {name}) if one not in self._read]
            parts = parts_of(self, self._days)
            self._read |= zip(names, together(*(parts[one]() for one in names)), strict=True)
        return self._read[name]

    @cached_property
    def _units(self) -> tuple[dict[str, set[int]], dict[int, Odd]]:
        first, last = self.first, self.last
        by_kind: dict[str, set[int]] = {}
        odd: dict[int, Odd] = {}
        for pk, __, __, since, until, kind, __ in self.rows("units"):
            founded_on, dissolved_on = since and as_day(since), until and as_day(until)
            if dissolved_on is not None and dissolved_on > self.on:
                dissolved_on = None  # not known yet on that day: a past month is counted as it was counted then
            if (founded_on is None or founded_on <= first) and (dissolved_on is None or dissolved_on > last):
                by_kind.setdefault(kind, set()).add(pk)
            else:
                odd[pk] = Odd(kind, founded_on, dissolved_on)

        def single_out(pk: int) -> Odd | None:
            for kind, members in by_kind.items():
                if pk in members:
                    members.discard(pk)
                    odd[pk] = Odd(kind, None, None)
            return odd.get(pk)

        for pk, __, __, since, until, kind, __ in self.rows("states"):
            if (unit := single_out(pk)) is not None:
                unit.kinds.append(((as_day(since), as_day(until)), kind))
        for pk, __, __, since, until, *__ in self.rows("inside"):
            if (unit := single_out(pk)) is not None:
                unit.inside = [*(unit.inside or []), (as_day(since), as_day(until))]
        return by_kind, odd

    def owing(self, kinds: frozenset[str], period: Period) -> set[int]:
        """Units of one of ``kinds`` on the period's first day that exist on its first and on its last day."""
        key = (kinds, period)
        if key not in self._owing:
            by_kind, odd = self._units
            day = min(period.end, self.on)
            found = {pk for pk, unit in odd.items() if unit.owes(kinds, period, day)}
            self._owing[key] = found.union(*(by_kind.get(kind, ()) for kind in kinds))
        return self._owing[key]

    @cached_property
    def _kinds(self) -> dict[int, str]:
        return {pk: kind for kind, members in self._units[0].items() for pk in members}

    def kind(self, unit_id: int, day: dt.date) -> str:
        """What a unit of this register was on ``day``."""
        odd = self._units[1].get(unit_id)
        return odd.kind_on(day) if odd else self._kinds[unit_id]

    @cached_property
    def _said(self) -> tuple[set[int], set[int]]:
        """Units of which the register says that they have a committee; units of which it says nothing."""
        said: set[int] = set()
        silent: set[int] = set()
        for pk, has, *__ in self.rows("units"):
            if has != 0:
                (silent if has is None else said).add(pk)
        return said, silent

    @cached_property
    def _officers(self) -> list[tuple[int, dt.date, dt.date]]:
        return [(pk, as_day(since), as_day(until)) for pk, __, __, since, until, *__ in self.rows("officers")]

    @cached_property
    def _voters(self) -> "FullMembers":
        return FullMembers(self, self._days)

    def with_committee(self, day: dt.date, committee_from: int) -> set[int]:
        """Units with a committee on ``day`` (one of the prepared days).

        What the register says (支委会 是/否) decides. Where it says nothing: somebody holds a post that only committees
        have, or there are at least ``committee_from`` full members.
        """
        key = (day, committee_from)
        if key not in self._committees:
            said, silent = self._said
            found = set(said)
            if silent:
                posts = {pk for pk, since, until in self._officers if since <= day < until}
                found |= silent & (posts | self._voters.at_least(committee_from, day))
            self._committees[key] = found
        return self._committees[key]

    @cached_property
    def sizes(self) -> tuple[dict[int, int], dict[int, int]]:
        """On ``on``: full members by unit, and all members by unit; the suspended are not counted."""
        rows = self.rows("sizes")
        return {pk: voters for pk, __, voters, *__ in rows}, {pk: everybody for pk, everybody, *__ in rows}

    def secretaries(self) -> tuple[set[int], dict[int, dt.date]]:
        """On ``on``: units that have a secretary, and for the others since when they have none (if there was one)."""
        rows = self.rows("secretaries")
        held = {pk for pk, __, __, since, *__ in rows if since is not None}
        return held, {pk: as_day(gone) for pk, __, __, __, gone, *__ in rows if gone is not None and pk not in held}

    def terms(self) -> dict[int, list[tuple[dt.date | None, dt.date]]]:
        """All terms by unit as (starts_on, ends_on), in the order in which they end."""
        found: dict[int, list[tuple[dt.date | None, dt.date]]] = {}
        for pk, __, __, starts_on, ends_on, *__ in self.rows("terms"):
            found.setdefault(pk, []).append((starts_on and as_day(starts_on), as_day(ends_on)))
        for terms in found.values():
            terms.sort(key=lambda term: term[1])
        return found

    @cached_property
    def sectors(self) -> dict[int, str]:
        """Today's sector by unit; empty where none is recorded."""
        return {row[0]: row[-1] for row in self.rows("units")}

    @cached_property
    def waived(self) -> dict[tuple[str, dt.date], set[int]]:
        """Units by the norm and the first day of the period that were waived and still are."""
        found: dict[tuple[str, dt.date], set[int]] = {}
        for pk, __, __, start, __, code, __ in self.rows("waivers"):
            found.setdefault((code, as_day(start)), set()).add(pk)
        return found

    def child_of(self) -> Callable[[int, dt.date], int]:
        """How to find the unit directly below ``parent`` through which a unit stands under it on a day.

        Those that stand under none of today's children get ``parent`` itself.
        """
        steady, passing = self._children

        def child_of(unit: int, day: dt.date) -> int:
            return steady[unit] if unit in steady else passing(unit, day)

        return child_of

    def by_child(self) -> Callable[[Collection[int], dt.date], "Counter[int]"]:
        """How to count units by ``child_of``."""
        steady, passing = self._children

        def count(units: Collection[int], day: dt.date) -> Counter[int]:
            found = Counter(steady[unit] for unit in units if unit in steady)
            found.update(passing(unit, day) for unit in units if unit not in steady)
            return found

        return count

    @cached_property
    def _children(self) -> tuple[dict[int, int], Callable[[int, dt.date], int]]:
        """The child of each unit that has the same one through the whole span; and how to find that of the others."""
        assert self.parent is not None
        parent = self.parent.pk
        steady: dict[int, int] = {}
        changing: dict[int, list[tuple[Span, int]]] = {}
        for unit, child, __, since, until, *__ in self.rows("children"):
            span = (as_day(since), as_day(until))
            if span[0] <= self.first and span[1] > self.last:
                steady[unit] = child
            else:
                changing.setdefault(unit, []).append((span, child))

        def passing(unit: int, day: dt.date) -> int:
            found = (child for (since, until), child in changing.get(unit, ()) if since <= day < until)
            return next(found, parent)

        return steady, passing


class FullMembers:
    """Full, unsuspended members by unit on several days, without counting everybody once per day.

    Those who are full members through all the days are counted by the database; only those for whom something changes
    in between are read.
    """

    def __init__(self, register: Register, days: tuple[dt.date, ...]) -> None:
        self._steady: dict[int, int] = {pk: count for pk, count, *__ in register.rows("voters")}
        self._changes: dict[dt.date, Counter[int]] = {day: Counter() for day in days}
        if days[0] == days[-1]:
            return  # whoever is not a full member through this one day is none on it
        away: dict[int, list[Span]] = {}
        for pk, __, __, since, until, *__ in register.rows("suspensions"):
            away.setdefault(pk, []).append((as_day(since), as_day(until)))
        for unit_id, pk, __, full_from, until, *__ in register.rows("changes"):
            first, last = as_day(full_from), as_day(until)
            for day in days:
                if first <= day < last and not any(a <= day < b for a, b in away.get(pk, ())):
                    self._changes[day][unit_id] += 1

    def at_least(self, bound: int, day: dt.date) -> set[int]:
        """Units with at least ``bound`` full members on ``day``."""
        steady, changes = self._steady, self._changes[day]
        found = {pk for pk, n in steady.items() if n >= bound}
        return found | {pk for pk, n in changes.items() if n + steady.get(pk, 0) >= bound}
