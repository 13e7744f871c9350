"""Pages of waivers: the list, decisions about whole areas, and the form that makes one with its preview."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.periods import period_of
from leitu.norms import actions, forms, policies
from leitu.norms.area import areas, unmet
from leitu.norms.duty import Duty
from leitu.norms.explain import period_label
from leitu.norms.models import BulkWaiver, Norm, Waiver
from leitu.norms.queries import counted_titles, norms_of, titles
from leitu.norms.views import NormsPage, duty_href
from leitu.orgs.lists import ListBelow
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import plain_day
from leitu.ui.views import ActionPage, FormPage

SHOWN = 50
"""Of a preview; the numbers above it are of everything."""


class WaiverList(ListBelow):
    """Every waiver in sight, the newest first; of one decision about an area with ``?bulk=``."""

    permission = policies.VIEW
    template_name = "norms/waivers.html"
    partial = "rows"
    title = gettext_lazy("免办决定")
    filter_form = forms.WaiverFilter

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Waiver.objects.visible_to(self.actor, policies.VIEW, wide=True).select_related("unit")
        rows = rows.filter(unit__in=Unit.objects.below(self.unit, today()).values("pk")) if self.unit else rows
        state = self.request.GET.get("state", "")
        rows = rows if state == "all" else rows.filter(withdrawn_at__isnull=state != "withdrawn")
        return rows.order_by("-made_at", "unit__name", "norm_code", "period_start", "pk")

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return queryset.filter(Q(unit__name__icontains=q) | Q(reason__icontains=q))

    @cached_property
    def norms(self) -> dict[str, Norm]:
        return {norm.code: norm for norm in norms_of(self.actor.tenant_id)}

    def what(self, waiver: Waiver) -> str:
        """The title of what was waived."""
        norm = self.norms.get(waiver.norm_code)
        return norm.title if norm else waiver.norm_code

    def when(self, waiver: Waiver) -> str:
        """The period that was waived; the day of a condition, which has none."""
        norm, start = self.norms.get(waiver.norm_code), waiver.period_start
        if norm is None or norm.rule.period is None:
            return plain_day(start)
        return period_label(start, period_of(norm.rule.period, start).end)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="unit.name", width=30),
            Column(_("应办事项"), value=self.what, width=24),
            Column(_("期间"), value=self.when),
            Column(_("事由"), value="get_ground_display"),
            Column(_("理由"), value="reason", width=50),
            Column(_("作出"), narrow=True, value="made_at"),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(unit=self.unit, may_waive=policies.WAIVE.allowed_anywhere(self.actor), **more)
        lines = [
            {
                "waiver": one,
                "norm": self.what(one),
                "period": self.when(one),
                "may_withdraw": one.withdrawn_at is None and policies.may_waive(self.actor, one.unit),
                "href": reverse("norms:explain", args=[one.unit_id, one.norm_code, one.period_start]),
            }
            for one in context["objects"]
        ]
        return context | {"lines": lines}


class BulkList(ListBelow):
    """Decisions about whole areas, the newest first: what was decided, how much of it is in force."""

    permission = policies.WAIVE
    template_name = "norms/bulk_waivers.html"
    title = gettext_lazy("批量免办")

    def get_queryset(self) -> "QuerySet[Any]":
        rows = BulkWaiver.objects.visible_to(self.actor, policies.WAIVE).select_related("unit")
        if self.unit is not None:
            rows = rows.filter(unit=self.unit)
        counted: QuerySet[Any] = rows.annotate(
            total=Count("waivers"), left=Count("waivers", filter=Q(waivers__withdrawn_at__isnull=True))
        )
        return counted.order_by("-made_at", "-pk")

    @cached_property
    def titles(self) -> dict[str, str]:
        return titles(self.actor.tenant_id)

    def norms_of(self, bulk: BulkWaiver) -> str:
        return "、".join(self.titles.get(code, code) for code in bulk.norms)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("范围"), value="unit.name", width=30),
            Column(_("制度"), value=self.norms_of, width=40),
            Column(_("从哪天"), narrow=True, value="since"),
            Column(_("到哪天"), narrow=True, value="until"),
            Column(_("事由"), value="get_ground_display"),
            Column(_("理由"), value="reason", width=50),
            Column(_("项数"), numeric=True, value="total", width=8),
            Column(_("有效"), numeric=True, value="left", width=8),
            Column(_("作出人"), value="made_by_label"),
            Column(_("作出"), narrow=True, value="made_at"),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        return context | {"lines": [{"bulk": one, "norms": self.norms_of(one)} for one in context["objects"]]}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("免办决定"), reverse("norms:waivers"))]


class WaiveMany(NormsPage, FormPage):
    """Waive for a whole area: choose by address (GET), look at what it is about, give ground and reason (POST)."""

    permission = policies.WAIVE
    template_name = "norms/waive_many.html"
    title = gettext_lazy("批量免办")
    lead = gettext_lazy("水灾、农忙、疫情……一片地方一段时间都办不了，一次免办。先选范围，看清涉及哪些，再写理由。")
    form_class = forms.WaiveForm
    done = gettext_lazy("已批量免办，不再列为超期。")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("免办决定"), reverse("norms:waivers"))]

    @cached_property
    def chosen(self) -> forms.AreaForm:
        asked = self.request.GET
        return forms.AreaForm(
            asked if "norms" in asked or "since" in asked else None,
            areas=areas(self.actor),
            titles=counted_titles(self.actor.tenant_id),
            initial={"unit": asked.get("unit")},
        )

    @cached_property
    def found(self) -> list[Duty] | None:
        """What the choice is about; None while nothing, or nothing sensible, is chosen."""
        if not (self.chosen.is_bound and self.chosen.is_valid()):
            return None
        return unmet(self.actor, self.chosen.area())

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(chosen=self.chosen, found=self.found, **more)
        if not self.found:
            return context
        units = Unit.objects.in_bulk({duty.unit_id for duty in self.found})
        by_norm = Counter(duty.title for duty in self.found)
        ordered = sorted(self.found, key=lambda duty: (units[duty.unit_id].name, duty.norm, duty.period_start))
        return context | {
            "count": len(self.found),
            "units": len(units),
            "by_norm": sorted(by_norm.items()),
            "lines": [(duty, units[duty.unit_id], duty_href(duty)) for duty in ordered[:SHOWN]],
            "left": max(0, len(self.found) - SHOWN),
            "submit": _("免办这 %(count)s 项") % {"count": len(self.found)},
        }

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> BulkWaiver:
        if not (self.chosen.is_bound and self.chosen.is_valid()):
            raise ValidationError(_("请先选好范围。"))
        return actions.waive_many(actor=self.actor, area=self.chosen.area(), **form.cleaned_data)

    def undo_url(self, result: BulkWaiver) -> str:
        return reverse("norms:withdraw_bulk", args=[result.pk])

    def back_url(self) -> str:
        return reverse("norms:bulk_waivers")

    def success_url(self, result: Any) -> str:
        return self.back_url()


class WithdrawBulk(ActionPage):
    """Take a decision about an area back."""

    permission = policies.WAIVE
    model = BulkWaiver
    title = gettext_lazy("撤销批量免办")
    question = gettext_lazy("撤销以后，其中还有效的各项全部重新计入应办事项。")
    submit = gettext_lazy("全部撤回")
    done = gettext_lazy("已撤销。")
    danger = True

    def get_queryset(self) -> "QuerySet[Any]":
        return BulkWaiver.objects.visible_to(self.actor, policies.VIEW).select_related("unit")

    def get_title(self) -> Any:
        return self.title

    def perform(self, form: Any) -> BulkWaiver:
        return actions.withdraw_bulk(actor=self.actor, bulk=self.object)

    def back_url(self) -> str:
        return reverse("norms:bulk_waivers")
