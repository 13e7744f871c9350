"""Where the header is, which column is which, which rows are data: as people really send their tables."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from leitu.core.tabular import Column, Kind, Layout
from leitu.core.tests.foreign import (
    GOOD_ID,
    MEMBERS,
    OTHER_ID,
    codes,
    members,
    number_cell,
    pack,
    parts,
    read_here,
    row_xml,
    sheet_xml,
    text_cell,
    values,
)  # fmt: skip

TITLES = ["姓名", "公民身份证号"]
ZHANG, LI = ["张三", GOOD_ID], ["李四", OTHER_ID]


def workbook(path: Path, *rows: Sequence[str], after: str = "", before: str = "", hidden: Sequence[int] = ()) -> Path:
    body = [
        row_xml(number, cells, 'hidden="1"' if number in hidden else "")
        for number, cells in enumerate(rows, start=1)
        if cells
    ]
    return pack(path, parts(sheet_xml(body, before=before, after=after)))


def merged(*regions: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{region}{chr(34)}/>' for region in regions)}</mergeCells>"


@pytest.mark.parametrize(
    "titles",
    [
        ["姓名", "公民身份证号"],
        [" 姓 名 ", "公民身份证号 "],
        ["姓　名*", "＊公民身份证号"],
        ["姓名（必填）", "身份证号码【必填】"],
        ["姓名：", "身份证号（18位）"],
        ["姓\n名", "公民\u200b身份证号"],
        ["\ufeff姓名", "公民身份证号(必填)"],
        ["★姓名", "身份证号(必填)（18位）"],
    ],
)
def test_titles_are_understood_as_people_write_them(tmp_path: Path, titles: list[str]) -> None:
    sheet = read_here(members(tmp_path / "a.xlsx", ZHANG, titles=titles))
    assert codes(sheet) == []
    assert values(sheet, "id_number") == [GOOD_ID]


def test_the_order_of_columns_is_free(tmp_path: Path) -> None:
    sheet = read_here(members(tmp_path / "a.xlsx", [GOOD_ID, "张三"], titles=TITLES[::-1]))
    assert values(sheet, "name") == ["张三"]


def test_unknown_columns_are_reported_once_and_ignored(tmp_path: Path) -> None:
    path = members(tmp_path / "a.xlsx", ["1", *ZHANG, "高", "x"], titles=["序号", *TITLES, "身高", "问题"])
    sheet = read_here(path)
    assert codes(sheet) == ["unknown_column"]
    assert "身高" in sheet.issues[0].message
    assert "序号" not in sheet.issues[0].message
    assert len(sheet.rows) == 1


@pytest.mark.parametrize("first", [1, 2, 5, 10])
def test_the_header_is_found_in_the_first_ten_rows_below_title_rows(tmp_path: Path, first: int) -> None:
    body = [row_xml(n, [f"某某支部党员名册第{n}行", "填报日期：2026年"]) for n in range(1, first)]
    body += [row_xml(first, TITLES), row_xml(first + 1, ZHANG)]
    sheet = read_here(pack(tmp_path / "a.xlsx", parts(sheet_xml(body))))
    assert codes(sheet) == []
    assert [row.number for row in sheet.rows] == [first + 1]


def test_a_header_in_row_eleven_is_none(tmp_path: Path) -> None:
    assert codes(read_here(members(tmp_path / "a.xlsx", ZHANG, first=11))) == ["no_header"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    layout = Layout((*MEMBERS.columns, Column("branch", "所在党支部", heading=True), Column("job", "工作岗位")))
    sheet = read_here(members(tmp_path / "a.xlsx", ZHANG), layout)
    assert codes(sheet) == ["missing_column"]
    assert "所在党支部" in sheet.issues[0].message
    assert "工作岗位" not in sheet.issues[0].message
    assert (sheet.issues[0].sheet, sheet.issues[0].row) == ("Sheet1", 1)
    assert list(sheet.rows) == []


def test_a_title_twice_is_an_error_and_a_synonym_beside_the_title_is_not(tmp_path: Path) -> None:
    twice = read_here(members(tmp_path / "a.xlsx", [*ZHANG, "李四"], titles=[*TITLES, "姓名"]))
    assert codes(twice) == ["duplicate_column"]
    assert "A1、C1" in twice.issues[0].message
    beside = read_here(members(tmp_path / "b.xlsx", [*ZHANG, "138", "139"], titles=[*TITLES, "手机", "联系电话"]))
    assert codes(beside) == ["unknown_column"]
    assert values(beside, "phone") == ["139"]


def test_a_second_header_row_below_merged_titles_names_the_columns(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["党员名册"],
        ["姓名", "公民身份证号", "失联情况"],
        ["", "", "是否失联党员", "失去联系日期"],
        [*ZHANG, "是", "2020-05"],
        after=merged("A1:D1", "A2:A3", "B2:B3", "C2:D2"),
    )
    sheet = read_here(path)
    assert codes(sheet) == []
    assert values(sheet, "lost") == [True]
    assert [value.isoformat() for value in values(sheet, "lost_since")] == ["2020-05-01"]


@pytest.mark.parametrize(
    "second",
    [["（必填）", "（18位，文本格式）"], ["1", "2", "3"], ["甲", "1", "2"], ["", "", "失去联系日期"]],
)
def test_a_second_row_of_hints_or_numbers_is_passed_over(tmp_path: Path, second: list[str]) -> None:
    path = workbook(tmp_path / "a.xlsx", [*TITLES, "出生日期"], second, [*ZHANG, "1949-12-31"])
    assert [row.number for row in read_here(path).rows] == [3]


def test_data_that_looks_a_little_like_a_header_stays_data(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [*TITLES, "联系电话"], ["张三", GOOD_ID, "1"], ["1", "2", "3"])
    sheet = read_here(path)
    assert [row.number for row in sheet.rows] == [2, 3]
    assert "bad_id_number" in codes(sheet)


def test_a_header_repeated_in_mid_sheet_is_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", TITLES, ZHANG, [], [" 姓名", "公民身份证号 "], LI)
    sheet = read_here(path)
    assert codes(sheet) == []
    assert [row.number for row in sheet.rows] == [2, 5]


def test_totals_signatures_and_remarks_are_no_rows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", TITLES, ZHANG, ["合 计", "1"], ["注：本表一式两份"], ["填表人：王五", "审核：赵六"],
        ["中共某某支部委员会"], after=merged("A6:D6"),
    )  # fmt: skip
    sheet = read_here(path)
    assert [row.number for row in sheet.rows] == [2]
    assert [(i.code, i.row) for i in sheet.issues] == [("skipped_row", 4), ("skipped_row", 5), ("skipped_row", 6)]
    assert sheet.errors == []


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", TITLES, ["　", " "], ZHANG, ['<c r="A4" s="0"/>'], LI)
    assert [row.number for row in read_here(path).rows] == [3, 5]


def test_a_header_without_rows_is_said_and_does_no_harm(tmp_path: Path) -> None:
    sheet = read_here(members(tmp_path / "a.xlsx"))
    assert codes(sheet) == ["no_rows"]
    assert sheet.errors == []


def test_merged_data_cells_hold_for_every_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [*TITLES, "人员类别"], [*ZHANG, "正式"], LI, ["王五", GOOD_ID, "预备党员"], [],
        after=merged("C2:C3", "A4:A9"),
    )  # fmt: skip
    sheet = read_here(path)
    assert values(sheet, "status") == ["full", "full", "probationary"]
    assert [(i.code, i.column) for i in sheet.issues] == [("merged_cells", "人员类别")]


def test_a_merge_over_the_whole_column_makes_no_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", TITLES, ZHANG, after=merged("A2:A1048576", "A1:XFD1"))
    assert len(read_here(path).rows) == 1


def test_hidden_rows_columns_and_sheets_are_read_with_a_warning(tmp_path: Path) -> None:
    seen = sheet_xml([row_xml(1, TITLES), row_xml(2, ZHANG), row_xml(3, LI, 'hidden="1"')],
                     before='<cols><col min="2" max="2" hidden="1"/></cols>')  # fmt: skip
    unseen = sheet_xml([row_xml(1, TITLES), row_xml(2, ZHANG)])
    path = pack(tmp_path / "a.xlsx", parts(seen, unseen, names=["名册", "旧表"], states=["visible", "veryHidden"]))
    sheet = read_here(path)
    assert len(sheet.rows) == 3
    assert {(i.code, i.sheet, i.row) for i in sheet.issues} == {
        ("hidden_column", "名册", 1),
        ("hidden_row", "名册", 3),
        ("hidden_sheet", "旧表", None),
    }
    assert sheet.errors == []


def test_thousands_of_hidden_rows_do_not_flood_the_report(tmp_path: Path) -> None:
    rows = [row_xml(n, ZHANG, 'hidden="true"') for n in range(2, 302)]
    sheet = read_here(pack(tmp_path / "a.xlsx", parts(sheet_xml([row_xml(1, TITLES), *rows]))))
    assert codes(sheet).count("hidden_row") == 50
    assert "250" in next(i.message for i in sheet.issues if i.code == "hidden_rows")


def test_every_sheet_with_the_header_is_read_and_named(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "a.xlsx",
        parts(
            sheet_xml([row_xml(1, ["填表说明"]), row_xml(2, ["姓名：填户口本上的名字"])]),
            sheet_xml([row_xml(1, TITLES), row_xml(2, ZHANG)]),
            sheet_xml([row_xml(3, TITLES), row_xml(4, ["李四", "1"])]),
            names=["说明", "一支部", "二支部"],
        ),
    )
    sheet = read_here(path)
    assert [(row.sheet, row.number) for row in sheet.rows] == [("一支部", 2), ("二支部", 4)]
    assert [(i.sheet, i.row, i.column, i.cell) for i in sheet.issues] == [("二支部", 4, "公民身份证号", "B4")]


def test_formulas_give_their_stored_result_and_none_is_an_error(tmp_path: Path) -> None:
    stored = '<c r="A2" t="str"><f>CONCAT("张","三")</f><v>张三</v></c>'
    never = '<c r="A3"><f>CONCAT("李","四")</f></c>'
    empty = f'{text_cell("A4", "王五")}<c r="B4"><f>1/0</f><v></v></c>'
    blank = '<c r="C4" t="str"><f>""</f><v></v></c>'
    path = workbook(tmp_path / "a.xlsx", [*TITLES, "联系电话"], [stored, GOOD_ID], [never, GOOD_ID], [empty + blank])
    sheet = read_here(path)
    assert values(sheet, "name") == ["张三", None, "王五"]
    assert [(i.code, i.cell) for i in sheet.issues] == [
        ("formula_without_value", "A3"),
        ("formula_without_value", "B4"),
    ]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_error_cells_are_errors(tmp_path: Path, error: str) -> None:
    cell = f'<c r="B2" t="e"><f>x</f><v>{error}</v></c>'
    sheet = read_here(workbook(tmp_path / "a.xlsx", TITLES, [text_cell("A2", "张三") + cell]))
    assert codes(sheet) == ["error_cell"]
    assert error in sheet.issues[0].message


def test_rich_text_phonetics_and_escapes_are_read_as_shown(tmp_path: Path) -> None:
    rich = '<c r="A2" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang san</t></rPh></is></c>'
    path = workbook(tmp_path / "a.xlsx", [*TITLES, "内容摘要"], [rich, GOOD_ID, "第一行_x000D_\n第二行"])
    sheet = read_here(path)
    assert values(sheet, "name") == ["张三"]
    assert values(sheet, "notes") == ["第一行\n第二行"]


def test_the_strict_dialect_and_prefixed_elements_are_read(tmp_path: Path) -> None:
    content = parts(sheet_xml([row_xml(1, TITLES), row_xml(2, ZHANG)], after=merged("A2:A3")))
    transitional, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    prefixed = {name: xml.replace(transitional, strict) for name, xml in content.items()}
    sheet_part = prefixed["xl/worksheets/sheet1.xml"]
    for element in ("worksheet", "sheetData", "row", "c", "is", "t", "mergeCells", "mergeCell"):
        for edge in ("<", "</"):
            for end in (" ", ">"):
                sheet_part = sheet_part.replace(f"{edge}{element}{end}", f"{edge}x:{element}{end}")
    prefixed["xl/worksheets/sheet1.xml"] = sheet_part.replace("xmlns=", "xmlns:x=")
    assert values(read_here(pack(tmp_path / "a.xlsx", prefixed)), "name") == ["张三"]


def test_what_openpyxl_writes_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    page.append([*TITLES, "应到人数"])
    page.append([*ZHANG, 12])
    page.append(["=A2", OTHER_ID, None])
    book.save(tmp_path / "a.xlsx")
    sheet = read_here(tmp_path / "a.xlsx")
    assert values(sheet, "count") == [12, None]
    assert codes(sheet) == ["formula_without_value"]


def test_numbers_keep_the_zeros_of_their_format_and_are_marked_without(tmp_path: Path) -> None:
    layout = Layout((Column("code", "党组织代码", kind=Kind.CODE, required=True), Column("name", "党组织名称")))
    body = [row_xml(1, ["党组织代码", "党组织名称"])]
    body += [row_xml(2, [number_cell("A2", "12", 1), "甲"]), row_xml(3, [number_cell("A3", "12"), "乙"])]
    sheet = read_here(
        pack(tmp_path / "a.xlsx", parts(sheet_xml(body), formats={200: "000000"}, styles=(0, 200))), layout
    )
    assert values(sheet, "code") == ["000012", "12"]
    assert [row.numeric for row in sheet.rows] == [frozenset(), {"code"}]


def test_the_issue_list_is_bounded(tmp_path: Path) -> None:
    from leitu.core.tests.foreign import limits

    path = members(tmp_path / "a.xlsx", *[["张三", "1"]] * 10)
    sheet = read_here(path, limits=limits(issues=5))
    assert codes(sheet) == ["bad_id_number"] * 5 + ["too_many_issues"]
    assert len(sheet.rows) == 10


# -- csv


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_in_the_encodings_and_delimiters_of_the_office(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = ["某某支部名册", *(delimiter.join(cells) for cells in ([*TITLES, "内容摘要"], [*ZHANG, '"一,二;三\n四"']))]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    sheet = read_here(path)
    assert codes(sheet) == []
    assert values(sheet, "notes") == ["一,二;三\n四"]
    assert [(row.sheet, row.number) for row in sheet.rows] == [("", 3)]


def test_csv_rows_are_counted_as_excel_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'姓名,公民身份证号,内容摘要\n张三,{GOOD_ID},"两\n行"\n\n李四,1,\n')
    sheet = read_here(path)
    assert [row.number for row in sheet.rows] == [2, 4]
    assert [issue.as_dict() | {"message": ""} for issue in sheet.issues] == [
        {"sheet": None, "row": 4, "column": "公民身份证号", "code": "bad_id_number", "message": ""}
    ]


def test_csv_protections_against_excel_are_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'姓名,公民身份证号,联系电话\n张三,"=""{GOOD_ID}""",\'13800000000\n=1+1,\t{OTHER_ID},\n')
    sheet = read_here(path)
    assert values(sheet, "id_number") == [GOOD_ID, OTHER_ID]
    assert values(sheet, "phone") == ["13800000000", None]
    assert values(sheet, "name") == ["张三", "=1+1"]


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"姓名,公民身份证号\n𠮷田·艾力,{GOOD_ID}\n".encode("gb18030"))
    assert values(read_here(path), "name") == ["𠮷田·艾力"]
