"""Statements whose text is made once and then only filled in, for the few paths that every meeting goes.

Putting a statement together costs the ORM more than the database takes to answer it. ``Question`` lets the ORM do that
once and keeps what it said; ``insert``, ``insert_many`` and ``update`` write rows in the plainest way there is.
"""

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models

INT, DAY = 2_000_000_011, dt.date(2987, 6, 5)
"""Examples of values, such as stand in no statement by themselves; integers fit into four bytes."""


class Question:
    """A question that is asked of the same columns again and again, with other values.

    ``build(**values)`` gives a queryset of ``values_list``; ``kinds`` says for each of its arguments whether it is an
    ``int`` (not for columns of two bytes) or a ``dt.date``. The text must not depend on the values: it is made with two
    examples of each, and ImproperlyConfigured is raised when they do not say the same.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"], **kinds: type[int] | type[dt.date]) -> None:
        self._build, self._kinds = build, kinds

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values. Raises KeyError for one that is missing."""
        text, places, converters = self._made
        with connection.cursor() as cursor:
            cursor.execute(text, [change(values[name]) if name else change for name, change in places])
            found = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else found

    @functools.cached_property
    def _made(self) -> tuple[str, list[tuple[str, Any]], list[tuple[int, Any, Any]]]:
        """The text; for each of its parameters the name and the change of a value, or no name and the parameter itself;
        the columns to convert, each with its converters and its expression."""
        example, other = self._example(0), self._example(1)
        text, parameters, converters = self._compiled(example)
        places = [_place(parameter, example) for parameter in parameters]
        second, expected, _converters = self._compiled(other)
        filled = [change(other[name]) if name else change for name, change in places]
        if second != text or filled != list(expected) or {name for name, _change in places} - {""} != set(example):
            raise ImproperlyConfigured(f"The text of this question depends on its values: {text}")
        return text, places, converters

    def _example(self, number: int) -> dict[str, Any]:
        days, first = dt.timedelta(days=50 * number), INT + 50 * number
        return {
            name: first + place if kind is int else DAY + days + dt.timedelta(days=place)
            for place, (name, kind) in enumerate(self._kinds.items())
        }

    def _compiled(self, values: dict[str, Any]) -> tuple[str, Sequence[Any], list[tuple[int, Any, Any]]]:
        compiler = self._build(**values).query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        found = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return text, parameters, [(place, *pair) for place, pair in found.items()]


def _place(parameter: Any, example: dict[str, Any]) -> tuple[str, Any]:
    """Which value stands here and what is made of it; a parameter that is none of them stays as it is."""
    for name, value in example.items():
        if parameter == value:
            # Integers go in the size of their column (psycopg's Int8), days as they are.
            return name, type(parameter) if isinstance(parameter, int) else _same
        if parameter == str(value):
            return name, str
    return "", parameter


def _same(value: Any) -> Any:
    return value


def _converted(row: tuple[Any, ...], converters: list[tuple[int, Any, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for place, changes, expression in converters:
        for change in changes:
            values[place] = change(values[place], expression, connection)
    return tuple(values)


def insert(one: models.Model) -> None:
    """Insert a fresh object and give it its key, as ``save`` does; nothing is told to signals."""
    text, fields = _insertion(type(one))
    values = [field.get_db_prep_save(field.pre_save(one, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        (one.pk,) = cursor.fetchone()
    one._state.adding, one._state.db = False, connection.alias


@functools.cache
def _insertion(model: type[models.Model]) -> tuple[str, list[Any]]:
    fields = _fields(model)
    marks = ", ".join(["%s"] * len(fields))
    return f"{_into(model, fields)} VALUES ({marks}) RETURNING {_quoted(model._meta.pk)}", fields


def insert_many(objects: Iterable[models.Model]) -> None:
    """Insert fresh objects of one model, which get no keys; nothing happens where there are none."""
    rows = list(objects)
    if not rows:
        return
    text, fields = _mass(type(rows[0]))
    columns = [_column(field, [one.__dict__[field.attname] for one in rows]) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(text, columns)
        else:
            cursor.executemany(text, list(zip(*columns, strict=True)))


def _column(field: Any, values: list[Any]) -> list[Any]:
    """Values as the driver takes them. Whole numbers are quickly made plain; members of an enumeration are none."""
    if isinstance(field.target_field if field.is_relation else field, models.IntegerField):
        return [value if value is None else int(value) for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


@functools.cache
def _mass(model: type[models.Model]) -> tuple[str, list[Any]]:
    """One statement for any number of rows: PostgreSQL is given a list for each column."""
    fields = _fields(model)
    if connection.vendor != "postgresql":
        return f"{_into(model, fields)} VALUES ({', '.join(['%s'] * len(fields))})", fields
    lists = ", ".join(f"(%s)::{field.db_type(connection)}[]" for field in fields)
    return f"{_into(model, fields)} SELECT * FROM UNNEST({lists})", fields  # noqa: S608 (our own names)


def update(one: models.Model, names: Sequence[str]) -> None:
    """Save these fields of a stored object, as ``save(update_fields=…)`` does; nothing is told to signals.

    Raises DatabaseError when it is not there any more.
    """
    text, fields = _change(type(one), tuple(dict.fromkeys(names)))  # a column may be set once only
    values = [field.get_db_prep_save(field.pre_save(one, False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, [*values, one.pk])
        if cursor.rowcount != 1:
            raise DatabaseError("The row to be changed is not there any more.")


@functools.cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields = [model._meta.get_field(name) for name in names]
    settings = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"UPDATE {table} SET {settings} WHERE {_quoted(model._meta.pk)} = %s", fields  # noqa: S608 (our own names)


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _into(model: type[models.Model], fields: list[Any]) -> str:
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(map(_quoted, fields))})"


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)
