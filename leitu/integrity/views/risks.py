"""Risk points and their yearly check. Opening one shows it in clear, and that is an act."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.integrity import actions, forms, policies, queries
from leitu.integrity.models import RiskCheck, RiskPoint
from leitu.orgs.models import Unit
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject


class Risks(ListPage):
    """Where power could be misused, what was not checked this year first. No word of what it is."""

    permission = policies.KEEP
    template_name = "integrity/list.html"
    partial = "rows"
    model = RiskPoint
    title = gettext_lazy("廉政风险点")
    search_fields = ("unit__name",)
    filter_form = forms.RiskFilter
    sorts = {"due": ("-is_due", "unit__name", "area", "pk")}
    default_sort = "due"

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor, today())

    def get_context(self, **more: Any) -> dict[str, Any]:
        here = reverse("integrity:list")
        return super().get_context(
            tally=queries.tally(queries.listed(self.actor, today())),
            all_href=here,
            due_href=f"{here}?state=due",
            done_href=f"{here}?state=done",
            add_hrefs=[
                (unit.name, reverse("integrity:add_risk", args=[unit.pk])) for unit in policies.own_units(self.actor)
            ],
            rulings_href=reverse("integrity:rulings"),
            year=today().year,
            **more,
        )


class OfRisk(OfObject):
    """A point in the actor's sight."""

    model = RiskPoint

    def get_queryset(self) -> "QuerySet[Any]":
        return RiskPoint.objects.visible_to(self.actor).select_related("unit")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("廉政风险点"), reverse("integrity:list")), Link(str(self.object), self.back_url())]


class LookAtRisk(OfRisk, DetailPage):
    permission = policies.KEEP
    template_name = "integrity/risk.html"

    def get_title(self) -> str:
        return str(self.object.area_name)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("廉政风险点"), reverse("integrity:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        shown = actions.look_at_risk(actor=self.actor, point=self.object)
        return super().get_context(
            shown=shown, is_due=not any(one.on.year == today().year for one in shown.checks), year=today().year, **more
        )


class AddRisk(FormPage):
    permission = policies.KEEP
    model = Unit
    form_class = forms.RiskForm
    title, submit, done = (
        gettext_lazy("登记廉政风险点"),
        gettext_lazy("登记"),
        gettext_lazy("登记了。每年检查一次就够。"),
    )
    lead = gettext_lazy("内容加密保存，只有纪检这条线看得到，每次查看都留下记录。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.KEEP).select_related("tenant")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("廉政风险点"), reverse("integrity:list")),
            Link(self.object.name, self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return reverse("integrity:list")

    def perform(self, form: Any) -> RiskPoint:
        return actions.add_risk(actor=self.actor, unit=self.object, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return reverse("integrity:list")


class ChangeRisk(OfRisk, FormPage):
    """To mend it one has to read it: opening the form is an act as well."""

    permission = policies.KEEP
    form_class = forms.RiskForm
    title, submit, done = gettext_lazy("修改廉政风险点"), gettext_lazy("保存"), gettext_lazy("改好了。")
    shown: queries.RiskShown | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        self.shown = actions.look_at_risk(actor=self.actor, point=self.object)
        return self.render(self.get_context(form=self.get_form()))

    def get_initial(self) -> dict[str, Any]:
        if self.shown is None:
            return {}
        return {name: getattr(self.shown, name) for name in ("risk", "measure", "holder")} | {"area": self.object.area}

    def perform(self, form: Any) -> RiskPoint:
        return actions.change_risk(actor=self.actor, point=self.object, version=self.version, **form.cleaned_data)


class CheckRisk(OfRisk, FormPage):
    permission = policies.KEEP
    form_class = forms.CheckForm
    template_name = "integrity/check_risk.html"
    title, submit, done = gettext_lazy("今年的检查"), gettext_lazy("记下检查结果"), gettext_lazy("记下了。")

    def get_initial(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self, form: Any) -> RiskCheck:
        return actions.check_risk(actor=self.actor, point=self.object, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.back_url()


class RetireRisk(OfRisk, ActionPage):
    permission = policies.KEEP
    title, question, submit = (
        gettext_lazy("撤销风险点"),
        gettext_lazy("这个风险不存在了吗？"),
        gettext_lazy("撤销风险点"),
    )
    consequences = (gettext_lazy("以前的检查记录都留着。"), gettext_lazy("以后不再提醒检查。"))
    done = gettext_lazy("撤销了。")

    def perform(self, form: Any) -> RiskPoint:
        return actions.retire_risk(actor=self.actor, point=self.object)

    def success_url(self, result: Any) -> str:
        return reverse("integrity:list")
