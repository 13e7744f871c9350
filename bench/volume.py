"""How much room the database takes, with all its indexes."""

from collections.abc import Iterator

from django.db import connection

from bench.group import Context
from bench.table import Row

GIGABYTE = 1e9


def rows(context: Context) -> Iterator[Row]:
    """Both databases at the asked size."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield context.row("database on PostgreSQL with indexes", cursor.fetchone()[0] / GIGABYTE)
    home = context.worlds.sqlite(context.size).home
    size = sum(path.stat().st_size for path in home.glob("leitu.sqlite3*"))
    yield context.row("database on SQLite", size / GIGABYTE)
