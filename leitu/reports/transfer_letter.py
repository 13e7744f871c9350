"""中国共产党党员组织关系介绍信 as a paper of three parts: stub, letter, return slip."""

import datetime as dt
from dataclasses import dataclass

from leitu.reports import paper, pdf


@dataclass(frozen=True, kw_only=True)
class TransferLetter:
    """Everything the paper says. ``stage`` is 正式党员 or 预备党员; days are None and texts empty where nothing is known.

    ``dues_until`` is a month in words. ``receiver`` is who receives, ``head`` the line of leitu.reports.heads.
    """

    number: str
    name: str
    sex: str
    nation: str
    birth_on: dt.date | None
    id_number: str
    stage: str
    joined_on: dt.date | None
    full_on: dt.date | None
    dues_until: str
    old_unit: str
    receiver: str
    issuer: str
    issued_on: dt.date
    valid_days: int
    head: str = ""


def transfer_docx(said: TransferLetter) -> bytes:
    """The three parts as .docx (layout: scripts/build_docx_templates.py)."""
    return paper.render("transfer_letter.docx", values_of(said))


def transfer_pdf(said: TransferLetter) -> bytes:
    """The same on one sheet, as PDF."""
    return pdf.render("transfer_letter.typ", values_of(said))


def values_of(said: TransferLetter) -> dict[str, paper.Value]:
    """The values that the forms transfer_letter.docx and transfer_letter.typ may name."""
    good = f"（有效期{said.valid_days}天，至{day_words(said.issued_on + dt.timedelta(days=said.valid_days))}）"
    dues = f"该同志党费已交到{said.dues_until or '　　年　月'}。"
    return {
        "number": said.number,
        "issuer": said.issuer,
        "date": day_words(said.issued_on),
        "stub": [
            f"{said.name}同志系中国共产党{said.stage}，组织关系由{said.old_unit}转到{said.receiver}。",
            f"{dues}{good}",
        ],
        "body": [
            f"{said.receiver}：",
            f"{about(said)}，系中国共产党{said.stage}，{joined(said)}组织关系由{said.old_unit}转到{said.receiver}，请接收。",
            f"{dues}{good}",
        ],
        "slip": [
            f"{said.issuer}：",
            f"{said.name}同志的组织关系已于　　年　月　日转到我处，介绍信编号{said.number}。特此回复。",
            "经办人：　　　　　　　联系电话：",
        ],
        "receiver_signs": "接收党组织（盖章）",
        "head": said.head,
    }


def about(said: TransferLetter) -> str:
    """王某同志（男，汉族，1990年3月7日出生，公民身份证号……）, with as much as is known."""
    born = f"{day_words(said.birth_on)}出生" if said.birth_on else ""
    number = f"公民身份证号{said.id_number}" if said.id_number else ""
    facts = "，".join(one for one in (said.sex, said.nation, born, number) if one)
    return f"{said.name}同志（{facts}）" if facts else f"{said.name}同志"


def joined(said: TransferLetter) -> str:
    """2015年7月1日加入党组织，2016年7月1日转为正式党员，"""
    first = f"{day_words(said.joined_on)}加入党组织，" if said.joined_on else ""
    return first + (f"{day_words(said.full_on)}转为正式党员，" if said.full_on else "")


def day_words(day: dt.date) -> str:
    """2026年3月20日"""
    return f"{day.year}年{day.month}月{day.day}日"
