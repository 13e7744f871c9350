"""PostgreSQL: pg_dump from one snapshot, pg_restore in one transaction (security.md 6.2)."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from leitu.backups.archive import Manifest
from leitu.backups.databases import Scratch, describe
from leitu.backups.errors import Damaged, ToolMissing, Unfit

FILE = "database.pgdump"
SETTLED = "settled.pgdump"
LOCK_TIMEOUT = "60s"


class PostgresStore:
    name = "postgresql"

    def __init__(self) -> None:
        self.settings = connection.settings_dict

    def _environment(self, **more: str) -> dict[str, str]:
        """Where the tools find the server; the password never stands on a command line."""
        given = {
            "PGHOST": self.settings["HOST"],
            "PGPORT": str(self.settings["PORT"] or ""),
            "PGUSER": self.settings["USER"],
            "PGPASSWORD": self.settings["PASSWORD"],
        }
        return {**os.environ, **{name: value for name, value in given.items() if value}, **more}

    def _run(self, tool: str, *words: str, **more: str) -> None:
        """Run one of PostgreSQL's tools. Raises ToolMissing, Unfit."""
        program = shutil.which(tool)
        if program is None:
            raise ToolMissing(f"{tool} is not installed here; it comes with PostgreSQL's client programs.")
        done = subprocess.run(  # noqa: S603 (our own words)
            [program, *words], env=self._environment(**more), capture_output=True, text=True, check=False
        )
        if done.returncode:
            # The tool's words may repeat rows; its first line names what failed.
            raise Unfit(f"{tool}: {(done.stderr.strip().splitlines() or ['failed'])[0][:200]}")

    def _connect(self, name: str, **more: Any) -> "psycopg.Connection[Any]":
        known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        given = {word: self.settings[key] for word, key in known.items() if self.settings[key]}
        return psycopg.connect(dbname=name, **given, **more)

    def dump(self, folder: Path) -> Manifest:
        with self._connect(self.settings["NAME"]) as snapshot:
            snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = snapshot.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            self._dump(self.settings["NAME"], folder / FILE, f"--snapshot={row[0]}")
            return describe(self.name, lambda asked: snapshot.execute(asked.encode()).fetchall())

    def _dump(self, name: str, target: Path, *words: str) -> None:
        options = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--file={target}"]
        self._run("pg_dump", *options, *words, f"--dbname={name}")

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Scratch]:
        if not (folder / FILE).exists():
            raise Damaged("The backup holds no database.")
        name = f"leitu_scratch_{secrets.token_hex(4)}"
        with self._connect(self.settings["NAME"], autocommit=True) as server:
            try:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege as problem:
                raise Unfit("The database user may not create databases: ALTER ROLE … CREATEDB.") from problem
        try:
            self._run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(folder / FILE))
            yield Scratch(self._url(name), name)
        finally:
            connection.close()
            with self._connect(self.settings["NAME"], autocommit=True) as server:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url(self, name: str) -> str:
        user, password = quote(self.settings["USER"] or ""), quote(self.settings["PASSWORD"] or "", safe="")
        who = f"{user}:{password}@" if password else f"{user}@" if user else ""
        port = f":{self.settings['PORT']}" if self.settings["PORT"] else ""
        return f"postgres://{who}{quote(self.settings['HOST'] or '', safe='')}{port}/{quote(name)}"

    def swap(self, scratch: Scratch, folder: Path) -> None:
        """The settled copy goes over the database in one transaction: all of it or nothing."""
        connection.close()
        self._dump(scratch.place, folder / SETTLED)
        options = ["--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error"]
        self._run(
            "pg_restore",
            *options,
            f"--dbname={self.settings['NAME']}",
            str(folder / SETTLED),
            PGOPTIONS=f"-c lock_timeout={LOCK_TIMEOUT}",
        )
