"""The words of a thematic report, always in Chinese: drafted from the numbers, two parts left to people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from leitu.reports.heads import head_line
from leitu.reports.letter import Letter
from leitu.reports.months import MonthNumbers
from leitu.thematic.models import ThematicReport

BLANK = "（请写）"
"""Stands where only people know what to say; while it is there the report is not sent."""


@dataclass(frozen=True, kw_only=True)
class YearNumbers:
    """What is on record about a unit and everything below it. ``branches``: 0 for a branch itself; ``day``: as of when."""

    day: dt.date
    branches: int
    numbers: Sequence[MonthNumbers]
    waiting: int
    overdue: int
    weak: int

    def total(self, name: str) -> int:
        """One number of the month reports, over all branches."""
        return sum(getattr(one, name) for one in self.numbers)

    def kinds(self) -> list[tuple[str, int]]:
        """How many activities of which kind were held."""
        found: dict[str, int] = {}
        for one in self.numbers:
            for name, of_kind in one.kinds.items():
                found[name] = found.get(name, 0) + of_kind.held
        return list(found.items())


def title_of(year: int) -> str:
    """2026年度基层党建工作专题报告: one line of a title."""
    return f"{year}年度基层党建工作专题报告"


def draft(unit: str, found: YearNumbers) -> str:
    """Seven paragraphs, each with its heading; the last two are for people."""
    day = f"{found.day.year}年{found.day.month}月{found.day.day}日"
    parts = [
        ("一、基本情况", _basics(unit, day, found)),
        ("二、组织生活", _life(found)),
        ("三、应办事项", _duties(found)),
        ("四、问题和整改", _matters(found)),
        ("五、接受督导检查和联系指导", _visits(found)),
        ("六、存在的不足", BLANK),
        ("七、下一步打算", BLANK),
    ]
    return "\n\n".join(f"{title}。{text}" for title, text in parts)


def _basics(unit: str, day: str, found: YearNumbers) -> str:
    below = f"下属党支部{found.branches}个，" if found.branches else ""
    moved = f"本年增加{found.total('joined')}名，减少{found.total('left')}名"
    return f"到{day}，{unit}有{below}党员{found.total('members')}名，{moved}。"


def _life(found: YearNumbers) -> str:
    if not found.total("held"):
        return "本年没有归档的组织生活记录。"
    kinds = "，".join(f"{name}{count}次" for name, count in found.kinds())
    short, late = found.total("inquorate"), found.total("late_entries")
    more = f"其中没有达到法定人数{short}次。" if short else ""
    more += f"补录{late}次。" if late else ""
    held = f"本年开展组织生活{found.total('held')}次：{kinds}。"
    return f"{held}应到{found.total('expected')}人次，实到{found.total('present')}人次。{more}"


def _duties(found: YearNumbers) -> str:
    owed = found.total("met") + found.total("overdue")
    if not owed and not found.total("waived"):
        return "本年没有到期的应办事项。"
    waived = f"；免办{found.total('waived')}项，不计在内" if found.total("waived") else ""
    return f"本年到期{owed}项，办到{found.total('met')}项，未办到{found.total('overdue')}项{waived}。"


def _matters(found: YearNumbers) -> str:
    closed = found.total("closed_on_time") + found.total("closed_late")
    late = f"，其中逾期{found.total('closed_late')}件" if found.total("closed_late") else ""
    again = f"；销号后重新挂账{found.total('reopened')}件" if found.total("reopened") else ""
    open_now = f"现在账上还有{found.waiting}件，其中超期{found.overdue}件" if found.waiting else "现在账上没有未销号的"
    return f"本年销号{closed}件{late}{again}；{open_now}。"


def _visits(found: YearNumbers) -> str:
    weak = f"列入软弱涣散整顿、还没有销号的党支部{found.weak}个。" if found.weak else ""
    came, problems, guided = found.total("inspected"), found.total("found"), found.total("guided")
    seen = f"本年接受督导检查{came}次，发现问题{problems}个" if came else "本年没有接受督导检查的记录"
    return f"{seen}；上级联系指导{guided}次。{weak}"


def letter_of(report: ThematicReport) -> Letter:
    """The report as an official paper, with the superior's remark once there is one."""
    return Letter(
        titles=[report.unit.name, report.title],
        addressee=report.superior.name if report.superior else "",
        text=report.text,
        signed=report.unit.name,
        dated=report.sent_on or dt.date(report.year, 12, 31),
        mark="" if report.sent_on else "（草稿，尚未报送）",
        remark=report.remark,
        head=head_line(report.tenant_id),
    )
