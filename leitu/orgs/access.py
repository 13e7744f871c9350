"""Who may see and do what. One definition answers both questions: which units, and may I here.

``units_where(actor, permission)`` is the one subquery; reading filters by it, writing asks it about one unit.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.models import Grant, Involvement, Role, Unit, UnitLink, valid_on

_names: dict[str, "Permission"] = {}


@dataclass(frozen=True)
class Permission:
    """A named right, written once in ``<app>/policies.py``; roles hold its name as data."""

    name: str
    label: Any

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Whether ``actor`` holds this right at the unit that owns ``obj`` (or at ``obj``, a Unit)."""
        return can(actor, self, unit_id_of(obj), tenant_id_of(obj))

    def require(self, actor: Actor, obj: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, obj):
            raise NotAllowed(_("您在这里没有“%(right)s”的权限。") % {"right": self.label})

    def allowed_anywhere(self, actor: Actor) -> bool:
        """Whether the actor holds this right at any unit at all."""
        return actor.is_trusted or bool(grants_of(actor, self))

    def units(self, actor: Actor) -> "QuerySet[Any, Any]":
        """Keys of the units at which ``actor`` holds this right, as a subquery."""
        return units_where(actor, self)

    def holders(self, tenant_id: int, unit_id: int) -> list[int]:
        """Keys of the accounts that hold this right at a unit today; none where there is no such unit."""
        unit = Unit.objects.filter(tenant_id=tenant_id, pk=unit_id).first()
        return who_may(self, unit) if unit is not None else []

    def carried_by(self, tenant_id: int) -> list[str]:
        """The names of the tenant's roles that bring this right."""
        roles = Role.objects.filter(tenant_id=tenant_id).order_by("pk")
        return [role.name for role in roles if self.name in role.permissions]


def permission(name: str, label: Any) -> Permission:
    """Declare a permission. Raises ValueError when another label already has the name."""
    made = Permission(name, label)
    if _names.setdefault(name, made).label != label:
        raise ValueError(f"permission {name} is declared twice")
    return _names[name]


def permission_names() -> dict[str, Permission]:
    """All declared permissions by name."""
    return dict(_names)


def unit_id_of(obj: Any) -> int:
    """The owning unit's key: of a Unit itself, of a row with ``unit``."""
    return int(obj.pk if isinstance(obj, Unit) else obj.unit_id)


def tenant_id_of(obj: Any) -> int:
    return int(obj.tenant_id)


@dataclass(frozen=True)
class Held:
    """A grant in force today, as the cache keeps it."""

    permissions: frozenset[str]
    unit_id: int
    unit_kind: str
    below: bool
    at_root: bool
    role: str
    second_factor: bool


def grants_in_force(tenant_id: int, user_id: int) -> "QuerySet[Any, Any]":
    """The grants that an open account holds today, with role and unit."""
    rows = Grant.objects.filter(valid_on(today()), tenant_id=tenant_id, user_id=user_id, user__is_active=True)
    return rows.select_related("role", "unit")


def hold(actor: Actor, grants: Iterable[Grant]) -> None:
    """Keep ``grants_in_force`` of the actor for this request: whoever has read them already need not ask again."""
    actor.cache["held", today()] = [
        Held(
            frozenset(g.role.permissions),
            g.unit_id,
            g.unit.kind,
            g.reach == Grant.Reach.BELOW,
            g.unit.parent_id is None,
            g.role.code,
            g.role.second_factor,
        )
        for g in grants
    ]


def held_by(actor: Actor) -> list[Held]:
    """All grants of the actor in force today; asked once per request."""
    day = today()
    if ("held", day) not in actor.cache:
        hold(actor, grants_in_force(actor.tenant_id, actor.user_id) if actor.user_id else ())
    held: list[Held] = actor.cache["held", day]
    return held


def grants_of(actor: Actor, permission: Permission) -> list[Held]:
    """The actor's grants that carry ``permission``."""
    return [g for g in held_by(actor) if permission.name in g.permissions]


def holds_all(actor: Actor, names: Iterable[str], unit: Unit, *, below: bool) -> bool:
    """Whether the actor himself holds all these rights at the unit; ``below``: there and everywhere under it."""
    above = at_or_above(actor, unit.pk)
    reaching = [g for g in held_by(actor) if (g.below and g.unit_id in above) or (not below and g.unit_id == unit.pk)]
    return set(names) <= {name for grant in reaching for name in grant.permissions}


