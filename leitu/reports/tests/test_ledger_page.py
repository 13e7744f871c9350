"""The ledger to download: what is on it, for whom, that it can be read back, and that it is on record."""

import datetime as dt
import io
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.actions import Mark
from leitu.activities.importing import import_activities
from leitu.activities.tests import factories as make
from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.core.tabular import limits
from leitu.reports import actions
from leitu.reports.queries import Choice, with_note
from tests.cast import account

LEDGER = reverse("reports:ledger")


def held(county, code="general_meeting", unit="Q1", marks=None, text="学习并讨论。", guests=None, **values):
    planned = make.planned(county, code, unit, **values)
    marks = {county.persons[name].pk: mark for name, mark in (marks or {}).items()}
    given = {"activity": planned, "marks": marks, "text": text, "guests": guests}
    return activities.archive(actor=county.console, **given)


def sheet_of(answer):
    assert answer.status_code == 200, answer.content.decode()
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def rows_of(answer):
    """The rows as dictionaries by title."""
    titles, *rows = list(sheet_of(answer).iter_rows(min_row=4, values_only=True))
    return [dict(zip(titles, row, strict=True)) for row in rows if row[0]]


def test_the_ledger_holds_what_was_archived_in_the_period(county, sign_in):
    held(county, marks={"孙涛": make.LEAVE, "老陈": make.AWAY}, guests=["周明，县委宣讲团", county.persons["石磊"].pk])
    held(county, "theme_day", on=dt.date(2025, 12, 31))
    make.in_state(county, "ended", "lecture")
    make.in_state(county, "cancelled", "committee_meeting")
    answer = sign_in("梅").get(LEDGER, headers={"accept-language": "en"})
    assert "组织生活台账 2026-03-20.xlsx" in unquote(answer["Content-Disposition"])
    [row] = rows_of(answer)
    assert row == {
        "党组织代码": "Q1", "党组织名称": "柳树村党支部", "活动类型": "支部党员大会",
        "日期": dt.datetime(2026, 3, 20), "开始时间": dt.time(15, 0), "地点": "村委会二楼", "主题": "学习与讨论",
        "主持人": None, "记录人": None, "应到人数": 7, "实到人数": 5, "缺席人数": 2, "缺席名单": "老陈、孙涛（出差）",
        "列席名单": "石磊（石桥社区党支部）、周明（县委宣讲团）", "内容摘要": "学习并讨论。", "状态": "已归档",
        "补录": None,
    }  # fmt: skip
    assert str(sheet_of(answer)["A2"].value).startswith("期间：2026-01-01至2026-03-20　　筛选：全部类型　　制表：梅")


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("", [1, 20]),
        ("since=2025-12-31&until=2026-03-01", [31, 1]),
        ("until=2025-12-31", [31]),
        ("kind=theme_day&since=2025-01-01", [31]),
        ("late=1", [1]),
        ("late=0", [20]),
    ],
)
def test_the_address_chooses(county, sign_in, asked, days):
    held(county, "theme_day", on=dt.date(2025, 12, 31))
    held(county, "lecture", on=dt.date(2026, 3, 1))
    held(county)
    rows = rows_of(sign_in("梅").get(f"{LEDGER}?{asked}"))
    assert [row["日期"].day for row in rows] == days


def test_a_unit_alone_and_with_those_below_it(county, sign_in):
    for unit in ("Q1", "Q2"):
        held(county, unit=unit)
    client, key = sign_in("officer"), county.units["Q"].pk
    below = client.get(f"{LEDGER}?unit={key}&below=1&since=2026-01-01&until=2026-12-31")
    assert [row["党组织代码"] for row in rows_of(below)] == ["Q1", "Q2"]
    assert sheet_of(below)["A1"].value == "青禾镇党委2026年组织生活台账"
    assert rows_of(client.get(f"{LEDGER}?unit={key}")) == []
    assert [row["党组织代码"] for row in rows_of(client.get(f"{LEDGER}?unit={county.units['Q2'].pk}"))] == ["Q2"]
    entry = Entry.objects.filter(verb="reports.download_ledger").order_by("pk")[0]
    assert (entry.unit_id, entry.data["rows"]) == (key, 2)
    assert sentence(entry) == "下载组织生活台账 2 条，范围：2026年；青禾镇党委及所属、全部类型"


def test_out_of_scope_is_absent(county, sign_in):
    held(county, unit="B1")
    for name in ("梅", "officer"):
        client = sign_in(name)
        assert client.get(f"{LEDGER}?unit={county.units['B1'].pk}").status_code == 404
        assert client.get(f"{LEDGER}?unit=999999").status_code == 404
        assert rows_of(client.get(LEDGER)) == []
    assert sign_in("administrator").get(LEDGER).status_code == 403


def test_nobody_gets_it_without_signing_in(county, client, sign_in):
    assert client.get(LEDGER).status_code == 302
    assert sign_in("梅").post(LEDGER).status_code == 405


def test_a_meeting_at_which_one_was_a_guest_stands_in_the_ledger_of_its_own_branch_only(county, sign_in):
    held(county, guests=[county.persons["石磊"].pk])
    assert rows_of(sign_in("石磊").get(LEDGER)) == []


