"""Pages about norms and duties: the library, the list behind every number, the explanation of one duty."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.norms import actions, forms, policies, queries, wording
from leitu.norms.duties import duty_of
from leitu.norms.duty import Duty, State
from leitu.norms.explain import explain, period_label
from leitu.norms.listing import FARTHEST, askable
from leitu.norms.models import Norm, Pack, Waiver
from leitu.norms.offers import offers_for
from leitu.norms.rules import ended_on, number
from leitu.orgs.models import Tenant, Unit
from leitu.ui.parts import Column, Link, Moment
from leitu.ui.views import ActionPage, FormPage, Page


def asked_day(text: str | None) -> dt.date | None:
    """A day from an address; None for nothing, nonsense, or what lies more than a year ahead."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if askable(day) else None


class NormsPage(Page):
    """What the pages of this app share."""

    permission: Any = policies.VIEW

    def tenant(self) -> Tenant:
        """The actor's tenant. Raises Http404 for an account without one."""
        found = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if found is None:
            raise Http404
        return found

    def unit(self, pk: Any) -> Unit:
        """A unit whose duties the actor may see. Raises Http404."""
        key = str(pk)
        seen = Unit.objects.visible_to(self.actor, policies.VIEW).select_related("tenant")
        found: Unit | None = seen.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        if found is None:
            raise Http404
        return found


class Library(NormsPage):
    """Every norm by pack: what it asks, where that stands, how sure we are."""

    template_name = "norms/list.html"
    title = gettext_lazy("制度库")

    def get_context(self, **more: Any) -> dict[str, Any]:
        tenant, may_switch = self.tenant(), policies.MANAGE.allows(self.actor, Pack(tenant=self.tenant()))
        rows = {code: list(group) for code, group in groupby(queries.norms_of(tenant.pk), lambda n: n.pack.code)}
        packs = [
            {
                "pack": line,
                "norms": [self.line(norm) for norm in rows.get(line.code, []) if norm.rule.is_recorded],
                "to_come": [self.line(norm) for norm in rows.get(line.code, []) if not norm.rule.is_recorded],
                "switch": self.switch(line) if may_switch and not line.is_national else None,
            }
            for line in queries.packs(tenant.pk)
        ]
        columns = [Column(_("制度")), Column(_("要求")), Column(_("出处")), Column(_("可靠程度")), Column(_("施行"))]
        return super().get_context(packs=packs, columns=columns, **more)

    def line(self, norm: Norm) -> dict[str, Any]:
        return {
            "norm": norm,
            "href": reverse("norms:show", args=[norm.code]),
            "demand": wording.demand(norm.rule),
            "confidence": wording.CONFIDENCES[norm.rule.confidence],
            "until": ended_on(norm.valid_until),
        }

    def switch(self, line: queries.PackLine) -> Link:
        name, label = ("norms:switch_off", _("停用")) if line.is_active else ("norms:switch_on", _("启用"))
        return Link(label, reverse(name, args=[line.code]))


class NormPage(NormsPage):
    """One norm through its versions and packs."""

    template_name = "norms/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        rows = list(queries.norms_of(self.tenant().pk).filter(code=self.kwargs["code"]).order_by("-valid_from", "-pk"))
        if not rows:
            raise Http404
        versions = [
            {
                "norm": norm,
                "parameters": wording.parameters(norm.rule),
                "confidence": wording.CONFIDENCES[norm.rule.confidence],
                "until": ended_on(norm.valid_until),
            }
            for norm in rows
        ]
        duties_href = f"{reverse('norms:duties')}?norm={rows[0].code}" if rows[0].rule.is_recorded else ""
        return {**super().get_context(versions=versions, duties_href=duties_href, **more), "title": rows[0].title}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("制度库"), reverse("norms:list"))]


def duty_href(duty: Duty) -> str:
    """The page that explains a duty as of the day it was asked about."""
    address = reverse("norms:explain", args=[duty.unit_id, duty.norm, duty.period_start])
    return address if duty.on == today() else f"{address}?on={duty.on.isoformat()}"


class OneDuty(NormsPage):
    """What the pages of one duty share: ``owner`` and ``duty`` come from the address."""

    owner: Unit
    duty: Duty

    def find(self) -> None:
        """Raises Http404 when the unit is out of sight or nothing is owed."""
        start: dt.date = self.kwargs["period_start"]
        self.owner = self.unit(self.kwargs["unit"])
        on = asked_day(self.request.GET.get("on")) or max(today(), min(start, today() + FARTHEST))
        found = duty_of(self.owner.tenant, self.owner, self.kwargs["norm"], start, on=on)
        if found is None:
            raise Http404
        self.duty = found

    def subject(self) -> Duty:
        return self.duty

    @property
    def address(self) -> str:
        return reverse("norms:explain", args=[self.owner.pk, self.duty.norm, self.duty.period_start])

    def get_crumbs(self) -> list[Link]:
        asked = f"{reverse('norms:duties')}?unit={self.owner.pk}"
        return [Link(self.owner.name, self.owner.get_absolute_url()), Link(_("应办事项"), asked)]


