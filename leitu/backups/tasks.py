from leitu.backups import actions, queries, shelf
from leitu.core.actor import system
from leitu.core.jobs import job


@job("backups.make", cron="15 2 * * *")
def make() -> dict[str, int | str]:
    """Back the installation up."""
    made = actions.make_backup(actor=system("backups.make"), reason=shelf.NIGHTLY)
    return {"name": made.name, "bytes": made.size}


@job("backups.hourly", cron="5 0,1,3-23 * * *")
def hourly() -> dict[str, int | str]:
    """Back a small installation up when somebody changed something since the last backup."""
    newest = next((one for one in shelf.all_backups() if one.reason != shelf.BROUGHT), None)
    if newest is not None and newest.size > shelf.LARGE:
        return {"outcome": "large: at night only"}
    if newest is not None and not queries.changed_by_people(newest.manifest):
        return {"outcome": "nothing changed"}
    made = actions.make_backup(actor=system("backups.hourly"), reason=shelf.HOURLY)
    return {"name": made.name, "bytes": made.size}


@job("backups.try_out", cron="45 2 * * *")
def try_out() -> dict[str, int | str]:
    """Restore the newest backup beside the database and look whether all is there."""
    newest = next((one for one in shelf.all_backups() if one.reason not in shelf.NOT_OURS), None)
    if newest is None:
        return {"outcome": "there is no backup"}
    tried = actions.try_out(actor=system("backups.try_out"), name=newest.name)
    return {"name": tried.name, "outcome": tried.outcome}
