"""What must always be true of inspections."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F

from leitu.inspections import queries
from leitu.inspections.models import Finding, Inspection, Round


def every_finding_cites_its_rule(tenant_id: int) -> Iterator[dict[str, Any]]:
    """A finding has its rule, its matter stands at the visited unit, and a visit counts what it found."""
    for finding in Finding.objects.filter(tenant_id=tenant_id).exclude(matter__noted_on__gte=F("inspection__on")):
        yield {"problem": "found after it was noted", "finding": finding.pk}
    for finding in Finding.objects.filter(tenant_id=tenant_id, rule=""):
        yield {"problem": "no rule", "finding": finding.pk}
    counted = Inspection.objects.filter(tenant_id=tenant_id).annotate(stored=Count("findings"))
    for inspection in counted.exclude(stored=F("found")):
        yield {"problem": "number of findings", "inspection": inspection.pk}


def samples_can_be_drawn_again(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every sample is what its seed and its list give; the list has the digest that was recorded."""
    for row in Round.objects.filter(tenant_id=tenant_id).exclude(seed=""):
        if not queries.proof_of(row).holds:
            yield {"problem": "not what the seed draws", "round": row.pk}
