import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.accounts import actions, queries
from leitu.accounts.factors import actor_for
from leitu.accounts.models import ApiToken, SignIn, User
from leitu.accounts.tests.factories import PASSWORD, make_factor, make_user, post_sign_in
from leitu.api import scopes
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
FORM = {"label": "月报同步", "act": "read", "days": "90", "current": PASSWORD}


def session_of(user: User, *, strong: bool = False) -> SignIn:
    post_sign_in(Client())
    SignIn.objects.filter(user=user).update(strong=strong)
    return SignIn.objects.filter(user=user).latest("pk")


def make(user: User, **more: Any) -> str:
    given: dict[str, Any] = {"label": "月报同步", "reach": ["read"], "sign_in": session_of(user), **more}
    return actions.make_token(actor=actor_for(user), user=user, **given)


def test_a_token_opens_and_is_stored_as_a_digest_only(mei: User) -> None:
    code = make(mei, reach=["write", "write"], days=30)
    token = queries.token_behind(code)
    assert token is not None
    assert (token.user, token.scopes, token.strong) == (mei, ["write"], False)
    assert code.startswith("leitu_")
    assert len(code) > 40
    assert code not in str(ApiToken.objects.values().get())
    entry = Entry.objects.get(verb="accounts.make_token")
    assert entry.data["label"] == "月报同步"
    assert code not in str(entry.data)


@pytest.mark.parametrize("wrong", ["", "leitu_", "leitu_" + "a" * 43, "令牌", "x" * 5000])
def test_anything_else_opens_nothing(mei: User, wrong: str) -> None:
    make(mei)
    assert queries.token_behind(wrong) is None


def test_it_expires_and_no_longer_than_a_year_ahead(mei: User) -> None:
    with time_machine.travel("2026-03-02 01:00+00:00", tick=False) as clock:
        code = make(mei, days=10_000)
        clock.shift(dt.timedelta(days=364))
        assert queries.token_behind(code) is not None
        clock.shift(dt.timedelta(days=1))
        assert queries.token_behind(code) is None


def test_its_owner_withdraws_it_once(mei: User) -> None:
    code = make(mei)
    token = ApiToken.objects.get()
    with pytest.raises(NotAllowed):
        actions.withdraw_token(actor=actor_for(make_user("lin", label="林岚")), token=token)
    actions.withdraw_token(actor=actor_for(mei), token=token)
    assert queries.token_behind(code) is None
    with pytest.raises(WrongState):
        actions.withdraw_token(actor=actor_for(mei), token=token)
    assert Entry.objects.filter(verb="accounts.withdraw_token").count() == 1


@pytest.mark.parametrize("how", ["password", "closed", "factors", "invitation"])
def test_it_ends_with_the_way_in(mei: User, how: str, ruled_by: Callable[..., None]) -> None:
    lin = make_user("lin", label="林岚")
    ruled_by(lin, "secure", "invite")
    make_factor(mei)
    row = session_of(mei, strong=True) if SignIn.objects.filter(user=mei).exists() else None
    row = row or SignIn.objects.create(
        tenant_id=1, user=mei, strong=True, started_at=mei.created_at, seen_at=mei.created_at
    )
    code = make(mei, sign_in=row)
    mine, theirs = actor_for(mei), actor_for(lin)
    if how == "password":
        actions.change_password(actor=mine, user=mei, password="another willow 8", sign_in=row)
    elif how == "closed":
        actions.deactivate(actor=theirs, user=mei)
        actions.reactivate(actor=theirs, user=mei)
    elif how == "factors":
        actions.reset_factors(actor=theirs, user=mei, reason="手机丢失")
    else:
        paper = actions.invite(actor=theirs, user=mei)
        actions.accept(actor=theirs, token=paper, username="mei", password="another willow 8")
    assert queries.token_behind(code) is None


def test_ending_other_sessions_leaves_the_programs_alone(mei: User) -> None:
    code = make(mei)
    actions.end_other_sessions(actor=actor_for(mei), sign_in=SignIn.objects.latest("pk"))
    assert queries.token_behind(code) is not None


def test_no_token_before_the_second_factor(mei: User, strict: None) -> None:
    row = session_of(mei)
    with pytest.raises(NotAllowed):
        make(mei, sign_in=row)
    with pytest.raises(NotAllowed):
        make(mei, sign_in=None)
    SignIn.objects.update(strong=True)
    row.refresh_from_db()
    code = make(mei, sign_in=row)
    token = queries.token_behind(code)
    assert token is not None
    assert token.strong


def test_nobody_makes_a_token_for_another(mei: User) -> None:
    with pytest.raises(NotAllowed):
        actions.make_token(
            actor=actor_for(make_user("lin", label="林岚")), user=mei, sign_in=None, label="x", reach=["read"]
        )


@pytest.mark.parametrize(
    "given",
    [{"label": "  "}, {"reach": []}, {"reach": ["everything"]}, {"reach": ["no_such_app.read"]}, {"reach": ["read "]}],
)
def test_nonsense_is_refused(mei: User, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make(mei, **given)
    assert not ApiToken.objects.exists()


def test_twenty_are_enough(mei: User) -> None:
    row = session_of(mei)
    for _number in range(20):
        make(mei, sign_in=row)
    with pytest.raises(WrongState):
        make(mei, sign_in=row)


@pytest.mark.parametrize(
    ("held", "reads", "writes"),
    [
        (["read"], True, False),
        (["write"], True, True),
        (["calendar"], False, False),
        (["norms.read"], True, False),
        (["norms.write"], True, True),
        (["people.write"], False, False),
        (["people.write", "norms.read"], True, False),
        ([], False, False),
    ],
)
def test_how_far_a_scope_reaches(held: list[str], reads: bool, writes: bool) -> None:
    assert scopes.reaches(held, "norms", writes=False) is reads
    assert scopes.reaches(held, "norms", writes=True) is writes


def test_a_calendar_token_opens_calendars_only(mei: User) -> None:
    row = session_of(mei)
    assert queries.calendar_token(make(mei, sign_in=row)) is None
    assert queries.calendar_token(make(mei, sign_in=row, reach=["calendar"])) is not None


def test_the_page_shows_the_token_once_and_lists_it(mei: User, client: Client) -> None:
    post_sign_in(client)
    assert "给哪个程序用" in client.get(reverse("accounts:make_token")).content.decode()
    page = client.post(reverse("accounts:make_token"), FORM)
    code = page.context["code"]
    assert queries.token_behind(code) is not None
    assert page["Cache-Control"].find("no-store") >= 0
    account = client.get(reverse("accounts:account")).content.decode()
    assert "月报同步" in account
    assert code not in account
    token = ApiToken.objects.get()
    assert client.post(reverse("accounts:withdraw_token", args=[token.pk])).status_code == 302
    assert queries.token_behind(code) is None
    assert client.get(reverse("accounts:withdraw_token", args=[token.pk])).status_code == 404


@pytest.mark.parametrize("wrong", [{"current": "nonsense"}, {"act": "all"}, {"days": "100000"}, {"areas": ["nothing"]}])
def test_the_page_makes_nothing_of_what_is_wrong(mei: User, client: Client, wrong: dict[str, Any]) -> None:
    post_sign_in(client)
    assert client.post(reverse("accounts:make_token"), FORM | wrong).status_code == 200
    assert not ApiToken.objects.exists()


def test_the_page_asks_for_the_second_factor_first(mei: User, client: Client) -> None:
    post_sign_in(client)
    make_factor(mei)
    assert client.post(reverse("accounts:make_token"), FORM)["Location"].startswith(reverse("accounts:second_factor"))
    assert not ApiToken.objects.exists()