def covers_tenant(actor: Actor, permission: Permission) -> bool:
    """Whether one grant reaches the whole tenant, so that no filter by unit is needed."""
    return actor.is_trusted or any(g.at_root and g.below for g in grants_of(actor, permission))


def units_where(actor: Actor, permission: Permission, day: dt.date | None = None) -> "QuerySet[Any, Any]":
    """Keys of the units at which ``actor`` holds ``permission``, as a subquery (by the tree of ``day``, or today's)."""
    if covers_tenant(actor, permission):
        return Unit.objects.filter(tenant_id=actor.tenant_id).values("pk")
    grants = grants_of(actor, permission)
    here = [g.unit_id for g in grants if not g.below]
    below = [g.unit_id for g in grants if g.below]
    reach = Q(depth=0, ancestor_id__in=here) | Q(ancestor_id__in=below)
    links = UnitLink.objects.filter(valid_on(day or today()), reach, tenant_id=actor.tenant_id)
    return links.values("descendant_id")


def can(actor: Actor, permission: Permission, unit_id: int, tenant_id: int) -> bool:
    """Whether ``actor`` holds ``permission`` at that unit."""
    if tenant_id != actor.tenant_id:
        return False
    if covers_tenant(actor, permission):
        return True
    grants = grants_of(actor, permission)
    if any(g.unit_id == unit_id for g in grants):
        return True
    below = [g.unit_id for g in grants if g.below]
    return bool(below) and not at_or_above(actor, unit_id).isdisjoint(below)


def at_or_above(actor: Actor, unit_id: int) -> set[int]:
    """Keys of a unit of the actor's tenant and of everything above it today; asked once per request."""
    key = ("above", unit_id)
    if key not in actor.cache:
        links = UnitLink.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, descendant_id=unit_id)
        actor.cache[key] = set(links.values_list("ancestor_id", flat=True))
    found: set[int] = actor.cache[key]
    return found


def scope(rows: Any, actor: Actor, permission: Permission, *, wide: bool = False) -> Any:
    """The part of a queryset that ``actor`` may see through ``permission``; nothing for a stranger.

    ``wide`` is for lists: the same rows, but found through their units instead of tried one by one. In a table of a
    million rows that is the difference between an index and reading it all; for one row it is the other way round.
    """
    rows = rows.filter(tenant_id=actor.tenant_id)
    if covers_tenant(actor, permission):
        return rows
    if not grants_of(actor, permission):
        return rows.none()
    units = units_where(actor, permission)
    if rows.unit_path == "self":
        return rows.filter(pk__in=units)
    here = Q(**{f"{rows.unit_path}_id__in": units})
    if not rows.is_shared:
        return rows.filter(here)
    involved = Involvement.objects.filter(
        tenant_id=actor.tenant_id, object_type=rows.model._meta.label, unit_id__in=units
    ).values("object_id")
    if wide:
        own = rows.model._default_manager.filter(here, tenant_id=actor.tenant_id).order_by().values("pk")
        return rows.filter(pk__in=own.union(involved))
    return rows.filter(here | Q(pk__in=involved))


def sees(actor: Actor, permission: Permission, row: Any) -> bool:
    """Whether ``scope`` holds this very row: most often the grants say so, and the database is not asked."""
    if can(actor, permission, unit_id_of(row), tenant_id_of(row)):
        return True
    return bool(scope(type(row)._default_manager.filter(pk=row.pk), actor, permission).exists())


def who_may(permission: Permission, unit: Unit) -> list[int]:
    """Keys of the accounts that hold ``permission`` at ``unit`` today: the same join read backwards."""
    day = today()
    roles = [r.pk for r in Role.objects.filter(tenant_id=unit.tenant_id) if permission.name in r.permissions]
    above = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, descendant=unit).values("ancestor_id")
    grants = Grant.objects.filter(valid_on(day), tenant_id=unit.tenant_id, role_id__in=roles, user__is_active=True)
    found = grants.filter(Q(unit=unit) | Q(reach=Grant.Reach.BELOW, unit_id__in=above))
    return sorted(set(found.values_list("user_id", flat=True)))


def needs_second_factor(actor: Actor) -> bool:
    """Whether any role that the actor holds asks for a second factor."""
    return any(g.second_factor for g in held_by(actor))
