import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.accounts import actions, handover, names, queries, tokens
from leitu.accounts.factors import actor_for
from leitu.accounts.models import Invitation, SignIn, User
from leitu.accounts.tests.factories import (
    CONSOLE,
    code_now,
    is_signed_in,
    make_factor,
    make_user,
    post_sign_in,
)
from leitu.audit.models import Entry
from leitu.core.actor import ANONYMOUS, console
from leitu.core.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
NEW = "a quiet harbour 9"


@pytest.fixture
def lan(db: Any) -> User:
    """王秀兰, who has an account that nobody has entered yet."""
    return actions.open_account(actor=CONSOLE, label="王秀兰", tenant_id=CONSOLE.tenant_id)


def accept(token: str, username: str = "lan", password: str = NEW) -> User:
    return actions.accept(actor=ANONYMOUS, token=token, username=username, password=password)


def open_link(client: Client, token: str) -> Any:
    return client.get(reverse("accounts:open_invitation", args=[token]), follow=True)


def send(client: Client, username: str = "lan", password: str = NEW, repeat: str = NEW) -> Any:
    return client.post(reverse("accounts:accept"), {"username": username, "password": password, "repeat": repeat})


def test_accept_lands_signed_in(lan: User, client: Client) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    page = open_link(client, token)
    assert "王秀兰" in page.content.decode()
    assert 'value="wangxiulan"' in page.content.decode()
    assert send(client).status_code == 302
    assert is_signed_in(client)
    lan.refresh_from_db()
    assert lan.username == "lan"
    assert lan.check_password(NEW)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"accounts.open_account", "accounts.invite", "accounts.accept", "accounts.sign_in"} <= verbs


def test_the_code_is_stored_nowhere_in_clear(lan: User, client: Client) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    open_link(client, token)
    held = [session.get_decoded() for session in Session.objects.all()]
    everything = repr([*Invitation.objects.values(), *Entry.objects.values(), *held])
    assert token not in everything
    assert token not in reverse("accounts:accept")


