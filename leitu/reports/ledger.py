"""组织生活台账: the ledger of organised life as a sheet to print, sign and read back with import-activities."""

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from leitu.core import text

LINE, HIGHEST = 13.5, 409  # points: one line of 10-point text, and what a row may have at most
LONGEST = 32_767  # characters of one cell; XlsxWriter leaves a longer one empty
LARGEST = 1_048_576 - 4  # rows of one sheet, less those above the first activity
SEPARATOR = "、"
HEADER_ROW = 3


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One activity. Days and times are the place's own; ``absent`` and ``guests`` are names, ``kind`` is 活动类型.

    ``absent`` names everybody who was expected and not there, with leave or without: the import takes all others as
    present. ``absent_count`` stands apart from it, because a ledger may know the number and not the names.
    """

    unit_code: str
    unit_name: str
    kind: str
    on: dt.date
    starts_at: dt.time | None
    place: str
    topic: str
    chair: str
    recorder: str
    expected: int
    present: int
    absent: Sequence[str]
    guests: Sequence[str]
    summary: str
    state: str
    is_late_entry: bool
    absent_count: int


Value: TypeAlias = str | int | dt.date | dt.time | None


@dataclass(frozen=True)
class Column:
    """``value`` takes a row to what stands in the cell; ``width`` is in digits; ``total`` is the sum or the count."""

    title: str
    width: float
    value: Callable[[LedgerRow], Value]
    total: Literal["", "sum", "count"] = ""


# Titles as import-activities reads them (docs/cli.md); it passes over the name, 缺席人数, the state and 补录.
COLUMNS = [
    Column("党组织代码", 11, lambda row: row.unit_code),
    Column("党组织名称", 16, lambda row: row.unit_name),
    Column("活动类型", 11, lambda row: row.kind, "count"),
    Column("日期", 10.5, lambda row: row.on),
    Column("开始时间", 6, lambda row: row.starts_at),
    Column("地点", 11, lambda row: row.place),
    Column("主题", 18, lambda row: row.topic),
    Column("主持人", 8, lambda row: row.chair),
    Column("记录人", 8, lambda row: row.recorder),
    Column("应到人数", 5.5, lambda row: row.expected, "sum"),
    Column("实到人数", 5.5, lambda row: row.present, "sum"),
    Column("缺席人数", 5.5, lambda row: row.absent_count, "sum"),
    Column("缺席名单", 11, lambda row: SEPARATOR.join(row.absent)),
    Column("列席名单", 11, lambda row: SEPARATOR.join(row.guests)),
    Column("内容摘要", 28, lambda row: row.summary),
    Column("状态", 7, lambda row: row.state),
    Column("补录", 5.5, lambda row: "补录" if row.is_late_entry else "", "count"),
]


def ledger_xlsx(
    *, title: str, period: str, rows: Sequence[LedgerRow], filters: str, made_by: str, made_at: dt.datetime
) -> bytes:
    """The ledger as .xlsx: title, what it holds and who made it when, totals, header, one row per activity.

    The totals stand above the header, where the import passes them over, and follow what the reader filters.
    ``filters`` says in words what was chosen; ``made_at`` is aware. Raises ValueError when the rows do not fit a sheet.
    """
    if len(rows) > LARGEST:
        raise ValueError(f"more than {LARGEST} rows in one sheet")
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": made_at.astimezone(dt.UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("组织生活台账")
        formats = _formats(book)
        made = f"{text.clean(made_by)}　{timezone.localtime(made_at):%Y-%m-%d %H:%M}"
        chosen = f"期间：{text.clean(period)}　　筛选：{text.clean(filters) or '无'}　　制表：{made}"
        _set_up_page(sheet, made)
        for index, column in enumerate(COLUMNS):
            sheet.set_column(index, index, column.width)

        _head(sheet, formats, text.clean(title), chosen)
        _totals(sheet, formats, rows)
        sheet.set_row(HEADER_ROW, 30)
        for index, column in enumerate(COLUMNS):
            sheet.write_string(HEADER_ROW, index, column.title, formats["header"])
        for number, row in enumerate(rows, HEADER_ROW + 1):
            values = [_clean(column.value(row)) for column in COLUMNS]
            sheet.set_row(number, _height(values))
            for index, value in enumerate(values):
                _write(sheet, formats, number, index, value)
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + max(len(rows), 1), len(COLUMNS) - 1)
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"border": 1, "border_color": "#8C8C8C", "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    bold = {**cell, "font_name": "黑体", "align": "center", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"}),
        "chosen": book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", "num_format": "@"}),
        "header": book.add_format({**bold, "bg_color": "#F0F0EE"}),
        "total": book.add_format(bold),
        "times": book.add_format({**bold, "num_format": '0"次"'}),
        # "@" keeps a cell text when somebody edits it, so that "=1+1" does not become a formula then either
        "text": book.add_format({**cell, "num_format": "@", "text_wrap": True, "align": "left"}),
        "number": book.add_format({**cell, "num_format": "0", "align": "center"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        "time": book.add_format({**cell, "num_format": "hh:mm", "align": "center"}),
    }


def _set_up_page(sheet: Worksheet, made: str) -> None:
    """A4 landscape, one page wide, header on every page, signatures and page number at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    maker = made.replace("&", "&&")[:60]  # "&" begins a code; the whole line may hold 255 characters
    room = "　" * 8
    signatures = f"负责人（签名）：{room}审核人（签名）：{room}"
    sheet.set_footer(f"&L制表：{maker}&C{signatures}&R第 &P 页，共 &N 页")


