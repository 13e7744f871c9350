import logging

from django.core.exceptions import ValidationError
from django.db import transaction

from leitu.audit.record import record
from leitu.changes.actions.carrying import carry_out
from leitu.changes.actions.preparing import fresh, require
from leitu.changes.models import Change
from leitu.core.actor import Actor, ActorKind
from leitu.core.clock import now, today
from leitu.core.errors import LeituError, NotAllowed

log = logging.getLogger("leitu.changes")


def carry_out_due(*, actor: Actor) -> dict[str, int]:
    """Carry out what was confirmed for today or earlier; what does not fit any more is refused with its reason.

    Each in a transaction of its own. Whoever confirmed it must still be allowed to. Raises NotAllowed for anybody but
    the machine.
    """
    if not actor.is_trusted:
        raise NotAllowed("changes.carry_out_due")
    counts = {"done": 0, "refused": 0}
    due = Change.objects.filter(state=Change.State.SCHEDULED, on__lte=today()).order_by("on", "pk")
    for change in due.select_related("unit__parent", "target"):
        machine = actor.at(change.tenant_id)
        try:
            with transaction.atomic():
                require(_whoever_confirmed(change), change.unit, change.kind, change.target)
                carry_out(actor=machine, change=change)
            counts["done"] += 1
        except (LeituError, ValidationError) as problem:
            _refuse(machine, change, problem)
            counts["refused"] += 1
    return counts


def _whoever_confirmed(change: Change) -> Actor:
    """An actor with the rights that he has today; what was confirmed at the console needs none."""
    kind = ActorKind.USER if change.prepared_by else ActorKind.CONSOLE
    return Actor(kind, change.prepared_by, change.tenant_id, change.prepared_by_label)


@transaction.atomic
def _refuse(actor: Actor, change: Change, problem: Exception) -> None:
    """It stays as a change that was not carried out, and whoever confirmed it is told why."""
    said = "；".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
    change = fresh(change, None, Change.State.SCHEDULED)
    change.state, change.refusal, change.settled_at = Change.State.REFUSED, said[:500], now()
    change.version += 1
    change.save(update_fields=["state", "refusal", "settled_at", "version"])
    record(actor, "changes.carry_out_failed", change, label=str(change), reason=said[:300], user=change.prepared_by)
    log.warning("change %s of tenant %s was refused", change.pk, change.tenant_id)
