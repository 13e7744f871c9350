"""What a new tenant starts with, and what brings an old one up to date: the tables that come with the product."""

from leitu.core.actor import Actor
from leitu.orgs.models import Tenant
from leitu.points.actions import load_table
from leitu.points.tablefile import shipped


def shipped_tables(actor: Actor, tenant: Tenant) -> None:
    """Load every example; loading it again changes nothing, and none is in force before somebody switches it on."""
    for name, text in shipped().items():
        load_table(actor=actor.at(tenant.pk), tenant=tenant, text=text, file=name)
