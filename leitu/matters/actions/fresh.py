"""The matter as it is now, locked, and the line in its stream: what every action works with."""

from typing import Any

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit
from leitu.matters import life
from leitu.matters.models import Matter, Step
from leitu.orgs.models import Involvement, Unit


def fresh(matter: Matter, step: str, version: int | None = None) -> Matter:
    """The locked row, in a state in which ``step`` may be taken. Raises WrongState, StaleEdit.

    ``version`` is that of the form which was filled in; None skips the comparison.
    """
    rows = Matter.objects.select_for_update(of=("self",)).select_related("unit", "reviewer_unit")
    found: Matter = rows.get(tenant_id=matter.tenant_id, pk=matter.pk)
    life.require(found, step)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这件事。"))
    return found


def save(matter: Matter, *names: str) -> None:
    """Save these fields and count the version up."""
    matter.version += 1
    matter.save(update_fields=[*names, "version"])


def add_step(actor: Actor, matter: Matter, kind: str, text: str = "", **data: Any) -> Step:
    """Append a line to the stream."""
    return Step.objects.create(
        tenant_id=matter.tenant_id,
        matter=matter,
        unit_id=matter.unit_id,
        kind=kind,
        on=today(),
        at=now(),
        by=actor.user_id,
        by_label=actor.label[:120],
        text=text,
        due_on=matter.due_on,
        data=data,
    )


def involve_unit(matter: Matter, unit: Unit, capacity: str) -> bool:
    """Let another unit see the matter in that capacity; whether it is new."""
    _row, made = Involvement.objects.get_or_create(
        tenant_id=matter.tenant_id,
        object_type=Matter._meta.label,
        object_id=matter.pk,
        unit=unit,
        capacity=capacity,
    )
    return made


def end_involvement(matter: Matter, capacity: str) -> None:
    """Nobody takes part in that capacity any more."""
    Involvement.objects.filter(
        tenant_id=matter.tenant_id, object_type=Matter._meta.label, object_id=matter.pk, capacity=capacity
    ).delete()
