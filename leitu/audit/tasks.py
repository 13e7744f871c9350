from leitu.audit.sealing import publish, seal_all
from leitu.core.jobs import job


@job("audit.seal", cron="* * * * *")
def seal() -> dict[str, int | str]:
    """Seal the entries of the last minute."""
    return {"entries": seal_all()}


@job("audit.seal_late", cron="50 1 * * *")
def seal_late() -> dict[str, int | str]:
    """Seal entries that came very late, such as those of a transaction that took hours."""
    return {"entries": seal_all(thoroughly=True)}


@job("audit.publish", cron="*/10 * * * *")
def publish_heads() -> dict[str, int | str]:
    """Keep the heads of the chains outside the database."""
    return {"heads": len(publish())}
