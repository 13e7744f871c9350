"""Journey D-2 from the finding to the closing, on a phone: one field to note, three fields filled in to publish, another to check."""

from django.core.management import call_command
from playwright.sync_api import Page, expect

from leitu.core.invariants import broken
from leitu.facts.derive import differences
from leitu.matters.models import Matter
from tests.test_journey_d1 import Hand, come_in, served

__all__ = ["served"]
EFFECT = "连续两次会议签字齐全"


def test_a_finding_from_one_sentence_to_its_closing_by_somebody_else(served, page: Page, new_context) -> None:
    county, url = served
    unit = county.units["Q1"]

    # 1: the officer stands before the branch's page; noting is one field and one tap.
    come_in(page, url, county, "officer")
    page.goto(f"{url}/unit/{unit.pk}/")
    page.get_by_role("link", name="记问题").click()
    finder = Hand(page)
    finder.write("发现了什么", "学习记录缺签字")
    finder.tap("记下")
    expect(page.get_by_text("还没有挂账")).to_be_visible()
    assert (finder.taps, finder.texts) == (1, 1)
    matter = Matter.objects.get(unit=unit)
    assert matter.source_text == unit.name

    # 2: the four clarities: three are filled in.
    finder.tap("公布挂账", "link")
    finder.tap("公布挂账")
    expect(page.get_by_text("还缺工作标准").first).to_be_visible()
    finder.write("工作标准", "每次会议签字齐全，连续两次")
    finder.tap("公布挂账")
    expect(page.get_by_label("四个明确")).to_contain_text("青禾镇党委")

    # 3: the secretary works on it and asks to close; she finds no button to close, and no way by its address.
    here = new_context().new_page()
    come_in(here, url, county, "梅")
    secretary = Hand(here)
    here.goto(f"{url}/matters/")
    here.get_by_role("link", name="学习记录缺签字").first.click()
    secretary.tap("写进展", "link")
    secretary.write("办到哪一步了", "补签了三次")
    secretary.tap("写下")
    secretary.tap("申请销号", "link")
    secretary.write("成效", EFFECT)
    secretary.tap("申请销号")
    expect(here.get_by_text("已申请销号").first).to_be_visible()
    assert (secretary.taps, secretary.texts) == (4, 2)
    expect(here.get_by_role("link", name="销号", exact=True)).to_have_count(0)
    answer = here.goto(f"{url}/matters/{matter.pk}/close/")
    assert answer is not None
    assert answer.status == 403

    # 4: the checker finds it on his first page, looks, and closes.
    page.goto(url)
    page.locator(".lt-row", has_text="学习记录缺签字").get_by_role("link", name="核查").click()
    expect(page.get_by_text(EFFECT).first).to_be_visible()
    page.get_by_role("link", name="销号", exact=True).click()
    page.get_by_role("button", name="销号", exact=True).click()
    expect(page.get_by_text("已销号").first).to_be_visible()
    matter.refresh_from_db()
    assert (matter.state, matter.effect) == ("closed", EFFECT)
    assert list(differences(county.tenant.pk)) == []
    assert list(broken(county.tenant.pk)) == []
    call_command("facts", "rebuild", "--check")


def test_noting_without_javascript(served, new_context) -> None:
    county, url = served
    page = new_context(java_script_enabled=False).new_page()
    come_in(page, url, county, "梅")
    page.goto(f"{url}/matters/note/")
    page.get_by_label("发现了什么").fill("活动室漏水")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("活动室漏水").first).to_be_visible()
    assert Matter.objects.get().title == "活动室漏水"
