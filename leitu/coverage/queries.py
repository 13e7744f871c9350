"""How far the organisation reaches: lists, sums, and the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.coverage import policies
from leitu.coverage.models import Workplace
from leitu.coverage.treemap import Rect, squarify
from leitu.orgs.models import Unit, UnitLink, valid_on

Way = Workplace.Way
SORTS: dict[str, tuple[Any, ...]] = {
    "need": (F("plan_on").asc(nulls_first=True), "unit__name", "name", "pk"),
    "name": ("name", "pk"),
    "staff": ("-staff", "pk"),
    "unit": ("unit__name", "name", "pk"),
}
"""The orders of the list; by need: without a plan first, then by its date."""
SEARCHED = ("name", "credit_code", "unit__name", "organisation__name", "officer_name")
WIDTH, HEIGHT = 1000, 560
SHADES = 5
"""Steps of the map, from nothing reached to all."""


@dataclass(frozen=True)
class Sums:
    """How many workplaces there are, how many are reached by an organisation, by an officer, or not at all."""

    total: int = 0
    by_unit: int = 0
    by_officer: int = 0
    blank: int = 0
    unplanned: int = 0
    staff: int = 0

    @property
    def reached(self) -> int:
        return self.by_unit + self.by_officer


@dataclass(frozen=True)
class Field:
    """One unit of the map: its sums, its place, its shade (0 nothing reached … 4 all), its door."""

    unit: Unit
    sums: Sums
    rect: Rect
    has_more: bool

    @property
    def percent(self) -> int:
        return 100 * self.sums.reached // self.sums.total if self.sums.total else 0

    @property
    def shade(self) -> int:
        return min(SHADES - 1, self.percent * SHADES // 100)

    @property
    def x(self) -> str:
        """Numbers of SVG have a point in every language."""
        return f"{self.rect.x:.1f}"

    @property
    def y(self) -> str:
        return f"{self.rect.y:.1f}"

    @property
    def wide(self) -> str:
        return f"{self.rect.width:.1f}"

    @property
    def high(self) -> str:
        return f"{self.rect.height:.1f}"

    @property
    def text_x(self) -> str:
        return f"{self.rect.x + 12:.1f}"

    @property
    def text_y(self) -> str:
        return f"{self.rect.y + 30:.1f}"

    @property
    def figure_y(self) -> str:
        return f"{self.rect.y + 54:.1f}"

    @property
    def short(self) -> str:
        """As much of the name as the rectangle holds, at 18 to a character."""
        most = max(2, int((self.rect.width - 24) // 18))
        return self.unit.name if len(self.unit.name) <= most else f"{self.unit.name[: most - 1]}…"

    @property
    def says_name(self) -> bool:
        """Whether the rectangle is large enough for its name."""
        return self.rect.width > 110 and self.rect.height > 64


def listed(actor: Actor) -> "QuerySet[Any, Any]":
    """The workplaces in sight."""
    rows: QuerySet[Any, Any] = Workplace.objects.visible_to(actor).select_related("unit", "organisation")
    return rows


def below(rows: "QuerySet[Any, Any]", unit: Unit) -> "QuerySet[Any, Any]":
    """Those in the area of ``unit`` and of what stands under it."""
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, ancestor=unit)
    return rows.filter(unit_id__in=links.values("descendant_id"))


COUNTS: dict[str, Any] = {
    "total": Count("pk"),
    "by_unit": Count("pk", filter=Q(way__in=Workplace.BY_UNIT)),
    "by_officer": Count("pk", filter=Q(way=Way.OFFICER)),
    "blank": Count("pk", filter=Q(way=Way.BLANK)),
    "unplanned": Count("pk", filter=Q(way=Way.BLANK, plan_on__isnull=True)),
    "staff": Sum("staff", default=0),
}


def sums(rows: "QuerySet[Any, Any]") -> Sums:
    """The sums of some workplaces, without those that are gone."""
    return Sums(**rows.filter(closed_on__isnull=True).order_by().aggregate(**COUNTS))


def top_of(actor: Actor) -> Unit | None:
    """Where the actor's sight begins: the highest unit that he sees."""
    seen = Unit.objects.visible_to(actor, policies.VIEW)
    top: Unit | None = seen.exclude(parent__in=seen.values("pk")).order_by("code", "pk").first()
    return top


def fields(actor: Actor, unit: Unit) -> list[Field]:
    """The units directly below ``unit`` (and it itself, for what is in its own area) by the people at work there."""
    rows = below(Workplace.objects.visible_to(actor).filter(closed_on__isnull=True), unit).order_by()
    by_unit = {row.pop("unit_id"): Sums(**row) for row in rows.values("unit_id").annotate(**COUNTS)}
    children = {one.pk: one for one in Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit)}
    links = UnitLink.objects.filter(
        valid_on(today()), tenant_id=unit.tenant_id, ancestor_id__in=children, descendant_id__in=by_unit
    )
    child_of = dict(links.values_list("descendant_id", "ancestor_id"))
    found: dict[int, list[tuple[int, Sums]]] = {}
    for key, one in by_unit.items():
        found.setdefault(child_of.get(key, unit.pk), []).append((key, one))
    totals = {key: _together(part for _key, part in parts) for key, parts in found.items()}
    order = sorted(totals, key=lambda key: (-weight(totals[key]), key))
    rects = squarify([weight(totals[key]) for key in order], WIDTH, HEIGHT)
    return [
        Field(children.get(key, unit), totals[key], rect, any(part != key for part, _sums in found[key]))
        for key, rect in zip(order, rects, strict=True)
    ]


def weight(one: Sums) -> int:
    """How large a unit is drawn: by people at work, at least by the number of workplaces."""
    return max(one.staff, one.total, 1)


def _together(parts: Iterable[Sums]) -> Sums:
    listed_parts = list(parts)
    return Sums(**{name: sum(getattr(one, name) for one in listed_parts) for name in COUNTS})
