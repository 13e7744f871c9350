import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes import queries
from leitu.changes.actions.preparing import fresh, require
from leitu.changes.models import Change
from leitu.changes.movers import movers
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.actions import placing
from leitu.orgs.models import Unit

WINDOW = dt.timedelta(days=7)
"""So long a change can be taken back as a whole; later it is a change of its own."""
Kind = Change.Kind


@transaction.atomic
def undo(*, actor: Actor, change: Change) -> Change:
    """Make it as if the change had not been, while nothing else has happened to what it touched.

    Raises NotAllowed, WrongState (not carried out, too long ago, something happened since).
    """
    require(actor, change.unit, change.kind, change.target)
    placing.lock_tree(change.tenant_id)
    change = fresh(change, None, Change.State.DONE)
    require_undoable(change)

    _reverse(actor, change)
    change.state, change.settled_at = Change.State.UNDONE, now()
    change.version += 1
    change.save(update_fields=["state", "settled_at", "version"])

    record(actor, "changes.undo", change, label=str(change))
    return change


def require_undoable(change: Change) -> None:
    """Raises WrongState when too much time has passed, or another change has touched the same units since."""
    if change.settled_at is None or change.settled_at < now() - WINDOW:
        raise WrongState(_("办理已经超过 %(days)s 天，请另行办理一次调整。") % {"days": WINDOW.days})
    touched = [key for key in (change.unit_id, change.target_id, change.result.get("made")) if key]
    if change.kind == Kind.FOUND:
        touched = [change.result["made"]]
    later = Change.objects.filter(
        Q(unit_id__in=touched) | Q(target_id__in=touched),
        tenant_id=change.tenant_id,
        state=Change.State.DONE,
        settled_at__gt=change.settled_at,
    )
    if later.exists():
        raise WrongState(_("这些党组织后来又调整过，请先恢复后面的那次。"))


def _reverse(actor: Actor, change: Change) -> None:
    unit, on, result = change.unit, change.on, change.result
    made = Unit.objects.select_related("parent").filter(tenant_id=change.tenant_id, pk=result.get("made") or 0).first()
    if change.kind == Kind.RENAME:
        _unchanged(unit.name == change.name)
        orgs.rename(actor=actor, unit=unit, name=result["before"], on=on, version=unit.version)
    elif change.kind == Kind.MOVE:
        _unchanged(unit.parent_id == change.target_id)
        before = Unit.objects.get(tenant_id=change.tenant_id, pk=result["before"])
        orgs.move(actor=actor, unit=unit, parent=before, on=on, version=unit.version)
    elif change.kind == Kind.FOUND:
        assert made is not None
        _empty(made, change)
        orgs.close(actor=actor, unit=made, on=on, reason=_("恢复原状"), version=made.version)
    else:
        if change.kind != Kind.SPLIT:
            orgs.revive(actor=actor, unit=unit)
        if change.kind == Kind.MERGE and "before" in result and change.target is not None:
            target = Unit.objects.get(pk=change.target.pk)
            _unchanged(target.name == change.name)
            orgs.rename(actor=actor, unit=target, name=result["before"], on=on, version=target.version)
        passing = queries.passing_of(change, made)
        assert passing is not None
        for mover in reversed(movers()):
            mover.undo(actor, passing, result["traces"].get(mover.code, []))
        if made is not None:
            made.refresh_from_db()
            _empty(made, change)
            orgs.close(actor=actor, unit=made, on=on, reason=_("恢复原状"), version=made.version)


def _unchanged(is_so: bool) -> None:
    if not is_so:
        raise WrongState(_("后来又改过，不能恢复原状。"))


def _empty(made: Unit, change: Change) -> None:
    """Raises WrongState when the unit that is to disappear has become somebody's."""
    for mover in movers():
        if mover.is_exact and mover.code != "grants" and mover.count([made.pk], change.on):
            raise WrongState(_("%(unit)s已经有%(what)s，不能恢复原状。") % {"unit": made.name, "what": mover.label})
