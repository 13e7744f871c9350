"""Journey D-1 on a phone: from what is due to the archived record and the green duty, counted tap by tap."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from leitu.accounts.models import User
from leitu.activities.models import Activity, Attendance
from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.facts.derive import differences
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs.models import Tenant
from leitu.portal import queries
from tests.cast import build_county

MOST_TAPS = 9


class Hand:
    """A person's hand on the page: counts taps and texts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.texts = page, 0, 0

    def tap(self, name: str, role: str = "button", **more) -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name, **more).first.click()

    def write(self, label: str, text: str) -> None:
        self.texts += 1
        self.page.get_by_label(label).first.fill(text)


@pytest.fixture
def served(live_server, settings, transactional_db):
    """The cast behind a real server; the second factor is let off, as for demo accounts."""
    settings.DEMO = True
    made = build_county("A")
    User.objects.update(is_demo=True)
    Tenant.objects.update(owed_since=today().replace(day=1))
    return made, live_server.url


def come_in(page: Page, url: str, county, name: str) -> None:
    page.goto(f"{url}/accounts/demo/")
    page.get_by_role("button", name=county.users[name].label).first.click()
    expect(page).not_to_have_url(f"{url}/accounts/demo/")


def the_day_comes(page: Page) -> None:
    """The meeting was called for some day soon; now it is that day."""
    Activity.objects.update(on=today())
    page.reload()


def theme_day(county) -> State:
    tenant = Tenant.objects.get(pk=county.tenant.pk)
    [duty] = duties(tenant, [county.units["Q1"].pk], on=today(), norm="theme-day")
    return duty.state


def test_a_meeting_from_home_to_archive_in_nine_taps_and_one_text(served, page: Page, new_context) -> None:
    county, url = served
    assert theme_day(county) != State.MET
    come_in(page, url, county, "梅")
    hand = Hand(page)

    # 1–2: what is due is on the first page; the notice is ready, with the branch's habits filled in.
    due = page.locator(".lt-row", has_text="主题党日").first
    hand.taps += 1
    due.get_by_role("link", name="确认发通知").click()
    hand.tap("确认发通知")
    activity = Activity.objects.get(unit=county.units["Q1"])
    assert activity.state == Activity.State.NOTIFIED
    assert activity.kind.code == "theme_day"

    # 4: the meeting begins; a leader from above comes in with his own phone; one member is away.
    the_day_comes(page)
    hand.tap("开始")
    leader = new_context()
    guest = leader.new_page()
    come_in(guest, url, county, "石磊")
    guest.goto(f"{url}/activities/join/{activity.link_secret}/")
    guest.get_by_role("button", name="我到了").click()
    expect(guest.get_by_text("记下了")).to_be_visible()
    hand.taps += 1
    page.get_by_role("radiogroup", name="周芳").get_by_role("radio", name="请假").check()
    hand.tap("结束会议")

    # 6–7: what was said, what was resolved, archived.
    hand.write("会议记录", "学习了新修订的发展党员工作细则。议定入冬前走访五户。")
    hand.taps += 1
    page.get_by_text("表决通过了一项决议").click()
    hand.tap("归档")
    expect(page.get_by_text("已归档").first).to_be_visible()

    assert hand.taps <= MOST_TAPS
    assert hand.texts == 1
    activity.refresh_from_db()
    assert activity.state == Activity.State.ARCHIVED
    assert activity.resolutions.count() == 1
    rows = {a.person.name: a for a in Attendance.objects.filter(activity=activity).select_related("person")}
    assert rows["周芳"].state == Attendance.State.EXCUSED
    assert rows["石磊"].capacity != Attendance.Capacity.MEMBER
    assert rows["石磊"].unit == county.units["Q2"]

    # 8: the duty is green for the branch and all the way up; the facts say what the records say.
    assert theme_day(county) == State.MET
    assert queries.board(county.console, county.units["C"], today()).now.count(State.MET) >= 1
    officer = new_context().new_page()
    come_in(officer, url, county, "officer")
    officer.goto(f"{url}/norms/duties/?below=1&norm=theme-day&state=met")
    expect(officer.get_by_text("柳树村党支部").first).to_be_visible()
    assert list(differences(county.tenant.pk)) == []
    assert list(broken(county.tenant.pk)) == []
    call_command("facts", "rebuild", "--check")


def test_the_same_meeting_without_javascript(served, new_context) -> None:
    county, url = served
    page = new_context(java_script_enabled=False).new_page()
    come_in(page, url, county, "梅")
    page.locator(".lt-row", has_text="主题党日").first.get_by_role("link", name="确认发通知").click()
    page.get_by_role("button", name="确认发通知").first.click()
    the_day_comes(page)
    for button in ("开始", "结束会议"):
        page.get_by_role("button", name=button).first.click()
    page.get_by_label("会议记录").first.fill("照常学习。")
    page.get_by_role("button", name="归档").first.click()
    expect(page.get_by_text("已归档").first).to_be_visible()
    assert theme_day(county) == State.MET


def test_the_same_meeting_with_the_keyboard_alone(served, page: Page) -> None:
    county, url = served
    come_in(page, url, county, "梅")

    def press(name: str, role: str = "button") -> None:
        target = page.get_by_role(role, name=name).first
        for _step in range(200):
            page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                break
        else:
            raise AssertionError(f"the keyboard never reaches {name}")
        before = page.url
        page.keyboard.press("Enter")
        if role == "link":
            page.wait_for_url(lambda now: now != before)
        else:
            expect(target).to_have_count(0)

    press("确认发通知", "link")
    press("确认发通知")
    the_day_comes(page)
    for button in ("开始", "结束会议"):
        press(button)
    field = page.get_by_label("会议记录").first
    field.focus()
    page.keyboard.type("照常学习。")
    press("归档")
    expect(page.get_by_text("已归档").first).to_be_visible()
