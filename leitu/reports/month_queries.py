"""What pages and papers ask about month reports: one branch with its lists, many branches by name."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from leitu.activities.models import Activity
from leitu.activities.policies import HOLD, VIEW
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.facts.models import Fact
from leitu.norms.duty import Duty, State
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit
from leitu.reports import months
from leitu.reports.heads import head_line
from leitu.reports.models import MonthReport, confirmed_on
from leitu.reports.month_paper import MonthPaper
from leitu.reports.months import MonthNumbers
from leitu.ui.templatetags.dates import day as day_text

IN_WORDS = {State.MET: "办到", State.WAIVED: "免办"}


@dataclass
class Report:
    """A branch's report of one month: the numbers as they are now, and what people added."""

    unit: Unit
    span: Period
    numbers: MonthNumbers
    row: MonthReport | None = None
    activities: list[Activity] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)
    work: list[Fact] = field(default_factory=list)

    @property
    def confirmed_on(self) -> dt.date:
        return confirmed_on(self.span.start)

    @property
    def state(self) -> str:
        """``by_hand``, ``by_silence`` or ``waiting``."""
        if self.row is not None and self.row.confirmed_at is not None and not self.row.by_silence:
            return "by_hand"
        return "by_silence" if today() >= self.confirmed_on else "waiting"

    @property
    def changes(self) -> list[str]:
        """What differs since it was confirmed, in words."""
        if self.row is None or self.row.confirmed_at is None or self.row.digest == self.numbers.digest:
            return []
        found = months.changed_since(self.row.numbers, self.numbers)
        return [
            _("%(name)s %(then)s → %(now)s") % {"name": label(name), "then": then, "now": now}
            for name, (then, now) in found.items()
        ]


def label(name: str) -> str:
    """What a number of the report is called."""
    return {
        "held": _("开展组织生活"),
        "late_entries": _("补录"),
        "inquorate": _("未达到法定人数"),
        "unfinished": _("还没有归档"),
        "dropped": _("取消或免开"),
        "met": _("办到"),
        "overdue": _("未办到"),
        "waived": _("免办"),
        "closed_on_time": _("按期销号"),
        "closed_late": _("逾期销号"),
        "reopened": _("重新挂账"),
        "inspected": _("接受督导检查"),
        "found": _("检查发现问题"),
        "guided": _("联系指导"),
        "members": _("党员"),
    }[name]


def reporting_units(actor: Actor) -> Any:
    """The branches whose reports the actor sees."""
    return Unit.objects.visible_to(actor, VIEW).filter(kind__in=branch_kinds())


def rows_of(tenant_id: int, span: Period, keys: Collection[int]) -> dict[int, MonthReport]:
    """What people added to the reports of these branches."""
    rows = MonthReport.objects.filter(tenant_id=tenant_id, month=span.start, unit_id__in=list(keys))
    return {row.unit_id: row for row in rows}


def report_of(tenant: Tenant, unit: Unit, span: Period) -> Report:
    """The report of one branch, with the lists behind its numbers."""
    groups = months.groups_of(tenant.pk, [unit.pk], span)
    names = dict(Unit.objects.filter(tenant_id=tenant.pk, pk__in=groups).values_list("pk", "name"))
    keys = [unit.pk, *groups]
    activities = Activity.objects.filter(tenant_id=tenant.pk, unit_id__in=keys, on__range=(span.start, span.end))
    return Report(
        unit=unit,
        span=span,
        numbers=months.month_numbers(tenant, span, [unit.pk])[unit.pk],
        row=rows_of(tenant.pk, span, [unit.pk]).get(unit.pk),
        activities=list(activities.select_related("kind", "unit").order_by("on", "starts_at", "pk")),
        duties=months.duties_of(tenant, keys, span),
        groups=names,
        work=list(months.work_facts(tenant.pk, span, keys).order_by("on", "pk")),
    )


def reports_of(tenant: Tenant, units: Collection[Unit], span: Period) -> list[Report]:
    """The reports of many branches, without their lists, in the order given."""
    keys = [unit.pk for unit in units]
    numbers, rows = months.month_numbers(tenant, span, keys), rows_of(tenant.pk, span, keys)
    return [Report(unit, span, numbers[unit.pk], rows.get(unit.pk)) for unit in units]


def waiting_for(actor: Actor) -> list[tuple[Unit, dt.date]]:
    """The branches whose newest report the actor may confirm and nobody has, with its month; none after the fifth."""
    span = months.last_month()
    if today() >= confirmed_on(span.start):
        return []
    tenant = Tenant.objects.filter(pk=actor.tenant_id).first()
    if tenant is None or not months.has_report(tenant, span.start):
        return []
    kept = Unit.objects.visible_to(actor, HOLD).filter(kind__in=branch_kinds()).existing_on(span.end)
    units = list(kept.order_by("pk")[:20])
    rows = rows_of(tenant.pk, span, [unit.pk for unit in units])
    return [(unit, span.start) for unit in units if not (rows.get(unit.pk) and rows[unit.pk].confirmed_at)]


def month_paper(report: Report) -> MonthPaper:
    """The paper of a report, in Chinese (the caller has switched to it)."""
    row = report.row
    confirmed, mark = "", ""
    if row is not None and row.confirmed_at is not None and not row.by_silence:
        confirmed = f"确认人：{row.confirmed_by_label}\n{day_text(timezone.localdate(row.confirmed_at))}"
    elif report.state == "by_silence":
        confirmed = f"未提出不同意见，自动确认\n{day_text(report.confirmed_on)}"
    else:
        mark = f"（待确认，{report.confirmed_on.month}月{report.confirmed_on.day}日自动确认）"
    return MonthPaper(
        unit=report.unit.name,
        month=report.span.start,
        numbers=report.numbers,
        duties=[(_named(report, duty), IN_WORDS.get(duty.state, "未办到")) for duty in report.duties],
        sentence=row.sentence if row else "",
        mark=mark,
        confirmed=confirmed,
        changes=[f"确认以后有变动：{'；'.join(report.changes)}。"] if report.changes else [],
        head=head_line(report.unit.tenant_id),
    )


def _named(report: Report, duty: Duty) -> str:
    if duty.unit_id == report.unit.pk:
        return duty.title
    return f"{duty.title}（{report.groups.get(duty.unit_id, '')}）"


def month_span(month: dt.date) -> Period:
    """All days of the month of that day."""
    return period_of(PeriodKind.MONTH, month)
