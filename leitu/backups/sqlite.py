"""SQLite: VACUUM INTO out of the live file, the backup API back into it (security.md 6.1)."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from leitu.backups.archive import Manifest
from leitu.backups.databases import Scratch, describe
from leitu.backups.errors import Damaged, Unfit

FILE = "database.sqlite3"
WAIT_SECONDS = 60.0


def _connect(path: str) -> Any:
    import sqlite3  # the repaired one: leitu.config.engine put it there

    return sqlite3.connect(path, isolation_level=None, timeout=WAIT_SECONDS)


class SqliteStore:
    name = "sqlite"

    def path(self) -> str:
        """The live file. Raises Unfit for a database in memory."""
        found = str(connection.settings_dict["NAME"])
        if ":memory:" in found or "mode=memory" in found:
            raise Unfit("A database in memory cannot be backed up.")
        return found

    def dump(self, folder: Path) -> Manifest:
        target = folder / FILE
        with closing(_connect(self.path())) as live:
            live.execute("PRAGMA secure_delete=ON")
            live.execute("VACUUM INTO ?", [str(target)])
        with closing(_connect(str(target))) as copy:
            self._check(copy)
            return describe(self.name, lambda sql: copy.execute(sql).fetchall())

    def _check(self, copy: Any) -> None:
        """Raises Damaged."""
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise Damaged("SQLite finds the copy damaged.")
        if copy.execute("PRAGMA foreign_key_check").fetchall():
            raise Damaged("A row of the copy points at a row that is not there.")

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Scratch]:
        path = folder / FILE
        if not path.exists():
            raise Damaged("The backup holds no database.")
        with closing(_connect(str(path))) as copy:
            self._check(copy)
        yield Scratch(f"sqlite:///{path}", str(path))

    def swap(self, scratch: Scratch, folder: Path) -> None:
        """One transaction of SQLite itself: readers see the old file or the new one, also after a crash."""
        connection.close()
        with closing(_connect(scratch.place)) as copy, closing(_connect(self.path())) as live:
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            live.execute("PRAGMA synchronous=FULL")
            copy.backup(live, progress=_until(time.monotonic() + WAIT_SECONDS))
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _until(deadline: float) -> Callable[[int, int, int], None]:
    """Give up when a writer does not let go: the copy waits for it without an end of its own."""

    def progress(status: int, remaining: int, total: int) -> None:
        if remaining and time.monotonic() > deadline:
            raise Unfit("Somebody keeps writing; the restore has not begun. Try again when it is quiet.")

    return progress
