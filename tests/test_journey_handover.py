"""A secretary's handover, end to end: the officer begins it, one gives, the other takes; and a merge with open work."""

from playwright.sync_api import Page, expect

from leitu.core.invariants import broken
from leitu.matters.models import Matter
from leitu.matters.tests import factories as make
from leitu.people.models import Membership
from tests.test_journey_d1 import Hand, come_in, served

__all__ = ["served"]


def test_a_secretary_hands_over_and_her_branch_is_merged(served, page: Page, new_context) -> None:
    county, url = served
    unit = county.units["Q1"]
    make.in_state(county, "published")

    # The officer begins: who takes over, and where the papers are.
    come_in(page, url, county, "officer")
    page.goto(f"{url}/unit/{unit.pk}/")
    page.locator(".lt-card", has_text="班子").get_by_role("link", name="交接", exact=True).first.click()
    page.get_by_label("接收人").select_option(label="李强")
    officer = Hand(page)
    officer.write("资料在哪里", "活动室铁皮柜")
    officer.tap("开始交接")
    expect(page.get_by_text("活动室铁皮柜")).to_be_visible()

    # Mei looks, and gives.
    here = new_context().new_page()
    come_in(here, url, county, "梅")
    here.goto(f"{url}/handovers/")
    here.get_by_role("link", name="柳树村党支部").first.click()
    expect(here.get_by_role("link", name="学习记录缺签字").first).to_be_visible()
    mei = Hand(here)
    mei.tap("移交确认", "link")
    mei.tap("我已移交")
    expect(here.get_by_text("待接收").first).to_be_visible()

    # Li Qiang takes; what she was responsible for is his.
    there = new_context().new_page()
    come_in(there, url, county, "李强")
    there.goto(f"{url}/handovers/")
    there.get_by_role("link", name="柳树村党支部").first.click()
    li = Hand(there)
    li.tap("接收确认", "link")
    li.tap("我已接收")
    expect(there.get_by_text("已交接").first).to_be_visible()
    assert (mei.taps, li.taps) == (2, 2)
    assert Matter.objects.get(unit=unit).person == county.persons["李强"]

    # The officer merges the branch into its neighbour: looks first, then does it.
    page.goto(f"{url}/unit/{unit.pk}/")
    page.get_by_role("link", name="调整党组织").click()
    page.get_by_role("link", name="合并").click()
    page.get_by_label("并入哪个党组织").select_option(label="石桥社区党支部")
    page.get_by_role("button", name="看一看会怎样").click()
    expect(page.get_by_role("row", name="党员").first).to_contain_text("9")
    page.get_by_role("link", name="现在办理").click()
    page.get_by_role("button", name="现在办理").click()
    expect(page.get_by_text("已办理").first).to_be_visible()
    assert Membership.objects.filter(unit=county.units["Q2"], until__year=9999).count() == 9
    assert Matter.objects.get(title="学习记录缺签字").unit == county.units["Q2"]
    assert list(broken(county.tenant.pk)) == []

    # And takes it back.
    page.get_by_role("link", name="恢复原状").click()
    page.get_by_role("button", name="恢复原状").click()
    expect(page.get_by_text("已恢复原状").first).to_be_visible()
    assert Membership.objects.filter(unit=unit, until__year=9999).count() == 7
    assert list(broken(county.tenant.pk)) == []
