from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.orgs.access import permission
from leitu.orgs.models import Grant, Unit, valid_on
from leitu.people.models import Membership, Post

VIEW = permission("guidance.view", gettext_lazy("查看联系指导"))
ASSIGN = permission("guidance.assign", gettext_lazy("分配联系点、列入和验收整顿"))
PLAN = permission("guidance.plan", gettext_lazy("办理本支部的整顿"))


class Seeing:
    """The right to look: VIEW somewhere, or looking after a branch oneself."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor) or looks_after_any(actor)


class Visiting:
    """The right to write down a visit: whoever looks after the branch, or who assigned him to it."""

    def allows(self, actor: Actor, liaison: Liaison) -> bool:
        is_own = bool(actor.person_id) and (actor.tenant_id, actor.person_id) == (liaison.tenant_id, liaison.person_id)
        return is_own or ASSIGN.allows(actor, liaison)

    def require(self, actor: Actor, liaison: Liaison) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, liaison):
            raise NotAllowed(_("联系指导由联系人自己记，或由分配联系点的同志代记。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return ASSIGN.allowed_anywhere(actor) or looks_after_any(actor)


class Accepting:
    """The right to judge whether a weak branch is one no more: ASSIGN above it, and never anybody of the branch."""

    def allows(self, actor: Actor, case: WeakUnitCase) -> bool:
        return ASSIGN.allows(actor, case) and not is_of_unit(actor, case.unit)

    def require(self, actor: Actor, case: WeakUnitCase) -> None:
        """Raises NotAllowed unless ``allows``."""
        ASSIGN.require(actor, case)
        if is_of_unit(actor, case.unit):
            raise NotAllowed(_("整顿由上级验收，本支部的人不能验收自己的支部。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return ASSIGN.allowed_anywhere(actor)


SEE = Seeing()
VISIT = Visiting()
ACCEPT = Accepting()


def looks_after_any(actor: Actor) -> bool:
    """Whether the actor looks after a branch today."""
    if not actor.person_id:
        return False
    rows = Liaison.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, person_id=actor.person_id)
    return bool(rows.exists())


def is_of_unit(actor: Actor, unit: Unit) -> bool:
    """Whether the actor belongs to the unit or one of its groups, by membership, post or a grant there, today."""
    if actor.is_trusted:
        return False
    groups = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit, kind=Unit.Kind.GROUP)
    places: Any = {unit.pk, *groups.values_list("pk", flat=True)}
    now = Grant.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, unit_id__in=places)
    if now.filter(user_id=actor.user_id).exists():
        return True
    if not actor.person_id:
        return False
    own = {"tenant_id": unit.tenant_id, "person_id": actor.person_id, "unit_id__in": places}
    return any(model.objects.filter(valid_on(today()), **own).exists() for model in (Membership, Post))
