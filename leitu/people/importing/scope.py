"""Where an import may write: the tenant it is about, and the part of the tree it is kept to."""

from collections.abc import Iterable

from leitu.core.actor import Actor
from leitu.core.clock import today
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


def tenants_of(codes: Iterable[str]) -> list[Tenant]:
    """The tenants that have a unit with one of these codes (or names)."""
    wanted, found = list(codes), set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found |= set(Unit.objects.filter(code__in=part).values_list("tenant_id", flat=True).distinct())
    return list(Tenant.objects.filter(pk__in=found).order_by("pk"))
