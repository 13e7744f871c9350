"""The calendar holds one's own affairs; its feed knows no more than its owner, and nothing after it was withdrawn."""

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
import time_machine
from django.test import Client

from leitu.accounts.models import ApiToken, SignIn
from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.orgs import actions as orgs
from leitu.people import actions as people
from leitu.portal.calendar.events import events
from leitu.portal.calendar.month import month_of, span_of
from leitu.portal.calendar.views import asked_month

TODAY = dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def meeting(county: Any, code: str = "general_meeting", unit: str = "Q1", day: int = 20, **more: Any) -> Activity:
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    given = {"on": dt.date(2026, 6, day), "starts_at": dt.time(19, 0), "place": "活动室", "topic": "老陈的事", **more}
    planned = activities.plan(actor=county.console, unit=county.units[unit], kind=kind, **given)
    return activities.notify(actor=county.console, activity=planned)


def titles(county: Any, who: str) -> list[str]:
    return [f"{one.on:%d} {one.title} {one.unit}" for one in events(county.actor(who), *JUNE) if one.starts_at]


def test_everybody_sees_what_is_his_own_affair(county: Any) -> None:
    meeting(county)
    meeting(county, "committee_meeting", day=22)
    meeting(county, unit="Q2", day=23)
    general, committee = "20 支部党员大会 柳树村党支部", "22 支委会 柳树村党支部"
    assert titles(county, "梅") == [general, committee]
    assert titles(county, "李强") == [general, committee]
    assert titles(county, "孙涛") == [general]
    assert titles(county, "石磊") == ["23 支部党员大会 石桥社区党支部"]
    assert titles(county, "officer") == titles(county, "stranger") == []


def test_a_plan_is_known_to_those_who_hold_it_only(county: Any) -> None:
    kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
    activities.plan(actor=county.console, unit=county.units["Q1"], kind=kind, on=dt.date(2026, 6, 25))
    assert [one.title for one in events(county.actor("梅"), *JUNE) if one.key.startswith("activity")] == ["主题党日"]
    assert events(county.actor("孙涛"), *JUNE) == []


def test_what_was_cancelled_is_gone(county: Any) -> None:
    activities.cancel(actor=county.actor("梅"), activity=meeting(county), reason="停电")
    assert titles(county, "梅") == []


def test_due_dates_stand_on_their_day_once_for_each_unit(county: Any) -> None:
    due = [one for one in events(county.actor("梅"), *JUNE) if one.key.startswith("due")]
    assert [(one.on.day, one.unit) for one in due] == [(30, "柳树村党支部"), (30, "柳树村第一党小组")]
    assert "主题党日" in due[0].title and "到期" in due[0].title
    assert not [one for one in events(county.actor("孙涛"), *JUNE) if one.key.startswith("due")]


def test_a_term_ends_in_the_calendar_of_those_who_see_the_unit(county: Any) -> None:
    given = {"starts_on": dt.date(2023, 6, 26), "ends_on": dt.date(2026, 6, 25)}
    orgs.set_term(actor=county.console, unit=county.units["Q1"], **given)
    for who in ("梅", "officer", "county_officer"):
        assert [one.on.day for one in events(county.actor(who), *JUNE) if one.key.startswith("term")] == [25]
    assert not [one for one in events(county.actor("石磊"), *JUNE) if one.key.startswith("term")]
    orgs.set_term(actor=county.console, unit=county.units["Q1"], starts_on=None, ends_on=dt.date(2029, 6, 25))
    assert not [one for one in events(county.actor("梅"), *JUNE) if one.key.startswith("term")]


def test_a_month_is_whole_weeks_with_its_holidays() -> None:
    found = month_of(span_of(2026, 10), [], {})
    assert (found.days[0].on, found.days[-1].on, len(found.days)) == (dt.date(2026, 9, 28), dt.date(2026, 11, 1), 35)
    rest = {day.on.day: day.rest for day in found.days if day.in_month and day.rest}
    assert rest[1] == "国庆节" and rest[10] == "班"
    assert (found.before, found.after) == ("2026-09", "2026-11")


def test_a_year_whose_holidays_are_not_announced_is_weekends_only_and_says_so(client: Client, county: Any) -> None:
    far = month_of(span_of(2036, 1), [], {})
    assert {day.rest for day in far.days} == {""}
    assert (far.year_without_holidays, month_of(span_of(2026, 10), [], {}).year_without_holidays) == (2036, None)
    sign_in(client, county, "梅")
    assert "2036 年的放假和调休安排还没有收进系统" in client.get("/calendar/?month=2036-01").content.decode()
    assert "还没有收进系统" not in client.get("/calendar/?month=2026-10").content.decode()


