"""What a new tenant starts with, and what brings an old one up to date: the national pack."""

from leitu.core.actor import Actor
from leitu.norms.actions import load_pack
from leitu.norms.packfile import NATIONAL, shipped
from leitu.orgs.models import Tenant


def national_pack(actor: Actor, tenant: Tenant) -> None:
    """Load the national pack as the product brings it; loading it again changes nothing."""
    load_pack(actor=actor.at(tenant.pk), tenant=tenant, text=shipped()[NATIONAL], file=f"{NATIONAL}.yaml")
