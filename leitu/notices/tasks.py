"""Jobs: they look for what is due; run twice they do nothing more."""

from leitu.core.jobs import job
from leitu.notices.collect import collect
from leitu.notices.deliver import deliver
from leitu.notices.digest import compose
from leitu.notices.heads import compose_heads


@job("notices.collect", cron="* * * * *")
def collect_notices() -> dict[str, int | str]:
    """Make notices of entries that were not told at once."""
    return {"told": collect()}


@job("notices.digest", cron="*/5 * * * *")
def compose_digests() -> dict[str, int | str]:
    """Put together the daily digests that are due."""
    return {"made": compose()}


@job("notices.heads", cron="20 8 * * *")
def send_heads() -> dict[str, int | str]:
    """Put together the day's mail with the heads of the audit."""
    return {"made": compose_heads()}


@job("notices.deliver", cron="* * * * *")
def deliver_messages() -> dict[str, int | str]:
    """Send what waits, by mail and to groups."""
    sent, failed = deliver()
    return {"sent": sent, "failed": failed}
