"""What must not come back to life when a backup is restored: sessions, one-time words, open runs (security.md §6).

Each app registers what it has; restoring runs all of it on the copy, before the copy takes the place of the database.
"""

from collections.abc import Callable

from leitu.core.models import JobRun

Void = Callable[[], int]
_voids: dict[str, Void] = {}


def on_restore(name: str, void: Void) -> None:
    """Register ``void``, which makes void what was open and returns how many rows it was. From ``apps.py``."""
    _voids[name] = void


def void_all() -> dict[str, int]:
    """Make everything void that was open when the backup was made; returns the counts by name."""
    return {name: void() for name, void in sorted(_voids.items())}


def void_runs() -> int:
    """Runs that were under way: nobody works on them any more."""
    return JobRun.objects.filter(tenant_id=0, outcome=JobRun.Outcome.RUNNING).update(outcome=JobRun.Outcome.VOID)
