"""Every page as those see it for whom it is made: sound, safe, linked, and cheap.

The crawlers click whatever a role is shown, from its home page on: nothing that a page offers may end in an error.
"""

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind
from leitu.core.clock import today
from leitu.orgs import actions as orgs
from tests.access_matrix import MATRIX
from tests.cast import member
from tests.markup import Markup
from tests.test_bad_input import pages, role_for
from tests.visitors import Visitors, address, body, undone
from tests.world import ROLES, World

pytestmark = pytest.mark.once

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
COUNTS = Path(__file__).with_name("query_counts.json")
UPDATE = os.environ.get("UPDATE_QUERY_COUNTS") == "1"
MOST_PAGES = 120
SAME_NAME = 3
"""Of pages with one name (``activities:show``), so many are opened by each crawler."""
FRAGMENTS = {"activities:presence": "a line that the page fetches again and again"}
SHOWN_BY_STATE = {"activities:show", "transfers:show"}
IDLE = {"assessments:scheme": ["idle_scheme"], "points:table": ["idle_points_table"]}
NOT_LINKED = {
    "assessments:object_to": "offered while objections are open: tests/test_journey_assessment.py",
    "duplicates:merge": "beside a pair that is listed: tests/test_duplicates.py",
    "duplicates:keep_apart": "beside two entries that are alike: tests/test_duplicates.py",
    "portal:still_here": "asked by the page itself, while somebody reads or types",
    "accounts:accept": "after an opened invitation",
    "accounts:open_invitation": "on paper",
    "accounts:enter_invitation": "from the sign-in page, which the signed-in do not see",
    "accounts:sign_in": "for those who are not signed in",
    "accounts:invitation_sheet": "the answer to an invitation",
    "accounts:invitation_sheets": "the answer to a batch of invitations",
    "accounts:second_factor": "after the password",
    "changes:schedule": "on the page of a change of a day to come: tests/test_changes.py",
    "changes:undo": "on the page of a change that was carried out: tests/test_journey_handover.py",
    "coverage:reopen": "on the page of a workplace that is gone: leitu/coverage/tests",
    "handovers:take": "once the giver has confirmed: tests/test_journey_handover.py",
    "guidance:list_unit": "offered for a branch that is not listed: leitu/guidance/tests/test_cases.py",
    "guidance:ask_acceptance": "offered once there is a plan: leitu/guidance/tests/test_cases.py",
    "guidance:accept": "offered once acceptance was asked: leitu/guidance/tests/test_cases.py",
    "guidance:return_case": "offered once acceptance was asked: leitu/guidance/tests/test_cases.py",
    "thematic:draft_report": "offered where nothing was sent: leitu/thematic/tests",
    "thematic:change_report": "offered while it is a draft: leitu/thematic/tests",
    "thematic:send_report": "offered while it is a draft: leitu/thematic/tests",
    "integrity:revoke_ruling": "in the answer to a look for a purpose: leitu/integrity/tests/test_pages.py",
    "integrity:answer_appeal": "in the answer to a look for a purpose: leitu/integrity/tests/test_pages.py",
    "backups:receive": "offered where there is one body that administers",
    "backups:new_key": "offered where there is one body that administers",
    "backups:undo": "offered where a restore that is to be undone was approved",
    "backups:ask_undo": "offered after a restore",
    "backups:ask_restore": "offered beside a backup",
    "orgs:grant_approved": "offered where an ask for a role was approved",
    "backups:try_out": "offered beside a backup",
    "backups:restore": "offered where a restore was approved",
    "accounts:use_passkey": "by the browser, from the page of the codes",
    "accounts:renew_recovery_codes": "offered to whoever has a second factor",
    "accounts:remove_factor": "offered to whoever has a second factor",
    "accounts:end_session": "offered to whoever is signed in twice",
    "accounts:end_other_sessions": "offered to whoever is signed in twice",
    "accounts:withdraw_token": "offered to whoever made a token",
    "accounts:reactivate": "offered beside a closed account",
    "accounts:reset_factors": "offered beside an account with a second factor",
    "activities:start": "offered on the day of the meeting",
    "activities:end": "missing: the second button of the roll ends a meeting, no link leads here",
    "activities:join": "as a text to copy and as a code on the wall",
    "inspections:change_round": "on the page of a round that is not drawn yet",
    "inspections:draw_sample": "on the page of a round that is not drawn yet",
    "matters:change": "on the page of a matter that is not published yet",
    "matters:close": "on the page of a matter that waits for its checker",
    "matters:ask_word": "on the page of a matter that waits for its checker",
    "matters:word_link": "the answer to asking for a word",
    "matters:answer_word": "a link that is sent to whoever is affected",
    "reports:drop_question": "beside a question that one has saved",
    "matters:drop_view": "beside a view that one has saved",
    "matters:dispatch_progress": "the answer to giving a task to more than a thousand units",
    "matters:look_back": "on the page of a closed matter that was drawn for a second look",
    "matters:publish": "on the page of a matter that is not published yet",
    "matters:reopen": "on the page of a closed matter",
    "matters:send_back": "on the page of a matter that waits for its checker",
    "matters:set_aside": "on the page of a matter that is not published yet",
    "matters:take_up": "on the page of a matter that was set aside",
    "transfers:route": "offered for whoever comes from another district: tests/test_journey_transfer.py",
    "floating:welcome": "offered to the branch that receives: leitu/floating/tests",
    "notices:open": "in the inbox of whoever was told something",
    "notices:know_all": "in the inbox of whoever was told something",
    "notices:remind": "beside those who need help, and on the page of what they are late with",
    "notices:retry": "offered when messages were parked",
    "notices:restore_channel": "offered once the group is removed",
    "orgs:revive": "on the page of a dissolved unit",
    "people:resume_post": "on the page of whoever left a post",
    "people:resume_membership": "on the page of whoever was taken off",
    "portal:calendar_feed": "for the calendars of phones",
    "reports:confirm_month": "offered until the fifth",
    "reports:withdraw_month": "offered until the fifth",
    "norms:waive": "offered while a duty is neither met nor waived",
    "norms:switch_off": "offered once the pack is on",
    "people:lift_suspension": "on the page of whoever is suspended",
}
"""Pages that no page of this world links to, and why."""


