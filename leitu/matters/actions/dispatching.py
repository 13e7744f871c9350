"""A task for very many units: promised at once, dealt out in sets by a job, each set whole or not at all."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor, ActorKind
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.matters import life, policies, queries
from leitu.matters.actions.fresh import add_step, fresh, save
from leitu.matters.actions.parts import deal, pattern_of, require_budget
from leitu.matters.models import Dispatch, Matter, Step

SET = 500
"""So many units have their part in one transaction."""
State = Dispatch.State


@transaction.atomic
def dispatch(
    *,
    actor: Actor,
    matter: Matter,
    scope: str,
    title: str,
    standard: str,
    due_on: dt.date,
    weight: int = 1,
    minutes: int = 0,
    reason: str = "",
    version: int | None = None,
) -> Dispatch:
    """Give a part to every unit below in ``scope`` (a key of ``queries.SCOPES``), however many: a job makes them.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (as ``split``; one is under way already).
    """
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "split", version)
    if scope not in queries.SCOPES:
        raise ValidationError({"scope": _("请选择交给哪些党组织。")})
    pattern = pattern_of(matter, title=title, standard=standard, due_on=due_on, weight=weight, minutes=minutes)
    units = queries.units_in(matter.unit, scope)
    total = units.count()
    if not total:
        raise ValidationError({"scope": _("下面没有这样的党组织。")})
    if Dispatch.objects.filter(tenant_id=matter.tenant_id, matter=matter, state=State.WAITING).exists():
        raise ValidationError({"scope": _("这件事还有一批正在下发，等它下发完。")})
    why = require_budget(matter, units.order_by().values("pk"), total, minutes, reason)

    row: Dispatch = Dispatch.objects.create(
        tenant_id=matter.tenant_id,
        matter=matter,
        unit_id=matter.unit_id,
        scope=scope,
        total=total,
        by=actor.user_id,
        by_label=actor.label[:120],
        at=now(),
        **pattern,
    )
    save(matter)
    add_step(actor, matter, Step.Kind.SPLIT, why, count=total, minutes=minutes, title=row.title)

    record(actor, "matters.dispatch", matter, title=row.title, count=total, minutes=minutes, reason=why)
    return row


def run_dispatches(*, actor: Actor) -> int:
    """Make the parts of everything that waits, a set at a time; returns how many. Run twice it makes none twice.

    Raises NotAllowed for anybody but the machine.
    """
    if not actor.is_trusted:
        raise NotAllowed("matters.run_dispatches")
    made = 0
    for key in list(Dispatch.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True)):
        while (count := _next_set(actor, key)) > 0:
            made += count
    return made


@transaction.atomic
def _next_set(actor: Actor, key: int) -> int:
    """The next parts of one dispatch, and how far it has come, together; 0 when there is nothing left to do."""
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("matter__unit").get(pk=key)
    if row.state != State.WAITING:
        return 0
    whole: Matter = row.matter
    if whole.unit_id != row.unit_id or not life.may(whole, "split"):
        row.state = State.STOPPED
        row.save(update_fields=["state"])
        record(actor.at(row.tenant_id), "matters.run_dispatches", whole, done=row.done, total=row.total)
        return 0
    units = list(queries.units_in(whole.unit, row.scope).filter(pk__gt=row.last_unit).order_by("pk")[:SET])
    if not units:
        row.state, row.total = State.DONE, row.done
        row.save(update_fields=["state", "total"])
        record(actor.at(row.tenant_id), "matters.run_dispatches", whole, done=row.done, total=row.total)
        return 0

    giver = Actor(ActorKind.USER if row.by else ActorKind.CONSOLE, row.by, row.tenant_id, row.by_label)
    pattern = {name: getattr(row, name) for name in ("title", "standard", "due_on", "weight", "minutes")}
    parts = deal(giver, whole, units, pattern)
    row.done, row.last_unit = row.done + len(parts), units[-1].pk
    row.total = max(row.total, row.done)
    row.save(update_fields=["done", "last_unit", "total"])

    keys = [part.pk for part in parts]
    system = actor.at(row.tenant_id)
    record(
        system, "matters.split", whole, title=row.title, count=len(parts), minutes=row.minutes, reason="", parts=keys
    )
    return len(parts)
