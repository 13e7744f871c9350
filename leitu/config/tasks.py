"""Jobs of the floors that know no jobs."""

from leitu.core.jobs import job
from leitu.ui.once import forget_old


@job("ui.forget_forms", cron="20 3 * * *")
def forget_forms() -> dict[str, int | str]:
    """Forget which forms were sent, once no page can be open any more that would send them again."""
    return {"forgotten": forget_old()}