def is_html(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def header_faults(answer: HttpResponse, signed_in: bool) -> list[str]:
    """What is wrong with the headers of an answer (security.md B6, B8)."""
    faults = [
        f"{name}: {answer.headers.get(name)}" for name, value in HEADERS.items() if answer.headers.get(name) != value
    ]
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.headers.get("Content-Security-Policy", "").split(";")
        if part
    )
    if policy != POLICY:
        faults.append(f"Content-Security-Policy: {policy}")
    if "geolocation=()" not in answer.headers.get("Permissions-Policy", ""):
        faults.append("Permissions-Policy")
    if signed_in and "no-store" not in answer.headers.get("Cache-Control", ""):
        faults.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    if "X-Request-Id" not in answer.headers:
        faults.append("X-Request-Id")
    faults += [name for name in ("Server", "X-Powered-By") if name in answer.headers]
    return faults


MOST_BYTES = 100_000
"""What a page may weigh on a phone (screens.md C.0)."""


@pytest.mark.parametrize("name", pages())
def test_a_page_is_sound(visitors: Visitors, scene: World, name: str) -> None:
    role = role_for(name)
    assert role is not None
    url = address(scene, name, MATRIX[name], "own")
    answer = visitors[role].get(url, follow=True)
    assert answer.status_code in (200, 405, 410), answer.status_code
    assert header_faults(answer, role != "anonymous") == []
    if is_html(answer) and answer.status_code == 200:
        page = Markup(body(answer).decode(), is_fragment=name in FRAGMENTS)
        assert not page.faults, "\n".join(page.faults)
        assert weight(body(answer), page) <= MOST_BYTES


def weight(content: bytes, page: Markup) -> int:
    """Bytes on the wire at a first visit: the page and what it links, compressed as the server does."""
    links = {
        one.attributes.get(name, "") for one in page.every("link", "script", "img", "use") for name in ("href", "src")
    }
    paths = {urldefrag(link).url.removeprefix("/static/") for link in links if link.startswith("/static/")}
    parts = [content, *(Path(finders.find(path)).read_bytes() for path in sorted(paths))]
    return sum(len(gzip.compress(part)) for part in parts)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409])
def test_an_error_page_is_sound(visitors: Visitors, scene: World, status: int) -> None:
    answer = an_error(visitors["secretary"], scene, status)
    assert answer.status_code == status
    assert header_faults(answer, signed_in=True) == []
    faults = Markup(body(answer).decode()).faults
    assert not faults, "\n".join(faults)
    assert answer.headers["X-Request-Id"] in body(answer).decode()


