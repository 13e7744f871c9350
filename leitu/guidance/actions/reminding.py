"""Whoever should have been at his branch and was not is told so once (M43)."""

from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.guidance import queries
from leitu.guidance.models import Liaison
from leitu.orgs.models import valid_on

PART = 500


def remind(*, actor: Actor) -> int:
    """Tell whose visit is overdue, once for each date that went by. Returns how many were told.

    Run twice it does nothing more. Raises NotAllowed for anybody but the machine.
    """
    if not actor.is_trusted:
        raise NotAllowed("guidance.remind")
    day, told, after = today(), 0, 0
    rows = Liaison.objects.filter(valid_on(day)).order_by("pk")
    while part := list(queries.with_results(rows.filter(pk__gt=after), day)[:PART]):
        after = part[-1].pk
        late = {one.pk: queries.due_on(one, day) for one in part if queries.light(one, day) == "overdue"}
        with transaction.atomic():
            for liaison in Liaison.objects.select_for_update(of=("self",)).filter(pk__in=late).order_by("pk"):
                due_on = late[liaison.pk]
                if liaison.told_of == due_on:
                    continue
                liaison.told_of = due_on
                liaison.save(update_fields=["told_of"])
                record(actor, "guidance.remind", liaison, due_on=due_on)
                told += 1
    return told
