import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.periods import BEGINNING, FOREVER
from leitu.core.places import with_clean_place
from leitu.orgs import policies
from leitu.orgs.actions import naming, placing
from leitu.orgs.closing import pass_on
from leitu.orgs.kinds import may_stand_under
from leitu.orgs.models import Grant, Placement, Tenant, Term, Unit, UnitState, UnitToken

BATCH = 1000
FREE_FIELDS = frozenset(
    {
        "sector",
        "founded_on",
        "has_committee",
        "contact_name",
        "workplace_situation",
        "workplace_name",
        "workplace_nature",
        "credit_code",
        "place",
    }
)
"""What ``correct`` may change without leaving a new state behind."""


@transaction.atomic
def found(
    *,
    actor: Actor,
    parent: Unit,
    code: str,
    name: str,
    kind: str,
    founded_on: dt.date | None,
    contact_phone: str = "",
    **details: Any,
) -> Unit:
    """A new unit under ``parent``. Raises NotAllowed, ValidationError (code taken, kind that cannot stand there)."""
    policies.MANAGE.require(actor, parent)
    if not may_stand_under(kind, parent.kind):
        raise ValidationError(
            _("%(kind)s不能直接设在%(parent)s之下。")
            % {"kind": Unit.Kind(kind).label, "parent": parent.get_kind_display()},
            code="kind",
        )
    if founded_on and not parent.exists_on(founded_on):
        raise ValidationError({"founded_on": _("上级党组织在这一天还没有成立，或已经撤销。")})

    placing.lock_tree(parent.tenant_id)
    unit = Unit(tenant_id=parent.tenant_id, code=code, name=name, kind=kind, founded_on=founded_on, parent=parent)
    for field_name, value in with_clean_place(details).items():
        setattr(unit, field_name, value)
    unit.seal("contact_phone", contact_phone)
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError({"code": _("这个党组织代码已经有了。")}) from taken
    since = founded_on or BEGINNING
    UnitState.objects.create(tenant_id=unit.tenant_id, unit=unit, name=name, kind=kind, sector=unit.sector, since=since)
    placing.place(unit, parent, since)
    naming.name_new(UnitToken, [unit])

    record(actor, "orgs.found", unit, code=code, kind=kind, parent=parent.code, founded_on=founded_on)
    return unit


@transaction.atomic
def rename(*, actor: Actor, unit: Unit, name: str, on: dt.date, version: int) -> Unit:
    """Another name from ``on`` (today or earlier). Raises NotAllowed, StaleEdit, ValidationError, WrongState."""
    policies.MANAGE.require(actor, unit)
    unit = _fresh(unit, version)
    if on > today():
        raise ValidationError({"on": _("更名日期不能晚于今天。")})
    if not unit.exists_on(on):
        raise ValidationError({"on": _("这一天该党组织还没有成立，或已经撤销。")})
    old_name = unit.name
    if name == old_name:
        return unit

    _change_state(unit, on, name=name)
    unit.name = name
    _save(unit, ["name"])
    naming.name_again(UnitToken, [unit])

    record(actor, "orgs.rename", unit, before=old_name, after=name, on=on)
    return unit


@transaction.atomic
def correct(*, actor: Actor, unit: Unit, version: int, contact_phone: str | None = None, **changes: Any) -> Unit:
    """Mend what the register says about a unit (FREE_FIELDS). Raises NotAllowed, StaleEdit, WrongState, ValidationError."""
    policies.MANAGE.require(actor, unit)
    unit = _fresh(unit, version)
    unknown = set(changes) - FREE_FIELDS
    if unknown:
        raise TypeError(f"correct() cannot change {sorted(unknown)}")

    before = {name: getattr(unit, name) for name in changes}
    for name, value in with_clean_place(changes).items():
        setattr(unit, name, value)
    changed = [name for name in changes if before[name] != getattr(unit, name)]
    if "sector" in changed:
        unit.states.filter(until=FOREVER).update(sector=unit.sector)
    if contact_phone is not None and contact_phone != unit.unseal("contact_phone"):
        unit.seal("contact_phone", contact_phone)
        changed.append("contact_phone_sealed")
    if changed:
        _save(unit, changed)
        says = {name: [before[name], getattr(unit, name)] for name in changed if name in before}
        record(actor, "orgs.correct", unit, changed=sorted(changed), values=says)
    return unit


@transaction.atomic
def move(*, actor: Actor, unit: Unit, parent: Unit, on: dt.date, version: int) -> Unit:
    """Another superior from ``on`` (today or earlier). Raises NotAllowed, StaleEdit, ValidationError (a circle)."""
    policies.MANAGE.require(actor, unit)
    policies.MANAGE.require(actor, parent)
    placing.lock_tree(unit.tenant_id)
    unit = _fresh(unit, version)
    if on > today():
        raise ValidationError({"on": _("调整日期不能晚于今天。")})
    if unit.kind == Unit.Kind.GROUP:
        # Its members belong to the branch: moved alone it would hold members of another.
        raise WrongState(_("党小组随党支部，不能单独调整。请在新的党支部新建党小组。"))
    if not may_stand_under(unit.kind, parent.kind):
        raise ValidationError(
            _("%(kind)s不能直接设在%(parent)s之下。")
            % {"kind": unit.get_kind_display(), "parent": parent.get_kind_display()},
            code="kind",
        )

    before = unit.parent
    placing.place(unit, parent, on)
    unit.parent = parent
    _save(unit, ["parent"])

    record(actor, "orgs.move", unit, before=before.code if before else "", after=parent.code, on=on)
    return unit


