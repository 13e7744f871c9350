"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.guidance import actions


@job("guidance.remind", cron="35 8 * * *")
def remind() -> dict[str, int | str]:
    """Tell whoever looks after a branch that his visit is overdue."""
    return {"reminded": actions.remind(actor=system("guidance.remind"))}
