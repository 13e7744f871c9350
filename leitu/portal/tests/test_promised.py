"""One's own list is on the home page in its season, and gone when it is done."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from leitu.people.models import Post
from leitu.pledges import actions
from leitu.pledges.models import PledgeLine
from leitu.portal import promised
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
DECEMBER = dt.date(2026, 12, 10)


@pytest.fixture
def post(county):
    return Post.objects.get(tenant=county.tenant, person=county.persons["梅"])


def titles(county, day, name="梅"):
    found = promised.own_pledges(county.actor(name), day)
    return [] if found is None else [line.title for line in found.lines]


def test_what_waits_in_which_season(county, post):
    mei = county.actor("梅")
    assert titles(county, dt.date(2026, 3, 20)) == ["签 2026 年书记责任清单"]
    pledge = actions.sign(actor=mei, post=post, year=2026)
    assert titles(county, dt.date(2026, 3, 20)) == []
    assert titles(county, dt.date(2026, 6, 20)) == []
    with time_machine.travel(dt.datetime.combine(DECEMBER, dt.time(9))):
        assert titles(county, DECEMBER) == ["2026 年书记责任清单逐条对账"]
        lines = PledgeLine.objects.filter(pledge=pledge)
        results = {line.pk: actions.Result("done") for line in lines}
        actions.settle(actor=mei, pledge=pledge, results=results)
        assert titles(county, DECEMBER) == []


def test_who_holds_no_post_is_asked_nothing(county):
    assert titles(county, dt.date(2026, 3, 20), "孙涛") == []
    assert titles(county, dt.date(2026, 3, 20), "officer") == []


def test_home_and_unit_page_lead_there(county, post, sign_in):
    client = sign_in("梅")
    assert reverse("pledges:sign", args=[post.pk]) in client.get(reverse("portal:home")).content.decode()
    page = client.get(reverse("portal:unit", args=[county.units["Q1"].pk])).content.decode()
    assert f"{reverse('pledges:list')}?unit={county.units['Q1'].pk}" in page
    assert f"{reverse('plans:show')}?unit={county.units['Q1'].pk}" in page
    member = sign_in("孙涛").get(reverse("portal:unit", args=[county.units["Q1"].pk])).content.decode()
    assert reverse("plans:show") + "?" not in member
