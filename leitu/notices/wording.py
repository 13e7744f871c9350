"""What a notice says, built when it is read, in the reader's language. On the way out of the house it says less."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from leitu.approvals.kinds import kind_of
from leitu.audit.sealing import Head, spoken, written
from leitu.notices.models import Kind, Notice
from leitu.people.models import Objection, Post
from leitu.ui.templatetags.dates import day as day_text
from leitu.ui.templatetags.dates import month as month_text
from leitu.ui.templatetags.dates import short_day

MEETING = (
    "activities.notify",
    "activities.update",
    "activities.cancel",
    "activities.waive_activity",
    "activities.reinstate",
)
SENTENCES = {
    "activities.notify": gettext_lazy("%(when)s%(place)s召开%(kind)s，请您参加"),
    "activities.update": gettext_lazy("%(kind)s的时间地点有变动：%(when)s%(place)s"),
    "activities.cancel": gettext_lazy("取消：%(when)s的%(kind)s"),
    "activities.waive_activity": gettext_lazy("不开了：%(when)s的%(kind)s"),
    "activities.reinstate": gettext_lazy("照常：%(when)s%(place)s召开%(kind)s"),
    "activities.hand_roll": gettext_lazy("请您记录%(when)s的%(kind)s"),
    "norms.waive": gettext_lazy("上级同意免办：%(title)s"),
    "norms.withdraw_waiver": gettext_lazy("免办已撤销，重新计入：%(title)s"),
    "people.appoint": gettext_lazy("您在%(unit)s任%(post)s"),
    "people.leave_post": gettext_lazy("您不再担任%(unit)s%(post)s"),
    "orgs.grant": gettext_lazy("您在%(unit)s有了“%(role)s”的权限"),
    "orgs.revoke": gettext_lazy("您在%(unit)s的“%(role)s”权限已收回"),
    "changes.carry_out": gettext_lazy("预定的组织调整已经办好：%(label)s"),
    "changes.carry_out_failed": gettext_lazy("预定的组织调整没有办成：%(label)s。%(reason)s"),
    "handovers.begin": gettext_lazy("%(unit)s%(post)s开始交接，请看一看"),
    "handovers.give": gettext_lazy("%(unit)s%(post)s已移交给您，请确认接收"),
    "handovers.take": gettext_lazy("%(unit)s%(post)s的交接办好了"),
    "people.object_to": gettext_lazy("有一条异议请您答复，%(due)s前"),
    "people.answer_objection": gettext_lazy("您的异议有答复了：%(said)s"),
    "approvals.ask": gettext_lazy("%(by)s 请您批准：%(what)s，%(subject)s"),
    "approvals.approve": gettext_lazy("%(by)s 同意了您的请示：%(what)s，%(subject)s"),
    "approvals.refuse": gettext_lazy("%(by)s 没有同意您的请示：%(what)s，%(subject)s。%(said)s"),
    "oversight.alert_reveals": gettext_lazy("%(label)s %(day)s查看敏感信息 %(count)s 次，超出平常，请核实"),
    "notices.remind": gettext_lazy("%(by)s 提醒：%(titles)s。%(words)s"),
    "matters.publish": gettext_lazy("新挂账：%(title)s，%(due)s前办好"),
    "matters.split": gettext_lazy("%(unit)s下发：%(title)s"),
    "matters.request_close": gettext_lazy("%(unit)s申请销号：%(title)s"),
    "matters.extend": gettext_lazy("%(unit)s申请延期：%(title)s"),
    "matters.remind_due": gettext_lazy("%(when)s：%(title)s（%(unit)s）"),
    "matters.answer_extension": gettext_lazy("延期申请有答复了：%(title)s，%(due)s前办好"),
    "matters.close": gettext_lazy("已销号：%(title)s"),
    "matters.send_back": gettext_lazy("退回来了，请接着办：%(title)s"),
    "matters.reopen": gettext_lazy("重新挂账：%(title)s"),
    "matters.inquire": gettext_lazy("书记过问：%(title)s"),
    "matters.urge": gettext_lazy("督办：%(title)s，%(due)s前办好"),
    "matters.hand_over": gettext_lazy("移交给%(unit)s：%(title)s，请定责任人"),
    "inspections.submit": gettext_lazy("%(body)s来检查过（%(day)s），%(result)s，请看一看、确认"),
    "inspections.confirm": gettext_lazy("%(unit)s对检查记录说了话，请看一看"),
    "guidance.remind": gettext_lazy("您联系的%(unit)s，%(due)s前还没有去过。参加他们的会也算，不用另记"),
    "transfers.ask": gettext_lazy("请开介绍信：%(name)s，%(route)s"),
    "transfers.issue": gettext_lazy("介绍信开好了：%(name)s，%(route)s"),
    "transfers.renew": gettext_lazy("介绍信续开了：%(name)s，%(route)s"),
    "transfers.route": gettext_lazy("请接收：%(name)s，%(route)s"),
    "transfers.receive": gettext_lazy("已接收：%(name)s，%(route)s"),
    "transfers.enter_slip": gettext_lazy("回执已收：%(name)s，%(route)s"),
    "transfers.refuse": gettext_lazy("转接被退回，等上级裁定：%(name)s，%(route)s"),
    "transfers.uphold": gettext_lazy("上级同意退回：%(name)s，%(route)s"),
    "transfers.overrule": gettext_lazy("上级裁定接着办：%(name)s，%(route)s"),
    "transfers.recall": gettext_lazy("转接撤回了：%(name)s，%(route)s"),
    "transfers.urge": gettext_lazy("催办转接：%(name)s，%(route)s"),
    "integrity.enter_ruling": gettext_lazy("有一份和您有关的文书，请您看一看"),
    "integrity.revoke_ruling": gettext_lazy("和您有关的一份文书有了变化，请您看一看"),
    "integrity.answer_appeal": gettext_lazy("您的申诉有答复了"),
    "integrity.appeal": gettext_lazy("有一份申诉等答复"),
    "thematic.send_report": gettext_lazy("%(title)s报送了 %(year)s 年专题报告，请签收"),
    "thematic.receive_report": gettext_lazy("%(title)s %(year)s 年专题报告，上级签收了"),
    "reports.make_month_reports": gettext_lazy("%(month)s月报已生成，5日自动确认，不用填"),
}


def when(data: dict[str, Any]) -> str:
    """2026年11月26日(周四) 19:00."""
    try:
        on = dt.date.fromisoformat(str(data.get("on", "")))
    except ValueError:
        return ""
    return f"{day_text(on)} {data.get('time', '')}".strip()


def sentence(notice: Notice) -> str:
    """The notice as the inbox shows it."""
    data = dict(notice.data)
    if notice.verb == "activities.answer":
        return _leave(data)
    data["when"] = when(data)
    data["place"] = _("，在%(place)s，") % {"place": data["place"]} if data.get("place") else " "
    if notice.verb == "activities.update":
        data["place"] = _("，%(place)s") % {"place": notice.data["place"]} if notice.data.get("place") else ""
    if notice.kind == Kind.OFFICE and data.get("title") in Post.Title.values:
        data["post"] = Post.Title(data["title"]).label
    if notice.kind == Kind.OBJECTION:
        data["due"] = short_day(dt.date.fromisoformat(data["due_on"]))
        data["said"] = Objection.Outcome(data["outcome"]).label if data.get("outcome") else ""
    if notice.kind == Kind.APPROVAL:
        data["what"] = kind_of(data["what"]).label
    if notice.kind == Kind.SECURITY:
        data["day"] = short_day(dt.date.fromisoformat(data["day"]))
    if notice.kind == Kind.REPORT:
        data["month"] = month_text(dt.date.fromisoformat(f"{data['month'][:7]}-01"))
    if notice.kind == Kind.INSPECTION:
        count = int(data["found"])
        found = ngettext("发现 %(count)s 个问题", "发现 %(count)s 个问题", count) % {"count": count}
        data["result"] = found if count else _("没有发现问题")
        data["day"] = short_day(dt.date.fromisoformat(data["on"]))
    if notice.kind == Kind.GUIDANCE:
        data["due"] = short_day(dt.date.fromisoformat(data["due_on"]))
    if notice.kind == Kind.MATTER:
        data["due"] = short_day(dt.date.fromisoformat(data["due_on"])) if data.get("due_on") else ""
        data["when"] = _how_far(int(data.get("days", 0)))
    known = SENTENCES.get(notice.verb)
    return str(known) % data if known else str(Kind(notice.kind).label)


def _how_far(days: int) -> str:
    """How far away the date of a matter is, or how long it has gone by."""
    if days < 0:
        return ngettext("已超期 %(count)s 天", "已超期 %(count)s 天", -days) % {"count": -days}
    return ngettext("还有 %(count)s 天到期", "还有 %(count)s 天到期", days) % {"count": days}


def _leave(data: dict[str, Any]) -> str:
    words = {"name": data.get("name", ""), "when": when(data), "kind": data.get("kind", "")}
    if data.get("by_proxy"):
        return _("已替您登记：%(when)s的%(kind)s请假") % words
    return _("%(name)s 请假：%(when)s的%(kind)s") % words


def href(notice: Notice) -> str:
    """Where the notice leads; empty when there is nowhere to go."""
    try:
        if notice.verb.startswith("activities."):
            return reverse("activities:show", args=[notice.object_id])
        if notice.verb.startswith("handovers."):
            return reverse("handovers:show", args=[notice.object_id])
        if notice.verb.startswith("changes."):
            return reverse("changes:show", args=[notice.object_id])
        if notice.kind == Kind.APPROVAL:
            return reverse("approvals:show", args=[notice.object_id])
        if notice.kind == Kind.SECURITY:
            return reverse("oversight:sign_ins")
        if notice.verb.startswith("thematic."):
            return reverse("thematic:show", args=[notice.unit_id, notice.data["year"]])
        if notice.kind == Kind.MATTER:
            return reverse("matters:show", args=[notice.object_id])
        if notice.kind == Kind.INSPECTION:
            return reverse("inspections:show", args=[notice.object_id])
        if notice.kind == Kind.GUIDANCE:
            return reverse("guidance:show", args=[notice.object_id])
        if notice.kind == Kind.TRANSFER:
            return reverse("transfers:show", args=[notice.object_id])
        if notice.verb == "integrity.appeal":
            return reverse("integrity:rulings")
        if notice.kind == Kind.DUTY:
            return reverse("norms:explain", args=[notice.unit_id, notice.data["norm"], notice.data["period"]])
        if notice.kind == Kind.REMINDER:
            return f"{reverse('norms:duties')}?unit={notice.unit_id}"
        if notice.kind == Kind.REPORT:
            return f"{reverse('reports:months')}?month={notice.data['month'][:7]}"
        if notice.kind == Kind.OBJECTION:
            return reverse("people:objections") if notice.verb == "people.object_to" else reverse("portal:mine")
    except (NoReverseMatch, KeyError):
        return ""  # what it was about lies in an app that is not there, or was said in other words then
    return reverse("portal:mine")


def digest(notices: Iterable[Notice], address: str) -> tuple[str, str]:
    """Subject and text of a daily digest: how much of what kind, and the times of meetings.

    It may light up on a locked screen or lie in a mailbox (security.md T11): no name, unit, topic, place or reason.
    """
    listed = list(notices)
    count = len(listed)
    counted = Counter(Kind(one.kind) for one in listed)
    parts = [
        _("%(kind)s %(count)s 条") % {"kind": kind.label, "count": counted[kind]} for kind in Kind if counted[kind]
    ]
    lines = [
        _("您有 %(count)s 条新通知：%(parts)s。")
        % {"count": count, "parts": pgettext("between items", "、").join(parts)}
    ]
    lines += meeting_lines((one.verb, one.data) for one in listed if one.verb in MEETING)
    lines += ["", _("打开垒土看：%(address)s") % {"address": address}]
    lines.append(_("一天最多这一份。不想收，在“通知”的设置里关掉。"))
    return _("垒土：%(count)s 条新通知") % {"count": count}, "\n".join(lines)


def group_digest(told: Iterable[tuple[str, dict[str, Any]]], address: str) -> tuple[str, str]:
    """The same for a unit's group: the times of its meetings and nothing else."""
    lines = meeting_lines(told)
    return _("垒土：组织生活安排"), "\n".join([_("组织生活安排："), *lines, address])


def meeting_lines(told: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
    """One line for each meeting: when, of what kind, and whether it was changed or cancelled."""
    changes = {
        "activities.update": _("（有变动）"),
        "activities.cancel": _("（取消）"),
        "activities.waive_activity": _("（不开了）"),
    }
    last = {(data.get("on"), data.get("time"), data.get("kind")): (verb, data) for verb, data in told}
    return [f"· {when(data)} {data.get('kind', '')}{changes.get(verb, '')}" for verb, data in last.values()]


def heads(kept: Iterable[Head]) -> tuple[str, str]:
    """Subject and text of the day's mail with the heads of the audit: what somebody needs to compare, nothing else."""
    lines = [_("操作记录的链头。请留着这封邮件，不用回复，也不用做什么。"), ""]
    for head in kept:
        words = {"head": written(head), "total": head.total, "at": head.at}
        lines += [_("%(head)s（累计 %(total)s 条，%(at)s）") % words, spoken(head.hash), ""]
    lines.append(_("怀疑记录被动过时，在“操作记录”的“现在核对”里填上面那一行；对不上，就是有人动过。"))
    return _("垒土：操作记录的链头"), "\n".join(lines)
