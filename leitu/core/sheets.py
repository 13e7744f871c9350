"""Workbooks that leave the house: ledgers, lists, files of wrong rows. A thin coat over XlsxWriter.

Every text is written as text, whatever it begins with (security.md C4): no cell of ours is ever a formula or
a link. The page is set up for printing on A4 landscape, with the header repeated and page numbers.
"""

import csv
import datetime as dt
import enum
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from leitu.core import text

CELL_CHARS = 32_767  # Excel's bound; XlsxWriter would silently leave out a longer text
A4 = 9
_NAME_CHARS = 31
_FORBIDDEN_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
# A file that says nothing about when and by whom it was made; who and when stand in the visible lines.
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

Value = str | int | Decimal | dt.date | dt.time | bool | None


class Shape(enum.StrEnum):
    """How a column is written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # integer fen, shown as yuan
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, width in characters, shape."""

    title: str
    width: int = 12
    shape: Shape = Shape.TEXT


@dataclass(frozen=True, slots=True)
class Leaf:
    """One worksheet. `rows` may be a generator; it is read once, row by row.

    `title` and `lines` (filter, time, who) stand above the header, `totals` below the rows, in its columns.
    """

    name: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    lines: Sequence[str] = ()
    totals: Sequence[Value] = ()


def workbook(leaves: Sequence[Leaf], *, footer: str = "") -> bytes:
    """An .xlsx file. `footer` is printed at the foot of every page (watermark: who exported it, when)."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"created": _CREATED})
    styles = _Styles(book)
    taken: set[str] = set()
    for leaf in leaves:
        _write_leaf(book.add_worksheet(_sheet_name(leaf.name, taken)), leaf, styles, footer)
    book.close()
    return stream.getvalue()


BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a programme for sheets take text for a formula (security.md C4)."""


def separated(head: Sequence[str], rows: Iterable[Sequence[str]], last: str) -> bytes:
    """A .csv file of text, in UTF-8 with a mark so that Excel reads it; what could be a formula begins with ``'``.

    ``last`` stands alone in the last line: who took the file, and when.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (head, *rows, [last]):
        writer.writerow([f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


class _Styles:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def style(**more: Any) -> Format:
            return book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", **more})

        edge = {"border": 1, "border_color": "#8c8c8c"}
        self.title = style(bold=True, font_size=16, align="center")
        self.line = style(font_color="#595959")
        self.heading = style(bold=True, align="center", text_wrap=True, bg_color="#f2f2f2", **edge)
        self.cells = {
            Shape.TEXT: style(text_wrap=True, num_format="@", **edge),
            Shape.NUMBER: style(align="right", **edge),
            Shape.MONEY: style(align="right", num_format="#,##0.00", **edge),
            Shape.DATE: style(align="center", num_format="yyyy-mm-dd", **edge),
            Shape.TIME: style(align="center", num_format="hh:mm", **edge),
        }
        self.totals = {
            Shape.TEXT: style(bold=True, num_format="@", **edge),
            Shape.NUMBER: style(bold=True, align="right", **edge),
            Shape.MONEY: style(bold=True, align="right", num_format="#,##0.00", **edge),
            Shape.DATE: style(bold=True, align="center", num_format="yyyy-mm-dd", **edge),
            Shape.TIME: style(bold=True, align="center", num_format="hh:mm", **edge),
        }


def _write_leaf(sheet: Worksheet, leaf: Leaf, styles: _Styles, footer: str) -> None:
    last = max(len(leaf.headings) - 1, 0)
    for column, heading in enumerate(leaf.headings):
        sheet.set_column(column, column, heading.width)
    row = 0
    if leaf.title:
        sheet.set_row(row, 30)
        _across(sheet, row, last, leaf.title, styles.title)
        row += 1
    for line in leaf.lines:
        _across(sheet, row, last, line, styles.line)
        row += 1
    for column, heading in enumerate(leaf.headings):
        _write_text(sheet, row, column, heading.title, styles.heading)
    header = row
    for values in leaf.rows:
        row += 1
        _write_row(sheet, row, leaf.headings, values, styles.cells)
    if leaf.totals:
        row += 1
        _write_row(sheet, row, leaf.headings, leaf.totals, styles.totals)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    mark = text.clean(footer).replace("&", "&&")[:200]
    sheet.set_footer(f"&L&8{mark}&R&9&P / &N" if mark else "&R&9&P / &N")


def _across(sheet: Worksheet, row: int, last: int, value: str, style: Format) -> None:
    """One line over the whole width. XlsxWriter's own merging would guess the type of the text."""
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    _write_text(sheet, row, 0, value, style)


def _write_row(
    sheet: Worksheet, row: int, headings: Sequence[Heading], values: Sequence[Value], styles: dict[Shape, Format]
) -> None:
    for column, (heading, value) in enumerate(zip(headings, values, strict=True)):
        _write_value(sheet, row, column, value, heading.shape, styles)


def _write_value(
    sheet: Worksheet, row: int, column: int, value: Value, shape: Shape, styles: dict[Shape, Format]
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, styles[shape])
    elif isinstance(value, bool):
        _write_text(sheet, row, column, "是" if value else "否", styles[Shape.TEXT])
    elif isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        sheet.write_datetime(row, column, dt.datetime.combine(day, dt.time()), styles[Shape.DATE])
    elif isinstance(value, dt.time):
        sheet.write_datetime(row, column, value, styles[Shape.TIME])
    elif isinstance(value, int | Decimal) and shape is Shape.MONEY:
        sheet.write_number(row, column, float(Decimal(value) / 100), styles[shape])
    elif isinstance(value, int | Decimal) and shape is not Shape.TEXT:
        sheet.write_number(row, column, float(value), styles[shape])
    else:
        _write_text(sheet, row, column, str(value), styles[Shape.TEXT])


def _write_text(sheet: Worksheet, row: int, column: int, value: str, style: Format) -> None:
    value = text.clean_lines(value)
    if len(value) > CELL_CHARS:
        value = value[: CELL_CHARS - 1] + "…"
    sheet.write_string(row, column, value, style)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no sheet before it has."""
    base = text.clean(wanted.translate(_FORBIDDEN_IN_NAMES))[:_NAME_CHARS] or "Sheet"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        suffix = f" {number}"
        name = base[: _NAME_CHARS - len(suffix)] + suffix
    taken.add(name.lower())
    return name
