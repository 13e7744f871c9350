"""The steps by which workplaces follow a change of the tree; run by ``changes.actions``, which has asked."""

from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.coverage.models import Workplace
from leitu.orgs.models import Unit


def pass_workplaces(actor: Actor, passing: Passing) -> Trace:
    """What the source reached, and what lies in its area, are the target's; a step of a change of the tree."""
    trace: Trace = []
    if not passing.is_whole:
        return trace
    for name in ("unit", "organisation"):
        for one in Workplace.objects.filter(tenant_id=passing.source.tenant_id, **{name: passing.source}).order_by(
            "pk"
        ):
            _hand(actor, one, name, passing.taker())
            trace.append([one.pk, name, one.version])
    return trace


def return_workplaces(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Back to the source. Raises WrongState when one has been changed since."""
    last = {key: version for key, _name, version in trace}
    for key, name, _version in reversed(trace):
        one = Workplace.objects.get(tenant_id=passing.source.tenant_id, pk=key)
        if key in last and one.version != last.pop(key):
            raise WrongState(_("%(name)s后来又改过，不能恢复原状。") % {"name": one.name})
        _hand(actor, one, name, passing.source)


def _hand(actor: Actor, one: Workplace, name: str, to: Unit) -> None:
    setattr(one, name, to)
    one.version += 1
    one.save(update_fields=[name, "version"])
    record(actor, "coverage.pass_workplaces", one, to=to.name)
