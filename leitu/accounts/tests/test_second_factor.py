import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from leitu.accounts import actions, factors
from leitu.accounts.factors import actor_for
from leitu.accounts.models import Factor, RecoveryCode, SignIn, User
from leitu.accounts.tests.factories import (
    CONSOLE,
    PASSWORD,
    code_now,
    is_signed_in,
    make_factor,
    make_user,
    post_sign_in,
)
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
SECOND = "accounts:second_factor"


def answer_with(client: Client, **typed: str) -> Any:
    return client.post(reverse(SECOND), typed)


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B, SHA-1, the last six of eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert factors.code_at(secret, moment // 30) == code


@pytest.mark.parametrize(("ahead", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(ahead: int, counts: bool) -> None:
    secret, moment = factors.fresh_secret(), 1_800_000_000
    step = moment // factors.STEP + ahead
    assert factors.step_of(secret, factors.code_at(secret, step), moment, 0) == (step if counts else 0)
    assert factors.step_of(secret, factors.code_at(secret, step), moment, step) == 0, "a code counts once"


def test_the_password_alone_opens_nothing(mei: User, client: Client) -> None:
    secret = make_factor(mei)
    assert post_sign_in(client)["Location"] == reverse(SECOND)
    assert not is_signed_in(client)
    assert not SignIn.objects.exists()
    planted = client.session.session_key
    assert answer_with(client, code=code_now(secret, 1)).status_code == 302
    assert is_signed_in(client)
    assert client.session.session_key != planted
    assert SignIn.objects.get().strong


def test_a_code_works_once(mei: User) -> None:
    secret = make_factor(mei)
    code = code_now(secret, 1)
    for client, status in ((Client(), 302), (Client(), 200)):
        post_sign_in(client)
        assert answer_with(client, code=code).status_code == status


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"code": ""},
        {"code": "000"},
        {"code": "abcdef"},
        {"code": "１２３\x00"},
        {"code": "1" * 100},
        {"recovery": "NONE-OF-MINE"},
        {"recovery": "𠮷" * 30},
    ],
)
def test_wrong_codes_open_nothing(mei: User, client: Client, typed: dict[str, str]) -> None:
    make_factor(mei)
    post_sign_in(client)
    assert answer_with(client, **typed).status_code == 200
    assert not is_signed_in(client)


def test_a_full_width_code_is_understood(mei: User, client: Client) -> None:
    secret = make_factor(mei)
    post_sign_in(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code_now(secret, 1))
    assert answer_with(client, code=f"{wide[:3]} {wide[3:]}").status_code == 302


def test_guessing_codes_is_stopped(mei: User) -> None:
    secret = make_factor(mei)
    client = Client(REMOTE_ADDR="192.0.2.40")
    post_sign_in(client)
    assert [answer_with(client, code="000000").status_code for _attempt in range(5)] == [200] * 5
    assert answer_with(client, code=code_now(secret, 1)).status_code == 429
    post_sign_in(client)
    assert answer_with(client, code=code_now(secret, 1)).status_code == 429, "a new password step is no new chance"
    assert Entry.objects.filter(verb="accounts.second_factor_failed").count() == 5
    assert Entry.objects.filter(verb="accounts.lock").count() == 1


