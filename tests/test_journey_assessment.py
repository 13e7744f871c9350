"""Journey D-3 as far as sheets go: the branch sees its quarter, objects, the officer answers, a meeting decides the year."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from leitu.assessments import actions
from leitu.assessments.models import Correction, Scheme, YearGrade
from leitu.assessments.tests.factories import entered_late
from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.orgs.models import Tenant
from tests.cast import County
from tests.test_journey_d1 import come_in, served

__all__ = ["served"]


def before(kind: PeriodKind, number: int = 1) -> Period:
    """The period of that kind so many before the one of today."""
    span = period_of(kind, today())
    for _back in range(number):
        span = period_of(kind, span.start - dt.timedelta(days=1))
    return span


@pytest.fixture
def assessed(served) -> tuple[County, str, Period]:
    """Sheets of a quarter whose time for late entries is over, and of the last year."""
    county, url = served
    Tenant.objects.update(owed_since=dt.date(2024, 1, 1))
    schemes = {row.code: row for row in Scheme.objects.filter(tenant=county.tenant)}
    quarter = before(PeriodKind.QUARTER, 2)
    for code, span in (("branch-quarter", quarter), ("college-year", before(PeriodKind.YEAR))):
        row = actions.switch_on(actor=county.console, scheme=schemes[code])
        actions.freeze(actor=county.console, scheme=Scheme.objects.select_related("tenant").get(pk=row.pk), span=span)
    return county, url, quarter


def test_the_branch_objects_the_officer_answers_and_a_meeting_decides(assessed, page: Page, new_context) -> None:
    county, url, quarter = assessed
    # 1: the secretary has nothing to fill in: his quarter is there; the one that is kept stands below it.
    come_in(page, url, county, "梅")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/assessments/")
    expect(page.get_by_text("进行中")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("region", name="和自己比").get_by_role("link").first.click()
    expect(page.get_by_text("已结账")).to_be_visible()

    # 2: the point that is lost leads to the duty that was not met, and says how to make it good.
    line = page.locator("#lectures")
    line.locator("summary").click()
    expect(line.get_by_text("怎么补：")).to_be_visible()
    duty = f"/norms/duty/{county.units['Q1'].pk}/lecture/{quarter.start}/"
    expect(line.locator("ul a").first).to_have_attribute("href", duty)
    line.get_by_role("link", name="对这一项有异议").click()
    page.get_by_label("哪里不对").fill("党课讲过，记录补上了")
    page.get_by_role("button", name="提出异议").click()
    expect(page.get_by_text("已提出，上级会在期限以内书面答复。")).to_be_visible()

    # 3: the officer cannot put right what no record says; the fact is entered, and then he can.
    officer = new_context().new_page()
    come_in(officer, url, county, "officer")
    officer.goto(f"{url}/assessments/objections/")
    officer.get_by_role("link", name="党课按季讲").click()
    answer = officer.url
    for told in ("记录里现在还是原来的结果", "已更正。"):
        officer.goto(answer)
        officer.get_by_role("link", name="更正", exact=True).click()
        officer.get_by_label("答复").fill("补录的会议记录看过了")
        officer.get_by_role("button", name="更正", exact=True).click()
        expect(officer.get_by_text(told)).to_be_visible()
        if not Correction.objects.exists():
            entered_late(county, "lecture", quarter.end - dt.timedelta(days=9))

    # 4: the branch sees what stood there and what stands there now.
    page.reload()
    expect(page.get_by_text("0.00 分更正为 10.00 分")).to_be_visible()

    # 5: the meeting decides the year; where it differs from the data it says why.
    officer.goto(f"{url}/assessments/grades/")
    officer.get_by_role("link", name="柳树村党支部").click()
    officer.get_by_role("link", name="记录定性").click()
    officer.get_by_label("等次").select_option("better")
    officer.get_by_label("哪次会议决定").fill("镇党委第三次会议")
    officer.get_by_role("button", name="保存").click()
    expect(officer.get_by_text("和数据对应的等次不一样，要写理由。").first).to_be_visible()
    officer.get_by_label("理由").fill("防汛立了功，会议一致同意")
    officer.get_by_role("button", name="保存").click()
    expect(officer.get_by_text("已记下。")).to_be_visible()
    grade = YearGrade.objects.get()
    assert (grade.band, grade.unit_id) == ("better", county.units["Q1"].pk)
    page.goto(f"{url}{grade.get_absolute_url()}")
    expect(page.get_by_text("防汛立了功，会议一致同意").first).to_be_visible()
    assert list(broken(county.tenant.pk)) == []
