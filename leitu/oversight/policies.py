from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import Permission, covers_tenant, permission
from leitu.orgs.policies import AUDIT, SECURE_ACCOUNTS

KEEP = permission("oversight.keep", gettext_lazy("照看系统运行"))

__all__ = ["AUDIT", "KEEP", "SECURE_ACCOUNTS", "require_everywhere"]


def require_everywhere(actor: Actor, right: Permission) -> None:
    """Raises NotAllowed unless the actor holds the right in the whole tenant: what it opens belongs to no unit."""
    if not covers_tenant(actor, right):
        raise NotAllowed(_("您在这里没有“%(right)s”的权限。") % {"right": right.label})
