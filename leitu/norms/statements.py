"""Rows straight from the cursor.

Hundreds of thousands of rows are read for a district; Django's converters, which have nothing to convert here, would
take longer than the database.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, DateField, F, QuerySet, TextField, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast

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
