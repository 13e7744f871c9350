"""``leitu bench``: build the worlds, run the groups, print the table. Exit code 0 when every row holds, 1 when not."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from bench.table import GROUPS, PROMISES
from bench.worlds import ROOT, SIZES, NoPostgres, worlds
from tests.support.postgres import PostgresFailed, end


def arguments(words: list[str]) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="leitu bench", description="Measure Leitu against named baselines.")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="text for people, json for scripts")
    parser.add_argument("--rows", metavar="GLOB", default="*", help="only rows or groups whose name fits ('page*')")
    parser.add_argument("--size", choices=list(SIZES), default="small", help="small (minutes) to full (hours)")
    parser.add_argument("--folder", type=Path, help="where to keep the databases, to be used again (default: nowhere)")
    return parser.parse_args(words)


def wanted(glob: str) -> set[str]:
    """The names of the rows that fit, or whose group fits."""
    return {p.row for p in PROMISES if fnmatch(p.row, glob) or fnmatch(p.group, glob)}


def measured(asked: argparse.Namespace, names: set[str], folder: Path) -> list[dict[str, Any]]:
    """Run the groups that hold these rows, in the order of the table."""
    rows: list[dict[str, Any]] = []
    with worlds(folder) as made:
        world = made.postgres(SIZES[asked.size])
        for group in GROUPS:
            if not names & {p.row for p in PROMISES if p.group == group}:
                continue
            print(f"· Measuring: {group}", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", "bench.group", group, str(folder), made.server, asked.size]
            done = subprocess.run(
                command, cwd=ROOT, env=world.environment, stdout=subprocess.PIPE, check=True, text=True
            )
            rows += [row for row in json.loads(done.stdout) if row["row"] in names]
            # A call for hours that is broken off in its last group has not been for nothing.
            (folder / f"rows_{asked.size}.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    """The table for people."""
    print(f"{'row':<74}{'ours':>10}{'against':>10}{'ratio':>8}  must")
    for row in rows:
        figures = (f"{row[name]:g}" if row[name] is not None else "–" for name in ("ours", "against", "ratio"))
        ours, against, ratio = figures
        fine = "" if row["ok"] else "  SHORT"
        print(f"{row['row']:<74}{ours:>10}{against:>10}{ratio:>8}  {row['must']}{fine}")


def main(words: list[str]) -> int:
    """Measure and print; 2 when nothing can be measured here."""
    asked = arguments(words)
    names = wanted(asked.rows)
    if not names:
        print(f"No row fits {asked.rows!r}. The rows are in bench/table.py.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, end)  # so that the cluster is stopped then, too
    try:
        with tempfile.TemporaryDirectory(prefix="leitu-bench-") as fresh:
            folder = asked.folder or Path(fresh)
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)  # the cluster may belong to another user
            rows = measured(asked, names, folder.resolve())
    except NoPostgres:
        print("leitu bench needs a PostgreSQL server on this machine (initdb, postgres).", file=sys.stderr)
        return 2
    except PostgresFailed as problem:
        print(problem, file=sys.stderr)
        return 2
    if asked.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        show(rows)
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
