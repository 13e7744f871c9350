from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.orgs import policies
from leitu.orgs.models import Unit


@transaction.atomic
def revive(*, actor: Actor, unit: Unit) -> Unit:
    """Undo ``close``: the unit exists as if it had not been dissolved. Grants that ended then are given anew by hand.

    Raises NotAllowed, WrongState (it was not dissolved, or what stands above it is).
    """
    policies.MANAGE.require(actor, unit)
    locked: Unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if locked.dissolved_on is None:
        raise WrongState(_("这个党组织没有撤销，不用恢复。"))
    if locked.parent is not None and not locked.parent.exists_on(today()):
        raise WrongState(_("它的上级党组织已经撤销，请先恢复上级。"))

    before, locked.dissolved_on = locked.dissolved_on, None
    locked.version += 1
    locked.save(update_fields=["dissolved_on", "version"])

    record(actor, "orgs.revive", locked, on=before)
    return locked
