import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from leitu.reports import ledger
from leitu.reports.tests.samples import ledger_row

MADE_AT = dt.datetime(2026, 11, 22, 16, 30, tzinfo=dt.UTC)
TITLES = [
    "党组织代码", "党组织名称", "活动类型", "日期", "开始时间", "地点", "主题", "主持人", "记录人", "应到人数",
    "实到人数", "缺席人数", "缺席名单", "列席名单", "内容摘要", "状态", "补录",
]  # fmt: skip


def made(*rows: ledger.LedgerRow, **changes: str) -> bytes:
    words = {"title": "2026年组织生活台账", "period": "2026年", "filters": "全部类型", "made_by": "王秀兰"} | changes
    return ledger.ledger_xlsx(rows=rows, made_at=MADE_AT, **words)


def opened(content: bytes, *, values: bool = False) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=values).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_one_row_per_activity_under_the_titles_of_the_import_layout() -> None:
    sheet = opened(made(ledger_row(), ledger_row(starts_at=None, absent=[], guests=[], summary="", is_late_entry=True)))
    assert [cell.value for cell in sheet[4]] == TITLES
    assert [cell.value for cell in sheet[5]] == [
        "010203001", "红星社区第一党支部", "支部党员大会", dt.datetime(2026, 11, 22), dt.time(19, 0), "活动室",
        "冬季走访", "王秀兰", "李强", 6, 3, 3, "赵桂英、钱进、孙浩", "周明", "讨论通过冬季走访方案。", "已归档", None,
    ]  # fmt: skip
    second = dict(zip(TITLES, [cell.value for cell in sheet[6]], strict=True))
    assert (second["开始时间"], second["缺席名单"], second["列席名单"], second["内容摘要"]) == (None, None, None, None)
    assert second["补录"] == "补录"
    assert sheet.max_row == 6


def test_the_head_says_what_was_chosen_who_made_it_and_when() -> None:
    sheet = opened(made(ledger_row()))
    assert sheet["A1"].value == "2026年组织生活台账"
    assert sheet["A2"].value == "期间：2026年　　筛选：全部类型　　制表：王秀兰　2026-11-23 00:30"


def test_the_totals_stand_above_the_header_and_follow_the_filter() -> None:
    content = made(ledger_row(is_late_entry=True), ledger_row(expected=10, present=10, absent_count=0))
    formulas, values = opened(content), opened(content, values=True)
    titles = {title: index for index, title in enumerate(TITLES)}
    for title, formula, value in [
        ("活动类型", "=SUBTOTAL(103,C5:C6)", 2),
        ("应到人数", "=SUBTOTAL(109,J5:J6)", 16),
        ("实到人数", "=SUBTOTAL(109,K5:K6)", 13),
        ("缺席人数", "=SUBTOTAL(109,L5:L6)", 3),
        ("补录", "=SUBTOTAL(103,Q5:Q6)", 1),
    ]:
        assert formulas[3][titles[title]].value == formula
        assert values[3][titles[title]].value == value
    assert formulas["A3"].value == "合计"
    assert formulas.auto_filter.ref == "A4:Q6"


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r="])
def test_no_text_becomes_a_formula_or_a_link(lead: str) -> None:
    attack = f"{lead}cmd|' /C calc'!A0"
    row = ledger_row(
        unit_code=attack, unit_name=attack, kind=attack, place=attack, topic=attack, chair=attack, recorder=attack,
        absent=[attack], guests=[attack], summary=attack, state=attack,
    )  # fmt: skip
    content = made(row, title=attack, period=attack, filters=attack, made_by=attack)
    sheet = opened(content)
    strings = [cell for line in (sheet[1], sheet[2], sheet[5]) for cell in line if isinstance(cell.value, str)]
    assert len(strings) == 13
    assert {cell.data_type for cell in strings} == {"s"}
    assert {cell.number_format for cell in sheet[5] if isinstance(cell.value, str)} == {"@"}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert set(re.findall(rb"<f>(\w+)", package.read("xl/worksheets/sheet1.xml"))) == {b"SUBTOTAL"}


def test_links_and_numbers_written_as_text_stay_text() -> None:
    sheet = opened(made(ledger_row(topic="https://example.org/a", place="0012", summary="{=1+1}")))
    row = dict(zip(TITLES, sheet[5], strict=True))
    assert (row["主题"].value, row["主题"].hyperlink) == ("https://example.org/a", None)
    assert (row["地点"].value, row["内容摘要"].value) == ("0012", "{=1+1}")


def test_the_longest_text_a_cell_can_hold_and_one_more() -> None:
    fits, cut = "言" * ledger.LONGEST, "言" * (ledger.LONGEST + 1)
    sheet = opened(made(ledger_row(summary=fits), ledger_row(summary=cut)))
    assert sheet["O5"].value == fits
    assert sheet["O6"].value == "言" * (ledger.LONGEST - 1) + "…"


def test_odd_characters_do_no_harm() -> None:
    sheet = opened(made(ledger_row(topic="𠮷\x00\ud800\u202e田")))
    assert sheet["G5"].value == "𠮷田"


def test_it_prints_on_a4_landscape_with_the_header_on_every_page() -> None:
    sheet = opened(made(ledger_row(), made_by="王&P秀"))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "D5"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center is not None
    assert "负责人（签名）" in str(sheet.oddFooter.center.text)
    with zipfile.ZipFile(io.BytesIO(made(ledger_row(), made_by="王&P秀"))) as package:
        assert "王&amp;&amp;P秀" in package.read("xl/worksheets/sheet1.xml").decode()


def test_rows_are_high_enough_for_their_fullest_cell() -> None:
    sheet = opened(made(ledger_row(), ledger_row(summary="研究走访安排。" * 20), ledger_row(summary="言" * 30_000)))
    short, long, longest = (sheet.row_dimensions[number].height for number in (5, 6, 7))
    assert short < long < longest == pytest.approx(ledger.HIGHEST, abs=1)


def test_an_empty_ledger_is_still_a_sheet() -> None:
    sheet = opened(made(), values=True)
    assert [cell.value for cell in sheet[4]] == TITLES
    assert [sheet["C3"].value, sheet["J3"].value] == [0, 0]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "LARGEST", 1)
    with pytest.raises(ValueError, match="rows"):
        made(ledger_row(), ledger_row())


def test_nobody_is_named_as_author() -> None:
    with zipfile.ZipFile(io.BytesIO(made(ledger_row()))) as package:
        core = package.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core
    assert "2026-11-22T16:30:00Z" in core
