"""The file of only the wrong rows: what is wrong stands beside the row, and the file can come back."""

from pathlib import Path

import openpyxl

from leitu.core.tabular import Severity, write_rejects
from leitu.core.tests.foreign import (
    GOOD_ID,
    OTHER_ID,
    codes,
    members,
    number_cell,
    pack,
    parts,
    read_here,
    row_xml,
    sheet_xml,
    values,
)  # fmt: skip

TITLES = ["姓名", "公民身份证号", "出生日期", "身高"]


def source(tmp_path: Path) -> Path:
    first = [row_xml(1, TITLES), row_xml(2, ["张三", GOOD_ID]), row_xml(3, ["=李四", "1", "2020.5", "@高"]),
             row_xml(4, ["王五", number_cell("B4", "440524188001010014"), number_cell("C4", "43982", 1)])]  # fmt: skip
    second = [row_xml(1, TITLES[:2]), row_xml(2, ["赵六", "2"])]
    return pack(
        tmp_path / "a.xlsx",
        parts(
            sheet_xml(first), sheet_xml(second), names=["一支部", "二支部"], formats={176: "yyyy-m-d"}, styles=(0, 176)
        ),
    )


def test_only_wrong_rows_with_their_columns_and_what_is_wrong(tmp_path: Path) -> None:
    sheet = read_here(source(tmp_path))
    assert write_rejects(sheet, sheet.errors, tmp_path / "wrong.xlsx") == 3
    book = openpyxl.load_workbook(tmp_path / "wrong.xlsx")
    assert book.sheetnames == ["一支部", "二支部"]
    page = book["一支部"]
    assert [cell.value for cell in page[1]] == [*TITLES, "问题"]
    assert [cell.value for cell in page[2]][:4] == ["=李四", "1", "2020.5", "@高"]
    assert "身份证号" in page["E2"].value
    assert "2020-05-31" in page["E2"].value
    assert [cell.value for cell in page[3]][:3] == ["王五", "4.4052418800101e+17", "2020-05-31"]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert page["A1"].font.bold


def test_corrected_in_place_it_can_be_imported_again(tmp_path: Path) -> None:
    sheet = read_here(source(tmp_path))
    write_rejects(sheet, sheet.errors, tmp_path / "wrong.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wrong.xlsx")
    book["一支部"]["B2"], book["一支部"]["C2"], book["一支部"]["B3"] = OTHER_ID, "2020-05-31", OTHER_ID
    book["二支部"]["B2"] = GOOD_ID
    book.save(tmp_path / "again.xlsx")
    again = read_here(tmp_path / "again.xlsx")
    assert codes(again) == ["unknown_column"]
    assert "问题" not in again.issues[0].message
    assert values(again, "name") == ["=李四", "王五", "赵六"]


def test_complaints_of_the_importer_and_of_the_whole_file(tmp_path: Path) -> None:
    sheet = read_here(members(tmp_path / "a.xlsx", ["张三", GOOD_ID], ["李四", OTHER_ID]))
    second = list(sheet.rows)[1]
    issue = sheet.issue(second, "name", "unknown_unit", "没有这个支部。")
    assert issue.as_dict() == {
        "sheet": "Sheet1",
        "row": 3,
        "column": "姓名",
        "code": "unknown_unit",
        "message": "没有这个支部。",
    }
    assert (issue.severity, issue.cell) == (Severity.ERROR, "A3")
    assert sheet.issue(second, None, "unknown_unit", "").cell is None
    write_rejects(sheet, [issue], tmp_path / "wrong.xlsx")
    assert [c.value for c in openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0][2]] == [
        "李四",
        OTHER_ID,
        "没有这个支部。",
    ]


def test_a_refused_file_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    sheet = read_here(path)
    assert write_rejects(sheet, sheet.errors, tmp_path / "wrong.xlsx") == 0
    page = openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0]
    assert "空" in page["A2"].value


def test_a_column_that_is_missing_is_said_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    sheet = read_here(members(tmp_path / "a.xlsx", ["张三"], titles=["姓名", "失联"]))
    write_rejects(sheet, sheet.errors, tmp_path / "wrong.xlsx")
    page = openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0]
    assert page["A2"].value.startswith("第 1 行")
    assert "公民身份证号" in page["A2"].value
