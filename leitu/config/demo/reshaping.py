"""The changes of the tree in a demo district: one that was carried out, one that waits for its day, one to look at."""

import datetime as dt

from leitu.changes import actions
from leitu.changes.models import Change
from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor
from leitu.orgs.models import Tenant, Unit

DOCUMENT = "组发〔{year}〕18号"


def reshape(actor: Actor, tenant: Tenant, today: dt.date, settled: list[PlannedUnit]) -> None:
    """A branch founded lately, a renaming prepared for next month, and a merge that somebody only looks at."""
    village = Unit.objects.select_related("parent").get(tenant=tenant, pk=settled[0].pk)
    assert village.parent is not None
    machine = actor.at(tenant.pk)
    given = {"document": DOCUMENT.format(year=today.year), "approver": str(village.parent), "decided_on": today}
    new = {
        "name": f"{village.parent.name}驻外流动党员党支部",
        "code": f"{village.code}L",
        "unit_kind": "floating_branch",
    }
    founded = actions.prepare(actor=machine, unit=village.parent, kind=Change.Kind.FOUND, on=today, **new, **given)
    actions.carry_out(actor=machine, change=founded)
    beside = Unit.objects.filter(tenant=tenant, parent=village.parent, kind=village.kind).exclude(pk=village.pk)
    kept = [unit.pk for unit in settled]
    neighbours = list(beside.existing_on(today).exclude(pk__in=kept).order_by("-pk")[:2])
    if len(neighbours) < 2:
        return
    one, other = neighbours
    later = today + dt.timedelta(days=30)
    named = actions.prepare(
        actor=machine, unit=one, kind=Change.Kind.RENAME, on=later, name=f"{one.name}（新区）", **given
    )
    actions.schedule(actor=machine, change=named, version=named.version)
    actions.prepare(actor=machine, unit=one, kind=Change.Kind.MERGE, on=today, target=other)
