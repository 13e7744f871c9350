"""When an open matter is reminded of: four days around its date, each once."""

import datetime as dt

STAGES = (-7, -1, 1, 2)
"""Days from the date: a week before, the day before, the day after; then the superior of the owner."""
SUPERIOR = len(STAGES)


def stage_on(due_on: dt.date, day: dt.date) -> int:
    """How many of the stages have come by ``day``: 0 before the first."""
    return sum(day >= due_on + dt.timedelta(days=days) for days in STAGES)
