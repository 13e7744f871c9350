"""Journey D-2 from its beginning, on a phone whose network is cut in the middle: visit, finding, matter, closing."""

import pytest
from playwright.sync_api import Page, expect

from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.facts.derive import differences
from leitu.inspections import actions, queries
from leitu.inspections.models import Checklist, Draw, Finding, Inspection, Round
from leitu.orgs.models import Grant
from tests.cast import County
from tests.test_journey_d1 import Hand, come_in, served

__all__ = ["served"]
MOST_TAPS = 12
NOTE = "本上没有签字，与系统记录一致"


@pytest.fixture
def going(served) -> tuple[County, str, Round]:
    """A round of the county that visits all five branches, by its inspector."""
    county, url = served
    row = actions.plan_round(
        actor=county.console,
        unit=county.units["C"],
        title="随机抽查",
        checklist=Checklist.objects.filter(tenant=county.tenant).order_by("pk")[0],
        starts_on=today(),
        ends_on=today(),
        target=100,
        inspectors=[county.users["inspector"].pk],
    )
    return county, url, actions.draw_sample(actor=county.console, round=row)


def visit(page: Page, name: str):
    """The form of one unit on the page of the day."""
    return page.locator("details.lt-visit", has_text=name)


def look(page: Page, hand: Hand, name: str, problem: str = "") -> None:
    """Open the unit, give each line its verdict (the first one a problem, if there is one), send."""
    one = visit(page, name)
    hand.taps += 1
    one.locator("summary").first.click()
    for number, line in enumerate(one.locator(".lt-look").all()):
        is_wrong = problem and number == 0
        hand.taps += 1
        line.get_by_role("radio", name="有问题" if is_wrong else "没问题").check()
        if is_wrong:
            hand.texts += 1
            hand.taps += 1  # into the field
            line.get_by_label("是什么问题").fill(problem)
    hand.taps += 1
    one.get_by_role("button", name="提交检查").click()


def test_two_visits_without_a_network_a_matter_and_its_closing(going, page: Page, new_context) -> None:
    county, url, row = going
    come_in(page, url, county, "inspector")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{url}/inspections/today/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # 1: the network goes; a clean branch costs twelve taps, and nothing is lost.
    page.context.set_offline(True)
    clean = Hand(page)
    look(page, clean, "石桥社区党支部")
    expect(page.get_by_text("没有网络，已经存在这台手机上").first).to_be_visible()
    assert (clean.taps <= MOST_TAPS, clean.texts) == (True, 0)
    assert not Inspection.objects.exists()

    # 2: a finding costs two taps and a sentence more; without the sentence it is not taken.
    hand = Hand(page)
    look(page, hand, "柳树村党支部", NOTE)
    assert (hand.taps - clean.taps <= 2, hand.texts) == (True, 1)
    expect(page.get_by_text("已经存在这台手机上，联网后自动送出：柳树村党支部")).to_be_visible()

    # 3: the network is back: both go by themselves, once each.
    page.context.set_offline(False)
    expect(page.get_by_text("已经送到：柳树村党支部")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("已经送到：石桥社区党支部")).to_be_visible()
    assert Inspection.objects.filter(round=row).count() == 2
    finding = Finding.objects.select_related("matter", "inspection__unit").get()
    assert (finding.text, finding.inspection.unit.code) == (NOTE, "Q1")
    page.reload()
    expect(visit(page, "柳树村党支部")).to_have_count(0)
    assert Inspection.objects.filter(round=row).count() == 2
    assert queries.coverage_of(row).percent == 40

    # 4: the branch learns of it, confirms with a word of its own, and judges the visit.
    here = new_context().new_page()
    come_in(here, url, county, "梅")
    here.goto(f"{url}/inspections/")
    here.get_by_role("link", name="柳树村党支部").click()
    here.get_by_role("link", name="确认看过").click()
    here.get_by_label("支部想说的").fill("十月停电，已补签")
    here.get_by_role("button", name="确认看过").click()
    expect(here.get_by_text("十月停电，已补签").first).to_be_visible()
    here.get_by_role("link", name="评一评这次检查").click()
    expect(here.get_by_role("button", name="提交评价")).to_be_visible()
    for yes in here.get_by_role("radio", name="是", exact=True).all():
        yes.check()
    here.get_by_role("button", name="提交评价").click()
    expect(here.get_by_text("谢谢，评价已经收下")).to_be_visible()

    # 5: the finding is a matter with its four clarities: one tap puts it on the ledger, the branch works, we close.
    matter = finding.matter
    page.goto(f"{url}/matters/{matter.pk}/publish/")
    page.get_by_role("button", name="公布挂账").click()
    expect(page.get_by_label("四个明确")).to_contain_text("临水县委")
    here.goto(f"{url}/matters/{matter.pk}/request-close/")
    here.get_by_label("成效").fill("连续两次会议签字齐全")
    here.get_by_role("button", name="申请销号").click()
    expect(here.get_by_text("已申请销号").first).to_be_visible()
    page.goto(f"{url}/matters/{matter.pk}/close/")
    page.get_by_role("button", name="销号", exact=True).click()
    matter.refresh_from_db()
    assert matter.state == "closed"
    assert list(differences(county.tenant.pk)) == []
    assert list(broken(county.tenant.pk)) == []


