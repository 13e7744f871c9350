"""Reads of the register that span models."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull

from leitu.accounts.policies import INVITE
from leitu.audit.models import Entry
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant, Tenant, Unit, UnitLink, valid_on
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.orgs.queries import beginning, called, covers_account, query_words
from leitu.people import policies
from leitu.people.models import (
    Confirmation,
    Exemption,
    FloatingRecord,
    Membership,
    MembershipQuerySet,
    Objection,
    Person,
    PersonToken,
    Post,
    Suspension,
)
from leitu.people.wording import OBJECTION_MARKS


def members_of(unit: Unit, day: dt.date) -> "QuerySet[Any, Any]":
    """Memberships of a branch or a group on ``day``, with what a list shows: exempt, suspended, floating."""
    place = Q(group=unit) if unit.kind == Unit.Kind.GROUP else Q(unit=unit)
    rows = Membership.objects.on(day).filter(place, tenant_id=unit.tenant_id).select_related("person", "group")
    return with_marks(rows, day).order_by("person__name", "pk")


SORTS: dict[str, tuple[str, ...]] = {
    # The tenant first: so the order comes from the index on (tenant, name), not from sorting everybody for one page.
    "name": ("person__tenant_id", "person__name", "pk"),
    "unit": ("unit__name", "person__name", "pk"),
    "joined": ("joined_on", "pk"),
}
"""The orders of the list of members."""


def sorts_of(q: str) -> dict[str, tuple[str, ...]]:
    """The same orders for what ``q`` finds: those few are sorted, instead of trying everybody in the order of names."""
    return {**SORTS, "name": SORTS["name"][1:]} if q else SORTS


def with_marks(rows: "QuerySet[Any, Any]", day: dt.date) -> "QuerySet[Any, Any]":
    """Memberships with what a list shows of them on ``day``.

    The marks are looked up row by row: asked as EXISTS, PostgreSQL reads all those of the district for one page.
    """
    found = {mark: Subquery(_marks(mark, day).values("pk")[:1]) for mark in MARKS}
    return rows.annotate(**{f"is_{mark}": IsNull(one, False) for mark, one in found.items()})


def marked(rows: "QuerySet[Any, Any]", mark: str, day: dt.date) -> "QuerySet[Any, Any]":
    """Those memberships that have one of MARKS on ``day``: found through the few marks that there are."""
    return rows.filter(Exists(_marks(mark, day)))


MARKS: dict[str, tuple[Any, str, str]] = {
    "suspended": (Suspension, "membership_id", "pk"),
    "exempt": (Exemption, "person_id", "person_id"),
    "floating": (FloatingRecord, "person_id", "person_id"),
}


def _marks(mark: str, day: dt.date) -> "QuerySet[Any, Any]":
    model, column, key = MARKS[mark]
    found: QuerySet[Any, Any] = model.objects.filter(valid_on(day), **{column: OuterRef(key)})
    return found.order_by()


def listed_members(actor: Actor, unit: Unit | None, day: dt.date) -> "QuerySet[Any, Any]":
    """The members in sight, or of ``unit`` and everything below it, with their marks."""
    rows = Membership.objects.visible_to(actor).filter(valid_on(day)).select_related("person", "unit", "group")
    if unit is not None:
        below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
        ids = below.values("descendant_id")
        rows = rows.filter(Q(unit_id__in=ids) | Q(group_id__in=ids))
    return with_marks(rows, day)


def named(rows: "QuerySet[Any, Any]", tenant_id: int | None, q: str) -> "QuerySet[Any, Any]":
    """Those memberships (of that tenant) whose person is called like ``q``, also in pinyin."""
    return rows.filter(called(PersonToken, tenant_id, q, "person_id"))


def named_in_turn(rows: "QuerySet[Any, Any]", tenant_id: int, q: str) -> "QuerySet[Any, Any]":
    """The same for one word and rows of the whole tenant, in the order of ``IN_TURN``: that of the index which finds
    them. Of 17 000 people called 王 only those of the page are looked at, where ``named`` sorts them all."""
    (word,) = query_words(q)
    before = PersonToken.objects.filter(beginning(word), person_id=OuterRef("person_id"))
    # Whoever has the word in his name twice stands where it comes first in the order.
    first = ~Exists(before.filter(token__lt=OuterRef("person__tokens__token")))
    return rows.filter(beginning(word, "person__tokens__"), first, person__tokens__tenant_id=tenant_id)


IN_TURN = ("person__tokens__token", "person_id")
"""By the piece of the name that begins with what was typed, then by person."""


def candidates(unit: Unit) -> "QuerySet[Any, Any]":
    """Who may take up a post here: the members of this branch, or of the branches below this committee."""
    day = today()
    branch = unit.parent if unit.kind == Unit.Kind.GROUP else unit
    below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=branch)
    members = Membership.objects.on(day).filter(tenant_id=unit.tenant_id, unit_id__in=below.values("descendant_id"))
    return Person.objects.filter(tenant_id=unit.tenant_id, pk__in=members.values("person_id")).order_by("name", "pk")


def members_at(unit: str, day: dt.date) -> Subquery:
    """How many belong on ``day`` to the branch or group whose key is in the column ``unit``, as an annotation."""
    rows = Membership.objects.on(day).filter(Q(unit_id=OuterRef(unit)) | Q(group_id=OuterRef(unit)))
    counted = rows.order_by().values(nothing=Value(0)).annotate(count=Count("pk")).values("count")
    return Subquery(counted, output_field=IntegerField())


def posts_of(unit: Unit, day: dt.date) -> list[Post]:
    """Who holds which post of a unit on ``day``, the secretary first."""
    order = list(Post.Title.values)
    posts = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit).select_related("person")
    return sorted(posts, key=lambda post: (order.index(post.title), post.pk))


@dataclass(frozen=True)
class Headcount:
    """Members at and below a unit on a day."""

    members: int
    full: int
    floating: int
    exempt: int


def members_below(unit: Unit, day: dt.date) -> MembershipQuerySet:
    """The memberships of a group, or at and below ``unit`` by the tree of ``day``."""
    rows: MembershipQuerySet = Membership.objects.on(day).filter(tenant_id=unit.tenant_id)
    if unit.kind == Unit.Kind.GROUP:
        return rows.filter(group=unit)
    if unit.parent_id is None:  # the root holds the whole tenant
        return rows
    below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
    return rows.filter(unit_id__in=below.values("descendant_id"))


def headcount(unit: Unit, day: dt.date, units: "QuerySet[Any, Any] | None" = None) -> Headcount:
    """Count the register of a group, or at and below ``unit`` by the tree of ``day``; only of ``units``, if given."""
    rows = members_below(unit, day)
    if units is not None:
        rows = rows.filter(Q(unit_id__in=units) | Q(group_id__in=units))
    of_them = Q(valid_on(day), tenant_id=unit.tenant_id, person_id__in=rows.values("person_id"))
    counted = rows.aggregate(
        members=Count("pk"),
        full=Count("pk", filter=Q(full_on__lte=day)),
        floating=Max(_persons(FloatingRecord.objects.filter(of_them))),
        exempt=Max(_persons(Exemption.objects.filter(of_them))),
    )
    return Headcount(**{name: number or 0 for name, number in counted.items()})


def headcounts(tenant_id: int, day: dt.date, units: "QuerySet[Any, Any] | Collection[int]") -> dict[int, Headcount]:
    """The register of each of ``units`` on ``day``, apart; units without members are not in it."""
    rows = Membership.objects.on(day).filter(tenant_id=tenant_id, unit_id__in=units).order_by()

    def those(model: Any) -> Q:
        return Q(person_id__in=model.objects.filter(valid_on(day), tenant_id=tenant_id).values("person_id"))

    numbers = {
        "members": Count("pk"),
        "full": Count("pk", filter=Q(full_on__lte=day)),
        "floating": Count("person_id", filter=those(FloatingRecord), distinct=True),
        "exempt": Count("person_id", filter=those(Exemption), distinct=True),
    }
    counted = rows.values("unit_id").annotate(**numbers).values_list("unit_id", *numbers)
    return {pk: Headcount(*found) for pk, *found in counted}


def _persons(rows: "QuerySet[Any, Any]") -> Subquery:
    """How many persons some dated rows are about; the database counts them once."""
    counted = rows.order_by().values(nothing=Value(0)).annotate(count=Count("person_id", distinct=True))
    return Subquery(counted.values("count"), output_field=IntegerField())


def find_person(tenant_id: int, id_number_index: str) -> Person | None:
    """The person with that identity number, by its blind index."""
    return Person.objects.filter(tenant_id=tenant_id, id_number_index=id_number_index).first()


def invites_account(actor: Actor, user: Any, what: str) -> bool:
    """Who may hand out a way into an account: who may invite wherever that account holds power.

    Accounts of the three roles that stay apart answer to the security officer alone: whoever invites could come in.
    """
    held = Grant.objects.filter(valid_on(today()), tenant_id=user.tenant_id, user=user).select_related("role")
    is_apart = any(grant.role.apart_from for grant in held)
    return what == INVITE and covers_account(actor, user, SECURE_ACCOUNTS if is_apart else policies.INVITE)


LISTINGS: set[str] = set()
"""Verbs of entries that hand out a list of persons; ``register_listing`` adds those of the floors above."""


def register_listing(*verbs: str) -> None:
    """Declare verbs whose entries show persons together; the entry's unit says whose. Called from ``apps.py``."""
    LISTINGS.update(verbs)


