"""Reads that span models: who has to sign, what he would sign, who has, level by level."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.access import grants_of, units_where
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people.models import Post
from leitu.pledges import policies
from leitu.pledges.models import Comment, Paper, PaperLine, Pledge, PledgeLine, RequiredLine

TITLES = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY, *sorted(Post.COMMITTEE_TITLES))
"""The posts that sign; a group has no committee."""
SETTLED_FROM = 11
"""From this month on a line may be called not kept: before, the year is not over."""
NEXT_YEAR_FROM = 12
"""From this month on the list of the next year may be signed."""
STANDINGS = ("unsigned", "waiting", "countersigned", "settled")
SEARCHED = ("holder_name", "unit__name")
SORTS: dict[str, tuple[Any, ...]] = {
    "need": ("is_settled", "is_countersigned", "is_signed", "unit__name", "title", "pk"),
    "unit": ("unit__name", "title", "pk"),
}
"""What is missing first; by the unit's name. Never by how much somebody kept."""


def years(day: dt.date) -> list[int]:
    """The years whose lists may be signed now."""
    return [day.year, day.year + 1] if day.month >= NEXT_YEAR_FROM else [day.year]


def day_of(year: int) -> dt.date:
    """The day whose posts count for a year: today, or its last day once it has gone."""
    return min(today(), dt.date(year, 12, 31))


def due(tenant_id: int, year: int) -> "QuerySet[Any, Any]":
    """The posts whose holders have to sign for the year, with ``pledge_pk``, ``is_signed``, ``is_countersigned`` (or
    nobody stands above to do it) and ``is_settled``.
    """
    day = day_of(year)
    existing = Unit.objects.filter(tenant_id=tenant_id).existing_on(day).exclude(kind=Unit.Kind.GROUP)
    posts = Post.objects.filter(valid_on(day), tenant_id=tenant_id, title__in=TITLES, unit_id__in=existing.values("pk"))
    signed = Pledge.objects.filter(tenant_id=tenant_id, post_id=OuterRef("pk"), year=year)
    done = Q(countersigned_on__isnull=False) | Q(countersigner__isnull=True)
    return posts.select_related("unit", "person").annotate(
        pledge_pk=Subquery(signed.values("pk")[:1]),
        is_signed=Exists(signed),
        is_countersigned=Exists(signed.filter(done)),
        is_settled=Exists(signed.filter(settled_on__isnull=False)),
    )


def listed(actor: Actor, year: int) -> "QuerySet[Any, Any]":
    """Those of the units in sight, and one's own."""
    rows = due(actor.tenant_id, year)
    if actor.is_trusted:
        return rows
    seen = Q(unit_id__in=units_where(actor, policies.VIEW))
    return rows.filter(seen | Q(person_id=actor.person_id) if actor.person_id else seen)


def own(actor: Actor, year: int) -> "QuerySet[Any, Any]":
    """The actor's own posts that sign."""
    rows = due(actor.tenant_id, year).filter(person_id=actor.person_id or -1)
    return rows.order_by("unit__name", "title", "pk")


def standing(rows: "QuerySet[Any, Any]", state: str) -> "QuerySet[Any, Any]":
    """Those in one of STANDINGS; ``signed``: all that are signed."""
    wanted = {
        "unsigned": Q(is_signed=False),
        "signed": Q(is_signed=True),
        "waiting": Q(is_signed=True, is_countersigned=False),
        "countersigned": Q(is_countersigned=True),
        "settled": Q(is_settled=True),
    }
    return rows.filter(wanted[state])


def standing_of(post: Any) -> str:
    """One of STANDINGS, the furthest that a row of ``due`` has come."""
    if post.is_settled:
        return "settled"
    if post.is_signed:
        return "countersigned" if post.is_countersigned else "waiting"
    return "unsigned"


@dataclass(frozen=True)
class Tally:
    """How many have to sign, and how far they have come; each number is the list of ``standing``."""

    due: int = 0
    signed: int = 0
    countersigned: int = 0
    settled: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.signed

    @property
    def waiting(self) -> int:
        return self.signed - self.countersigned

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.due + other.due,
            self.signed + other.signed,
            self.countersigned + other.countersigned,
            self.settled + other.settled,
        )


