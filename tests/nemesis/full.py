"""A disk that fills up under a running installation, and has room again; prints JSON.

LEITU_HOME lies on that disk, and so does what SQLite or PostgreSQL writes to.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse

from leitu.accounts.models import User
from leitu.activities.models import Activity
from leitu.audit.models import Entry
from leitu.audit.verify import verify
from leitu.core.actor import console
from leitu.core.invariants import broken
from leitu.facts.derive import differences
from leitu.orgs.models import Unit
from leitu.people.models import Post
from tests.nemesis import children

LEFT = {"sqlite": 48 * 1024, "postgresql": 192 * 1024}
"""Bytes that the ballast leaves, enough for a few rolls: PostgreSQL extends a dozen tables and indexes by a page each."""
MOST = 60
EVERY = 10
"""Rolls after which more of the room is taken: half empty pages, and a new segment of the log, hold those of many."""
AWAY = 120
"""Seconds that a database which gave up may take to come back once there is room."""


def fill(ballast: Path, part: int = 1) -> None:
    """Take all room but LEFT, or but the given part of it (a divisor)."""
    free = os.statvfs(ballast.parent)
    with ballast.open("ab") as out:
        out.write(b"\0" * max(0, free.f_bavail * free.f_frsize - LEFT[connection.vendor] // part))
    if part > 1 and (ballast.parent / "wal").exists():  # PostgreSQL's log lies on this disk
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_switch_wal()")


def main() -> None:
    call_command("demo", units=20, members=80, years=1, no_serve=True, stderr=sys.stderr)
    user = User.objects.get(username="secretary")
    unit: Unit = Post.objects.filter(person__account=user, title="secretary").select_related("unit").first().unit  # type: ignore[union-attr]
    client = children.browser(user)
    client.raise_request_exception = False
    meetings = children.started(console("full", unit.tenant_id), unit)
    ready = [next(meetings) for _number in range(MOST)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ballast = Path(os.environ["LEITU_HOME"]) / "ballast"
    forms = [(reverse("activities:save_roll", args=[one.pk]), one.pk) for one in ready]
    sent = {pk: children.form(client, address) for address, pk in forms}
    fill(ballast)

    report: dict[str, Any] = {"acknowledged": 0, "lost": [], "half": []}
    refused = None
    for address, pk in forms:
        answer = client.post(address, sent[pk])
        if answer.status_code != 302:
            refused = (address, pk, answer)
            break
        report["acknowledged"] += 1
        ours = Entry.objects.filter(object_type="activities.Activity", object_id=pk, verb="activities.save_roll")
        if ours.count() != 1:
            report["lost"].append(pk)
        if report["acknowledged"] % EVERY == 0:
            fill(ballast, 1 + report["acknowledged"] // EVERY)
    assert refused is not None, "the disk never filled up"
    address, pk, answer = refused
    report["status"], report["says"] = answer.status_code, "存储空间满了" in answer.content.decode()
    report["reads"] = [client.get(page).status_code for page in ("/", f"/activities/{pk}/", "/activities/", "/norms/")]

    ballast.unlink()
    report["waited"] = waited_for_database()
    if Entry.objects.filter(object_id=pk, verb="activities.save_roll").exists():
        report["half"].append(pk)
    for _address, key in forms[: report["acknowledged"]]:
        if not Entry.objects.filter(object_id=key, verb="activities.save_roll").exists():
            report["lost"].append(key)
    report["afterwards"] = client.post(address, sent[pk]).status_code
    report["state"] = Activity.objects.get(pk=pk).state
    report["broken"] = [str(found) for found in broken(unit.tenant_id)]
    report["differences"] = len(list(differences(unit.tenant_id)))
    report["audit"] = [found.problem for found in verify([]).findings]
    report["integrity"] = integrity()
    json.dump(report, sys.stdout, ensure_ascii=False)


def waited_for_database() -> bool:
    """Wait until it answers three times in a row, for it may be about to give up still; whether it had been away."""
    was_away, answered, deadline = False, 0, time.monotonic() + AWAY
    while answered < 3:
        connection.close()
        try:
            Unit.objects.exists()
            answered += 1
        except DatabaseError:
            was_away, answered = True, 0
            if time.monotonic() > deadline:
                raise
        time.sleep(0.5)
    return was_away


def integrity() -> str:
    """What the database's own check says: "ok", or what is damaged."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            return str(cursor.fetchone()[0])
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
            " WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.relpersistence = 'p'"
        )
        return "ok"
