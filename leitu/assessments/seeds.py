"""What a new tenant starts with, and what brings an old one up to date: the schemes that come with the product."""

from leitu.assessments.actions import load_scheme
from leitu.assessments.schemefile import shipped
from leitu.core.actor import Actor
from leitu.orgs.models import Tenant


def shipped_schemes(actor: Actor, tenant: Tenant) -> None:
    """Load every example; loading it again changes nothing, and none is in force before somebody switches it on."""
    for name, text in shipped().items():
        load_scheme(actor=actor.at(tenant.pk), tenant=tenant, text=text, file=name)
