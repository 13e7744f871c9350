"""个人信息安全事件报告: what the law wants to be told after a leak (个人信息保护法 art. 57), drafted from the audit.

It counts persons and never names them: whoever drafts it looks after accounts, not after members.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leitu.reports import paper, pdf

BLANK = "（请填写）"
HARM: Mapping[str, tuple[str, str]] = {
    "id_number": ("身份证号可能被冒用来办卡、贷款、注册账号", "留意本人名下的银行卡、电话卡和贷款，发现异常马上报案"),
    "mobile": ("手机号可能招来骚扰和诈骗电话", "不信来历不明的电话和短信，不点链接，不说验证码"),
    "landline": ("固定电话可能招来骚扰和诈骗电话", "来历不明的电话，不说家里的情况，不转账"),
    "address": ("住址可能招来上门骚扰，危及人身和财产安全", "留意陌生人上门，有情况马上报警"),
}
"""By sealed field: what may come of it, and what the person himself can do. Other fields have the common words."""
COMMON = ("党籍、职务和组织生活情况被不相干的人知道，可能损害名誉和尊严", "有人拿这些情况来找，请告诉所在党支部")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One kind of personal information: how often it was looked at, of how many persons. ``field`` is its code."""

    field: str
    label: str
    looks: int
    persons: int


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One account that looked at persons' items or took lists of them; ``rows`` are lines of those lists."""

    name: str
    looks: int
    persons: int
    lists: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What the audit says of a period. ``persons`` are different persons whose items were looked at one by one.

    ``door`` and ``measures`` are sentences with their moments, the oldest first; ``more`` says how many are left out.
    """

    tenant: str
    since: dt.date
    until: dt.date
    who: str
    persons: int
    items: Sequence[Item]
    readers: Sequence[Reader]
    lists: int
    rows: int
    door: Sequence[str]
    measures: Sequence[str]
    head: str = ""

    @property
    def looks(self) -> int:
        return sum(item.looks for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What only people know. It goes onto the paper and is kept nowhere."""

    found: str = ""
    cause: str = ""
    done: str = ""
    contact: str = ""


def breach_docx(breach: Breach, said: Said) -> bytes:
    """The report as .docx (layout: scripts/build_docx_templates.py)."""
    return paper.render("parts.docx", values_of(breach, said))


def breach_pdf(breach: Breach, said: Said) -> bytes:
    """The same as PDF."""
    return pdf.render("parts.typ", values_of(breach, said))


def values_of(breach: Breach, said: Said) -> dict[str, paper.Value]:
    """The values that the forms parts.docx and parts.typ may name."""
    period = f"{_day(breach.since)}至{_day(breach.until)}"
    about = f"账号“{breach.who}”" if breach.who else "全部账号"
    harm = [HARM[item.field] for item in breach.items if item.field in HARM]
    if breach.lists or not harm:
        harm.append(COMMON)
    parts: list[tuple[str, Sequence[str]]] = [
        ("事件经过", [f"期间：{period}，{about}。", *_written(said.found, "什么时候、谁、怎样发现")]),
        ("涉及的个人信息种类和人数", items_text(breach)),
        ("哪些账号看过、拿走过", [*readers_text(breach), "以上按系统的操作记录统计，不含个人信息的内容。"]),
        ("原因", [*_moments("期间登录和授权的异常", breach.door), *_written(said.cause, "原因判断")]),
        ("可能造成的危害", [f"{risk}。" for risk, _advice in harm]),
        ("已经采取的补救措施", [*_moments("系统里做过的", breach.measures), *_written(said.done, "其他措施")]),
        ("个人可以采取的措施", [f"{advice}。" for _risk, advice in harm]),
        ("通知", [NOTIFY]),
        ("联系方式", [said.contact or BLANK]),
    ]
    return {
        "titles": [breach.tenant, "个人信息安全事件报告"],
        "mark": "",
        "addressee": "",
        "parts": [
            {"title": f"{paper.numeral(number)}、{title}", "lines": list(lines)}
            for number, (title, lines) in enumerate(parts, 1)
        ],
        "signed": "",
        "dated": "　　　　年　　月　　日",
        "remark": [],
        "head": breach.head,
    }


NOTIFY = (
    "按《个人信息保护法》第五十七条，应当立即通知履行个人信息保护职责的部门和个人。"
    "采取的措施能够有效避免信息泄露、篡改、丢失造成危害的，可以不通知个人；"
    "履行职责的部门认为可能造成危害的，有权要求通知。"
)


def items_text(breach: Breach) -> list[str]:
    """身份证号：查看12次，涉及9人。 A line for each kind, then the persons in all and the lists."""
    lines = [f"{item.label}：查看{item.looks}次，涉及{item.persons}人。" for item in breach.items]
    lines.append(f"逐人查看的合计涉及{breach.persons}人。" if lines else "期间没有逐人查看敏感信息的记录。")
    if breach.lists:
        lines.append(f"名单和台账拿走{breach.lists}份，共{breach.rows}行；同一个人可能在几份里，按行数计是上限。")
    else:
        lines.append("期间没有拿走名单的记录。")
    return lines


def readers_text(breach: Breach) -> list[str]:
    """One line for each account, by name."""
    if not breach.readers:
        return ["没有。"]
    return [
        f"{one.name}：查看{one.looks}次（{one.persons}人），拿走名单{one.lists}份（{one.rows}行）。"
        for one in breach.readers
    ]


def _written(text: str, what: str) -> list[str]:
    return paper.lines(text) or [f"{what}：{BLANK}"]


def _moments(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}：", *lines] if lines else [f"{title}：操作记录里没有。"]


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
