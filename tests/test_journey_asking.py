"""An officer answers five questions that a superior would ask, with the query builder alone, in a browser."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.people.models import Membership
from tests.cast import County
from tests.test_journey_d1 import come_in, served

__all__ = ["served"]
SINCE, UNTIL = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
HELD = [("Q1", "lecture", "2025-01-10"), ("Q1", "lecture", "2025-04-10"), ("Q2", "lecture", "2025-04-11")]
HELD += [("B1", "lecture", "2025-09-01"), ("Q1", "theme_day", "2025-05-05"), ("B1", "matter_closed_late", "2025-06-01")]


@pytest.fixture
def recorded(served) -> tuple[County, str]:
    """A year in which three branches held lectures, one a theme day, and one closed a matter late."""
    county, url = served
    Fact.objects.bulk_create(
        Fact(
            tenant_id=county.tenant.pk,
            source_type=99,
            source_id=number,
            kind=kinds.kind(code).number,
            unit_id=county.units[unit].pk,
            on=on,
            amount=1,
        )
        for number, (unit, code, on) in enumerate(HELD, 1)
    )
    return county, url


def test_five_questions_of_a_superior(recorded, page: Page) -> None:
    county, url = recorded
    come_in(page, url, county, "county_officer")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/reports/ask/")

    def ask(what: str, group: str) -> None:
        page.goto(f"{url}/reports/ask/")
        more = page.get_by_text("更多条件")
        if more.is_visible():
            more.click()
        page.get_by_label("查什么").select_option(label=what)
        page.get_by_label("怎样分").select_option(label=group)
        page.get_by_label("从", exact=True).fill(str(SINCE))
        page.get_by_label("到", exact=True).fill(str(UNTIL))
        page.get_by_role("button", name="筛选").click()

    def number(label: str) -> str:
        return page.get_by_role("row").filter(has_text=label).get_by_role("cell").last.inner_text().strip()

    # 1: how many lectures did each town hold last year? And inside one town, each branch?
    ask("党课", "下一级党组织")
    assert number(county.units["Q"].name) == "3"
    page.get_by_role("table").get_by_role("link", name=county.units["Q"].name).click()
    assert number(county.units["Q1"].name) == "2"
    # 2: in which months?
    ask("党课", "月份")
    assert (number("2025-04"), number("2025-02")) == ("2", "0")
    # 3: what is on record at all?
    ask("所有记录下来的事", "类别")
    assert (number("党课"), number("主题党日"), number("逾期销号")) == ("4", "1", "1")
    # 4: how many members were there at the end of the year, by sector?
    ask("党员人数（期末在册）", "所属领域")
    members = Membership.objects.on(UNTIL).filter(tenant=county.tenant).count()
    expect(page.locator("main strong").first).to_have_text(str(members))
    # 5: who closed late? Kept under a name, found again.
    ask("逾期销号", "下一级党组织")
    assert number(county.units["B"].name) == "1"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="存下这个查询").click()
    page.get_by_label("名称").fill("逾期的")
    page.get_by_role("button", name="存下").click()
    page.get_by_role("navigation", name="存下的查询").get_by_role("link", name="逾期的").click()
    assert number(county.units["B"].name) == "1"
