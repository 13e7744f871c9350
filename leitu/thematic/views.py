"""Thematic reports: the year of every unit in one list, the report of one, and the steps between both sides."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.reports.paper import MEDIA
from leitu.reports.views import download, wants_pdf
from leitu.thematic import actions, forms, policies, queries
from leitu.thematic.models import ThematicReport
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, OfObject, Page

State = ThematicReport.State
PER_PAGE = 50


def year_chips(chosen: int, address: str) -> list[Link]:
    """The years that can be looked at."""
    return [Link(str(year), f"{address}?year={year}", current=year == chosen) for year in queries.years()]


def visits_href(unit: Unit) -> str:
    """The visits of a branch; of a committee all in sight, for those below it count as well."""
    asked = f"?{urlencode({'q': unit.name})}" if unit.kind in branch_kinds() else ""
    return f"{reverse('inspections:list')}{asked}"


class Years(Page):
    """Who was inspected and who has reported in a year, by name; nobody is ranked."""

    permission = policies.VIEW
    template_name = "thematic/list.html"
    title = gettext_lazy("专题报告")

    @cached_property
    def year(self) -> int:
        """The year asked for; this one for nothing and nonsense."""
        asked = self.request.GET.get("year", "")
        return next((year for year in queries.years() if str(year) == asked), queries.years()[0])

    def get_context(self, **more: Any) -> dict[str, Any]:
        rows = queries.reporting(self.actor, queries.span_of(self.year).end).order_by("name", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        lines = queries.lines_of(self.actor, list(page.object_list), self.year)
        return super().get_context(
            year=self.year,
            chips=year_chips(self.year, self.request.path),
            page=page,
            lines=lines,
            columns=[Column(_("党组织")), Column(_("接受检查"), numeric=True), Column(_("专题报告"))],
            **more,
        )


class OfYear(OfObject):
    """A unit and a year from the address. Raises Http404 where there is nothing to report."""

    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.reporting(self.actor, queries.span_of(self.year).end).select_related("tenant", "parent")

    @cached_property
    def year(self) -> int:
        if self.kwargs["year"] not in queries.years():
            raise Http404
        return int(self.kwargs["year"])

    def get_crumbs(self) -> list[Link]:
        return [Link(_("专题报告"), f"{reverse('thematic:list')}?year={self.year}")]

    def back_url(self) -> str:
        return reverse("thematic:show", args=[self.object.pk, self.year])


class Show(OfYear, DetailPage):
    permission = policies.VIEW
    template_name = "thematic/show.html"

    def get_title(self) -> str:
        return _("%(unit)s %(year)s 年专题报告") % {"unit": self.object.name, "year": self.year}

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, report = self.object, queries.report_of(self.actor, self.object, self.year)
        (line,) = queries.lines_of(self.actor, [unit], self.year)
        may_write = policies.WRITE.allows(self.actor, unit)
        is_sent = report is not None and report.state == State.SENT
        above = report.superior if report is not None else None
        receives = above is not None and policies.RECEIVE.allows(self.actor, above)
        return super().get_context(
            report=report,
            year=self.year,
            inspected=line.inspected,
            inspected_href=visits_href(unit),
            chips=[
                Link(str(year), reverse("thematic:show", args=[unit.pk, year]), current=year == self.year)
                for year in queries.years()
            ],
            may_draft=may_write and (report is None or report.state == State.DRAFT),
            may_send=may_write and report is not None and report.state == State.DRAFT,
            may_take_back=may_write and is_sent,
            may_receive=is_sent and receives and report.sent_by != self.actor.user_id,  # type: ignore[union-attr]
            **more,
        )


class Draft(OfYear, ActionPage):
    permission = policies.WRITE
    title, submit = gettext_lazy("起草专题报告"), gettext_lazy("起草")
    question = gettext_lazy("照这一年的记录起草专题报告吗？")
    consequences = (
        gettext_lazy("党员、组织生活、应办事项、问题整改、检查和联系指导，都照记录写好，不用填数。"),
        gettext_lazy("存在的不足、下一步打算留给自己写。"),
        gettext_lazy("已经有草稿的，重新写一遍，改过的字会没有。"),
    )

    def perform(self, form: Any) -> ThematicReport:
        return actions.draft_report(actor=self.actor, unit=self.object, year=self.year)


class OfReport(OfObject):
    """A report that the actor sees."""

    model = ThematicReport

    def get_queryset(self) -> "QuerySet[Any]":
        return ThematicReport.objects.visible_to(self.actor).select_related("unit", "superior")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("专题报告"), reverse("thematic:list")), Link(str(self.object), self.back_url())]


class Change(OfReport, FormPage):
    permission = policies.WRITE
    form_class = forms.ReportForm
    title, submit, done = gettext_lazy("修改专题报告"), gettext_lazy("保存"), gettext_lazy("已保存。")
    lead = gettext_lazy("数字来自记录；写着“（请写）”的两处，请写自己的话。")

    def perform(self, form: Any) -> ThematicReport:
        given = form.cleaned_data
        return actions.change_report(actor=self.actor, report=self.object, version=self.version, **given)


class Send(OfReport, ActionPage):
    permission = policies.WRITE
    title, submit = gettext_lazy("报送专题报告"), gettext_lazy("报送")
    question = gettext_lazy("报送给上级党组织吗？")
    consequences = (
        gettext_lazy("上级看得到全文，签收后可以写意见，意见会成为要办的事。"),
        gettext_lazy("上级签收以前可以撤回。"),
    )
    done = gettext_lazy("报送了。")

    def perform(self, form: Any) -> ThematicReport:
        return actions.send_report(actor=self.actor, report=self.object, version=self.version)


class TakeBack(OfReport, ActionPage):
    permission = policies.WRITE
    title, submit, question = gettext_lazy("撤回报告"), gettext_lazy("撤回"), gettext_lazy("撤回来再改改？")
    done = gettext_lazy("撤回了，可以接着改。")

    def perform(self, form: Any) -> ThematicReport:
        return actions.take_back_report(actor=self.actor, report=self.object, version=self.version)


class Receive(OfReport, FormPage):
    permission = policies.RECEIVE
    form_class = forms.RemarkForm
    title, submit, done = gettext_lazy("签收专题报告"), gettext_lazy("签收"), gettext_lazy("签收了。")

    def authorise(self) -> None:
        policies.RECEIVE.require(self.actor, self.object.superior or self.object.unit)

    def perform(self, form: Any) -> ThematicReport:
        remark = form.cleaned_data["remark"]
        return actions.receive_report(actor=self.actor, report=self.object, remark=remark, version=self.version)


class ReportPaper(OfReport, DetailPage):
    """The report as .docx, or as PDF with ``?form=pdf``."""

    permission = policies.VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.object = self.load()
        form = actions.PDF if wants_pdf(request) else actions.DOCX
        content = actions.download_report(actor=self.actor, report=report, form=form)
        return download(content, MEDIA[form], f"{report.unit.name} {report.title}.{form}")
