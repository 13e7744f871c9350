"""Choose the SQLite library before Django loads one.

Debian's SQLite 3.40 has the WAL-reset corruption bug, which needs exactly what a web server and a
worker are: WAL and two connections. The wheel of pysqlite3 brings a repaired library.
"""

import sys

import pysqlite3

FIXED = (3, 51, 3)
BACKPORTS = {(3, 44): 6, (3, 50): 7}


def use_bundled_sqlite() -> None:
    """Make ``import sqlite3`` mean pysqlite3 in this process."""
    if sys.modules.get("sqlite3") is not pysqlite3:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def wal_is_safe(version: tuple[int, ...] = pysqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite may use a write-ahead log (see security.md finding 2)."""
    if version >= FIXED:
        return True
    patched = BACKPORTS.get((version[0], version[1]))
    return patched is not None and version[2] >= patched


def pragmas() -> str:
    """The pragmas that every SQLite connection starts with."""
    journal = "WAL" if wal_is_safe() else "DELETE"
    return (
        f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;PRAGMA busy_timeout=5000;"
        "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;PRAGMA trusted_schema=OFF;"
        "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY"
    )
