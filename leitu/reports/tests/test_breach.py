"""The report after a leak: counts from the audit, nobody's name or number, and who took it is on record."""

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.core.periods import Period
from leitu.people import actions as people
from leitu.reports import actions
from leitu.reports.breach import Breach, Item, Said, breach_docx, breach_pdf, values_of
from leitu.reports.breach_queries import MOST_LINES, breach_of
from tests.cast import build_county

ADDRESS = "/reports/breach/"
NUMBER = "110101195001018879"
EVIL = '#panic("x") {{ 7*7 }} <w:p> {%p'


@pytest.fixture
def leaked(county: Any) -> Any:
    """梅 looked at two persons and took a list; somebody failed to sign in; the security officer closed an account."""
    for name, field, times in (("孙涛", "id_number", 2), ("老陈", "id_number", 1), ("老陈", "mobile", 3)):
        for _time in range(times):
            people.reveal(actor=county.actor("梅"), person=county.persons[name], field=field, reason="核对")
    people.reveal(actor=county.actor("孙涛"), person=county.persons["孙涛"], field="mobile", reason="看自己的")
    record(county.actor("梅"), "people.export_list", unit_id=county.units["Q1"].pk, title="党员", rows=27, filters="—")
    record(county.actor("石磊"), "accounts.sign_in_failed", county.users["石磊"], device="电脑", address="10.0.0.9")
    record(county.actor("security_officer"), "accounts.deactivate", county.users["石磊"])
    return county


@pytest.fixture
def officer(county: Any) -> Client:
    client = Client()
    client.force_login(county.users["security_officer"])
    SignIn.objects.update(strong=True)
    return client


def of(county: Any, who: str = "") -> Breach:
    return breach_of(county.actor("security_officer"), Period(today(), today()), who)


def test_it_counts_persons_and_items_and_leaves_out_who_looked_at_himself(leaked: Any) -> None:
    found = of(leaked)
    assert (found.persons, found.looks, found.lists, found.rows) == (2, 6, 1, 27)
    assert [(one.field, one.looks, one.persons) for one in found.items] == [("id_number", 3, 2), ("mobile", 3, 1)]
    (reader,) = found.readers
    assert (reader.name, reader.looks, reader.persons, reader.lists, reader.rows) == ("梅", 6, 2, 1, 27)
    assert len(found.door) == 1
    assert "停用了账号" in found.measures[0]


def test_one_account_only(leaked: Any) -> None:
    assert of(leaked, "石磊").persons == 0
    assert of(leaked, "梅").persons == 2


def test_another_county_is_not_in_it(county: Any) -> None:
    here, other = county, build_county("B")
    people.reveal(actor=other.actor("梅"), person=other.persons["老陈"], field="mobile", reason="核对")
    assert (of(here).persons, of(other).persons) == (0, 1)


def test_long_lists_of_moments_end_with_their_number(county: Any) -> None:
    for _time in range(MOST_LINES + 5):
        record(county.actor("梅"), "accounts.sign_in_failed", county.users["梅"], device="x", address="y")
    assert len(of(county).door) == MOST_LINES + 1
    assert "还有 5 条" in of(county).door[-1]


def test_the_page_shows_figures_and_no_member(leaked: Any, officer: Client) -> None:
    page = officer.get(ADDRESS).content.decode()
    assert "查看3次，涉及2人" in page
    assert "老陈" not in page
    assert NUMBER not in page


def test_the_paper_says_what_the_law_asks_and_is_on_record(leaked: Any, officer: Client) -> None:
    answer = officer.post(ADDRESS, {"form": "docx", "cause": "账号借给了别人", "contact": "张三 0000000"})
    assert answer.status_code == 200
    said = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    for part in (
        *("一、事件经过", "二、涉及的个人信息种类和人数", "四、原因", "五、可能造成的危害", "六、已经采取的补救措施"),
        *("七、个人可以采取的措施", "八、通知", "九、联系方式", "账号借给了别人", "张三", "涉及2人", "第五十七条"),
    ):
        assert part in said, part
    assert "（请填写）" in said, "what nobody wrote is left open"
    assert "老陈" not in said
    told = Entry.objects.get(verb="reports.download_breach")
    assert (told.data["persons"], told.data["form"], told.actor_label) == (2, "docx", "security_officer")
    assert "借给" not in str(told.data)
    assert officer.post(ADDRESS, {"form": "pdf"}).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=2026-02-02&until=2026-02-01", "请调换"),
        ("?since=2020-01-01&until=2026-02-01", "最多看一年"),
        ("?since=x", "日期"),
        ("?since=0001-01-02&until=0001-01-03", "逐人查看"),
        ("?until=9999-12-31", "逐人查看"),
    ],
)
def test_a_period_that_makes_no_sense_is_said(officer: Client, query: str, words: str) -> None:
    assert words in officer.get(ADDRESS + query).content.decode()
    assert officer.post(ADDRESS + query, {"form": "docx"}).status_code == 200


def test_no_other_form_of_paper(officer: Client) -> None:
    assert officer.post(ADDRESS, {"form": "exe"}).status_code == 400
    assert officer.post(ADDRESS, {"form": "docx", "cause": "长" * 2001}).status_code == 200
    assert not Entry.objects.filter(verb="reports.download_breach").exists()


@pytest.mark.parametrize("who", ["administrator", "auditor", "county_officer", "梅"])
def test_it_is_for_the_security_officer_alone(county: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.download_breach(actor=county.actor(who), span=Period(today(), today()))


def test_what_people_write_comes_out_literally() -> None:
    day = today()
    empty = Breach(
        tenant=EVIL,
        since=day,
        until=day,
        who=EVIL,
        persons=0,
        lists=0,
        rows=0,
        items=[Item(field="x", label=EVIL, looks=1, persons=1)],
        readers=[],
        door=[EVIL],
        measures=[EVIL],
        head=EVIL,
    )
    said = Said(found=EVIL, cause=EVIL, done=EVIL, contact=EVIL)
    assert EVIL in str(values_of(empty, said))
    assert EVIL in "\n".join(one.text for one in Document(io.BytesIO(breach_docx(empty, said))).paragraphs)
    assert breach_pdf(empty, said).startswith(b"%PDF")
