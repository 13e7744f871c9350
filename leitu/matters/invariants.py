"""What must always be true of matters."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from leitu.matters.models import Matter, Step


def clear_on_the_ledger(tenant_id: int) -> Iterator[dict[str, Any]]:
    """What is on the ledger, or was closed, has its date, its standard and a checking unit that is not its own."""
    rows = Matter.objects.filter(tenant_id=tenant_id).exclude(state__in=[Matter.State.NOTED, Matter.State.SET_ASIDE])
    unclear = Q(due_on__isnull=True) | Q(standard="") | Q(reviewer_unit=F("unit"))
    unclear |= Q(reviewer_unit__isnull=True, unit__parent__isnull=False)  # nobody stands above the highest
    for matter in rows.filter(unclear | Q(due_on__lt=F("noted_on"))):
        yield {"problem": "not clear", "matter": matter.pk}


def closed_by_others(tenant_id: int) -> Iterator[dict[str, Any]]:
    """A closed matter has its day and a last word of closing; nobody closed what he had worked on."""
    rows = Matter.objects.filter(tenant_id=tenant_id)
    wrong = Q(state=Matter.State.CLOSED, closed_on__isnull=True) | Q(closed_on__isnull=False) & ~Q(
        state=Matter.State.CLOSED
    )
    for matter in rows.filter(wrong):
        yield {"problem": "day of closing", "matter": matter.pk}
    doing = [Step.Kind.BEGUN, Step.Kind.PROGRESS, Step.Kind.CLOSE_REQUESTED, Step.Kind.EVIDENCE]
    closings = Step.objects.filter(tenant_id=tenant_id, kind=Step.Kind.CLOSED).exclude(by=0)
    same = Step.objects.filter(tenant_id=tenant_id, matter=OuterRef("matter"), by=OuterRef("by"), kind__in=doing)
    for step in closings.filter(Exists(same.filter(pk__lt=OuterRef("pk")))):
        yield {"problem": "closed by whoever worked on it", "matter": step.matter_id}
