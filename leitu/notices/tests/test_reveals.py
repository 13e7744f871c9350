"""Looking at very many sensitive items is told to the security officer, once a day for each account (security.md D4)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.core import jobs
from leitu.core.errors import NotAllowed
from leitu.notices.collect import collect
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.oversight import actions
from leitu.oversight.queries import MOST_REVEALS
from tests.cast import County

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(hour: int, minute: int = 0, day: int = 17) -> Any:
    return time_machine.travel(dt.datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI), tick=False)


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with at(8, 0):
        yield


def look(county: County, who: str, times: int, verb: str = "people.reveal") -> None:
    for _time in range(times):
        record(county.actor(who), verb, county.persons["梅"], field="mobile", reason="核对")


def alerts() -> list[tuple[str, int, str]]:
    rows = Entry.objects.filter(verb="oversight.alert_reveals").order_by("pk").values_list("data", flat=True)
    return [(data["label"], data["count"], data["day"]) for data in rows]


def test_more_than_two_hundred_a_day_are_told_once(counties: tuple[County, County]) -> None:
    here, other = counties
    look(here, "officer", MOST_REVEALS)
    assert jobs.run_now("oversight.watch").result == {"said": 0}
    look(here, "officer", 1, "people.find_by_id_number")
    look(here, "梅", MOST_REVEALS // 2)
    assert jobs.run_now("oversight.watch").result == {"said": 1}
    assert jobs.run_now("oversight.watch").result == {"said": 0}
    assert alerts() == [("officer", MOST_REVEALS + 1, "2026-06-17")]
    collect()
    notice = Notice.objects.get(kind="security")
    assert notice.user == here.users["security_officer"]
    assert sentence(notice) == f"officer 6月17日查看敏感信息 {MOST_REVEALS + 1} 次，超出平常，请核实"
    client = Client()
    client.force_login(here.users["security_officer"])
    SignIn.objects.update(strong=True)
    assert "超出平常，请核实" in client.get(href(notice)).content.decode()
    client.force_login(other.users["CANARYsecurity_officer"])
    SignIn.objects.update(strong=True)
    assert "超出平常，请核实" not in client.get(href(notice)).content.decode()


def test_each_day_counts_for_itself_and_its_last_minutes_are_not_lost(county: County) -> None:
    with at(23, 58):
        look(county, "officer", MOST_REVEALS + 1)
    with at(0, 3, day=18):
        assert actions.alert_reveals(actor=county.console) == 1
        look(county, "officer", MOST_REVEALS)
        assert actions.alert_reveals(actor=county.console) == 0
        look(county, "officer", 1)
        assert actions.alert_reveals(actor=county.console) == 1
    assert [day for _label, _count, day in alerts()] == ["2026-06-17", "2026-06-18"]


def test_only_the_machine_watches(county: County) -> None:
    with pytest.raises(NotAllowed):
        actions.alert_reveals(actor=county.actor("security_officer"))
