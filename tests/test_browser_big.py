"""Every page that a role is offered, as a browser shows it: no barrier axe knows, nothing out of the frame.

In large type (大字, screens.md C.0) also: text of 22 px or more, everything that is tapped 60 px or more, one column.
Per commit the member's pages on the smallest phone; every night those of all roles, in both types and at both widths.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Page

from leitu.accounts.models import SignIn, User
from leitu.core.clock import today
from leitu.orgs.models import Tenant
from leitu.people import actions as people
from leitu.ui.tests.test_browser import TOO_WIDE
from tests.access_matrix import MATRIX
from tests.cast import County, build_county
from tests.test_browser_pages import AXE, BARRIERS, meeting
from tests.test_pages import FRAGMENTS, Crawl, is_html

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here (npm ci)")

LEAST_TAP, LEAST_TEXT = 60, 22
TOO_SMALL = """(least) => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .map((e) => e.matches("[type=checkbox], [type=radio]") ? e.closest("label") || e : e)
  .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden, .lt-skip"))
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([e, box]) => `${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 16)}" ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
SMALL_TEXT = """(least) => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one.checkVisibility()) continue;
    if (one.closest("[aria-hidden=true], .visually-hidden, .lt-skip, script, template, option")) continue;
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (size < least - 0.1) found.push(`${one.tagName}.${one.className} "${texts.currentNode.data.trim().slice(0, 16)}" ${size}`);
  }
  return found;
}"""
COLUMNS = """() => [...document.querySelectorAll("main, .lt-split, .lt-frame")]
  .filter((e) => getComputedStyle(e).display === "grid").map((e) => e.className)"""


@pytest.fixture
def county(settings, transactional_db) -> County:
    """The cast of today with meetings, an objection, a consent; second factors are let off, as for demo accounts."""
    settings.DEMO = True
    made = build_county("A")
    User.objects.update(is_demo=True)
    Tenant.objects.update(owed_since=today().replace(month=1, day=1))
    for state in ("notified", "under_way", "archived"):
        meeting(made, state)
    member, helper = made.persons["孙涛"], made.persons["李强"]
    first = people.object_to(actor=made.actor("孙涛"), person=member, line="person-sex", text="登记错了，应为女。")
    people.answer_objection(actor=made.actor("梅"), objection=first, outcome="kept", answer="照身份证登记的。")
    people.object_to(actor=made.actor("孙涛"), person=member, line="other", text="七月的志愿服务没有记。")
    people.give_consent(actor=made.actor("孙涛"), person=member, helper=helper, purposes=["answer", "object"])
    people.give_consent(
        actor=made.actor("老陈"), person=made.persons["老陈"], helper=member, purposes=["confirm", "object"]
    )
    return made


class Walk(Crawl):
    """The pages that a role is offered, each kind once."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self.opened: dict[str, str] = {}

    def is_wanted(self, url: str, come_from: str) -> bool:
        if not super().is_wanted(url, come_from) or url.startswith(("/api/", "/ui/")):
            return False
        return not MATRIX[resolve(urlsplit(url).path).view_name].leaves_entry  # papers, no pages

    def look(self, url: str, come_from: str, answer) -> None:
        name = answer.resolver_match.view_name if answer.resolver_match else ""
        if answer.status_code == 200 and is_html(answer) and name not in FRAGMENTS:
            self.opened.setdefault(name, answer.request["PATH_INFO"])
        super().look(url, come_from, answer)


def offered(county: County, name: str) -> tuple[Client, dict[str, str]]:
    """A signed-in client, and (name, address) of each kind of page that its links lead to."""
    client = Client()
    client.force_login(county.users[name])
    SignIn.objects.update(strong=True)
    return client, Walk(client).run().opened


def troubles(page: Page, address: str, *, big: bool, width: int) -> Iterator[str]:
    """What is wrong with a page at a width, in normal or large type."""
    page.set_viewport_size({"width": width, "height": 800})
    answer = page.goto(f"{address}{'&' if '?' in address else '?'}big={int(big)}")
    if answer is None or answer.status != 200:
        yield f"answers {answer.status if answer else 'nothing'}"
        return
    page.evaluate(AXE.read_text())
    yield from page.evaluate(BARRIERS)
    if width == 320 or page.evaluate("document.documentElement.scrollWidth") > width:
        yield from page.evaluate(TOO_WIDE)
    if big:
        yield from page.evaluate(TOO_SMALL, LEAST_TAP)
        yield from page.evaluate(SMALL_TEXT, LEAST_TEXT)
        yield from page.evaluate(COLUMNS)


ROLES = ("孙涛", "梅", "李强", "officer", "county_officer", "inspector", "administrator", "security_officer", "auditor")
BOTH = [(False, 320), (False, 1280), (True, 320), (True, 1280)]


@pytest.mark.parametrize(
    ("name", "views"),
    [
        pytest.param("孙涛", [(True, 320)], id="member"),
        *(pytest.param(name, BOTH, id=f"all-{name}", marks=pytest.mark.nightly) for name in ROLES),
    ],
)
def test_every_page_is_open_to_everybody_in_both_types(
    county, live_server, page: Page, name: str, views: list[tuple[bool, int]]
) -> None:
    client, pages = offered(county, name)
    assert len(pages) > 8, pages
    told: list[str] = []
    page.set_default_timeout(20_000)
    page.on("console", lambda said: told.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    found = {}
    for view, address in pages.items():
        for big, width in views:
            wrong = list(dict.fromkeys(troubles(page, live_server.url + address, big=big, width=width)))
            if wrong:
                found[f"{view} {address} {'big' if big else 'normal'} {width}"] = wrong[:6]
    assert found == {}
    assert told == []


def test_the_home_page_has_at_most_five_lines_in_large_type(county, live_server, page: Page) -> None:
    client, _pages = offered(county, "梅")
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/?big=1")
    assert 0 < page.locator("main .lt-row").count() <= 5
    assert page.locator(".lt-bottom a").all_inner_texts() == ["要办的事", "说一说", "我的"]
    page.goto(f"{live_server.url}/")
    assert page.locator("html.big").count() == 1, "remembered on this device"


def test_reading_aloud_goes_through_the_page_and_stops(county, live_server, page: Page) -> None:
    client, _pages = offered(county, "孙涛")
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.add_init_script(
        """window.said = [];
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
        Object.defineProperty(window, "speechSynthesis", { value: {
          speak(one) { window.said.push([one.text, one.lang]); if (window.said.length < 3) setTimeout(() => one.onend(), 0); },
          cancel() {},
        } });"""
    )
    page.goto(f"{live_server.url}{reverse('portal:mine')}?big=1")
    page.get_by_role("button", name="朗读").click()
    page.wait_for_function("window.said.length === 3")
    assert page.evaluate("window.said[0]") == ["孙涛", "zh-CN"]
    assert page.locator(".lt-being-read").count() == 1
    page.get_by_role("button", name="停止").click()
    assert page.locator(".lt-being-read").count() == 0


def test_before_a_session_ends_the_page_asks_and_keeps_what_was_typed(county, live_server, page: Page) -> None:
    client, _pages = offered(county, "孙涛")
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "still-here" in request.url else None)
    me = county.persons["孙涛"].pk
    page.goto(f"{live_server.url}{reverse('people:object_to', args=[me, 'person-name'])}?big=1")
    page.fill("[name=text]", "名字写错了一个字")
    page.clock.run_for((SignIn.IDLE_AFTER.total_seconds() - 119) * 1000)
    page.get_by_role("button", name="还在，接着用").click()
    page.wait_for_function("!document.querySelector('#still-here').open")
    assert page.input_value("[name=text]") == "名字写错了一个字"
    assert len(asked) == 1