def test_accept_works_once(lan: User) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    accept(token)
    with pytest.raises(WrongState):
        accept(token, password="another harbour 10")
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_accept_refuses_the_slower_of_two(lan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen the open invitation; the row decides."""
    token = actions.invite(actor=CONSOLE, user=lan)
    seen = actions.waiting(token)
    accept(token)
    monkeypatch.setattr("leitu.accounts.actions.invitations.waiting", lambda code: seen)
    with pytest.raises(WrongState):
        accept(token, password="another harbour 10")


def test_opening_a_link_uses_nothing_up(lan: User, client: Client) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    for _preview in range(3):
        open_link(Client(), token)
    assert open_link(client, token).status_code == 200


def test_invite_again_voids_the_old_one(lan: User) -> None:
    old, new = actions.invite(actor=CONSOLE, user=lan), actions.invite(actor=CONSOLE, user=lan)
    with pytest.raises(WrongState):
        accept(old)
    assert accept(new).pk == lan.pk


@pytest.mark.parametrize(("days", "open_days", "shut_days"), [(14, 13, 14), (1, 0, 1), (0, 0, 1), (1000, 89, 90)])
def test_invite_expires(lan: User, days: int, open_days: int, shut_days: int) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        token = actions.invite(actor=CONSOLE, user=lan, days=days)
        clock.shift(dt.timedelta(days=open_days))
        assert actions.waiting(token).user == lan
        clock.shift(dt.timedelta(days=shut_days - open_days))
        with pytest.raises(WrongState):
            accept(token)


@pytest.mark.parametrize("token", ["", "x", "NOBODY-MADE-THIS-CODE", "\x00", "𠮷", "A" * 5000, "..%2f"])
def test_what_nobody_made_opens_nothing(client: Client, token: str) -> None:
    with pytest.raises(WrongState):
        actions.waiting(token)
    assert client.post(reverse("accounts:enter_invitation"), {"code": token}).status_code == 200
    assert client.get(reverse("accounts:accept")).status_code == 410


def test_a_dead_link_says_what_to_do(client: Client) -> None:
    page = open_link(client, "ABCDEFGH")
    assert page.status_code == 410
    assert "再要一张" in page.content.decode()


def test_enter_invitation_takes_the_printed_code(lan: User, client: Client) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    answer = client.post(
        reverse("accounts:enter_invitation"), {"code": f" {tokens.spaced(token).lower()} "}, follow=True
    )
    assert "王秀兰" in answer.content.decode()


def test_withdraw_invitation(lan: User) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    assert actions.withdraw_invitation(actor=CONSOLE, user=lan) == 1
    with pytest.raises(WrongState):
        accept(token)


def test_a_new_invitation_is_the_reset_of_a_password(mei: User, client: Client) -> None:
    """The login name stays, nothing changes before somebody accepts, and then old sessions end."""
    elsewhere = Client()
    post_sign_in(elsewhere)
    token = actions.invite(actor=CONSOLE, user=mei)
    assert is_signed_in(elsewhere)
    page = open_link(client, token).content.decode()
    assert 'name="username"' not in page
    send(client, username="hijacked")
    mei.refresh_from_db()
    assert mei.username == "mei"
    assert mei.check_password(NEW)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_the_paper_does_not_replace_the_second_factor(mei: User, client: Client) -> None:
    secret = make_factor(mei)
    open_link(client, actions.invite(actor=CONSOLE, user=mei))
    assert send(client)["Location"] == reverse("accounts:second_factor")
    assert not is_signed_in(client)
    client.post(reverse("accounts:second_factor"), {"code": code_now(secret, 1)})
    assert is_signed_in(client)


def test_accepting_while_somebody_else_is_signed_in_changes_the_account(mei: User, lan: User, client: Client) -> None:
    post_sign_in(client)
    page = open_link(client, actions.invite(actor=CONSOLE, user=lan))
    assert "赵梅" in page.content.decode()
    send(client)
    assert SignIn.objects.get(user=mei).ended_at is not None
    assert client.session["_auth_user_id"] == str(lan.pk)


@pytest.mark.parametrize(
    ("username", "password", "repeat", "field"),
    [
        ("", NEW, NEW, "username"),
        ("a", NEW, NEW, "username"),
        ("a" * 41, NEW, NEW, "username"),
        ("两 个字", NEW, NEW, "username"),
        ("<script>", NEW, NEW, "username"),
        ("mei", NEW, NEW, "username"),
        ("ＭＥＩ", NEW, NEW, "username"),
        ("lan\x00", NEW, NEW, "username"),
        ("lan\u202e", NEW, NEW, "username"),
        ("lan", "short", "short", "password"),
        ("lan", "12345678901", "12345678901", "password"),
        ("lan", "password123", "password123", "password"),
        ("wangxiulan", "wangxiulan1", "wangxiulan1", "password"),
        ("lan", NEW, "another harbour", "repeat"),
        ("lan", "", "", "password"),
        ("lan", "x" * 201, "x" * 201, "password"),
    ],
)
def test_accept_explains_what_is_wrong(
    mei: User, lan: User, client: Client, username: str, password: str, repeat: str, field: str
) -> None:
    open_link(client, actions.invite(actor=CONSOLE, user=lan))
    answer = send(client, username, password, repeat)
    assert answer.status_code == 200
    assert next(iter(answer.context["form"].errors)) == field
    lan.refresh_from_db()
    assert not lan.is_entered
    assert send(client).status_code == 302, "the invitation is still good"


def test_two_may_not_take_one_name_at_the_same_moment(lan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token = actions.invite(actor=CONSOLE, user=lan)
    make_user("taken")
    monkeypatch.setattr("leitu.accounts.actions.invitations.checked_name", lambda name, user: name)
    with pytest.raises(ValidationError) as found:
        accept(token, "taken")
    assert "username" in found.value.message_dict


@pytest.mark.parametrize("name", ["wang.xiu-lan_2", "王秀兰", "𠮷野", "a1"])
def test_names_that_may_be_chosen(name: str) -> None:
    names.check(names.canonical(name))


@pytest.mark.parametrize(
    ("label", "suggested"),
    [("王秀兰", "wangxiulan"), ("阿依古丽·买买提", "ayigulimaimaiti"), ("Li Lei", "lilei"), ("𠮷", ""), ("", "")],
)
def test_suggestion_is_the_name_in_pinyin(label: str, suggested: str) -> None:
    assert names.suggestion(label) == suggested


def test_a_suggestion_is_free(db: Any) -> None:
    for name in ("wangmei", "wangmei2", "wangmeili"):
        make_user(name)
    assert queries.free_name("wangmei") == "wangmei3"
    assert queries.free_name("wang") == "wang"
    assert queries.free_name("") == ""


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (CONSOLE, True),
        (console("tests"), True),
        (console("tests", 2), False),
        (ANONYMOUS, False),
    ],
)
def test_without_a_rule_from_above_only_the_machine_invites(lan: User, actor: Any, allowed: bool) -> None:
    if allowed:
        assert actions.invite(actor=actor, user=lan)
    else:
        with pytest.raises(NotAllowed):
            actions.invite(actor=actor, user=lan)
        assert not Invitation.objects.exists()


def test_invite_asks_who_rules_over_the_account(mei: User, lan: User, ruled_by: Any) -> None:
    other = make_user("other")
    foreign = make_user("foreign", tenant_id=2)
    ruled_by(mei, "invite")
    assert actions.invite(actor=actor_for(mei), user=lan)
    for actor, user in ((other, lan), (mei, foreign)):
        with pytest.raises(NotAllowed):
            actions.invite(actor=actor_for(actor), user=user)
    with pytest.raises(NotAllowed):
        actions.deactivate(actor=actor_for(mei), user=lan)


def test_a_closed_account_is_not_invited(lan: User) -> None:
    actions.deactivate(actor=CONSOLE, user=lan)
    with pytest.raises(WrongState):
        actions.invite(actor=CONSOLE, user=lan)


# The printed sheet.


def hand_over(client: Client, user: User, token: str) -> str:
    """As the page that invites does it."""
    request = client.get(reverse("accounts:account")).wsgi_request
    address = handover.hand_over(request, user, token)
    request.session.save()
    return address


def test_the_sheet_shows_the_invitation_to_whoever_made_it(mei: User, lan: User, client: Client, settings: Any) -> None:
    settings.LEITU_URL = "https://leitu.example"
    post_sign_in(client)
    token = actions.invite(actor=CONSOLE, user=lan)
    page = client.get(hand_over(client, lan, token))
    text = page.content.decode()
    assert tokens.spaced(token) in text
    assert f"https://leitu.example{reverse('accounts:open_invitation', args=[token])}" in text
    assert "data:image/svg+xml" in text
    assert "no-store" in page["Cache-Control"]


def test_nobody_else_sees_the_sheet(mei: User, lan: User, client: Client) -> None:
    post_sign_in(client)
    address = hand_over(client, lan, actions.invite(actor=CONSOLE, user=lan))
    make_user("other")
    other = Client()
    post_sign_in(other, "other")
    assert other.get(address).status_code == 404
    assert client.get(reverse("accounts:invitation_sheet", args=[mei.pk])).status_code == 404
    assert client.get(reverse("accounts:invitation_sheet", args=[10**15])).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_sheet_is_gone_after_a_quarter_of_an_hour_and_after_use(mei: User, lan: User, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        post_sign_in(client)
        token = actions.invite(actor=CONSOLE, user=lan)
        address = hand_over(client, lan, token)
        clock.shift(dt.timedelta(minutes=14))
        assert client.get(address).status_code == 200
        clock.shift(dt.timedelta(minutes=2))
        assert client.get(address).status_code == 404
        address = hand_over(client, lan, token)
        accept(token)
        assert client.get(address).status_code == 410
