"""Journey D-1 on a phone: from the duty on the home page to the archive, every tap counted."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from leitu.accounts.tests.conftest import site  # noqa: F401  (the server that works in the transaction of the test)
from leitu.activities.models import Activity, Attendance
from leitu.activities.tests import factories as make
from leitu.core.clock import today
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs.models import Tenant
from leitu.people import actions as people
from leitu.people.models import Post
from tests.cast import County, build_county

pytestmark = pytest.mark.browser
MOST_TAPS = 9


@pytest.fixture(autouse=True)
def on_that_friday() -> None:
    """A browser lives in real time."""


@pytest.fixture
def county(db: None) -> County:
    """Linshui county of today: grants begin on the day on which it is built."""
    return build_county("A")


class Thumb:
    """Taps on a page, and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.taps = page, 0

    def __call__(self, target: Any) -> None:
        self.taps += 1
        target.click()
        self.page.wait_for_load_state()


def last_month_like(day: dt.date) -> dt.date:
    """The same weekday of the same week, a month earlier."""
    first = (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return first + dt.timedelta(days=(day.weekday() - first.weekday()) % 7 + (day.day - 1) // 7 * 7)


def test_a_secretary_holds_the_theme_day_with_nine_taps_and_one_text(county: County, site: str, page: Any) -> None:  # noqa: F811
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    day = today()
    Tenant.objects.filter(pk=county.tenant.pk).update(owed_since=day.replace(day=1))
    make.planned(county, "theme_day", on=last_month_like(day), starts_at=dt.time(9, 0), place="村委会二楼")
    people.appoint(
        actor=county.console,
        unit=county.units["Q"],
        person=county.persons["东方亮"],
        title=Post.Title.DEPUTY_SECRETARY,
        since=day - dt.timedelta(days=90),
    )
    guests = ["东方亮，青禾镇党委"]
    client = Client()
    client.force_login(county.users["梅"])
    client.get("/")  # templates and addresses are read once
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
    thumb = Thumb(page)

    page.goto(site + "/")
    thumb(page.locator("li, article").filter(has_text="主题党日").get_by_role("link", name="确认发通知").first)
    thumb(page.get_by_role("button", name="确认发通知"))
    thumb(page.get_by_role("button", name="开始"))
    activity = Activity.objects.get(state="under_way")
    absent = county.persons["周芳"].pk
    thumb(page.locator(f"input[name=roll-{absent}][value=excused]"))
    page.locator("summary").filter(has_text="列席").click()
    thumb.taps += 1
    page.locator("textarea[name=guests]").fill(guests[0])
    thumb(page.get_by_role("button", name="结束会议"))
    page.locator("textarea[name=text]").fill("学习文件，清理河道，商定入冬前走访五户。")
    thumb(page.get_by_label("表决通过了一项决议"))
    thumb(page.get_by_role("button", name="归档"))

    activity.refresh_from_db()
    assert activity.state == "archived"
    assert (activity.on, activity.place, activity.present_count, activity.expected_count) == (day, "村委会二楼", 6, 7)
    assert Attendance.objects.get(activity=activity, capacity=Attendance.Capacity.LEADER).person.name == "东方亮"
    assert activity.resolutions.get().text.startswith("会议议定")
    [duty] = duties(county.tenant, units=[county.units["Q1"].pk], on=day, norm="theme-day")
    assert duty.state == State.MET
    assert page.get_by_text("已归档。").first.is_visible()
    assert thumb.taps <= MOST_TAPS
    assert complaints == []
