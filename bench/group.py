"""Run one group in its own process: ``python -m bench.group NAME FOLDER SERVER SIZE``. JSON rows on standard output."""

import contextlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from bench.measure import progress
from bench.table import Row, made
from bench.worlds import SIZES, Size, Worlds


@dataclass(frozen=True)
class Context:
    """What a group is given. ``django`` stands on ``worlds.postgres(size)``; other worlds are made when asked for."""

    worlds: Worlds
    size: Size

    def row(self, row: str, ours: float, against: float | None = None) -> Row:
        """A row of the table with its figures. Raises KeyError for a row that ``table`` does not know."""
        return made(row, ours, against)


def main(name: str, folder: str, server: str, size: str) -> None:
    """Set Django up (the caller's environment says on which database) and print the rows of the group."""
    with contextlib.redirect_stdout(sys.stderr):
        import django

        django.setup()
        context = Context(Worlds(Path(folder), server), SIZES[size])
        measured: Iterable[Row] = import_module(f"bench.{name}").rows(context)
        found = []
        for row in measured:
            progress(f"{row.row}: {row.ours:g} {'' if row.ok else 'SHORT of '}{row.must}")
            found.append(asdict(row))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
