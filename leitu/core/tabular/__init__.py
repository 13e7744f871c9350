"""Foreign tables: reading hostile spreadsheets safely, and giving back the rows that were wrong.

    sheet = read_sheet(path, LAYOUT, limits.upload(), name=uploaded.name)
    for row in sheet.rows: row.values["born_on"], row.number …
    write_rejects(sheet, sheet.errors, target)

The file is opened only by a child process with bounded memory and time (security.md C2).
"""

from leitu.core.tabular import limits
from leitu.core.tabular.issues import Issue, Severity
from leitu.core.tabular.layout import Column, Kind, Layout
from leitu.core.tabular.limits import CONSOLE, UPLOAD, Limits
from leitu.core.tabular.reading import Row, Rows, Sheet, read_sheet
from leitu.core.tabular.rejects import write_rejects

__all__ = [
    "CONSOLE", "UPLOAD", "Column", "Issue", "Kind", "Layout", "Limits", "Row", "Rows", "Severity", "Sheet",
    "limits", "read_sheet", "write_rejects",
]  # fmt: skip
