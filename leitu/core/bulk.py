"""Load masses of rows: COPY on PostgreSQL, one prepared INSERT elsewhere. Nothing is checked but by the database.

The one place with SQL of a particular database. For rows that are right already: a demo district, facts that are
computed anew, an import that was checked row by row.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models.base import ModelState

LARGE_SORTS = ("SET maintenance_work_mem = '256MB'", "RESET maintenance_work_mem")
PG_INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
"""
PG_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC
"""
PG_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"

BATCH = 10_000

Row = Sequence[Any]
Change = Callable[[Any], Any]
AnyModel = TypeVar("AnyModel", bound=models.Model)


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


def like(pattern: AnyModel, **values: Any) -> AnyModel:
    """An unsaved object with the values of another, but for these (by column). Far quicker than making one."""
    one = pattern.__class__.__new__(pattern.__class__)
    one.__dict__.update(pattern.__dict__, _state=ModelState(), **values)
    one._state.fields_cache = dict(pattern._state.fields_cache)
    return one


def load(model: type[models.Model], source: Iterable[Row], names: Sequence[str] = (), *, is_ready: bool = False) -> int:
    """Insert ``source`` (values in the order of ``names``, default: of all columns). Returns how many rows.

    Keys that are given must be free; call ``tidy`` when all is loaded. ``is_ready``: the values are as ``change``
    gives them. Raises what the database raises.
    """
    names = names or columns(model)
    quoted = ", ".join(connection.ops.quote_name(str(_field(model, name).column)) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    ready = source if is_ready else _prepared(source, [change(model, name) for name in names])
    if connection.vendor == "postgresql":
        types = [str(_field(model, name).db_type(connection)).partition("(")[0] for name in names]
        return _copy(f"COPY {table} ({quoted}) FROM STDIN (FORMAT BINARY)", types, ready)
    marks = ", ".join(["%s"] * len(names))
    return _insert(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", ready)  # noqa: S608 (names of our own models)


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _copy(statement: str, types: list[str], ready: Iterable[Row]) -> int:
    count = 0
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([PG_TYPES.get(one, one) for one in types])
        write = copy.write_row
        for row in ready:
            write(row)
            count += 1
    connection.check_constraints()  # now, not all at the end: the list of checks to be made would fill the memory
    return count


PG_TYPES = {
    "bigint": "int8", "integer": "int4", "smallint": "int2", "boolean": "bool", "varchar": "text",
    "timestamp with time zone": "timestamptz",
}  # fmt: skip
"""How psycopg calls what Django calls otherwise; a varchar travels as text does."""


def _insert(statement: str, ready: Iterable[Row]) -> int:
    count, stream = 0, iter(ready)
    with connection.cursor() as cursor:
        while batch := list(islice(stream, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _prepared(source: Iterable[Row], changes: list[Change | None]) -> Iterable[Row]:
    """Values as the database driver takes them; only the few columns that need it are touched."""
    needed = [(place, change) for place, change in enumerate(changes) if change]
    return _changed(source, needed) if needed else source


def _changed(source: Iterable[Row], needed: list[tuple[int, Change]]) -> Iterator[Row]:
    for given in source:
        row = list(given)
        for place, change in needed:
            if row[place] is not None:
                row[place] = change(row[place])
        yield row


def change(model: type[models.Model], name: str) -> Change | None:
    """What makes of a value of this column what the driver takes; None where it takes it as it is."""
    field = _field(model, name)
    is_postgres = connection.vendor == "postgresql"
    if isinstance(field, models.JSONField):
        return _json_of_postgres if is_postgres else _json
    if is_postgres:
        return None
    if isinstance(field, models.DateTimeField):
        return lambda value: value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(field, models.DateField | models.TimeField):
        return lambda value: value.isoformat()
    if isinstance(field, models.DecimalField):
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _json_of_postgres(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value, dumps=_json)


def take_keys(model: type[models.Model], count: int) -> Iterable[int]:
    """Keys for rows of this transaction that nobody else gets. On SQLite, which has one writer, it is the writer."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PG_KEYS, [table, model._meta.pk.column, count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        used = cursor.fetchone()
    first = max(used[0] if used else 0, next_key(model) - 1) + 1
    return range(first, first + count)


def next_key(model: type[models.Model]) -> int:
    """The first free key of a model, when nobody else writes."""
    return int(model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def tidy(*loaded: type[models.Model]) -> None:
    """Let the database continue to number after the keys that were given to it."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(statement)


def drop_checks(*filled: type[models.Model]) -> list[tuple[str, str]]:
    """Drop all indexes of these tables but the keys, and on PostgreSQL their constraints, while they are filled.

    Returns (table, statement) pairs that ``restore_checks`` takes: building an index at the end, and checking all
    references in one join, is many times quicker than doing it row by row.
    """
    found: list[tuple[str, str]] = []
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in filled:
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(PG_CONSTRAINTS, [table])
                for name, definition in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)}")
                    found.append((table, f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(name)} {definition}"))
            cursor.execute(PG_INDEXES if connection.vendor == "postgresql" else SQLITE_INDEXES, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {quote(name)}")
                found.append((table, definition))
    return found


def restore_checks(dropped: list[tuple[str, str]], tell: Callable[[str], None]) -> None:
    """Bring back what ``drop_checks`` dropped; ``tell`` gets a table's name before its turn. Raises IntegrityError."""
    with connection.cursor() as cursor:
        for table in dict.fromkeys(table for table, _statement in dropped):
            tell(table)
            for _table, statement in (pair for pair in dropped if pair[0] == table):
                cursor.execute(statement)


@contextmanager
def room_to_sort() -> Iterator[None]:
    """Around ``restore_checks`` of large tables: more memory to sort in on PostgreSQL.

    The SQLite that comes with Leitu sorts in memory whatever it is told: 2.3 GB for 28 million attendances.
    """
    if connection.vendor != "postgresql":
        yield
        return
    enlarge, reset = LARGE_SORTS
    with connection.cursor() as cursor:
        cursor.execute(enlarge)
        yield
        cursor.execute(reset)
