"""Clocks. Processor time where it can be had: a machine that does other things as well changes it least."""

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Spent:
    """Seconds: ``cpu`` of this process and of the server process that answers it, ``wall`` on the clock."""

    cpu: float
    wall: float


def spent(work: Callable[[], Any]) -> Spent:
    """How long one call takes."""
    backend = _backend()
    gc.collect()
    cpu, wall = _cpu(backend), time.perf_counter()
    work()
    return Spent(_cpu(backend) - cpu, time.perf_counter() - wall)


def compare(ours: Callable[[], Any], against: Callable[[], Any], times: int = 5) -> tuple[Spent, Spent]:
    """The best of ``times`` of both, taken in turn so that a busy minute strikes both. The first round warms up."""
    found: tuple[list[Spent], list[Spent]] = ([], [])
    ours()
    against()
    for _ in range(times):
        found[0].append(spent(ours))
        found[1].append(spent(against))
    return best(found[0]), best(found[1])


def best(found: list[Spent]) -> Spent:
    """The smallest of each clock: everything above it was somebody else's."""
    return Spent(min(one.cpu for one in found), min(one.wall for one in found))


def _backend() -> int:
    """The process that serves our connection to PostgreSQL on this machine; 0 on SQLite, which works in ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu(backend: int) -> float:
    return time.process_time() + (_on_processor(backend) if backend else 0.0)


def _on_processor(process: int) -> float:
    """Seconds that a process has run; /proc/PID/schedstat counts nanoseconds, where stat counts hundredths."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


@dataclass(frozen=True)
class Ran:
    """A command that ended: its seconds on the processor (children included), on the clock, its most memory in MB."""

    cpu: float
    wall: float
    peak: float
    output: str


def run(command: list[str], environment: dict[str, str], folder: Path) -> Ran:
    """Run a command and watch it with all its children, twenty times a second. Raises CalledProcessError."""
    begun, before = time.perf_counter(), os.times()
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True)
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    watch.ended.set()
    watch.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(cpu, time.perf_counter() - begun, watch.peak, output)


class _Watch(threading.Thread):
    """Adds up the memory of a process and its children, and keeps the largest sum."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak, self.ended = process, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            self.peak = max(self.peak, _memory(self.process))


def _memory(process: int) -> float:
    """The resident memory of a process and all below it, in MB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        children = [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return own / 1024 + sum(_memory(child) for child in children)


def progress(text: str) -> None:
    """One line about what is being measured, on standard error."""
    print(f"· {text}", file=sys.stderr, flush=True)
