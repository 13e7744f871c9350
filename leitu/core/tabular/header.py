"""Where the header of a sheet is, and which column is which: synonyms, second header rows, numbering rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from leitu.core import text
from leitu.core.tabular.cells import Merge, RawRow, letter
from leitu.core.tabular.layout import Column, Layout, title_key, title_keys

SEARCHED_ROWS = 10
FEWEST_TITLES = 2  # a row with fewer known titles is no header
MOST_HEADER_ROWS = 3
_NUMBERING = frozenset("甲乙丙丁戊己庚辛壬癸")


@dataclass(slots=True)
class Header:
    """A found header. Columns of the file by their 0-based position."""

    first_row: int
    last_row: int
    columns: dict[int, Column]
    titles: dict[int, str]  # every titled column, as written
    unknown: dict[int, str] = field(default_factory=dict)
    duplicates: dict[str, list[int]] = field(default_factory=dict)  # key -> positions
    bare_titles: dict[int, str] = field(default_factory=dict)  # of the known columns, without any space

    def missing(self, layout: Layout) -> list[str]:
        """Titles of the columns that must be there and are not."""
        present = {column.key for column in self.columns.values()} | set(self.duplicates)
        return [c.title for c in layout.columns if (c.required or c.heading) and c.key not in present]

    def repeated_in(self, row: RawRow) -> bool:
        """Is this row the header printed once more?"""
        enough = max(FEWEST_TITLES, (len(self.columns) + 1) // 2)
        misses = 0
        for position, title in self.bare_titles.items():
            cell = row.cells.get(position)
            if cell is None or _bare(cell.text) != title:
                misses += 1
                if misses > len(self.bare_titles) - enough:
                    return False
        return True


class Titles:
    """The titles a layout understands."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.exact = {title_key(column.title): column for column in layout.columns}
        self.synonyms = {title_key(s): column for column in layout.columns for s in column.synonyms}
        self.ignored = {title_key(title) for title in layout.ignored}
        self.required = sum(column.required or column.heading for column in layout.columns)

    def find(self, title: str) -> tuple[Column, bool] | None:
        """The column and whether the title was its own (True) or a synonym."""
        for key in title_keys(title):
            if key in self.exact:
                return self.exact[key], True
            if key in self.synonyms:
                return self.synonyms[key], False
        return None

    def is_ignored(self, title: str) -> bool:
        return title_key(title) in self.ignored

    def known_in(self, row: RawRow) -> int:
        """How many different columns this row names."""
        found = (self.find(cell.text) for cell in row.cells.values())
        return len({match[0].key for match in found if match})


def find_header(rows: Sequence[RawRow], titles: Titles, merges: Sequence[Merge]) -> Header | None:
    """The header among the first rows of a sheet, or None when no row names enough columns."""
    searched = [row for row in rows if row.number <= SEARCHED_ROWS]
    if not searched:
        return None
    best = max(searched, key=lambda row: (titles.known_in(row), -row.number))
    enough = max(min(FEWEST_TITLES, len(titles.layout.columns)), (titles.required + 1) // 2)
    if titles.known_in(best) < enough:
        return None
    top = _upper_row(best, searched, merges)
    block = [row for row in rows if top <= row.number <= _last_row(best, rows, titles, merges)]
    return _read(block, titles, merges)


def _upper_row(best: RawRow, rows: Sequence[RawRow], merges: Sequence[Merge]) -> int:
    """The row with most titles may be the lower of two: then titles of the upper one are merged downwards into it."""
    tops = [
        m.first_row
        for m in merges
        if m.first_row < best.number <= m.last_row and best.number - m.first_row < MOST_HEADER_ROWS
    ]
    present = {row.number for row in rows}
    return min((top for top in tops if top in present), default=best.number)


def _last_row(best: RawRow, rows: Sequence[RawRow], titles: Titles, merges: Sequence[Merge]) -> int:
    last = best.number
    for merge in merges:
        if merge.first_row == best.number and merge.last_row - best.number < MOST_HEADER_ROWS:
            last = max(last, merge.last_row)
    later = [row for row in rows if row.number > last][:MOST_HEADER_ROWS]
    for row in later:
        if row.number > last + 1 or not (_is_sub_header(row, best, titles) or _is_numbering(row)):
            break
        last = row.number
    return last


def _is_sub_header(row: RawRow, best: RawRow, titles: Titles) -> bool:
    """Nothing but titles, or hints in brackets; not the header repeated at the top of the data."""
    known = hints = 0
    for cell in row.cells.values():
        if titles.find(cell.text):
            known += 1
        elif not title_key(cell.text) or title_keys(cell.text)[-1] == "" or _is_hint(cell.text):
            hints += 1
        else:
            return False
    return known + hints > 0 and not (known and titles.known_in(best) == known == len(best.cells))


def _is_hint(value: str) -> bool:
    folded = text.fold(value)
    return folded.startswith(("(", "[", "【")) and folded.endswith((")", "]", "】"))


def _is_numbering(row: RawRow) -> bool:
    """甲 乙 1 2 3 …: the row of column numbers that official forms have below the header."""
    if len(row.cells) < 3:
        return False
    plain = [text.fold(cell.text).removesuffix(".0") for _position, cell in sorted(row.cells.items())]
    numbers = [int(value) for value in plain if value.isascii() and value.isdigit() and len(value) < 4]
    others = [value for value in plain if not (value.isascii() and value.isdigit())]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return in_order and numbers[0] in (0, 1) and all(value in _NUMBERING for value in others)


def _read(block: Sequence[RawRow], titles: Titles, merges: Sequence[Merge]) -> Header:
    found: dict[int, tuple[Column, bool]] = {}
    written: dict[int, str] = {}
    rows = [row for row in block if not _is_numbering(row)]
    for position in sorted({position for row in rows for position in row.cells}):
        stack = [text.clean(row.cells[position].text) for row in rows if position in row.cells]
        above = _spread_over(position, rows, merges)
        options = [*reversed(stack), *([above + stack[-1]] if above else [])]
        if len(stack) > 1:
            options.insert(1, "".join(stack))
        match = next((m for m in map(titles.find, options) if m), None)
        written[position] = next((o for o in options if titles.find(o)), stack[0])
        if match:
            found[position] = match
    header = Header(block[0].number, block[-1].number, {}, written)
    for position, (column, own) in found.items():
        rivals = [p for p, (c, _own) in found.items() if c.key == column.key]
        owners = [p for p in rivals if found[p][1]]
        if (own and len(owners) == 1) or len(rivals) == 1:
            header.columns[position] = column
        elif own or not owners:
            header.duplicates[column.key] = owners or rivals
    header.bare_titles = {position: _bare(written[position]) for position in header.columns}
    taken = {*header.columns, *(p for positions in header.duplicates.values() for p in positions)}
    header.unknown = {
        position: title
        for position, title in written.items()
        if position not in taken and title and not titles.is_ignored(title)
    }
    return header


def _spread_over(position: int, rows: Sequence[RawRow], merges: Sequence[Merge]) -> str:
    """The upper title that is merged sideways over this position, "" if none."""
    for merge in merges:
        if merge.first_column < position <= merge.last_column:
            for row in rows:
                if row.number == merge.first_row and merge.first_column in row.cells:
                    return text.clean(row.cells[merge.first_column].text)
    return ""


def _bare(title: str) -> str:
    """Cheap, for it is asked of every row: a header that is printed again differs in nothing but spaces."""
    return "".join(title[:200].split())


def address(position: int, row: int) -> str:
    """As Excel writes it: D5."""
    return f"{letter(position)}{row}"
