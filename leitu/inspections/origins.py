"""Inspections as what matters come from."""

from leitu.core.actor import Actor
from leitu.inspections.facts import title
from leitu.inspections.models import Inspection, Round
from leitu.matters.sources import Source, key_of

SOURCE = "inspection"
"""How a matter that a visit found names where it comes from."""


def inspection_source(actor: Actor, key: str) -> Source | None:
    """A visit in sight."""
    pk = key_of(key)
    rows = Inspection.objects.visible_to(actor).select_related("unit", "round")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return source_of(found) if found is not None else None


def round_source(actor: Actor, key: str) -> Source | None:
    """A round in sight: what is noted of it stands at the body that inspects."""
    pk = key_of(key)
    rows = Round.objects.visible_to(actor).select_related("unit")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return Source("round", key, found.unit, found.title, found.get_absolute_url()) if found is not None else None


def source_of(inspection: Inspection, norm: str = "") -> Source:
    """The visit as the source of one finding about ``norm``."""
    words = title(inspection)[:200]
    return Source(SOURCE, str(inspection.pk), inspection.unit, words, inspection.get_absolute_url(), norm)