LOOKS = ("people.reveal", "people.find_by_id_number")
"""Verbs of looking at one person's sensitive items."""


def entries_about(person: Person) -> "QuerySet[Entry, Entry]":
    """Everything on record that concerns this person, newest first: who looked, who handed out, who changed.

    Lists count when they were taken at his branch or above it, whatever their filter was: "he may be among them".
    """
    own = {
        "people.Person": [person.pk],
        "people.Membership": person.memberships.values("pk"),
        "people.Post": person.posts.values("pk"),
        "people.Objection": person.objections.values("pk"),
        "people.Consent": person.consents.values("pk"),
        "people.Confirmation": person.confirmations.values("pk"),
    }
    found = Q()
    for kind, keys in own.items():
        found |= Q(object_type=kind, object_id__in=keys)
    homes = person.memberships.values("unit_id")
    above = UnitLink.objects.filter(tenant_id=person.tenant_id, descendant_id__in=homes).values("ancestor_id")
    found |= Q(verb__in=sorted(LISTINGS), unit_id__in=above)
    return Entry.objects.filter(found, tenant_id=person.tenant_id).order_by("-id")


def looks(entries: "QuerySet[Entry, Entry]", person: Person) -> "QuerySet[Entry, Entry]":
    """Of those, where somebody else saw data: revealed an item, or took a list."""
    return entries.filter(verb__in=[*LOOKS, *LISTINGS]).exclude(
        actor_id=person.account_id or -1, object_id=person.pk, object_type="people.Person"
    )


