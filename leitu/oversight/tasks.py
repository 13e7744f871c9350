from leitu.core.actor import system
from leitu.core.jobs import job
from leitu.oversight import actions


@job("oversight.sweep", cron="30 3 * * *")
def sweep() -> dict[str, int | str]:
    """Remove what need not be kept any longer."""
    return dict(actions.sweep_old(actor=system("oversight.sweep")))


@job("oversight.watch", cron="*/5 * * * *")
def watch() -> dict[str, int | str]:
    """Tell the security officer who looked at very many sensitive items."""
    return {"said": actions.alert_reveals(actor=system("oversight.watch"))}


@job("oversight.verify", cron="0 4 * * *")
def verify() -> dict[str, int | str]:
    """Verify the whole audit."""
    result = actions.verify_audit(actor=system("oversight.verify"))
    return {"entries": result.entries, "findings": len(result.findings), "unsealed": result.unsealed}
