"""What must always be true of the tree and of grants."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q

from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.orgs.actions import placing
from leitu.orgs.closure import Link
from leitu.orgs.models import Grant, Placement, Unit, UnitLink, UnitState


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
