from typing import Any

from django.core.management.base import CommandParser

from leitu.core import jobs
from leitu.core.clock import now
from leitu.core.command import INPUT_ERROR, LeituCommand, Usage
from leitu.core.models import JobRun


class Command(LeituCommand):
    help = "jobs: the planned jobs with their last run and the next. jobs run NAME: run one at once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", nargs="?", choices=["list", "run"], default="list")
        parser.add_argument("name", nargs="?", default="", help="the job to run")

    def run(self, **options: Any) -> int:
        return (
            self._run(options["name"], options["format"]) if options["what"] == "run" else self._list(options["format"])
        )

    def _run(self, name: str, output: str) -> int:
        try:
            row = jobs.run_now(name)
        except jobs.UnknownJob:
            known = ", ".join(one.name for one in jobs.jobs())
            raise Usage(f"There is no job {name or '(none given)'}. There are: {known}") from None
        if output == "json":
            self.show(report(row))
        self.tell(f"{row.name}: {row.outcome} after {row.seconds} s. {row.result or row.problem or ''}".rstrip())
        return 0 if row.outcome == JobRun.Outcome.DONE else INPUT_ERROR

    def _list(self, output: str) -> int:
        last, at = jobs.last_runs(), now()
        if output == "json":
            self.show({"jobs": [self._line(one, last.get(one.name), at) for one in jobs.jobs()]})
            return 0
        for one in jobs.jobs():
            row = last.get(one.name)
            ran = f"{row.minute.astimezone(jobs.PLAN_ZONE):%Y-%m-%d %H:%M} {row.outcome}" if row else "never"
            self.stdout.write(f"{one.name:<28}{one.cron:<16}{ran:<28}{one.what}")
        return 0

    def _line(self, one: jobs.Job, row: JobRun | None, at: Any) -> dict[str, Any]:
        last = report(row) if row else None
        return {"name": one.name, "cron": one.cron, "what": one.what, "next": one.next_after(at), "last": last}


def report(row: JobRun) -> dict[str, Any]:
    """One run, ready for JSON."""
    return {
        "name": row.name,
        "minute": row.minute,
        "outcome": row.outcome,
        "attempts": row.attempts,
        "seconds": row.seconds,
        "result": row.result,
        "problem": row.problem,
    }
