"""What pages and papers say about a matter."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leitu.core.actor import Actor
from leitu.matters import sources
from leitu.matters.memory import Memory
from leitu.matters.models import Matter, Step, Word
from leitu.matters.queries import SOON_DAYS
from leitu.ui.parts import Moment
from leitu.ui.templatetags.dates import plain_day, short_day


def light(matter: Matter, day: dt.date) -> str:
    """The colour of a matter as a key of MARKS: by its date while it is open, else by its state."""
    if matter.state not in Matter.ON_LEDGER or matter.due_on is None:
        return str(matter.state)
    if matter.due_on < day:
        return "overdue"
    return "due_soon" if matter.due_on <= day + dt.timedelta(days=SOON_DAYS) else "met"


def how_long(matter: Matter, day: dt.date) -> str:
    """2 天 behind 超期; 还有 5 天 behind 临期."""
    if matter.state not in Matter.ON_LEDGER or matter.due_on is None:
        return ""
    days = (matter.due_on - day).days
    if days < 0:
        return ngettext("%(days)s 天", "%(days)s 天", -days) % {"days": -days}
    if days == 0:
        return _("今天到期")
    return ngettext("还有 %(days)s 天", "还有 %(days)s 天", days) % {"days": days} if days <= SOON_DAYS else ""


def line(matter: Matter, home: int | None = None) -> str:
    """Who answers, by when, who checks, where it comes from: the grey line of a row; ``home`` need not be named."""
    parts = [] if matter.unit_id == home else [matter.unit.name]
    if matter.person_name:
        parts.append(matter.person_name)
    if matter.due_on is not None:
        parts.append(_("%(day)s前") % {"day": short_day(matter.due_on)})
    if matter.reviewer_unit is not None:
        parts.append(_("考核：%(unit)s") % {"unit": matter.reviewer_unit.name})
    if matter.source_text:
        parts.append(_("来自 %(source)s") % {"source": matter.source_text})
    return " · ".join(parts)


def memory_sentence(memory: Memory) -> str:
    """5 个月前也有过，第 3 次，上次的措施：…"""
    if memory.months:
        since = ngettext("%(count)s 个月前也有过", "%(count)s 个月前也有过", memory.months) % {"count": memory.months}
    else:
        since = _("不到一个月前也有过")
    again = _("这是第 %(times)s 次") % {"times": memory.times}
    if not memory.measure:
        return _("%(since)s，%(again)s。") % {"since": since, "again": again}
    words = {"since": since, "again": again, "measure": memory.measure}
    return _("%(since)s，%(again)s，上次的措施：%(measure)s") % words


def stream(actor: Actor, matter: Matter) -> list[Moment]:
    """Everything that was done, the newest first; evidence leads to its record as far as the reader sees that."""
    steps = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter).order_by("-pk")[:100]
    return [
        Moment(at=step.at, text=told(step), who=step.by_label, detail=_detail(step), href=_href(actor, step))
        for step in steps
    ]


def told(step: Step) -> str:
    """The first line of a step: what was done."""
    data: dict[str, Any] = step.data
    label = step.get_kind_display()
    if step.kind == Step.Kind.HANDED_OVER:
        return _("由 %(before)s 移交 %(to)s") % {"before": data.get("before", ""), "to": data.get("to", "")}
    if step.kind == Step.Kind.REVIEWER:
        return _("改由 %(to)s 考核") % {"to": data.get("to", "")}
    if step.kind == Step.Kind.HELPER:
        return _("请 %(unit)s 协办") % {"unit": data.get("name", "")}
    if step.kind == Step.Kind.ASSIGNED:
        return _("责任人：%(name)s") % {"name": data.get("name", "")}
    if step.kind in (Step.Kind.EXTENDED, Step.Kind.EXTENSION_REFUSED):
        days = {"step": label, "before": _day(data.get("before", "")), "to": _day(data.get("to", ""))}
        return _("%(step)s：原定 %(before)s，改到 %(to)s") % days
    if step.kind == Step.Kind.EXTENSION_ASKED:
        return _("申请延期到 %(to)s") % {"to": _day(data.get("to", ""))}
    if step.kind == Step.Kind.SPLIT:
        if "title" not in data:  # as it was written down in the beginning
            return _("下发分项，%(count)s 个党组织") % {"count": data.get("count", 0)}
        return _("下发分项“%(title)s”，%(count)s 个党组织") % {"title": data["title"], "count": data["count"]}
    if step.kind == Step.Kind.WORD_GIVEN:
        return _("当事人回话：%(answer)s") % {"answer": Word.Answer(data["answer"]).label}
    if step.kind == Step.Kind.LOOKED:
        return _("回头看：没有反弹") if data.get("held") else _("回头看：又出现了")
    if step.kind == Step.Kind.MARKED:
        return _("列为重点") if step.data.get("is_key") else _("不再列为重点")
    if step.kind == Step.Kind.URGED:
        return _("到期提醒上级") if data.get("superior") else _("到期提醒")
    return str(label)


def _detail(step: Step) -> str:
    return "" if step.kind == Step.Kind.NOTED else step.text


def _href(actor: Actor, step: Step) -> str:
    if step.kind != Step.Kind.EVIDENCE:
        return ""
    found = sources.find(actor, str(step.data.get("source", "")), str(step.data.get("key", "")))
    return found.href if found is not None else ""


def _day(text: Any) -> str:
    try:
        return plain_day(dt.date.fromisoformat(str(text)))
    except ValueError:
        return ""
