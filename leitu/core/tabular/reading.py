"""Reading a foreign sheet: the parent's side. It opens the file, starts the child, and never parses a byte itself."""

import dataclasses
import datetime as dt
import hashlib
import json
import logging
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from leitu.core import clock, idnumber
from leitu.core.tabular.issues import FOUND, MESSAGES, Issue, Severity, severity_of
from leitu.core.tabular.layout import Kind, Layout
from leitu.core.tabular.limits import MB, Limits

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
# Isolated mode ignores the environment; the package is found by its own place.
_BOOT = """
import sys
sys.path.insert(0, sys.argv[1])
from leitu.core.tabular.child import main
main(*map(int, sys.argv[2:]))
"""
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")  # no secret reaches the child


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A sheet of the file that held data, the titles of its columns in their order, and by key their letters."""

    sheet: str
    titles: tuple[str, ...]
    letters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One data row. `values` has every key of the layout whose column is there; None is blank or in error."""

    table: SourceTable
    number: int  # as Excel counts
    values: dict[str, Any]
    shown: tuple[str, ...]  # every titled cell as a person saw it, for the file of wrong rows
    errors: frozenset[str]  # keys already complained about
    numeric: frozenset[str]  # keys whose cell was a number: leading zeros may be lost

    @property
    def sheet(self) -> str:
        return self.table.sheet


class Rows:
    """The records, read from disk each time they are asked for: the parent does not grow with the file."""

    def __init__(self, spool: IO[bytes] | None, count: int, tables: tuple[SourceTable, ...], layout: Layout) -> None:
        self._spool, self._count, self._tables = spool, count, tables
        self._dates = [c.key for c in layout.columns if c.kind in (Kind.DATE, Kind.MONTH)]
        self._times = [c.key for c in layout.columns if c.kind is Kind.TIME]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        if not self._count or self._spool is None:
            return
        with open(self._spool.name, encoding="utf-8") as lines:
            for line in lines:
                table, number, values, shown, errors, numeric = json.loads(line)
                for key in self._dates:
                    if values.get(key) is not None:
                        values[key] = dt.date.fromisoformat(values[key])
                for key in self._times:
                    if values.get(key) is not None:
                        values[key] = dt.time.fromisoformat(values[key])
                yield Row(self._tables[table], number, values, tuple(shown), frozenset(errors), frozenset(numeric))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a file: rows, what is wrong with them, SHA-256 of the file in hex."""

    rows: Rows
    issues: list[Issue]
    digest: str
    layout: Layout

    @property
    def errors(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity is Severity.WARNING]

    def issue(self, row: Row, key: str | None, code: str, message: str, severity: Severity = Severity.ERROR) -> Issue:
        """A complaint of the importer's own about a row, in the same shape."""
        column = self.layout.column(key).title if key else None
        letter = row.table.letters.get(key or "")
        cell = f"{letter}{row.number}" if letter else None
        return Issue(code, message, severity, sheet=row.sheet or None, row=row.number, column=column, cell=cell)


def read_sheet(
    path: str | os.PathLike[str],
    layout: Layout,
    limits: Limits,
    *,
    name: str | None = None,
    today: dt.date | None = None,
) -> Sheet:
    """Read a foreign .xlsx, .xlsm or .csv. Whatever is in it, the answer is a Sheet; its `errors` say why not.

    `name` is what the user called the file when `path` is a temporary one. Raises FileNotFoundError and
    PermissionError, and nothing that depends on the content.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return _refused(layout, "", {"code": "file_type", "found": "not_a_file"})
    with os.fdopen(descriptor, "rb") as source:
        if status.st_size > limits.file_bytes:
            return _refused(layout, "", {"code": "too_big", "bytes": limits.file_bytes})
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        spec = {
            "layout": layout.as_json(),
            "limits": dataclasses.asdict(limits),
            "name": name or os.fspath(path),
            "today": (today or clock.today()).isoformat(),
        }
        return _read_in_child(source, spec, layout, limits, digest)


def _read_in_child(source: IO[bytes], spec: dict[str, Any], layout: Layout, limits: Limits, digest: str) -> Sheet:
    spool = tempfile.NamedTemporaryFile(prefix="leitu-rows-")  # noqa: SIM115  lives as long as the rows
    with tempfile.TemporaryFile() as report, tempfile.TemporaryFile() as complaints:
        descriptors = (source.fileno(), spool.fileno(), report.fileno())
        child = subprocess.Popen(  # noqa: S603  fixed arguments, no shell
            [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, str(_ROOT), *map(str, descriptors)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            pass_fds=descriptors,
            env={key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ},
        )
        try:
            child.communicate(json.dumps(spec).encode(), timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
        if child.returncode != 0:
            spool.close()
            _note_death(child.returncode, complaints)
            return _refused(layout, digest, {"code": "too_complex"})
        report.seek(0)
        try:
            return sheet_of(json.load(report), spool, layout, digest)
        except (
            ValueError,
            KeyError,
            TypeError,
        ):  # the child ended well and yet said nothing sensible: trust none of it
            spool.close()
            logger.error("The report of a foreign sheet's reader is unreadable.")
            return _refused(layout, digest, {"code": "too_complex"})


def sheet_of(result: dict[str, Any], spool: IO[bytes], layout: Layout, digest: str) -> Sheet:
    """The Sheet for a child's report and its file of records."""
    tables = tuple(SourceTable(table["sheet"], tuple(table["titles"]), table["letters"]) for table in result["tables"])
    issues = [_issue(raw) for raw in result["issues"]]
    return Sheet(Rows(spool, result["rows"], tables, layout), issues, digest, layout)


def _note_death(code: int, complaints: IO[bytes]) -> None:
    """Log how the child ended: by its limits, or because it never came up. No content of the file gets there."""
    if code < 0:
        logger.warning("The reader of a foreign sheet was stopped by %s.", signal.Signals(-code).name)
        return
    complaints.seek(0)
    lines = complaints.read(64 * 1024).decode("utf-8", "replace").strip().splitlines()
    logger.error("The reader of a foreign sheet failed: %s.", lines[-1].split(":")[0] if lines else code)


def _refused(layout: Layout, digest: str, raw: dict[str, Any]) -> Sheet:
    return Sheet(Rows(None, 0, (), layout), [_issue({**raw, "whole_file": True})], digest, layout)


def _issue(raw: dict[str, Any]) -> Issue:
    """The sentence is made here, in the reader's language, from what the child observed."""
    code = raw["code"]
    params = dict(raw)
    if "bytes" in params:
        params["limit"] = f"{params['bytes'] / MB:g} MB"
    if code == "bad_id_number":
        params["reason"] = idnumber.MESSAGES[params["reason"]]
    if code == "file_type":
        params["found"] = FOUND[params["found"]]
    whole = raw.get("whole_file", False)
    return Issue(
        code=code,
        message=str(MESSAGES[code]) % params,
        severity=severity_of(code),
        sheet=None if whole else raw.get("sheet") or None,
        row=None if whole else raw.get("row"),
        column=raw.get("column"),
        cell=raw.get("cell"),
    )
