"""Any clean sheets: the preview is what happens, the same again changes nothing, and what goes out comes back in."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitu.activities.importing import import_activities
from leitu.core.actor import Actor
from leitu.core.importing import Outcome
from leitu.core.invariants import broken
from leitu.core.tabular import limits
from leitu.facts.derive import differences
from leitu.people.importing import import_members, import_units
from leitu.reports import actions as reports
from leitu.reports.queries import Choice
from tests.cast import County
from tests.sheets import ACTIVITY_TITLES, MEMBER_TITLES, UNIT_TITLES, SheetRow, id_number, read_here, write_csv

NAMES = ("王伟", "王 芳", "欧阳修远", "阿依古丽·买买提", "𠮷田", "李娜")
BRANCHES = ("X1", "X2", "X3")
KINDS = ("支部党员大会", "支委会", "党课", "主题党日", "组织生活会")
maybe = st.one_of(st.just(""), st.text("学习讨论=+-@ \u200b①Ａ\n", max_size=6))
days = st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 30)).map(str)


def unit_rows(draw: Any) -> list[SheetRow]:
    kinds = st.sampled_from(["党支部", "联合党支部", "临时党支部", "流动党员党支部"])
    return [
        {
            "党组织代码": code,
            "党组织名称": f"{code}党支部",
            "上级党组织代码": "Q",
            "组织类别": draw(kinds),
            "支委会": draw(st.sampled_from(["是", "否", ""])),
            "书记": draw(st.sampled_from(["", *NAMES])),
            "届满日期": draw(st.sampled_from(["", "2027-01-01"])),
            "单位名称": draw(maybe),
        }
        for code in BRANCHES
    ]


def member_rows(draw: Any) -> list[SheetRow]:
    yes = st.sampled_from(["是", "否", ""])
    return [
        {
            "姓名": name,
            "公民身份证号": id_number(number),
            "所在党支部": draw(st.sampled_from(BRANCHES)),
            "人员类别": draw(st.sampled_from(["正式党员", "预备", ""])),
            "加入党组织日期": draw(st.sampled_from(["", "2010-07-01", "2025-12-01"])),
            "党籍状态": draw(st.sampled_from(["正常", "停止党籍", ""])),
            "是否失联党员": draw(yes),
            "是否流动党员": draw(yes),
            "家庭住址": draw(maybe),
        }
        for number, name in enumerate(NAMES, 1)
    ]


def ledger_rows(draw: Any, members: list[SheetRow]) -> list[SheetRow]:
    rows: dict[Any, SheetRow] = {}
    for _number in range(draw(st.integers(1, 6))):
        unit, word, day = draw(st.sampled_from(BRANCHES)), draw(st.sampled_from(KINDS)), draw(days)
        time = draw(st.sampled_from(["", "09:30", "19:00"]))
        here = [row["姓名"] for row in members if row["所在党支部"] == unit]
        counts = st.one_of(st.just(""), st.integers(0, 9))
        rows[unit, word, day, time] = {
            "党组织代码": unit,
            "活动类型": word,
            "日期": day,
            "开始时间": time,
            "主题": draw(maybe),
            "主持人": draw(st.sampled_from(["", *NAMES])),
            "应到人数": draw(counts),
            "实到人数": draw(counts),
            "缺席名单": "、".join(draw(st.lists(st.sampled_from(here), unique=True)) if here else ()),
            "列席名单": draw(st.sampled_from(["", "石磊", "王局长、石磊", NAMES[0]])),
            "内容摘要": draw(maybe),
        }
    return list(rows.values())


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("people.importing.units", "people.importing.members", "activities.importing.activities"):
        monkeypatch.setattr(f"leitu.{place}.read_sheet", read_here)


def counts(outcome: Outcome) -> tuple[int, int, int]:
    assert outcome.errors == []
    return outcome.created, outcome.updated, outcome.unchanged


def twice(load: Any, actor: Actor, path: Path) -> None:
    """Preview, commit, commit: as promised, and then nothing."""
    given = {"actor": actor, "path": path, "limits": limits.upload()}
    preview = counts(load(**given))
    done = load(**given, commit=True)
    assert counts(done) == preview
    again = load(**given, commit=True)
    assert (counts(again), again.committed) == ((0, 0, sum(preview)), True)


def load_once(load: Any, actor: Actor, path: Path) -> tuple[int, int, int]:
    return counts(load(actor=actor, path=path, limits=limits.upload(), commit=True))


@pytest.mark.parametrize("numbers", [("", 9), ("", 7), ("", 8), ("", 0), (10, ""), (8, ""), (10, 7), (1, 5)])
def test_one_number_alone_comes_back(county: County, fast: None, tmp_path: Path, numbers: tuple[Any, Any]) -> None:
    """The ledger that goes out has both numbers: with one of them the roll must already be the final one.

    Of ten members one is said to be away, one floats and one is lost.
    """
    members = [
        {
            "姓名": name,
            "公民身份证号": id_number(serial),
            "所在党支部": "Q1",
            "是否流动党员": floats,
            "失去联系日期": lost,
        }
        for serial, (name, floats, lost) in enumerate([("张帆", "是", ""), ("王洋", "否", "2020-01"), ("陈江", "", "")])
    ]
    members_sheet = write_csv(tmp_path / "members.csv", MEMBER_TITLES, members)
    assert load_once(import_members, county.console, members_sheet) == (3, 0, 0)
    row = {"党组织代码": "Q1", "活动类型": "主题党日", "日期": "2026-03-05", "缺席名单": "老陈"}
    stated = row | {"应到人数": numbers[0], "实到人数": numbers[1]}
    twice(import_activities, county.console, write_csv(tmp_path / "sheet.csv", ACTIVITY_TITLES, [stated]))
    back = tmp_path / "ledger.xlsx"
    back.write_bytes(reports.download_ledger(actor=county.console, choice=Choice()))
    assert load_once(import_activities, county.console, back) == (0, 0, 1)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_clean_sheets(county: County, fast: None, data: Any) -> None:
    members = member_rows(data.draw)
    sheets = (
        (import_units, UNIT_TITLES, unit_rows(data.draw)),
        (import_members, MEMBER_TITLES, members),
        (import_activities, ACTIVITY_TITLES, ledger_rows(data.draw, members)),
    )
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        for load, titles, rows in sheets:
            twice(load, county.console, write_csv(Path(folder) / "sheet.csv", titles, rows))
        assert list(differences(county.tenant.pk)) == []
        assert list(broken(county.tenant.pk)) == []
        path = Path(folder) / "ledger.xlsx"
        path.write_bytes(reports.download_ledger(actor=county.console, choice=Choice()))
        assert load_once(import_activities, county.console, path) == (0, 0, len(sheets[2][2]))
        transaction.set_rollback(True)
