"""月报 on the screen: the branch's own page, the list for those above, confirming, and the papers."""

import datetime as dt
import re
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.policies import HOLD, VIEW
from leitu.core.clock import today
from leitu.core.periods import Period, add_months
from leitu.matters.policies import VIEW as SEE_LEDGER
from leitu.norms.duty import Duty, State
from leitu.orgs.models import Tenant, Unit
from leitu.people import policies as people_policies
from leitu.reports import actions, forms, month_queries, months
from leitu.reports.models import MonthReport, confirmed_on
from leitu.reports.month_queries import Report
from leitu.reports.month_work import work_lines
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import month as month_text
from leitu.ui.templatetags.dates import short_day
from leitu.ui.views import FormPage, OfObject, Page

PER_PAGE = 50
MONTHS_BACK = 6


def asked_month(text: str | None) -> dt.date | None:
    """The first day of the month in an address, 2026-10; None for nothing or nonsense."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text or "", re.ASCII)
    if not found or not 1900 <= int(found[1]) <= 9000 or not 1 <= int(found[2]) <= 12:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


def state_of(report: Report) -> dict[str, str]:
    """How the confirmation stands, as a state and its words."""
    words = {
        "by_hand": ("archived", _("书记已确认")),
        "by_silence": ("met", _("已自动确认")),
        "waiting": ("upcoming", _("%(day)s自动确认") % {"day": short_day(report.confirmed_on)}),
    }
    state, label = words[report.state]
    return {"state": state, "label": label}


def month_href(unit: Unit, month: dt.date) -> str:
    """The page of one report."""
    return reverse("reports:month", args=[unit.pk, f"{month:%Y-%m}"])


class MonthPages(Page):
    """What the pages about month reports share."""

    permission: Any = VIEW

    @cached_property
    def tenant(self) -> Tenant:
        found = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if found is None:
            raise Http404
        return found

    def month_links(self, chosen: dt.date, address: str, **asked: Any) -> list[Link]:
        """The last months that have a report, the newest first."""
        found = []
        for back in range(MONTHS_BACK):
            month = add_months(months.last_month().start, -back)
            if months.has_report(self.tenant, month):
                href = f"{address}?{urlencode({**asked, 'month': f'{month:%Y-%m}'})}"
                found.append(Link(month_text(month), href, current=month == chosen))
        return found


class MonthList(MonthPages):
    """The reports of one month by name, for those above; a branch of one's own is led to its page."""

    template_name = "reports/months.html"
    title = gettext_lazy("月报")

    @cached_property
    def month(self) -> dt.date:
        asked = asked_month(self.request.GET.get("month"))
        return asked if asked and months.has_report(self.tenant, asked) else months.last_month().start

    def units(self) -> "QuerySet[Any]":
        """The branches asked about. Raises Http404 for a unit out of sight."""
        span = month_queries.month_span(self.month)
        rows = month_queries.reporting_units(self.actor).existing_on(span.end)
        asked = self.request.GET.get("unit", "")
        if asked:
            seen = Unit.objects.visible_to(self.actor, VIEW)
            above = seen.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
            if above is None:
                raise Http404
            rows = rows.filter(pk__in=Unit.objects.below(above, span.end).values("pk"))
        return rows.order_by("name", "pk")

    def get_context(self, **more: Any) -> dict[str, Any]:
        month, tenant, asked = self.month, self.tenant, self.request.GET.get("unit", "")
        there = months.has_report(tenant, month)
        page = Paginator(self.units() if there else Unit.objects.none(), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        found = month_queries.reports_of(tenant, list(page.object_list), month_queries.month_span(month))
        confirmed = MonthReport.objects.filter(tenant=tenant, month=month, unit__in=self.units().values("pk"))
        by_hand = confirmed.exclude(confirmed_by_label="").count() if there else 0
        return super().get_context(
            month=month,
            month_links=self.month_links(month, self.request.path, **({"unit": asked} if asked else {})),
            page=page,
            total=page.paginator.count,
            by_hand=by_hand,
            yearly_href=reverse("thematic:list") if SEE_LEDGER.allowed_anywhere(self.actor) else "",
            due=confirmed_on(month),
            is_due=today() >= confirmed_on(month),
            lines=[self.line(report) for report in found],
            columns=[
                Column(_("党支部")),
                Column(_("组织生活"), numeric=True),
                Column(_("到会")),
                Column(_("应办事项")),
                Column(_("超期"), numeric=True),
                Column(_("确认")),
            ],
            **more,
        )

    def line(self, report: Report) -> dict[str, Any]:
        return {
            "report": report,
            "href": month_href(report.unit, self.month),
            "state": state_of(report),
            "changed": bool(report.changes),
        }


class OneMonth(MonthPages, OfObject):
    """A branch and a month from the address. Raises Http404 when there is no such report in sight."""

    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return month_queries.reporting_units(self.actor).select_related("tenant")

    @cached_property
    def span(self) -> Period:
        month = asked_month(self.kwargs["month"])
        if month is None or not months.has_report(self.tenant, month):
            raise Http404
        return month_queries.month_span(month)

    @property
    def address(self) -> str:
        return month_href(self.object, self.span.start)

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]