def _head(sheet: Worksheet, formats: dict[str, Format], title: str, chosen: str) -> None:
    last = len(COLUMNS) - 1
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "", formats["title"])
    sheet.write_string(0, 0, title[:LONGEST], formats["title"])
    sheet.set_row(1, 20)
    sheet.merge_range(1, 0, 1, last, "", formats["chosen"])
    sheet.write_string(1, 0, chosen[:LONGEST], formats["chosen"])


def _totals(sheet: Worksheet, formats: dict[str, Format], rows: Sequence[LedgerRow]) -> None:
    """Sums and counts of what is on screen (SUBTOTAL), with the values of all rows for programs that do not compute."""
    first, last = HEADER_ROW + 2, HEADER_ROW + 1 + max(len(rows), 1)
    sheet.set_row(2, 20)
    sheet.write_string(2, 0, "合计", formats["total"])
    for index, column in enumerate(COLUMNS[1:], 1):
        letter = chr(ord("A") + index)
        values = [column.value(row) for row in rows] if column.total else []
        if column.total == "sum":
            total = sum(value for value in values if isinstance(value, int))
            sheet.write_formula(2, index, f"=SUBTOTAL(109,{letter}{first}:{letter}{last})", formats["total"], total)
        elif column.total == "count":
            total = sum(value != "" for value in values)
            sheet.write_formula(2, index, f"=SUBTOTAL(103,{letter}{first}:{letter}{last})", formats["times"], total)
        else:
            sheet.write_blank(2, index, None, formats["total"])


def _clean(value: Value) -> Value:
    """A string as it can stand in a cell; anything else unchanged."""
    if not isinstance(value, str):
        return value
    shown = text.clean_lines(value)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _height(values: Sequence[Value]) -> float:
    """Points for the fullest cell of the row. Not every program fits a row to wrapped text when it opens a file."""
    needed = 1
    for column, value in zip(COLUMNS, values, strict=True):
        if isinstance(value, str):
            room = column.width - 0.5
            needed = max(needed, sum(math.ceil(_width(line) / room) or 1 for line in value.split("\n")))
    return min(needed * LINE + 4, HIGHEST)


def _width(line: str) -> int:
    """In digits: a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def _write(sheet: Worksheet, formats: dict[str, Format], row: int, column: int, value: Value) -> None:
    """The value as what it is; a string is never taken for a number, a formula or a link."""
    if isinstance(value, str) and value:
        sheet.write_string(row, column, value, formats["text"])
    elif isinstance(value, dt.time):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["number"])
    else:
        sheet.write_blank(row, column, None, formats["text"])
