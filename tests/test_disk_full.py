"""A full disk: a clear answer, reading goes on, nothing is half done, and no restart is needed (security.md R3)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from leitu.ui.errors import status_of
from tests.source import ROOT
from tests.support.postgres import cluster, find_binaries, other_user
from tests.test_nemesis import BOOT

SIZE = "40m"
SIZE_OF_CLUSTER = "160m"
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 64MB
wal_recycle = off
checkpoint_timeout = 1h
"""
"""What is acknowledged is written here; new files of the log are asked of the disk one by one. A checkpoint on a full disk
makes PostgreSQL give up, as a full log does; between two of them it only refuses what does not fit.
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that PostgreSQL may enter as another user; every pytest that starts beside closes those of pytest."""
    with TemporaryDirectory(prefix="leitu-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def small_disk(place: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of a few megabytes in memory; only root may mount one."""
    folder = place / "disk"
    folder.mkdir()
    size = getattr(request, "param", SIZE)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "leitu", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def filled_up(database: str, disk: Path) -> dict[str, Any]:
    """The report of an installation whose disk filled up and was emptied again."""
    env = {**os.environ, "DATABASE_URL": database, "LEITU_HOME": str(disk), "LEITU_TEST": "1"}
    words = [sys.executable, "-c", BOOT.replace("nemesis.house", "nemesis.full")]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    assert (report["lost"], report["half"]) == ([], []), report
    assert (report["afterwards"], report["integrity"], report["broken"]) == (302, "ok", []), report
    assert (report["differences"], report["audit"]) == (0, []), report
    return report


def test_a_full_disk_is_said_and_survived(small_disk: Path) -> None:
    report = filled_up(f"sqlite:///{small_disk / 'leitu.sqlite3'}", small_disk)
    assert (report["status"], report["says"]) == (507, True), report
    assert report["reads"] == [200, 200, 200, 200]


@pytest.mark.postgres_only
@pytest.mark.parametrize("small_disk", [SIZE_OF_CLUSTER], indirect=True)
def test_full_disk_of_the_tables_is_said_and_survived(small_disk: Path, place: Path) -> None:
    """The log has room: PostgreSQL refuses what does not fit and goes on."""
    binaries = find_binaries()
    assert binaries is not None
    log = place / "wal"
    with cluster(
        binaries,
        small_disk / "pg",
        f"{CONFIGURATION}max_wal_size = 1GB\n",
        words=("--wal-segsize=1", f"--waldir={room_for(log)}"),
    ) as database:
        report = filled_up(database, small_disk)
    assert (report["status"], report["says"], report["waited"]) == (507, True, False), report
    assert report["reads"] == [200, 200, 200, 200]


@pytest.mark.postgres_only
@pytest.mark.parametrize("small_disk", [SIZE_OF_CLUSTER], indirect=True)
def test_full_disk_of_the_log_stops_postgresql_and_nothing_is_lost(small_disk: Path, place: Path) -> None:
    """Without room for its log PostgreSQL gives up: pages say that it is away, and it comes back when there is room."""
    binaries = find_binaries()
    assert binaries is not None
    words = ("--wal-segsize=1", f"--waldir={room_for(small_disk / 'wal')}")
    small_log = f"{CONFIGURATION}max_wal_size = 8MB\n"
    with cluster(binaries, room_for(place / "pg"), small_log, words=words, revived=True) as database:
        report = filled_up(database, small_disk)
    assert re.search("PANIC:.*No space left on device", (place / "pg" / "log").read_text())
    assert report["status"] in (503, 507), report
    assert set(report["reads"]) <= {200, 503}, report


def room_for(folder: Path) -> Path:
    """An empty folder in which whoever runs PostgreSQL may write."""
    folder.mkdir()
    if owner := other_user():
        os.chown(folder, owner["user"], owner["group"])
        folder.chmod(0o700)
    return folder


def test_what_went_wrong_decides_the_page() -> None:
    from django.db import OperationalError
    from django.db.utils import DataError

    assert status_of(OperationalError("database or disk is full")) == 507
    assert status_of(OperationalError("could not extend file: No space left on device")) == 507
    assert status_of(OSError(28, "No space left on device")) == 507
    assert status_of(OperationalError("database is locked")) == 503
    assert status_of(DataError("x")) == 500
    assert status_of(None) == 500
