import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leitu.accounts.models import Guard, SignIn, User
from leitu.accounts.tests.factories import PASSWORD, is_signed_in, make_user, post_sign_in
from leitu.audit.models import Entry
from leitu.core.clock import now

MOVING = ("X-Request-Id", "Content-Length", "Expires")
pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize("typed", ["mei", "MEI", " mei ", "ｍｅｉ"])
def test_sign_in_knows_one_name_in_many_spellings(mei: User, client: Client, typed: str) -> None:
    assert post_sign_in(client, typed).status_code == 302
    assert is_signed_in(client)


def test_sign_in_understands_a_password_typed_in_full_width(mei: User, client: Client) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in PASSWORD)
    assert post_sign_in(client, password=wide).status_code == 302


def test_sign_in_writes_an_entry_without_anything_typed(mei: User, client: Client) -> None:
    post_sign_in(client, password="wrong-secret-1")
    post_sign_in(client, username="typed-into-the-wrong-field")
    post_sign_in(client)
    assert verbs() == ["accounts.sign_in_failed", "accounts.sign_in_failed", "accounts.sign_in"]
    written = (
        repr(list(Entry.objects.values())) + repr(list(Guard.objects.values())) + repr(list(SignIn.objects.values()))
    )
    for secret in ("wrong-secret-1", "typed-into-the-wrong-field", PASSWORD):
        assert secret not in written


def body_of(answer: Any, typed: str) -> str:
    text = answer.content.decode().replace(typed, "TYPED")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"', "", text)
    return text.replace(answer["X-Request-Id"], "")


