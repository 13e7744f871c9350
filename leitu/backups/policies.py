from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.access import covers_tenant, permission
from leitu.orgs.models import Tenant

KEEP = permission("backups.keep", gettext_lazy("备份和恢复"))
RELEASE = permission("backups.release", gettext_lazy("批准恢复备份"))


def require_keeper(actor: Actor) -> None:
    """Raises NotAllowed unless the actor keeps backups: making one and trying it out takes nothing from anybody."""
    if not covers_tenant(actor, KEEP):
        raise NotAllowed(_("您在这里没有“%(right)s”的权限。") % {"right": KEEP.label})


def require_for_all(actor: Actor) -> None:
    """Raises NotAllowed unless the actor may decide for the whole installation.

    A backup holds every tenant: where there are several, none of them decides for the others; the console does.
    """
    require_keeper(actor)
    if not actor.is_trusted and Tenant.objects.count() > 1:
        raise NotAllowed(_("这套系统里有几个管理主体，备份和恢复由服务器管理人员在命令行办理。"))
