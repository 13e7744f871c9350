"""Where an import may write: the tenant it is about, and the part of the tree it is kept to."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.importing import Checking
from leitu.orgs.access import Permission, covers_tenant, units_where
from leitu.orgs.models import Tenant, Unit


class UnknownUnder(LookupError):
    """There is no unit with that code, or there are several in different tenants."""


def unit_named_under(actor: Actor, code: str) -> Unit:
    """The unit that ``--under`` names. Raises UnknownUnder."""
    found = Unit.objects.filter(code=code)
    if actor.tenant_id:
        found = found.filter(tenant_id=actor.tenant_id)
    units = list(found[:2])
    if len(units) != 1:
        raise UnknownUnder(code)
    return units[0]


def codes_below(under: Unit) -> set[str]:
    """Codes of a unit and of everything below it today."""
    return set(Unit.objects.below(under, today()).values_list("code", flat=True))


def tenants_of(places: Iterable[str]) -> list[Tenant]:
    """The tenants that have a unit with one of these codes or full names."""
    wanted, found = list(places), set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        named = Unit.objects.filter(Q(code__in=part) | Q(name__in=part))
        found |= set(named.values_list("tenant_id", flat=True).distinct())
    return list(Tenant.objects.filter(pk__in=found).order_by("pk"))


def tenant_of(
    actor: Actor, checking: Checking, under: Unit | None, places: Callable[[], Iterable[str]]
) -> Tenant | None:
    """The tenant that a list of members or activities is about; None after saying why there is none.

    That of the actor or of ``--under``; else the only one there is; else the one whose units the list names.
    """
    if under is not None or actor.tenant_id:
        return Tenant.objects.get(pk=under.tenant_id if under else actor.tenant_id)
    tenants = list(Tenant.objects.order_by("pk")[:2])
    if not tenants:
        checking.error(None, None, "no_tenant")
        return None
    if len(tenants) == 2:
        tenants = tenants_of(set(places()))
    if len(tenants) != 1:
        checking.error(None, None, "ambiguous_tenant")
        return None
    return tenants[0]


def reach_of(actor: Actor, permission: Permission) -> set[int] | None:
    """Keys of the units that an actor may import for; None: all of the tenant."""
    if covers_tenant(actor, permission):
        return None
    return set(units_where(actor, permission).values_list("descendant_id", flat=True))
