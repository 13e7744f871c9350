"""What is said about an activity: the notice, the text of a resolution, the rule behind a number, the road."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities import life, rules
from leitu.activities.models import Activity, ActivityKind, AgendaItem, Attendance
from leitu.activities.queries import Attendee
from leitu.core.clock import today
from leitu.ui.parts import RollLine, Step, steps
from leitu.ui.templatetags.dates import day as day_text
from leitu.ui.templatetags.dates import short_day

CONFIDENCE = {
    "C": gettext_lazy("已对照原文"),
    "C*": gettext_lazy("转引，用前请对照原文"),
    "K": gettext_lazy("凭经验，用前请对照原文"),
}
ANSWERS: dict[str, int] = {
    "present": Attendance.State.PRESENT,
    "excused": Attendance.State.EXCUSED,
    "absent": Attendance.State.ABSENT,
}
WORDS: dict[int, str] = {number: word for word, number in ANSWERS.items()}


def road(activity: Activity) -> list[Step]:
    """The steps of the stepper; none for what was cancelled or waived."""
    state = Activity.State(activity.state)
    if state not in life.ROAD:
        return []
    at = len(life.ROAD) if state == Activity.State.ARCHIVED else life.ROAD.index(state)
    return steps([one.label for one in life.ROAD], at)


def when(activity: Activity) -> str:
    """2026年11月26日(周四) 19:00, as far as it is known."""
    time = f" {activity.starts_at:%H:%M}" if activity.starts_at else ""
    until = f"–{activity.ends_at:%H:%M}" if activity.starts_at and activity.ends_at else ""
    return f"{day_text(activity.on)}{time}{until}"


def who_comes(kind: ActivityKind) -> str:
    """Whom the notice asks to come."""
    return {
        ActivityKind.Expected.MEMBERS: _("全体党员"),
        ActivityKind.Expected.COMMITTEE: _("支委会成员"),
        ActivityKind.Expected.GROUP: _("本小组党员"),
    }[ActivityKind.Expected(kind.expected)]


def notice(activity: Activity, agenda: Sequence[AgendaItem], url: str = "") -> str:
    """The notice as plain text, to copy into a group."""
    place = _("，在%(place)s") % {"place": activity.place} if activity.place else ""
    lines = [
        _("【通知】%(when)s%(place)s召开%(kind)s，请%(who)s参加。")
        % {"when": when(activity), "place": place, "kind": activity.kind.name, "who": who_comes(activity.kind)}
    ]
    if activity.topic:
        lines.append(_("主题：%(topic)s") % {"topic": activity.topic})
    lines += [f"{number}. {item.text}" for number, item in enumerate(agenda, 1)]
    contact = activity.recorder_name or activity.chair_name
    if contact:
        lines.append(_("来不了的，请提前告诉%(name)s。") % {"name": contact})
    if url:
        lines.append(_("也可以打开这个链接请假（不是必须）：%(url)s") % {"url": url})
    lines.append(f"{activity.unit.name} {short_day(today())}")
    return "\n".join(lines)


def resolution_text(activity: Activity, agenda: Sequence[AgendaItem], numbers: rules.Numbers) -> str:
    """A resolution to start from: what the agenda was, with the numbers of those who could vote."""
    subject = "、".join(item.text for item in agenda) or activity.topic or _("本次会议议题")
    if activity.kind.majority == ActivityKind.Majority.NONE:
        return _("会议议定：%(subject)s。") % {"subject": subject}
    return _("会议应到有表决权的%(expected)s人，实到%(present)s人。会议讨论了%(subject)s，表决同意。") % {
        "expected": numbers.voters_expected,
        "present": numbers.voters_present,
        "subject": subject,
    }


def rule(kind: ActivityKind, part: str = "summary") -> dict[str, Any]:
    """The rule behind a number, for ui/why.html: ``part`` is summary, quorum or majority."""
    source = kind.source
    confidence = "K" if part == "majority" and kind.code == "committee_meeting" else source.get("confidence", "")
    return {
        "title": kind.name,
        "summary": source.get(part, ""),
        "document": source.get("document", ""),
        "article": source.get("article", ""),
        "confidence": CONFIDENCE.get(confidence, confidence),
        "valid_from": dt.date.fromisoformat(source["valid_from"]) if source.get("valid_from") else None,
    }


def quorum_sentence(kind: ActivityKind, numbers: rules.Numbers) -> str:
    """What the quorum asks and what there is; empty where the kind has none."""
    if kind.quorum == ActivityKind.Quorum.NONE:
        return ""
    values = {
        "expected": numbers.voters_expected,
        "needs": rules.quorum_needs(numbers.voters_expected),
        "present": numbers.voters_present,
    }
    if rules.quorum_met(kind.quorum, numbers.voters_expected, numbers.voters_present):
        return _("有表决权的应到%(expected)s人，半数以上即至少%(needs)s人；实到%(present)s人，达到。") % values
    return (
        _("有表决权的应到%(expected)s人，半数以上即至少%(needs)s人；实到%(present)s人，没有达到，这次不计入。") % values
    )


def majority_sentence(kind: ActivityKind, numbers: rules.Numbers) -> str:
    """How many votes in favour a resolution needs; empty where the kind does not vote."""
    if kind.majority == ActivityKind.Majority.NONE:
        return ""
    return _("赞成票要超过应到有表决权%(expected)s人的半数，即至少%(needs)s票。") % {
        "expected": numbers.voters_expected,
        "needs": rules.majority_needs(numbers.voters_expected),
    }


def remarks(one: Attendee, on_paper: bool = False) -> str:
    """What stands beside a name: post, probationary, exempt, away, and on the screen how the presence came in."""
    register = one.register
    said = []
    if one.is_guest:
        said += [str(Attendance.Capacity(one.row.capacity).label), one.home]
    if register is not None:
        said.append(register.post)
        said.append(_("预备党员") if register.is_probationary else "")
        said.append(_("免于硬性要求") if register.is_exempt else "")
        said.append(_("流动") if register.is_floating else "")
        said.append(_("失去联系") if register.is_lost else "")
    if not on_paper and one.row.pk and one.row.via in (Attendance.Via.SCAN, Attendance.Via.SELF, Attendance.Via.PROXY):
        said.append(str(Attendance.Via(one.row.via).label))
    return " · ".join(word for word in said if word)


def roll_line(one: Attendee, value: str = "", reason: str | None = None, on_paper: bool = False) -> RollLine:
    """One line of ui/roll.html."""
    shown = value or WORDS.get(one.row.state, "present")
    return RollLine(
        key=str(one.row.person_id),
        name=one.name,
        value=shown,
        note=remarks(one, on_paper),
        reason=one.row.note if reason is None else reason,
    )
