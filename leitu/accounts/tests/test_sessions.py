import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from leitu.accounts import actions
from leitu.accounts.factors import actor_for
from leitu.accounts.models import SignIn, User
from leitu.accounts.tests.factories import CONSOLE, PASSWORD, is_signed_in, make_user, post_sign_in
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0"


def sign_in_for(minutes: float, *, remember: bool = False) -> tuple[Client, Any]:
    client = Client()
    data = {"username": "mei", "password": PASSWORD, **({"remember": "on"} if remember else {})}
    client.post(reverse("accounts:sign_in"), data)
    return client, dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("remember", "steps", "still_in"),
    [
        (False, [29], True),
        (False, [30], False),
        (False, [29] * 24, True),
        (False, [29] * 25, False),  # twelve hours, however busy
        (True, [24 * 60], True),
        (True, [29 * 24 * 60], True),
        (True, [30 * 24 * 60], False),
    ],
)
def test_how_long_a_session_lasts(mei: User, remember: bool, steps: list[int], still_in: bool) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        client, _ = sign_in_for(0, remember=remember)
        for minutes in steps[:-1]:
            clock.shift(dt.timedelta(minutes=minutes))
            assert is_signed_in(client)
        clock.shift(dt.timedelta(minutes=steps[-1]))
        assert is_signed_in(client) is still_in


