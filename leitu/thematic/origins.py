"""A thematic report, as what a matter comes from: the superior's remark on it."""

from leitu.core.actor import Actor
from leitu.matters.sources import Source, key_of
from leitu.thematic.models import ThematicReport


def source_of(report: ThematicReport) -> Source:
    """The report as the source of a matter."""
    return Source("thematic", str(report.pk), report.unit, str(report), report.get_absolute_url())


def report_source(actor: Actor, key: str) -> Source | None:
    """The report that the key means, as far as the actor sees it."""
    pk = key_of(key)
    rows = ThematicReport.objects.visible_to(actor).select_related("unit")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return source_of(found) if found is not None else None
