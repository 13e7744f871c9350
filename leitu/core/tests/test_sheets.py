"""Workbooks that leave the house: texts stay texts, the page is set up, nothing is lost."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from leitu.core.sheets import CELL_CHARS, Heading, Leaf, Shape, Value, workbook

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
    "http://a.b",
    "{=A1}",
]
HEADINGS = [Heading("名称", 30), Heading("人数", 8, Shape.NUMBER), Heading("金额", 10, Shape.MONEY), Heading("日期", 12, Shape.DATE),
            Heading("时间", 8, Shape.TIME)]  # fmt: skip


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("value", DANGEROUS)
def test_no_text_becomes_a_formula_or_a_link(value: str) -> None:
    content = workbook(
        [Leaf(value, [Heading(value)], [[value]], title=value, lines=[value], totals=[value])], footer=value
    )
    page = opened(content).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) == 5
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_values_keep_their_kind() -> None:
    rows: list[list[Value]] = [
        ["一支部", 12, 12345, dt.date(2026, 5, 31), dt.time(19, 0)],
        ["二支部", Decimal("1.5"), None, None, None],
    ]
    page = opened(workbook([Leaf("台账", HEADINGS, rows, totals=["合计", 13, 12345, None, None])])).worksheets[0]
    assert [cell.value for cell in page[2]] == ["一支部", 12, 123.45, dt.datetime(2026, 5, 31), dt.time(19, 0)]
    assert page["B3"].value == 1.5
    assert [cell.value for cell in page[4]] == ["合计", 13, 123.45, None, None]


def test_digits_in_a_text_column_stay_text() -> None:
    page = opened(
        workbook([Leaf("a", [Heading("身份证号")], [["110105194912310021"], [7], ["001"], [True]])])
    ).worksheets[0]
    assert [page.cell(row, 1).value for row in range(2, 6)] == ["110105194912310021", "7", "001", "是"]


def test_title_lines_header_and_print_set_up() -> None:
    leaf = Leaf("台账", HEADINGS, [], title="组织生活台账", lines=["2026年第一季度", "导出人：王五"])
    page = opened(workbook([leaf], footer="王五 & 2026-11-22")).worksheets[0]
    assert [page.cell(row, 1).value for row in (1, 2, 3, 4)] == [
        "组织生活台账",
        "2026年第一季度",
        "导出人：王五",
        "名称",
    ]
    assert page["A4"].font.bold
    assert page.freeze_panes == "A5"
    assert page.print_title_rows == "$4:$4"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.oddFooter
    assert "王五 && 2026-11-22" in (page.oddFooter.left.text or "")
    assert page.column_dimensions["A"].width == pytest.approx(30, abs=1)


def test_control_characters_and_overlong_texts_do_no_harm() -> None:
    page = opened(workbook([Leaf("a", [Heading("x")], [["a\x00\x08b\ud800"], ["长" * 40_000]])])).worksheets[0]
    assert page["A2"].value == "ab"
    assert len(page["A3"].value) == CELL_CHARS
    assert page["A3"].value.endswith("…")


def test_sheet_names_are_made_acceptable_and_different() -> None:
    names = ["一/二:三", "一 二 三", "", "x" * 50, "x" * 50]
    content = workbook([Leaf(name, [Heading("x")], []) for name in names])
    assert opened(content).sheetnames == ["一 二 三", "一 二 三 2", "Sheet", "x" * 31, "x" * 29 + " 2"]


def test_nothing_hidden_tells_who_made_it() -> None:
    properties = opened(workbook([Leaf("a", [Heading("x")], [])])).properties
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.created == dt.datetime(2000, 1, 1)


def test_a_row_of_the_wrong_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        workbook([Leaf("a", HEADINGS, [["nur eins"]])])
