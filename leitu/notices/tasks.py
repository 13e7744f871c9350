"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.jobs import job
from leitu.notices.collect import collect
from leitu.notices.deliver import deliver
from leitu.notices.digest import compose


@job("notices.collect", cron="* * * * *")
def collect_notices() -> dict[str, int | str]:
    """Make notices of entries that were not told at once."""
    return {"told": collect()}


@job("notices.digest", cron="*/5 * * * *")
def compose_digests() -> dict[str, int | str]:
    """Put together the daily digests that are due."""
    return {"made": compose()}


@job("notices.deliver", cron="* * * * *")
def deliver_messages() -> dict[str, int | str]:
    """Send what waits, by mail and to groups."""
    sent, failed = deliver()
    return {"sent": sent, "failed": failed}
