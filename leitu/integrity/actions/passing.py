"""The steps by which risk points follow a change of the tree; run by ``changes.actions``, which has asked."""

from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.integrity.models import RiskCheck, RiskPoint

SAID = ("risk", "measure", "holder")


def pass_risks(actor: Actor, passing: Passing) -> Trace:
    """The point ends with its checks, which never change; the target has the same one, to be checked anew."""
    if not passing.is_whole:
        return []
    rows = RiskPoint.objects.filter(tenant_id=passing.source.tenant_id, unit=passing.source, retired_on__isnull=True)
    trace: Trace = []
    for old in list(rows.select_for_update(of=("self",)).order_by("pk")):
        new = RiskPoint(tenant_id=old.tenant_id, unit=passing.taker(), area=old.area, since=old.since)
        for name in SAID:
            new.seal(name, old.unseal(name))
        new.save()
        old.retired_on = max(passing.on, old.since)
        old.version += 1
        old.save(update_fields=["retired_on", "version"])
        record(actor, "integrity.retire_risk", old)
        record(actor, "integrity.add_risk", new)
        trace.append([old.pk, new.pk])
    return trace


def return_risks(actor: Actor, passing: Passing, trace: Trace) -> None:
    """The old ones go on. Raises WrongState when a new one has been checked or changed."""
    for old_key, new_key in trace:
        rows = RiskPoint.objects.select_for_update(of=("self",))
        new = rows.get(tenant_id=passing.source.tenant_id, pk=new_key)
        if new.version > 1 or RiskCheck.objects.filter(tenant_id=new.tenant_id, point=new).exists():
            raise WrongState(_("有一个廉政风险点后来又办过，不能恢复原状。"))
        old = rows.get(tenant_id=new.tenant_id, pk=old_key)
        old.retired_on = None
        old.version += 1
        old.save(update_fields=["retired_on", "version"])
        new.delete()
        record(actor, "integrity.add_risk", old)
