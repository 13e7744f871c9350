"""What the page of a duty offers to whoever can meet it, and what it says of the records it counts."""

import datetime as dt

import pytest
from django.urls import reverse

from leitu.activities.offers import offer_meeting
from leitu.activities.tests import factories as make
from leitu.norms.duties import duty_of


def the_duty(county, norm="theme-day", unit="Q1", start=dt.date(2026, 3, 1)):
    return duty_of(county.tenant, county.units[unit], norm, start, on=make.DAY)


def offered(county, who, **asked):
    duty = the_duty(county, **asked)
    return offer_meeting(county.actor(who), county.units[asked.get("unit", "Q1")], duty)


def explain(county, norm="theme-day", unit="Q1", start=dt.date(2026, 3, 1)):
    return reverse("norms:explain", args=[county.units[unit].pk, norm, start])


def test_a_secretary_goes_from_the_duty_to_its_meeting(county, sign_in) -> None:
    client = sign_in("梅")
    plan = f"{reverse('activities:plan')}?unit={county.units['Q1'].pk}&kind=theme_day"
    page = client.get(explain(county)).content.decode()
    assert f'href="{plan.replace("&", "&amp;")}"' in page
    assert "去办" in page
    assert client.get(plan).context["form"]["kind"].value() == make.kind(county, "theme_day").pk


@pytest.mark.parametrize(
    ("state", "label"), [("planned", "发通知"), ("notified", "去开会"), ("under_way", "去记录"), ("ended", "去归档")]
)
def test_a_meeting_on_its_way_is_the_next_step(county, state, label) -> None:
    activity = make.in_state(county, state, "theme_day")
    found = offered(county, "梅")
    assert (found.label, found.href) == (label, activity.get_absolute_url())


@pytest.mark.parametrize("state", ["cancelled", "waived"])
def test_a_meeting_that_was_dropped_is_planned_anew(county, state) -> None:
    make.in_state(county, state, "theme_day")
    assert offered(county, "梅").label == "去办"


def test_what_is_late_is_recorded_on_the_last_day_of_its_period(county) -> None:
    found = offered(county, "梅", start=dt.date(2026, 2, 1))
    assert found.label == "补录"
    assert "on=2026-02-28" in found.href


@pytest.mark.parametrize("who", ["老陈", "officer", "inspector", "石磊", "stranger"])
def test_who_does_not_hold_the_meetings_is_offered_none(county, who) -> None:
    assert offered(county, who) is None


def test_what_is_met_or_no_meeting_answers_offers_none(county) -> None:
    make.in_state(county, "archived", "theme_day")
    assert offered(county, "梅") is None
    assert offered(county, "梅", norm="branch-size", start=the_duty(county, "branch-size").period_start) is None


@pytest.mark.parametrize(
    ("topic", "title"),
    [("清明祭扫", "3月20日 主题党日：清明祭扫"), ("3月主题党日", "3月20日 3月主题党日"), ("", "3月20日 主题党日")],
)
def test_the_records_under_a_duty_are_called_by_their_names(county, sign_in, topic, title) -> None:
    """For those who may open them; others see that there is a record, and no more."""
    activity = make.in_state(county, "archived", "theme_day", topic=topic)
    link = f'<a href="{activity.get_absolute_url()}">{title}</a>'
    assert link in sign_in("inspector").get(explain(county)).content.decode()
    seen = sign_in("administrator").get(explain(county)).content.decode()
    assert f"活动#{activity.pk}" in seen
    assert activity.get_absolute_url() not in seen
    if topic == "清明祭扫":
        assert topic not in seen


def test_the_list_names_the_branch_only_to_those_who_see_several(county, sign_in) -> None:
    make.planned(county)
    make.planned(county, "group_meeting", unit="Q1G")
    address = reverse("activities:list")
    mine = sign_in("梅").get(address).content.decode()
    assert "柳树村第一党小组" in mine
    assert "学习与讨论 · 柳树村党支部" not in mine
    assert "学习与讨论 · 柳树村党支部" in sign_in("officer").get(address).content.decode()
