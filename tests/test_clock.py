"""A clock that jumps: back three hours, forward ten years (security.md R4). Jobs: leitu/core/tests/test_jobs.py."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from leitu.accounts.models import Invitation, SignIn
from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.audit.verify import verify
from leitu.backups import shelf
from leitu.core.clock import now
from tests.cast import County

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 17, 4, 0, tzinfo=dt.UTC)
JUMPS = {"back": -dt.timedelta(hours=3), "forward": dt.timedelta(days=3650)}


@pytest.fixture
def secretary(county: County) -> Client:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        client.force_login(county.users["梅"])
    return client


def test_a_session_outlives_a_clock_set_back_and_no_time_is_negative(secretary: Client) -> None:
    with time_machine.travel(NOON + JUMPS["back"], tick=False):
        assert secretary.get("/").status_code == 200
        row = SignIn.objects.get(ended_at__isnull=True)
        assert not row.overdue(now(), strict=True)
        assert not row.is_fresh(now() + dt.timedelta(hours=4)), "fresh is not for ever"
    with time_machine.travel(NOON + dt.timedelta(minutes=5), tick=False):
        assert secretary.get("/").status_code == 200


def test_a_session_ends_with_a_clock_set_forward_and_a_new_one_begins(secretary: Client, county: County) -> None:
    with time_machine.travel(NOON + JUMPS["forward"], tick=False):
        assert secretary.get("/").status_code == 302
        assert SignIn.objects.get().overdue(now(), strict=False)
        secretary.force_login(county.users["梅"])
        assert secretary.get("/").status_code == 200


def test_invitations_run_out_and_do_not_come_back(county: County) -> None:
    common = {"tenant_id": county.tenant.pk, "user": county.users["梅"], "created_at": NOON}
    Invitation.objects.create(**common, digest="d", expires_at=NOON + dt.timedelta(days=14))
    with time_machine.travel(NOON + JUMPS["forward"], tick=False):
        assert not Invitation.objects.waiting().exists()


@pytest.mark.parametrize("jump", JUMPS)
def test_entries_of_a_wrong_clock_are_sealed_and_whole(county: County, jump: str) -> None:
    with time_machine.travel(NOON, tick=False):
        record(county.console, "orgs.rename", county.units["Q1"], n=1)
        sealing.seal_all()
    with time_machine.travel(NOON + JUMPS[jump], tick=False):
        record(county.console, "orgs.rename", county.units["Q1"], n=2)
        assert sealing.seal_all() >= 1
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        record(county.console, "orgs.rename", county.units["Q1"], n=3)
        sealing.seal_all(thoroughly=True)
        result = verify([])
    assert (result.findings, result.unsealed) == ([], 0)
    assert result.entries == Entry.objects.count()


def test_a_backup_of_the_future_is_no_reason_to_throw_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(name: str, when: dt.datetime) -> shelf.Shelved:
        manifest = shelf.Manifest(when.isoformat(), "1", "sqlite", [], {}, {}, 0, "k")
        return shelf.Shelved(f"leitu-{name}-nightly.backup", 1, "", manifest)

    kept = [made("a", NOON - dt.timedelta(days=2)), made("b", NOON + JUMPS["forward"])]
    with time_machine.travel(NOON, tick=False):
        assert shelf.outdated(kept) == []