def objections_to_answer(actor: Actor) -> "QuerySet[Any, Any]":
    """Objections that wait, of the units whose register the actor keeps; his own are for somebody else."""
    rows = Objection.objects.visible_to(actor, policies.MANAGE).filter(outcome="", withdrawn_at__isnull=True)
    mine = actor.person_id or -1
    rows = rows.exclude(person_id=mine).exclude(helper_id=mine)
    return rows.select_related("person", "unit").order_by("due_on", "pk")


def for_those_above(rows: "QuerySet[Any, Any]", day: dt.date) -> "QuerySet[Any, Any]":
    """Of those, what concerns whoever stands above the branch: late ones, appeals, and the secretary's own."""
    leads = Post.objects.filter(
        valid_on(day), unit_id=OuterRef("unit_id"), person_id=OuterRef("person_id"), title=Post.Title.SECRETARY
    )
    return rows.filter(Q(due_on__lt=day) | ~Q(unit__kind__in=branch_kinds()) | Exists(leads))


@dataclass(frozen=True)
class Waiting:
    """The first few objections that wait for an answer, and how many there are."""

    rows: list[Objection]
    total: int
    day: dt.date

    @property
    def left(self) -> int:
        return self.total - len(self.rows)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The rows with the mark and word of their state."""
        marks = [OBJECTION_MARKS[one.state_on(self.day)] for one in self.rows]
        return [
            {"object": one, "state": state, "label": label}
            for one, (state, label) in zip(self.rows, marks, strict=True)
        ]


def waiting(rows: "QuerySet[Any, Any]", day: dt.date, most: int = 3) -> Waiting:
    """The first of those objections; one query when there are few."""
    first = list(rows[: most + 1])
    return Waiting(first[:most], rows.count() if len(first) > most else len(first), day)


@dataclass(frozen=True)
class Confirmed:
    """How many of the members have looked at their data this year. Nobody owes it, so it has no state."""

    done: int
    members: int


def confirmed(memberships: "QuerySet[Any, Any]", year: int) -> Confirmed:
    """Count over memberships of today."""
    done = Confirmation.objects.filter(year=year, person_id=OuterRef("person_id"))
    return Confirmed(**memberships.aggregate(members=Count("pk"), done=Count("pk", filter=Exists(done))))


def torn_apart(tenant: Tenant, wanted: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, int]]:
    """Units that a list (code -> kind and code of the superior) would part from their members.

    The answer is code -> (``moves`` or ``kind``, how many members). A group stands below the branch of its members;
    members belong to branches and groups only.
    """
    homes = [Unit.Kind.GROUP, *branch_kinds()]
    changed: dict[int, tuple[str, str]] = {}
    for unit in Unit.objects.filter(tenant_id=tenant.pk, kind__in=homes).select_related("parent"):
        if unit.code not in wanted:
            continue
        kind, parent_code = wanted[unit.code]
        is_group = unit.kind == Unit.Kind.GROUP
        if kind not in ([Unit.Kind.GROUP] if is_group else branch_kinds()):
            changed[unit.pk] = (unit.code, "kind")
        elif is_group and unit.parent is not None and parent_code != unit.parent.code:
            changed[unit.pk] = (unit.code, "moves")
    found: dict[str, tuple[str, int]] = {}
    open_ones = Membership.objects.filter(tenant_id=tenant.pk, until=FOREVER)
    for place in ("unit_id", "group_id"):
        held = open_ones.filter(**{f"{place}__in": list(changed)}).values_list(place).annotate(Count("pk"))
        found |= {changed[pk][0]: (changed[pk][1], count) for pk, count in held}
    return found


def persons_at(unit: Unit) -> "QuerySet[Any, Any]":
    """Whom the unit may give something to do: its members (a group's: those of its branch) and its committee."""
    places = [key for key in (unit.pk, unit.parent_id if unit.kind == Unit.Kind.GROUP else None) if key]
    day = today()
    member = Membership.objects.on(day).filter(tenant_id=unit.tenant_id, unit_id__in=places)
    holder = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit_id__in=places, person__isnull=False)
    rows = Person.objects.filter(tenant_id=unit.tenant_id)
    found = rows.filter(Q(pk__in=member.values("person_id")) | Q(pk__in=holder.values("person_id")))
    return found.order_by("name", "pk")
