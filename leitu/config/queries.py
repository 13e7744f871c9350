"""What is asked about an installation as a whole."""

from django.db.models import QuerySet

from leitu.audit.models import Entry
from leitu.audit.record import type_name
from leitu.config.demo.build import Parameters
from leitu.core.actor import ActorKind
from leitu.orgs.models import Tenant


def demo_parameters(tenant: Tenant) -> Parameters | None:
    """With what a tenant was built; None when it is no demo. The word of the audit log, which nobody can rewrite."""
    entry = _build_entries(tenant).last()
    if entry is None or "seed" not in entry.data:
        return None
    return Parameters(*(int(entry.data[name]) for name in ("units", "members", "years", "seed")))


def is_unfinished_demo(tenant: Tenant) -> bool:
    """Whether the building of a demo was broken off here."""
    return demo_parameters(tenant) is None and _build_entries(tenant).exists()


def _build_entries(tenant: Tenant) -> "QuerySet[Entry]":
    return Entry.objects.filter(
        tenant_id=tenant.pk,
        object_type=type_name(tenant),
        object_id=tenant.pk,
        verb="config.build_demo",
        actor_kind=ActorKind.CONSOLE,
    ).order_by("pk")
