"""党内统计公报 of any unit and day: the published headings, in the published order, with the published groups (rules.md §11).

The numbers are figures of one register, so each group adds up to the total; whoever is not known in a respect stands in
a group of his own. Nothing here asks the database.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from leitu.core import sheets
from leitu.core.sheets import Heading, Leaf, Shape
from leitu.reports import paper

SMALL = 5
"""Fewer persons than this are not shown outside of their own branch (catalogue M15)."""
HIDDEN = "不显示"
"""Of a hidden number nobody is told either whether it is small itself or would give a small one away."""
UNKNOWN = "未登记"
NOT_YET = "本系统还没有记录这一项。"
ROUNDING = "部分相对数由于四舍五入产生的计算误差均未作机械调整。"
AGES = (
    ("30岁及以下", 0, 30),
    ("31岁至35岁", 31, 35),
    ("36岁至40岁", 36, 40),
    ("41岁至45岁", 41, 45),
    ("46岁至50岁", 46, 50),
    ("51岁至55岁", 51, 55),
    ("56岁至60岁", 56, 60),
    ("61岁及以上", 61, 150),
)
"""The eight bands of the published bulletin, in completed years."""
ENTRY = (
    ("新中国成立前入党", dt.date(1949, 10, 1)),
    ("新中国成立后至党的十一届三中全会前入党", dt.date(1978, 12, 18)),
    ("党的十一届三中全会后至党的十八大前入党", dt.date(2012, 11, 8)),
    ("党的十八大以来入党", None),
)
"""The four periods, each with the first day of the next (K: the bulletin prints no days)."""
OCCUPATIONS = {
    "worker": "工人（工勤技能人员）",
    "farmer": "农牧渔民",
    "professional": "企事业单位、社会组织专业技术人员",
    "management": "企事业单位、社会组织管理人员",
    "office": "党政机关工作人员",
    "student": "学生",
    "other": "其他职业人员",
    "retired": "离退休人员",
}
"""The eight groups, by their names in people/codes/data/job.yaml."""


@dataclass(frozen=True)
class Cell:
    """One number of a group. ``count`` is None where it is hidden."""

    label: str
    count: int | None

    @property
    def shown(self) -> str:
        return HIDDEN if self.count is None else str(self.count)


@dataclass(frozen=True)
class Group:
    """Cells that belong together. ``total``: what they are parts of. ``adds_up``: together they are all of it.

    ``measure``: 名 for persons, 个 for organisations, which nobody needs to hide.
    """

    title: str
    cells: tuple[Cell, ...]
    total: int
    adds_up: bool = True
    measure: str = "名"

    def share(self, cell: Cell) -> str:
        """29.4%, empty where nothing can be said."""
        return f"{cell.count * 100 / self.total:.1f}%" if cell.count is not None and self.total else ""

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(label, number, share) for a table."""
        return [(cell.label, cell.shown, self.share(cell)) for cell in self.cells]


@dataclass(frozen=True)
class Section:
    """A headed part of the bulletin. ``lead`` says ``count`` in place of {count}; None: it is hidden."""

    title: str
    groups: tuple[Group, ...] = ()
    note: str = ""
    lead: str = ""
    count: int | None = 0

    @property
    def begins(self) -> str:
        """The lead with its number."""
        return self.lead.replace("{count}", "不足5" if self.count is None else str(self.count))


@dataclass(frozen=True)
class Bar:
    """Five years of ages: men, women, and those whose sex is not on record."""

    ages: str
    men: int
    women: int
    others: int


@dataclass(frozen=True)
class Bulletin:
    """Everything the bulletin says. ``before``: members and organisations a year earlier."""

    unit: str
    on: dt.date
    members: int
    members_before: int
    organisations: int
    organisations_before: int
    sections: tuple[Section, ...]
    bars: tuple[Bar, ...] = ()
    sectors: Group = field(default_factory=lambda: Group("", (), 0))
    forecast: tuple[tuple[str, int], ...] = ()
    head: str = ""

    @property
    def summary(self) -> str:
        """截至2025年12月31日，党员总数为……"""
        day = f"{self.on.year}年{self.on.month}月{self.on.day}日"
        members = _growth(self.members, self.members_before, "名")
        units = _growth(self.organisations, self.organisations_before, "个")
        return (
            f"截至{day}，{self.unit}党员总数为{self.members}名，{members}。"
            f"党的基层组织{self.organisations}个，{units}。"
        )


def _growth(now: int, before: int, measure: str) -> str:
    """比上年同日净增101名，增幅为1.0%；比上年同日净减1名，降幅为0.1%；与上年同日持平"""
    change = now - before
    if not change:
        return "与上年同日持平"
    word, rise = ("净增", "增幅") if change > 0 else ("净减", "降幅")
    rate = f"，{rise}为{abs(change) * 100 / before:.1f}%" if before else ""
    return f"比上年同日{word}{abs(change)}{measure}{rate}"


