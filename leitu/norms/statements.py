"""Rows straight from the cursor, and several questions in one statement.

Hundreds of thousands of rows are read for a district; Django's converters, which have nothing to convert here, would
take longer than the database. And a page that asks twenty small questions waits twenty times.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, DateField, F, QuerySet, TextField, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast

Rows = list[tuple[Any, ...]]

SHAPE = {
    "unit": BigIntegerField,
    "number": BigIntegerField,
    "other": BigIntegerField,
    "first": DateField,
    "last": DateField,
    "word": TextField,
    "detail": TextField,
}
"""What a row of the register may say. Both databases want the columns of a UNION to have one type each."""


def together(*questions: "QuerySet[Any, Any]") -> list[Rows]:
    """The rows of several values querysets of one shape, each apart, asked in one statement.

    Numbers and text as the cursor gives them, and days for ``as_day``.
    """
    parts: list[str] = []
    params: list[Any] = []
    for place, question in enumerate(questions):
        try:
            sql, its_params = question.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place} AS place, asked.* FROM ({sql}) asked")  # noqa: S608 (Django's own words)
        params += its_params
    found: list[Rows] = [[] for __ in questions]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for place, *row in cursor.fetchall():
                found[place].append(tuple(row))
    return found


def shaped(rows: "QuerySet[Any, Any]", **columns: str | BaseExpression) -> "QuerySet[Any, Any]":
    """``rows`` with the columns of SHAPE, as ``together`` wants them; what is not given is empty."""
    asked: list[Any] = []
    for name, kind in SHAPE.items():
        given = columns.get(name, Cast(Value(None), kind()))
        asked.append(F(given) if isinstance(given, str) else given)
    return rows.order_by().values_list(*asked)


@lru_cache(maxsize=4096)
def as_day(value: dt.date | str) -> dt.date:
    """A day as the cursor gives it: SQLite stores text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