@pytest.mark.parametrize("text", [None, "", "2026-13", "2026-00", "9999-01", "x", "２０２６-０１", "2026-6"])
def test_nonsense_is_this_month(text: str | None) -> None:
    assert asked_month(text).start == dt.date(2026, 6, 1)


def sign_in(client: Client, county: Any, who: str) -> Client:
    client.force_login(county.users[who])
    SignIn.objects.filter(user=county.users[who]).update(strong=True)
    return client


def subscribe(client: Client, county: Any, who: str) -> str:
    shown = sign_in(client, county, who).post("/calendar/subscribe/").content.decode()
    found = re.search(r"/calendar/feed/[\w-]+\.ics", shown)
    assert found is not None
    return found[0]


def feed(address: str) -> list[Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer.headers["Cache-Control"]
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_phone_gets_the_calendar_without_what_is_nobody_elses_business(county: Any, client: Client) -> None:
    one = meeting(county, ends_at=dt.time(20, 30))
    address = subscribe(client, county, "梅")
    found = {str(event["uid"]): event for event in feed(address)}
    event = found[f"activity-{one.pk}@leitu"]
    assert (str(event["summary"]), str(event["location"])) == ("支部党员大会", "活动室")
    assert event.decoded("dtstart").isoformat() == "2026-06-20T19:00:00+08:00"
    assert event.decoded("dtend").isoformat() == "2026-06-20T20:30:00+08:00"
    said = Client().get(address).content.decode()
    for word in ("老陈", "梅", "孙涛"):
        assert word not in said
    assert "VTIMEZONE" in said


def test_a_change_is_the_same_event_with_a_higher_sequence(county: Any, client: Client) -> None:
    one = meeting(county)
    address = subscribe(client, county, "孙涛")
    (before,) = feed(address)
    activities.update(actor=county.actor("梅"), activity=one, starts_at=dt.time(20, 0))
    (after,) = feed(address)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_whoever_leaves_takes_no_calendar_along(county: Any, client: Client) -> None:
    meeting(county)
    address = subscribe(client, county, "孙涛")
    held = county.persons["孙涛"].memberships.get()
    given = {"on": dt.date(2026, 6, 17), "ending": "left", "note": "本人要求", "version": held.version}
    people.end_membership(actor=county.actor("梅"), membership=held, **given)
    assert feed(address) == []


def test_a_withdrawn_expired_or_foreign_token_is_no_address(county: Any, client: Client) -> None:
    address = subscribe(client, county, "梅")
    token = ApiToken.objects.get()
    client.post(f"/accounts/tokens/{token.pk}/withdraw/")
    assert Client().get(address).status_code == 404
    again = subscribe(client, county, "梅")
    ApiToken.objects.update(expires_at=TODAY - dt.timedelta(seconds=1))
    assert Client().get(again).status_code == 404
    assert Client().get("/calendar/feed/leitu_nonsense.ics").status_code == 404


def test_a_token_for_programs_is_none_for_calendars_and_the_other_way_round(county: Any, client: Client) -> None:
    address = subscribe(client, county, "梅")
    ApiToken.objects.update(scopes=["read"])
    assert Client().get(address).status_code == 404
    ApiToken.objects.update(scopes=["calendar"])
    code = address.rpartition("/")[2].removesuffix(".ics")
    answer = Client().get("/api/activities/", headers={"Authorization": f"Bearer {code}"})
    assert answer.status_code in (401, 403)


def test_a_closed_account_has_no_calendar(county: Any, client: Client) -> None:
    address = subscribe(client, county, "孙涛")
    county.users["孙涛"].is_active = False
    county.users["孙涛"].save()
    assert Client().get(address).status_code == 404


def test_the_page_shows_the_month_and_those_above_see_numbers(county: Any, client: Client) -> None:
    meeting(county)
    shown = sign_in(client, county, "梅").get("/calendar/?month=2026-06").content.decode()
    assert "支部党员大会" in shown and "老陈的事" not in shown
    shown = sign_in(client, county, "officer").get("/calendar/?month=2026-06").content.decode()
    assert "所属党组织 1 场" in shown and "since=2026-06-20" in shown