class MonthPage(OneMonth):
    """The report of one branch: every number opens its list, which stands below it."""

    template_name = "reports/month.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        return self.render(self.get_context())

    def get_title(self) -> str:
        return _("%(month)s月报") % {"month": month_text(self.span.start)}

    def get_context(self, **more: Any) -> dict[str, Any]:
        report = month_queries.report_of(self.tenant, self.object, self.span)
        is_open = today() < report.confirmed_on
        may_confirm = HOLD.allows(self.actor, self.object) and is_open
        is_confirmed = report.row is not None and report.row.confirmed_at is not None
        earlier = month_href(self.object, add_months(self.span.start, -1))
        return super().get_context(
            report=report,
            state=state_of(report),
            tiles=self.tiles(report),
            duties=[self.duty_line(report, duty) for duty in report.duties],
            work=work_lines(self.actor, report),
            may_confirm=may_confirm and not is_confirmed,
            may_withdraw=may_confirm and is_confirmed,
            earlier_href=earlier if months.has_report(self.tenant, add_months(self.span.start, -1)) else "",
            **more,
        )

    def tiles(self, report: Report) -> list[dict[str, Any]]:
        numbers = report.numbers
        people = f"{reverse('people:list')}?unit={report.unit.pk}"
        sees_people = people_policies.VIEW.allows(self.actor, report.unit)
        return [
            {"label": _("组织生活"), "value": numbers.held, "unit": _("次"), "href": "#life", "note": _note(report)},
            {
                "label": _("到会"),
                "value": numbers.present,
                "unit": _("人次"),
                "href": "#life",
                "numerator": numbers.present,
                "denominator": numbers.expected,
                "exempt": sum(one.exempt for one in numbers.kinds.values()),
            },
            {
                "label": _("应办事项"),
                "value": numbers.met,
                "unit": _("项"),
                "href": "#duties",
                "numerator": numbers.met,
                "denominator": numbers.owed,
                "exempt": numbers.waived,
            },
            {
                "label": _("党员"),
                "value": numbers.members,
                "unit": _("名"),
                "href": people if sees_people else "",
                "note": _("增加 %(joined)s · 减少 %(left)s") % {"joined": numbers.joined, "left": numbers.left},
            },
        ]

    def duty_line(self, report: Report, duty: Duty) -> dict[str, Any]:
        group = report.groups.get(duty.unit_id, "")
        state = State.OVERDUE if duty.state not in (State.MET, State.WAIVED) else duty.state
        return {
            "title": duty.title,
            "meta": group,
            "state": state.value,
            "href": reverse("norms:explain", args=[duty.unit_id, duty.norm, duty.period_start]),
        }


def _note(report: Report) -> str:
    numbers = report.numbers
    parts = [
        (numbers.inquorate, _("未达到法定人数 %(count)s")),
        (numbers.late_entries, _("补录 %(count)s")),
        (numbers.unfinished, _("还没有归档 %(count)s")),
    ]
    return " · ".join(words % {"count": count} for count, words in parts if count)


class ConfirmMonth(OneMonth, FormPage):
    """Confirm before the fifth, with one sentence if wanted. Nothing has to be written, and nothing has to be done."""

    permission = HOLD
    form_class = forms.MonthForm
    submit = gettext_lazy("确认")
    done = gettext_lazy("已确认。")

    def undo_url(self, result: MonthReport) -> str:
        return reverse("reports:withdraw_month", args=[result.unit_id, f"{result.month:%Y-%m}"])

    lead = gettext_lazy("数字都是系统从记录里数出来的，不用填。想说一句就说一句，不说也行；不确认，5 日自动确认。")

    def get_title(self) -> str:
        return _("确认 %(month)s月报") % {"month": month_text(self.span.start)}

    def get_initial(self) -> dict[str, Any]:
        row = month_queries.rows_of(self.tenant.pk, self.span, [self.object.pk]).get(self.object.pk)
        return {"sentence": row.sentence if row else ""}

    def perform(self, form: Any) -> MonthReport:
        return actions.confirm_month(actor=self.actor, unit=self.object, month=self.span.start, **form.cleaned_data)

    def back_url(self) -> str:
        return self.address

    def success_url(self, result: Any) -> str:
        return self.address


class WithdrawMonth(OneMonth, FormPage):
    """Take a confirmation back, as long as silence has not confirmed."""

    permission = HOLD
    template_name = "ui/confirm.html"
    title = gettext_lazy("撤回确认")
    submit = gettext_lazy("撤回")
    done = gettext_lazy("已撤回，5 日前可以再确认。")

    def get_form(self, bound: bool = False) -> Any:
        return None

    def perform(self, form: Any) -> MonthReport:
        row = month_queries.rows_of(self.tenant.pk, self.span, [self.object.pk]).get(self.object.pk)
        given = row or MonthReport(tenant_id=self.tenant.pk, unit=self.object, month=self.span.start)
        return actions.withdraw_month(actor=self.actor, row=given)

    def back_url(self) -> str:
        return self.address

    def success_url(self, result: Any) -> str:
        return self.address
