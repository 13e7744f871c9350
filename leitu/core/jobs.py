"""Jobs that run by themselves: one plan, one guard, one runner (house.md: Jobs).

A job is a function without arguments that looks for what is due and does it; run twice it does nothing more. So
nothing is lost when a run is lost, and the guard only saves work: the row (name, minute) is written by whoever takes
the run. A run whose worker died is taken again; after five attempts it is parked, and the others go on.
"""

import datetime as dt
import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from huey import crontab

from leitu.core.clock import now
from leitu.core.models import JobRun

Work = Callable[[], dict[str, int | str] | None]
PLAN_ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = dt.timedelta(minutes=1)
LOOK_BACK = dt.timedelta(hours=26)
"""How late a run may come that no worker was there for."""
DEAD_AFTER = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 5
log = logging.getLogger("leitu.jobs")
_jobs: dict[str, "Job"] = {}
_pauses: list[Callable[[], bool]] = []


class UnknownJob(LookupError):
    """No job has this name."""


@dataclass(frozen=True)
class Job:
    """``cron`` has five fields (minute hour day month weekday), in the time of Shanghai."""

    name: str
    cron: str
    work: Work
    is_planned: Callable[[dt.datetime], bool]

    @property
    def what(self) -> str:
        """The first line of the function's docstring."""
        return (self.work.__doc__ or "").strip().partition("\n")[0]

    def planned(self, minute: dt.datetime) -> bool:
        """Whether the plan has a run at this minute."""
        return self.is_planned(minute.astimezone(PLAN_ZONE))

    def next_after(self, moment: dt.datetime) -> dt.datetime | None:
        """The next planned minute within a year, None when there is none."""
        minute = whole_minute(moment)
        for _step in range(366 * 24 * 60):
            minute += MINUTE
            if self.planned(minute):
                return minute
        return None


def pause_while(asks: Callable[[], bool]) -> None:
    """Register a question; while one of them answers yes, no worker begins a run. From ``apps.py``."""
    _pauses.append(asks)


def is_paused() -> bool:
    """Whether no run may begin now."""
    return any(asks() for asks in _pauses)


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """The minute in which a moment lies, aware."""
    return moment.replace(second=0, microsecond=0)


def job(name: str, *, cron: str) -> Callable[[Work], Work]:
    """Register a function of an app's ``tasks.py``. It may return what it did, as counts and words.

    Raises ValueError for a plan that cannot be read, and for a name that another function has.
    """

    def register(work: Work) -> Work:
        minute, hour, day, month, weekday = cron.split()
        plan = crontab(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, strict=True)
        known = _jobs.get(name)
        if known is not None and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = Job(name, cron, work, plan)
        return work

    return register


def jobs() -> list[Job]:
    """All registered jobs, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def job_named(name: str) -> Job:
    """The job with that name. Raises UnknownJob."""
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(name) from None


def take(name: str, minute: dt.datetime) -> JobRun | None:
    """The row of this run when it is ours: nobody else has it, or whoever had it died or failed. Else None.

    A job whose earlier run is still being worked on is left alone: its next run finds what is due then.
    """
    at = now()
    others = JobRun.objects.filter(tenant_id=0, name=name, outcome=JobRun.Outcome.RUNNING)
    if others.filter(alive_at__gt=at - DEAD_AFTER).exclude(minute=minute).exists():
        return None
    row = JobRun.objects.filter(tenant_id=0, name=name, minute=minute).first()
    if row is None:
        try:
            with transaction.atomic():
                return JobRun.objects.create(name=name, minute=minute, started_at=at, alive_at=at)
        except IntegrityError:
            return None
    died = row.outcome == JobRun.Outcome.RUNNING and at - row.alive_at > DEAD_AFTER
    failed = row.outcome == JobRun.Outcome.FAILED and at - row.alive_at > row.attempts * MINUTE
    if not died and not failed:
        return None
    same = JobRun.objects.filter(pk=row.pk, attempts=row.attempts, outcome=row.outcome)
    if row.attempts >= MOST_ATTEMPTS:
        same.update(outcome=JobRun.Outcome.PARKED, finished_at=at)
        return None
    again = {"attempts": row.attempts + 1, "outcome": JobRun.Outcome.RUNNING, "started_at": at, "alive_at": at}
    if not same.update(**again):
        return None
    row.refresh_from_db()
    return row


def run(row: JobRun) -> JobRun:
    """Do the work of a row that ``take`` gave us; what goes wrong stands in the row and in the log."""
    began = time.monotonic()  # the clock of the wall may jump while it runs
    try:
        row.result = dict(job_named(row.name).work() or {})
        row.outcome, row.problem = JobRun.Outcome.DONE, ""
    except Exception as problem:
        # The text of an error may hold a person's data; its kind and its place never do.
        row.outcome, row.problem = JobRun.Outcome.FAILED, where(problem)
        log.error("job %s failed: %s", row.name, row.problem)
    row.seconds = round(time.monotonic() - began, 3)
    row.finished_at = row.alive_at = now()
    row.save(update_fields=["result", "outcome", "problem", "seconds", "finished_at", "alive_at"])
    return row


def where(problem: BaseException) -> str:
    """The kind of an error and the line that raised it, without its text; at most 200 characters."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f"{frames[-1].filename.rpartition('/leitu/')[2]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(problem).__name__} at {place}"[:200]


