"""The file of only the wrong rows: to be corrected in place and imported again."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from leitu.core.sheets import Heading, Leaf, workbook
from leitu.core.tabular.issues import Issue
from leitu.core.tabular.reading import Sheet

PROBLEM_WIDTH = 60
_WIDTH = 18


def write_rejects(sheet: Sheet, issues: Iterable[Issue], path: str | os.PathLike[str]) -> int:
    """Write the rows that `issues` name, with their original columns and a column 问题 at the end; the number of rows.

    One worksheet for each source sheet that has such rows. Every cell is text, so that correcting one does
    not damage another; the layout passes over 问题 when the file comes back. Problems of the file as a whole
    stand on a sheet of their own, last.
    """
    by_row: dict[tuple[str | None, int], list[str]] = defaultdict(list)
    general: list[str] = []
    for issue in issues:
        if issue.row is None:
            general.append(f"{issue.sheet}：{issue.message}" if issue.sheet else issue.message)
        else:
            by_row[issue.sheet or "", issue.row].append(issue.message)
    wrong: dict[str, tuple[str, ...]] = {}
    count = 0
    placed = set()
    for row in sheet.rows:
        if (row.sheet, row.number) in by_row:
            wrong.setdefault(row.sheet, row.table.titles)
            placed.add((row.sheet, row.number))
            count += 1
    for place in sorted(by_row.keys() - placed, key=str):  # of a header or of a row that could not be read
        general.extend(_("第 %(row)s 行：%(message)s") % {"row": place[1], "message": m} for m in by_row[place])

    def rows_of(name: str) -> Iterator[list[str]]:
        for row in sheet.rows:
            if row.sheet == name and (messages := by_row.get((name, row.number))):
                yield [*row.shown, "\n".join(messages)]

    problem = Heading(_("问题"), PROBLEM_WIDTH)
    leaves = [
        Leaf(name or _("有问题的行"), [*(Heading(title, _WIDTH) for title in titles), problem], rows_of(name))
        for name, titles in wrong.items()
    ]
    if general or not leaves:
        leaves.append(Leaf(_("整个文件的问题"), [problem], ([message] for message in general)))
    Path(path).write_bytes(workbook(leaves))
    return count
