"""A step by which transfers follow a change of the tree; run by ``changes.actions``, which has asked."""

from collections.abc import Collection

from leitu.changes.movers import Passing, Trace
from leitu.people.models import Membership
from leitu.transfers.models import Transfer


def belong_there(passing: Passing, keys: Collection[int]) -> Trace:
    """Whoever is on his way out leaves the target now: the membership to end is the one there. Returns a trace."""
    trace: Trace = []
    rows = Transfer.objects.filter(tenant_id=passing.source.tenant_id, pk__in=keys, side=Transfer.Side.OUT)
    for one in rows.select_for_update(of=("self",)).order_by("pk"):
        now = Membership.objects.on(passing.on).filter(
            tenant_id=one.tenant_id, person_id=one.person_id, unit=passing.taker()
        )
        trace.append([one.pk, one.membership_id])
        one.membership = now.get()
        one.save(update_fields=["membership"])
    return trace


def belong_back(passing: Passing, trace: Trace) -> None:
    """He leaves the source again."""
    for key, membership in trace:
        Transfer.objects.filter(tenant_id=passing.source.tenant_id, pk=key).update(membership=membership)