def test_half_a_sign_in_does_not_last(mei: User, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        secret = make_factor(mei)
        post_sign_in(client)
        clock.shift(dt.timedelta(minutes=11))
        assert answer_with(client, code=code_now(secret))["Location"] == reverse("accounts:sign_in")
        post_sign_in(client)
        mei.set_password("changed meanwhile 1")
        mei.save()
        assert answer_with(client, code=code_now(secret))["Location"] == reverse("accounts:sign_in")
    assert not is_signed_in(client)


def test_the_second_step_is_closed_to_strangers(db: Any, client: Client) -> None:
    assert client.get(reverse(SECOND))["Location"] == reverse("accounts:sign_in")
    assert answer_with(client, code="123456")["Location"] == reverse("accounts:sign_in")


def test_who_needs_a_factor_is_led_to_enrol_and_nowhere_else(mei: User, client: Client, strict: None) -> None:
    post_sign_in(client)
    for name in ("account", "change_password", "end_other_sessions"):
        answer = client.get(reverse(f"accounts:{name}"))
        assert answer["Location"].startswith(reverse("accounts:enrol_factor"))
    answer = client.get(reverse("accounts:account"), HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"].startswith(reverse("accounts:enrol_factor"))
    assert client.post(reverse("accounts:change_password"), {}).status_code == 302
    assert client.get(reverse("accounts:enrol_factor")).status_code == 200
    assert client.get(reverse("accounts:sign_out")).status_code == 200


def enrol(client: Client, **more: str) -> Any:
    page = client.get(reverse("accounts:enrol_factor"))
    secret = page.context["secret"].replace("-", "")
    return client.post(reverse("accounts:enrol_factor"), {"code": code_now(secret), **more})


def test_enrol_opens_the_rest_and_gives_recovery_codes_once(mei: User, client: Client, strict: None) -> None:
    post_sign_in(client)
    before = client.session.session_key
    page = enrol(client)
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    assert client.session.session_key != before
    assert is_signed_in(client)
    stored = repr([*RecoveryCode.objects.values(), *Entry.objects.values(), *Factor.objects.values()])
    stored += repr([session.get_decoded() for session in Session.objects.all()])
    assert not any(code.replace("-", "") in stored for code in codes)
    assert Entry.objects.filter(verb="accounts.enrol_factor").count() == 1


def test_the_secret_is_sealed_and_bound_to_its_row(mei: User, client: Client) -> None:
    post_sign_in(client)
    secret = client.get(reverse("accounts:enrol_factor")).context["secret"].replace("-", "")
    assert secret not in repr([session.get_decoded() for session in Session.objects.all()])
    client.post(reverse("accounts:enrol_factor"), {"code": code_now(secret)})
    factor = Factor.objects.get()
    assert secret not in factor.secret_sealed
    assert factor.unseal("secret") == secret


def test_enrol_refuses_a_wrong_code_and_keeps_the_secret(mei: User, client: Client) -> None:
    post_sign_in(client)
    first = client.get(reverse("accounts:enrol_factor")).context["secret"]
    again = client.post(reverse("accounts:enrol_factor"), {"code": "000000"})
    assert again.context["form"].errors["code"]
    assert again.context["secret"] == first
    assert not Factor.objects.exists()


def test_an_old_session_has_to_confirm_before_it_enrols(mei: User, client: Client) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        post_sign_in(client)
        clock.shift(dt.timedelta(minutes=16))
        assert "current" in enrol(client).context["form"].errors
        assert "code" in enrol(client, current="wrong").context["form"].errors
        assert not Factor.objects.exists()
        enrol(client, current=PASSWORD)
        assert Factor.objects.count() == 1


def test_a_session_without_the_factor_cannot_touch_factors(mei: User, client: Client) -> None:
    """A session begun before the account had a factor must pass it first."""
    post_sign_in(client)
    secret = make_factor(mei)
    remove = reverse("accounts:remove_factor", args=[Factor.objects.get().pk])
    for page in (reverse("accounts:enrol_factor"), reverse("accounts:renew_recovery_codes"), remove):
        assert client.get(page)["Location"].startswith(reverse(SECOND))
        assert client.post(page, {"current": PASSWORD})["Location"].startswith(reverse(SECOND))
    assert client.post(reverse(SECOND), {"code": code_now(secret, 1), "next": remove})["Location"] == remove
    assert client.get(remove).status_code == 200


def test_recovery_codes_work_once_each(mei: User) -> None:
    make_factor(mei)
    codes = actions.renew_recovery_codes(actor=actor_for(mei), user=mei)
    for typed, status in ((codes[0].lower(), 302), (codes[0], 200), (f"{codes[1][:4]}-{codes[1][4:]}", 302)):
        client = Client()
        post_sign_in(client)
        assert answer_with(client, recovery=typed).status_code == status
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 8
    assert Entry.objects.filter(verb="accounts.sign_in", data__factor="recovery").count() == 2


def test_renewing_voids_the_old_codes(mei: User, client: Client) -> None:
    make_factor(mei)
    old = actions.renew_recovery_codes(actor=actor_for(mei), user=mei)
    actions.renew_recovery_codes(actor=actor_for(mei), user=mei)
    post_sign_in(client)
    assert answer_with(client, recovery=old[0]).status_code == 200


def test_remove_factor_needs_the_password_and_takes_the_codes_along(mei: User, client: Client) -> None:
    secret = make_factor(mei)
    actions.renew_recovery_codes(actor=actor_for(mei), user=mei)
    post_sign_in(client)
    answer_with(client, code=code_now(secret, 1))
    page = reverse("accounts:remove_factor", args=[Factor.objects.get().pk])
    assert client.post(page, {"current": "wrong"}).status_code == 200
    assert Factor.objects.exists()
    assert client.post(page, {"current": PASSWORD}).status_code == 302
    assert not Factor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_anothers_factor_is_absent(mei: User, client: Client) -> None:
    other = make_user("other")
    make_factor(other)
    factor = Factor.objects.get()
    post_sign_in(client)
    page = reverse("accounts:remove_factor", args=[factor.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"current": PASSWORD}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.remove_factor(actor=actor_for(mei), factor=factor)


def test_a_removed_factor_must_be_enrolled_anew_where_it_is_required(mei: User, client: Client, strict: None) -> None:
    post_sign_in(client)
    enrol(client)
    client.post(reverse("accounts:remove_factor", args=[Factor.objects.get().pk]), {"current": PASSWORD})
    assert client.get(reverse("accounts:account"))["Location"].startswith(reverse("accounts:enrol_factor"))


def test_reset_factors_takes_all_away_and_ends_the_sessions(mei: User, ruled_by: Any) -> None:
    other = make_user("other")
    secret = make_factor(other)
    lost = Client()
    post_sign_in(lost, "other")
    answer_with(lost, code=code_now(secret, 1))
    assert is_signed_in(lost)
    ruled_by(mei, "secure")
    client = Client()
    post_sign_in(client)
    page = reverse("accounts:reset_factors", args=[other.pk])
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "手机丢失，当面核实"}).status_code == 302
    assert not Factor.objects.exists()
    assert not is_signed_in(lost)
    assert Entry.objects.get(verb="accounts.reset_factors").data["reason"] == "手机丢失，当面核实"
    with pytest.raises(WrongState):
        actions.reset_factors(actor=CONSOLE, user=other, reason="again")


def test_an_account_has_a_limit_of_factors(mei: User) -> None:
    for _number in range(5):
        make_factor(mei)
    with pytest.raises(WrongState):
        make_factor(mei)


def test_the_machine_itself_needs_no_factor(strict: None) -> None:
    assert not factors.is_required(CONSOLE)
