"""What a new tenant starts with: each floor above registers its own seed (roles, kinds, norms)."""

from collections.abc import Callable

from leitu.core.actor import Actor
from leitu.orgs.models import Tenant

Seed = Callable[[Actor, Tenant], None]
_seeds: list[Seed] = []


def on_new_tenant(seed: Seed) -> None:
    """Register ``seed``; called from ``apps.py``. It runs in the transaction that founds the tenant."""
    if seed not in _seeds:
        _seeds.append(seed)


def sow(actor: Actor, tenant: Tenant) -> None:
    """Run all seeds for a tenant; each is idempotent, so this also brings an old tenant up to date."""
    for seed in _seeds:
        seed(actor, tenant)
