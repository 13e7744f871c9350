"""How long each class of data is kept. Apps register how theirs is removed; the schedule itself is data of oversight."""

import datetime as dt
from collections.abc import Callable

from leitu.core.models import JobRun

Sweep = Callable[[dt.datetime], int]
_sweeps: dict[str, Sweep] = {}


def on_sweep(name: str, sweep: Sweep) -> None:
    """Register ``sweep(before)``, which removes what is older than that moment and returns how many. From ``apps.py``."""
    _sweeps[name] = sweep


def sweeps() -> dict[str, Sweep]:
    """All registered sweeps by name."""
    return dict(_sweeps)


def sweep_runs(before: dt.datetime) -> int:
    """Runs of jobs that began before the moment."""
    return JobRun.objects.filter(tenant_id=0, minute__lt=before).delete()[0]
