"""月报 as a paper: the numbers in the usual sentences, as .docx and as PDF."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from leitu.reports import paper, pdf
from leitu.reports.months import MonthNumbers


@dataclass(frozen=True, kw_only=True)
class MonthPaper:
    """Everything the paper says. ``duties`` are (title, state) in words; ``confirmed`` is who and when, in lines.

    ``mark`` stands under the title while the report is not confirmed, ``changes`` says what differs since then.
    ``head`` is the line of leitu.reports.heads.
    """

    unit: str
    month: dt.date
    numbers: MonthNumbers
    duties: Sequence[tuple[str, str]] = ()
    sentence: str = ""
    mark: str = ""
    confirmed: str = ""
    changes: Sequence[str] = ()
    head: str = ""


def month_docx(said: MonthPaper) -> bytes:
    """The report as .docx (layout: scripts/build_docx_templates.py)."""
    return paper.render("month.docx", values_of(said))


def month_pdf(said: MonthPaper) -> bytes:
    """The same as PDF."""
    return pdf.render("month.typ", values_of(said))


def values_of(said: MonthPaper) -> dict[str, paper.Value]:
    """The values that the forms month.docx and month.typ may name."""
    numbers = said.numbers
    return {
        "unit": said.unit,
        "title": f"{said.month.year}年{said.month.month}月月报",
        "mark": said.mark,
        "life": life_text(numbers),
        "kinds": [
            [name, str(one.held), str(one.expected), str(one.present), str(one.excused), str(one.exempt)]
            for name, one in numbers.kinds.items()
        ],
        "duties": duties_text(numbers),
        "duty_lines": [
            f"（{paper.numeral(number)}）{title}：{state}。" for number, (title, state) in enumerate(said.duties, 1)
        ],
        "work": work_text(numbers),
        "members": members_text(numbers),
        "sentence": said.sentence or "无",
        "changes": list(said.changes),
        "confirmed": said.confirmed.splitlines(),
        "head": said.head,
    }


def life_text(numbers: MonthNumbers) -> str:
    """本月开展组织生活4次，应到84人次，实到79人次。"""
    if not numbers.held and not numbers.unfinished:
        return "本月没有组织生活的记录。"
    found = [f"本月开展组织生活{numbers.held}次，应到{numbers.expected}人次，实到{numbers.present}人次。"]
    for count, words in (
        (numbers.inquorate, "其中{}次没有达到法定人数，不计入。"),
        (numbers.late_entries, "其中{}次为补录。"),
        (numbers.unfinished, "另有{}次还没有归档。"),
        (numbers.dropped, "取消或免开{}次。"),
    ):
        if count:
            found.append(words.format(count))
    return "".join(found)


def duties_text(numbers: MonthNumbers) -> str:
    """本月到期3项，办到2项，超期1项；免办1项，不计在内。"""
    if not numbers.owed and not numbers.waived:
        return "本月没有到期的应办事项。"
    waived = f"；免办{numbers.waived}项，不计在内" if numbers.waived else ""
    return f"本月到期{numbers.owed}项，办到{numbers.met}项，未办到{numbers.overdue}项{waived}。"


def work_text(numbers: MonthNumbers) -> str:
    """本月销号3件，其中逾期1件；重新挂账1件；接受督导检查1次，发现问题2件；联系指导1次。"""
    closed = numbers.closed_on_time + numbers.closed_late
    late = f"，其中逾期{numbers.closed_late}件" if numbers.closed_late else ""
    problems = f"，发现问题{numbers.found}件" if numbers.found else "，没有发现问题"
    parts = [
        (closed, f"本月销号{closed}件{late}"),
        (numbers.reopened, f"重新挂账{numbers.reopened}件"),
        (numbers.inspected, f"接受督导检查{numbers.inspected}次{problems}"),
        (numbers.guided, f"上级联系指导{numbers.guided}次"),
    ]
    said = [words for count, words in parts if count]
    return "；".join(said) + "。" if said else "本月没有销号、检查和联系指导的记录。"


def members_text(numbers: MonthNumbers) -> str:
    """月末党员27名，本月增加1名，减少0名。"""
    return f"月末党员{numbers.members}名，本月增加{numbers.joined}名，减少{numbers.left}名。"
