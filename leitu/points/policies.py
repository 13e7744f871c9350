from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import grants_of, permission
from leitu.people.models import Membership

COMMITTEE = permission("points.view", gettext_lazy("查看本支部党员的积分单"))
MANAGE = permission("points.manage", gettext_lazy("管理积分规则"))


class OwnBranch:
    """The right to read statements of a branch: only by a grant at that very branch, never from above."""

    def branches(self, actor: Actor) -> list[int]:
        """Keys of the units whose own committee the actor is of."""
        return [grant.unit_id for grant in grants_of(actor, COMMITTEE)]

    def allows(self, actor: Actor, membership: Membership) -> bool:
        return membership.tenant_id == actor.tenant_id and membership.unit_id in self.branches(actor)

    def require(self, actor: Actor, membership: Membership) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, membership):
            raise NotAllowed(_("积分单只有本人和本支部的支委看得到。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return bool(grants_of(actor, COMMITTEE))

    def of(self, actor: Actor, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The part of memberships that the actor may open."""
        return rows.filter(tenant_id=actor.tenant_id, unit_id__in=self.branches(actor))


VIEW = OwnBranch()


class Reading:
    """The right to read the rules: whoever reads statements or keeps the tables. Members read theirs on their own page."""

    def allowed_anywhere(self, actor: Actor) -> bool:
        return VIEW.allowed_anywhere(actor) or MANAGE.allowed_anywhere(actor)


READ_TABLES = Reading()