@pytest.mark.parametrize("state", ["known", "closed", "never entered"])
def test_sign_in_answers_alike_for_known_and_unknown_names(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same page, headers, status, number of queries and of hashes: nothing to tell accounts apart, nor to time."""
    make_user(password=None if state == "never entered" else PASSWORD, is_active=state != "closed")
    hashes: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashes.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    seen: list[list[Any]] = []
    for name in ("mei", "nobody-of-that-name"):
        client, found = Client(REMOTE_ADDR=f"192.0.2.{len(seen) + 1}"), []
        for _attempt in range(7):
            hashes.clear()
            with CaptureQueriesContext(connection) as queries:
                answer = post_sign_in(client, name, "not the password")
            headers = {k: v for k, v in answer.headers.items() if k not in MOVING}
            found.append(
                (answer.status_code, headers, body_of(answer, name), len(queries), len(hashes), sorted(answer.cookies))
            )
        seen.append(found)
    assert seen[0] == seen[1]
    assert [one[0] for one in seen[0]] == [200] * 5 + [429] * 2


def test_sign_in_of_a_closed_account_is_refused_with_the_right_password(client: Client) -> None:
    make_user(is_active=False)
    assert post_sign_in(client).status_code == 200
    assert not is_signed_in(client)


def test_sign_in_changes_the_key_of_the_session(mei: User, client: Client) -> None:
    """Whoever planted a session key in the browser is left with an empty one (fixation)."""
    client.get(reverse("accounts:open_invitation", args=["PLANTED"]))
    planted = str(client.session.session_key)
    post_sign_in(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["session"] = planted
    assert not is_signed_in(thief)


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/accounts/password/", True),
        ("//evil.example/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\\evil.example", False),
    ],
)
def test_sign_in_leads_only_to_places_of_ours(mei: User, client: Client, wanted: str, goes: bool) -> None:
    answer = client.post(reverse("accounts:sign_in"), {"username": "mei", "password": PASSWORD, "next": wanted})
    assert (answer["Location"] == wanted) is goes
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"username": "", "password": ""},
        {"username": "　", "password": "　"},
        {"username": "mei\x00", "password": "x\x00"},
        {"username": "a" * 100_000, "password": "b" * 100_000},
        {"username": "' OR 1=1 --", "password": "{{7*7}}"},
        {"username": "𠮷\u202e\u200b", "password": "👨‍👩‍👧"},
        {"username": ["mei", "mei"], "password": ["x", "y"]},
    ],
)
def test_sign_in_survives_bad_input(mei: User, client: Client, typed: dict[str, Any]) -> None:
    answer = client.post(reverse("accounts:sign_in"), typed)
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_a_guess_too_many_locks_for_a_quarter_of_an_hour(mei: User) -> None:
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        for _attempt in range(5):
            assert post_sign_in(stranger, password="wrong").status_code == 200
        assert post_sign_in(stranger).status_code == 429
        assert verbs().count("accounts.lock") == 1
        clock.shift(dt.timedelta(minutes=14))
        assert post_sign_in(stranger).status_code == 429
        clock.shift(dt.timedelta(minutes=1))
        assert post_sign_in(stranger).status_code == 302


def test_a_stranger_cannot_lock_the_owner_out(mei: User) -> None:
    """Neither at another address, nor behind the same one on a device that the account knows."""
    owner, stranger = Client(REMOTE_ADDR="192.0.2.9"), Client(REMOTE_ADDR="192.0.2.9")
    post_sign_in(owner)
    owner.post(reverse("accounts:sign_out"))
    for _attempt in range(6):
        post_sign_in(stranger, password="wrong")
    assert post_sign_in(stranger).status_code == 429
    assert post_sign_in(Client(REMOTE_ADDR="192.0.2.10")).status_code == 302
    assert post_sign_in(owner).status_code == 302


def test_a_known_device_may_not_guess_without_end_either(mei: User, client: Client) -> None:
    post_sign_in(client)
    client.post(reverse("accounts:sign_out"))
    assert [post_sign_in(client, password="wrong").status_code for _attempt in range(6)] == [200] * 5 + [429]


def test_a_device_cookie_counts_only_for_the_accounts_that_signed_in_there(mei: User) -> None:
    make_user("other")
    spy = Client(REMOTE_ADDR="192.0.2.11")
    post_sign_in(spy, "other")
    spy.post(reverse("accounts:sign_out"))
    for _attempt in range(5):
        post_sign_in(spy, password="wrong")
    del spy.cookies["device"]
    assert post_sign_in(spy).status_code == 429


def test_many_names_from_one_network_are_stopped(db: Any) -> None:
    client = Client(REMOTE_ADDR="2001:db8::1")
    answers = [
        post_sign_in(Client(REMOTE_ADDR=f"2001:db8::{n:x}"), f"name{n}", "wrong").status_code for n in range(1, 32)
    ]
    assert answers == [200] * 30 + [429]
    assert post_sign_in(client, "another", "wrong").status_code == 429


def test_an_office_full_of_people_may_sign_in_at_once(db: Any) -> None:
    for number in range(32):
        make_user(f"colleague{number}")
        assert post_sign_in(Client(REMOTE_ADDR="192.0.2.20"), f"colleague{number}").status_code == 302


def test_old_counts_are_swept_away(mei: User, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False):
        post_sign_in(Client(REMOTE_ADDR="192.0.2.30"), "somebody", "wrong")
    with time_machine.travel("2026-03-05 01:00+00:00", tick=False):
        post_sign_in(client)
        assert not Guard.objects.filter(since__lt=now() - dt.timedelta(days=2)).exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.9.9.9, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (1, "<script>", ""),
        (1, "", "192.0.2.1"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_only_our_own_proxies_are_believed(
    mei: User, settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.LEITU_PROXIES = proxies
    post_sign_in(Client(REMOTE_ADDR="192.0.2.1"), HTTP_X_FORWARDED_FOR=forwarded)
    assert SignIn.objects.get().address == address


def test_sign_out_ends_the_session_on_the_server(mei: User, client: Client) -> None:
    post_sign_in(client)
    key = str(client.session.session_key)
    assert client.get(reverse("accounts:sign_out")).status_code == 200
    assert is_signed_in(client), "a link alone must not sign anybody out"
    client.post(reverse("accounts:sign_out"))
    thief = Client()
    thief.cookies["session"] = key
    assert not is_signed_in(thief)
    assert SignIn.objects.get().ending == "signed_out"


def test_the_sign_in_page_says_whom_to_ask(client: Client) -> None:
    page = client.get(reverse("accounts:sign_in")).content.decode()
    assert "党支部的书记" in page
    assert reverse("accounts:enter_invitation") in page


@pytest.mark.parametrize("demo", [True, False])
def test_demo_login_exists_only_in_demo_mode(client: Client, settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    shown = make_user("officer", None, label="周敏", is_demo=True, demo_note="党务干部")
    real = make_user("real")
    page = client.get(reverse("accounts:demo_login"))
    assert page.status_code == (200 if demo else 404)
    assert ("周敏" in page.content.decode()) is demo
    for user, status in ((real, 404), (shown, 302 if demo else 404)):
        assert client.post(reverse("accounts:demo_login"), {"account": user.pk}).status_code == status
    for bad in ("", "x", "-1", "9" * 30, "²"):
        assert client.post(reverse("accounts:demo_login"), {"account": bad}).status_code == 404
    assert is_signed_in(client) is demo


def test_demo_accounts_skip_the_second_factor_only_in_demo_mode(client: Client, settings: Any, strict: None) -> None:
    settings.DEMO = True
    user = make_user("officer", is_demo=True)
    client.post(reverse("accounts:demo_login"), {"account": user.pk})
    assert is_signed_in(client)
    settings.DEMO = False
    assert client.get(reverse("accounts:account")).status_code == 302
