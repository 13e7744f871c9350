"""One page for each step of a transfer."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people.models import Membership, Post
from leitu.transfers import actions, clocks, forms, policies
from leitu.transfers.models import Transfer
from leitu.transfers.views.reading import OfTransfer
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage


class Ask(FormPage):
    """From the page of a member."""

    permission = policies.MANAGE
    model = Membership
    template_name = "transfers/ask.html"
    title, submit = gettext_lazy("转出组织关系"), gettext_lazy("请党委开介绍信")
    lead = gettext_lazy("对方接收以前，他仍是本支部的人，什么都不变。")
    done = gettext_lazy("已报党委开介绍信。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Membership.objects.visible_to(self.actor, policies.VIEW).select_related("person", "unit")

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.person.name, self.back_url())]

    def back_url(self) -> str:
        return self.object.person.get_absolute_url()

    def get_form(self, bound: bool = False) -> Any:
        return forms.AskForm(self.request.POST if bound else None, tenant_id=self.object.tenant_id)

    def get_context(self, **more: Any) -> dict[str, Any]:
        posts = Post.objects.filter(person=self.object.person, until__gt=today()).select_related("unit")
        return super().get_context(posts=list(posts), **more)

    def perform(self, form: Any) -> Transfer:
        return actions.ask(actor=self.actor, membership=self.object, **form.cleaned_data)


class EnterLetter(FormPage):
    """A paper letter from outside, at the branch that is to receive."""

    permission = policies.MANAGE
    model = Unit
    form_class = forms.EnterLetterForm
    title, submit = gettext_lazy("登记转来的介绍信"), gettext_lazy("登记")
    lead = gettext_lazy("从系统以外转来的，照纸上的写。下一页点“接收”，才算本支部的人。")
    done = gettext_lazy("登记了。核对无误就点“接收”。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW)

    def load(self) -> Unit:
        unit: Unit = super().load()
        if unit.kind not in branch_kinds():
            raise Http404
        return unit

    def get_crumbs(self) -> list[Link]:
        return [Link(_("组织关系转接"), reverse("transfers:list"))]

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> Transfer:
        return actions.enter_letter(actor=self.actor, unit=self.object, **form.cleaned_data)


class Step(OfTransfer, FormPage):
    """A step with a form; it leads back to the transfer."""

    def get_initial(self) -> dict[str, Any]:
        return {}

    def success_url(self, result: Any) -> str:
        return self.object.get_absolute_url()


class Issue(Step):
    permission = policies.ISSUING
    form_class = forms.IssueForm
    title, submit = gettext_lazy("开介绍信"), gettext_lazy("开具")
    lead = gettext_lazy("编号由系统按本级、本年度顺着编。开了以后对方就能看到介绍信上的内容。")

    def get_initial(self) -> dict[str, Any]:
        paid = self.object.dues_until
        days = clocks.letter_days(self.object.way)
        return {"valid_days": days, "dues_until": f"{paid:%Y-%m}" if paid else ""}

    def perform(self, form: Any) -> Transfer:
        return actions.issue(actor=self.actor, transfer=self.object, version=self.version, **form.cleaned_data)

    def done_text(self, result: Transfer) -> str:
        return _("介绍信%(number)s开好了。") % {"number": result.number}


class Renew(Step):
    permission = policies.ISSUING
    form_class = forms.RenewForm
    title, submit = gettext_lazy("续开介绍信"), gettext_lazy("续开")
    lead = gettext_lazy("换一个新编号，从今天起重新算有效期；原来那封作废。")

    def get_initial(self) -> dict[str, Any]:
        return {"valid_days": clocks.letter_days(self.object.way)}

    def perform(self, form: Any) -> Transfer:
        days = form.cleaned_data["valid_days"]
        return actions.renew(actor=self.actor, transfer=self.object, valid_days=days, version=self.version)

    def done_text(self, result: Transfer) -> str:
        return _("新的介绍信是%(number)s。") % {"number": result.number}


class Route(Step):
    permission = policies.ISSUE
    title, submit = gettext_lazy("定接收的支部"), gettext_lazy("交给它")
    lead = gettext_lazy("别的区域转来的，先定由哪个支部接收。")

    def get_form(self, bound: bool = False) -> Any:
        return forms.RouteForm(self.request.POST if bound else None, tenant_id=self.object.tenant_id)

    def perform(self, form: Any) -> Transfer:
        unit = form.cleaned_data["to"]
        return actions.route(actor=self.actor, transfer=self.object, unit=unit, version=self.version)

    def success_url(self, result: Transfer) -> str:
        return reverse("transfers:list")

    def done_text(self, result: Transfer) -> str:
        return _("已交给%(unit)s。") % {"unit": result.unit.name}


class EnterSlip(Step):
    permission = policies.ISSUING
    form_class = forms.SlipForm
    title, submit = gettext_lazy("登记回执"), gettext_lazy("登记")
    lead = gettext_lazy("回执收到了，从对方接收的那天起，他不再是原支部的人。")
    done = gettext_lazy("登记了，转接办结。")

    def perform(self, form: Any) -> Transfer:
        return actions.enter_slip(actor=self.actor, transfer=self.object, version=self.version, **form.cleaned_data)


class Receive(Step, ActionPage):
    permission = policies.MANAGE
    template_name = "ui/confirm.html"
    title, submit = gettext_lazy("接收组织关系"), gettext_lazy("接收")
    question = gettext_lazy("核对过介绍信，从今天起由本支部接收他吗？")
    consequences = (
        gettext_lazy("他从今天起编入本支部，原支部的党籍记录同时结束。"),
        gettext_lazy("他在原支部的职务同时免去；免于硬性要求的记录跟着他走。"),
        gettext_lazy("从别的区域来的，资料随组织关系复制过来，那边的留存不动。"),
    )

    def perform(self, form: Any) -> Membership:
        return actions.receive(actor=self.actor, transfer=self.object, version=self.version)

    def success_url(self, result: Membership) -> str:
        return result.person.get_absolute_url()

    def done_text(self, result: Membership) -> str:
        return _("%(name)s现在是%(unit)s的党员了。") % {"name": result.person.name, "unit": result.unit.name}


class Refuse(Step, ActionPage):
    permission = policies.REFUSE
    template_name = "ui/confirm.html"
    form_class = forms.RefuseForm
    title, question = gettext_lazy("退回"), gettext_lazy("不能接着办，要请上级裁定吗？")
    consequences = (
        gettext_lazy("不能无故拒转拒接：要写原因，由上级党组织裁定，退回的人自己不能裁定。"),
        gettext_lazy("裁定以前，他仍由原支部管理。"),
    )
    submit, done = gettext_lazy("报上级裁定"), gettext_lazy("已报上级裁定。")

    def perform(self, form: Any) -> Transfer:
        return actions.refuse(actor=self.actor, transfer=self.object, version=self.version, **form.cleaned_data)


class Uphold(Step, ActionPage):
    permission = policies.JUDGE
    template_name = "ui/confirm.html"
    form_class = forms.JudgeForm
    title, question, submit = gettext_lazy("同意退回"), gettext_lazy("退回有道理吗？"), gettext_lazy("同意退回")
    consequences = (gettext_lazy("这次转接结束，他留在原支部；可以重新转到合适的党组织。"),)
    done = gettext_lazy("已裁定，转接退回。")

    def perform(self, form: Any) -> Transfer:
        text = form.cleaned_data["text"]
        return actions.uphold(actor=self.actor, transfer=self.object, text=text, version=self.version)


class Overrule(Step, ActionPage):
    permission = policies.JUDGE
    template_name = "ui/confirm.html"
    form_class = forms.JudgeForm
    title, question, submit = (
        gettext_lazy("继续办理"),
        gettext_lazy("退回没有道理，要接着办吗？"),
        gettext_lazy("接着办"),
    )
    consequences = (gettext_lazy("从停下的那一步接着办，办理期限重新算。"),)
    done = gettext_lazy("已裁定，接着办理。")

    def perform(self, form: Any) -> Transfer:
        text = form.cleaned_data["text"]
        return actions.overrule(actor=self.actor, transfer=self.object, text=text, version=self.version)


class Recall(Step, ActionPage):
    permission = policies.MANAGE
    template_name = "ui/confirm.html"
    form_class = forms.RecallForm
    title, question, submit = gettext_lazy("撤回转接"), gettext_lazy("不转了吗？"), gettext_lazy("撤回")
    consequences = (gettext_lazy("他留在本支部；已经开出的介绍信作废。"),)
    done = gettext_lazy("撤回了。")

    def perform(self, form: Any) -> Transfer:
        reason = form.cleaned_data["reason"]
        return actions.recall(actor=self.actor, transfer=self.object, reason=reason, version=self.version)


class Urge(Step, ActionPage):
    permission = policies.URGE
    template_name = "ui/confirm.html"
    title, question, submit = gettext_lazy("催办"), gettext_lazy("提醒现在该办的一方吗？"), gettext_lazy("催一次")
    consequences = (gettext_lazy("一天只催一次，对方会收到通知。"),)
    done = gettext_lazy("已提醒对方。")

    def perform(self, form: Any) -> Transfer:
        return actions.urge(actor=self.actor, transfer=self.object)
