"""Weak and lax branches, from listing to acceptance."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.guidance import actions, evidence, forms, life, policies
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.matters import policies as matter_policies
from leitu.matters import wording
from leitu.matters.models import Matter
from leitu.matters.origins import note_href
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit, valid_on
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject


class Cases(ListPage):
    """Those that are listed; with a filter also those that were."""

    permission = policies.VIEW
    template_name = "guidance/cases.html"
    partial = "rows"
    model = WeakUnitCase
    title = gettext_lazy("软弱涣散整顿")
    search_fields = ("unit__name", "reason")
    filter_form = forms.CaseFilter
    sorts = {"due": ("due_on", "listed_on", "pk"), "unit": ("unit__name", "pk")}
    default_sort = "due"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="unit.name", width=28),
            Column(_("状态"), value="get_state_display", width=10),
            Column(_("判断"), value="reason", width=40),
            Column(_("列入日期"), value="listed_on", width=12),
            Column(_("整顿期限"), value="due_on", width=12),
            Column(_("销号日期"), value="ended_on", width=12),
            Column(_("成效"), value="effect", width=40),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        rows = WeakUnitCase.objects.visible_to(self.actor).select_related("unit")
        return rows if self.request.GET.get("state") else rows.filter(state__in=WeakUnitCase.OPEN)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("联系指导"), reverse("guidance:list"))]


class OfCase(OfObject):
    """A case in the actor's sight."""

    model = WeakUnitCase

    def get_queryset(self) -> "QuerySet[Any]":
        return WeakUnitCase.objects.visible_to(self.actor).select_related("unit__tenant")

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("软弱涣散整顿"), reverse("guidance:cases")),
            Link(str(self.object), self.object.get_absolute_url()),
        ]


class Case(OfCase, DetailPage):
    permission = policies.SEE
    template_name = "guidance/case.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        case, day = self.object, today()
        now = case.after or evidence.figures(case.unit, day)
        may = {
            "plan_case": policies.PLAN.allows(self.actor, case),
            "ask_acceptance": policies.PLAN.allows(self.actor, case),
            "accept": policies.ACCEPT.allows(self.actor, case),
        }
        may["return_case"] = may["withdraw_case"] = may["accept"]
        guides = Liaison.objects.filter(valid_on(day), tenant_id=case.tenant_id, unit=case.unit)
        measures = Matter.objects.filter(tenant_id=case.tenant_id, source_kind="weak_case", source_key=str(case.pk))
        return super().get_context(
            figures=evidence.beside(case.before, now),
            figure_columns=[
                Column(_("指标")),
                Column(_("列入那天"), numeric=True),
                Column(_("验收那天") if case.after else _("现在"), numeric=True),
            ],
            can={step: allowed and case.state in life.MAY[step] for step, allowed in may.items()},
            guides=list(guides.select_related("person").order_by("pk")),
            measures=[
                {"matter": one, "light": wording.light(one, day), "how_long": wording.how_long(one, day)}
                for one in measures.select_related("unit").order_by("due_on", "pk")[:200]
            ],
            measure_href=note_href(f"weak_case:{case.pk}")
            if case.state in WeakUnitCase.OPEN and matter_policies.KEEP.allows(self.actor, case.unit)
            else "",
            moments=moments(case),
            assign_href=reverse("guidance:assign") if policies.ASSIGN.allows(self.actor, case) else "",
            **more,
        )


class ListUnit(FormPage):
    """The judgement of people, beside the figures."""

    permission = policies.ASSIGN
    model = Unit
    form_class = forms.ListUnitForm
    template_name = "guidance/list_unit.html"
    title, submit = gettext_lazy("列入软弱涣散党组织"), gettext_lazy("列入")
    lead = gettext_lazy("由人判断，不由分数决定。列入以后一支部一方案，有人联系，验收了就销号。")
    done = gettext_lazy("列入了。下一步：请支部写整顿方案，给它配联系人。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("tenant")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        figures = evidence.figures(self.object, today())
        return super().get_context(figures=evidence.beside(figures, {}), **more)

    def perform(self, form: Any) -> WeakUnitCase:
        return actions.list_unit(actor=self.actor, unit=self.object, reason=form.cleaned_data["reason"])


class PlanCase(OfCase, FormPage):
    permission = policies.PLAN
    form_class = forms.PlanForm
    title, submit, done = gettext_lazy("整顿方案"), gettext_lazy("保存方案"), gettext_lazy("方案写下了。")
    lead = gettext_lazy("一支部一方案，写打算怎么办就行；具体的措施可以在下一页逐条挂账。")

    def perform(self, form: Any) -> WeakUnitCase:
        return actions.plan_case(actor=self.actor, case=self.object, version=self.version, **form.cleaned_data)


class AskAcceptance(OfCase, FormPage):
    permission = policies.PLAN
    form_class = forms.EffectForm
    title, submit, done = gettext_lazy("申请验收"), gettext_lazy("申请验收"), gettext_lazy("已申请，等上级来看。")

    def perform(self, form: Any) -> WeakUnitCase:
        effect = form.cleaned_data["effect"]
        return actions.ask_acceptance(actor=self.actor, case=self.object, effect=effect, version=self.version)


class Accept(OfCase, ActionPage):
    permission = policies.ACCEPT
    form_class = forms.FindingForm
    title, question, submit = gettext_lazy("验收销号"), gettext_lazy("看过了，确实变了吗？"), gettext_lazy("销号")
    consequences = (gettext_lazy("今天的数字会和列入那天的放在一起留下来。"),)
    done = gettext_lazy("销号了。")

    def perform(self, form: Any) -> WeakUnitCase:
        finding = form.cleaned_data["finding"]
        return actions.accept(actor=self.actor, case=self.object, finding=finding, version=self.version)


class ReturnCase(OfCase, ActionPage):
    permission = policies.ACCEPT
    form_class = forms.MissingForm
    title, question, submit = gettext_lazy("还不能销号"), gettext_lazy("还要接着整顿吗？"), gettext_lazy("退回")
    done = gettext_lazy("已退回，支部接着整顿。")

    def perform(self, form: Any) -> WeakUnitCase:
        reason = form.cleaned_data["reason"]
        return actions.return_case(actor=self.actor, case=self.object, reason=reason, version=self.version)


class WithdrawCase(OfCase, ActionPage):
    permission = policies.ACCEPT
    form_class = forms.ReasonForm
    title, question, submit = gettext_lazy("不再列入"), gettext_lazy("列入有误，要撤下来吗？"), gettext_lazy("撤下来")
    consequences = (gettext_lazy("记录和原因都留着。"),)
    done = gettext_lazy("不再列入了。")

    def perform(self, form: Any) -> WeakUnitCase:
        return actions.withdraw_case(actor=self.actor, case=self.object, reason=form.cleaned_data["reason"])