def test_whose_grant_ended_meanwhile_keeps_what_he_wrote(going, page: Page) -> None:
    county, url, _row = going
    come_in(page, url, county, "inspector")
    page.goto(f"{url}/inspections/today/")
    page.context.set_offline(True)
    look(page, Hand(page), "柳树村党支部", NOTE)
    Grant.objects.filter(user=county.users["inspector"]).update(until=today())
    page.context.set_offline(False)
    expect(page.get_by_text("没有收下，内容还在这台手机上：柳树村党支部")).to_be_visible(timeout=20_000)
    kept = page.evaluate("Object.values(localStorage).join()")
    assert NOTE in kept
    assert not Inspection.objects.exists()


def test_sent_twice_it_is_one_visit_and_after_the_round_it_is_marked(going, page: Page) -> None:
    county, url, row = going
    come_in(page, url, county, "inspector")
    page.goto(f"{url}/inspections/today/")
    page.context.set_offline(True)
    look(page, Hand(page), "柳树村党支部", NOTE)
    [kept] = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('leitu-offline:'))")
    actions.end_round(actor=county.console, round=row)
    page.context.set_offline(False)
    expect(page.get_by_text("已经送到：柳树村党支部")).to_be_visible(timeout=20_000)
    one = Inspection.objects.get(round=row)
    assert (one.sent_late, one.found) == (True, 1)
    # The answer was lost on its way: the phone still has it and sends it again.
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", kept)
    page.reload()
    expect(page.get_by_text("已经送到：柳树村党支部")).to_be_visible(timeout=20_000)
    assert Inspection.objects.get(round=row) == one
    assert Finding.objects.count() == 1


def test_where_the_device_understands_speech_a_sentence_is_spoken(going, page: Page) -> None:
    """A stand-in for what new browsers bring: it is asked to listen on the device, and only then is there a button."""
    county, url, _row = going
    page.add_init_script(
        """window.SpeechRecognition = class extends EventTarget {
          get processLocally() { return this.here; }
          set processLocally(value) { this.here = value; }
          static async available(asked) { return asked.processLocally ? "available" : "unavailable"; }
          start() {
            window.heardHere = this.here;
            const said = Object.assign([{ transcript: "学习记录缺签字" }], { isFinal: true });
            this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results: [said] }));
            this.dispatchEvent(new Event("end"));
          }
        };"""
    )
    come_in(page, url, county, "梅")
    page.goto(f"{url}/matters/note/")
    page.get_by_role("button", name="说一句").click()
    expect(page.get_by_label("发现了什么")).to_have_value("学习记录缺签字")
    assert page.evaluate("window.heardHere") is True
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.get_by_text("学习记录缺签字").first).to_be_visible()


def test_where_speech_would_leave_the_device_nothing_is_offered(going, page: Page) -> None:
    county, url, _row = going
    page.add_init_script("window.SpeechRecognition = class { start() { window.listened = true; } };")
    come_in(page, url, county, "inspector")
    answer = page.goto(f"{url}/matters/note/")
    assert answer is not None
    assert "microphone=(self)" in answer.headers["permissions-policy"]
    expect(page.get_by_role("button", name="记下", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="说一句")).to_have_count(0)
    elsewhere = page.goto(f"{url}/matters/")
    assert elsewhere is not None
    assert "microphone=()" in elsewhere.headers["permissions-policy"]


def test_a_visit_without_javascript(going, new_context) -> None:
    county, url, row = going
    page = new_context(java_script_enabled=False).new_page()
    come_in(page, url, county, "inspector")
    draw = Draw.objects.get(round=row, target=county.units["Q1"])
    page.goto(f"{url}/inspections/draws/{draw.pk}/visit/")
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_text("这一条还没有选").first).to_be_visible()
    for line in page.locator(".lt-look").all():
        line.get_by_role("radio", name="没问题").check()
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_text("检查记录已经提交")).to_be_visible()
    assert Inspection.objects.get(round=row).found == 0
