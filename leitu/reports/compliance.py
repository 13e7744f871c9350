"""减负合规说明: what the rules forbid, how the product meets it, and what proves it. Data (compliance.yaml), no query.

The paper is in Chinese, as the rules are; it is the same for everybody.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leitu.core import sheets
from leitu.core.sheets import Heading, Leaf
from leitu.reports import paper

TITLE = "减负合规说明"
OPERATOR = "operator"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One prohibition or demand. ``settings``: module:name; ``tests``: path::name; ``page``: where it can be seen."""

    code: str
    document: str
    article: str
    confidence: str
    text: str
    met: str
    by: str = "product"
    settings: Sequence[str] = ()
    tests: Sequence[str] = ()
    page: str = ""

    @property
    def rule(self) -> str:
        """国办函〔2026〕12号 · 五项禁止之一"""
        return f"{self.document} · {self.article}"

    @property
    def is_of_product(self) -> bool:
        """Whether the product meets it by itself; the rest is for whoever runs the installation."""
        return self.by != OPERATOR


@cache
def compliance() -> tuple[Line, ...]:
    """All lines in the order of the file."""
    found: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return tuple(Line(**row) for row in found)


def compliance_docx(unit: str, head: str) -> bytes:
    """The statement as .docx."""
    return paper.render("parts.docx", {"unit": unit, "title": TITLE, "parts": list(_parts()), "head": head})


def _parts() -> Sequence[paper.Value]:
    return [
        {"title": f"{paper.numeral(number)}、{line.text}", "lines": _paragraphs(line)}
        for number, line in enumerate(compliance(), 1)
    ]


def _paragraphs(line: Line) -> list[str]:
    found = [f"依据：{line.rule}。", f"做法：{line.met}"]
    if line.settings:
        found.append(f"对应的设置：{'，'.join(line.settings)}。")
    if line.tests:
        found.append(f"证明它的测试：{'，'.join(line.tests)}。")
    return found


def compliance_xlsx(unit: str, who: str, on: dt.date) -> bytes:
    """The same as a table: a row for each line."""
    headings = [
        Heading("序号", 6, sheets.Shape.NUMBER),
        Heading("规定", 36),
        Heading("内容", 40),
        Heading("做法", 60),
        Heading("由谁做到", 10),
        Heading("设置", 36),
        Heading("测试", 60),
    ]
    rows = [
        (
            number,
            line.rule,
            line.text,
            line.met,
            "系统" if line.is_of_product else "部署单位",
            "\n".join(line.settings),
            "\n".join(line.tests),
        )
        for number, line in enumerate(compliance(), 1)
    ]
    return sheets.workbook([Leaf(TITLE, headings, rows, title=f"{unit}{TITLE}", lines=[f"{on:%Y-%m-%d}"])], footer=who)
