"""Reads of the discipline line: what waits for its yearly check, rulings in clear, counts by form."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import PeriodKind, period_of
from leitu.integrity import policies, subjects
from leitu.integrity.lists import areas, forms, ways
from leitu.integrity.models import RiskCheck, RiskPoint, Ruling
from leitu.matters.models import Matter
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Membership, Person, Post

FEW = 5
"""A cell with fewer is not told above the unit that decided: it would point at somebody (M15)."""


def listed(actor: Actor, day: dt.date) -> "QuerySet[Any, Any]":
    """The points in sight that are not retired, each with ``last_on`` and ``is_due`` (no check in the year of ``day``)."""
    checks = RiskCheck.objects.filter(tenant_id=OuterRef("tenant_id"), point_id=OuterRef("pk"))
    this_year = checks.filter(on__gte=dt.date(day.year, 1, 1), on__lte=day)
    latest = checks.order_by().values("point_id").annotate(last=Max("on"))
    rows = RiskPoint.objects.visible_to(actor, wide=True).filter(retired_on__isnull=True).select_related("unit")
    return rows.annotate(is_due=~Exists(this_year), last_on=Subquery(latest.values("last")))


@dataclass(frozen=True)
class Tally:
    """How many points there are and how many of them were not checked this year."""

    all: int
    due: int

    @property
    def checked(self) -> int:
        return self.all - self.due


def tally(rows: "QuerySet[Any, Any]") -> Tally:
    """Of the points of ``listed``."""
    found = rows.aggregate(all=Count("pk"), due=Count("pk", filter=Q(is_due=True)))
    return Tally(found["all"], found["due"])


@dataclass(frozen=True)
class CheckShown:
    """One check in clear; ``href`` leads to the matter that came of it, where the reader may see that."""

    on: dt.date
    outcome: str
    label: str
    text: str
    by: str
    title: str = ""
    state: str = ""
    href: str = ""


@dataclass(frozen=True)
class RiskShown:
    """One point in clear, its checks the newest first."""

    area: str
    risk: str
    measure: str
    holder: str
    checks: list[CheckShown]


def shown_risk(actor: Actor, point: RiskPoint) -> RiskShown:
    """Open the sealed columns; the caller has asked the right and writes the entry."""
    checks = list(RiskCheck.objects.filter(tenant_id=point.tenant_id, point=point).order_by("-on", "-pk")[:50])
    keys = {check.pk: int(check.unseal("matter") or 0) for check in checks}
    found = Matter.objects.visible_to(actor).filter(pk__in=[key for key in keys.values() if key]).in_bulk()
    lines = []
    for check in checks:
        matter = found.get(keys[check.pk])
        lines.append(
            CheckShown(
                check.on,
                check.outcome,
                check.get_outcome_display(),
                check.unseal("text"),
                check.by_label,
                matter.title if matter else "",
                matter.get_state_display() if matter else "",
                reverse("matters:show", args=[matter.pk]) if matter else "",
            )
        )
    return RiskShown(
        areas().get(point.area, point.area),
        point.unseal("risk"),
        point.unseal("measure"),
        point.unseal("holder"),
        lines,
    )


def concerned(unit: Unit, day: dt.date) -> "QuerySet[Any, Any]":
    """Who belongs to the unit or holds a post there on that day."""
    here = Q(valid_on(day), tenant_id=unit.tenant_id)
    places = Q(unit=unit) | Q(unit__parent=unit, unit__kind=Unit.Kind.GROUP)
    members = Membership.objects.filter(here, places).values("person_id")
    posts = Post.objects.filter(here, places, person__isnull=False).values("person_id")
    rows = Person.objects.filter(Q(pk__in=members) | Q(pk__in=posts), tenant_id=unit.tenant_id)
    return rows.order_by("name", "pk")


def is_under(subject: Person | Unit, unit: Unit) -> bool:
    """Whether the subject belongs to ``unit`` or to anything below it, today."""
    day = today()
    below = Unit.objects.below(unit, day)
    if isinstance(subject, Unit):
        return below.filter(pk=subject.pk).exists()
    own = {"tenant_id": unit.tenant_id, "person": subject, "unit__in": below.values("pk")}
    return any(model.objects.filter(valid_on(day), **own).exists() for model in (Membership, Post))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RulingShown:
    """One ruling in clear."""

    subject: str
    way: str
    source: str
    ground: str
    decision: str
    reason: str
    appeal: str = ""
    answer: str = ""


def shown_ruling(ruling: Ruling) -> RulingShown:
    """Open the sealed columns; the caller has asked the right and writes the entry."""
    way = ways()[ruling.unseal("way")]
    about = subjects.found(ruling.tenant_id, ruling.unseal("subject"))
    made = ruling.appeal
    return RulingShown(
        about.name if about is not None else "",
        way.name,
        way.source,
        ruling.unseal("ground"),
        ruling.unseal("decision"),
        ruling.unseal("reason"),
        made.unseal("text") if made else "",
        made.unseal("answer") if made else "",
    )


def open_rulings(actor: Actor, day: dt.date) -> "QuerySet[Any, Any]":
    """Those of the actor's own units that are kept and not revoked: what he works on, without a name."""
    rows = Ruling.objects.filter(tenant_id=actor.tenant_id, unit__in=policies.own_units(actor), keep_until__gte=day)
    return rows.exclude(state=Ruling.State.REVOKED).select_related("unit").order_by("-decided_on", "-pk")


def by_number(actor: Actor, number: str) -> "QuerySet[Any, Any]":
    """The one ruling in sight with that very number; there is no other way to look for one."""
    return Ruling.objects.visible_to(actor).filter(number=number.strip()).select_related("unit")


def may_appeal(ruling: Ruling, day: dt.date) -> bool:
    """Within the time that the rule gives, once."""
    in_time = ruling.appeal_until is None or day <= ruling.appeal_until
    return ruling.state == Ruling.State.IN_FORCE and in_time and ruling.appeal is None


@dataclass(frozen=True)
class Quarter:
    """One quarter: ``own`` decided by the reader's units, ``below`` by those under them; cells in the order of the forms.

    A cell of ``below`` is None when it is from one to FEW - 1.
    """

    name: str
    own: list[int]
    below: list[int | None]


def counts(actor: Actor, day: dt.date, quarters: int = 4) -> list[Quarter]:
    """By quarter of the decision, the newest first; revoked ones are not counted. Two questions, whatever the size."""
    own = {unit.pk for unit in policies.own_units(actor)}
    periods = [period_of(PeriodKind.QUARTER, day)]
    while len(periods) < quarters:
        periods.append(period_of(PeriodKind.QUARTER, periods[-1].start - dt.timedelta(days=1)))
    rows = Ruling.objects.visible_to(actor, policies.COUNT, wide=True).filter(decided_on__gte=periods[-1].start)
    kept = rows.exclude(state=Ruling.State.REVOKED).order_by()
    here: Counter[tuple[dt.date, int]] = Counter()
    under: Counter[tuple[dt.date, int]] = Counter()
    for unit_id, form, on in kept.values_list("unit_id", "form", "decided_on"):
        (here if unit_id in own else under)[period_of(PeriodKind.QUARTER, on).start, form] += 1
    return [
        Quarter(
            _("%(year)s 年第 %(quarter)s 季度") % {"year": period.start.year, "quarter": (period.start.month + 2) // 3},
            [here[period.start, form] for form in forms()],
            [_hidden(under[period.start, form]) for form in forms()],
        )
        for period in periods
    ]


def _hidden(count: int) -> int | None:
    return count if count == 0 or count >= FEW else None
