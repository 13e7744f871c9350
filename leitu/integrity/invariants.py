"""What must always be true of the discipline line's records."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from leitu.integrity.models import Appeal, RiskCheck, Ruling


def check_integrity(tenant_id: int) -> Iterator[dict[str, Any]]:
    """A check stands at its point's unit; whoever appealed waits for an answer or has one; nobody answered himself."""
    for check in RiskCheck.objects.filter(tenant_id=tenant_id).exclude(unit=F("point__unit")):
        yield {"problem": "checked at another unit", "check": check.pk}
    appeals = Appeal.objects.filter(tenant_id=tenant_id)
    for appeal in appeals.filter(outcome="").exclude(ruling__state=Ruling.State.APPEALED):
        yield {"problem": "an appeal that nobody waits for", "appeal": appeal.pk}
    for ruling in Ruling.objects.filter(tenant_id=tenant_id, state=Ruling.State.APPEALED).exclude(appeals__outcome=""):
        yield {"problem": "waits without an appeal", "ruling": ruling.pk}
    for appeal in appeals.exclude(outcome="").filter(answered_by=F("ruling__entered_by")):
        yield {"problem": "answered by whoever entered it", "appeal": appeal.pk}