def test_who_needs_a_second_factor_is_never_remembered(mei: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the role comes after the sign-in."""
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        client, _ = sign_in_for(0, remember=True)
        assert SignIn.objects.get().remembered
        clock.shift(dt.timedelta(days=2))
        monkeypatch.setattr("leitu.accounts.factors._requirements", [lambda actor: True])
        assert client.get(reverse("accounts:account"))["Location"].startswith(reverse("accounts:sign_in"))
        sign_in_for(0, remember=True)
        assert not SignIn.objects.latest("pk").remembered


def test_large_type_offers_to_remember_the_device(client: Client) -> None:
    for big, ticked in (("1", True), ("0", False)):
        form = client.get(reverse("accounts:sign_in"), {"big": big}).context["form"]
        assert form["remember"].value() is ticked


def test_why_a_session_ended_is_said_and_recorded(mei: User) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        client, _ = sign_in_for(0)
        clock.shift(dt.timedelta(minutes=31))
        page = client.get(reverse("accounts:account"), follow=True)
        assert "没有操作" in page.content.decode()
    assert SignIn.objects.get().ending == "idle"
    assert Entry.objects.filter(verb="accounts.sign_out", data__ending="idle").count() == 1


def test_the_list_names_devices_and_marks_this_one(mei: User, client: Client) -> None:
    post_sign_in(Client(), HTTP_USER_AGENT=WECHAT)
    post_sign_in(client, HTTP_USER_AGENT=EDGE)
    text = client.get(reverse("accounts:account")).content.decode()
    assert "微信 · 安卓手机" in text
    assert "Edge · Windows 电脑" in text
    assert text.count("本机") == 1


def test_end_session_ends_that_one_at_once(mei: User, client: Client) -> None:
    other = Client()
    post_sign_in(other)
    post_sign_in(client)
    row = SignIn.objects.earliest("pk")
    assert client.post(reverse("accounts:end_session", args=[row.pk])).status_code == 302
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_end_other_sessions_leaves_this_one(mei: User, client: Client) -> None:
    others = [Client(), Client()]
    for other in others:
        post_sign_in(other)
    post_sign_in(client)
    client.post(reverse("accounts:end_other_sessions"))
    assert [is_signed_in(one) for one in (*others, client)] == [False, False, True]
    assert Entry.objects.get(verb="accounts.end_other_sessions").data == {"sessions": 2}


def test_nobody_ends_the_session_of_another(mei: User, client: Client) -> None:
    make_user("other")
    victim = Client()
    post_sign_in(victim, "other")
    post_sign_in(client)
    row = SignIn.objects.get(user__username="other")
    assert client.post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        actions.end_session(actor=actor_for(mei), sign_in=row)
    assert is_signed_in(victim)


def test_deactivate_ends_everything_with_the_next_request(mei: User) -> None:
    clients = [Client(), Client()]
    for client in clients:
        post_sign_in(client)
    token = actions.invite(actor=CONSOLE, user=mei)
    actions.deactivate(actor=CONSOLE, user=mei)
    assert not any(is_signed_in(client) for client in clients)
    assert not SignIn.objects.filter(ended_at__isnull=True).exists()
    with pytest.raises(WrongState):
        actions.waiting(token)
    assert post_sign_in(Client()).status_code == 200
    actions.reactivate(actor=CONSOLE, user=mei)
    assert not any(is_signed_in(client) for client in clients), "what has ended stays ended"
    assert post_sign_in(Client()).status_code == 302


@pytest.mark.parametrize("act", [actions.deactivate, actions.reactivate])
def test_closing_and_opening_have_their_states(mei: User, act: Any) -> None:
    if act is actions.deactivate:
        act(actor=CONSOLE, user=mei)
    with pytest.raises(WrongState):
        act(actor=CONSOLE, user=mei)


def test_change_password_ends_the_other_sessions(mei: User, client: Client) -> None:
    other = Client()
    post_sign_in(other)
    post_sign_in(client)
    new = "a long walk home 3"
    answer = client.post(reverse("accounts:change_password"), {"current": PASSWORD, "password": new, "repeat": new})
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert post_sign_in(Client(), password=new).status_code == 302


@pytest.mark.parametrize(
    ("current", "password", "repeat", "field"),
    [
        ("wrong", "a long walk home 3", "a long walk home 3", "current"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, "a long walk home 3", "another", "repeat"),
        ("", "", "", "current"),
    ],
)
def test_change_password_explains_what_is_wrong(
    mei: User, client: Client, current: str, password: str, repeat: str, field: str
) -> None:
    post_sign_in(client)
    answer = client.post(
        reverse("accounts:change_password"), {"current": current, "password": password, "repeat": repeat}
    )
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert post_sign_in(Client()).status_code == 302


def test_guessing_the_password_of_an_open_session_is_stopped(mei: User, client: Client) -> None:
    post_sign_in(client)
    data = {"current": "wrong", "password": "a long walk home 3", "repeat": "a long walk home 3"}
    statuses = [client.post(reverse("accounts:change_password"), data).status_code for _attempt in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_session_opened_past_our_pages_has_a_row_too(mei: User, client: Client) -> None:
    client.force_login(mei)
    assert is_signed_in(client)
    SignIn.objects.update(ended_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert not is_signed_in(client)


def test_a_session_cannot_borrow_the_row_of_another(mei: User, client: Client) -> None:
    other = make_user("other")
    post_sign_in(client)
    row = actions.sign_in(actor=actor_for(other), user=other, client=_nowhere())
    session = client.session
    session["sign_in"] = row.pk
    session.save()
    assert not is_signed_in(client)


def _nowhere() -> Any:
    from leitu.accounts.clients import Client as Place

    return Place()


def test_the_time_of_use_is_written_at_most_once_a_minute(mei: User, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        post_sign_in(client)
        began = SignIn.objects.get().seen_at
        clock.shift(dt.timedelta(seconds=59))
        is_signed_in(client)
        assert SignIn.objects.get().seen_at == began
        clock.shift(dt.timedelta(seconds=1))
        is_signed_in(client)
        assert SignIn.objects.get().seen_at == began + dt.timedelta(minutes=1)


def test_old_sessions_are_forgotten(mei: User, client: Client) -> None:
    with time_machine.travel("2026-01-02 01:00+00:00", tick=False) as clock:
        post_sign_in(client)
        clock.shift(dt.timedelta(days=91))
        post_sign_in(client)
        assert SignIn.objects.count() == 1


@pytest.mark.parametrize("name", ["account", "change_password", "enrol_factor", "end_other_sessions"])
def test_own_pages_ask_strangers_to_sign_in(db: Any, client: Client, name: str) -> None:
    answer = client.get(reverse(f"accounts:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


@pytest.mark.parametrize("name", ["deactivate", "reactivate", "reset_factors", "withdraw_invitation"])
def test_pages_about_others_are_absent_for_those_who_do_not_rule(mei: User, client: Client, name: str) -> None:
    other = make_user("other")
    post_sign_in(client)
    for method in (client.get, client.post):
        assert method(reverse(f"accounts:{name}", args=[other.pk])).status_code == 404
        assert method(reverse(f"accounts:{name}", args=[10**15])).status_code == 404


def test_whoever_rules_may_close_and_reopen(mei: User, client: Client, ruled_by: Any) -> None:
    other = make_user("other")
    ruled_by(mei, "secure")
    post_sign_in(client)
    for name, is_active in (("deactivate", False), ("reactivate", True)):
        page = reverse(f"accounts:{name}", args=[other.pk])
        assert client.get(page).status_code == 200
        assert client.post(f"{page}?next=/accounts/")["Location"] == "/accounts/"
        other.refresh_from_db()
        assert other.is_active is is_active
