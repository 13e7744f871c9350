"""What may be asked about inspections."""

from typing import Any

from django.db.models import OuterRef, Subquery
from ninja import Query

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Asked, Listed, listed, searched
from leitu.inspections import forms, policies, queries
from leitu.inspections.api import answers
from leitu.inspections.api.answers import (
    BulletinRecord,
    ChecklistRecord,
    DrawLine,
    ProofRecord,
    RoundLine,
    RoundRecord,
    VisitLine,
    VisitRecord,
    area,
)
from leitu.inspections.models import Draw, Inspection

RoundQuestion: Any = question("RoundQuestion", forms.RoundFilter, q=Q, sort=order(*queries.SORTS))
VisitQuestion: Any = question("VisitQuestion", forms.VisitFilter, q=Q)
DrawQuestion: Any = question("DrawQuestion", forms.DrawFilter, q=Q)


@area.reads("/checklists", "inspections.checklists", policies.VIEW)
def list_checklists(request: Call) -> list[ChecklistRecord]:
    """What is looked at, and by which rule: the current editions."""
    rows = queries.current_checklists(request.actor.tenant_id)
    return [
        ChecklistRecord(
            id=row.pk,
            code=row.code,
            edition=row.edition,
            title=row.title,
            lines=[answers.line_of_checklist(line) for line in queries.lines_of(row)],
        )
        for row in rows
    ]


@area.reads("/rounds", "inspections.rounds", policies.GOING)
def list_rounds(request: Call, asked: Query[RoundQuestion]) -> Listed[RoundLine]:
    """The rounds of the bodies in sight."""
    rows = filled(forms.RoundFilter, asked).filter(queries.listed(request.actor))
    found = searched(rows, asked.q, ("title", "unit__name"))
    return listed(found.order_by(*queries.SORTS[asked.sort]), asked, answers.round_line)


@area.reads("/rounds/{int:pk}", "inspections.round", policies.GOING)
def show_round(request: Call, pk: int) -> RoundRecord:
    """One round, and how far it has come."""
    return answers.round_record(one(queries.listed(request.actor), pk=pk))


@area.reads("/rounds/{int:pk}/draws", "inspections.draws", policies.GOING)
def list_draws(request: Call, pk: int, asked: Query[DrawQuestion]) -> Listed[DrawLine]:
    """The sample of a round, trip by trip."""
    row = one(queries.listed(request.actor), pk=pk)
    came = Inspection.objects.filter(round_id=OuterRef("round_id"), unit_id=OuterRef("target_id"))
    rows = Draw.objects.visible_to(request.actor).filter(round=row).select_related("target")
    rows = rows.annotate(visit=Subquery(came.order_by("pk").values("pk")[:1]))
    found = filled(forms.DrawFilter, asked).filter(searched(rows, asked.q, ("target__name", "target__code")))
    return listed(found.order_by("order"), asked, answers.draw_line)


@area.reads("/rounds/{int:pk}/proof", "inspections.proof", policies.VIEW)
def proof(request: Call, pk: int) -> ProofRecord:
    """The draw of a round computed again from its seed and its list."""
    return answers.proof_record(one(queries.provable(request.actor), pk=pk))


@area.reads("/", "inspections.list", policies.VIEW)
def list_visits(request: Call, asked: Query[VisitQuestion]) -> Listed[VisitLine]:
    """The visits in sight, the newest first."""
    rows = filled(forms.VisitFilter, asked).filter(queries.visits(request.actor))
    found = searched(rows, asked.q, ("unit__name", "round__title", "by_label"))
    return listed(found.order_by("-on", "-pk"), asked, answers.visit_line)


@area.reads("/bulletins", "inspections.bulletins", policies.VIEW)
def list_bulletins(request: Call, asked: Query[Asked]) -> Listed[BulletinRecord]:
    """The bulletins that this reader may read, the newest first."""
    return listed(queries.bulletins(request.actor), asked, answers.bulletin_record)


@area.reads("/bulletins/{int:pk}", "inspections.bulletin", policies.VIEW)
def show_bulletin(request: Call, pk: int) -> BulletinRecord:
    """One bulletin."""
    return answers.bulletin_record(one(queries.bulletins(request.actor), pk=pk))


@area.reads("/{int:pk}", "inspections.show", policies.VIEW)
def show(request: Call, pk: int) -> VisitRecord:
    """One visit with what was looked at and found."""
    return answers.visit_record(one(answers.seen(request.actor), pk=pk))
