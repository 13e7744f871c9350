"""What a restore would take away."""

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet

from leitu.audit.models import Entry
from leitu.backups import archive, keys, shelf
from leitu.backups.archive import Manifest
from leitu.backups.databases import counted, store_for, tables
from leitu.backups.shelf import Shelved
from leitu.core.actor import ActorKind
from leitu.core.clock import now
from leitu.orgs.models import Installation

ALARM_AFTER = dt.timedelta(days=2)
LOOK_EVERY_SECONDS = 60
LONG_WITHOUT = "backups.long_without"
QUIET_TABLES = ("core_jobrun", "django_session", "ui_submittedform", "audit_seal", "django_migrations")
"""They change by themselves; nobody misses their rows."""


@dataclass(frozen=True)
class Preview:
    """``entries``: how many acts since; ``rows``: table -> (in the backup, now), where they differ."""

    manifest: Manifest
    entries: int
    rows: dict[str, tuple[int, int]]


def lost_entries(manifest: Manifest) -> "QuerySet[Entry]":
    """What people did since the backup, the newest first."""
    return Entry.objects.filter(pk__gt=manifest.last_entry).order_by("-pk")


def changed_by_people(manifest: Manifest) -> bool:
    """Whether anybody but the jobs did anything since."""
    return lost_entries(manifest).exclude(actor_kind=ActorKind.SYSTEM).exists()


def preview(manifest: Manifest) -> Preview:
    """What the restore of this backup would take away."""

    def ask(asked: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return list(cursor.fetchall())

    here = dict(counted(ask, tables(connection.vendor, ask)))
    rows = {
        table: (count, here[table])
        for table, count in manifest.tables.items()
        if table in here and here[table] != count and table not in QUIET_TABLES
    }
    return Preview(manifest, lost_entries(manifest).count(), rows)


def preview_of_file(path: Path, typed_key: str = "") -> Preview:
    """The same of a file that may come from elsewhere. Raises WrongKey, Damaged, Unfit."""
    recovery = [keys.read_back(typed_key)] if typed_key else []
    shelf.folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="work-", dir=shelf.folder()) as folder:
        manifest = archive.unpack(path, Path(folder), [keys.machine_identity(), *recovery])
    store_for(manifest)
    return preview(manifest)


def is_long_without() -> bool:
    """Whether the installation is older than two days and no backup of these days was found good; looked at once a
    minute, for it stands on every page of whoever keeps the backups.
    """
    known: bool | None = cache.get(LONG_WITHOUT)
    if known is None:
        since = now() - ALARM_AFTER
        newest = newest_good()
        is_old = Installation.objects.filter(initialised_at__lt=since).exists()
        known = is_old and (newest is None or newest.made_at < since)
        cache.set(LONG_WITHOUT, known, LOOK_EVERY_SECONDS)
    return known


def newest_good() -> Shelved | None:
    """The newest backup that was tried out and found good."""
    return next((one for one in shelf.all_backups() if one.is_good and one.reason != shelf.BROUGHT), None)
