"""Keep the closure equal to the placements: in one subtree after one change, or all of it after a bulk load."""

import datetime as dt
from collections import defaultdict

from leitu.orgs.actions.rehanging import rehang
from leitu.orgs.closure import Link, Stay, closure
from leitu.orgs.models import Placement, Tenant, Unit, UnitLink

BATCH = 2000


def lock_tree(tenant_id: int) -> None:
    """Let tree changes of one tenant happen one after the other (two officers moving A under B and B under A)."""
    Tenant.objects.select_for_update().get(pk=tenant_id)


def place(unit: Unit, parent: Unit | None, since: dt.date) -> None:
    """Put ``unit`` under ``parent`` from ``since`` on, and mend the closure below it. Raises ValidationError."""
    old = Placement.objects.filter(tenant_id=unit.tenant_id, unit=unit, until__gt=since)
    for placement in old:
        if placement.since >= since:
            placement.delete()
        else:
            placement.until = since
            placement.save(update_fields=["until"])
    Placement.objects.create(tenant_id=unit.tenant_id, unit=unit, parent=parent, since=since)
    if parent is None or not rehang(unit, parent, since):
        mend_below(unit)


def mend_below(unit: Unit) -> None:
    """Compute the links of ``unit`` and of all that ever stood below it anew."""
    tenant = unit.tenant_id
    below = set(UnitLink.objects.filter(tenant_id=tenant, ancestor=unit).values_list("descendant_id", flat=True))
    below.add(unit.pk)
    rows = Placement.objects.filter(tenant_id=tenant, unit_id__in=below)
    stays = [Stay(*row) for row in rows.values_list("unit_id", "parent_id", "since", "until")]
    outside = {s.parent for s in stays if s.parent is not None} - below
    above: dict[int, list[Link]] = defaultdict(list)
    columns = ("ancestor_id", "descendant_id", "depth", "since", "until")
    for row in UnitLink.objects.filter(tenant_id=tenant, descendant_id__in=outside).values_list(*columns):
        above[row[1]].append(Link(*row))
    links = closure(stays, above)
    UnitLink.objects.filter(tenant_id=tenant, descendant_id__in=below).delete()
    _store(tenant, links)


def rebuild(tenant_id: int) -> int:
    """Compute all links of a tenant from its placements; returns how many there are. Raises ValidationError."""
    links = closure(_all_stays(tenant_id))
    UnitLink.objects.filter(tenant_id=tenant_id).delete()
    _store(tenant_id, links)
    return len(links)


def computed(tenant_id: int) -> set[Link]:
    """What the closure should be."""
    return set(closure(_all_stays(tenant_id)))


def _all_stays(tenant_id: int) -> list[Stay]:
    rows = Placement.objects.filter(tenant_id=tenant_id).values_list("unit_id", "parent_id", "since", "until")
    return [Stay(*row) for row in rows]


def _store(tenant_id: int, links: list[Link]) -> None:
    UnitLink.objects.bulk_create(
        (
            UnitLink(
                tenant_id=tenant_id,
                ancestor_id=link.ancestor,
                descendant_id=link.descendant,
                depth=link.depth,
                since=link.since,
                until=link.until,
            )
            for link in links
        ),
        batch_size=BATCH,
    )
