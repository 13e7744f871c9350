"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.assessments import actions
from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.orgs.models import Tenant


@job("assessments.freeze", cron="25 1 * * *")
def freeze() -> dict[str, int | str]:
    """Keep the assessment sheets of the periods whose time for late entries is over."""
    kept = 0
    for tenant in Tenant.objects.order_by("pk"):
        kept += actions.freeze_due(actor=system("assessments.freeze", tenant.pk), tenant=tenant)
    return {"kept": kept}
