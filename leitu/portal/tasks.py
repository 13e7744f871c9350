"""The job that keeps the dashboards of large units fresh."""

from leitu.core.jobs import job
from leitu.portal import pictures


@job("portal.pictures", cron="*/5 * * * *")
def make_pictures() -> dict[str, int | str]:
    """Count the dashboards of large units anew."""
    return {"made": pictures.make()}
