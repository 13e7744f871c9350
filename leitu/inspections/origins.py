"""Inspections as what matters come from."""

from leitu.core.actor import Actor
from leitu.inspections.facts import title
from leitu.inspections.models import Inspection
from leitu.matters.sources import Source, key_of


def inspection_source(actor: Actor, key: str) -> Source | None:
    """A visit in sight."""
    pk = key_of(key)
    rows = Inspection.objects.visible_to(actor).select_related("unit", "round")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return source_of(found) if found is not None else None


def source_of(inspection: Inspection, norm: str = "") -> Source:
    """The visit as the source of one finding about ``norm``."""
    words = title(inspection)[:200]
    return Source("inspection", str(inspection.pk), inspection.unit, words, inspection.get_absolute_url(), norm)
