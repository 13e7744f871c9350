"""Processes that may be killed at any moment: a web process, an import, a worker. Each tells what was acknowledged.

A child is forked from a process in which everything is loaded already, so that the first statement reaches the
database within milliseconds; it is the product's own request path, from the middleware to the commit.
"""

import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn, User
from leitu.activities import actions
from leitu.activities.models import Activity, ActivityKind
from leitu.core.actor import Actor, console
from leitu.core.clock import now, today
from leitu.core.jobs import Plan, run, take
from leitu.core.tabular import limits
from leitu.orgs.models import Unit
from leitu.people.importing import import_members

Say = Callable[[dict[str, Any]], None]
TEXT = "会议学习了文件，讨论并通过了本月安排，明确了负责同志和完成时间。"


@dataclass
class Story:
    """What a child told before it ended: ``tried`` before it sent something, ``done`` when that was acknowledged."""

    tried: list[dict[str, Any]] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)
    killed: bool = False


def fork(work: Callable[[Say], None]) -> tuple[int, int]:
    """Start a child; returns its process and the pipe on which it tells."""
    connections.close_all()
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.close(reading)
    code = 1
    try:
        work(lambda told: os.write(writing, json.dumps(told).encode() + b"\n") and None)
        code = 0
    except BaseException as problem:
        sys.stderr.write(f"child: {type(problem).__name__}: {problem}\n")
    finally:
        os._exit(code)


def story_of(process: int, reading: int) -> Story:
    """Wait for a child's end and read what it told."""
    with os.fdopen(reading, "rb") as pipe:
        lines = [json.loads(line) for line in pipe.read().splitlines()]
    _pid, status = os.waitpid(process, 0)
    story = Story(killed=os.WIFSIGNALED(status))
    for told in lines:
        (story.done if told.pop("done") else story.tried).append(told)
    return story


def killed_after(seconds: float, work: Callable[[Say], None]) -> Story:
    """Run a child and kill it (-9) so many seconds after its first word."""
    process, reading = fork(work)
    first = os.read(reading, 1) if seconds else b""
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told = first + pipe.read()
    _pid, status = os.waitpid(process, 0)
    story = Story(killed=os.WIFSIGNALED(status))
    for line in told.split(b"\n"):
        with contextlib.suppress(ValueError):  # the last line may be cut
            one = json.loads(line)
            (story.done if one.pop("done") else story.tried).append(one)
    return story


def browser(user: User) -> Client:
    """A browser in which the account is signed in."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    SignIn.objects.filter(user=user).update(strong=True)  # as after a second factor
    return client


def form(client: Client, address: str, **more: str) -> dict[str, str]:
    """What the page of a form would send when nothing is changed but ``more``."""
    page = client.get(address).content.decode()
    sent = {}
    for name in ("form_key", "version"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', page):
            sent[name] = found.group(1)
    return sent | dict.fromkeys(re.findall(r'name="(roll-\d+)"', page), "present") | more


def meetings(user_id: int, unit_id: int) -> Callable[[Say], None]:
    """A web process in which a secretary holds one meeting after the other."""

    def work(say: Say) -> None:
        user, unit = User.objects.get(pk=user_id), Unit.objects.get(pk=unit_id)
        client = browser(user)
        for activity in started(console("nemesis", unit.tenant_id), unit):
            for verb, more in (("save_roll", {}), ("archive", {"text": TEXT})):
                address = reverse(f"activities:{verb}", args=[activity.pk])
                sent = form(client, address, **more)
                say({"done": False, "activity": activity.pk, "verb": verb, "address": address, "sent": sent})
                answer = client.post(address, sent)
                if answer.status_code != 302:
                    raise RuntimeError(f"{address}: {answer.status_code}")
                say({"done": True, "activity": activity.pk, "verb": verb, "to": answer["Location"]})

    return work


def started(actor: Actor, unit: Unit) -> Iterator[Activity]:
    """Meetings under way, one after the other, each at a time of its own."""
    kind = ActivityKind.objects.get(tenant_id=unit.tenant_id, code="theme_day")
    while True:
        time_of_day = now().time().replace(tzinfo=None)
        activity = actions.plan(actor=actor, unit=unit, kind=kind, on=today(), starts_at=time_of_day, topic="nemesis")
        actions.start(actor=actor, activity=activity)
        yield activity


def imports(path: Path, tenant_id: int) -> Callable[[Say], None]:
    """A process that imports a sheet of members."""

    def work(say: Say) -> None:
        say({"done": False, "file": path.name})
        outcome = import_members(
            actor=console("nemesis", tenant_id), path=path, limits=limits.console(), under=None, commit=True
        )
        if outcome.errors:
            raise RuntimeError(str(outcome.errors[0]))
        say({"done": True, "file": path.name})

    return work


def jobs(say: Say) -> None:
    """A worker that does what is due, again and again."""
    for _round in range(1000):
        for name, minute in Plan().due():
            row = take(name, minute)
            if row is not None:
                say({"done": False, "run": row.pk})
                if run(row).outcome != "done":
                    raise RuntimeError(f"{row.name}: {row.problem}")
                say({"done": True, "run": row.pk})
        time.sleep(0.02)