def run_now(name: str) -> JobRun:
    """Run a job at once, whatever its plan says. Raises UnknownJob."""
    job_named(name)
    at = now()
    row, _made = JobRun.objects.update_or_create(
        tenant_id=0,
        name=name,
        minute=whole_minute(at),
        defaults={"outcome": JobRun.Outcome.RUNNING, "started_at": at, "alive_at": at, "finished_at": None},
    )
    return run(row)


def forget_the_future(at: dt.datetime) -> int:
    """Remove guards of minutes that have not come: the clock was set back, and they would block those minutes."""
    ahead = JobRun.objects.filter(tenant_id=0, minute__gt=at + 2 * MINUTE)
    removed, _by_model = ahead.delete()
    if removed:
        log.warning("the clock went back: %s runs of the future are forgotten", removed)
    return removed


class Plan:
    """What one worker has looked at so far; ``due`` is asked again and again."""

    def __init__(self) -> None:
        self.looked_until: dt.datetime | None = None

    def due(self) -> list[tuple[str, dt.datetime]]:
        """The runs to try now as (name, minute): planned since the last look, and those that died or failed.

        A job that never ran starts with its next planned minute; for the others the first look goes back 26 hours,
        for the time in which no worker was there. Of several missed runs only the last one is made up for.
        """
        minute = whole_minute(now())
        if self.looked_until is None or minute < self.looked_until:
            forget_the_future(minute)
        known = set(JobRun.objects.filter(tenant_id=0).values_list("name", flat=True).distinct())
        start = minute - LOOK_BACK if self.looked_until is None else max(self.looked_until, minute - LOOK_BACK)
        start = min(start, minute - MINUTE)
        found = []
        for one in jobs():
            back = minute
            while back > (start if one.name in known else minute - MINUTE):
                if one.planned(back):
                    found.append((one.name, back))
                    break
                back -= MINUTE
        self.looked_until = minute
        return found + [pair for pair in unfinished() if pair not in found]


def unfinished() -> list[tuple[str, dt.datetime]]:
    """The newest run of every job when it did not come to its end, so that it can be taken again."""
    waiting = (JobRun.Outcome.RUNNING, JobRun.Outcome.FAILED)
    rows = JobRun.objects.filter(tenant_id=0, outcome__in=waiting, minute__gt=now() - LOOK_BACK).order_by("minute")
    newer = JobRun.objects.filter(tenant_id=0)
    found = [(row.name, row.minute) for row in rows if row.name in _jobs]
    return [(name, minute) for name, minute in found if not newer.filter(name=name, minute__gt=minute).exists()]


def report_alive(rows: list[JobRun]) -> None:
    """Say that the runs of these rows are being worked on."""
    JobRun.objects.filter(pk__in=[row.pk for row in rows], outcome=JobRun.Outcome.RUNNING).update(alive_at=now())


def last_runs() -> dict[str, JobRun]:
    """The newest run of every job that ever ran, by name."""
    rows = JobRun.objects.filter(tenant_id=0)
    newest = dict(rows.order_by("name").values_list("name").annotate(Max("minute")))
    last = rows.filter(minute__in=set(newest.values()))
    return {row.name: row for row in last if row.name in _jobs and newest[row.name] == row.minute}
