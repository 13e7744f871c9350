import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import Invitation, User
from leitu.audit.models import Entry
from leitu.core.actor import console
from leitu.orgs import actions as orgs
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.models import Grant, Tenant, Unit

pytestmark = pytest.mark.django_db


def found_county(code: str) -> Tenant:
    """A tenant of one unit, both with that code."""
    orgs.initialise(actor=console("tests"), owed_since=None)
    tenant = orgs.found_tenant(actor=console("tests"), name=f"{code}县委", code=code)
    actor = console("tests", tenant.pk)
    orgs.load_units(
        actor=actor, tenant=tenant, rows=[UnitRow("ROOT", f"{code}县委", Unit.Kind.COMMITTEE, "")], digest="test"
    )
    return tenant


def create_officer(capsys: pytest.CaptureFixture[str], *more: str, login: str = "zhou.min") -> dict[str, Any]:
    """What the command prints; its exit code under "code"."""
    words = ["--unit", "ROOT", "--name", "周敏", "--login", login, "--format", "json", *more]
    try:
        call_command("create_officer", *words)
    except SystemExit as end:
        return {"code": end.code, "said": capsys.readouterr().err}
    printed = capsys.readouterr()
    return {"code": 0, **json.loads(printed.out)}


@pytest.fixture
def county(db: Any) -> Tenant:
    return found_county("A")


def test_create_officer_prints_a_link_that_leads_in(
    county: Tenant, capsys: pytest.CaptureFixture[str], settings: Any, client: Client
) -> None:
    settings.LEITU_URL = "https://leitu.example"
    made = create_officer(capsys)
    assert made["login"] == "zhou.min"
    assert made["link"].startswith("https://leitu.example/")
    assert made["expires_at"][:10] == Invitation.objects.get().expires_at.date().isoformat()
    client.get(made["link"].removeprefix("https://leitu.example"))
    sent = {"password": "a quiet harbour 9", "repeat": "a quiet harbour 9"}
    client.post(reverse("accounts:accept"), sent)
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    grant = Grant.objects.get()
    assert (grant.role.code, grant.unit.code, grant.reach) == ("officer", "ROOT", "below")


def test_without_an_address_the_link_is_that_of_this_machine(county: Tenant, capsys: Any, settings: Any) -> None:
    settings.LEITU_URL = ""
    assert create_officer(capsys)["link"].startswith("http://127.0.0.1:8000/accounts/invitation/")


@pytest.mark.parametrize("login", ["zhou.min", "ZHOU.MIN", "ｚｈｏｕ.min", "z", "zhou min", "<b>"])
def test_create_officer_refuses_a_login_that_is_taken_or_cannot_be_one(county: Tenant, capsys: Any, login: str) -> None:
    create_officer(capsys)
    before = (User.objects.count(), Grant.objects.count(), Invitation.objects.count(), Entry.objects.count())
    refused = create_officer(capsys, login=login)
    assert refused["code"] == 1
    assert "登录名" in refused["said"]
    assert before == (User.objects.count(), Grant.objects.count(), Invitation.objects.count(), Entry.objects.count())


@pytest.mark.parametrize("words", [["--unit", "NONE"], ["--tenant", "NONE"], ["--name", "  "], ["--name", "名" * 101]])
def test_create_officer_says_what_it_does_not_know(county: Tenant, capsys: Any, words: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        create_officer(capsys, *words)
    assert refused.value.returncode == 2
    assert not User.objects.exists()


def test_create_officer_asks_which_tenant(county: Tenant, capsys: Any) -> None:
    found_county("B")
    with pytest.raises(CommandError) as refused:
        create_officer(capsys)
    assert refused.value.returncode == 2
    assert create_officer(capsys, "--tenant", "B")["code"] == 0
    assert Grant.objects.get().tenant.code == "B"


def test_renew_gives_a_new_link_and_voids_the_old_one(county: Tenant, capsys: Any) -> None:
    first = create_officer(capsys)
    second = create_officer(capsys, "--renew")
    assert second["login"] == first["login"]
    assert second["link"] != first["link"]
    assert Invitation.objects.waiting().count() == 1
    assert (User.objects.count(), Grant.objects.count()) == (1, 1)


@pytest.mark.parametrize("how", ["another login", "another name", "no officer", "closed"])
def test_renew_gives_no_other_account_away(county: Tenant, capsys: Any, how: str) -> None:
    create_officer(capsys)
    if how == "no officer":
        Grant.objects.update(until=Grant.objects.get().since)
    if how == "closed":
        User.objects.update(is_active=False)
    words = ["--renew", *(["--name", "王芳"] if how == "another name" else [])]
    refused = create_officer(capsys, *words, login="nobody" if how == "another login" else "zhou.min")
    assert refused["code"] == 1
    assert Invitation.objects.count() == 1


def test_the_first_administrator_comes_from_the_console_too(county, capsys) -> None:
    call_command("create_officer", "--unit", "ROOT", "--name", "高峰", "--login", "gaofeng", "--role", "administrator")
    held = Grant.objects.get(user__username="gaofeng")
    assert (held.role.code, held.unit.code, held.reach) == ("administrator", "ROOT", "below")
