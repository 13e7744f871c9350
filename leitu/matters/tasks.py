"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.matters import actions


@job("matters.remind", cron="30 8 * * *")
def remind() -> dict[str, int | str]:
    """Remind of problems and tasks whose date is near or gone by."""
    return {"reminded": actions.remind_due(actor=system("matters.remind"))}
