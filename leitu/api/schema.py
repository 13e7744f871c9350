"""The words that bodies and answers are made of. Bodies are strict: a field that is not asked for is refused."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, Literal, TypeVar

from django.db.models import Model, Q, QuerySet
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from leitu.audit.sentences import moments

MOST_PAGES = 1_000_000
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")


def _day(value: Any) -> Any:
    """ISO 8601 and nothing else: no numbers, no times of day, no spaces."""
    if isinstance(value, str):
        if not DAY.fullmatch(value):
            raise ValueError("not a day")
        return dt.date.fromisoformat(value)
    return value


def _clock(value: Any) -> Any:
    if isinstance(value, str):
        if not CLOCK.fullmatch(value):
            raise ValueError("not a time of day")
        return dt.time.fromisoformat(value)
    return value


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The key of a row."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Of the object as it was read; what somebody else has changed since is not overwritten (409 ``stale``)."""
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Clock = Annotated[
    dt.time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
]


class In(BaseModel):
    """A body. JSON types are taken as they are: ``"1"`` is no number and ``1`` is no truth."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Question(BaseModel):
    """What may stand behind the question mark."""


class Asked(Question):
    """Of a list: which page, and how long it is."""

    page: int = Field(1, ge=1, le=MOST_PAGES)
    size: int = Field(25, ge=1, le=100)


class Out(BaseModel):
    """An answer, field by field; nothing is in it that is not written down in its class."""


class Done(Out):
    """It is done, and there is nothing to say about it."""

    done: Literal[True] = True


class Named(Out):
    """Another thing, by its key and what people call it."""

    id: int
    name: str


class Coded(Out):
    """Another thing, by its code and what people call it."""

    code: str
    name: str


class Moment(Out):
    """Something that somebody did, as timelines tell it."""

    at: dt.datetime
    who: str
    text: str


def history(obj: Model) -> list[Moment]:
    """The timeline of an object; the caller has checked that the reader may see it."""
    return [Moment(at=one.at, who=str(one.who), text=str(one.text)) for one in moments(obj)]


Line = TypeVar("Line", bound=Out)
Row = TypeVar("Row")


class Listed(Out, Generic[Line]):
    """One page of a list; ``total`` counts all pages."""

    items: list[Line]
    total: int
    page: int
    size: int


def listed(rows: "QuerySet[Any, Any] | list[Any]", asked: Asked, line: Callable[[Any], Line]) -> Listed[Line]:
    """The page that was asked for; behind the last one there is nothing, and that is no error."""
    start = (asked.page - 1) * asked.size
    total = len(rows) if isinstance(rows, list) else rows.count()
    found = rows[start : start + asked.size] if start < total else []
    return Listed(items=[line(row) for row in found], total=total, page=asked.page, size=asked.size)


def searched(rows: "QuerySet[Any, Any]", q: str | None, fields: Iterable[str]) -> "QuerySet[Any, Any]":
    """The rows that hold ``q`` in one of the fields, as lists of the pages search."""
    typed = "".join(letter for letter in q or "" if letter.isprintable()).strip()
    found = Q()
    for name in fields if typed else ():
        found |= Q(**{f"{name}__icontains": typed})
    return rows.filter(found)
