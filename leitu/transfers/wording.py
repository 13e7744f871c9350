"""What is said about a transfer: who has the turn, who is responsible, what the letter says."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leitu.core.sealed import mask
from leitu.people.codes import nation
from leitu.people.models import Membership, Person
from leitu.people.wording import code_name
from leitu.transfers.letters import day_of
from leitu.transfers.models import Transfer
from leitu.ui.parts import Step, steps
from leitu.ui.templatetags.dates import plain_day

State, Side = Transfer.State, Transfer.Side


def route_words(transfer: Transfer) -> str:
    """From where to where: 柳树村党支部 → 市直机关党委."""
    ends = (transfer.unit.name, transfer.peer_name)
    first, last = ends if transfer.side == Side.OUT else reversed(ends)
    return f"{first} → {last}"


def turn(transfer: Transfer) -> str:
    """Who has to act now; empty once it is over."""
    if transfer.state == State.ASKED:
        return _("等%(who)s开介绍信") % {"who": transfer.issuer_name}
    if transfer.state == State.ISSUED:
        return _("等%(who)s接收") % {"who": transfer.unit.name if transfer.side == Side.IN else transfer.peer_name}
    if transfer.state == State.REFUSED:
        who = transfer.judge.name if transfer.judge else _("对方的上级")
        return _("等%(who)s裁定") % {"who": who}
    return ""


def how_long(transfer: Transfer, day: dt.date) -> str:
    """How far the end of the clock is, or how long it has gone by; empty once it is over."""
    if not transfer.is_open or transfer.due_on is None:
        return ""
    days = (transfer.due_on - day).days
    if days < 0:
        return ngettext("已超期 %(count)s 天", "已超期 %(count)s 天", -days) % {"count": -days}
    return ngettext("还有 %(count)s 天", "还有 %(count)s 天", days) % {"count": days}


def responsible(transfer: Transfer) -> str:
    """Who answers for the member now (教育管理工作条例 art. 25)."""
    here, there = transfer.unit.name, transfer.peer_name
    old, new = (here, there) if transfer.side == Side.OUT else (there, here)
    if transfer.state == State.RECEIVED:
        return _("组织关系在%(new)s。") % {"new": transfer.outcome or new}
    return _("接收以前，人仍由%(old)s管理：开会算应到，党费在那里交。") % {"old": old}


def progress(transfer: Transfer) -> list[Step]:
    """The way of the record; a letter from outside begins with being entered."""
    is_paper_in = transfer.way == Transfer.Way.OUTSIDE and transfer.side == Side.IN
    labels = [_("登记介绍信"), _("接收")] if is_paper_in else [_("支部提出"), _("党委开介绍信"), _("对方接收")]
    at: dict[str, int] = {State.ASKED: 1, State.ISSUED: len(labels) - 1, State.RECEIVED: len(labels)}
    known = at.get(transfer.state, at.get(transfer.refused_from))
    return steps(labels, known if known is not None else (len(labels) - 1 if transfer.number else 1))


def letter_lines(transfer: Transfer, *, clear: bool = False) -> list[tuple[str, str]]:
    """What the letter says, line by line; the identity number masked unless it is for the paper itself."""
    said = transfer.letter
    if not said:
        return []
    number = said.get("id_number", "")
    lines: list[tuple[Any, str]] = [
        (_("姓名"), said["name"]),
        (_("性别"), str(Person.Sex(said["sex"]).label) if said.get("sex") in Person.Sex.values else ""),
        (_("民族"), code_name(nation, said.get("nation", ""))),
        (_("出生日期"), plain_day(day_of(said, "birth_on"))),
        (_("公民身份证号"), number if clear else mask(number)),
        (_("类别"), str(Membership.Stage(said["stage"]).label)),
        (_("加入党组织日期"), plain_day(day_of(said, "joined_on"))),
        (_("转为正式党员日期"), plain_day(day_of(said, "full_on"))),
        (_("党费交至"), month_words(transfer.dues_until)),
        (_("转接原因"), str(transfer.get_reason_display())),
    ]
    return [(label, value) for label, value in lines if value]


def month_words(first: dt.date | None) -> str:
    """2026年10月, empty for none."""
    return _("%(year)s年%(month)s月") % {"year": first.year, "month": first.month} if first else ""


def is_probationary(transfer: Transfer) -> bool:
    """Whether the letter is about a probationary member."""
    return transfer.letter.get("stage") == Membership.Stage.PROBATIONARY
