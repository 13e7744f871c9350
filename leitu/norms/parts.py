"""What a register reads: each part a question of the shape that ``together`` joins."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from leitu.norms.models import Waiver
from leitu.norms.statements import shaped
from leitu.orgs.models import Term, Unit, UnitLink, UnitState, valid_on
from leitu.people.models import Membership, Post, Suspension

if TYPE_CHECKING:
    from leitu.norms.register import Register

Part = Callable[[], "QuerySet[Any, Any]"]


def overlaps(first: dt.date, last: dt.date) -> Q:
    """Dated rows that hold on at least one day from ``first`` to ``last``."""
    return Q(since__lte=last, until__gt=first)


def parts_of(register: "Register", days: tuple[dt.date, ...]) -> dict[str, Part]:
    """All that can be asked, by name; ``days`` are those on which committees matter."""
    one = Parts(register, days)
    return {
        "units": one.units,
        "states": one.states,
        "inside": one.inside,
        "children": one.children,
        "waivers": one.waivers,
        "officers": one.officers,
        "voters": one.voters,
        "changes": one.changes,
        "suspensions": one.suspensions,
        "sizes": one.sizes,
        "secretaries": one.secretaries,
        "terms": one.terms,
    }


class Parts:
    """The questions for one register. ``unit``, ``first`` and ``last`` are a unit and two days unless said otherwise."""

    def __init__(self, register: "Register", days: tuple[dt.date, ...]) -> None:
        self.register, self.days, self.on = register, days, register.on
        self.span = overlaps(register.first, register.last)
        self.tenant = register.scope.tenant.pk

    def units(self) -> "QuerySet[Any, Any]":
        """Units there at some time in the span: number = committee (0 no, 1 yes), first founded, last dissolved."""
        rows = self.register.limit(Unit.objects.all(), "pk")
        rows = rows.exclude(dissolved_on__lte=self.register.first).exclude(founded_on__gt=self.register.last)
        no = When(has_committee=False, then=Value(0))
        committee = Case(no, When(has_committee=True, then=Value(1)), output_field=IntegerField())
        return shaped(
            rows, unit="pk", number=committee, first="founded_on", last="dissolved_on", word="kind", detail="sector"
        )

    def states(self) -> "QuerySet[Any, Any]":
        """What units were in the span, where that is another kind than today's."""
        rows = self.register.limit(UnitState.objects.filter(self.span)).exclude(kind=F("unit__kind"))
        return shaped(rows, unit="unit_id", first="since", last="until", word="kind")

    def inside(self) -> "QuerySet[Any, Any]":
        """When units stood under the scope's unit, of those that did not stand there through the whole span."""
        scope = self.register.scope
        if scope.under is None:
            return shaped(UnitLink.objects.none())
        first, last = self.register.first, self.register.last
        changing = scope.links(first, last).exclude(since__lte=first, until__gt=last)
        return shaped(changing, unit="descendant_id", first="since", last="until")

    def children(self) -> "QuerySet[Any, Any]":
        """Through which child (number) of the parent, by the tree of ``on``, units stood under it in the span."""
        parent = self.register.parent
        children = UnitLink.objects.filter(valid_on(self.on), tenant_id=self.tenant, ancestor=parent, depth=1)
        links = UnitLink.objects.filter(
            self.span, tenant_id=self.tenant, ancestor_id__in=children.values("descendant_id")
        )
        return shaped(links, unit="descendant_id", number="ancestor_id", first="since", last="until")

    def waivers(self) -> "QuerySet[Any, Any]":
        """Waivers in force: first = the first day of the period, word = the norm."""
        rows = Waiver.objects.filter(withdrawn_at__isnull=True, period_start__lte=self.on)
        return shaped(self.register.limit(rows), unit="unit_id", first="period_start", word="norm_code")

    def officers(self) -> "QuerySet[Any, Any]":
        """Posts that only committees have, in units of which the register does not say whether they have one."""
        rows = Post.objects.filter(
            overlaps(self.days[0], self.days[-1]), title__in=Post.COMMITTEE_TITLES, unit__has_committee__isnull=True
        )
        return shaped(self.register.limit(rows), unit="unit_id", first="since", last="until")

    def _members(self) -> "QuerySet[Any, Any]":
        """Who is a full member on one of the days, in units of which the register does not say that."""
        first, last = self.days[0], self.days[-1]
        silent = Unit.objects.filter(tenant_id=self.tenant, has_committee__isnull=True)
        rows = Membership.objects.filter(overlaps(first, last), full_on__lte=last, unit_id__in=silent.values("pk"))
        limited: QuerySet[Any, Any] = self.register.limit(rows)
        return limited.order_by()

    def _suspended(self) -> "QuerySet[Any, Any]":
        rows = Suspension.objects.filter(overlaps(self.days[0], self.days[-1]))
        limited: QuerySet[Any, Any] = self.register.limit(rows, "membership__unit_id")
        return limited

    def _was_suspended(self) -> Exists:
        """By the row, not as a list of keys: PostgreSQL would count that list anew for each unit, and so rather read
        the memberships of everybody for the few units below a committee."""
        rows = Suspension.objects.filter(overlaps(self.days[0], self.days[-1]), tenant_id=self.tenant)
        return Exists(rows.filter(membership_id=OuterRef("pk")))

    def voters(self) -> "QuerySet[Any, Any]":
        """How many (number) are full members, not suspended, through all the days."""
        first, last = self.days[0], self.days[-1]
        through = Q(since__lte=first, until__gt=last, full_on__lte=first)
        counted = self._members().filter(through, ~self._was_suspended()).values("unit_id").annotate(n=Count("pk"))
        return shaped(counted, unit="unit_id", number="n")

    def changes(self) -> "QuerySet[Any, Any]":
        """Memberships (number) for which something changes between the days: full from first until last."""
        first, last = self.days[0], self.days[-1]
        changing = Q(since__gt=first) | Q(until__lte=last) | Q(full_on__gt=first) | Q(self._was_suspended())
        rows = self._members().filter(changing)
        return shaped(rows, unit="unit_id", number="pk", first=Greatest("since", "full_on"), last="until")

    def suspensions(self) -> "QuerySet[Any, Any]":
        """Suspensions of memberships (``unit`` is the membership here)."""
        return shaped(self._suspended(), unit="membership_id", first="since", last="until")

    def sizes(self) -> "QuerySet[Any, Any]":
        """On ``on``: members (number) and full members (other), without the suspended."""
        suspended = Suspension.objects.filter(valid_on(self.on), tenant_id=self.tenant, membership_id=OuterRef("pk"))
        rows = self.register.limit(Membership.objects.filter(valid_on(self.on)))
        rows = rows.filter(~Exists(suspended)).order_by().values("unit_id")
        counted = rows.annotate(everybody=Count("pk"), full=Count("pk", filter=Q(full_on__lte=self.on)))
        return shaped(counted, unit="unit_id", number="everybody", other="full")

    def secretaries(self) -> "QuerySet[Any, Any]":
        """By unit: since when the post of secretary is held on ``on`` (first), and when it last ended (last)."""
        posts = self.register.limit(Post.objects.filter(title=Post.Title.SECRETARY)).order_by().values("unit_id")
        held, gone = Max("since", filter=valid_on(self.on)), Max("until", filter=Q(until__lte=self.on))
        return shaped(posts.annotate(held=held, gone=gone), unit="unit_id", first="held", last="gone")

    def terms(self) -> "QuerySet[Any, Any]":
        """All terms: first and last day; the first may be unknown."""
        return shaped(self.register.limit(Term.objects.all()), unit="unit_id", first="starts_on", last="ends_on")