def an_error(client: Client, scene: World, status: int) -> HttpResponse:
    unit, activity = scene.things["unit"]["own"], scene.things["activity:archived"]["own"]
    if status == 400:
        return client.post(f"/activities/{activity.pk}/reopen/", b"a" * 10, content_type="multipart/form-data")
    if status == 403:
        return client.get(f"/units/{unit.pk}/rename/")
    if status == 404:
        return client.get("/no-such-page/")
    if status == 405:
        return client.put("/people/")
    return client.post(f"/activities/{activity.pk}/start/")


class Crawl:
    """One role clicking through the house, breadth first."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.faults: list[str] = []
        self.names: set[str] = set()
        self.seen: dict[str, int] = {}
        self.waiting = [("/", "the address bar")]

    def run(self) -> "Crawl":
        opened, known = 0, set()
        while self.waiting and opened < MOST_PAGES:
            url, come_from = self.waiting.pop(0)
            if url in known or not self.is_wanted(url, come_from):
                continue
            known.add(url)
            opened += 1
            with undone():
                answer = self.client.get(url, follow=True)
            self.look(url, come_from, answer)
        return self

    def is_wanted(self, url: str, come_from: str) -> bool:
        try:
            name = resolve(urlsplit(url).path).view_name
        except Resolver404:
            self.faults.append(f"{url} (from {come_from}) is no address")
            return False
        self.names.add(name)
        self.seen[name] = self.seen.get(name, 0) + 1
        return self.seen[name] <= SAME_NAME

    def look(self, url: str, come_from: str, answer: HttpResponse) -> None:
        if answer.status_code != 200:
            self.faults.append(f"{url} (from {come_from}): {answer.status_code}")
            return
        if not is_html(answer):
            return
        here = answer.request["PATH_INFO"]
        page = Markup(body(answer).decode(), is_fragment=resolve(here).view_name in FRAGMENTS)
        self.faults += [f"{url}: {fault}" for fault in page.faults]
        self.waiting += [(link, url) for link in self.inner(here, page)]

    def inner(self, here: str, page: Markup) -> Iterator[str]:
        """The links and forms of a page that lead inside."""
        actions = [one.attributes.get("action") or here for one in page.every("form")]
        fetched = [one.attributes[a] for one in page.all for a in ("hx-get", "hx-post") if a in one.attributes]
        for link in [*page.links, *fetched, *actions]:
            target = urldefrag(urljoin(here, link)).url
            parts = urlsplit(target)
            if not parts.netloc and parts.scheme == "" and not parts.path.startswith("/static/"):
                yield target


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nothing_that_is_offered_ends_in_an_error(visitors: Visitors, scene: World, role: str) -> None:
    crawl = Crawl(visitors[role]).run()
    assert not crawl.faults, "\n".join(dict.fromkeys(crawl.faults))
    assert len(crawl.names) > 5, crawl.names


def test_every_page_is_offered_somewhere(visitors: Visitors, scene: World) -> None:
    """What no link leads to does not exist for people: each page is linked from a page that it is not itself."""
    offered: set[str] = set()
    crawlers = ("secretary", "officer", "county_officer", "administrator", "member", "security_officer", "auditor")
    for role in (*crawlers, "discipline"):
        for name, url in every_page(scene, role):
            crawl = Crawl(visitors[role])
            answer = crawl.client.get(url)
            if answer.status_code == 200 and is_html(answer):
                page = Markup(body(answer).decode())
                links = {urlsplit(link).path for link in crawl.inner(urlsplit(url).path, page)}
                offered |= {resolve(path).view_name for path in links} - {name}
    missing = sorted({name for name, row in MATRIX.items() if row.of != "nothing"} - offered - set(NOT_LINKED))
    assert not missing, "\n".join(missing)


def every_page(scene: World, role: str) -> Iterator[tuple[str, str]]:
    """All pages that a role may open in Willow village, of meetings in every state."""
    for name, row in MATRIX.items():
        if row.expects(role, "own") == "in":
            for kind in of_kinds(scene, name, row.of):
                url = address(scene, name, replace(row, of=kind), "own")
                if url is not None:
                    yield name, url
    yield "coverage:list", f"{reverse('coverage:list')}?unit={scene.things['unit']['own'].pk}"


def of_kinds(scene: World, name: str, of: str) -> list[str]:
    """The kinds of thing to open a page with: one in every state where the state decides what is offered."""
    thing, _colon, _state = of.partition(":")
    if name in SHOWN_BY_STATE:
        return [kind for kind in scene.things if kind.startswith(f"{thing}:")]
    return [of, *IDLE.get(name, [])]


def measured(visitors: Visitors, scene: World) -> dict[str, int]:
    """How many queries each page costs those for whom it is made, once its caches are warm."""
    found = {}
    for name in pages():
        role = role_for(name)
        url = address(scene, name, MATRIX[name], "own")
        assert role is not None
        assert url is not None
        for _warm in range(2):
            with undone(), CaptureQueriesContext(connection) as queries:
                visitors[role].get(url)
        found[name] = sum(1 for query in queries if query["sql"].lstrip().upper().startswith("SELECT"))
    return found


def test_pages_ask_no_more_than_before_and_lists_do_not_grow(visitors: Visitors, scene: World) -> None:
    """The baseline is tests/query_counts.json; UPDATE_QUERY_COUNTS=1 writes it anew."""
    few = measured(visitors, scene)
    if UPDATE:
        COUNTS.write_text(json.dumps(few, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    baseline = json.loads(COUNTS.read_text(encoding="utf-8"))
    more = {
        name: f"{count} queries, not {baseline.get(name, 0)}"
        for name, count in few.items()
        if count > baseline.get(name, 0)
    }
    assert more == {}, "make it cheaper, or run with UPDATE_QUERY_COUNTS=1 and say why"
    fill_up(scene)
    many = measured(visitors, scene)
    grown = {name: f"{few[name]} -> {many[name]}" for name in few if many[name] > few[name]}
    assert grown == {}, "one query for each row?"


MOST_STATEMENTS = 15
"""For the pages that people wait for every day, whoever opens them and however much there is (issue 3)."""
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN", "COMMIT")


def daily_pages(scene: World) -> Iterator[tuple[str, str]]:
    """Home, meeting in every state, unit, member list and filter, dashboard: role and address."""
    unit, town, county = (scene.here.units[code].pk for code in ("Q1", "Q", "C"))
    meetings = [rows["own"].pk for kind, rows in scene.things.items() if kind.startswith("activity:")]
    assert len(meetings) == 6
    for role in ("secretary", "member", "committee_member", "county_officer", "organiser", "inspector"):
        yield role, "/"
        yield from ((role, f"/activities/{meeting}/") for meeting in meetings)
        for one in (unit, town, county):
            yield from ((role, f"/unit/{one}/{tab}") for tab in ("", "?tab=activities", "?tab=members", "?tab=history"))
            yield from ((role, f"/dashboard/?unit={one}{tab}") for tab in ("", "&tab=help"))
        yield from ((role, f"/people/{asked}") for asked in ("", f"?unit={unit}", "?mark=exempt", "?q=chen"))


def test_daily_pages_ask_at_most_fifteen_times(visitors: Visitors, scene: World) -> None:
    """Everything counts: session, account, rights, what is written down about the reading."""
    found = {}
    opened = 0
    for role, url in daily_pages(scene):
        client = visitors[role]
        for _warm in range(2):
            with undone(), CaptureQueriesContext(connection) as asked:
                answer = client.get(url)
        opened += answer.status_code == 200
        count = sum(1 for one in asked if not one["sql"].startswith(OF_TRANSACTIONS))
        if count > MOST_STATEMENTS:
            found[f"{role} {url}"] = count
    assert opened > 80, opened
    assert found == {}


def fill_up(scene: World) -> None:
    """Ten more of everything that lists show."""
    here = scene.here
    actor, branch, town = here.console, here.units["Q1"], here.units["Q"]
    kind = ActivityKind.objects.get(tenant=here.tenant, code="lecture")
    for number in range(10):
        member(here, f"新{number}", "Q1", group=here.units["Q1G"])
        orgs.found(
            actor=actor, parent=town, code=f"X{number}", name=f"新村{number}党支部", kind="branch", founded_on=None
        )
        activity = activities.plan(
            actor=actor, unit=branch, kind=kind, on=today().replace(day=number + 1), topic="党课"
        )
        if number < 8:
            activities.archive(actor=actor, activity=activity, text="讲了党课。")
