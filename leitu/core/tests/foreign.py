"""Foreign files for the tests of tabular input: workbooks made part by part, and a reader without the process."""

import contextlib
import dataclasses
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from unittest import mock
from xml.sax.saxutils import escape

from leitu.core.tabular import UPLOAD, Column, Kind, Layout, Limits, Sheet, read_sheet, reading
from leitu.core.tabular.child import Job

TODAY = dt.date(2026, 11, 22)
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
GOOD_ID, OTHER_ID = "11010519491231002X", "440524188001010014"

MEMBERS = Layout(
    (
        Column("name", "姓名", kind=Kind.NAME, required=True, max_length=50),
        Column("id_number", "公民身份证号", ("身份证号", "身份证号码"), Kind.IDNUMBER, required=True),
        Column("birth_on", "出生日期", kind=Kind.DATE, past=True),
        Column("lost_since", "失去联系日期", kind=Kind.MONTH),
        Column("lost", "是否失联党员", ("失联",), Kind.BOOL),
        Column("phone", "联系电话", ("手机", "电话"), Kind.CODE, max_length=30),
        Column("starts_at", "开始时间", kind=Kind.TIME),
        Column("count", "应到人数", kind=Kind.INT, maximum=1000),
        Column(
            "status",
            "人员类别",
            kind=Kind.CHOICE,
            choices={"正式党员": "full", "正式": "full", "预备党员": "probationary"},
        ),
        Column("notes", "内容摘要", kind=Kind.LINES, max_length=100),
    )
)


def read_here(path: Path, layout: Layout = MEMBERS, limits: Limits = UPLOAD, **more: Any) -> Sheet:
    """As `read_sheet`, but the child's work is done in this process: for what a file says, not for how it harms."""

    def read(source: IO[bytes], spec: dict[str, Any], layout: Layout, limits: Limits, digest: str) -> Sheet:
        spool = tempfile.NamedTemporaryFile()  # noqa: SIM115
        with io.TextIOWrapper(open(spool.name, "wb"), encoding="utf-8", errors="replace") as records:
            job = Job(spec, source, records)
            job.run()
        return reading.sheet_of(job.result(), spool, layout, digest)

    with mock.patch.object(reading, "_read_in_child", read):
        return read_sheet(path, layout, limits, **{"today": TODAY, **more})


def codes(sheet: Sheet) -> list[str]:
    """The codes of all issues, in order."""
    return [issue.code for issue in sheet.issues]


def values(sheet: Sheet, key: str) -> list[Any]:
    """One column of what was read."""
    return [row.values[key] for row in sheet.rows]


def limits(**changes: int) -> Limits:
    """UPLOAD with some bounds changed."""
    return dataclasses.replace(UPLOAD, **changes)


def text_cell(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number_cell(address: str, digits: str, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{digits}</v></c>'


def row_xml(number: int, cells: Sequence[str], attributes: str = "") -> str:
    """A row; a cell beginning with `<` is XML already, any other is written as inline text."""
    made = [
        cell if cell.startswith("<") else text_cell(f"{chr(65 + index)}{number}", cell)
        for index, cell in enumerate(cells)
        if cell
    ]
    return f'<row r="{number}" {attributes}>{"".join(made)}</row>'


def sheet_xml(rows: Sequence[str], *, before: str = "", after: str = "", doctype: str = "") -> str:
    body = f"{before}<sheetData>{''.join(rows)}</sheetData>{after}"
    return f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<worksheet {_NS}>{body}</worksheet>'


def parts(
    *sheets: str,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    workbook: str = "",
    formats: Mapping[int, str] | None = None,
    styles: Sequence[int] = (0,),
    shared: str = "",
    main_type: str = MAIN,
) -> dict[str, str]:
    """The parts of a workbook with these sheets. `styles` gives the number format of each cell style."""
    titles = [*names, *(f"Sheet{n + 1}" for n in range(len(names), len(sheets)))]
    shown = [*states, *["visible"] * (len(sheets) - len(states))]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(titles, shown, strict=True), start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="s" Type="{_REL}/styles" Target="styles.xml"/>'
    relations += f'<Relationship Id="t" Type="{_REL}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    custom = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(c, {chr(34): "&quot;"})}"/>' for n, c in (formats or {}).items()
    )
    cell_formats = "".join(f'<xf numFmtId="{n}"/>' for n in styles)
    made = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_REL}">{workbook}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": f"<styleSheet {_NS}><numFmts>{custom}</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        f"<cellXfs>{cell_formats}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": shared or f"<sst {_NS}/>",
    }
    return {**made, **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets, start=1)}}


def shared_xml(strings: Sequence[str], doctype: str = "") -> str:
    return f"{doctype}<sst {_NS}>{''.join(f'<si><t>{escape(s)}</t></si>' for s in strings)}</sst>"


def pack(path: Path, content: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write the parts as a zip archive."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def members(path: Path, *rows: Sequence[str], titles: Sequence[str] = ("姓名", "公民身份证号"), first: int = 1) -> Path:
    """A workbook of one sheet with a header and these rows."""
    body = [row_xml(first + n, cells) for n, cells in enumerate([titles, *rows])]
    return pack(path, parts(sheet_xml(body)))


@contextlib.contextmanager
def no_growth(megabytes: int) -> Iterator[None]:
    """This process must not need more memory at its peak than before, by so much."""
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < megabytes, f"grew by {grown:.0f} MB"