@transaction.atomic
def close(*, actor: Actor, unit: Unit, on: dt.date, reason: str, version: int) -> Unit:
    """Dissolve a unit; ``on`` is the first day it no longer exists: the day of founding says that it was an error.

    Members, posts and units below must have been moved or ended before (people.actions.close_unit sees to its part).
    Raises NotAllowed, StaleEdit, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, unit)
    unit = _fresh(unit, version)
    if unit.parent_id is None:
        raise WrongState(_("最上级党组织不能撤销。"))
    assert unit.parent is not None
    policies.MANAGE.require(actor, unit.parent)
    if unit.founded_on and on < unit.founded_on:
        raise ValidationError({"on": _("撤销日期不能早于成立日期。")})
    below = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit).existing_on(on)
    if below.exists():
        raise WrongState(_("下面还有 %(count)d 个党组织，请先调整或撤销它们。") % {"count": below.count()})

    unit.dissolved_on = on
    _save(unit, ["dissolved_on"])
    for held in Grant.objects.filter(tenant_id=unit.tenant_id, unit=unit, until__gt=on):
        held.until = max(on, held.since)
        held.save(update_fields=["until"])
    pass_on(actor, unit, unit.parent)

    record(actor, "orgs.close", unit, on=on, reason=reason)
    return unit


@transaction.atomic
def set_term(*, actor: Actor, unit: Unit, starts_on: dt.date | None, ends_on: dt.date) -> Term:
    """Record the term of a unit's committee. Raises NotAllowed, ValidationError."""
    policies.MANAGE.require(actor, unit)
    if starts_on and starts_on > ends_on:
        raise ValidationError({"ends_on": _("届满日期不能早于本届起始日期。")})

    term, created = Term.objects.update_or_create(
        tenant_id=unit.tenant_id, unit=unit, ends_on=ends_on, defaults={"starts_on": starts_on}
    )

    record(actor, "orgs.set_term", unit, starts_on=starts_on, ends_on=ends_on, created=created)
    return term


@dataclass
class UnitRow:
    """One unit as a list brings it. ``parent_code`` empty: the root. ``changes`` are columns that the list has."""

    code: str
    name: str
    kind: str
    parent_code: str
    founded_on: dt.date | None = None
    dissolved_on: dt.date | None = None
    ends_on: dt.date | None = None
    contact_phone: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass
class Loaded:
    """How many units a list made, changed and left alone."""

    created: list[Unit] = field(default_factory=list)
    updated: list[Unit] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def load_units(*, actor: Actor, tenant: Tenant, rows: Iterable[UnitRow], digest: str, dry_run: bool = False) -> Loaded:
    """Bring the tree in line with a checked list, in bulk; one entry for the whole list, with its digest.

    Rows must be checked (codes unique, superiors known or in the list). A changed name or superior holds from today.
    ``dry_run`` only says what would happen; ``tenant`` may then be unsaved. Raises NotAllowed (a unit outside the
    actor's scope), ValidationError (a circle).
    """
    rows = list(rows)
    if tenant.pk:
        placing.lock_tree(tenant.pk)
    units = {u.code: u for u in Unit.objects.filter(tenant_id=tenant.pk)}
    _require_scope(actor, rows, units)

    known_terms = set(Term.objects.filter(tenant_id=tenant.pk).values_list("unit_id", "ends_on"))
    loaded, moved = Loaded(), []
    for row in rows:
        unit = units.get(row.code)
        if unit is None:
            loaded.created.append(_new_unit(tenant, row))
            continue
        parent = units.get(row.parent_code)
        is_moved = (parent.pk if parent else None) != unit.parent_id
        is_new_term = bool(row.ends_on) and (unit.pk, row.ends_on) not in known_terms
        if is_moved:
            moved.append(unit)
        if _take(unit, row) or is_moved or is_new_term:
            loaded.updated.append(unit)
        else:
            loaded.unchanged += 1
    if dry_run or not (loaded.created or loaded.updated):
        return loaded
    _write(tenant, rows, units, loaded, moved)

    record(
        actor.at(tenant.pk),
        "orgs.load_units",
        tenant,
        digest=digest,
        created=len(loaded.created),
        updated=len(loaded.updated),
        unchanged=loaded.unchanged,
    )
    return loaded


