"""Schemes: read by everybody who is assessed by them, loaded and switched by whoever keeps them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.assessments import actions, forms, policies, queries
from leitu.assessments.models import Scheme
from leitu.assessments.scheme import UNCOUNTED, Indicator
from leitu.assessments.schemefile import BadScheme
from leitu.norms.rules import ended_on, number
from leitu.orgs.models import Tenant
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, OfObject, Page


class Schemes(Page):
    """Every scheme in every version."""

    permission = policies.READ_SCHEMES
    template_name = "assessments/schemes.html"
    title = gettext_lazy("考核指标体系")

    def get_context(self, **more: Any) -> dict[str, Any]:
        rows = list(queries.schemes(self.actor.tenant_id))
        return super().get_context(
            active=[row for row in rows if row.is_active],
            idle=[row for row in rows if not row.is_active],
            may_manage=policies.MANAGE.allowed_anywhere(self.actor),
            **more,
        )


class OfScheme(OfObject):
    """A scheme of the actor's tenant."""

    permission: Any = policies.READ_SCHEMES
    model = Scheme

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.schemes(self.actor.tenant_id)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("考核指标体系"), reverse("assessments:schemes"))]


class ShowScheme(OfScheme, DetailPage):
    """What is asked, from which source, for how many points; and what takes no part yet."""

    template_name = "assessments/scheme.html"

    def get_title(self) -> str:
        return str(self.object.title)

    def get_context(self, **more: Any) -> dict[str, Any]:
        rule = self.object.rule
        return super().get_context(
            rule=rule,
            until=ended_on(self.object.valid_until),
            parts=[
                {
                    "title": level.title,
                    "weight": number(level.weight),
                    "lines": [_line(one) for one in level.indicators],
                }
                for level in rule.levels
            ],
            columns=[Column(_("指标")), Column(_("怎么算")), Column(_("分值"), numeric=True), Column(_("来源"))],
            bands=[(band.title, number(band.at_least)) for band in rule.bands],
            may_manage=policies.MANAGE.allows(self.actor, self.object),
            **more,
        )


MODES = {
    "share": gettext_lazy("按办到的比例"),
    "count": gettext_lazy("按次数，到满分为止"),
    "graded": gettext_lazy("分档"),
    "deduct": gettext_lazy("按次数扣，有底线"),
    "tick": gettext_lazy("有就得分"),
    "bonus": gettext_lazy("加分，有上限"),
    "veto": gettext_lazy("一票否决"),
    "ballot": gettext_lazy("测评结果"),
    "judged": gettext_lazy("由人评价，写明理由"),
    "average": gettext_lazy("取平均"),
}
SOURCES = {
    "norms": gettext_lazy("应办事项"),
    "facts": gettext_lazy("组织生活记录"),
    "matters": gettext_lazy("问题和任务清单"),
    "inspections": gettext_lazy("督导检查"),
    "requests": gettext_lazy("群众诉求"),
    "ballots": gettext_lazy("测评投票"),
    "people": gettext_lazy("上级评价"),
    "sheets": gettext_lazy("已结账的考核表"),
}


def _line(one: Indicator) -> dict[str, Any]:
    return {
        "title": one.title,
        "how": one.how,
        "mode": MODES[one.mode],
        "points": ("+" if one.mode == "bonus" else "") + number(one.points) if one.points else "—",
        "source": SOURCES[one.source],
        "is_installed": one.is_installed,
        "is_counted": one.mode not in UNCOUNTED,
    }


class LoadScheme(FormPage):
    """A scheme as text: what is wrong or forbidden is said line by line."""

    permission = policies.MANAGE
    form_class = forms.SchemeForm
    title, submit = gettext_lazy("载入指标体系"), gettext_lazy("载入")
    lead = gettext_lazy("把 YAML 文本贴进来。载入以后先不启用；登录、阅读、时长、点赞、照片、上传之类的指标一律不收。")
    done = gettext_lazy("已载入，看一遍，再启用。")

    def back_url(self) -> str:
        return reverse("assessments:schemes")

    def perform(self, form: Any) -> Scheme:
        tenant = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if tenant is None:
            raise Http404
        try:
            return actions.load_scheme(actor=self.actor, tenant=tenant, text=form.cleaned_data["text"], file=_("文本"))
        except BadScheme as bad:
            raise ValidationError({"text": [str(problem) for problem in bad.problems]}) from None


class SwitchOn(OfScheme, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("启用"), gettext_lazy("启用")
    question = gettext_lazy("启用这个指标体系吗？")
    consequences = (gettext_lazy("范围里的党支部马上就有考核表；过去一年结束的周期，夜里自动结账。"),)
    done = gettext_lazy("已启用。")

    def perform(self, form: Any) -> Scheme:
        return actions.switch_on(actor=self.actor, scheme=self.object)


class SwitchOff(OfScheme, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("停用"), gettext_lazy("停用")
    question = gettext_lazy("停用这个指标体系吗？")
    consequences = (gettext_lazy("已经结账的考核表留着；还没有结束的，不再结账。"),)
    done = gettext_lazy("已停用。")

    def perform(self, form: Any) -> Scheme:
        return actions.switch_off(actor=self.actor, scheme=self.object)
