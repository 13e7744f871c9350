"""Save a roll of 25 and archive: the rows, the bytes of write-ahead log and the statements of those two requests.

Statements are those of both transactions, from the first word after BEGIN to the last before COMMIT: the guard against
double submits, the lock, what is read under it, what is written, entries and facts. What every request asks before it
(session, account, sign-in, grants; then the page's own look at activity, list and roll) is said on standard error.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from time import sleep
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from bench.group import Context
from bench.measure import progress
from bench.table import Row
from leitu.accounts.actions import open_account
from leitu.activities import actions
from leitu.activities.models import Activity, ActivityKind
from leitu.core.actor import Actor, console
from leitu.core.clock import now, today
from leitu.orgs import actions as orgs
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant, Role, Unit
from leitu.people.models import Membership

SIZE = 25
BRANCHES, MEETINGS = 3, 4
TEXT = "会议传达学习了上级文件，通报了上月工作，讨论并通过了本月安排。" * 3
SAVEPOINT = re.compile(r"(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO)")


@dataclass
class Counted:
    """What a request said to the database; ``inside`` a transaction or before it."""

    inside: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def listen(self) -> AbstractContextManager[None]:
        return connection.execute_wrapper(self._hear)

    def _hear(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not SAVEPOINT.match(sql):
            (self.inside if connection.in_atomic_block else self.before).append(sql)
        return execute(sql, params, many, context)


def rows(context: Context) -> Iterator[Row]:
    """The least of several meetings of several branches: what is more are leaves that split, and whatever else the
    server wrote meanwhile (the log is one for all)."""
    tenant = Unit.objects.get(parent__isnull=True).tenant_id
    actor = console("bench", tenant)
    units = branches(tenant)
    client = secretary_of(actor, units)
    with no_full_pages():
        found = [one_meeting(actor, client, unit) for unit in units for _meeting in range(MEETINGS)]
    statements = sorted({(len(c.inside), len(c.before)) for c, _rows, _bytes in found})
    progress(f"statements inside and before the transactions of both requests: {statements}")
    yield context.row("save a roll of 25 and archive: rows written", min(rows for _c, rows, _bytes in found))
    yield context.row("save a roll of 25 and archive: write-ahead log", min(size for _c, _rows, size in found) / 1024)
    yield context.row("save a roll of 25 and archive: statements", max(len(c.inside) for c, _rows, _bytes in found))


@contextmanager
def no_full_pages() -> Iterator[None]:
    """The log of the changes alone. The first change of a page after a checkpoint writes the whole page as well, 8 KB
    for whichever comes first: that says how long ago the checkpoint was, not what a meeting costs."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET full_page_writes = off")
        cursor.execute("SELECT pg_reload_conf()")
        sleep(0.5)
        try:
            yield
        finally:
            cursor.execute("ALTER SYSTEM RESET full_page_writes")
            cursor.execute("SELECT pg_reload_conf()")


def branches(tenant: int, after: int = 0, count: int = BRANCHES) -> list[Unit]:
    """``count`` branches whose number of members is nearest to SIZE, passing over the nearest ``after``."""
    held = Membership.objects.on(today()).filter(tenant_id=tenant, unit__kind__in=branch_kinds())
    sizes = held.order_by().values("unit_id").annotate(size=Count("pk", filter=~Q(suspensions__isnull=False)))
    near = sorted(sizes, key=lambda one: (abs(one["size"] - SIZE), one["unit_id"]))[after : after + count]
    units = Unit.objects.in_bulk([one["unit_id"] for one in near])
    return [units[one["unit_id"]] for one in near]


def secretary_of(actor: Actor, units: list[Unit]) -> Client:
    """A browser in which somebody is signed in who is secretary in all of them."""
    user = open_account(actor=actor, label=f"bench {now():%H%M%S}", tenant_id=actor.tenant_id)
    role = Role.objects.get(tenant_id=actor.tenant_id, code="secretary")
    for unit in units:
        orgs.grant(actor=actor, user=user, role=role, unit=unit, reach=Grant.Reach.BELOW)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def one_meeting(actor: Actor, client: Client, unit: Unit) -> tuple[Counted, int, int]:
    """Hold a meeting and record it: statements, rows and bytes of its two requests."""
    kind = ActivityKind.objects.get(tenant_id=actor.tenant_id, code="theme_day")
    time = now().time()
    activity = actions.plan(actor=actor, unit=unit, kind=kind, on=today(), starts_at=time, topic="学习文件")
    actions.start(actor=actor, activity=activity)
    first = filled(client, reverse("activities:save_roll", args=[activity.pk]))
    statements = Counted()
    written, size = server_rows(), server_bytes()
    with statements.listen():
        send(client, first)
    written, size = server_rows() - written, server_bytes() - size
    last = filled(client, reverse("activities:archive", args=[activity.pk]), text=TEXT)
    more, bigger = server_rows(), server_bytes()
    with statements.listen():
        send(client, last)
    assert Activity.objects.get(pk=activity.pk).state == Activity.State.ARCHIVED
    return statements, written + server_rows() - more, size + server_bytes() - bigger


def filled(client: Client, address: str, **more: str) -> tuple[str, dict[str, str]]:
    """What the page of a form would send when nothing is changed but ``more``."""
    page = client.get(address).content.decode()
    sent = {name: found for name in ("form_key", "version") if (found := _value(page, name))}
    sent |= dict.fromkeys(re.findall(r'name="(roll-\d+)"', page), "present")
    return address, sent | more


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found.group(1) if found else ""


def send(client: Client, form: tuple[str, dict[str, str]]) -> None:
    """Send it. Raises AssertionError when it did not lead on."""
    address, values = form
    answer = client.post(address, values)
    assert answer.status_code == 302, f"{address}: {answer.status_code}"


def server_rows() -> int:
    """Rows inserted, changed and deleted in this database so far, as PostgreSQL itself counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables WHERE schemaname = 'public'"
        )
        return int(cursor.fetchone()[0])


def server_bytes() -> int:
    """The end of the write-ahead log, in bytes from its beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        return int(cursor.fetchone()[0])
