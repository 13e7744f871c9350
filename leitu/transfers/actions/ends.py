"""Both ends of a transfer, locked and written together; each end has its own entries."""

from typing import Any

from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor, system
from leitu.core.errors import StaleEdit
from leitu.transfers import life
from leitu.transfers.models import Transfer


def fresh(transfer: Transfer, step: str, version: int | None = None) -> tuple[Transfer, list[Transfer]]:
    """This end and both ends, locked, the old branch's first. Raises WrongState, StaleEdit.

    A transfer that was only asked for, or that came on paper, has one end.
    """
    rows: Any = Transfer.objects.select_for_update(of=("self",)).select_related("unit__parent", "person", "membership")
    tenants = {transfer.tenant_id, transfer.peer_tenant_id} - {None}
    ends = list(rows.filter(tenant_id__in=tenants, code=transfer.code).order_by("-side", "pk"))
    own = next(one for one in ends if one.pk == transfer.pk)
    life.require(own, step)
    if version is not None and version != own.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return own, ends


def put(ends: list[Transfer], **values: Any) -> None:
    """Write the same into each end."""
    for one in ends:
        for name, value in values.items():
            setattr(one, name, value)
        one.version += 1
        one.save(update_fields=[*values, "version"])


def tell(actor: Actor, step: str, ends: list[Transfer], **said: Any) -> None:
    """One entry for each end; in another district the system says it, for the person is a stranger there."""
    for one in ends:
        who = actor if one.tenant_id == actor.tenant_id else system(f"transfers.{step}", one.tenant_id)
        record(who, f"transfers.{step}", one, peer=one.peer_name, person=one.person_id or 0, **said)


def other(own: Transfer, ends: list[Transfer]) -> Transfer | None:
    """The other end, None where there is none."""
    return next((one for one in ends if one.pk != own.pk), None)
