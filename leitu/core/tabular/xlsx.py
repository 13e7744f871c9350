"""Workbooks (.xlsx, .xlsm) as a stream of raw rows. Macros, links, drawings and the rest are never opened.

Written on expat and not on openpyxl because an import needs what openpyxl's read-only mode hides (hidden
rows, merged regions, formulas without a stored result, the digits of a number as they stand in the file,
the date formats of Chinese Excel) and must get through two million cells within the child's CPU limit.
"""

import functools
import posixpath
import re
from collections.abc import Callable, Iterator

from leitu.core.tabular.archive import Archive
from leitu.core.tabular.cells import Cell, Form, Merge, RawRow, SheetInfo, column_of
from leitu.core.tabular.issues import Refused
from leitu.core.tabular.limits import Limits
from leitu.core.tabular.markup import CONTENT_TYPES, RELATIONSHIPS, SPREADSHEET, Attributes, Reader, elements, qualified
from leitu.core.tabular.numformat import form_of

LAST_ROW = 1_048_576
MOST_SHEETS = 100
MOST_MERGES = 20_000

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGES_START = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?mergeCells[\s>]")
_MERGE = re.compile(
    rb"<(?:[A-Za-z][\w.-]*:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_TYPES = {
    "n": Form.NUMBER,
    "s": Form.TEXT,
    "str": Form.TEXT,
    "inlineStr": Form.TEXT,
    "b": Form.BOOL,
    "e": Form.ERROR,
    "d": Form.ISO,
}