class Explain(OneDuty):
    """Why a duty stands where it stands: the rule, the facts, what is missing; what people decided and said."""

    template_name = "norms/explain.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        self.find()
        duty, unit = self.duty, self.owner
        waivers = list(queries.waivers_of(unit, duty.norm, duty.period_start))
        history = [moment for waiver in waivers for moment in moments(waiver)]
        history += [moment for bulk in {w.bulk for w in waivers if w.bulk} for moment in moments(bulk)]
        remarks = [
            Moment(at=row.made_at, text=row.text, who=row.made_by_label)
            for row in queries.remarks_of(unit, duty.norm, duty.period_start)
        ]
        may_waive = policies.may_waive(self.actor, unit)
        active = next((waiver for waiver in waivers if waiver.withdrawn_at is None), None)
        context = {
            "unit": unit,
            "duty": duty,
            "explained": explain(duty, self.actor),
            "period": period_label(duty.period_start, duty.period_end),
            "achieved": number(duty.achieved),
            "required": number(duty.required),
            "counts": duty.rule.shape == "count",
            "parameters": wording.parameters(duty.rule),
            "confidence": wording.CONFIDENCES[duty.rule.confidence],
            "until": ended_on(duty.norm_row.valid_until),
            "is_today": duty.on == today(),
            "offers": offers_for(self.actor, unit, duty),
            "may_waive": may_waive and active is None and duty.state != State.MET,
            "waiver": active,
            "may_withdraw": may_waive and active is not None,
            "history": sorted(history, key=lambda moment: moment.at, reverse=True),
            "remarks": remarks,
            "columns": [Column(_("日期")), Column(_("事实")), Column(_("数量"), numeric=True), Column(_("来源"))],
        }
        return {
            **super().get_context(**context, **more),
            "title": f"{context['period']} {duty.title}" if context["counts"] else duty.title,
        }


class DutyForm(OneDuty, FormPage):
    """A form about one duty; its permission is asked about the unit."""

    def load(self) -> Unit:
        self.find()
        return self.owner

    def get_initial(self) -> dict[str, Any]:
        return {}

    def back_url(self) -> str:
        return self.address

    def success_url(self, result: Any) -> str:
        return self.address

    @property
    def named(self) -> dict[str, Any]:
        """The duty as actions name it."""
        return {"unit": self.owner, "norm": self.duty.norm, "period_start": self.duty.period_start}

    def get_crumbs(self) -> list[Link]:
        return [*super().get_crumbs(), Link(self.duty.title, self.address)]


class Waive(DutyForm):
    """Decide that a unit need not meet a norm in one period."""

    permission = policies.WAIVE
    form_class = forms.WaiveForm
    lead = gettext_lazy("免办之后不再列为超期。谁免的、为什么，都留在这一项的经过里；情况变了，可以随时撤销。")
    submit = gettext_lazy("免办")
    done = gettext_lazy("已免办，不再列为超期。")

    def undo_url(self, result: Waiver) -> str:
        return reverse("norms:withdraw_waiver", args=[result.pk])

    def authorise(self) -> None:
        super().authorise()
        policies.refuse_own_unit(self.actor, self.owner)

    def get_title(self) -> str:
        words = {"period": period_label(self.duty.period_start, self.duty.period_end), "title": self.duty.title}
        return _("免办：%(period)s %(title)s") % words

    def perform(self, form: Any) -> Any:
        return actions.waive(actor=self.actor, **self.named, **form.cleaned_data)


class AddRemark(DutyForm):
    """Add a sentence to a duty."""

    title = gettext_lazy("加一条备注")
    form_class = forms.RemarkForm
    done = gettext_lazy("已加上。")

    def perform(self, form: Any) -> Any:
        return actions.remark(actor=self.actor, **self.named, **form.cleaned_data)


class WithdrawWaiver(ActionPage):
    """Take a waiver back."""

    permission = policies.WAIVE
    model = Waiver
    title = gettext_lazy("撤销免办")
    question = gettext_lazy("撤销以后，这一项重新计入应办事项。")
    submit = gettext_lazy("撤销免办")
    done = gettext_lazy("已撤销。")
    danger = True

    def get_queryset(self) -> Any:
        return Waiver.objects.visible_to(self.actor, policies.VIEW).select_related("unit")

    def perform(self, form: Any) -> Any:
        return actions.withdraw_waiver(actor=self.actor, waiver=self.object)

    def back_url(self) -> str:
        waiver = self.object
        return reverse("norms:explain", args=[waiver.unit_id, waiver.norm_code, waiver.period_start])


class SwitchPack(ActionPage):
    """What switching a pack on and off share; the rights are asked by the action, about the whole tenant."""

    permission = policies.MANAGE
    named: Any = ""

    def load(self) -> Pack:
        code = self.kwargs["code"]
        line = next((line for line in queries.packs(self.actor.tenant_id) if line.code == code), None)
        if line is None:
            raise Http404
        return line.row or Pack(tenant_id=self.actor.tenant_id, code=code, title=line.title)

    def get_title(self) -> str:
        return str(self.named % {"pack": self.object.title})

    def back_url(self) -> str:
        return reverse("norms:list")


class SwitchOn(SwitchPack):
    named = gettext_lazy("启用“%(pack)s”")
    question = gettext_lazy("启用以后，各期应办事项立即按这个制度包里更严的要求计算。")
    submit = gettext_lazy("启用")
    done = gettext_lazy("已启用。")

    def perform(self, form: Any) -> Pack:
        tenant = Tenant.objects.get(pk=self.actor.tenant_id)
        return actions.switch_on(actor=self.actor, tenant=tenant, code=self.kwargs["code"])


class SwitchOff(SwitchPack):
    named = gettext_lazy("停用“%(pack)s”")
    question = gettext_lazy("停用以后，各期应办事项立即按全国制度计算。")
    submit = gettext_lazy("停用")
    done = gettext_lazy("已停用。")
    danger = True

    def perform(self, form: Any) -> Pack:
        return actions.switch_off(actor=self.actor, pack=self.object)
