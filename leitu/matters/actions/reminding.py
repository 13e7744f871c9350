"""Reminders by the date: T-7, T-1, T+1 to the owner, T+2 to its superior, and never more (M36)."""

import datetime as dt

from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.matters.actions.fresh import add_step
from leitu.matters.models import Matter, Step
from leitu.matters.stages import STAGES, SUPERIOR, stage_on

PART = 500


def remind_due(*, actor: Actor) -> int:
    """Remind of what has come to its next stage; of several that went by at once only the last is told.

    Returns how many were reminded. Run twice it does nothing more. Raises NotAllowed for anybody but the machine.
    """
    if not actor.is_trusted:
        raise NotAllowed("matters.remind_due")
    day, told, after = today(), 0, 0
    last = day + dt.timedelta(days=-STAGES[0])
    rows = Matter.objects.filter(
        state__in=[state for state in Matter.ON_LEDGER if state != Matter.State.CLOSE_REQUESTED],
        due_on__lte=last,
        stages_told__lt=SUPERIOR,
    )
    while keys := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PART]):
        with transaction.atomic():
            for matter in Matter.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
                told += _remind(actor, matter, day)
        after = keys[-1]
    return told


def _remind(actor: Actor, matter: Matter, day: dt.date) -> bool:
    assert matter.due_on is not None
    stage = stage_on(matter.due_on, day)
    if stage <= matter.stages_told:
        return False
    matter.stages_told = stage
    matter.save(update_fields=["stages_told"])
    is_superior = stage == SUPERIOR
    add_step(actor, matter, Step.Kind.URGED, stage=stage, superior=is_superior)
    record(
        actor,
        "matters.remind_due",
        matter,
        due_on=matter.due_on,
        days=(matter.due_on - day).days,
        superior=is_superior,
        person=matter.person_id,
    )
    return True
