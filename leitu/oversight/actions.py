"""What the three do that leaves a trace. They change nobody's records."""

import datetime as dt

from django.db import transaction

from leitu.audit import sealing
from leitu.audit.record import record
from leitu.audit.verify import Verified, verify
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.core.retention import sweeps
from leitu.oversight import policies, queries
from leitu.oversight.schedule import SCHEDULE


def verify_audit(*, actor: Actor) -> Verified:
    """Look at every entry and every link of the chains against the heads that were published. Raises NotAllowed.

    A person hears of his own tenant (and of what belongs to none); the machine's own side hears everything.
    """
    policies.require_everywhere(actor, policies.AUDIT)
    result = verify(sealing.published())
    if not actor.is_trusted:
        result.findings = [found for found in result.findings if found.tenant_id in (0, actor.tenant_id)]

    with transaction.atomic():
        found = [f"{one.problem} {one.entry or one.seal}" for one in result.findings[:20]]
        record(
            actor,
            "oversight.verify_audit",
            entries=result.entries,
            findings=len(result.findings),
            unsealed=result.unsealed,
            heads=result.heads,
            first=found,
        )
    return result


@transaction.atomic
def sweep_old(*, actor: Actor) -> dict[str, int]:
    """Remove what is older than the schedule allows; returns how many rows of each class went. Raises NotAllowed."""
    if not actor.is_trusted:
        raise NotAllowed("oversight.sweep_old")
    at, known = now(), sweeps()
    gone = {kept.name: known[kept.name](at - dt.timedelta(days=kept.days)) for kept in SCHEDULE}
    total = sum(gone.values())
    if total:
        record(actor, "oversight.sweep_old", rows=total, gone=gone)
    return gone


@transaction.atomic
def alert_reveals(*, actor: Actor) -> int:
    """Say once for each account and day that it looked at more sensitive items than work explains; returns how many
    were said. It accuses nobody and stops nothing: the security officer asks. Raises NotAllowed.
    """
    if not actor.is_trusted:
        raise NotAllowed("oversight.alert_reveals")
    said = 0
    for found in queries.many_reveals(now()):
        record(
            actor.at(found.tenant_id),
            "oversight.alert_reveals",
            unit_id=queries.root_of(found.tenant_id),
            user=found.user_id,
            label=found.label,
            count=found.count,
            day=found.day,
        )
        said += 1
    return said
