"""What must always be true of the tree and of grants."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet

from leitu.core.clock import today
from leitu.core.order import tokens
from leitu.core.periods import FOREVER
from leitu.orgs.actions import placing
from leitu.orgs.closure import Link
from leitu.orgs.models import Grant, NameToken, Placement, Unit, UnitLink, UnitState, UnitToken

PART = 1000


def closure_is_placements(tenant_id: int) -> Iterator[dict[str, Any]]:
    """The closure is exactly what the placements say, and the placements have no circle."""
    try:
        wanted = placing.computed(tenant_id)
    except ValidationError as circle:
        yield {"problem": "circle", "detail": circle.messages[0]}
        return
    rows = UnitLink.objects.filter(tenant_id=tenant_id)
    stored = {Link(*r) for r in rows.values_list("ancestor_id", "descendant_id", "depth", "since", "until")}
    for link in sorted(wanted - stored):
        yield {"problem": "missing link", "detail": [str(x) for x in link]}
    for link in sorted(stored - wanted):
        yield {"problem": "extra link", "detail": [str(x) for x in link]}


def parent_is_last_placement(tenant_id: int) -> Iterator[dict[str, Any]]:
    """``Unit.parent`` is the open placement; every unit has exactly one open placement and one open state."""
    opened = Placement.objects.filter(tenant_id=tenant_id, until=FOREVER)
    differing = opened.exclude(Q(unit__parent=F("parent")) | Q(unit__parent__isnull=True, parent__isnull=True))
    for placement in differing:
        yield {"problem": "parent differs from placement", "unit": placement.unit_id}
    for model, name in ((Placement, "placements"), (UnitState, "states")):
        open_rows = Q(**{f"{name}__until": FOREVER})
        counted = Unit.objects.filter(tenant_id=tenant_id).annotate(n=Count(name, filter=open_rows)).exclude(n=1)
        for unit in counted:
            yield {"problem": f"not exactly one open row in {model._meta.label}", "unit": unit.pk}
    named = UnitState.objects.filter(tenant_id=tenant_id, until=FOREVER).exclude(
        name=F("unit__name"), kind=F("unit__kind"), sector=F("unit__sector")
    )
    for state in named:
        yield {"problem": "unit differs from its open state", "unit": state.unit_id}


def one_root(tenant_id: int) -> Iterator[dict[str, Any]]:
    """A tenant's tree has one root."""
    roots = Unit.objects.filter(tenant_id=tenant_id, parent__isnull=True).count()
    if roots > 1:
        yield {"problem": "more than one root", "count": roots}


def units_are_found(tenant_id: int) -> Iterator[dict[str, Any]]:
    """What finds a unit is what its name of today says."""
    yield from found_by_name(UnitToken, Unit.objects.filter(tenant_id=tenant_id))


def found_by_name(model: type[NameToken], rows: QuerySet[Any, Any]) -> Iterator[dict[str, Any]]:
    """The units or persons of ``rows`` whose tokens are not those of their names; read in parts."""
    names, last = rows.order_by("pk").values_list("pk", "name"), 0
    while part := dict(names.filter(pk__gt=last)[:PART]):
        held: dict[int, set[bytes]] = {key: set() for key in part}
        tokens_of = model._default_manager.filter(**{f"{model.of}_id__in": list(part)})
        for key, token in tokens_of.values_list(f"{model.of}_id", "token"):
            held[key].add(bytes(token))
        for key, name in part.items():
            if held[key] != {token.encode() for token in tokens(name)}:
                yield {"problem": "not found by its name", model.of: key}
        last = max(part)


def duties_apart(tenant_id: int) -> Iterator[dict[str, Any]]:
    """No account holds two roles that must be apart, on any day from today on."""
    grants = Grant.objects.filter(tenant_id=tenant_id, until__gt=today()).select_related("role")
    held: dict[int, list[Grant]] = {}
    for grant in grants:
        held.setdefault(grant.user_id, []).append(grant)
    for user, own in held.items():
        for one, other in combinations(own, 2):
            apart = other.role.code in one.role.apart_from or one.role.code in other.role.apart_from
            if apart and one.since < other.until and other.since < one.until:
                roles = sorted({one.role.code, other.role.code})
                yield {"problem": "roles that must be apart", "user": user, "roles": roles}
