"""Open rows of a unit become another unit's; run by ``changes.actions.carry_out``, which has asked."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from leitu.audit.record import record, type_name
from leitu.changes.movers import Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.orgs.models import Involvement, Unit


def hand_over(actor: Actor, rows: Iterable[models.Model], name: str, to: Unit) -> Trace:
    """Point the key ``name`` of ``rows`` at ``to``; whoever took part in them by it takes part on. Returns a trace."""
    return [[row.pk, name, *_point(actor, row, name, to)] for row in list(rows)]


def hand_back(actor: Actor, model: type[models.Model], trace: Trace, to: Unit) -> None:
    """Point them at ``to`` again. Raises WrongState when one has been changed since."""
    last = {key: version for key, _name, version in trace}
    for key, name, _version in reversed(trace):
        row = model._default_manager.select_for_update(of=("self",)).get(tenant_id=to.tenant_id, pk=key)
        if key in last and getattr(row, "version", 0) != last.pop(key):
            raise WrongState(_("“%(title)s”后来又办过，不能恢复原状。") % {"title": str(row)})
        _point(actor, row, name, to)


def _point(actor: Actor, row: Any, name: str, to: Unit) -> tuple[int]:
    before = getattr(row, name)
    setattr(row, name, to)
    names = [name]
    if hasattr(row, "version"):
        row.version += 1
        names.append("version")
    row.save(update_fields=names)
    involve_instead(type_name(row), [row.pk], before, to)
    record(actor, "changes.hand_over", row, unit_id=to.pk, before=before.name, to=to.name)
    return (getattr(row, "version", 0),)


def involve_instead(object_type: str, keys: Iterable[int], before: Unit, to: Unit) -> None:
    """``to`` takes part in those rows where ``before`` did."""
    rows = Involvement.objects.filter(
        tenant_id=to.tenant_id, unit=before, object_type=object_type, object_id__in=list(keys)
    )
    there = Involvement.objects.filter(tenant_id=to.tenant_id, unit=to, object_type=object_type)
    known = set(there.values_list("object_id", "capacity"))
    for one in rows:
        if (one.object_id, one.capacity) in known:
            one.delete()
        else:
            one.unit = to
            one.save(update_fields=["unit"])
