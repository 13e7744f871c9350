"""Objections: made by the branch, answered by those above, in writing and by a date."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.assessments import actions, forms, policies, queries
from leitu.assessments.models import Objection, Sheet
from leitu.assessments.views.shared import Assessing
from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.norms.explain import period_label
from leitu.orgs.actions import export_list
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject


class Objections(ListPage):
    """Those that wait for an answer, the next due first; with a filter also the others."""

    permission = policies.VIEW
    template_name = "assessments/objections.html"
    partial = "rows"
    model = Objection
    title = gettext_lazy("考核异议")
    search_fields = ("unit__name", "title", "text")
    filter_form = forms.ObjectionFilter
    sorts = {"due": ("due_on", "pk"), "unit": ("unit__name", "pk")}
    default_sort = "due"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="unit.name", width=28),
            Column(_("指标"), value="title", width=24),
            Column(_("为什么不对"), value="text", width=40),
            Column(_("状态"), value="get_state_display", width=10),
            Column(_("提出日期"), value="made_on", width=12),
            Column(_("答复期限"), value="due_on", width=12),
            Column(_("答复"), value="answer", width=40),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Objection.objects.visible_to(self.actor).select_related("unit")
        return rows if self.request.GET.get("state") else rows.filter(state=Objection.State.WAITING)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(today=today(), **more)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("考核"), reverse("assessments:list"))]


class OfObjection(Assessing, OfObject):
    """An objection in the actor's sight."""

    model = Objection

    def get_queryset(self) -> "QuerySet[Any]":
        return Objection.objects.visible_to(self.actor).select_related("unit__tenant", "sheet__scheme")

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("考核异议"), reverse("assessments:objections")),
            Link(self.object.title, self.object.get_absolute_url()),
        ]


class ShowObjection(OfObjection, DetailPage):
    template_name = "assessments/objection.html"

    def get_crumbs(self) -> list[Link]:
        return super().get_crumbs()[:1]

    def get_context(self, **more: Any) -> dict[str, Any]:
        row = self.object
        waits = row.state == Objection.State.WAITING
        found = [one for one in queries.corrections_of(row.sheet) if one.objection_id == row.pk]
        return super().get_context(
            label=period_label(row.sheet.start, row.sheet.end),
            sheet_href=f"{row.sheet.get_absolute_url()}#{row.indicator}",
            correction=found[0] if found else None,
            is_late=waits and row.due_on < today(),
            may_answer=waits and policies.may_judge(self.actor, row.unit),
            may_withdraw=waits and policies.OBJECT.allows(self.actor, row),
            moments=moments(row),
            **more,
        )


class Object(Assessing, FormPage):
    """One cell of one's own kept sheet is not right."""

    permission = policies.OBJECT
    model = Sheet
    form_class = forms.ObjectForm
    submit, done = gettext_lazy("提出异议"), gettext_lazy("已提出，上级会在期限以内书面答复。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Sheet.objects.visible_to(self.actor, policies.VIEW).select_related("unit__tenant", "scheme")

    def load(self) -> Any:
        found = super().load()
        one = found.scheme.rule.lines.get(self.kwargs["indicator"])
        if one is None:
            raise Http404
        self.indicator = one
        return found

    def get_title(self) -> str:
        return _("对“%(title)s”有异议") % {"title": self.indicator.title}

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        lead = _("%(unit)s · %(period)s。事实没有记全的，先补录；补了再提，上级一看就能更正。") % {
            "unit": self.object.unit.name,
            "period": period_label(self.object.start, self.object.end),
        }
        return {**super().get_context(**more), "lead": lead, "version": None}

    def perform(self, form: Any) -> Objection:
        text = form.cleaned_data["text"]
        return actions.object_to(actor=self.actor, sheet=self.object, indicator=self.indicator.code, text=text)


class Answering(OfObjection, ActionPage):
    """What those above say: never anybody of the branch itself."""

    permission = policies.JUDGE

    def authorise(self) -> None:
        super().authorise()
        policies.refuse_own_unit(self.actor, self.object.unit)


class Uphold(Answering):
    form_class = forms.UpholdForm
    title, question, submit = gettext_lazy("更正"), gettext_lazy("这一项确实不对，要更正吗？"), gettext_lazy("更正")
    consequences = (gettext_lazy("原来的结果和更正的依据都留着，支部看得到。"),)
    done = gettext_lazy("已更正。")

    def perform(self, form: Any) -> Objection:
        return actions.uphold(actor=self.actor, objection=self.object, version=self.version, **form.cleaned_data)


class Refuse(Answering):
    form_class = forms.AnswerForm
    title, question, submit = gettext_lazy("维持"), gettext_lazy("维持原来的结果吗？"), gettext_lazy("答复")
    done = gettext_lazy("已答复。")

    def perform(self, form: Any) -> Objection:
        answer = form.cleaned_data["answer"]
        return actions.refuse(actor=self.actor, objection=self.object, answer=answer, version=self.version)


class Withdraw(OfObjection, ActionPage):
    permission = policies.OBJECT
    title, question, submit = gettext_lazy("撤回异议"), gettext_lazy("不再提这条异议吗？"), gettext_lazy("撤回")
    done = gettext_lazy("已撤回。")

    def perform(self, form: Any) -> Objection:
        return actions.withdraw(actor=self.actor, objection=self.object, version=self.version)
