"""Several questions in one statement: a page that asks twenty small questions waits twenty times."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

Rows = list[tuple[Any, ...]]


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


def counted(rows: "QuerySet[Any, Any]", width: int = 0, **numbers: Any) -> "QuerySet[Any, Any]":
    """What ``rows.aggregate(**numbers)`` would give, as a question for ``together``: one row, or none without rows.

    It has at least ``width`` columns, so that it fits to others.
    """
    found: QuerySet[Any, Any] = rows.order_by().values(nothing=Value(0)).annotate(**numbers)
    return found.values_list(*numbers, *(Value(0) for _more in range(width - len(numbers))))
