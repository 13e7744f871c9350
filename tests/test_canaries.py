"""A thousand marked sensitive values are found nowhere in clear (security.md D1, D7): file, WAL, dump, backup, log, page."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.source import ROOT
from tests.test_nemesis import BOOT, database

__all__ = ["database"]


def test_a_thousand_canaries_are_found_nowhere(database: str, tmp_path: Path) -> None:
    env = {**os.environ, "DATABASE_URL": database, "LEITU_HOME": str(tmp_path / "home"), "LEITU_TEST": "1"}
    (tmp_path / "home").mkdir()
    if database.startswith("sqlite"):
        env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'home' / 'leitu.sqlite3'}"
    words = [sys.executable, "-c", BOOT.replace("nemesis.house", "nemesis.canaries")]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    assert report["marked"] == report["seen_in_sheet"] == 1000
    assert report["sealed"] == 9, "what the discipline line wrote, in marked words"
    assert set(report["jobs"].values()) == {"done"}, report["jobs"]
    assert {place: values[:3] for place, values in report["found"].items() if values} == {}
    assert [value for value in report["values"] if value in done.stderr] == []
    assert report["bytes"] > 1_000_000, "what was scanned is too small to be the installation"
