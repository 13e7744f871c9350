"""Load masses of rows: COPY on PostgreSQL, one prepared INSERT elsewhere. Nothing is checked but by the database."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

BATCH = 5000

Row = Sequence[Any]


def columns(model: type[models.Model]) -> list[str]:
    """The attribute names of all columns of a model, in the order in which ``row`` gives their values."""
    return [field.attname for field in model._meta.concrete_fields]


def rows(objects: Iterable[models.Model]) -> Iterator[Row]:
    """Unsaved objects as rows of all columns; every value must be set, also those that ``save`` would fill in."""
    names: list[str] = []
    for one in objects:
        names = names or columns(type(one))
        values = one.__dict__
        yield [values[name] for name in names]


def load(model: type[models.Model], source: Iterable[Row], names: Sequence[str] = ()) -> int:
    """Insert ``source`` (values in the order of ``names``, default: of all columns). Returns how many rows.

    Keys that are given must be free; call ``tidy`` when all is loaded. Raises what the database raises.
    """
    names = names or columns(model)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    ready = _prepared(source, [fields[name] for name in names])
    quoted = ", ".join(connection.ops.quote_name(str(fields[name].column)) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} ({quoted}) FROM STDIN", ready)
    marks = ", ".join(["%s"] * len(names))
    return _insert(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", ready)  # noqa: S608 (names of our own models)


def _copy(statement: str, ready: Iterator[Row]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in ready:
            copy.write_row(row)
            count += 1
    connection.check_constraints()  # now, not all at the end: the list of checks to be made would fill the memory
    return count


def _insert(statement: str, ready: Iterator[Row]) -> int:
    count = 0
    with connection.cursor() as cursor:
        while batch := list(islice(ready, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _prepared(source: Iterable[Row], fields: "list[models.Field[Any, Any]]") -> Iterator[Row]:
    """Values as the database driver takes them; only the few columns that need it are touched."""
    changes = [(place, change) for place, field in enumerate(fields) if (change := _change_for(field))]
    for row in source:
        if changes:
            row = list(row)
            for place, change in changes:
                if row[place] is not None:
                    row[place] = change(row[place])
        yield row


def _change_for(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=DjangoJSONEncoder)
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return lambda value: value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(field, models.DateField | models.TimeField):
        return lambda value: value.isoformat()
    if isinstance(field, models.DecimalField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def next_key(model: type[models.Model]) -> int:
    """The first free key of a model, when nobody else writes."""
    return int(model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def tidy(*loaded: type[models.Model]) -> None:
    """Let the database continue to number after the keys that were given to it."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(statement)


@contextmanager
def without_indexes(model: type[models.Model]) -> Iterator[None]:
    """Drop the plain indexes of a table while it is filled; building them at the end is much quicker."""
    editor = connection.schema_editor()
    with connection.cursor() as cursor:
        for index in model._meta.indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(index.name)}")
    yield
    with connection.cursor() as cursor:
        for index in model._meta.indexes:
            cursor.execute(str(index.create_sql(model, editor)))
