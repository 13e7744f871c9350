from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.coverage import policies
from leitu.coverage.actions.keeping import FIELDS, fill
from leitu.coverage.models import Workplace
from leitu.orgs.models import Unit


@dataclass
class WorkplaceRow:
    """One workplace as a sheet brings it; ``values`` are the FIELDS that the sheet has."""

    unit: Unit
    name: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Loaded:
    """How many a sheet made, changed and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@transaction.atomic
def load_workplaces(*, actor: Actor, rows: Sequence[WorkplaceRow], digest: str, dry_run: bool = False) -> Loaded:
    """Bring the list in line with a checked sheet; one entry for all of it. ``dry_run`` only says what would happen.

    Raises NotAllowed (a unit outside the actor's scope), ValidationError (a row that does not fit).
    """
    for unit in {row.unit.pk: row.unit for row in rows}.values():
        policies.MANAGE.require(actor, unit)
    known = {
        (one.unit_id, one.name): one
        for one in Workplace.objects.filter(tenant_id=actor.tenant_id, closed_on__isnull=True)
    }
    loaded, fresh, changed = Loaded(), [], []
    for row in rows:
        one = known.get((row.unit.pk, row.name))
        is_new = one is None
        if one is None:
            one = Workplace(tenant_id=row.unit.tenant_id, unit=row.unit, name=row.name)
        before = [getattr(one, name) for name in FIELDS]
        fill(one, row.values)
        if is_new:
            fresh.append(one)
        elif before != [getattr(one, name) for name in FIELDS]:
            one.version += 1
            changed.append(one)
        else:
            loaded.unchanged += 1
    loaded.created, loaded.updated = len(fresh), len(changed)
    if dry_run or not (fresh or changed):
        return loaded
    Workplace.objects.bulk_create(fresh, batch_size=1000)
    Workplace.objects.bulk_update(changed, [*FIELDS, "version"], batch_size=200)

    record(
        actor,
        "coverage.load_workplaces",
        unit_id=rows[0].unit.pk,
        digest=digest,
        created=loaded.created,
        updated=loaded.updated,
        unchanged=loaded.unchanged,
    )
    return loaded
