"""Without a good backup for two days, whoever keeps the backups reads so on every page; nobody else does."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leitu.accounts.models import SignIn
from leitu.backups import queries, shelf
from leitu.backups.archive import Manifest
from leitu.core.clock import now
from leitu.orgs.models import Installation
from tests.cast import County

ALARM = "超过两天没有核对过的备份"


@pytest.fixture(autouse=True)
def looked_at_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def shown(county: County, who: str, address: str = "/notices/") -> str:
    client = Client()
    client.force_login(county.users[who])
    SignIn.objects.update(strong=True)
    return client.get(address).content.decode()


def put_backup(age: dt.timedelta, outcome: str = "good") -> None:
    """A backup of then, as its card tells of it."""
    moment = now() - age
    manifest = Manifest(moment.isoformat(), "1", "sqlite", ["临水县"], {}, {}, 0, "k")
    made = shelf.Shelved(f"leitu-{moment:%Y%m%dT%H%M%SZ}-nightly.backup", 1, "s", manifest, outcome=outcome)
    shelf.keep(made)
    made.path.write_bytes(b"x")


@pytest.mark.parametrize(
    ("hours", "outcome", "alarmed"),
    [(47, "good", False), (49, "good", True), (1, "3 problems", True), (1, "", True), (None, "", True)],
)
def test_two_days_without_a_good_backup(
    county: County, settings: Any, tmp_path: Path, hours: int | None, outcome: str, alarmed: bool
) -> None:
    settings.LEITU_BACKUPS = tmp_path
    if hours is not None:
        put_backup(dt.timedelta(hours=hours), outcome)
    assert (ALARM in shown(county, "administrator")) is alarmed
    assert ALARM not in shown(county, "administrator", "/backups/"), "there it is said in full"
    for who in ("梅", "county_officer", "security_officer", "auditor"):
        assert ALARM not in shown(county, who)


def test_a_new_installation_is_given_two_days(county: County, settings: Any, tmp_path: Path) -> None:
    settings.LEITU_BACKUPS = tmp_path
    Installation.objects.update(initialised_at=now() - dt.timedelta(hours=47))
    assert ALARM not in shown(county, "administrator")


def test_it_is_looked_at_once_a_minute(county: County, settings: Any, tmp_path: Path) -> None:
    settings.LEITU_BACKUPS = tmp_path
    assert queries.is_long_without()
    put_backup(dt.timedelta(hours=1))
    with CaptureQueriesContext(connection) as asked:
        assert queries.is_long_without()
    assert len(asked) == 0
    cache.clear()
    assert not queries.is_long_without()
