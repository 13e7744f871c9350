"""The endpoints of month reports."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from leitu.activities.policies import HOLD, VIEW
from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Listed, Named, Out, listed
from leitu.core.periods import Period
from leitu.orgs.models import Tenant, Unit
from leitu.reports import actions, forms, month_queries, months
from leitu.reports.models import MonthReport
from leitu.reports.month_pages import asked_month

area = Area("reports", _("月报和文件"))
Month = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}$")]
MonthBody: Any = body("MonthBody", forms.MonthForm)


class MonthQuestion(Asked):
    """``month`` as 2026-10; the newest that has a report, if left out."""

    month: Month | None = None


class KindNumbers(Out):
    """The archived activities of one kind; the exempt stand apart from the expected."""

    kind: str
    held: int
    expected: int
    present: int
    excused: int
    exempt: int


class MonthRecord(Out):
    """A branch's month. ``state`` is by_hand, by_silence or waiting; ``changes`` says what differs since."""

    unit: Named
    month: str
    state: str
    confirmed_on: dt.date
    sentence: str
    kinds: list[KindNumbers]
    late_entries: int
    inquorate: int
    unfinished: int
    dropped: int
    met: int
    overdue: int
    waived: int
    members: int
    joined: int
    left: int
    changes: list[str]


SAME = ("late_entries", "inquorate", "unfinished", "dropped", "met", "overdue", "waived", "members", "joined", "left")


def _record(report: month_queries.Report) -> MonthRecord:
    numbers = report.numbers
    kinds = [
        KindNumbers(
            kind=name,
            held=one.held,
            expected=one.expected,
            present=one.present,
            excused=one.excused,
            exempt=one.exempt,
        )
        for name, one in numbers.kinds.items()
    ]
    return MonthRecord(
        unit=Named(id=report.unit.pk, name=report.unit.name),
        month=f"{report.span.start:%Y-%m}",
        state=report.state,
        confirmed_on=report.confirmed_on,
        sentence=report.row.sentence if report.row else "",
        kinds=kinds,
        changes=report.changes,
        **{name: getattr(numbers, name) for name in SAME},
    )


def span_of(request: Call, month: str | None) -> tuple[Tenant, Period]:
    """Raises Http404 for a month without a report."""
    tenant = one(Tenant.objects.all(), pk=request.actor.tenant_id)
    start = asked_month(month) if month else months.last_month().start
    if start is None or not months.has_report(tenant, start):
        raise Http404
    return tenant, month_queries.month_span(start)


def unit_of(request: Call, pk: int) -> Unit:
    """A branch that reports, in sight. Raises Http404."""
    found: Unit = one(month_queries.reporting_units(request.actor).select_related("tenant"), pk=pk)
    return found


@area.reads("/months", "reports.months", VIEW)
def list_months(request: Call, asked: Query[MonthQuestion]) -> Listed[MonthRecord]:
    """The reports of one month of all branches in sight, by name."""
    tenant, span = span_of(request, asked.month)
    rows = month_queries.reporting_units(request.actor).existing_on(span.end).order_by("name", "pk")
    page = listed(rows, asked, lambda unit: Named(id=unit.pk, name=unit.name))
    units = {unit.pk: unit for unit in rows.filter(pk__in=[line.id for line in page.items])}
    found = month_queries.reports_of(tenant, [units[line.id] for line in page.items], span)
    return Listed(items=[_record(one) for one in found], total=page.total, page=page.page, size=page.size)


@area.reads("/months/{int:pk}/{month}", "reports.month", VIEW)
def show_month(request: Call, pk: int, month: Month) -> MonthRecord:
    """The report of one branch."""
    tenant, span = span_of(request, month)
    return _record(month_queries.report_of(tenant, unit_of(request, pk), span))


@area.acts("/months/{int:pk}/{month}/confirm", "reports.confirm_month", HOLD)
def confirm_month(request: Call, pk: int, month: Month, data: MonthBody) -> MonthRecord:
    """Confirm before silence does, with one sentence if wanted."""
    unit = unit_of(request, pk)
    HOLD.require(request.actor, unit)
    tenant, span = span_of(request, month)
    given = clean(forms.MonthForm, data)
    actions.confirm_month(actor=request.actor, unit=unit, month=span.start, **given)
    return _record(month_queries.report_of(tenant, unit, span))


@area.acts("/months/{int:pk}/{month}/withdraw", "reports.withdraw_month", HOLD)
def withdraw_month(request: Call, pk: int, month: Month) -> MonthRecord:
    """Take the confirmation back, until the fifth."""
    unit = unit_of(request, pk)
    HOLD.require(request.actor, unit)
    tenant, span = span_of(request, month)
    row = month_queries.rows_of(tenant.pk, span, [unit.pk]).get(unit.pk)
    given = row or MonthReport(tenant_id=tenant.pk, unit=unit, month=span.start)
    actions.withdraw_month(actor=request.actor, row=given)
    return _record(month_queries.report_of(tenant, unit, span))
