"""Which backups are made between two nights, and which are kept."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.backups import actions, queries, shelf, tasks
from leitu.core.actor import console, system

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


def made(name: str, when: dt.datetime, *, size: int = 1, last_entry: int = 0) -> shelf.Shelved:
    manifest = shelf.Manifest(when.isoformat(), "1", "sqlite", [], {}, {}, last_entry, "k")
    return shelf.Shelved(f"leitu-{when:%Y%m%dT%H%M%SZ}-{name}.backup", size, "", manifest)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reasons of the backups that were made."""
    found: list[str] = []

    def make_backup(*, actor: object, reason: str) -> shelf.Shelved:
        found.append(reason)
        return made(reason, NOON)

    monkeypatch.setattr(actions, "make_backup", make_backup)
    return found


@pytest.mark.django_db
def test_an_hour_in_which_somebody_did_something_is_backed_up(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(console("tests"), "backups.make_recovery_key")
    last = Entry.objects.latest("pk").pk
    monkeypatch.setattr(shelf, "all_backups", lambda: [made("nightly", NOON, last_entry=last)])
    assert tasks.hourly() == {"outcome": "nothing changed"}
    record(system("backups.make"), "backups.make_recovery_key")
    assert tasks.hourly() == {"outcome": "nothing changed"}, "jobs are nobody"
    record(console("tests"), "backups.make_recovery_key")
    assert "bytes" in (tasks.hourly() or {})
    assert asked == [shelf.HOURLY]


@pytest.mark.django_db
def test_a_large_installation_is_backed_up_at_night(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "all_backups", lambda: [made("nightly", NOON, size=shelf.LARGE + 1)])
    assert tasks.hourly() == {"outcome": "large: at night only"}
    assert asked == []


@pytest.mark.parametrize(
    ("name", "age", "stays"),
    [
        ("hourly", dt.timedelta(hours=23), True),
        ("hourly", dt.timedelta(hours=25), False),
        ("nightly", dt.timedelta(days=29), True),
        ("safety", dt.timedelta(days=6), True),
        ("safety", dt.timedelta(days=8), False),
    ],
)
def test_how_long_each_is_kept(name: str, age: dt.timedelta, stays: bool) -> None:
    with time_machine.travel(NOON, tick=False):
        assert (shelf.outdated([made(name, NOON - age)]) == []) is stays


def test_its_second_copy_goes_with_it(tmp_path: Path, settings: object) -> None:
    settings.LEITU_BACKUPS, settings.LEITU_BACKUP_COPY = str(tmp_path / "here"), str(tmp_path / "there")
    one = made("nightly", NOON)
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        for suffix in (".backup", ".keys"):
            (tmp_path / place / one.name).with_suffix(suffix).write_text("x")
    shelf.throw_away(one)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_was_brought_is_kept_by_the_day_it_came_and_says_nothing_of_tonight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may be years old; it must neither go at once nor hide that no backup was made."""
    old = made("nightly", NOON - dt.timedelta(days=900)).manifest
    brought = replace(made("brought", NOON), manifest=old, outcome="good")
    with time_machine.travel(NOON + dt.timedelta(days=6), tick=False):
        assert shelf.outdated([brought]) == []
    with time_machine.travel(NOON + dt.timedelta(days=8), tick=False):
        assert shelf.outdated([brought]) == [brought]
    young = replace(made("brought", NOON), outcome="good")
    monkeypatch.setattr(shelf, "all_backups", lambda: [young])
    with time_machine.travel(NOON, tick=False):
        assert shelf.is_overdue()
        assert queries.newest_good() is None
        assert tasks.try_out() == {"outcome": "there is no backup"}
