"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.orgs.models import Tenant
from leitu.points import actions


@job("points.keep", cron="50 1 * * *")
def keep() -> dict[str, int | str]:
    """Keep the statements of the year whose time for late entries is over."""
    kept = 0
    for tenant in Tenant.objects.order_by("pk"):
        kept += actions.keep_due(actor=system("points.keep", tenant.pk), tenant=tenant)
    return {"kept": kept}
