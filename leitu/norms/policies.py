from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import Permission, at_or_above, grants_of, permission
from leitu.orgs.models import Unit

VIEW = permission("norms.view", gettext_lazy("查看应办事项"))
WAIVE = permission("norms.waive", gettext_lazy("免办应办事项"))
MANAGE = permission("norms.manage", gettext_lazy("管理制度包"))


def reaches_from_above(actor: Actor, permission: Permission, unit: Unit) -> bool:
    """Whether the actor holds ``permission`` at ``unit`` through a grant at a unit above it."""
    if actor.is_trusted:
        return True
    held = {grant.unit_id for grant in grants_of(actor, permission) if grant.below} - {unit.pk}
    return bool(held) and actor.tenant_id == unit.tenant_id and not at_or_above(actor, unit.pk).isdisjoint(held)


def may_waive(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may waive duties of ``unit``: he holds the right there, and holds it from above."""
    return WAIVE.allows(actor, unit) and reaches_from_above(actor, WAIVE, unit)


def refuse_own_unit(actor: Actor, unit: Unit) -> None:
    """Nobody waives for the unit at which he holds the right: that is for the superior. Raises NotAllowed."""
    if not reaches_from_above(actor, WAIVE, unit):
        raise NotAllowed(_("免办由上级党组织决定，不能为本级免办。"))


def sees_below(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may see the duties of everything below ``unit``, whatever has stood there."""
    if actor.is_trusted:
        return True
    own = any(grant.below and grant.unit_id == unit.pk for grant in grants_of(actor, VIEW))
    return own or reaches_from_above(actor, VIEW, unit)
