"""What must always be true of stored norms."""

from collections.abc import Iterator
from typing import Any

from leitu.norms.models import Norm, Pack
from leitu.norms.packfile import NATIONAL, NormText


def norms_are_as_loaded(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every version of a norm still says what was loaded: its digest is that of its content."""
    for row in Norm.objects.filter(tenant_id=tenant_id).order_by("pk"):
        if NormText(row.code, row.valid_from, row.valid_until, row.definition, 0).digest != row.digest:
            yield {"problem": "norm differs from its digest", "norm": row.code, "valid_from": row.valid_from}


def national_pack_in_force(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every tenant has the national pack, switched on."""
    if not Pack.objects.filter(tenant_id=tenant_id, code=NATIONAL, is_active=True).exists():
        yield {"problem": "the national pack is missing or switched off"}
