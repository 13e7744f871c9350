"""The steps by which contact points and cases follow a change of the tree; run by ``changes.actions``, which has asked."""

from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.guidance.leaving import cases, has_his_own, liaisons
from leitu.guidance.models import Liaison, WeakUnitCase


def pass_liaisons(actor: Actor, passing: Passing) -> Trace:
    """Whoever looked after the source looks after the target from that day, unless he does so already."""
    trace: Trace = []
    for old in list(liaisons(passing).select_for_update(of=("self",)).select_related("person").order_by("pk")):
        is_own = has_his_own(old, passing)
        old.until = max(passing.on, old.since)
        old.ending = _("%(unit)s并入%(target)s") % {"unit": passing.source.name, "target": passing.taker().name}
        old.save(update_fields=["until", "ending"])
        record(actor, "guidance.end", old, reason=old.ending)
        new = None if is_own else _begin(actor, old, passing)
        trace.append([old.pk, new.pk if new else 0])
    return trace


def _begin(actor: Actor, old: Liaison, passing: Passing) -> Liaison:
    new: Liaison = Liaison.objects.create(
        tenant_id=old.tenant_id,
        unit=passing.taker(),
        person=old.person,
        from_unit_id=old.from_unit_id,
        kind=old.kind,
        pace=old.pace,
        note=old.note,
        since=old.until,
    )
    _say(actor, new)
    return new


def _say(actor: Actor, pair: Liaison) -> None:
    name, to = pair.person.name, pair.unit.name
    record(actor, "guidance.assign", pair, person=pair.person_id, name=name, to=to, pace=pair.get_pace_display())


def return_liaisons(actor: Actor, passing: Passing, trace: Trace) -> None:
    """He looks after the source as before. Raises WrongState when he has been at the target since."""
    for old_key, new_key in trace:
        old = Liaison.objects.select_related("person").get(tenant_id=passing.source.tenant_id, pk=old_key)
        new = Liaison.objects.filter(tenant_id=old.tenant_id, pk=new_key).first()
        if new is not None:
            if not new.is_open or new.visits.exists():
                raise WrongState(_("%(name)s已经联系过合并后的支部，不能恢复原状。") % {"name": old.person.name})
            new.delete()
        old.until, old.ending = FOREVER, ""
        old.save(update_fields=["until", "ending"])
        _say(actor, old)


def pass_cases(actor: Actor, passing: Passing) -> Trace:
    """The case of a branch that is no more ends with it: whether the target is weak, people judge anew."""
    trace: Trace = []
    for case in list(cases(passing).select_for_update(of=("self",)).order_by("pk")):
        trace.append([case.pk, case.version + 1, case.state, case.finding])
        case.state, case.ended_on, case.version = WeakUnitCase.State.WITHDRAWN, today(), case.version + 1
        case.finding = _("%(unit)s已经撤销") % {"unit": passing.source.name}
        case.save(update_fields=["state", "finding", "ended_on", "version"])
        record(actor, "guidance.withdraw_case", case, reason=case.finding)
    return trace


def return_cases(actor: Actor, passing: Passing, trace: Trace) -> None:
    """It goes on where it stood."""
    for key, version, state, finding in trace:
        rows = WeakUnitCase.objects.filter(tenant_id=passing.source.tenant_id, pk=key, version=version)
        rows.update(state=state, finding=finding, ended_on=None, version=version + 1)
