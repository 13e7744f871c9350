"""What must always be true of assessments."""

from collections.abc import Iterator
from typing import Any

from leitu.assessments.models import Scheme, Sheet
from leitu.assessments.queries import recomputed
from leitu.assessments.schemefile import digest_of


def schemes_are_as_loaded(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every version of a scheme still says what was loaded."""
    for row in Scheme.objects.filter(tenant_id=tenant_id).order_by("pk"):
        if digest_of(row.code, row.version, row.valid_from, row.definition) != row.digest:
            yield {"problem": "scheme differs from its digest", "scheme": row.code, "version": row.version}


def sheets_can_be_computed_again(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every kept sheet has the digest that its evidence and its scheme give."""
    for row in Sheet.objects.filter(tenant_id=tenant_id).select_related("scheme").order_by("pk").iterator(500):
        if recomputed(row) != row.digest:
            yield {"problem": "sheet differs from its evidence", "sheet": row.pk}
