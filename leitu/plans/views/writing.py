"""Drawing up, adding, changing, dropping, issuing."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.orgs.models import Unit
from leitu.plans import actions, forms, patterns, policies, queries
from leitu.plans.models import PlanLine
from leitu.plans.views.reading import board_href
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage, OfObject


class OfUnit(OfObject):
    """A page about the plan of a unit in the actor's sight, in the year of the address."""

    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("tenant", "parent")

    @property
    def year(self) -> int:
        return max(queries.year_asked(self.request.GET.get("year", "")), today().year)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("年度计划"), self.back_url())]

    def back_url(self) -> str:
        return board_href(self.object, self.year)

    def success_url(self, result: Any) -> str:
        return self.back_url()


class DrawUp(OfUnit, ActionPage):
    permission = policies.MANAGE
    submit = gettext_lazy("生成")

    @cached_property
    def last(self) -> int:
        """How many lines there are of the year before."""
        return queries.lines_of(self.object, self.year - 1).count()

    def get_title(self) -> str:
        return _("用去年的") if self.last else _("生成计划")

    def get_context(self, **more: Any) -> dict[str, Any]:
        words = {"year": self.year, "count": self.last or len(patterns.proposed(self.object))}
        if self.last:
            question = _("去年自定的 %(count)s 条，时间顺延一年，作为 %(year)s 年的草稿？") % words
        else:
            question = _("去年没有计划，先放上 %(count)s 条常见的，作为 %(year)s 年的草稿？") % words
        note = _("都是草稿，可以改、可以划掉；挂账以后才算数。上级交办的和按制度应办的不用写，已经在里面。")
        return super().get_context(**more) | {"question": question, "consequences": (note,)}

    def perform(self, form: Any) -> list[PlanLine]:
        return actions.draw_up(actor=self.actor, unit=self.object, year=self.year)

    def done_text(self, result: list[PlanLine]) -> str:
        return _("放上了 %(count)s 条，看一看，改一改。") % {"count": len(result)}


def quiet_note(unit: Unit, day: dt.date) -> str:
    """What else goes on at the unit on that day, as a sentence; empty when nothing does."""
    found = patterns.hints(unit, day, patterns.terms_of(unit, day.year))
    return _("那几天正赶上%(what)s，可以再想想时间。") % {"what": "、".join(found)} if found else ""


class AddLine(OfUnit, FormPage):
    permission = policies.MANAGE
    form_class = forms.LineForm
    title, submit = gettext_lazy("自定一条"), gettext_lazy("加上")

    def perform(self, form: Any) -> PlanLine:
        return actions.add_line(actor=self.actor, unit=self.object, year=self.year, **form.cleaned_data)

    def done_text(self, result: PlanLine) -> str:
        return " ".join(part for part in (_("加上了。"), quiet_note(result.unit, result.due_on)) if part)


class OfLine(OfObject):
    """A line in the actor's sight that was not dropped."""

    model = PlanLine

    def get_queryset(self) -> "QuerySet[Any]":
        return PlanLine.objects.visible_to(self.actor).kept().select_related("unit")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("年度计划"), self.back_url())]


class ChangeLine(OfLine, FormPage):
    permission = policies.MANAGE
    form_class = forms.LineForm
    title, submit = gettext_lazy("改这一条"), gettext_lazy("保存")

    def perform(self, form: Any) -> PlanLine:
        return actions.change_line(actor=self.actor, line=self.object, version=self.version, **form.cleaned_data)

    def done_text(self, result: PlanLine) -> str:
        return " ".join(part for part in (_("改好了。"), quiet_note(result.unit, result.due_on)) if part)


class DropLine(OfLine, ActionPage):
    permission = policies.MANAGE
    title, question, submit = gettext_lazy("划掉这一条"), gettext_lazy("今年不办这一条了吗？"), gettext_lazy("划掉")
    done = gettext_lazy("划掉了。")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> PlanLine:
        return actions.drop_line(actor=self.actor, line=self.object)


class Issue(OfUnit, FormPage):
    """Tick what stands, and it is on the ledger."""

    permission = policies.MANAGE
    template_name = "plans/issue.html"
    title, submit = gettext_lazy("挂上账"), gettext_lazy("挂上账")
    lead = gettext_lazy("每一条成为一件任务：责任人是书记，由上级考核销号。不想挂的把勾去掉。")

    @cached_property
    def rows(self) -> "QuerySet[Any]":
        return queries.lines_of(self.object, self.year).filter(matter__isnull=True)

    def get_form(self, bound: bool = False) -> Any:
        ahead = [line.pk for line in self.rows if line.due_on >= today()]
        return forms.IssueForm(rows=self.rows, initial={"lines": ahead}, data=self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(count=self.rows.count(), has_superior=self.object.parent_id is not None, **more)

    def perform(self, form: Any) -> list[PlanLine]:
        return actions.issue(actor=self.actor, unit=self.object, lines=list(form.cleaned_data["lines"]))

    def done_text(self, result: list[PlanLine]) -> str:
        return _("挂上了 %(count)s 条。") % {"count": len(result)}
