"""One sheet of raw rows becomes checked records: header, merged cells, rows to pass over, values, complaints."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from leitu.core import text
from leitu.core.tabular import values
from leitu.core.tabular.cells import Cell, Form, Merge, RawRow, SheetInfo, letter
from leitu.core.tabular.header import MOST_HEADER_ROWS, SEARCHED_ROWS, Header, Titles, address, find_header
from leitu.core.tabular.issues import Bad
from leitu.core.tabular.limits import Limits

MOST_HIDDEN_NAMED = 50  # hidden rows named one by one; a filtered sheet may have thousands
_TOTALS = frozenset(("合计", "总计", "小计", "共计"))
_NOTES = (
    "注:",
    "备注:",
    "说明:",
    "填表说明",
    "填表人",
    "填报人",
    "制表人",
    "制表:",
    "审核人",
    "审核:",
    "单位负责人",
    "采集人",
)

Report = Callable[..., None]  # report(code, sheet=…, row=…, column=…, cell=…, **params)


@dataclass(frozen=True, slots=True)
class Record:
    """One data row: values by key (dates in ISO form), the cells as shown, keys in error, keys read from a number."""

    row: int
    values: dict[str, Any]
    shown: list[str]
    errors: list[str]
    numeric: list[str]


class Table:
    """A sheet with its header found (`header` is None when there is none)."""

    def __init__(self, info: SheetInfo, rows: Iterator[RawRow], titles: Titles, limits: Limits) -> None:
        """Reads only the first rows. Raises Refused."""
        self.info, self.titles, self.limits = info, titles, limits
        self._rows = rows
        self._first: list[RawRow] = []
        for row in rows:
            self._first.append(row)
            if row.number >= SEARCHED_ROWS + MOST_HEADER_ROWS:
                break
        self.header: Header | None = find_header(self._first, titles, info.merges)

        kept = {*self.header.columns, *self.header.unknown} if self.header else set[int]()
        self._positions = sorted(kept)

    def column_titles(self) -> list[str]:
        """Titles of the file's columns in its own order, without those of earlier reports."""
        assert self.header
        return [self.header.titles[position] for position in self._positions]

    def column_letters(self) -> dict[str, str]:
        """By key the letter that Excel shows above a known column."""
        assert self.header
        return {column.key: letter(position) for position, column in self.header.columns.items()}

    def check_header(self, report: Report) -> bool:
        """Report what is odd about sheet and header; False when its rows cannot be read."""
        header, sheet = self.header, self.info.name
        assert header
        if self.info.hidden:
            report("hidden_sheet", sheet=sheet)
        for position, column in header.columns.items():
            if position in self.info.hidden_columns:
                report("hidden_column", sheet=sheet, column=column.title, row=header.first_row)
        if header.unknown:
            names = "、".join(text.excerpt(title, 20) for title in header.unknown.values())
            report("unknown_column", sheet=sheet, row=header.first_row, columns=text.excerpt(names, 300))
        for key, positions in header.duplicates.items():
            cells = "、".join(address(position, header.first_row) for position in positions)
            column = self.titles.layout.column(key)
            report("duplicate_column", sheet=sheet, row=header.first_row, column=column.title, cells=cells)
        missing = header.missing(self.titles.layout)
        if missing:
            report("missing_column", sheet=sheet, row=header.first_row, columns="、".join(missing))
        return not missing and not header.duplicates

    def records(self, report: Report, context: values.Context) -> Iterator[Record]:
        """The data rows. Raises Refused."""
        header, sheet = self.header, self.info.name
        assert header
        fill = _Fill(self.info.merges, header)
        wide = _wide_rows(self.info.merges)
        hidden = 0
        for row in itertools.chain(self._first, self._rows):
            if row.number <= header.last_row or not any(position in header.titles for position in row.cells):
                continue
            if header.repeated_in(row) or _is_total(row):
                continue
            if _is_note(row, wide):
                report("skipped_row", sheet=sheet, row=row.number, value=text.excerpt(min(row.cells.items())[1].text))
                continue
            if row.hidden:
                hidden += 1
                if hidden <= MOST_HIDDEN_NAMED:
                    report("hidden_row", sheet=sheet, row=row.number)
            fill.into(row)
            yield self._record(row, report, context)
        if hidden > MOST_HIDDEN_NAMED:
            report("hidden_rows", sheet=sheet, count=hidden - MOST_HIDDEN_NAMED)
        for position in sorted(fill.used):
            report("merged_cells", sheet=sheet, column=header.columns[position].title)

    def _record(self, row: RawRow, report: Report, context: values.Context) -> Record:
        assert self.header
        found: dict[str, Any] = {}
        errors: list[str] = []
        numeric: list[str] = []
        for position, column in self.header.columns.items():
            cell = row.cells.get(position)
            value: values.Value = None
            try:
                if cell is not None:
                    value = values.read(column, cell, context)
                    if cell.form is Form.NUMBER:
                        numeric.append(column.key)
                if value is None and column.required:
                    raise Bad("missing_value")
            except Bad as bad:
                errors.append(column.key)
                params = {"sheet": self.info.name, "row": row.number, "column": column.title}
                report(bad.code, **params, cell=address(position, row.number), **bad.params)
            found[column.key] = value.isoformat() if isinstance(value, dt.date | dt.time) else value
        shown = [
            values.shown(row.cells[position], context.from_1904) if position in row.cells else ""
            for position in self._positions
        ]
        return Record(row.number, found, shown, errors, numeric)


class _Fill:
    """Cells merged from top to bottom: every row below the first gets the first one's content."""

    def __init__(self, merges: list[Merge], header: Header) -> None:
        self.used: set[int] = set()
        self._open: dict[int, tuple[int, Cell]] = {}  # position -> last row, content
        self._starts: dict[int, list[Merge]] = {}
        for merge in merges:
            if merge.last_row > merge.first_row > header.last_row and merge.first_column in header.columns:
                self._starts.setdefault(merge.first_row, []).append(merge)

    def into(self, row: RawRow) -> None:
        for position, (last, cell) in list(self._open.items()):
            if row.number > last:
                del self._open[position]
            elif position not in row.cells:
                row.cells[position] = cell
                self.used.add(position)
        for merge in self._starts.get(row.number, ()):
            if merge.first_column in row.cells:
                self._open[merge.first_column] = (merge.last_row, row.cells[merge.first_column])


def _wide_rows(merges: list[Merge]) -> set[int]:
    """Rows that begin a region merged over three columns or more."""
    return {merge.first_row for merge in merges if merge.last_column - merge.first_column >= 2}


def _is_total(row: RawRow) -> bool:
    first = min(row.cells)
    return text.fold(row.cells[first].text[:20]).rstrip(":") in _TOTALS


def _is_note(row: RawRow, wide: set[int]) -> bool:
    """A line of words below or between the data: a remark, a signature line, a title merged across."""
    first = row.cells[min(row.cells)].text[:40]
    if len(row.cells) == 1 and row.number in wide:
        return True
    return len(row.cells) <= 2 and text.fold(first).startswith(_NOTES)
