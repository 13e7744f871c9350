"""The process that touches the foreign file: limits itself, reads, writes JSON lines, ends.

Started by `reading.py`. The job comes as JSON on standard input; the file, the records and the report are
descriptors that the parent opened. Whatever happens here, the parent only sees those two files and how
this process ended.
"""

import datetime as dt
import io
import json
import os
import resource
import signal
import sys
import zlib
from typing import IO, Any

from leitu.core.tabular import delimited
from leitu.core.tabular.archive import Archive, kind_of
from leitu.core.tabular.cells import SheetInfo
from leitu.core.tabular.header import Titles
from leitu.core.tabular.issues import Refused
from leitu.core.tabular.layout import Layout
from leitu.core.tabular.limits import Limits
from leitu.core.tabular.table import Table
from leitu.core.tabular.values import Context
from leitu.core.tabular.xlsx import Workbook


class Job:
    """One file to read; collects issues and writes records."""

    def __init__(self, spec: dict[str, Any], source: IO[bytes], records: IO[str]) -> None:
        self.limits = Limits(**spec["limits"])
        self.layout = Layout.from_json(spec["layout"])
        self.titles = Titles(self.layout)
        self.name: str = spec["name"]
        self.today = dt.date.fromisoformat(spec["today"])
        self.source, self.records = source, records
        self.issues: list[dict[str, Any]] = []
        self.tables: list[dict[str, Any]] = []
        self.count = 0
        self.fatal = False
        self.unlisted = False

    def run(self) -> None:
        """Never raises what a file can cause; memory and time are watched from outside as well."""
        try:
            self._read()
            self.records.flush()
        except Refused as refused:
            self._refuse(refused.code, **refused.params)
        except (MemoryError, RecursionError):
            self._refuse("too_complex")
        except OSError:  # the result does not fit into what it may take (RLIMIT_FSIZE)
            self._refuse("too_complex")
        except (ValueError, LookupError, ArithmeticError, EOFError, zlib.error):
            self._refuse("damaged_file")

    def _read(self) -> None:
        size = os.fstat(self.source.fileno()).st_size
        if size > self.limits.file_bytes:
            raise Refused("too_big", bytes=self.limits.file_bytes)
        if kind_of(self.source, self.name) == "csv":
            self._read_csv()
        else:
            self._read_workbook(Workbook(Archive(self.source, size, self.limits), self.limits, self._extension()))
        if not self.tables:
            required = [c.title for c in self.layout.columns if c.required or c.heading]
            raise Refused("no_header", columns="、".join(required or [c.title for c in self.layout.columns]))
        if not self.count and not any(issue["code"] in ("missing_column", "duplicate_column") for issue in self.issues):
            self.report("no_rows")

    def _extension(self) -> str:
        return self.name.rsplit(".", 1)[-1].lower()

    def _read_csv(self) -> None:
        encoding = delimited.encoding_of(self.source)
        candidates = []
        for delimiter in delimited.DELIMITERS:
            table = self._csv_table(encoding, delimiter)
            if table.header:
                candidates.append((len(table.header.columns), delimiter))
        if candidates:
            _columns, delimiter = max(candidates, key=lambda pair: pair[0])
            self._take(self._csv_table(encoding, delimiter), Context(self.today, csv=True))

    def _csv_table(self, encoding: str, delimiter: str) -> Table:
        rows = delimited.rows(self.source, encoding, delimiter, self.limits)
        return Table(SheetInfo(""), rows, self.titles, self.limits)

    def _read_workbook(self, book: Workbook) -> None:
        context = Context(self.today, from_1904=book.from_1904)
        for info in book.sheets:
            book.prepare(info)
            table = Table(info, book.rows(info), self.titles, self.limits)
            if table.header:
                self._take(table, context)

    def _take(self, table: Table, context: Context) -> None:
        readable = table.check_header(self.report)
        named = {"sheet": table.info.name, "titles": table.column_titles(), "letters": table.column_letters()}
        self.tables.append(named)
        if not readable:
            return
        number = len(self.tables) - 1
        for record in table.records(self.report, context):
            self.count += 1
            if self.count > self.limits.rows:
                raise Refused("too_many_rows", sheet=table.info.name, limit=self.limits.rows)
            line = [number, record.row, record.values, record.shown, record.errors, record.numeric]
            self.records.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")

    def report(self, code: str, **where: Any) -> None:
        """Keep one issue: the members sheet, row, column, cell, and the parameters of its sentence."""
        if len(self.issues) < self.limits.issues:
            self.issues.append({"code": code, **where})
        elif not self.unlisted:
            self.unlisted = True
            self.issues.append({"code": "too_many_issues", "limit": self.limits.issues})

    def _refuse(self, code: str, **params: Any) -> None:
        self.fatal = True
        self.issues = [{"code": code, "whole_file": True, **params}]

    def result(self) -> dict[str, Any]:
        return {"issues": self.issues, "tables": self.tables, "rows": 0 if self.fatal else self.count}


def restrict(limits: Limits) -> None:
    """Bind this process before it sees a single foreign byte."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.result_bytes),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))


def main(source: int, records: int, report: int) -> None:
    """Descriptors of the file, of the records and of the report."""
    spec = json.load(sys.stdin)
    restrict(Limits(**spec["limits"]))
    with (
        os.fdopen(source, "rb") as source_file,
        io.TextIOWrapper(os.fdopen(records, "wb"), encoding="utf-8", errors="replace") as records_file,
        os.fdopen(report, "w", encoding="utf-8", errors="replace") as report_file,
    ):
        job = Job(spec, source_file, records_file)
        job.run()
        result = job.result()
        del job
        json.dump(result, report_file, ensure_ascii=False)
