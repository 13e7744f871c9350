import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import Factor, SignIn, User
from leitu.accounts.tests.authenticator import Authenticator
from leitu.accounts.tests.factories import PASSWORD, code_now, is_signed_in, make_factor, make_user, post_sign_in
from leitu.audit.models import Entry

pytestmark = pytest.mark.django_db
HOST = "leitu.example"
ORIGIN = f"https://{HOST}"


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    """Browsers offer passkeys only at a secure address with a name."""
    settings.LEITU_URL = ORIGIN


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator(ORIGIN, HOST)


def enrol(client: Client, phone: Authenticator, **more: str) -> Any:
    page = client.get(reverse("accounts:enrol_passkey"))
    sent = {"credential": phone.make(page.context["options"]), **more}
    return client.post(reverse("accounts:enrol_passkey"), sent)


def sign_in_with(client: Client, phone: Authenticator, **more: str) -> Any:
    post_sign_in(client)
    options = client.get(reverse("accounts:second_factor")).context["options"]
    return client.post(reverse("accounts:use_passkey"), {"credential": phone.use(options), **more})


def test_a_passkey_is_enrolled_and_used(mei: User, phone: Authenticator, strict: None) -> None:
    client = Client()
    post_sign_in(client)
    assert len(enrol(client, phone).context["codes"]) == 10
    assert is_signed_in(client)
    again = Client()
    assert sign_in_with(again, phone).status_code == 302
    assert is_signed_in(again)
    assert SignIn.objects.latest("pk").strong
    assert Entry.objects.filter(verb="accounts.sign_in", data__factor="passkey").count() == 1


def test_a_passkey_that_keeps_no_count_works_again_and_again(mei: User) -> None:
    phone, client = Authenticator(ORIGIN, HOST, counts=False), Client()
    post_sign_in(client)
    enrol(client, phone)
    for _time in range(3):
        again = Client()
        sign_in_with(again, phone)
        assert is_signed_in(again)


def test_a_copy_of_a_passkey_gives_itself_away(mei: User, phone: Authenticator, client: Client) -> None:
    post_sign_in(client)
    enrol(client, phone)
    sign_in_with(Client(), phone)
    phone.count -= 1
    copy = Client()
    assert sign_in_with(copy, phone)["Location"] == reverse("accounts:second_factor")
    assert not is_signed_in(copy)
    assert Entry.objects.filter(verb="accounts.second_factor_failed").count() == 1


@pytest.mark.parametrize("wrong", ["origin", "host", "key", "id"])
def test_only_this_key_at_our_own_address_counts(mei: User, phone: Authenticator, client: Client, wrong: str) -> None:
    post_sign_in(client)
    enrol(client, phone)
    other = Authenticator("https://evil.example", "evil.example")
    setattr(phone, wrong, b"another key" if wrong == "id" else getattr(other, wrong))
    stranger = Client()
    sign_in_with(stranger, phone)
    assert not is_signed_in(stranger)


def test_a_challenge_is_answered_once(mei: User, phone: Authenticator, client: Client) -> None:
    post_sign_in(client)
    enrol(client, phone)
    thief = Client()
    post_sign_in(thief)
    options = thief.get(reverse("accounts:second_factor")).context["options"]
    seen = phone.use(options)
    thief.get(reverse("accounts:second_factor"))
    thief.post(reverse("accounts:use_passkey"), {"credential": seen})
    assert not is_signed_in(thief)


@pytest.mark.parametrize("sent", ["", "x", "{}", "[]", "null", '{"id": 1}', '{"response": {}}', "\x00", "𠮷" * 5000])
def test_what_is_no_answer_proves_nothing(mei: User, phone: Authenticator, client: Client, sent: str) -> None:
    post_sign_in(client)
    client.get(reverse("accounts:enrol_passkey"))
    assert client.post(reverse("accounts:enrol_passkey"), {"credential": sent}).status_code == 200
    assert not Factor.objects.exists()
    enrol(client, phone)
    stranger = Client()
    post_sign_in(stranger)
    stranger.get(reverse("accounts:second_factor"))
    answer = stranger.post(reverse("accounts:use_passkey"), {"credential": sent})
    assert answer["Location"] == reverse("accounts:second_factor")
    assert not is_signed_in(stranger)


def test_anothers_passkey_is_none_of_mine(mei: User, phone: Authenticator, client: Client) -> None:
    post_sign_in(client)
    enrol(client, phone)
    make_factor(make_user("other"))
    stranger = Client()
    post_sign_in(stranger, "other")
    assert stranger.get(reverse("accounts:second_factor")).context["options"] == ""
    stranger.post(reverse("accounts:use_passkey"), {"credential": "{}"})
    assert not is_signed_in(stranger)


@pytest.mark.parametrize(
    ("url", "possible"),
    [
        ("https://leitu.example", True),
        ("http://leitu.example", False),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_offered_only_where_browsers_allow_them(
    mei: User, client: Client, settings: Any, url: str, possible: bool
) -> None:
    settings.LEITU_URL = url
    post_sign_in(client)
    assert client.get(reverse("accounts:enrol_passkey")).status_code == (200 if possible else 404)
    shown = reverse("accounts:enrol_passkey") in client.get(reverse("accounts:enrol_factor")).content.decode()
    assert shown is possible


def test_where_passkeys_cannot_be_used_codes_still_can(
    mei: User, phone: Authenticator, client: Client, settings: Any
) -> None:
    post_sign_in(client)
    enrol(client, phone)
    secret = make_factor(mei)
    settings.LEITU_URL = "http://192.0.2.1"
    other = Client()
    post_sign_in(other)
    assert other.get(reverse("accounts:second_factor")).context["options"] == ""
    other.post(reverse("accounts:second_factor"), {"code": code_now(secret, 1)})
    assert is_signed_in(other)


def test_without_an_app_only_a_recovery_code_is_asked_for(mei: User, phone: Authenticator, client: Client) -> None:
    post_sign_in(client)
    codes = enrol(client, phone).context["codes"]
    other = Client()
    post_sign_in(other)
    assert list(other.get(reverse("accounts:second_factor")).context["form"].fields) == ["recovery"]
    assert "recovery" in other.post(reverse("accounts:second_factor"), {}).context["form"].errors
    assert other.post(reverse("accounts:second_factor"), {"recovery": codes[0]}).status_code == 302
    assert is_signed_in(other)


def test_an_old_session_confirms_its_password_first(mei: User, phone: Authenticator, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        post_sign_in(client)
        clock.shift(dt.timedelta(minutes=16))
        enrol(client, phone, current="wrong")
        assert not Factor.objects.exists()
        enrol(client, phone, current=PASSWORD)
        assert Factor.objects.get().kind == Factor.Kind.PASSKEY


def test_strangers_have_nothing_to_prove(client: Client) -> None:
    answer = client.post(reverse("accounts:use_passkey"), {"credential": "{}"})
    assert answer["Location"] == reverse("accounts:sign_in")
