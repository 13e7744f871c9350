"""Papers that are mostly words (简报、小结、专题报告) in the look of an official letter, as .docx and as PDF."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from leitu.reports import paper, pdf

HEADED = re.compile(r"^([一二三四五六七八九十]{1,3}、[^。：]{2,20})。(.+)$")
"""一、总体情况。本轮…: a paragraph that begins with its own heading."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Everything the paper says. ``text``: paragraphs, one a line. ``mark`` stands under the title of what is no more
    than a draft, ``addressee`` is whom it is written to, ``remark`` what was answered. ``head``: leitu.reports.heads.
    """

    titles: Sequence[str]
    text: str
    signed: str
    dated: dt.date
    mark: str = ""
    addressee: str = ""
    remark: str = ""
    head: str = ""


def letter_docx(said: Letter) -> bytes:
    """The letter as .docx (layout: scripts/build_docx_templates.py)."""
    return paper.render("letter.docx", values_of(said))


def letter_pdf(said: Letter) -> bytes:
    """The same as PDF."""
    return pdf.render("letter.typ", values_of(said))


def values_of(said: Letter) -> dict[str, paper.Value]:
    """The values that the forms letter.docx and letter.typ may name."""
    return {
        "titles": list(said.titles),
        "mark": said.mark,
        "addressee": said.addressee,
        "parts": parts_of(said.text),
        "signed": said.signed,
        "dated": f"{said.dated.year}年{said.dated.month}月{said.dated.day}日",
        "remark": paper.lines(said.remark),
        "head": said.head,
    }


def parts_of(text: str) -> list[paper.Value]:
    """Each paragraph with its heading, if it begins with one."""
    found: list[paper.Value] = []
    for line in paper.lines(text):
        headed = HEADED.match(line)
        found.append({"title": headed[1], "lines": [headed[2]]} if headed else {"title": "", "lines": [line]})
    return found
