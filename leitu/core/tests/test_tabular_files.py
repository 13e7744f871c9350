"""Files that are not what they say, or that mean harm: refused with one plain sentence, before or while reading."""

import hashlib
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leitu.core.tabular import UPLOAD, read_sheet
from leitu.core.tests.foreign import (
    GOOD_ID,
    MACRO,
    MAIN,
    MEMBERS,
    codes,
    limits,
    members,
    no_growth,
    pack,
    parts,
    read_here,
    row_xml,
    shared_xml,
    sheet_xml,
    text_cell,
    values,
)  # fmt: skip

HEADER = row_xml(1, ["姓名", "公民身份证号"])
GOOD = [HEADER, row_xml(2, ["张三", GOOD_ID])]
LAUGHS = (
    '<!DOCTYPE s [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
EXTERNAL = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
GENEROUS = {"wall_seconds": 300, "part_bytes": 200_000_000, "unpacked_bytes": 200_000_000, "ratio": 10_000}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def archive(**changes: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in {**parts(sheet_xml(GOOD)), **changes}.items():
            made.writestr(name, data)
    return stream.getvalue()


def with_entry(name: str, *, attributes: int = 0) -> bytes:
    stream = io.BytesIO(archive())
    with zipfile.ZipFile(stream, "a") as made:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes
        made.writestr(entry, "x")
    return stream.getvalue()


def doubled() -> bytes:
    stream = io.BytesIO(archive())
    with zipfile.ZipFile(stream, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("xl/workbook.xml", "<other/>")
    return stream.getvalue()


def flagged_encrypted() -> bytes:
    data = bytearray(archive())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


def understated() -> bytes:
    """The directory says that a part is much smaller than it is."""
    data = bytearray(archive())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 20)
    return bytes(data)


def many_parts() -> bytes:
    return archive(**{f"xl/media/{n}.png": "x" for n in range(UPLOAD.entries)})


REFUSED: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("empty.xlsx", b"", "empty_file"),
    ("empty.csv", b"", "empty_file"),
    ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "old_excel"),
    ("page.xlsx", b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "file_type"),
    ("page.csv", b"<html><body>x</body></html>", "file_type"),
    ("spreadsheet2003.xlsx", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file_type"),
    ("table.xlsx", "姓名,公民身份证号\n张三,1\n".encode(), "file_type"),
    ("book.csv", archive, "file_type"),
    ("secret.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("old.xls", OLE + "Workbook".encode("utf-16-le"), "old_excel"),
    ("renamed.xlsx", OLE + "Workbook".encode("utf-16-le"), "old_excel"),
    ("letter.csv", OLE + "WordDocument".encode("utf-16-le"), "file_type"),
    ("text.txt", b"a,b", "file_type"),
    ("noextension", archive, "file_type"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_type"),
    ("utf16.csv", "姓名,公民身份证号\n".encode("utf-16"), "encoding"),
    ("neither.csv", b"\xff\xff,\x81\x20\n" * 10, "encoding"),
    ("plain.xlsx", lambda: _zip({"readme.txt": "x"}), "file_type"),
    ("letter.xlsx", lambda: archive(**{"[Content_Types].xml": _types("wordprocessingml.document.main+xml")}), "file_type"),
    ("binary.xlsx", lambda: archive(**{"[Content_Types].xml": _types("sheet.binary.macroEnabled.main")}), "file_type"),
    ("macro.xlsx", lambda: _zip(parts(sheet_xml(GOOD), main_type=MACRO)), "file_type"),
    ("torn.xlsx", lambda: archive()[:900], "damaged_file"),
    ("stub.xlsx", b"PK\x03\x04" + b"\0" * 50, "damaged_file"),
    ("understated.xlsx", understated, "damaged_file"),
    ("nosheet.xlsx", lambda: _zip(parts()), "damaged_file"),
    ("notxml.xlsx", lambda: archive(**{"xl/worksheets/sheet1.xml": "<worksheet><row>"}), "damaged_file"),
    ("foreign.xlsx", lambda: archive(**{"xl/workbook.xml": '<?xml version="1.0" encoding="TF-8"?><workbook/>'}), "damaged_file"),
    ("wide.xlsx", lambda: archive(**{"xl/workbook.xml": '<?xml version="1.0" encoding="big5"?><workbook/>'}), "damaged_file"),
    ("twice.xlsx", doubled, "unsafe_file"),
    ("climbing.xlsx", lambda: with_entry("../../etc/cron.d/x"), "unsafe_file"),
    ("absolute.xlsx", lambda: with_entry("/etc/passwd"), "unsafe_file"),
    ("windows.xlsx", lambda: with_entry("C:/autoexec.bat"), "unsafe_file"),
    ("link.xlsx", lambda: with_entry("xl/link", attributes=0o120777 << 16), "unsafe_file"),
    ("many.xlsx", many_parts, "unsafe_file"),
    ("locked.xlsx", flagged_encrypted, "encrypted"),
    ("laughs.xlsx", lambda: archive(**{"xl/sharedStrings.xml": shared_xml(["&i;"], LAUGHS)}), "unsafe_file"),
    ("laughs2.xlsx", lambda: archive(**{"xl/worksheets/sheet1.xml": sheet_xml(GOOD, doctype=LAUGHS)}), "unsafe_file"),
    ("outside.xlsx", lambda: archive(**{"xl/worksheets/sheet1.xml": sheet_xml(GOOD, doctype=EXTERNAL)}), "unsafe_file"),
    ("outside2.xlsx", lambda: archive(**{"xl/styles.xml": f"{EXTERNAL}<styleSheet/>"}), "unsafe_file"),
    ("outside3.xlsx", lambda: archive(**{"xl/workbook.xml": f"{EXTERNAL}<workbook/>"}), "unsafe_file"),
]  # fmt: skip


def _zip(content: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in content.items():
            made.writestr(name, data)
    return stream.getvalue()


def _types(kind: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.x.{kind}"/></Types>'
    )


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[entry[0] for entry in REFUSED])
def test_a_file_that_cannot_be_trusted_is_refused_with_one_sentence(
    tmp_path: Path, name: str, content: bytes | Callable[[], bytes], code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    sheet = read_here(path)
    assert codes(sheet) == [code]
    assert list(sheet.rows) == []
    issue = sheet.issues[0].as_dict()
    assert issue["row"] is None
    assert issue["sheet"] is None
    assert "请" in issue["message"]
    assert "%(" not in issue["message"]


def test_old_excel_is_told_to_save_as_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(OLE)
    assert "另存为 .xlsx" in read_here(path).issues[0].message


def test_the_name_the_user_gave_decides_and_not_that_of_the_temporary_file(tmp_path: Path) -> None:
    path = members(tmp_path / "upload.tmp", ["张三", GOOD_ID])
    assert codes(read_here(path)) == ["file_type"]
    assert codes(read_here(path, name="党员名册.XLSX")) == []


@pytest.mark.parametrize("main_type", [MACRO, MAIN])
def test_macros_of_an_xlsm_are_ignored(tmp_path: Path, main_type: str) -> None:
    content = parts(sheet_xml(GOOD), main_type=main_type)
    path = pack(tmp_path / "a.xlsm", {**content, "xl/vbaProject.bin": b"\0macro"})
    sheet = read_here(path)
    assert codes(sheet) == []
    assert values(sheet, "name") == ["张三"]


def test_what_is_no_ordinary_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert codes(read_sheet(tmp_path / "pipe.xlsx", MEMBERS, UPLOAD)) == ["file_type"]
    assert codes(read_sheet(tmp_path, MEMBERS, UPLOAD)) == ["file_type"]


def test_a_missing_file_is_the_callers_business(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sheet(tmp_path / "none.xlsx", MEMBERS, UPLOAD)


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = pack(tmp_path / "bomb.xlsx", {**parts(sheet_xml(GOOD)), "xl/media/a.bin": b"\0" * 3_000_000})
    assert path.stat().st_size < 10_000
    assert codes(read_here(path)) == ["too_big"]


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ({"file_bytes": 500}, "too_big"),
        ({"part_bytes": 300}, "too_big"),
        ({"unpacked_bytes": 1000}, "too_big"),
        ({"entries": 3}, "unsafe_file"),
        ({"rows": 1}, "too_many_rows"),
        ({"cells": 3}, "too_many_cells"),
        ({"columns": 1}, "too_many_columns"),
        ({"cell_chars": 17}, "cell_too_long"),
    ],
)
def test_every_bound_holds(tmp_path: Path, bounds: dict[str, int], code: str) -> None:
    path = members(tmp_path / "a.xlsx", ["张三", GOOD_ID], ["李四", GOOD_ID])
    assert codes(read_here(path, limits=limits(**bounds))) == [code]
    assert codes(read_here(path)) == []


@pytest.mark.parametrize(
    ("bounds", "code"),
    [({"rows": 1}, "too_many_rows"), ({"cells": 3}, "too_many_cells"), ({"columns": 1}, "too_many_columns"),
     ({"cell_chars": 17}, "cell_too_long"), ({"file_bytes": 20}, "too_big")],
)  # fmt: skip
def test_every_bound_holds_for_csv(tmp_path: Path, bounds: dict[str, int], code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,公民身份证号\n张三,{GOOD_ID}\n李四,{GOOD_ID}\n")
    assert codes(read_here(path, limits=limits(**bounds))) == [code]
    assert codes(read_here(path)) == []


def test_a_quote_that_is_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,公民身份证号\n"张三,1\n' + "李四,2\n" * 10_000)
    assert codes(read_here(path)) == ["cell_too_long"]


def test_a_far_cell_is_refused_at_once(tmp_path: Path) -> None:
    far = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    assert codes(read_here(pack(tmp_path / "far.xlsx", parts(sheet_xml([*GOOD, far]))))) == ["too_many_columns"]


def test_a_far_row_costs_nothing(tmp_path: Path) -> None:
    far = f'<row r="1048576">{text_cell("A1048576", "李四")}{text_cell("B1048576", GOOD_ID)}</row>'
    sheet = read_here(pack(tmp_path / "far.xlsx", parts(sheet_xml([*GOOD, far]))))
    assert [row.number for row in sheet.rows] == [2, 1_048_576]


def test_sixteen_thousand_empty_columns_are_no_columns(tmp_path: Path) -> None:
    cells = "".join("<c s='0'/>" for _ in range(16_384 - 2))
    wide = row_xml(1, ["姓名", "公民身份证号", cells])
    sheet = read_here(pack(tmp_path / "wide.xlsx", parts(sheet_xml([wide, GOOD[1]]))))
    assert codes(sheet) == []
    assert len(sheet.rows) == 1


@pytest.mark.parametrize(
    "row",
    [
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="9999999999"/>',
        '<row r="-1"/>',
        '<row r="1"><c><v>1</v></c></row>',  # goes back
        '<row r="9"><c r="XFE9"><v>1</v></c></row>',
        '<row r="9"><c r="9"><v>1</v></c></row>',
        '<row r="9"><c r="B9"><v>1</v></c><c r="A9"><v>1</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>7</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>-1</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>x</v></c></row>',
    ],
)
def test_impossible_addresses_are_damage(tmp_path: Path, row: str) -> None:
    assert codes(read_here(pack(tmp_path / "a.xlsx", parts(sheet_xml([*GOOD, row]))))) == ["damaged_file"]


# -- in the real child process


def test_the_child_reads_and_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = members(tmp_path / "a.xlsx", ["张三", GOOD_ID])
    sheet = read_sheet(path, MEMBERS, UPLOAD)
    assert values(sheet, "name") == ["张三"]
    assert values(sheet, "name") == ["张三"], "rows can be read twice"
    assert sheet.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_huge_cell_dies_by_itself_and_the_parent_does_not_grow(tmp_path: Path) -> None:
    huge = sheet_xml([HEADER, row_xml(2, ["张" * 20_000_000, GOOD_ID])])
    path = pack(tmp_path / "huge.xlsx", parts(huge))
    del huge
    with no_growth(20):
        assert codes(read_sheet(path, MEMBERS, limits(**GENEROUS))) == ["cell_too_long"]


def _heavy(path: Path, strings: int) -> Path:
    shared = shared_xml(["|"]).replace("<si><t>|</t></si>", f"<si><t>{'长' * 60}</t></si>" * strings)
    return pack(path, parts(sheet_xml(GOOD), shared=shared))


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = _heavy(tmp_path / "a.xlsx", 300_000)
    with no_growth(20):
        assert codes(read_sheet(path, MEMBERS, limits(memory_bytes=60_000_000, **GENEROUS))) == ["too_complex"]


def test_cpu_time_is_bounded(tmp_path: Path) -> None:
    path = _heavy(tmp_path / "a.xlsx", 800_000)
    assert codes(read_sheet(path, MEMBERS, limits(cpu_seconds=1, **GENEROUS))) == ["too_complex"]


def test_patience_is_bounded(tmp_path: Path) -> None:
    path = members(tmp_path / "a.xlsx", ["张三", GOOD_ID])
    assert codes(read_sheet(path, MEMBERS, limits(wall_seconds=0))) == ["too_complex"]


def test_the_result_is_bounded_where_a_few_bytes_stand_for_many(tmp_path: Path) -> None:
    """One long shared string, referred to by every cell."""
    rows = [row_xml(n, [f'<c r="A{n}" t="s"><v>0</v></c>', GOOD_ID]) for n in range(2, 200)]
    path = pack(tmp_path / "a.xlsx", parts(sheet_xml([HEADER, *rows]), shared=shared_xml(["张" * 30_000])))
    with no_growth(20):
        assert codes(read_sheet(path, MEMBERS, limits(result_bytes=1_000_000))) == ["too_complex"]


def test_no_secret_of_the_parent_reaches_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leitu.core.tabular import reading

    monkeypatch.setenv("DATABASE_URL", "postgres-secret")
    seen = tmp_path / "environment"
    monkeypatch.setattr(reading, "_BOOT", f"import os; open({str(seen)!r}, 'w').write(repr(dict(os.environ)))")
    path = members(tmp_path / "a.xlsx", ["张三", GOOD_ID])
    assert codes(read_sheet(path, MEMBERS, UPLOAD)) == ["too_complex"]
    assert "PATH" in seen.read_text()
    assert "secret" not in seen.read_text()
