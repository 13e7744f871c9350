"""What a sheet is expected to hold: its columns, their titles and how their cells are read."""

import dataclasses
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from leitu.core import text


class Kind(enum.StrEnum):
    """How a cell is read, and the type of the value (None for a blank cell)."""

    TEXT = "text"  # str, one line
    LINES = "lines"  # str, several lines
    NAME = "name"  # str, a person's name
    CODE = "code"  # str without spaces: codes, telephone numbers
    DATE = "date"  # datetime.date; a year and month alone are refused
    MONTH = "month"  # datetime.date of the month's first day; a full date is also understood
    TIME = "time"  # datetime.time
    INT = "int"  # int
    BOOL = "bool"  # bool
    CHOICE = "choice"  # str, a value of `choices`
    IDNUMBER = "idnumber"  # str of 18 characters (core.idnumber)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `required`: the column must be there and no cell of it blank; `heading`: only the first."""

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    required: bool = False
    heading: bool = False
    max_length: int = 200
    choices: Mapping[str, str] = field(default_factory=dict)  # what people write -> value
    past: bool = False  # a date that must not be after today
    minimum: int = 0
    maximum: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of sheet. Columns titled as in `ignored` are passed over without a word."""

    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ("序号", "编号", "问题")

    def column(self, key: str) -> Column:
        """Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Layout":
        return cls(
            columns=tuple(
                Column(**{**column, "kind": Kind(column["kind"]), "synonyms": tuple(column["synonyms"])})
                for column in data["columns"]
            ),
            ignored=tuple(data["ignored"]),
        )


_MARKS = re.compile(r"[*★☆※:]+|[(\[【〔]?(?:必填|选填|可选|非必填)(?:项)?[)\]】〕]?")
_HINT = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]$")


def title_key(title: str) -> str:
    """The form in which two titles are the same: no spaces, stars, colons or 必填 marks, half-width, lower case."""
    return _MARKS.sub("", text.fold(title))


def title_keys(title: str) -> tuple[str, ...]:
    """The keys to try for a title found in a file: whole, then without its bracketed hint, e.g. （18位）."""
    key = title_key(title[:200])
    short = _HINT.sub("", key)
    return (key, short) if short and short != key else (key,)
