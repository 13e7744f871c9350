"""A member's copy of everything about himself (PIPL art. 45): a workbook to read and the same as JSON, in one .zip."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from leitu.core import sheets

WORKBOOK, MACHINE = "我的资料.xlsx", "data.json"


@dataclass(frozen=True)
class Table:
    """One part of the copy. ``code`` names it for programs, ``title`` for people; rows have the order of columns.

    ``columns``: (name for programs, title, width in characters).
    """

    code: str
    title: str
    columns: Sequence[tuple[str, str, int]]
    rows: Sequence[Sequence[Any]]


def own_zip(*, name: str, made_at: str, tables: Sequence[Table]) -> bytes:
    """The file: every table as a worksheet and as a list of objects."""
    leaves = [
        sheets.Leaf(
            table.title,
            [sheets.Heading(title, width) for _code, title, width in table.columns],
            [["" if value is None else str(value) for value in row] for row in table.rows],
            title=table.title,
            lines=[f"{name}，{made_at}导出"],
        )
        for table in tables
    ]
    machine = {"name": name, "made_at": made_at} | {
        table.code: [
            dict(zip([code for code, _title, _width in table.columns], row, strict=True)) for row in table.rows
        ]
        for table in tables
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(WORKBOOK, sheets.workbook(leaves, footer=f"{name} {made_at}"))
        packed.writestr(MACHINE, json.dumps(machine, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    return stream.getvalue()
