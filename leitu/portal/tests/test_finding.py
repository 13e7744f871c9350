"""Search: meetings by title, persons by identity number as an act of its own."""

import pytest
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed
from leitu.people import actions
from leitu.people.actions.persons import id_number_index
from leitu.people.models import Person
from leitu.people.queries import entries_about, looks
from leitu.portal.finding import find_activities
from tests.cast import County, build_county

NUMBER = "11010519491231002X"
pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    """Old Chen of Willow village has an identity number."""
    made = build_county("LS")
    Person.objects.filter(pk=made.persons["老陈"].pk).update(id_number_index=id_number_index(NUMBER))
    return made


@pytest.mark.parametrize("who", ["梅", "officer", "county_officer"])
def test_whoever_may_see_the_number_finds_by_it_and_is_on_record(county: County, who: str) -> None:
    found = actions.find_by_id_number(actor=county.actor(who), number=NUMBER)
    assert found == county.persons["老陈"]
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.unit_id) == ("people.find_by_id_number", county.units["Q1"].pk)
    assert NUMBER not in str(entry.data)
    assert list(looks(entries_about(found), found)) == [entry]


def test_out_of_sight_is_as_if_nobody_had_it(county: County) -> None:
    assert actions.find_by_id_number(actor=county.actor("石磊"), number=NUMBER) is None
    entry = Entry.objects.latest("pk")
    assert (entry.object_id, entry.data["found"]) == (0, False)


@pytest.mark.parametrize("who", ["李强", "孙涛", "inspector", "administrator", "auditor", "stranger"])
def test_nobody_else_may(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.find_by_id_number(actor=county.actor(who), number=NUMBER)


def test_the_page_keeps_the_number_out_of_addresses(county: County) -> None:
    client = Client()
    client.force_login(county.users["officer"])
    SignIn.objects.update(strong=True)
    address = reverse("portal:find_by_number")
    assert address in client.get(reverse("portal:search")).content.decode()

    def send(number: str) -> str:
        data = {"form_key": client.get(address).context["form_key"], "number": number}
        answer = client.post(address, data)
        return str(answer.headers.get("Location", answer.status_code))

    assert send(NUMBER.lower()) == county.persons["老陈"].get_absolute_url()
    assert send("110105194912310030") == "200"  # its last digit is wrong
    assert send("11010519491231011X") in (address, "200")
    listed = client.get(f"{reverse('people:list')}?q={NUMBER}").content.decode()
    assert "老陈" not in listed


def test_meetings_are_found_by_title_where_they_may_be_seen(county: County) -> None:
    assert find_activities(county.actor("stranger"), "防汛") == []
    assert find_activities(county.actor("officer"), "防") == []
