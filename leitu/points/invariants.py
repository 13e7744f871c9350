"""What must always be true of points."""

from collections.abc import Iterator
from typing import Any

from leitu.points.models import Table, YearStatement
from leitu.points.queries import digest_of, reckoned_again
from leitu.points.rule import fingerprint


def tables_are_as_loaded(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every version of a table still says what was loaded."""
    for row in Table.objects.filter(tenant_id=tenant_id).order_by("pk"):
        if fingerprint(row.code, row.version, row.valid_from.isoformat(), row.definition) != row.digest:
            yield {"problem": "table differs from its digest", "table": row.code, "version": row.version}


def statements_can_be_computed_again(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every kept statement has the sum that its rolls and its table give, and the digest of both."""
    rows = YearStatement.objects.filter(tenant_id=tenant_id).select_related("table").order_by("pk")
    for row in rows.iterator(500):
        if digest_of(row) != row.digest or reckoned_again(row) != row.content:
            yield {"problem": "statement differs from its rolls", "statement": row.pk}
