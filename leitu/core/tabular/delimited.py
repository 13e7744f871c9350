"""Real .csv files as a stream of raw rows: UTF-8 with or without a mark, or GBK; comma, semicolon or tab."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import IO

from leitu.core.tabular.cells import Cell, Form, RawRow
from leitu.core.tabular.issues import Refused
from leitu.core.tabular.limits import Limits

DELIMITERS = (",", ";", "\t")
_CHUNK = 1 << 20
_AS_TEXT = re.compile(r'="([^"]*)"')  # how some programs keep Excel from eating digits


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding in which the whole file can be read. Raises Refused."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused("encoding")


def rows(stream: IO[bytes], encoding: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    """Rows that hold something; a record with line breaks inside quotes is one row, as in Excel. Raises Refused."""
    stream.seek(0)
    csv.field_size_limit(limits.cell_chars)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    count = 0
    try:
        for number, record in enumerate(csv.reader(text, delimiter=delimiter), start=1):
            count += len(record)
            if count > limits.cells:
                raise Refused("too_many_cells")
            cells = {
                column: Cell(Form.TEXT, value) for column, value in enumerate(record) if value and not value.isspace()
            }
            if cells:
                if max(cells) >= limits.columns:
                    raise Refused("too_many_columns", sheet="", limit=limits.columns)
                yield RawRow(number, {column: _plain(cell) for column, cell in cells.items()})
    except csv.Error:
        raise Refused("cell_too_long", limit=limits.cell_chars) from None
    finally:
        text.detach()


def _plain(cell: Cell) -> Cell:
    match = _AS_TEXT.fullmatch(cell.text)
    return Cell(Form.TEXT, match[1]) if match else cell
