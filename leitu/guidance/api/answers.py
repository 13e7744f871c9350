"""Pairings and weak branches as programs read them: no more than their pages show to the same reader."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.core.clock import today
from leitu.core.periods import BEGINNING
from leitu.guidance import queries
from leitu.guidance.models import Liaison, Visit, WeakUnitCase

area = Area("guidance", _("联系指导"))


class LiaisonLine(Out):
    """One pairing. ``last_on`` is null when nobody was there yet; ``light`` met, upcoming, due_soon or overdue."""

    id: int
    unit: Named
    person: Named
    from_unit: Named
    kind: str
    pace: str
    note: str
    since: dt.date
    until: dt.date
    light: str
    last_on: dt.date | None
    solved: int
    promised: int
    visited: int
    joined: int


class GuidanceVisitLine(Out):
    """What was done on one day."""

    id: int
    on: dt.date
    tags: list[str]
    text: str
    who: str
    is_withdrawn: bool


class LiaisonRecord(LiaisonLine):
    """One pairing with its visits, the newest first."""

    visits: list[GuidanceVisitLine]


class CaseLine(Out):
    """One weak branch on the list."""

    id: int
    unit: Named
    state: str
    reason: str
    listed_on: dt.date
    plan: str
    due_on: dt.date | None
    effect: str
    finding: str
    ended_on: dt.date | None
    version: int


class CaseRecord(CaseLine):
    """With the figures of the day it was listed and of the day it was accepted (empty until then)."""

    before: dict[str, int]
    after: dict[str, int]


def liaison_head(row: Any) -> dict[str, Any]:
    """``row`` comes with its results (``queries.with_results``)."""
    return {
        "id": row.pk,
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "person": Named(id=row.person_id, name=row.person.name),
        "from_unit": Named(id=row.from_unit_id, name=row.from_unit.name),
        "kind": row.kind,
        "pace": row.pace,
        "note": row.note,
        "since": row.since,
        "until": row.until,
        "light": queries.light(row, today()),
        "last_on": None if row.last_on == BEGINNING else row.last_on,
        "solved": row.solved,
        "promised": row.promised,
        "visited": row.visited,
        "joined": row.joined,
    }


def liaison_line(row: Any) -> LiaisonLine:
    return LiaisonLine(**liaison_head(row))


def visit_line(row: Visit) -> GuidanceVisitLine:
    return GuidanceVisitLine(
        id=row.pk,
        on=row.on,
        tags=list(row.tags),
        text=row.text,
        who=row.by_label,
        is_withdrawn=row.withdrawn_at is not None,
    )


def liaison_record(pk: int) -> LiaisonRecord:
    """As it stands now; the caller has seen it."""
    row = queries.with_results(Liaison.objects.filter(pk=pk), today()).get()
    visits = Visit.objects.filter(tenant_id=row.tenant_id, liaison=row).order_by("-on", "-pk")[:100]
    return LiaisonRecord(**liaison_head(row), visits=[visit_line(one) for one in visits])


def case_head(row: WeakUnitCase) -> dict[str, Any]:
    names = ("state", "reason", "listed_on", "plan", "due_on", "effect", "finding", "ended_on", "version")
    return {"id": row.pk, "unit": Named(id=row.unit_id, name=row.unit.name)} | {
        name: getattr(row, name) for name in names
    }


def case_line(row: WeakUnitCase) -> CaseLine:
    return CaseLine(**case_head(row))


def case_record(row: WeakUnitCase) -> CaseRecord:
    return CaseRecord(**case_head(row), before=row.before, after=row.after)
