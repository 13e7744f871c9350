"""What the three do that leaves a trace. They change nobody's records."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit import sealing
from leitu.audit.record import record
from leitu.audit.sealing import Head
from leitu.audit.verify import Verified, verify
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.core.retention import sweeps
from leitu.oversight import policies, queries
from leitu.oversight.schedule import SCHEDULE


def verify_audit(*, actor: Actor, heads: Sequence[str] = ()) -> Verified:
    """Look at every entry and every link of the chains against the heads that were published here, and against
    ``heads`` that somebody kept outside. Raises NotAllowed, ValidationError (what was given is no head of his).

    A person hears of his own tenant (and of what belongs to none); the machine's own side hears everything.
    """
    policies.require_everywhere(actor, policies.AUDIT)
    given = [_own_head(actor, text) for text in heads]
    result = verify([*sealing.published(), *given])
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
            given=[sealing.written(head) for head in given],
            first=found,
        )
    return result


def _own_head(actor: Actor, text: str) -> Head:
    """Raises ValidationError."""
    try:
        head = sealing.read_back(text)
    except ValueError:
        raise ValidationError({"head": _("这不是链头。链头的样子是 12-345-9f3c-0a1b-77de-4c02。")}) from None
    if not actor.is_trusted and head.tenant_id not in (0, actor.tenant_id):
        raise ValidationError({"head": _("这个链头不是这里的。")})
    return head


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
