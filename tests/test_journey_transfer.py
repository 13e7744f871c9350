"""A member moves to another district of the installation, in browsers: asked for, issued, routed, received."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from leitu.accounts.models import User
from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.people.models import Membership
from leitu.transfers.models import Transfer
from tests.cast import County, build_county
from tests.test_journey_d1 import come_in, served

__all__ = ["served"]


def held(county: County, name: str) -> Membership:
    return Membership.objects.get(tenant=county.tenant, person__name=name, until__year=9999)


def open_of(page: Page, url: str, name: str) -> None:
    """The transfer of that name, from the list."""
    page.goto(f"{url}{reverse('transfers:list')}")
    page.locator("a.lt-row-link", has_text=name).first.click()


def press(page: Page, link: str, button: str, **fields: str) -> None:
    """The button on the transfer's page, then the form behind it."""
    page.get_by_role("link", name=link, exact=True).first.click()
    for label, value in fields.items():
        page.get_by_label(label).first.fill(value)
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def test_from_one_district_to_another_and_nothing_is_lost(served, page: Page, new_context) -> None:
    county, url = served
    sister = build_county("S", "姐妹")
    User.objects.update(is_demo=True)
    page.set_viewport_size({"width": 390, "height": 844})

    # 1: his secretary asks for a letter; the other district is named, never chosen from a list.
    come_in(page, url, county, "梅")
    page.goto(f"{url}{held(county, '老陈').person.get_absolute_url()}")
    page.get_by_role("link", name="转出组织关系").click()
    assert sister.tenant.name not in page.content()
    page.get_by_label("转到本系统的其他区域").fill("S")
    page.get_by_label("那边的党组织").fill("姐妹柳树村党支部")
    page.locator("main").get_by_role("button", name="请党委开介绍信").click()
    expect(page.get_by_text("已报党委开介绍信")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # 2: the town's officer issues it, with a number.
    town = new_context().new_page()
    come_in(town, url, county, "officer")
    open_of(town, url, "老陈")
    press(town, "开介绍信", "开具", 有效天数="30")
    expect(town.get_by_text("0001号").first).to_be_visible()

    # 3: over there the letter arrives at the top, which says who receives; he is still a member here.
    top = new_context().new_page()
    come_in(top, url, sister, "姐妹county_officer")
    open_of(top, url, "老陈")
    expect(top.get_by_role("link", name="看党员的页面")).to_have_count(0)
    press(top, "定接收的支部", "交给它", 由哪个党支部接收="Q1")
    assert held(county, "老陈").unit == county.units["Q1"]

    # 4: the branch over there receives him; only then he leaves here.
    there = new_context().new_page()
    come_in(there, url, sister, "姐妹梅")
    open_of(there, url, "老陈")
    press(there, "接收", "接收")
    expect(there.get_by_text("现在是姐妹柳树村党支部的党员了")).to_be_visible()
    new = held(sister, "老陈")
    assert (new.unit, new.since) == (sister.units["Q1"], today())
    old = Membership.objects.get(tenant=county.tenant, person__name="老陈")
    assert (old.ending, old.until) == ("transferred", today())
    open_states = set(Transfer.objects.values_list("state", flat=True))
    assert open_states == {"received"}
    assert [one for made in (county, sister) for one in broken(made.tenant.pk)] == []