COUNTS = {
    "due": Count("pk"),
    "signed": Count("pk", filter=Q(is_signed=True)),
    "countersigned": Count("pk", filter=Q(is_countersigned=True)),
    "settled": Count("pk", filter=Q(is_settled=True)),
}


def tally(rows: "QuerySet[Any, Any]") -> Tally:
    """Of these posts, in one query."""
    return Tally(**rows.order_by().aggregate(**COUNTS))


def by_child(unit: Unit, year: int) -> list[tuple[Unit, Tally]]:
    """The tree of signatures one level down: the unit itself, then each unit under it with all below, by name."""
    children = list(Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit).exclude(kind=Unit.Kind.GROUP))
    links = UnitLink.objects.filter(
        valid_on(today()), tenant_id=unit.tenant_id, ancestor_id__in=[child.pk for child in children]
    )
    child_of = dict(links.values_list("descendant_id", "ancestor_id"))
    below = Unit.objects.below(unit, today()).values("pk")
    rows = due(unit.tenant_id, year).filter(unit_id__in=below).order_by().values("unit_id").annotate(**COUNTS)
    found: dict[int, Tally] = {}
    for row in rows:
        key = child_of.get(row.pop("unit_id"), unit.pk)
        found[key] = found.get(key, Tally()) + Tally(**{name: row[name] for name in COUNTS})
    shown = [one for one in sorted(children, key=lambda one: (one.name, one.pk)) if one.pk in found]
    return [(one, found[one.pk]) for one in ([unit] if unit.pk in found else []) + shown]


def waiting(actor: Actor) -> "QuerySet[Any, Any]":
    """The signed lists that the actor may countersign, from above as well, what has waited longest first."""
    rows = Pledge.objects.filter(tenant_id=actor.tenant_id, countersigned_on__isnull=True, countersigner__isnull=False)
    if not actor.is_trusted:
        rows = rows.filter(countersigner_id__in=units_where(actor, policies.COUNTERSIGN))
        rows = rows.exclude(person_id=actor.person_id or -1).exclude(signed_by=actor.user_id)
    return rows.select_related("unit", "post").order_by("signed_on", "pk")


def waiting_here(actor: Actor) -> "QuerySet[Any, Any]":
    """Those that wait for a unit at which the actor himself works: layer by layer, nobody is shown the whole county."""
    own = [grant.unit_id for grant in grants_of(actor, policies.COUNTERSIGN)]
    return waiting(actor).filter(countersigner_id__in=own)


def countersigner_of(unit: Unit, title: str) -> Unit | None:
    """Layer by layer: the secretary's list goes to the unit above, the others' to their own."""
    return unit.parent if title == Post.Title.SECRETARY else unit


# What is signed.


def kinds_for(title: str) -> tuple[str, ...]:
    """The kinds of paper that a post signs, with one signature."""
    is_head = title == Post.Title.SECRETARY
    return (Paper.Kind.BODY, Paper.Kind.PRINCIPAL) if is_head else (Paper.Kind.DUAL,)


def papers(tenant_id: int) -> list[Paper]:
    """Those in force, in their order."""
    return list(Paper.objects.filter(tenant_id=tenant_id, is_current=True).order_by("pk"))


def papers_with_lines(tenant_id: int) -> list[tuple[Paper, list[PaperLine]]]:
    """Those in force, each with its lines in their order."""
    found = papers(tenant_id)
    lines: dict[int, list[PaperLine]] = {}
    for row in PaperLine.objects.filter(tenant_id=tenant_id, paper__in=found).order_by("paper_id", "order"):
        lines.setdefault(row.paper_id, []).append(row)
    return [(paper, lines.get(paper.pk, [])) for paper in found]


def required_of(unit: Unit, year: int) -> "QuerySet[Any, Any]":
    """What the committees above, and the unit itself, ask for besides the papers in that year."""
    above = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, descendant=unit)
    rows = RequiredLine.objects.filter(tenant_id=unit.tenant_id, unit_id__in=above.values("ancestor_id"))
    return rows.filter(first_year__lte=year, last_year__gte=year).select_related("unit").order_by("pk")


