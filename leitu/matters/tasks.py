"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.matters import actions
from leitu.orgs.models import Tenant


@job("matters.remind", cron="30 8 * * *")
def remind() -> dict[str, int | str]:
    """Remind of problems and tasks whose date is near or gone by."""
    return {"reminded": actions.remind_due(actor=system("matters.remind"))}


@job("matters.dispatch", cron="* * * * *")
def dispatch() -> dict[str, int | str]:
    """Make the parts of tasks that were given to very many units."""
    return {"made": actions.run_dispatches(actor=system("matters.dispatch"))}


@job("matters.draw_looks", cron="40 6 * * *")
def draw_looks() -> dict[str, int | str]:
    """Draw what is looked at again of the problems and tasks closed 3, 6 and 12 months ago."""
    drawn = 0
    for tenant in Tenant.objects.order_by("pk"):
        drawn += actions.draw_looks(actor=system("matters.draw_looks", tenant.pk), tenant=tenant)
    return {"drawn": drawn}
