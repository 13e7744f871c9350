"""Save a roll of 25 and archive, several clients at once on a real server, against a plain view that inserts 26 rows."""

import datetime as dt
import http.client
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median_low
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.urls import reverse

from bench import plain
from bench.group import Context
from bench.measure import progress
from bench.roll import TEXT, branches, filled, secretary_of
from bench.table import Row
from bench.worlds import ROOT, World
from leitu.activities import actions
from leitu.activities.models import Activity, ActivityKind
from leitu.core.actor import Actor, console
from leitu.core.clock import today
from leitu.orgs.models import Unit

FEW, MANY, THINKING = 4, 16, 0.020
MEETINGS = 64
"""Of each run, over all its clients; two requests each. Fewer would measure how sixteen clients begin and end."""
ROUNDS = 7
"""Plain, few and many in turn; a row is the round whose ratio is in the middle, for other work comes and goes."""
CSRF = "c" * 32
Request = tuple[str, str]


@dataclass
class Run:
    """What the clients of one run saw."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second that did what they should."""
        return self.answers[302] / self.seconds

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.answers.items() if status != 302)


def rows(context: Context) -> Iterator[Row]:
    """All runs on one server, one after the other; the first of both is thrown away."""
    world = context.worlds.postgres(context.size)
    root = Unit.objects.get(parent__isnull=True)
    actor = console("bench", root.tenant_id)
    with server(world) as port, plain_table():
        offices = Offices(actor, MANY)
        simple = [[("/bench/plain/", "")] * (2 * MEETINGS // FEW)] * FEW
        load(port, offices.cookies[:FEW], simple)
        load(port, offices.cookies[:FEW], offices.meetings(FEW))
        plain_few, few_many, failed = [], [], 0
        for _round in range(ROUNDS):
            against = load(port, offices.cookies[:FEW], simple)
            few = load(port, offices.cookies[:FEW], offices.meetings(FEW))
            many = load(port, offices.cookies, offices.meetings(MANY), thinking=THINKING)
            assert not against.failed and not few.failed, "every request of the calm runs was answered as it should be"
            plain_few.append((few.rate, against.rate))
            few_many.append((many.rate, few.rate))
            failed += many.failed
    yield context.row("save a roll of 25 and archive, 4 clients (requests/s)", *_middle("of the plain view", plain_few))
    yield context.row(
        "the same with 16 clients and 20 ms of think time (requests/s)", *_middle("of 4 clients", few_many)
    )
    yield context.row("the same with 16 clients and 20 ms of think time: answers that failed", failed)


def _middle(words: str, pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The pair whose ratio is in the middle."""
    ratios = [ours / against for ours, against in pairs]
    progress(f"{words}: {[round(ratio, 2) for ratio in ratios]}")
    return pairs[ratios.index(median_low(ratios))]


class Offices:
    """Secretaries who are signed in, and the meetings that wait for their roll."""

    def __init__(self, actor: Actor, count: int) -> None:
        self.actor = actor
        self.units = branches(actor.tenant_id)
        self.clients = [secretary_of(actor, [self._unit(number)]) for number in range(count)]
        self.cookies = [client.cookies[settings.SESSION_COOKIE_NAME].value for client in self.clients]
        self.kind = ActivityKind.objects.get(tenant_id=actor.tenant_id, code="theme_day")
        held = Activity.objects.filter(unit__in=self.units, on=today()).values_list("starts_at", flat=True)
        free = {dt.time(h, m, s) for h in range(24) for m in range(60) for s in range(0, 60, 7)} - set(held)
        self._times = random.sample(sorted(free), len(free))

    def _unit(self, number: int) -> Unit:
        return self.units[number % len(self.units)]

    def meetings(self, clients: int) -> list[list[Request]]:
        """For each client the forms that he will send: the roll, then minutes and archive."""
        return [
            [request for _ in range(MEETINGS // clients) for request in self._meeting(number)]
            for number in range(clients)
        ]

    def _meeting(self, number: int) -> list[Request]:
        unit = self._unit(number)
        activity = actions.plan(
            actor=self.actor, unit=unit, kind=self.kind, on=today(), starts_at=self._times.pop(), topic="学习文件"
        )
        actions.start(actor=self.actor, activity=activity)
        activity.refresh_from_db()
        address, values = filled(self.clients[number], reverse("activities:save_roll", args=[activity.pk]))
        after = {"form_key": secrets.token_urlsafe(16), "version": str(activity.version + 1), "text": TEXT}
        return [_request(address, values), _request(reverse("activities:archive", args=[activity.pk]), after)]


def _request(address: str, values: dict[str, str]) -> Request:
    return address, urlencode(values)


def load(port: int, cookies: list[str], work: list[list[Request]], thinking: float = 0.0) -> Run:
    """Every client sends its requests one after the other over its own connection; all begin at once."""
    run, gate = Run(), threading.Barrier(len(cookies) + 1)
    clients = [
        threading.Thread(target=_client, args=(port, cookie, requests, thinking, gate, run))
        for cookie, requests in zip(cookies, work, strict=True)
    ]
    for client in clients:
        client.start()
    gate.wait()
    begun = time.perf_counter()
    for client in clients:
        client.join()
    run.seconds = time.perf_counter() - begun
    return run


def _client(
    port: int, cookie: str, requests: list[Request], thinking: float, gate: threading.Barrier, run: Run
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    names = {settings.SESSION_COOKIE_NAME: cookie, settings.CSRF_COOKIE_NAME: CSRF}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in names.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    gate.wait()
    for address, body in requests:
        line.request("POST", address, f"csrfmiddlewaretoken={CSRF}&{body}", headers)
        answer = line.getresponse()
        answer.read()
        run.answers[answer.status] += 1  # one thread at a time: the interpreter's lock
        time.sleep(thinking)


@contextmanager
def plain_table() -> Iterator[None]:
    """The table of the plain view, for as long as it is needed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute(plain.TABLE)
        yield
        cursor.execute("DROP TABLE bench_plain")


@contextmanager
def server(world: World) -> Iterator[int]:
    """Leitu served as ``make run`` serves it, with the plain view beside it; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "8"]
    command = [sys.executable, "-m", "granian", *words, "--log-level", "warning", "leitu.config.wsgi:application"]
    environment = {**world.environment, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("GET", reverse("accounts:sign_in"))
            line.getresponse().read()
            return
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
