"""A full disk: a clear answer, reading goes on, nothing is half done, and no restart is needed (security.md R3)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leitu.ui.errors import status_of
from tests.source import ROOT
from tests.test_nemesis import BOOT

SIZE = "40m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes in memory; only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "leitu", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def test_a_full_disk_is_said_and_survived(small_disk: Path) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{small_disk / 'leitu.sqlite3'}",
        "LEITU_HOME": str(small_disk),
        "LEITU_TEST": "1",
    }
    words = [sys.executable, "-c", BOOT.replace("nemesis.house", "nemesis.full")]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    assert (report["status"], report["says"]) == (507, True), report
    assert (report["lost"], report["half"]) == ([], [])
    assert report["reads"] == [200, 200, 200, 200]
    assert (report["afterwards"], report["integrity"], report["broken"]) == (302, "ok", [])


def test_what_went_wrong_decides_the_page() -> None:
    from django.db import OperationalError
    from django.db.utils import DataError

    assert status_of(OperationalError("database or disk is full")) == 507
    assert status_of(OperationalError("could not extend file: No space left on device")) == 507
    assert status_of(OSError(28, "No space left on device")) == 507
    assert status_of(OperationalError("database is locked")) == 503
    assert status_of(DataError("x")) == 500
    assert status_of(None) == 500
