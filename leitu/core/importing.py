"""What every import says and how it is called: one result document, one command line (docs/cli.md)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leitu.core.command import INPUT_ERROR, LeituCommand, Usage
from leitu.core.tabular import Issue, Row, Severity, Sheet

MESSAGES: dict[str, Promise] = {
    "duplicate_row": _("与第 %(first)s 行完全相同，只算一次。"),
    "conflicting_rows": _("与第 %(first)s 行是同一个%(what)s，内容却不同，请只留一行。"),
    "unknown_unit": _("没有代码或全称为“%(value)s”的党组织，请核对，或先导入党组织名单。"),
    "ambiguous_unit": _("有不止一个党组织叫“%(value)s”，请改填党组织代码。"),
    "outside_under": _("“%(value)s”不在指定的范围（%(under)s）之内。"),
    "out_of_reach": _("“%(value)s”不归您管理，不能导入。"),
    "no_tenant": _("系统里还没有党组织，请先导入党组织名单。"),
    "changed_meanwhile": _("导入的同时有人改了同样的内容，这次没有写入，请再导入一次。"),
    "ambiguous_tenant": _("表里的党组织分属几个管理主体，请用 --under 指明导入到哪一个。"),
}


@dataclass
class Outcome:
    """What an import did, or would do. ``committed``: the file is now in force, also if nothing had to change."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    committed: bool = False
    errors: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    digest: str = ""
    sheet: Sheet | None = None

    def as_dict(self) -> dict[str, Any]:
        """The document that scripts rely on."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "committed": self.committed,
            "errors": [issue.as_dict() for issue in self.errors],
            "warnings": [issue.as_dict() for issue in self.warnings],
        }


class Checking:
    """Collects what is wrong with the rows of one sheet, and finds rows that stand twice."""

    def __init__(self, sheet: Sheet, messages: Mapping[str, Promise] | None = None) -> None:
        self.sheet = sheet
        self.errors = list(sheet.errors)
        self.warnings = list(sheet.warnings)
        self._messages = {**MESSAGES, **(messages or {})}
        self._first: dict[Hashable, tuple[str, int, int]] = {}
        self._limit = 100_000

    def error(self, row: Row | None, key: str | None, code: str, **params: Any) -> None:
        self._add(self.errors, row, key, code, Severity.ERROR, params)

    def warn(self, row: Row | None, key: str | None, code: str, **params: Any) -> None:
        self._add(self.warnings, row, key, code, Severity.WARNING, params)

    def _add(
        self,
        where: list[Issue],
        row: Row | None,
        key: str | None,
        code: str,
        severity: Severity,
        params: dict[str, Any],
    ) -> None:
        if len(where) >= self._limit:
            return
        message = str(self._messages[code]) % params
        if row is None:
            where.append(Issue(code, message, severity))
        else:
            where.append(self.sheet.issue(row, key, code, message, severity))

    def outcome(self) -> Outcome:
        """What stands so far: no counts yet, the complaints in the order of the rows."""

        def place(issue: Issue) -> tuple[str, int]:
            return (issue.sheet or "", issue.row or 0)

        errors, warnings = sorted(self.errors, key=place), sorted(self.warnings, key=place)
        return Outcome(
            len(self.sheet.rows), errors=errors, warnings=warnings, digest=self.sheet.digest, sheet=self.sheet
        )

    def is_repeated(self, row: Row, key: Hashable, content: Hashable, what: str | Promise) -> bool:
        """Whether a row with this key stood before; says so: equal rows are a warning, different ones an error."""
        here = (row.sheet, row.number, hash(content))
        first = self._first.setdefault(key, here)
        if first == here:
            return False
        if first[2] == here[2]:
            self.warn(row, None, "duplicate_row", first=first[1])
        else:
            self.error(row, None, "conflicting_rows", first=first[1], what=what)
        return True


class ImportCommand(LeituCommand):
    """``leitu import-… FILE [--under CODE] [--commit]``: without ``--commit`` it only says what would happen."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--under", metavar="CODE", default="", help="only units at or below this one")
        parser.add_argument("--commit", action="store_true", help="write, if there is no error at all")

    def run(self, **options: Any) -> int:
        path: Path = options["file"]
        if not path.is_file():
            raise Usage(f"There is no file {path}.")
        try:
            outcome = self.load(path, options["under"], options["commit"])
        except PermissionError as problem:
            raise Usage(f"The file {path} cannot be read.") from problem
        if options["format"] == "json":
            self.show(outcome.as_dict())
        else:
            self._print(outcome)
        return INPUT_ERROR if outcome.errors else 0

    def load(self, path: Path, under: str, commit: bool) -> Outcome:
        """Call the importer. Raises Usage for an unknown ``under``."""
        raise NotImplementedError

    def _print(self, outcome: Outcome) -> None:
        for word, issues in (("错误", outcome.errors), ("提醒", outcome.warnings)):
            for issue in issues:
                place = " ".join(
                    str(p) for p in (issue.sheet, f"第{issue.row}行" if issue.row else "", issue.column) if p
                )
                self.stdout.write(f"{word}　{place}　{issue.message}")
        counts = f"{outcome.rows} 行：新建 {outcome.created}，修改 {outcome.updated}，未变 {outcome.unchanged}"
        if outcome.errors:
            self.stdout.write(f"有 {len(outcome.errors)} 处错误，什么都没有写入。")
        else:
            self.stdout.write(f"{counts}。{'已写入。' if outcome.committed else '这是试导入，加 --commit 才会写入。'}")
