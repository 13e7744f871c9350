"""The job: what was prepared for today."""

from leitu.changes import actions
from leitu.core.actor import system
from leitu.core.jobs import job


@job("changes.carry_out_due", cron="5 0 * * *")
def carry_out_due() -> dict[str, int | str]:
    """Carry out the changes of the tree that were prepared for this day."""
    return dict(actions.carry_out_due(actor=system("changes.carry_out_due")))
