"""年度计划 as a paper: twelve months in the usual lines, as .docx (the table leaves from the page of the plan)."""

from leitu.plans.queries import Board, Item, Month
from leitu.reports import paper
from leitu.ui.parts import MARKS

ORIGINS = {"above": "上级交办", "own": "自定", "rule": "按制度应办"}


def plan_docx(board: Board, head: str) -> bytes:
    """The year of a unit; ``head`` is the line of leitu.reports.heads (layout: scripts/build_docx_templates.py)."""
    return paper.render("plan.docx", values_of(board, head))


def values_of(board: Board, head: str) -> dict[str, paper.Value]:
    """The values that the form plan.docx may name."""
    counts = "，".join(f"{words}{board.count(origin)}项" for origin, words in ORIGINS.items())
    return {
        "unit": board.unit.name,
        "title": f"{board.year}年度计划",
        "parts": [
            {"title": "全年安排", "lines": [f"{counts}。"]},
            *(
                {
                    "title": f"{paper.numeral(month.number)}月",
                    "lines": [line(number, item) for number, item in enumerate(_items(month), 1)] or ["没有安排。"],
                }
                for month in board.months
            ),
        ],
        "head": head,
    }


def _items(month: Month) -> list[Item]:
    return [item for origin in ORIGINS for item in month.of(origin)]


def line(number: int, item: Item) -> str:
    """（一）走访慰问困难党员：每户都走到。自定，3月31日前，未到期。"""
    standard = f"：{item.standard}" if item.standard else ""
    state = MARKS[item.state].label
    day = f"{item.due_on.month}月{item.due_on.day}日前"
    return f"（{paper.numeral(number)}）{item.title}{standard}。{ORIGINS[item.origin]}，{day}，{state}。"
