"""Copy a database out, and put a copy in its place: what SQLite and PostgreSQL have in common."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from leitu import __version__
from leitu.backups.archive import Manifest
from leitu.backups.errors import Unfit
from leitu.core.clock import now
from leitu.core.crypto import provider

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Scratch:
    """A restored copy beside the database: ``url`` for a process that looks at it, ``place`` for its own store."""

    url: str
    place: str


class Store(Protocol):
    """One kind of database."""

    name: str

    def dump(self, folder: Path) -> Manifest:
        """Write one consistent copy into ``folder`` and describe it."""

    def scratch(self, folder: Path) -> AbstractContextManager[Scratch]:
        """The copy of an unpacked backup as a database of its own; gone afterwards."""

    def swap(self, scratch: Scratch, folder: Path) -> None:
        """Put the copy in the place of the database, whole or not at all."""


def store() -> Store:
    """The store of this installation's database."""
    if connection.vendor == "postgresql":
        from leitu.backups.postgres import PostgresStore

        return PostgresStore()
    from leitu.backups.sqlite import SqliteStore

    return SqliteStore()


def store_for(manifest: Manifest) -> Store:
    """The store, when the backup fits it. Raises Unfit."""
    here = store()
    if manifest.database != here.name:
        raise Unfit(f"The backup is of {manifest.database}, and this installation runs on {here.name}.")
    return here


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


def tables(name: str, ask: Ask) -> list[str]:
    """Every table that is there, by name, whoever made it."""
    return [row[0] for row in ask(TABLES[name])]


def describe(name: str, ask: Ask) -> Manifest:
    """Describe the copy that ``ask`` questions."""
    return Manifest(
        made_at=now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        version=__version__,
        database=name,
        organisations=[row[0] for row in ask("SELECT name FROM orgs_tenant ORDER BY id")],
        tables=dict(counted(ask, tables(name, ask))),
        heads=heads(ask),
        last_entry=ask("SELECT MAX(id) FROM audit_entry")[0][0] or 0,
        field_key_id=provider().key_id,
    )


def heads(ask: Ask) -> dict[str, str]:
    """The last link of every chain of the audit, by tenant."""
    newest = "SELECT MAX(number) FROM audit_seal newest WHERE newest.tenant_id = one.tenant_id"
    found = ask(f"SELECT one.tenant_id, one.number, one.hash FROM audit_seal one WHERE one.number = ({newest})")  # noqa: S608 (our own words)
    return {str(tenant): f"{number} {hash}" for tenant, number, hash in found}


def counted(ask: Ask, names: list[str]) -> Iterator[tuple[str, int]]:
    """These tables with their numbers of rows."""
    for name in names:
        yield name, ask(f'SELECT COUNT(*) FROM "{name}"')[0][0]  # noqa: S608 (a table of ours)
