"""Jobs about month reports: they look for what is due; run twice they do nothing more."""

from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.orgs.models import Tenant
from leitu.reports import actions
from leitu.reports.months import has_report, last_month


@job("reports.make_months", cron="5 8 1-4 * *")
def make_month_reports() -> dict[str, int | str]:
    """Say on the first of the month that last month's reports are there."""
    month, said = last_month().start, 0
    for tenant in Tenant.objects.order_by("pk"):
        if has_report(tenant, month):
            actor = system("reports.make_months", tenant.pk)
            said += actions.make_month_reports(actor=actor, tenant=tenant, month=month)
    return {"said": said}


@job("reports.confirm_months", cron="10 0 * * *")
def confirm_months() -> dict[str, int | str]:
    """From the fifth on, keep the numbers of the reports that nobody objected to."""
    month, confirmed = last_month().start, 0
    for tenant in Tenant.objects.order_by("pk"):
        actor = system("reports.confirm_months", tenant.pk)
        confirmed += actions.confirm_silently(actor=actor, tenant=tenant, month=month)
    return {"confirmed": confirmed}
