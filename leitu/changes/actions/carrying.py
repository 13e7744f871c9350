from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes import queries
from leitu.changes.actions.preparing import fresh, require
from leitu.changes.models import Change
from leitu.changes.movers import Passing, Trace, movers
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.actions import placing
from leitu.orgs.models import Grant, Unit, valid_on

Kind = Change.Kind


@transaction.atomic
def carry_out(*, actor: Actor, change: Change, version: int | None = None) -> Change:
    """Do it, with everything that goes along, or nothing of it; its day has come.

    Raises NotAllowed, WrongState (another state, its day has not come), StaleEdit, ValidationError (what speaks against
    it by now; the counts afterwards are not those of before).
    """
    require(actor, change.unit, change.kind, change.target)
    placing.lock_tree(change.tenant_id)
    change = fresh(change, version, *Change.WAITING)
    if change.on > today():
        raise WrongState(_("日期还没到，到那一天自动办理。"))
    against = queries.objections(change)
    if against:
        raise ValidationError(against)

    change.result = _perform(actor, change)
    change.state, change.settled_at = Change.State.DONE, now()
    change.version += 1
    change.save(update_fields=["state", "settled_at", "result", "version"])

    record(
        actor,
        "changes.carry_out",
        change,
        label=str(change),
        on=change.on,
        basis=change.document or _("没有填写"),
        counts={line["code"]: [line["before"], line["goes"], line["ends"]] for line in change.result.get("lines", [])},
        user=change.prepared_by,
    )
    return change


def _perform(actor: Actor, change: Change) -> dict[str, Any]:
    """The change itself; returns what undoing needs. What it moves is counted before and afterwards."""
    unit, on = change.unit, change.on
    if change.kind == Kind.RENAME:
        orgs.rename(actor=actor, unit=unit, name=change.name, on=on, version=unit.version)
        return {"before": unit.name}
    if change.kind == Kind.MOVE:
        assert change.target is not None
        orgs.move(actor=actor, unit=unit, parent=change.target, on=on, version=unit.version)
        return {"before": unit.parent_id}
    if change.kind == Kind.FOUND:
        return {"made": _found(actor, change, unit, change.unit_kind, change.sector).pk}
    made = None
    if change.kind == Kind.SPLIT:
        assert unit.parent is not None
        made = _found(actor, change, unit.parent, change.unit_kind or unit.kind, change.sector or unit.sector)
    result = _pass_on(actor, change, made)
    if made is not None:
        return {**result, "made": made.pk}
    unit.refresh_from_db()
    orgs.close(actor=actor, unit=unit, on=on, reason=_reason(change), version=unit.version)
    target = change.target
    if change.kind == Kind.MERGE and target is not None and change.name and change.name != target.name:
        target.refresh_from_db()
        result["before"] = target.name
        orgs.rename(actor=actor, unit=target, name=change.name, on=on, version=target.version)
    return result


def _found(actor: Actor, change: Change, parent: Unit, kind: str, sector: str) -> Unit:
    return orgs.found(
        actor=actor, parent=parent, code=change.code, name=change.name, kind=kind, founded_on=change.on, sector=sector
    )


def _reason(change: Change) -> str:
    words = f"{change.get_kind_display()} {change.target.name if change.target else ''} {change.document}"
    return " ".join(words.split())[:500]


def _pass_on(actor: Actor, change: Change, made: Unit | None) -> dict[str, Any]:
    passing = queries.passing_of(change, made)
    assert passing is not None
    before = queries.counted(passing.both, passing.on)
    shares = {mover.code: mover.share(passing) for mover in movers()}
    traces = {mover.code: mover.carry(actor, passing) for mover in movers()}
    after = queries.counted(passing.both, passing.on)
    for mover in movers():
        # The roles given by hand end with the unit itself, after everything else.
        lost = 0 if mover.code == "grants" else shares[mover.code].ends
        if mover.is_exact and before[mover.code] != after[mover.code] + lost:
            raise ValidationError(
                _("%(what)s前后对不上（之前 %(before)s，之后 %(after)s），没有办理。"),
                params={"what": mover.label, "before": before[mover.code], "after": after[mover.code] + lost},
            )
    lines = [
        {"code": code, "before": before[code], "goes": share.goes, "ends": share.ends}
        for code, share in shares.items()
        if before[code]
    ]
    return {"lines": lines, "traces": {code: trace for code, trace in traces.items() if trace}}


def carry_units(actor: Actor, passing: Passing) -> Trace:
    """Hang what stands below the source under the target; recorded by the change as a whole."""
    rows = Unit.objects.filter(tenant_id=passing.source.tenant_id, parent=passing.source).existing_on(passing.on)
    if not passing.is_whole:
        rows = rows.filter(pk__in=passing.groups)
    return [_hang(child, passing.taker(), passing) for child in rows.exclude(pk__in=passing.both).order_by("pk")]


def return_units(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Hang them back. Raises WrongState when one has been moved on since."""
    for child in Unit.objects.filter(tenant_id=passing.source.tenant_id, pk__in=trace).order_by("pk"):
        if child.parent_id != passing.taker().pk:
            raise WrongState(_("%(unit)s后来又调整过，不能恢复原状。") % {"unit": child.name})
        _hang(child, passing.source, passing)


def _hang(child: Unit, parent: Unit, passing: Passing) -> int:
    placing.place(child, parent, passing.on)
    Unit.objects.filter(pk=child.pk).update(parent=parent, version=F("version") + 1)
    return child.pk


def keep_grants(actor: Actor, passing: Passing) -> Trace:
    """What ``orgs.close`` is about to end, so that it can be given back."""
    if not passing.is_whole:
        return []
    held = Grant.objects.filter(valid_on(passing.on), unit=passing.source, source="")
    return [[key, until.isoformat()] for key, until in held.order_by("pk").values_list("pk", "until")]


def return_grants(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Give back the roles that ended with the unit."""
    for key, until in trace:
        Grant.objects.filter(tenant_id=passing.source.tenant_id, pk=key).update(until=until)
