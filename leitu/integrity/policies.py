from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor, ActorKind
from leitu.core.errors import NotAllowed
from leitu.integrity.subjects import indexes_of
from leitu.orgs.access import grants_of, permission
from leitu.orgs.models import Unit

KEEP = permission("integrity.keep", gettext_lazy("登记和检查廉政风险点、登记问责"))
COUNT = permission("integrity.count", gettext_lazy("查看四种形态的数量"))
VIEW = KEEP


class Concerned:
    """The right of whom a ruling is about: to read it, and to appeal."""

    def allows(self, actor: Actor, ruling: Any) -> bool:
        return bool(actor.tenant_id == ruling.tenant_id and ruling.subject_index in indexes_of(actor))

    def require(self, actor: Actor, ruling: Any) -> None:
        """Raises NotAllowed unless ``allows``."""
        if not self.allows(actor, ruling):
            raise NotAllowed(_("申诉由本人提出；对党组织的，由它的书记提出。"))

    def allowed_anywhere(self, actor: Actor) -> bool:
        return bool(actor.person_id)


CONCERNED = Concerned()


def own_units(actor: Actor) -> list[Unit]:
    """The units whose own discipline line the actor is: those of his grants, not those below them."""
    keys = {grant.unit_id for grant in grants_of(actor, KEEP)}
    return list(Unit.objects.filter(tenant_id=actor.tenant_id, pk__in=keys).order_by("pk"))


def require_human(actor: Actor) -> None:
    """Nothing about a person is decided by a job, a script or a score. Raises NotAllowed."""
    if actor.kind is not ActorKind.USER:
        raise NotAllowed(_("问责和处理由人作出、由人登记，程序不能代替。"))
