"""The common shape of what the two readers (xlsx, csv) deliver: rows of raw cells."""

import enum
from dataclasses import dataclass, field
from typing import NamedTuple


class Form(enum.IntEnum):
    """How a cell stands in the file."""

    TEXT = 0
    NUMBER = 1
    DATE = 2  # a number shown as a date (and perhaps time)
    TIME = 3  # a number shown as a time of day
    BOOL = 4
    ERROR = 5  # #REF! and its kin
    FORMULA = 6  # without a stored result
    ISO = 7  # a date written as text by the type "d"


class Cell(NamedTuple):
    form: Form
    text: str


@dataclass(slots=True)
class RawRow:
    """One row that holds something: the number Excel shows, and its non-blank cells by 0-based column."""

    number: int
    cells: dict[int, Cell]
    hidden: bool = False


@dataclass(slots=True)
class Merge:
    """A merged region; numbers as Excel counts rows, columns 0-based, both ends inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class SheetInfo:
    """A sheet and what must be known before its rows are read."""

    name: str
    hidden: bool = False
    part: str = ""
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)


def letter(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(letters: str) -> int:
    """A -> 0, XFD -> 16383; -1 for what is no column of Excel's."""
    if not 1 <= len(letters) <= 3:
        return -1
    number = 0
    for char in letters:
        if not "A" <= char <= "Z":
            return -1
        number = number * 26 + ord(char) - 64
    return number - 1 if number <= 16_384 else -1
