"""Jobs: one plan, one guard, nothing lost with a dead worker or a clock that jumps."""

import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from leitu.core import jobs
from leitu.core.command import Usage
from leitu.core.models import JobRun
from leitu.core.worker import Worker

NOON = dt.datetime(2026, 11, 23, 4, 0, 30, tzinfo=dt.UTC)  # 12:00:30 in Shanghai
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An empty table of jobs, and what the jobs of the test did."""
    monkeypatch.setattr(jobs, "_jobs", {})
    done: list[str] = []

    @jobs.job("test.often", cron="* * * * *")
    def often() -> dict[str, int | str]:
        """Done every minute."""
        done.append("often")
        return {"rows": len(done)}

    @jobs.job("test.nightly", cron="30 2 * * *")
    def nightly() -> None:
        done.append("nightly")

    with time_machine.travel(NOON, tick=False):
        yield done


def work_off(plan: jobs.Plan) -> list[str]:
    """Take and run what is due."""
    rows = [row for name, minute in plan.due() if (row := jobs.take(name, minute))]
    return [jobs.run(row).name for row in rows]


def test_a_job_runs_in_its_minute_and_once(done: list[str]) -> None:
    one, other = jobs.Plan(), jobs.Plan()
    assert work_off(one) == ["test.often"]
    assert work_off(other) == [], "a second worker finds the guard"
    assert work_off(one) == []
    assert done == ["often"]
    row = JobRun.objects.get()
    assert (row.outcome, row.result) == (JobRun.Outcome.DONE, {"rows": 1})


def test_the_guard_is_a_constraint(done: list[str]) -> None:
    jobs.take("test.often", NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        JobRun.objects.create(name="test.often", minute=NOON, started_at=NOON, alive_at=NOON)


def test_the_plan_is_read_in_shanghai(done: list[str]) -> None:
    night = dt.datetime(2026, 11, 23, 18, 30, tzinfo=dt.UTC)
    assert jobs.job_named("test.nightly").next_after(NOON) == night
    with time_machine.travel(night, tick=False):
        assert work_off(jobs.Plan()) == ["test.nightly", "test.often"]


def test_a_new_job_waits_for_its_plan_and_a_missed_one_is_made_up_for(done: list[str]) -> None:
    work_off(jobs.Plan())
    assert "nightly" not in done, "never ran before: nothing was missed"
    jobs.run_now("test.nightly")
    done.clear()
    with time_machine.travel(NOON + dt.timedelta(hours=23), tick=False):
        assert work_off(jobs.Plan()) == ["test.nightly", "test.often"]
        assert work_off(jobs.Plan()) == []


def test_a_run_whose_worker_died_is_taken_again_until_it_is_parked(done: list[str]) -> None:
    minute = jobs.whole_minute(NOON)
    with time_machine.travel(NOON, tick=False) as clock:
        assert jobs.take("test.nightly", minute) is not None
        assert jobs.take("test.nightly", minute) is None, "still alive"
        for attempt in itertools.count(2):
            clock.shift(jobs.DEAD_AFTER + MINUTE)
            taken = jobs.take("test.nightly", minute)
            if taken is None:
                break
            assert taken.attempts == attempt
    assert attempt == jobs.MOST_ATTEMPTS + 1
    assert JobRun.objects.get(name="test.nightly").outcome == JobRun.Outcome.PARKED


def test_a_failure_is_told_without_its_text_and_tried_again(
    done: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    @jobs.job("test.broken", cron="0 12 * * *")
    def broken() -> None:
        raise ValueError("秘密 110101199003074258")

    plan = jobs.Plan()
    assert work_off(plan) == ["test.broken", "test.often"], "the others go on"
    row = JobRun.objects.get(name="test.broken")
    assert row.outcome == JobRun.Outcome.FAILED
    assert row.problem.startswith("ValueError at ")
    assert "110101199003074258" not in row.problem + caplog.text
    with time_machine.travel(NOON + 2 * MINUTE, tick=False):
        assert "test.broken" in work_off(plan)
        row.refresh_from_db()
        assert row.attempts == 2


def test_a_clock_set_back_does_not_stop_the_jobs(done: list[str]) -> None:
    plan = jobs.Plan()
    work_off(plan)
    with time_machine.travel(NOON - dt.timedelta(hours=3), tick=False):
        assert work_off(plan) == ["test.often"]
    assert work_off(jobs.Plan()) == ["test.often"], "the minutes that come again run again"


def test_a_clock_set_forward_makes_up_for_one_run_only(done: list[str]) -> None:
    plan = jobs.Plan()
    work_off(plan)
    with time_machine.travel(NOON + dt.timedelta(days=3650), tick=False):
        assert work_off(plan) == ["test.often"]


def test_a_run_that_takes_long_is_not_overtaken(done: list[str]) -> None:
    plan = jobs.Plan()
    assert [jobs.take(*pair) is not None for pair in plan.due()] == [True]
    with time_machine.travel(NOON + MINUTE, tick=False):
        assert work_off(plan) == []
    with time_machine.travel(NOON + 5 * MINUTE, tick=False):
        assert work_off(plan) == ["test.often"], "its worker died"


def test_the_worker_hands_out_what_is_due(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitu.core.worker.close_old_connections", lambda: None)  # it is the test's own
    worker = Worker()
    worker.look()
    task = worker.queue.dequeue()
    worker.queue.execute(task)
    assert done == ["often"]
    assert worker.running == {}


def test_a_plan_that_cannot_be_read_is_refused(done: list[str]) -> None:
    with pytest.raises(ValueError):
        jobs.job("test.other", cron="61 * * * *")(lambda: None)
    with pytest.raises(ValueError, match="two jobs"):
        jobs.job("test.often", cron="* * * * *")(lambda: None)


def test_the_command_lists_and_runs(
    done: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leitu.core.command.initialised", lambda: True)
    call_command("jobs", "run", "test.often")
    assert done == ["often"]
    call_command("jobs")
    assert "Done every minute." in capsys.readouterr().out
    with pytest.raises(Usage, match=r"test\.nightly, test\.often"):
        call_command("jobs", "run", "nothing")
