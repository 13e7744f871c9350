"""Back up, lose, restore, undo: on a file of SQLite, and on PostgreSQL when the suite runs there (security.md R9)."""

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
from leitu.backups.tests.drill import main
main()
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of an empty database on the engine of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('drill') / 'leitu.sqlite3'}"
        return
    name, given = f"drill_{uuid.uuid4().hex[:8]}", connection.settings_dict
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{name}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def report(database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("home")
    env = {**os.environ, "DATABASE_URL": database, "LEITU_HOME": str(home), "LEITU_TEST": "1"}
    words = [sys.executable, "-c", BOOT]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    found["home"] = home
    return found


def test_every_model_is_in_the_round_trip(report: dict[str, Any]) -> None:
    """A model without a row would prove nothing; a table that is not in the backup would be lost."""
    assert report["empty"] == []
    assert set(report["models"]) - set(report["tables"]) == set()


def test_a_restore_brings_every_row_back(report: dict[str, Any]) -> None:
    assert report["after restore"] == []
    assert report["media"] == "then"


def test_the_preview_counts_what_would_be_lost(report: dict[str, Any]) -> None:
    assert report["lost"] == 2  # the backup's own entry, and the one made later


def test_nothing_that_was_open_comes_back_to_life(report: dict[str, Any]) -> None:
    closed = {"sessions": 0, "invitations": 0, "recovery_codes": 0, "forms": 0, "asks": 0, "runs": 0}
    assert report["open"] == closed
    assert report["open after undo"] == closed


def test_undo_brings_back_what_was_there_before(report: dict[str, Any]) -> None:
    assert (report["epoch"], report["epoch of undo"]) == (1, 2)
    assert report["after undo"] == []


def test_in_the_browser_a_restore_takes_two(report: dict[str, Any]) -> None:
    assert report["alone"] == "refused"
    assert "批准" in report["by"]


def test_the_audit_is_whole_after_a_restore(report: dict[str, Any]) -> None:
    assert report["audit"] == []


def test_files_that_are_not_whole_or_not_ours_are_refused_untouched(report: dict[str, Any]) -> None:
    assert report["refusals"] == {
        **dict.fromkeys(("flipped", "cut", "text", "empty", "without database"), "Damaged"),
        "sealed to another": "WrongKey",
        "typed wrongly": "WrongKey",
        "changed": "",
    }


def test_a_file_that_is_brought_is_looked_through_before_it_is_kept(report: dict[str, Any]) -> None:
    """What is restored in the drill is a file that came in by the browser."""
    said = report["brought"]
    assert {name: said[name] for name in ("good", "elsewhere, with key", "shelved", "changed")} == {
        "good": "302",
        "elsewhere, with key": "302",
        "shelved": "2",
        "changed": "",
    }
    for name in ("flipped", "cut", "text"):
        assert "没有传完整" in said[name]
    assert "这台机器打不开它" in said["elsewhere"]
    assert "密钥抄错了" in said["elsewhere, typed wrongly"]
    assert "ABC DEF" not in said["elsewhere, typed wrongly"], "a secret is never written back"
    assert "不是这套系统的" in said["of another installation"]


def test_nothing_lies_about_in_clear(report: dict[str, Any]) -> None:
    folder: Path = report["home"] / "backups"
    assert [
        path.name for path in folder.iterdir() if path.suffix in (".tar", ".new") or path.name.startswith("work-")
    ] == []
    for path in folder.glob("*.backup"):
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert {path.stat().st_mode & 0o077 for path in folder.glob("*.key")} == {0}