def _write(tenant: Tenant, rows: list[UnitRow], units: dict[str, Unit], loaded: Loaded, moved: list[Unit]) -> None:
    Unit.objects.bulk_create(loaded.created, batch_size=BATCH)
    units.update({u.code: u for u in loaded.created})
    for row in rows:
        units[row.code].parent = units.get(row.parent_code)
    for unit in moved:
        _replace(unit, unit.parent)
    Placement.objects.bulk_create(
        (Placement(tenant=tenant, unit=u, parent=u.parent, since=BEGINNING) for u in loaded.created), batch_size=BATCH
    )
    columns = [f.name for f in Unit._meta.concrete_fields if not f.primary_key]
    for unit in loaded.updated:
        unit.version += 1
    Unit.objects.bulk_update(loaded.updated, columns, batch_size=200)
    Unit.objects.bulk_update([u for u in loaded.created if u.parent_id], ["parent"], batch_size=200)
    naming.name_new(UnitToken, loaded.created)
    naming.name_again(UnitToken, loaded.updated)
    _load_states(tenant, loaded)
    _load_terms(tenant, rows, units)
    if loaded.created or moved:
        placing.rebuild(tenant.pk)


def _require_scope(actor: Actor, rows: list[UnitRow], units: dict[str, Unit]) -> None:
    if actor.is_trusted:
        return
    fresh = {row.code for row in rows} - set(units)
    for row in rows:
        if row.code in units:
            policies.MANAGE.require(actor, units[row.code])
        parent = units.get(row.parent_code)
        if parent is not None:
            if row.code not in units or units[row.code].parent_id != parent.pk:
                policies.MANAGE.require(actor, parent)
        elif row.parent_code not in fresh and row.code not in units:
            raise NotAllowed(_("您不能在这里新建最上级党组织。"))


def _new_unit(tenant: Tenant, row: UnitRow) -> Unit:
    unit = Unit(tenant=tenant, code=row.code)
    _take(unit, row)
    return unit


def _take(unit: Unit, row: UnitRow) -> bool:
    """Write the row into the unit; whether anything changed."""
    wanted = {"name": row.name, "kind": row.kind, **row.changes}
    if row.founded_on or unit.pk is None:
        wanted["founded_on"] = row.founded_on
    if row.dissolved_on or unit.pk is None:
        wanted["dissolved_on"] = row.dissolved_on
    changed = False
    for name, value in wanted.items():
        if getattr(unit, name) != value:
            setattr(unit, name, value)
            changed = True
    if row.contact_phone is not None and row.contact_phone != unit.unseal("contact_phone"):
        unit.seal("contact_phone", row.contact_phone)
        changed = True
    return changed


def _replace(unit: Unit, parent: Unit | None) -> None:
    day = today()
    stays = Placement.objects.filter(tenant_id=unit.tenant_id, unit=unit)
    stays.filter(since__gte=day).delete()
    stays.filter(until__gt=day).update(until=day)
    Placement.objects.create(tenant_id=unit.tenant_id, unit=unit, parent=parent, since=day)


def _load_states(tenant: Tenant, loaded: Loaded) -> None:
    UnitState.objects.bulk_create(
        (
            UnitState(tenant=tenant, unit=u, name=u.name, kind=u.kind, sector=u.sector, since=BEGINNING)
            for u in loaded.created
        ),
        batch_size=BATCH,
    )
    ids = [u.pk for u in loaded.updated]
    current = {s.unit_id: s for s in UnitState.objects.filter(tenant=tenant, until=FOREVER, unit_id__in=ids)}
    for unit in loaded.updated:
        state = current[unit.pk]
        if (state.name, state.kind, state.sector) != (unit.name, unit.kind, unit.sector):
            _change_state(unit, today(), name=unit.name)


def _load_terms(tenant: Tenant, rows: list[UnitRow], units: dict[str, Unit]) -> None:
    known = set(Term.objects.filter(tenant=tenant).values_list("unit_id", "ends_on"))
    fresh = [
        Term(tenant=tenant, unit=units[row.code], ends_on=row.ends_on)
        for row in rows
        if row.ends_on and (units[row.code].pk, row.ends_on) not in known
    ]
    Term.objects.bulk_create(fresh, batch_size=BATCH)


def _change_state(unit: Unit, on: dt.date, *, name: str) -> None:
    """End the present state at ``on`` and begin one with the new name (and the unit's kind and sector)."""
    states = UnitState.objects.filter(tenant_id=unit.tenant_id, unit=unit)
    states.filter(since__gte=on).delete()
    states.filter(until__gt=on).update(until=on)
    UnitState.objects.create(
        tenant_id=unit.tenant_id, unit=unit, name=name, kind=unit.kind, sector=unit.sector, since=on
    )


def _fresh(unit: Unit, version: int) -> Unit:
    """The unit locked for this transaction. Raises StaleEdit when somebody changed it since ``version``."""
    locked: Unit = Unit.objects.select_for_update().get(pk=unit.pk, tenant_id=unit.tenant_id)
    if locked.version != version:
        raise StaleEdit(_("这个党组织刚刚被别人改过。"))
    if locked.dissolved_on and locked.dissolved_on <= today():
        raise WrongState(_("这个党组织已经撤销。"))
    return locked


def _save(unit: Unit, fields: list[str]) -> None:
    unit.version += 1
    unit.save(update_fields=[*fields, "version"])