class Workbook:
    """An inspected archive that really holds a workbook. Raises Refused."""

    def __init__(self, archive: Archive, limits: Limits, extension: str) -> None:
        self.archive = archive
        self.limits = limits
        main = self._main_part(extension)
        names = ("workbookPr", "sheet")
        found = elements(archive.chunks(main), names, SPREADSHEET)
        self.from_1904 = any(n == "workbookPr" and a.get("date1904") in ("1", "true") for n, a in found)
        targets = self._relations(main)
        self.sheets = self._sheets([a for n, a in found if n == "sheet"], targets)
        self._forms = self._styles(targets)
        self._shared = self._shared_strings(targets)

    # -- the parts around the sheets

    def _main_part(self, extension: str) -> str:
        if "[Content_Types].xml" not in self.archive:
            raise Refused("file_type", found="other_archive")
        main = next(
            (target for kind, target in self._relations("").values() if kind == "officeDocument"), "xl/workbook.xml"
        )
        types = {
            a.get("PartName", "").lstrip("/").lower(): a.get("ContentType", "").lower()
            for _name, a in elements(self.archive.chunks("[Content_Types].xml"), ("Override",), CONTENT_TYPES)
        }
        kind = types.get(main.lower(), "")
        if "sheet.binary" in kind:
            raise Refused("file_type", found="binary_workbook")
        if main not in self.archive or (kind and "sheet.main" not in kind and "macroenabled.main" not in kind):
            raise Refused("file_type", found="other_archive")
        if "ms-word" in kind or "ms-powerpoint" in kind:
            raise Refused("file_type", found="other_archive")
        if "macroenabled" in kind and extension != "xlsm":
            raise Refused("file_type", found="macro")
        return main

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its type, part), internal ones only; "" is the package itself."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.archive:
            return {}
        targets = {}
        for _name, a in elements(self.archive.chunks(relations), ("Relationship",), RELATIONSHIPS):
            if a.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, a.get("Target", ""))).lstrip("/")
                targets[a.get("Id", "")] = (a.get("Type", "").rsplit("/", 1)[-1], target)
        return targets

    def _sheets(self, found: list[Attributes], targets: dict[str, tuple[str, str]]) -> list[SheetInfo]:
        if len(found) > MOST_SHEETS:
            raise Refused("too_complex")
        sheets = []
        for a in found:
            relation = next((value for key, value in a.items() if key.endswith(" id")), "")
            kind, part = targets.get(relation, ("", ""))
            if kind == "worksheet" and part in self.archive:
                hidden = a.get("state", "visible") != "visible"
                sheets.append(SheetInfo(a.get("name", "")[:100], hidden, part))
        if not sheets:
            raise Refused("damaged_file")
        return sheets

    def _styles(self, targets: dict[str, tuple[str, str]]) -> dict[str, Form | int]:
        """Cell format -> how a number under it is shown; an int is the width of a format of zeros."""
        part = next((target for kind, target in targets.values() if kind == "styles"), "")
        if part not in self.archive:
            return {}
        formats: dict[str, str] = {}
        current: list[str] = []

        def number_format(a: Attributes) -> None:
            formats[a.get("numFmtId", "")] = a.get("formatCode", "")[:255]

        in_cell_formats = False

        def enter(_a: Attributes) -> None:
            nonlocal in_cell_formats
            in_cell_formats = True

        def leave() -> None:
            nonlocal in_cell_formats
            in_cell_formats = False

        def cell_format(a: Attributes) -> None:
            if in_cell_formats:
                current.append(a.get("numFmtId", "0"))

        starts = _handlers(numFmt=number_format, cellXfs=enter, xf=cell_format)
        Reader(starts, _handlers(cellXfs=leave)).read(self.archive.chunks(part))
        known = {number: form_of(number, formats.get(number)) for number in set(current)}
        return {str(index): known[number] for index, number in enumerate(current)}

    def _shared_strings(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        part = next((target for kind, target in targets.values() if kind == "sharedStrings"), "")
        if part not in self.archive:
            return []
        strings: list[str] = []
        pieces = _Pieces(self.limits.cell_chars)
        phonetic = False

        def item(_a: Attributes) -> None:
            pieces.clear()

        def text(_a: Attributes) -> None:
            if not phonetic:
                reader.collect(pieces.add)

        def end_text() -> None:
            reader.collect(None)

        def start_phonetic(_a: Attributes) -> None:
            nonlocal phonetic
            phonetic = True

        def end_phonetic() -> None:
            nonlocal phonetic
            phonetic = False

        def end_item() -> None:
            strings.append(unescape(pieces.joined()))

        reader = Reader(
            _handlers(si=item, t=text, rPh=start_phonetic), _handlers(si=end_item, t=end_text, rPh=end_phonetic)
        )
        reader.read(self.archive.chunks(part))
        return strings

    # -- one sheet

    def prepare(self, sheet: SheetInfo) -> None:
        """Find the merged regions, which stand behind the rows in the file. Raises Refused."""
        window, started = b"", False
        for chunk in self.archive.chunks(sheet.part):
            window += chunk
            if not started:
                match = _MERGES_START.search(window)
                started = match is not None
                window = window[match.start() :] if match else window[-64:]
            if started:
                end = window.rfind(b">") + 1
                for first, top, last, bottom in _MERGE.findall(window[:end]):
                    columns = column_of(first.decode()), column_of(last.decode())
                    sheet.merges.append(Merge(int(top), int(bottom), *columns))
                window = window[end:][-512:]
                if len(sheet.merges) > MOST_MERGES:
                    raise Refused("too_complex")

    def rows(self, sheet: SheetInfo) -> Iterator[RawRow]:
        """The rows that hold something, from top to bottom; fills `sheet.hidden_columns` on the way. Raises Refused."""
        scan = _SheetScan(self, sheet)
        for _pause in scan.reader.feed(self.archive.chunks(sheet.part)):
            yield from scan.done
            scan.done.clear()


class _SheetScan:
    """The state while one sheet is read."""

    def __init__(self, book: Workbook, sheet: SheetInfo) -> None:
        self.book, self.sheet, self.limits = book, sheet, book.limits
        self.done: list[RawRow] = []
        self.row, self.hidden, self.cells = 0, False, dict[int, Cell]()
        self.column, self.type, self.style = -1, "n", "0"
        self.formula = self.phonetic = False
        self.count = 0
        self.pieces = _Pieces(book.limits.cell_chars)
        self.reader = Reader(
            _handlers(
                col=self.start_col,
                row=self.start_row,
                c=self.start_cell,
                v=self.start_text,
                t=self.start_text,
                f=self.start_formula,
                rPh=self.start_phonetic,
            ),
            _handlers(row=self.end_row, c=self.end_cell, v=self.end_text, t=self.end_text, rPh=self.end_phonetic),
        )

    def start_col(self, a: Attributes) -> None:
        if a.get("hidden") in ("1", "true"):
            first, last = _whole(a.get("min", "1")), _whole(a.get("max", "1"))
            self.sheet.hidden_columns.update(range(first - 1, min(last, self.limits.columns)))

    def start_row(self, a: Attributes) -> None:
        number = _whole(a["r"]) if "r" in a else self.row + 1
        if not self.row < number <= LAST_ROW:
            raise Refused("damaged_file")
        self.row, self.column, self.cells = number, -1, {}
        self.hidden = a.get("hidden") in ("1", "true")

    def end_row(self) -> None:
        if self.cells:
            self.done.append(RawRow(self.row, self.cells, self.hidden))

    def start_cell(self, a: Attributes) -> None:
        self.count += 1
        if self.count > self.limits.cells:
            raise Refused("too_many_cells")
        address = a.get("r")
        if address is None:
            self.column += 1
        else:
            column = _column_at(address.rstrip("0123456789"))
            if column <= self.column:
                raise Refused("damaged_file")
            self.column = column
        self.type, self.formula = a.get("t", "n"), False
        self.style = a.get("s", "0")
        self.pieces.clear()

    def start_formula(self, _a: Attributes) -> None:
        self.formula = True

    def start_phonetic(self, _a: Attributes) -> None:
        self.phonetic = True

    def end_phonetic(self) -> None:
        self.phonetic = False

    def start_text(self, _a: Attributes) -> None:
        if not self.phonetic:
            self.reader.collect(self.pieces.add)

    def end_text(self) -> None:
        self.reader.collect(None)

    def end_cell(self) -> None:
        value = self.pieces.joined()
        if not value:
            if self.formula and self.type != "str":
                self.keep(Cell(Form.FORMULA, ""))
            return
        form = _TYPES.get(self.type, Form.TEXT)
        if self.type == "s":
            index = _whole(value)
            if index >= len(self.book._shared):
                raise Refused("damaged_file")
            value = self.book._shared[index]
        elif form is Form.NUMBER:
            shown = self.book._forms.get(self.style, Form.NUMBER)
            if isinstance(shown, Form):
                form = shown
            elif value.isdigit():
                form, value = Form.TEXT, value.zfill(shown)
        elif form is Form.TEXT:
            value = unescape(value)
        if value and not value.isspace():
            self.keep(Cell(form, value))

    def keep(self, cell: Cell) -> None:
        if self.column >= self.limits.columns:
            raise Refused("too_many_columns", sheet=self.sheet.name, limit=self.limits.columns)
        self.cells[self.column] = cell


class _Pieces:
    """Character data of one cell, bounded."""

    def __init__(self, limit: int) -> None:
        self.limit, self.length, self.parts = limit, 0, list[str]()

    def clear(self) -> None:
        self.length = 0
        self.parts.clear()

    def add(self, data: str) -> None:
        self.length += len(data)
        if self.length > self.limit:
            raise Refused("cell_too_long", limit=self.limit)
        self.parts.append(data)

    def joined(self) -> str:
        return "".join(self.parts)


def unescape(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _handlers(**by_name: Callable[..., None]) -> dict[str, Callable[..., None]]:
    return {full: by_name[local] for full, local in qualified(by_name, SPREADSHEET).items()}


_column_at = functools.lru_cache(maxsize=1024)(column_of)


def _whole(value: str) -> int:
    """A small count from an attribute. Raises Refused."""
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Refused("damaged_file")
    return int(value)