def test_names_and_minutes_are_for_their_readers(county, sign_in):
    account(county, "watcher", "member", "Q")
    held(county, marks={"老陈": Mark(make.EXCUSED, "住院手术")}, guests=["周明，宣讲团"])
    held(county, "committee_meeting", text="研究人选。")
    held(county, "organisational_life_meeting", text="批评会议太长。", marks={"老陈": make.AWAY})
    shown = {}
    for name in ("梅", "老陈", "孙涛", "officer", "watcher"):
        rows = {row["活动类型"]: row for row in rows_of(sign_in(name).get(LEDGER))}
        general = rows["支部党员大会"]
        texts = [rows[kind]["内容摘要"] is not None for kind in ("支部党员大会", "支委会", "组织生活会")]
        shown[name] = (general["缺席名单"], general["列席名单"], *texts)
        assert general["缺席人数"] == 1
    assert shown == {
        "梅": ("老陈（住院手术）", "周明（宣讲团）", True, True, True),
        "老陈": ("老陈（住院手术）", "周明（宣讲团）", True, False, False),
        "孙涛": ("老陈（请假）", "周明（宣讲团）", True, False, True),
        "officer": ("老陈（请假）", "周明（宣讲团）", True, True, False),
        "watcher": (None, None, False, False, False),
    }


def read_back(county, content: bytes, tmp_path: Path):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(content)
    return import_activities(actor=county.console, path=path, limits=limits.console(), commit=True)


def test_the_ledger_can_be_read_back_and_changes_nothing(county, tmp_path):
    marks = {"孙涛": Mark(make.EXCUSED, "感冒，发烧"), "老陈": make.AWAY}
    held(county, marks=marks, guests=[county.persons["石磊"].pk, "周明，宣讲团"])
    held(county, "committee_meeting", text="第一项。\n第二项。")
    held(county, "group_meeting", "Q1G", starts_at=None, text="")
    held(county, "theme_day", topic="=1+1", place="+86")
    content = actions.download_ledger(actor=county.console, choice=Choice())
    outcome = read_back(county, content, tmp_path)
    assert (outcome.errors, outcome.unchanged, outcome.created, outcome.updated) == ([], 4, 0, 0)


def test_an_imported_ledger_comes_back_as_it_was(county, tmp_path):
    held(county, marks={"孙涛": make.LEAVE, "老陈": make.AWAY}, guests=["周明"])
    content = actions.download_ledger(actor=county.console, choice=Choice())
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["组织生活台账"]["D5"] = dt.datetime(2026, 3, 6)
    changed = io.BytesIO()
    book.save(changed)
    assert read_back(county, changed.getvalue(), tmp_path).created == 1
    again = read_back(county, actions.download_ledger(actor=county.console, choice=Choice()), tmp_path)
    assert (again.errors, again.unchanged, again.updated) == ([], 2, 0)


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t=", "＝"])
def test_what_people_type_never_becomes_a_formula(county, sign_in, lead):
    attack = f"{lead}HYPERLINK(1)"
    held(county, topic=attack, place=attack, text=attack, marks={"孙涛": Mark(make.EXCUSED, attack)}, guests=[attack])
    sheet = sheet_of(sign_in("梅").get(LEDGER))
    cells = [cell for cell in sheet[5] if "HYPERLINK" in str(cell.value)]
    assert len(cells) == 5
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize(
    "asked",
    ["since=abc", "until=2026-02-30", "unit=abc", "unit=-1", "unit=99999999999999999999", "kind=nothing", "late=2",
     "since=2026-03-02&until=2026-03-01", "since=%00"],
)  # fmt: skip
def test_an_address_that_says_nothing_sensible_is_refused(county, sign_in, asked):
    assert sign_in("梅").get(f"{LEDGER}?{asked}").status_code == 400
    assert not Entry.objects.filter(verb="reports.download_ledger").exists()


def test_too_many_rows_are_refused_in_plain_words(county, sign_in, monkeypatch):
    monkeypatch.setattr(actions.papers, "MOST_ROWS", 1)
    held(county)
    held(county, "theme_day")
    answer = sign_in("梅").get(LEDGER)
    assert answer.status_code == 400
    assert "这样选出来有 2 条，一份台账最多 1 条" in answer.content.decode()
    assert not Entry.objects.filter(verb="reports.download_ledger").exists()
    assert len(rows_of(sign_in("梅").get(f"{LEDGER}?kind=theme_day"))) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(county):
    counts = []
    for day in (1, 2, 3):
        held(county, on=dt.date(2026, 3, day), marks={"老陈": make.AWAY})
        with CaptureQueriesContext(connection) as captured:
            actions.download_ledger(actor=county.actor("梅"), choice=Choice())
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_the_list_offers_the_ledger_of_what_it_shows(county, sign_in):
    client = sign_in("梅")
    assert LEDGER not in client.get(reverse("activities:list")).content.decode()
    held(county)
    assert f'href="{LEDGER}?below=1"' in client.get(reverse("activities:list")).content.decode()
    narrowed = client.get(reverse("activities:list"), {"kind": "general_meeting", "since": "2026-01-01", "q": ""})
    assert f"{LEDGER}?below=1&amp;since=2026-01-01&amp;kind=general_meeting" in narrowed.content.decode()


@pytest.mark.parametrize(
    ("note", "shown"),
    [("", "张三"), ("出差", "张三（出差）"), ("感冒，发烧（低）", "张三（感冒 发烧 低）"), ("；", "张三")],
)
def test_a_note_in_brackets(note, shown):
    assert with_note("张三", note) == shown


@pytest.mark.parametrize(
    ("since", "until", "period"),
    [
        (None, None, "不限"),
        (dt.date(2025, 1, 1), dt.date(2025, 12, 31), "2025年"),
        (dt.date(2025, 1, 1), None, "2025-01-01至今天"),
        (None, dt.date(2025, 6, 30), "最早至2025-06-30"),
    ],
)
def test_the_period_in_words(since, until, period):
    assert Choice(since=since, until=until).period == period
