"""Processes are killed while they write (security.md R1, R5, R6, R8): nothing acknowledged is lost, nothing half done.

A few kills per commit; two hundred with ``-m nightly``. The figures of a run stand in docs/reliability.md.
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.source import ROOT

BOOT = """
from leitu.config.engine import use_bundled_sqlite
use_bundled_sqlite()
import django
django.setup()
from tests.nemesis.house import main
main()
"""
NIGHTLY = {"web": 100, "import": 50, "jobs": 50, "equal": 10, "editors": 50}


@pytest.fixture
def database(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of an empty database on the engine of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'leitu.sqlite3'}"
        return
    name, given = f"nemesis_{uuid.uuid4().hex[:8]}", connection.settings_dict
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def let_loose(database: str, home: Path, **asked: int) -> dict[str, Any]:
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "LEITU_HOME": str(home),
        "LEITU_TEST": "1",
        "NEMESIS": json.dumps(asked),
    }
    done = subprocess.run([sys.executable, "-c", BOOT], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_few_kills_lose_nothing(database: str, tmp_path: Path) -> None:
    report = let_loose(database, tmp_path)
    assert report["faults"] == [], report
    assert report["counts"]["web: killed"] == 4, "a child that was not killed proves nothing"


@pytest.mark.nightly
def test_two_hundred_kills_lose_nothing(database: str, tmp_path: Path) -> None:
    report = let_loose(database, tmp_path, **NIGHTLY)
    assert report["faults"] == [], report
    counts = report["counts"]
    assert counts["web: killed"] + counts["import: killed"] + counts["jobs: killed"] >= 180
    assert counts["web: acknowledged"] > 0
    assert counts["answer lost after the commit"] + counts["answer lost before the commit"] > 20