def lines_for(post: Post, year: int) -> list[PledgeLine]:
    """What the holder of a post signs for a year, not saved: the papers, what is required, what was left open."""
    kinds = kinds_for(post.title)
    fitting = [one for one in papers(post.tenant_id) if post.unit.kind in one.unit_kinds and one.kind in kinds]
    order = {paper.pk: number for number, paper in enumerate(sorted(fitting, key=lambda one: kinds.index(one.kind)))}
    rows = PaperLine.objects.filter(tenant_id=post.tenant_id, paper_id__in=order)
    patterns: list[Any] = sorted(rows, key=lambda one: (order[one.paper_id], one.order))
    found = [_copy(one, PledgeLine.Origin.PAPER) for one in patterns if not one.titles or post.title in one.titles]
    found += [_copy(one, PledgeLine.Origin.REQUIRED) for one in required_of(post.unit, year).filter(kind__in=kinds)]
    by_text = {line.text: line for line in found}
    for old in left_open(post, year):
        if old.text not in by_text:
            by_text[old.text] = _copy(old, PledgeLine.Origin.CARRIED)
            found.append(by_text[old.text])
        by_text[old.text].carried_from = old
    for number, line in enumerate(found, 1):
        line.order = number
    return found


def _copy(pattern: Any, origin: str) -> PledgeLine:
    names = ("tenant_id", "kind", "text", "standard", "norm_code", "shows", "document", "article", "confidence")
    return PledgeLine(origin=origin, **{name: getattr(pattern, name) for name in names})


def left_open(post: Post, year: int) -> list[PledgeLine]:
    """What whoever held the post before in that year has not kept, and what was not kept the year before."""
    rows = Pledge.objects.filter(tenant_id=post.tenant_id, unit_id=post.unit_id, title=post.title)
    before = rows.filter(Q(year=year) & ~Q(post_id=post.pk) | Q(year=year - 1)).order_by("-year", "-signed_on", "-pk")
    last = before.first()
    if last is None:
        return []
    lines = PledgeLine.objects.filter(tenant_id=post.tenant_id, pledge=last)
    return list(lines.exclude(outcome=PledgeLine.Outcome.DONE).order_by("order"))


def comments_on(lines: Iterable[PledgeLine]) -> dict[int, list[Comment]]:
    """What was said about these lines, by the line's key, the oldest first."""
    found: dict[int, list[Comment]] = {}
    rows = Comment.objects.filter(line__in=list(lines)).select_related("person", "line__pledge")
    for row in rows.order_by("pk"):
        found.setdefault(row.line_id, []).append(row)
    return found


def committees(actor: Actor) -> "QuerySet[Any, Any]":
    """The units above branches that may ask something of those below, in the actor's charge."""
    kinds = (Unit.Kind.COMMITTEE, Unit.Kind.WORKING_COMMITTEE, Unit.Kind.GENERAL_BRANCH)
    rows = Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=units_where(actor, policies.KEEP), kind__in=kinds)
    return rows.existing_on(today()).order_by("code", "pk")


def required_in_sight(actor: Actor) -> "QuerySet[Any, Any]":
    """What is asked for this year or later, of a unit in sight: by that unit, or by one above it."""
    rows = RequiredLine.objects.filter(tenant_id=actor.tenant_id, last_year__gte=today().year).select_related("unit")
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, ancestor_id=OuterRef("unit_id"))
    seen = links.filter(descendant_id__in=units_where(actor, policies.VIEW))
    return rows.filter(Exists(seen)).order_by("unit__name", "pk")


def outcomes(lines: Iterable[PledgeLine]) -> dict[str, int]:
    """How many lines came out how; those that are open under ``open``."""
    found = dict.fromkeys([*PledgeLine.Outcome.values, "open"], 0)
    for line in lines:
        found[line.outcome or "open"] += 1
    return found


def neighbours(pledge: Pledge) -> list[Pledge]:
    """The lists of the same post of other holders and years, the newest first."""
    rows = Pledge.objects.filter(tenant_id=pledge.tenant_id, unit_id=pledge.unit_id, title=pledge.title)
    found = rows.exclude(pk=pledge.pk).select_related("unit", "post").order_by("-year", "-signed_on", "-pk")
    return list(found[:10])
