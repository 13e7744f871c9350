"""Invitations for a whole area: who is meant, who may, what is printed once, what becomes void."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.accounts import actions as accounts
from leitu.accounts.models import Invitation, SignIn
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.people import actions
from leitu.people.inviting import MEMBER, without_account
from leitu.people.models import Person
from tests.cast import County, build_county

pytestmark = pytest.mark.django_db
SECRETARY = ["secretary"]


@pytest.fixture
def county() -> County:
    """Of three secretaries, Mei uses her account, one never entered his, one has none."""
    made = build_county("LS")
    made.users["石磊"].set_password(None)
    made.users["石磊"].save()
    Person.objects.filter(pk=made.persons["东方明"].pk).update(account=None)
    return made


def names(county: County, who: str, unit: str, titles: list[str]) -> list[str]:
    return [one.name for one in without_account(county.actor(who), county.units[unit], titles)]


def test_meant_is_who_holds_the_post_and_has_no_account_in_use(county: County) -> None:
    assert names(county, "county_officer", "C", SECRETARY) == ["东方明", "石磊"]
    assert names(county, "officer", "Q", SECRETARY) == ["石磊"]
    assert "小林" in names(county, "officer", "Q", [MEMBER])
    assert "梅" not in names(county, "officer", "Q", [MEMBER])
    place = without_account(county.actor("officer"), county.units["Q"], SECRETARY)[0].place
    assert place == "石桥社区党支部 书记"


def test_a_batch_has_one_way_in_for_each_and_voids_earlier_ones(county: County) -> None:
    first = actions.invite_many(actor=county.actor("county_officer"), unit=county.units["C"], titles=SECRETARY)
    assert [slip.name for slip in first] == ["东方明", "石磊"]
    assert Entry.objects.get(verb="people.invite_many").data["count"] == 2
    assert Entry.objects.filter(verb="people.invite_person").count() == 2
    again = actions.invite_many(actor=county.actor("county_officer"), unit=county.units["C"], titles=SECRETARY)
    for old, new in zip(first, again, strict=True):
        assert accounts.waiting(new.code).user.label == new.name
        with pytest.raises(WrongState):
            accounts.waiting(old.code)
    assert Invitation.objects.waiting().count() == 2
    assert not any(slip.code in str(list(Entry.objects.values_list("data", flat=True))) for slip in again)


@pytest.mark.parametrize("who", ["李强", "inspector", "administrator", "stranger"])
def test_nobody_else_may(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_many(actor=county.actor(who), unit=county.units["Q1"], titles=SECRETARY)


def test_not_beyond_ones_own_area(county: County) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_many(actor=county.actor("officer"), unit=county.units["C"], titles=SECRETARY)
    actions.appoint(
        actor=county.console,
        unit=county.units["B"],
        person=county.persons["石磊"],
        title="secretary",
        since=dt.date(2024, 1, 1),
    )
    assert names(county, "officer", "Q", SECRETARY) == []  # he holds power elsewhere, too


@pytest.mark.parametrize("titles", [[], ["group_leader"]])
def test_nobody_meant_is_refused(county: County, titles: list[str]) -> None:
    with pytest.raises(ValidationError):
        actions.invite_many(actor=county.actor("officer"), unit=county.units["Q"], titles=titles)


def test_the_sheets_are_for_whoever_made_them(county: County) -> None:
    client = Client()
    client.force_login(county.users["county_officer"])
    SignIn.objects.update(strong=True)
    address = f"{reverse('people:invite_many', args=[county.units['C'].pk])}?titles=secretary"
    shown = client.get(address)
    assert "2 人还没有用上账号" in shown.content.decode()
    answer = client.post(address, {"form_key": shown.context["form_key"]})
    assert answer.headers["Location"] == reverse("accounts:invitation_sheets")
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count('class="acc-slip"') == 2
    assert "石磊" in page
    other = Client()
    other.force_login(county.users["officer"])
    SignIn.objects.update(strong=True)
    assert other.get(answer.headers["Location"]).status_code == 404
    stored: Any = client.session["accounts.invitations_made"]
    assert "石磊" not in str(stored)


def test_the_page_of_a_person_says_how_his_account_stands_and_takes_an_invitation_back(county: County) -> None:
    mei = Client()
    mei.force_login(county.users["梅"])
    person = county.persons["小林"]
    address = reverse("people:show", args=[person.pk])

    def says() -> str:
        return str(mei.get(address).content.decode())

    Person.objects.filter(pk=person.pk).update(account=None)
    assert "没有在用，也可以不用" in says()
    actions.invite_person(actor=county.actor("梅"), person=Person.objects.get(pk=person.pk))
    user = Person.objects.get(pk=person.pk).account
    back = reverse("accounts:withdraw_invitation", args=[user.pk])
    assert "邀请单有效至" in says()
    assert f"{back}?next={address}" in says()
    answer = mei.post(f"{back}?next={address}")
    assert answer.headers["Location"] == address
    assert not Invitation.objects.waiting().filter(user=user).exists()
    user.set_password("a-long-pass-phrase")
    user.save()
    assert "在用" in says()
    member = Client()
    member.force_login(county.users["梅"])
    own = reverse("people:show", args=[county.persons["梅"].pk])
    assert "邀请单" not in member.get(own, follow=True).content.decode(), "not about oneself"
