"""Empty the tables between tests that commit: the one place where append-only tables let go of their rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations

execute: Callable[..., None] = BaseDatabaseOperations.execute_sql_flush


@contextmanager
def without_triggers(connection: Any) -> Iterator[None]:
    """Let DELETE and TRUNCATE through on this connection, and no longer afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)


def flush(operations: Any, statements: list[str]) -> None:
    """In place of Django's own ``execute_sql_flush``, in tests only."""
    with without_triggers(operations.connection):
        execute(operations, statements)
