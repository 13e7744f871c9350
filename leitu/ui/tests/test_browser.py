"""What only a browser can tell: room on small screens, the keyboard, drafts, and that everything works without scripts."""

import re

import pytest
from django.contrib.auth.models import Group

pytestmark = pytest.mark.browser

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .filter((e) => !e.closest(".lt-tabs, .lt-table-wrap, .lt-skip, details:not([open]) > :not(summary)"))
  .map((e) => e.className || e.tagName)"""
TOO_SMALL = """(least) => [...document.querySelectorAll(".lt-btn, .lt-bottom a, .lt-tabs a, summary, .lt-roll-choices label")]
  .map((e) => [e.textContent.trim().slice(0, 12), e.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height < least - 0.5)
  .map(([text, box]) => `${text} ${box.height}`)"""


@pytest.fixture(autouse=True)
def patience(page):
    """The gallery is the heaviest page there is, and the cores are shared."""
    page.set_default_timeout(15_000)


@pytest.fixture
def complaints(page):
    """Everything that the browser complains of; a violated content policy is among it."""
    told = []
    page.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: told.append(str(e)))
    return told


def ours(told: list[str]) -> list[str]:
    """Without what the sample of a wrong date provokes."""
    return [text for text in told if "does not conform to the required format" not in text]


@pytest.mark.parametrize(("width", "big"), [(320, 0), (320, 1), (1280, 0)])
def test_there_is_room(page, site, complaints, width, big):
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("", "form/", "sheet/"):
        page.goto(f"{site}/ui/{address}?big={big}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate(TOO_SMALL, 60 if big else 44) == []
    assert ours(complaints) == []


def test_keyboard_reaches_everything_and_shows_where_it_is(page, site):
    page.goto(f"{site}/ui/form/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lt-skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "theme"
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in outline
    assert "rgb(11, 87, 164)" in outline


def test_menu_closes_on_escape_and_gives_the_focus_back(page, site):
    page.goto(f"{site}/ui/")
    page.click(".lt-user > summary")
    page.get_by_role("button", name="退出").focus()
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('.lt-user').open")
    assert page.evaluate("document.activeElement.matches('.lt-user > summary')")


def test_header_and_table_head_stay_in_sight(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/ui/")
    page.evaluate("window.scrollTo(0, 1150)")
    assert page.evaluate("document.querySelector('.lt-header').getBoundingClientRect().top") == 0
    assert 50 < page.evaluate("document.querySelector('.lt-table thead th').getBoundingClientRect().top") < 70


def test_large_type_is_switched_in_place(page, site):
    page.goto(f"{site}/ui/form/")
    page.fill("[name=theme]", "写了一半")
    page.click("[data-big-switch]")
    assert page.evaluate("document.documentElement.classList.contains('big')")
    assert page.input_value("[name=theme]") == "写了一半"
    assert page.text_content("[data-big-switch]") == "标准字"
    page.click("[data-big-switch]")
    assert not page.evaluate("document.documentElement.classList.contains('big')")


def test_dialog_opens_instead_of_the_page(page, site):
    page.goto(f"{site}/ui/")
    page.get_by_role("link", name="打开对话框").click()
    assert page.is_visible("#sample")
    page.keyboard.press("Escape")
    assert not page.is_visible("#sample")


def test_copying_says_so(page, site):
    page.goto(f"{site}/ui/")
    page.get_by_role("button", name="复制", exact=True).click()
    page.wait_for_selector("button:has-text('已复制')")


class TestDraft:
    def fill(self, page, site) -> None:
        page.clock.install()
        page.goto(f"{site}/ui/form/")
        page.fill("[name=theme]", "没写完的主题")
        page.check("[name=way][value=both]")
        page.clock.run_for(3100)

    def test_is_offered_again_and_only_then_filled_in(self, page, site):
        self.fill(page, site)
        page.on("dialog", lambda d: d.accept())
        page.goto(f"{site}/ui/form/")
        assert page.input_value("[name=theme]") == ""
        page.get_by_role("button", name="接着填").click()
        assert page.input_value("[name=theme]") == "没写完的主题"
        assert page.is_checked("[name=way][value=both]")

    def test_can_be_thrown_away(self, page, site):
        self.fill(page, site)
        page.on("dialog", lambda d: d.accept())
        page.goto(f"{site}/ui/form/")
        page.get_by_role("button", name="不要了").click()
        assert page.evaluate("localStorage.length") == 0

    def test_is_gone_when_the_form_was_sent(self, page, site):
        self.fill(page, site)
        page.fill("[name=on]", "2026-11-26")
        page.get_by_role("button", name="保存").click()
        page.wait_for_url(re.compile(r"/ui/$"))
        assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('/ui/form/')).length") == 0

    def test_of_somebody_else_is_never_offered(self, page, site):
        self.fill(page, site)
        page.on("dialog", lambda d: d.accept())
        page.set_extra_http_headers({"X-User": "8"})
        page.goto(f"{site}/ui/form/")
        assert page.get_by_role("button", name="接着填").count() == 0
        assert page.evaluate("localStorage.length") == 0

    def test_leaving_with_unsaved_words_asks(self, page, site):
        asked: list[str] = []

        def leave(dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        page.goto(f"{site}/ui/form/")
        page.fill("[name=theme]", "x")
        page.goto(f"{site}/ui/")
        assert asked == ["beforeunload"]


def test_a_double_click_sends_once(page, site):
    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.goto(f"{site}/groups/new/")
    page.fill("[name=name]", "甲")
    page.get_by_role("button", name="保存").dblclick()
    page.wait_for_url(re.compile(r"/groups/\d+/"))
    assert len(sent) == 1
    assert Group.objects.filter(name="甲").count() == 1


def test_everything_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site}/groups/new/")
    page.get_by_role("button", name="保存").click()
    assert page.is_visible("text=有 1 处要改")
    page.fill("[name=name]", "甲")
    page.get_by_role("button", name="保存").click()
    made = Group.objects.get(name="甲")
    page.goto(f"{site}/groups/{made.pk}/remove/")
    page.get_by_role("button", name="删除").click()
    assert Group.objects.count() == 0
    page.goto(f"{site}/ui/")
    page.click("[data-big-switch]")
    assert "big=1" in page.url
    page.click(".lt-user > summary")
    assert page.is_visible("text=我的账号")
    context.close()