def hidden(bulletin: Bulletin) -> Bulletin:
    """The same with small cells hidden: for whoever is not of the branch."""
    sections = tuple(
        replace(one, groups=tuple(map(spare, one.groups)), count=None if 0 < (one.count or 0) < SMALL else one.count)
        for one in bulletin.sections
    )
    bars = coarse(bulletin.bars)
    forecast = tuple((label, count) for label, count in bulletin.forecast if count == 0 or count >= SMALL)
    return replace(bulletin, sections=sections, sectors=spare(bulletin.sectors), bars=bars, forecast=forecast)


def spare(group: Group) -> Group:
    """Numbers of one to four are hidden; where the rest would give the hidden one away, the next smallest is too."""
    if group.measure != "名":
        return group
    hide = {n for n, cell in enumerate(group.cells) if cell.count is not None and 0 < cell.count < SMALL}
    lost = sum(group.cells[n].count or 0 for n in hide)
    if group.adds_up and hide and (len(hide) == 1 or lost < SMALL):
        rest = [n for n, cell in enumerate(group.cells) if n not in hide and cell.count]
        hide |= set(sorted(rest, key=lambda n: group.cells[n].count or 0)[:1])
    if not group.adds_up:  # its complement is nobody's business either
        hide |= {
            n for n, one in enumerate(group.cells) if one.count is not None and 0 < group.total - one.count < SMALL
        }
    return replace(
        group, cells=tuple(replace(cell, count=None) if n in hide else cell for n, cell in enumerate(group.cells))
    )


def _is_large(bar: Bar) -> bool:
    return all(count == 0 or count >= SMALL for count in (bar.men, bar.women, bar.others))


def coarse(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Neighbouring bars put together until none is small; what stays small at the end joins the last."""
    found: list[Bar] = []
    for bar in bars:
        if found and not _is_large(found[-1]):
            bar = _together(found.pop(), bar)
        found.append(bar)
    while len(found) > 1 and not _is_large(found[-1]):
        last = found.pop()
        found.append(_together(found.pop(), last))
    return tuple(one for one in found if _is_large(one))


def _together(first: Bar, second: Bar) -> Bar:
    low, high = first.ages.split("–")[0], second.ages.split("–")[-1]
    return Bar(f"{low}–{high}", first.men + second.men, first.women + second.women, first.others + second.others)


# On paper.


def sentence(group: Group) -> str:
    """女党员12名，占党员总数的29.4%；……。"""
    parts = []
    for cell in group.cells:
        share = group.share(cell)
        if cell.count is None:
            parts.append(f"{cell.label}（{HIDDEN}）")
            continue
        parts.append(f"{cell.label}{cell.shown}{group.measure}" + (f"，占{share}" if share else ""))
    return "；".join(parts) + "。"


def paragraphs(section: Section) -> list[str]:
    """The section as the published bulletin prints it."""
    lines = [section.begins] if section.lead else []
    lines += [f"（{group.title}）{sentence(group)}" for group in section.groups]
    return lines + ([section.note] if section.note else [])


def bulletin_docx(said: Bulletin) -> bytes:
    """The bulletin as .docx (layout: scripts/build_docx_templates.py)."""
    parts: list[paper.Value] = [{"title": one.title, "lines": paragraphs(one)} for one in said.sections]
    first: paper.Value = {"title": "总数", "lines": [said.summary]}
    last: paper.Value = {"title": "注", "lines": [ROUNDING]}
    return paper.render(
        "parts.docx",
        {"unit": said.unit, "title": "党内统计公报", "parts": [first, *parts, last], "head": said.head},
    )


def bulletin_xlsx(said: Bulletin, who: str) -> bytes:
    """The same as a table: section, group, item, number, share. ``who``: who took it, at the foot."""

    def rows() -> Iterable[Sequence[sheets.Value]]:
        yield ("总数", "", "党员总数", said.members, "")
        yield ("总数", "", "党的基层组织总数", said.organisations, "")
        for section in said.sections:
            for group in section.groups:
                for cell in group.cells:
                    count: sheets.Value = cell.count if cell.count is not None else cell.shown
                    yield (section.title, group.title, cell.label, count, group.share(cell))
            if section.note:
                yield (section.title, "", section.note, None, "")

    headings = [Heading("部分", 20), Heading("分组", 24), Heading("项目", 36), Heading("人数或个数", 12, Shape.NUMBER)]
    headings.append(Heading("占比", 10))
    lines = [f"截至{said.on:%Y-%m-%d}", ROUNDING]
    leaf = Leaf("党内统计公报", headings, rows(), title=f"{said.unit}党内统计公报", lines=lines)
    return sheets.workbook([leaf], footer=who)
