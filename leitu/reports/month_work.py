"""The records under what a month report says of problems, inspections and guidance: each number opens them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from leitu.core.actor import Actor
from leitu.facts import kinds
from leitu.facts.derive import source_of
from leitu.guidance.models import Visit
from leitu.guidance.policies import VIEW as SEE_GUIDANCE
from leitu.inspections.models import Inspection
from leitu.inspections.policies import VIEW as SEE_INSPECTIONS
from leitu.matters.models import Step
from leitu.matters.policies import VIEW as SEE_MATTERS
from leitu.reports.month_queries import Report

DOORS: dict[Any, tuple[Any, tuple[str, ...]]] = {
    Step: (SEE_MATTERS, ("matter",)),
    Inspection: (SEE_INSPECTIONS, ("round", "unit")),
    Visit: (SEE_GUIDANCE, ("liaison__person", "liaison__unit")),
}
"""Records that carry facts -> who may open its records of a unit, and what their titles are made of."""


@dataclass(frozen=True)
class WorkLine:
    """One record; ``title`` is only the kind of fact, without ``href``, for whoever may not open it."""

    on: dt.date
    kind: str
    title: str
    href: str = ""


def work_lines(actor: Actor, report: Report) -> list[WorkLine]:
    """The facts of the month with their records, by day; one question for each source of facts."""
    records: dict[tuple[int, int], tuple[str, str]] = {}
    for model, (permission, related) in DOORS.items():
        source = source_of(model)
        number = source.number
        keys = {row.source_id for row in report.work if row.source_type == number}
        if keys and permission.allows(actor, report.unit):
            for record in source.records(report.unit.tenant_id).filter(pk__in=keys).select_related(*related):
                title = source.title(record) if source.title else ""
                href = source.href(record) if source.href else record.get_absolute_url()
                records[number, record.pk] = (title, href)
    lines, told = [], set()
    for row in report.work:
        place, name = (row.source_type, row.source_id), str(kinds.kind_of_number(row.kind).name)
        if place in told:  # a visit carries a fact of itself and one of what was found
            continue
        told.add(place)
        title, href = records.get(place, (name, ""))
        lines.append(WorkLine(row.on, name if href else "", title, href))
    return lines
