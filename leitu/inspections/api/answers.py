"""Rounds and visits as programs read them: no more than their pages show to the same reader."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.core.actor import Actor
from leitu.inspections import policies, queries
from leitu.inspections.models import Bulletin, ChecklistLine, Finding, Inspection, Round

area = Area("inspections", _("督导检查"))


class LineOfChecklist(Out):
    """One thing to look at, with its rule."""

    id: int
    text: str
    how: str
    standard: str
    norm: str
    rule: str


class ChecklistRecord(Out):
    """A checklist in its current edition."""

    id: int
    code: str
    edition: int
    title: str
    lines: list[LineOfChecklist]


class RoundLine(Out):
    """One round. ``in_scope`` is how many units it is about, once it is drawn."""

    id: int
    unit: Named
    kind: str
    title: str
    state: str
    checklist: int
    scope: Named
    kinds: list[str]
    starts_on: dt.date
    ends_on: dt.date
    target: int
    ceiling: int
    in_scope: int
    seed: str
    digest: str
    drawn_on: dt.date | None
    ended_on: dt.date | None
    version: int


class RoundRecord(RoundLine):
    """One round with both ways of counting how far it has come."""

    visited: int
    units: int
    looked_at: int
    owed: int
    drawn: int


class DrawLine(Out):
    """A unit of the sample. ``visit`` is the key of its visit, once somebody has been there."""

    unit: Named
    order: int
    trip: int
    reason: str
    planned_on: dt.date
    visit: int | None


class ProofRecord(Out):
    """A draw computed again."""

    holds: bool
    same_list: bool
    same_units: bool
    seed: str
    recorded_digest: str
    computed_digest: str
    units: int


class VisitLine(Out):
    """One visit."""

    id: int
    unit: Named
    round: Named
    body: Named
    on: dt.date
    by: str
    state: str
    looked_at: int
    found: int
    sent_late: bool
    remark: str
    version: int


class FindingLine(Out):
    """What was wrong, by which rule, and the matter that it became."""

    text: str
    rule: str
    norm: str
    matter: int


class VisitRecord(VisitLine):
    """One visit with its verdicts by the key of the line, and its findings."""

    verdicts: dict[str, str]
    findings: list[FindingLine]


class BulletinRecord(Out):
    """What a round came to, in the words of the body that inspected."""

    id: int
    unit: Named
    round: int
    title: str
    text: str
    state: str
    issued_on: dt.date | None
    version: int


def bulletin_record(row: Bulletin) -> BulletinRecord:
    plain = ("title", "text", "state", "issued_on", "version")
    return BulletinRecord(
        id=row.pk,
        unit=Named(id=row.unit_id, name=row.unit.name),
        round=row.round_id,
        **{name: getattr(row, name) for name in plain},
    )


def line_of_checklist(row: ChecklistLine) -> LineOfChecklist:
    return LineOfChecklist(
        id=row.pk, text=row.text, how=row.how, standard=row.standard, norm=row.norm_code, rule=row.rule
    )


def _round_head(row: Round) -> dict[str, Any]:
    plain = ("kind", "title", "state", "kinds", "starts_on", "ends_on", "target", "ceiling", "in_scope")
    return {
        "id": row.pk,
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "scope": Named(id=row.scope_id, name=row.scope.name),
        "checklist": row.checklist_id,
        **{name: getattr(row, name) for name in (*plain, "seed", "digest", "drawn_on", "ended_on", "version")},
    }


def round_line(row: Round) -> RoundLine:
    return RoundLine(**_round_head(row))


def round_record(row: Round) -> RoundRecord:
    """The whole of one round."""
    found = queries.coverage_of(row)
    return RoundRecord(
        **_round_head(row),
        visited=found.visited,
        units=found.units,
        looked_at=found.looked_at,
        owed=found.owed,
        drawn=row.draws.count(),
    )


def draw_line(row: Any) -> DrawLine:
    unit = Named(id=row.target_id, name=row.target.name)
    return DrawLine(
        unit=unit, order=row.order, trip=row.trip, reason=row.reason, planned_on=row.planned_on, visit=row.visit
    )


def proof_record(row: Round) -> ProofRecord:
    found = queries.proof_of(row)
    return ProofRecord(
        holds=found.holds,
        same_list=found.same_list,
        same_units=found.same_units,
        seed=row.seed,
        recorded_digest=row.digest,
        computed_digest=found.digest,
        units=found.units,
    )


def _visit_head(row: Inspection) -> dict[str, Any]:
    plain = ("on", "state", "looked_at", "found", "sent_late", "remark", "version")
    return {
        "id": row.pk,
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "round": Named(id=row.round_id, name=row.round.title),
        "body": Named(id=row.round.unit_id, name=row.round.unit.name),
        "by": row.by_label,
        **{name: getattr(row, name) for name in plain},
    }


def visit_line(row: Inspection) -> VisitLine:
    return VisitLine(**_visit_head(row))


def visit_record(row: Inspection) -> VisitRecord:
    """The whole of one visit; what members said is on the page of whoever came, and nowhere else."""
    findings = Finding.objects.filter(tenant_id=row.tenant_id, inspection=row).order_by("pk")
    return VisitRecord(
        **_visit_head(row),
        verdicts=row.answers,
        findings=[
            FindingLine(text=one.text, rule=one.rule, norm=one.norm_code, matter=one.matter_id) for one in findings
        ],
    )


def seen(actor: Actor) -> Any:
    """The visits in the actor's sight."""
    return Inspection.objects.visible_to(actor, policies.VIEW).select_related("unit", "round__unit")
