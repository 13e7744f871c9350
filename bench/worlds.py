"""The databases that are measured: demo districts of several sizes, on one PostgreSQL cluster and as SQLite files."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.support.postgres import cluster, find_binaries

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 1GB
effective_cache_size = 4GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
max_parallel_workers_per_gather = 0
jit = off
"""
"""As an operator would set a small server. No parallel workers: their work would be missing from the clocks."""
HASTE = ("fsync", "synchronous_commit", "full_page_writes")
"""Switched off while a world is built, for it can be built again; never while anything is measured."""


class NoPostgres(Exception):
    """There is no PostgreSQL server on this machine."""


@dataclass(frozen=True)
class Size:
    """How large a district is; ``tenth`` is what its pages are compared with."""

    units: int
    members: int
    years: int

    @property
    def name(self) -> str:
        return f"d{self.units}_{self.members}_{self.years}"

    @property
    def tenth(self) -> "Size":
        return Size(max(20, self.units // 10), max(400, self.members // 10), self.years)


SIZES = {"small": Size(200, 5000, 2), "tenth": Size(990, 25_000, 3), "full": Size(9900, 250_000, 3)}
DEFAULT_DEMO = Size(120, 2500, 2)


@dataclass(frozen=True)
class World:
    """One district in its database: the environment in which Leitu stands on it."""

    url: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        ours = {"DATABASE_URL": self.url, "LEITU_HOME": str(self.home), "LEITU_DEMO": "1"}
        return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "leitu.config.settings"}

    def ask(self, question: str) -> Any:
        """What ``module:function`` of this folder answers in a process that stands here. Raises CalledProcessError."""
        command = [sys.executable, "-m", "bench.ask", question]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, check=True, text=True)
        return json.loads(done.stdout)

    def run(self, *words: str) -> str:
        """Run one command of Leitu here; its standard output. Raises CalledProcessError."""
        command = [sys.executable, "-m", "leitu.config.cli", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, check=True, text=True
        ).stdout


@dataclass(frozen=True)
class Worlds:
    """Makes worlds when they are first asked for, and finds them again in ``folder``."""

    folder: Path
    server: str
    """The address of the cluster without a database."""

    def postgres(self, size: Size) -> World:
        """The district of that size on PostgreSQL, built first where it is not there yet."""
        world = World(f"{self.server}/{size.name}", self.folder / f"pg_{size.name}")
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [size.name]).fetchone()
            if known and (world.home / DONE).exists():
                world.run("init")  # an older one is brought to the present schema
                return world
            connection.execute(f'DROP DATABASE IF EXISTS "{size.name}"')
            connection.execute(f'CREATE DATABASE "{size.name}"')
            with _haste(connection):
                self._build(world, size)
            connection.execute("CHECKPOINT")
        with psycopg.connect(world.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # what the server does by itself within the hour
        return world

    def sqlite(self, size: Size) -> World:
        """The district of that size in an SQLite file."""
        home = self.folder / f"sqlite_{size.name}"
        world = World(f"sqlite:///{home / 'leitu.sqlite3'}", home)
        if (home / DONE).exists():
            world.run("init")
        else:
            (home / "leitu.sqlite3").unlink(missing_ok=True)
            self._build(world, size)
        return world

    def _build(self, world: World, size: Size) -> None:
        world.home.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        print(f"· Building {size.units} units, {size.members} members, {size.years} years", file=sys.stderr, flush=True)
        sizes = ["--units", str(size.units), "--members", str(size.members), "--years", str(size.years)]
        world.run("demo", *sizes, "--seed", "1", "--no-serve")
        (world.home / DONE).write_text(f"{time.monotonic() - begun:.1f} s\n")


DONE = "built.txt"


@contextmanager
def _haste(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[None]:
    """Build without waiting for the disk, then measure as one works."""
    for name in HASTE:
        connection.execute(f"ALTER SYSTEM SET {name} = off")
    connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        for name in HASTE:
            connection.execute(f"ALTER SYSTEM RESET {name}")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def worlds(folder: Path) -> Iterator[Worlds]:
    """A running cluster in ``folder``, which keeps what is built in it. Raises NoPostgres, PostgresFailed."""
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres
    with cluster(binaries, folder / "cluster", CONFIGURATION) as url:
        yield Worlds(folder, url.rpartition("/")[0])
