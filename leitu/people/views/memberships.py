"""Forms about memberships and posts, at a unit or at one row."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people import actions, forms, policies, queries
from leitu.people.models import Membership, Post, Suspension
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage


class OfUnit(FormPage):
    """A form at one unit in which the actor manages the register."""

    permission = policies.MANAGE
    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def back_url(self) -> str:
        return self.object.get_absolute_url()


class Register(OfUnit):
    title = _("登记党员")
    template_name = "people/register.html"
    form_class = forms.RegisterForm
    submit = _("登记")
    done = _("已登记。")

    def load(self) -> Unit:
        unit: Unit = super().load()
        if unit.kind not in branch_kinds():
            raise Http404
        return unit

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return forms.RegisterForm(unit=self.object, **data)

    def perform(self, form: Any) -> Membership:
        return actions.register_member(actor=self.actor, unit=self.object, **form.cleaned_data)

    def success_url(self, result: Membership) -> str:
        return result.person.get_absolute_url()


class Appoint(OfUnit):
    title = _("办理任职")
    form_class = forms.AppointForm
    submit = _("任职")
    done = _("已任职，相应权限立即生效。")

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return forms.AppointForm(people=queries.candidates(self.object), **data)

    def perform(self, form: Any) -> Post:
        return actions.appoint(actor=self.actor, unit=self.object, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.object.get_absolute_url()


class OfMembership(FormPage):
    permission = policies.MANAGE
    model = Membership

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.person.name, self.object.person.get_absolute_url())]

    def back_url(self) -> str:
        return self.object.person.get_absolute_url()

    def success_url(self, result: Any) -> str:
        return self.back_url()


class CorrectMembership(OfMembership):
    title = _("修改党籍信息")
    form_class = forms.MembershipForm
    done = _("已保存。")

    def get_form(self, bound: bool = False) -> Any:
        held = self.object
        data = {"data": self.request.POST} if bound else {}
        initial = {"joined_on": held.joined_on, "full_on": held.full_on, "group": held.group_id}
        return forms.MembershipForm(unit=held.unit, initial=initial, **data)

    def perform(self, form: Any) -> Membership:
        return actions.correct_membership(
            actor=self.actor, membership=self.object, version=self.version or 0, **form.cleaned_data
        )


class EndMembership(OfMembership, ActionPage):
    title = _("减少党员")
    template_name = "ui/confirm.html"
    question = _("确定把这位党员从本支部名册上减少吗？")
    consequences = (_("在本支部的职务和权限同时结束。"), _("以前的记录全部保留。"))
    form_class = forms.EndMembershipForm
    submit = _("确定减少")
    danger = True
    done = _("已办理。")

    def undo_url(self, result: Membership) -> str:
        return reverse("people:resume_membership", args=[result.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self, form: Any) -> Membership:
        return actions.end_membership(
            actor=self.actor, membership=self.object, version=self.version or 0, **form.cleaned_data
        )


class ResumeMembership(OfMembership, ActionPage):
    title = _("恢复在册")
    template_name = "ui/confirm.html"
    question = _("减少办错了，恢复这位党员在本支部的党籍记录吗？")
    consequences = (_("减少时结束的职务要在任职记录里一项一项恢复。"),)
    submit = _("恢复")
    done = _("已恢复。")

    def perform(self, form: Any) -> Membership:
        return actions.resume_membership(actor=self.actor, membership=self.object)


class Suspend(OfMembership, ActionPage):
    title = _("停止党籍")
    template_name = "ui/confirm.html"
    question = _("确定登记停止党籍吗？系统只作记录，决定由党组织作出。")
    form_class = forms.SuspendForm
    submit = _("登记")
    danger = True
    done = _("已登记。")

    def get_initial(self) -> dict[str, Any]:
        return {"since": today()}

    def perform(self, form: Any) -> Suspension:
        return actions.suspend(actor=self.actor, membership=self.object, **form.cleaned_data)


class Lift(OfMembership, ActionPage):
    title = _("恢复党籍")
    template_name = "ui/confirm.html"
    question = _("确定登记恢复党籍吗？")
    form_class = forms.LiftForm
    submit = _("恢复")
    done = _("已登记。")

    def get_initial(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self, form: Any) -> Suspension:
        open_one = self.object.suspensions.order_by("-since").first()
        if open_one is None:
            raise Http404
        return actions.lift_suspension(actor=self.actor, suspension=open_one, **form.cleaned_data)


class LeavePost(ActionPage):
    permission = policies.MANAGE
    model = Post
    title = _("卸任")
    question = _("确定登记卸任吗？")
    consequences = (_("随职务的权限立即收回。"),)
    form_class = forms.LeaveForm
    submit = _("卸任")
    done = _("已卸任，权限已收回。")

    def undo_url(self, result: Post) -> str:
        return reverse("people:resume_post", args=[result.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"on": today()}

    def back_url(self) -> str:
        return self.object.unit.get_absolute_url()

    def success_url(self, result: Any) -> str:
        return self.back_url()

    def perform(self, form: Any) -> Post:
        return actions.leave_post(actor=self.actor, post=self.object, **form.cleaned_data)


class ResumePost(ActionPage):
    permission = policies.MANAGE
    model = Post
    title = _("撤销卸任")
    question = _("卸任办错了，恢复这项任职吗？")
    consequences = (_("随职务的权限立即恢复。"),)
    submit = _("恢复")
    done = _("已恢复，权限也恢复了。")

    def back_url(self) -> str:
        return self.object.unit.get_absolute_url()

    def success_url(self, result: Any) -> str:
        return self.back_url()

    def perform(self, form: Any) -> Post:
        return actions.resume_post(actor=self.actor, post=self.object)
