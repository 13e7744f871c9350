"""What a member's copy of his data says, asked of the records. Nothing is masked: it is his own."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from leitu.accounts.models import SignIn, User
from leitu.activities.models import Activity, Attendance
from leitu.activities.own import helpers_of, said
from leitu.audit.sentences import said as sentences
from leitu.people import queries as people
from leitu.people.lines import record_of
from leitu.people.models import Consent, Person
from leitu.pledges.models import Comment, PledgeLine
from leitu.reports.own import Table

MOST_ENTRIES = 5_000
"""Of the entries that concern him: the newest; a longer list is shown page by page in the browser."""


def moment(value: Any) -> str:
    """A moment as both people and programs read it; empty for none."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def tables(person: Person) -> list[Table]:
    """Everything about one person."""
    return [
        Table(
            "register",
            "资料",
            [("part", "类别", 14), ("item", "项目", 24), ("value", "内容", 50)],
            list(_register(person)),
        ),
        Table(
            "attendance",
            "组织生活",
            [("on", "日期", 12), ("kind", "类型", 16), ("unit", "党组织", 24), ("state", "参加情况", 14)]
            + [("note", "事由", 24), ("helper", "代办人", 12)],
            list(_attendance(person)),
        ),
        Table(
            "objections",
            "异议",
            [("made_at", "提出", 18), ("line", "条目", 30), ("text", "异议", 40), ("due_on", "最迟答复", 12)]
            + [
                ("outcome", "结果", 12),
                ("answer", "答复", 40),
                ("answered_by", "答复人", 14),
                ("answered_at", "答复时间", 18),
            ]
            + [("withdrawn_at", "撤回时间", 18), ("helper", "代办人", 12)],
            list(_objections(person)),
        ),
        Table(
            "confirmations",
            "资料核对",
            [("year", "年度", 10), ("at", "时间", 18), ("helper", "代办人", 12)],
            [
                (str(one.year), moment(one.at), one.helper.name if one.helper else "")
                for one in person.confirmations.select_related("helper").order_by("year")
            ],
        ),
        Table(
            "consents",
            "代办",
            [("person", "本人", 12), ("helper", "代办人", 12), ("purposes", "事项", 30), ("way", "同意方式", 20)]
            + [("witness", "见证人", 12), ("since", "起", 12), ("until", "止", 12)],
            list(_consents(person)),
        ),
        Table(
            "pledges",
            "责任清单",
            [("year", "年度", 8), ("unit", "党组织", 24), ("title", "职务", 12), ("line", "答应做什么", 40)]
            + [("outcome", "结果", 10), ("said", "说明", 40)],
            list(_pledges(person)),
        ),
        Table(
            "comments",
            "署名的意见",
            [("on", "日期", 12), ("line", "对哪一条", 40), ("text", "意见", 40), ("answer", "答复", 40)],
            [
                (one.on.isoformat(), one.line.text, one.text, one.answer)
                for one in Comment.objects.filter(tenant_id=person.tenant_id, person_id=person.pk)
                .select_related("line")
                .order_by("pk")
            ],
        ),
        Table(
            "account",
            "账号",
            [("what", "项目", 20), ("value", "内容", 40), ("at", "时间", 18)],
            list(_account(person)),
        ),
        Table(
            "entries",
            "谁看过谁改过",
            [("at", "时间", 18), ("who", "谁", 20), ("what", "做了什么", 60)],
            [
                (moment(one.at), str(one.who), "，".join(str(part) for part in (one.text, one.detail) if part))
                for one in sentences(people.entries_about(person)[:MOST_ENTRIES])
            ],
        ),
    ]


def _register(person: Person) -> Iterator[tuple[str, str, str]]:
    for section in record_of(person):
        for line in section.lines:
            value = person.unseal(line.sealed) if line.sealed else line.value
            yield str(section.title), line.label, value


def _attendance(person: Person) -> Iterator[tuple[str, ...]]:
    rows = Attendance.objects.filter(
        tenant_id=person.tenant_id, person_id=person.pk, activity__state=Activity.State.ARCHIVED
    )
    found = list(rows.select_related("activity__kind", "activity__unit").order_by("-on", "-pk"))
    helpers = helpers_of(person, [row.activity_id for row in found if row.via == Attendance.Via.PROXY])
    for row in found:
        activity = row.activity
        yield (
            row.on.isoformat(),
            activity.kind.name,
            activity.unit.name,
            said(row),
            row.note,
            helpers.get(row.activity_id, ""),
        )


def _objections(person: Person) -> Iterator[tuple[str, ...]]:
    for one in person.objections.select_related("helper").order_by("-made_at"):
        yield (
            moment(one.made_at),
            one.label,
            one.text,
            one.due_on.isoformat(),
            str(one.get_outcome_display()),
            one.answer,
            one.answered_by_label,
            moment(one.answered_at),
            moment(one.withdrawn_at),
            one.helper.name if one.helper else "",
        )


def _consents(person: Person) -> Iterator[tuple[str, ...]]:
    words = dict(Consent.Purpose.choices)
    rows = Consent.objects.filter(Q(person=person) | Q(helper=person), tenant_id=person.tenant_id)
    for one in rows.select_related("person", "helper").order_by("-since", "-pk"):
        yield (
            one.person.name,
            one.helper.name,
            "、".join(str(words[purpose]) for purpose in one.purposes if purpose in words),
            str(one.get_way_display()),
            one.witness,
            one.since.isoformat(),
            one.until.isoformat(),
        )


def _pledges(person: Person) -> Iterator[tuple[str, ...]]:
    rows = PledgeLine.objects.filter(tenant_id=person.tenant_id, pledge__person_id=person.pk)
    for one in rows.select_related("pledge__unit").order_by("-pledge__year", "pledge_id", "order"):
        pledge = one.pledge
        outcome = one.get_outcome_display() if one.outcome else ""
        yield (str(pledge.year), pledge.unit.name, str(pledge.get_title_display()), one.text, str(outcome), one.said)


def _account(person: Person) -> Iterator[tuple[str, str, str]]:
    account = User.objects.filter(pk=person.account_id or -1).first()
    if account is None:
        return
    yield "登录名", account.username or "", moment(account.created_at)
    for one in SignIn.objects.filter(tenant_id=account.tenant_id, user=account).order_by("-started_at"):
        yield "登录", "，".join(part for part in (one.device, one.address) if part), moment(one.started_at)
