"""The thing of this app that a task comes from: the line of the plan that was issued."""

from leitu.core.actor import Actor
from leitu.matters.sources import Source, key_of
from leitu.plans.models import PlanLine

SOURCE = "plan_line"


def line_source(actor: Actor, key: str) -> Source | None:
    """One line in sight."""
    pk = key_of(key)
    rows = PlanLine.objects.visible_to(actor).select_related("unit")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return source_of(found) if found is not None else None


def source_of(line: PlanLine) -> Source:
    """What its task says it comes from."""
    return Source(SOURCE, str(line.pk), line.unit, f"{line.year} 年度计划", line.get_absolute_url())
