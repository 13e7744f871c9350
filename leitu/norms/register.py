"""The dated register, read in sets: which units owe something in a period, which have a committee, how many members.

One ``Register`` answers for one question (a set of units and a span of days) with a fixed number of queries.
Units that stay the same through the whole span are kept as plain sets; only the others are looked at one by one.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from leitu.core.periods import Period
from leitu.orgs.models import Tenant, Term, Unit, UnitLink, UnitState, valid_on
from leitu.people.models import Membership, Post, Suspension

Span = tuple[dt.date, dt.date]
"""``since`` inclusive, ``until`` exclusive."""


def overlaps(first: dt.date, last: dt.date) -> Q:
    """Dated rows that hold on at least one day from ``first`` to ``last``."""
    return Q(since__lte=last, until__gt=first)


def fetch(rows: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """The rows of a values queryset straight from the cursor: numbers and text, and days for ``as_day``.

    Hundreds of thousands of them are read for a district; Django's converters, which have nothing to convert here,
    would take longer than the database.
    """
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=4096)
def as_day(value: dt.date | str) -> dt.date:
    """A day as the cursor gives it: SQLite stores text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


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
    """The register from ``first`` to ``last`` (the ends of the periods asked about), asked about on ``on``."""

    def __init__(self, scope: Scope, first: dt.date, last: dt.date, on: dt.date) -> None:
        self.scope, self.first, self.last, self.on = scope, first, last, on
        self._owing: dict[tuple[frozenset[str], Period], set[int]] = {}
        self._committees: dict[tuple[dt.date, int], set[int]] = {}
        self._days: tuple[dt.date, ...] = ()
        self._counts: dict[int, list[int]] = {}

    def limit(self, rows: Any, path: str = "unit_id") -> Any:
        return self.scope.limit(rows, path, self.first, self.last)

    @cached_property
    def _units(self) -> tuple[dict[str, set[int]], dict[int, Odd]]:
        first, last = self.first, self.last
        units = self.limit(Unit.objects.all(), "pk").exclude(dissolved_on__lte=first).exclude(founded_on__gt=last)
        steady = Q(founded_on__isnull=True) | Q(founded_on__lte=first)
        steady &= Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=last)
        by_kind: dict[str, set[int]] = {}
        for pk, kind in fetch(units.filter(steady).values_list("pk", "kind")):
            by_kind.setdefault(kind, set()).add(pk)
        columns = ("pk", "kind", "founded_on", "dissolved_on")
        odd = {pk: Odd(*rest) for pk, *rest in units.exclude(steady).values_list(*columns)}

        def single_out(pk: int) -> Odd | None:
            for kind, members in by_kind.items():
                if pk in members:
                    members.discard(pk)
                    odd[pk] = Odd(kind, None, None)
            return odd.get(pk)

        states = self.limit(UnitState.objects.filter(overlaps(first, last))).exclude(kind=F("unit__kind"))
        for pk, since, until, kind in states.values_list("unit_id", "since", "until", "kind"):
            if (unit := single_out(pk)) is not None:
                unit.kinds.append(((since, until), kind))
        if self.scope.under is not None:
            changing = self.scope.links(first, last).exclude(since__lte=first, until__gt=last)
            rows = changing.values_list("descendant_id", "since", "until")
            for pk, since, until in rows:
                if (unit := single_out(pk)) is not None:
                    unit.inside = [*(unit.inside or []), (since, until)]
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

    def prepare_committees(self, days: Iterable[dt.date]) -> None:
        """Say on which days ``with_committee`` will be asked, so that all are read at once."""
        self._days = tuple(sorted(set(days)))

    @cached_property
    def _said(self) -> tuple[set[int], set[int]]:
        """Units of which the register says that they have a committee; units of which it says nothing."""
        units = self.limit(Unit.objects.exclude(has_committee=False), "pk")
        said: set[int] = set()
        silent: set[int] = set()
        for pk, has in units.values_list("pk", "has_committee"):
            (silent if has is None else said).add(pk)
        return said, silent

    @cached_property
    def _committee_posts(self) -> list[tuple[int, dt.date, dt.date]]:
        rows = Post.objects.filter(overlaps(self._days[0], self._days[-1]), title__in=Post.COMMITTEE_TITLES)
        return list(self.limit(rows).values_list("unit_id", "since", "until"))

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
                posts = {pk for pk, since, until in self._committee_posts if since <= day < until}
                found |= silent & (posts | self._voters.at_least(committee_from, day))
            self._committees[key] = found
        return self._committees[key]

    @cached_property
    def sizes(self) -> tuple[dict[int, int], dict[int, int]]:
        """On ``on``: full members by unit, and all members by unit; the suspended are not counted."""
        suspended = Suspension.objects.filter(valid_on(self.on), tenant_id=self.scope.tenant.pk)
        rows = self.limit(Membership.objects.filter(valid_on(self.on)))
        rows = rows.exclude(pk__in=suspended.values("membership_id")).order_by().values("unit_id")
        counted = rows.annotate(everybody=Count("pk"), full=Count("pk", filter=Q(full_on__lte=self.on)))
        full: dict[int, int] = {}
        everybody: dict[int, int] = {}
        for pk, everyone, voters in fetch(counted.values_list("unit_id", "everybody", "full")):
            everybody[pk], full[pk] = everyone, voters
        return full, everybody

    def secretaries(self) -> tuple[set[int], dict[int, dt.date]]:
        """On ``on``: units that have a secretary, and for the others since when they have none (if there was one)."""
        posts = self.limit(Post.objects.filter(title=Post.Title.SECRETARY))
        held = posts.filter(valid_on(self.on))
        gone = posts.filter(until__lte=self.on).exclude(unit_id__in=held.values("unit_id"))
        last = gone.order_by().values("unit_id").annotate(last=Max("until")).values_list("unit_id", "last")
        return {pk for (pk,) in fetch(held.values_list("unit_id"))}, dict(last)

    def terms(self) -> dict[int, list[tuple[dt.date | None, dt.date]]]:
        """All terms by unit as (starts_on, ends_on), in the order in which they end."""
        found: dict[int, list[tuple[dt.date | None, dt.date]]] = {}
        rows = self.limit(Term.objects.order_by("unit_id", "ends_on"))
        for pk, starts_on, ends_on in fetch(rows.values_list("unit_id", "starts_on", "ends_on")):
            found.setdefault(pk, []).append((starts_on and as_day(starts_on), as_day(ends_on)))
        return found

    @cached_property
    def sectors(self) -> dict[int, str]:
        """Today's sector by unit, where one is recorded."""
        return dict(self.limit(Unit.objects.exclude(sector=""), "pk").values_list("pk", "sector"))

    def by_child(self, parent: Unit) -> Callable[[Collection[int], dt.date], "Counter[int]"]:
        """How to count units by the unit directly below ``parent`` through which they stand under it on a day.

        Those that stand under none of today's children count for ``parent`` itself.
        """
        tenant = self.scope.tenant.pk
        children = UnitLink.objects.filter(valid_on(self.on), tenant_id=tenant, ancestor=parent, depth=1)
        links = UnitLink.objects.filter(
            overlaps(self.first, self.last), tenant_id=tenant, ancestor_id__in=children.values("descendant_id")
        )
        through = Q(since__lte=self.first, until__gt=self.last)
        steady: dict[int, int] = dict(fetch(links.filter(through).values_list("descendant_id", "ancestor_id")))
        changing: dict[int, list[tuple[Span, int]]] = {}
        rows = links.exclude(through).values_list("descendant_id", "ancestor_id", "since", "until")
        for unit, child, since, until in rows:
            changing.setdefault(unit, []).append(((since, until), child))

        def child_of(unit: int, day: dt.date) -> int:
            found = (child for (since, until), child in changing.get(unit, ()) if since <= day < until)
            return next(found, parent.pk)

        def count(units: Collection[int], day: dt.date) -> Counter[int]:
            found = Counter(steady[unit] for unit in units if unit in steady)
            found.update(child_of(unit, day) for unit in units if unit not in steady)
            return found

        return count


