"""The process that runs jobs: huey's scheduler and threads around ``leitu.core.jobs``.

The queue lives in memory: what is due stands in the database, so a queue that dies with its process loses nothing.
"""

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, close_old_connections
from huey import MemoryHuey
from huey.consumer import Consumer

from leitu.core import jobs
from leitu.core.models import JobRun

THREADS = 2
HEARTBEAT_SECONDS = 20.0
PARENT_SECONDS = 1.0


class Worker:
    """``serve`` blocks until the process is told to end (Ctrl-C, TERM)."""

    def __init__(self) -> None:
        self.plan = jobs.Plan()
        self.running: dict[int, JobRun] = {}
        self.ended = threading.Event()
        self.queue = MemoryHuey("leitu", results=False)
        self.work = self.queue.task()(self._work)
        self.queue.periodic_task(_always)(self.look)

    def look(self) -> None:
        """Hand out what is due; called at the beginning of every minute."""
        close_old_connections()
        for name, minute in self.plan.due():
            self.work(name, minute.isoformat())

    def _work(self, name: str, minute: str) -> None:
        if jobs.is_paused():
            return  # it is found again when it goes on
        close_old_connections()
        row = jobs.take(name, dt.datetime.fromisoformat(minute))
        if row is None:
            return
        self.running[row.pk] = row
        try:
            jobs.run(row)
        finally:
            del self.running[row.pk]
            close_old_connections()

    def beat(self) -> None:
        """Report long runs as alive, so that no other worker takes them for dead."""
        while not self.ended.wait(HEARTBEAT_SECONDS):
            if self.running:
                try:
                    jobs.report_alive(list(self.running.values()))
                except DatabaseError:
                    close_old_connections()  # tried again at the next beat

    def watch(self, parent: int) -> None:
        """End with the process that started this one: a demo that is closed leaves nothing behind."""
        while not self.ended.wait(PARENT_SECONDS):
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def serve(self, *, beside: bool = False) -> None:
        """Run jobs until the end; ``beside``: and no longer than the process that started this one."""
        self._start(self.beat)
        if beside:
            self._start(self.watch, os.getppid())
        self.look()
        try:
            Consumer(self.queue, workers=THREADS, backoff=1.0, initial_delay=1.0, max_delay=1.0).run()
        finally:
            self.ended.set()

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        threading.Thread(target=target, args=arguments, daemon=True).start()


def _always(moment: dt.datetime) -> bool:
    return True