class FullMembers:
    """Full, unsuspended members by unit on several days, without counting everybody once per day.

    Those who are full members through all the days are counted by the database; only those for whom something changes
    in between are read.
    """

    def __init__(self, register: Register, days: tuple[dt.date, ...]) -> None:
        first, last = days[0], days[-1]
        tenant = register.scope.tenant.pk
        suspensions = Suspension.objects.filter(overlaps(first, last), tenant_id=tenant)
        was_suspended = Q(pk__in=suspensions.values("membership_id"))
        silent = Unit.objects.filter(tenant_id=tenant, has_committee__isnull=True)
        members = Membership.objects.filter(overlaps(first, last), full_on__lte=last, unit_id__in=silent.values("pk"))
        members = register.limit(members).order_by()
        through = ~was_suspended & Q(since__lte=first, until__gt=last, full_on__lte=first)
        counted = members.filter(through).values("unit_id").annotate(n=Count("pk"))
        self._steady: dict[int, int] = dict(fetch(counted.values_list("unit_id", "n")))
        self._changes: dict[dt.date, Counter[int]] = {day: Counter() for day in days}
        if first == last:
            return  # whoever is not a full member through this one day is none on it
        changing = members.filter(Q(since__gt=first) | Q(until__lte=last) | Q(full_on__gt=first) | was_suspended)
        away: dict[int, list[Span]] = {}
        for pk, since, until in suspensions.values_list("membership_id", "since", "until"):
            away.setdefault(pk, []).append((since, until))
        columns = ("pk", "unit_id", "since", "full_on", "until")
        for pk, unit_id, since, full_on, until in changing.values_list(*columns):
            for day in days:
                if max(since, full_on) <= day < until and not any(a <= day < b for a, b in away.get(pk, ())):
                    self._changes[day][unit_id] += 1

    def at_least(self, bound: int, day: dt.date) -> set[int]:
        """Units with at least ``bound`` full members on ``day``."""
        steady, changes = self._steady, self._changes[day]
        found = {pk for pk, n in steady.items() if n >= bound}
        return found | {pk for pk, n in changes.items() if n + steady.get(pk, 0) >= bound}
