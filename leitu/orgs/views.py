"""Pages about units: the list, and the forms that found, rename, mend, move and close one; roles at a unit."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.approvals.models import Ask
from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.orgs import actions, forms, policies, queries
from leitu.orgs.granting import GRANTING, is_upward, values_of
from leitu.orgs.lists import ListBelow
from leitu.orgs.models import Grant, Unit, valid_on
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage


class UnitList(ListBelow):
    """Every organisation in scope, by name; the door to each."""

    permission = policies.VIEW
    template_name = "orgs/list.html"
    partial = "rows"
    model = Unit
    title = _("党组织")
    filter_form = forms.UnitFilter
    sorts = queries.SORTS
    default_sort = "code"

    def get_queryset(self) -> "QuerySet[Any]":
        rows = queries.listed_units(self.actor, self.request.GET.get("state", ""))
        found: QuerySet[Any] = rows.below(self.unit, today()) if self.unit else rows
        return found

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return queries.search_units(queryset, self.actor.tenant_id, q)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("名称"), sort="name", value="name", width=30),
            Column(_("代码"), sort="code", value="code"),
            Column(_("类别"), value="get_kind_display"),
            Column(_("领域"), value="get_sector_display"),
            Column(_("上级"), value="parent.name", width=30),
            Column(_("成立日期"), sort="founded", value="founded_on"),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        may_import = policies.MANAGE.allowed_anywhere(self.actor)
        import_href = reverse("people:import_units") if may_import else ""
        return super().get_context(unit=self.unit, may_import=may_import, import_href=import_href, **more)


class UnitForm(FormPage):
    """What the form pages of one unit share."""

    permission = policies.MANAGE
    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor)

    object: Unit

    def back_url(self) -> str:
        return self.object.get_absolute_url()

    def success_url(self, result: Any) -> str:
        return self.object.get_absolute_url()

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())] if self.object else []


class Found(UnitForm):
    title = _("新建下级党组织")
    form_class = forms.FoundForm
    submit = _("新建")
    done = _("已新建。")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return forms.FoundForm(parent_kind=self.object.kind, **data)

    def perform(self, form: Any) -> Unit:
        return actions.found(actor=self.actor, parent=self.object, **form.cleaned_data)

    def success_url(self, result: Unit) -> str:
        return result.get_absolute_url()


class Rename(UnitForm):
    title = _("更名")
    form_class = forms.RenameForm
    done = _("已更名，以前的名称保留在沿革里。")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name, "on": today()}

    def perform(self, form: Any) -> Unit:
        return actions.rename(actor=self.actor, unit=self.object, version=self.version or 0, **form.cleaned_data)


class Correct(UnitForm):
    title = _("修改党组织信息")
    form_class = forms.CorrectForm
    done = _("已保存。")

    def get_initial(self) -> dict[str, Any]:
        flag = {True: "1", False: "0", None: ""}[self.object.has_committee]
        return {
            **super().get_initial(),
            "has_committee": flag,
            "contact_phone": self.object.unseal("contact_phone"),
        }

    def perform(self, form: Any) -> Unit:
        return actions.correct(actor=self.actor, unit=self.object, version=self.version or 0, **form.cleaned_data)


class Move(UnitForm):
    title = _("调整隶属关系")
    form_class = forms.MoveForm
    submit = _("调整")
    done = _("已调整，以前的隶属关系保留在沿革里。")

    def get_initial(self) -> dict[str, Any]:
        return {"parent": self.object.parent_id, "on": today()}

    def perform(self, form: Any) -> Unit:
        return actions.move(actor=self.actor, unit=self.object, version=self.version or 0, **form.cleaned_data)


class Close(UnitForm, ActionPage):
    title = _("撤销党组织")
    template_name = "ui/confirm.html"
    form_class = forms.CloseForm
    question = _("确定撤销这个党组织吗？")
    consequences = (
        _("撤销之后不再产生应办事项；以前的记录全部保留，随时可查。"),
        _("党员和下级党组织必须先调整到别处。"),
        _("建错了的，撤销日期填成立日期，等于从没有过。撤错了，可以恢复。"),
    )
    submit = _("撤销党组织")
    danger = True
    done = _("已撤销。")

    def undo_url(self, result: Unit) -> str:
        return reverse("orgs:revive", args=[result.pk])

    def get_initial(self) -> dict[str, Any]:
        return {"on": today()}

    def perform(self, form: Any) -> Unit:
        return actions.close(actor=self.actor, unit=self.object, version=self.version or 0, **form.cleaned_data)


class Revive(UnitForm, ActionPage):
    title = _("恢复党组织")
    template_name = "ui/confirm.html"
    form_class = None
    question = _("恢复这个党组织吗？")
    consequences = (_("撤销时结束的手工授权不会自己回来，需要重新授予。"),)
    submit = _("恢复")
    done = _("已恢复。")

    def perform(self, form: Any) -> Unit:
        return actions.revive(actor=self.actor, unit=self.object)


class SetTerm(UnitForm):
    title = _("登记届期")
    form_class = forms.TermForm
    done = _("届期已登记。")

    def get_initial(self) -> dict[str, Any]:
        last = self.object.terms.order_by("ends_on").last()
        return {"starts_on": last.starts_on, "ends_on": last.ends_on} if last else {}

    def perform(self, form: Any) -> Any:
        return actions.set_term(actor=self.actor, unit=self.object, **form.cleaned_data)


class Grants(DetailPage):
    """Which accounts hold which role at one unit, and how they came by it."""

    permission = policies.GRANT
    template_name = "orgs/grants.html"
    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.GRANT)

    def get_title(self) -> Any:
        return _("角色与授权")

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def get_context(self, **more: Any) -> dict[str, Any]:
        held = Grant.objects.filter(valid_on(today()), tenant_id=self.object.tenant_id, unit=self.object)
        rows = held.select_related("user", "role").order_by("role__pk", "user__label")
        return super().get_context(grants=rows, **more)


class AddGrant(UnitForm):
    permission = policies.GRANT
    title = _("授予角色")
    form_class = forms.GrantForm
    submit = _("授予")
    lead = _("角色里有您自己没有的权限，或者是三员角色的，先请示，另一位同志批准以后再授予。")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def back_url(self) -> str:
        return reverse("orgs:grants", args=[self.object.pk])

    def success_url(self, result: Any) -> str:
        return result.get_absolute_url() if isinstance(result, Ask) else self.back_url()

    def done_text(self, result: Any) -> Any:
        return _("已请示，等另一位同志批准。") if isinstance(result, Ask) else _("已授权，立即生效。")

    def perform(self, form: Any) -> Grant | Ask:
        values = {**form.cleaned_data, "until": form.cleaned_data["until"] or FOREVER}
        reason = values.pop("reason")
        if is_upward(self.actor, values["role"], self.object, values["reach"]):
            return actions.ask_grant(actor=self.actor, unit=self.object, reason=reason, **values)
        return actions.grant(actor=self.actor, unit=self.object, **values)


class GrantApproved(ActionPage):
    """Do what a second person agreed to."""

    permission = policies.GRANT
    model = Ask
    object: Ask
    template_name = "approvals/answer.html"
    title = _("授予已批准的角色")
    submit = _("现在授予")
    done = _("已授权，立即生效。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Ask.objects.filter(tenant_id=self.actor.tenant_id, asked_by=self.actor.user_id, verb=GRANTING.verb)

    def authorise(self) -> None:
        """The action asks; the page is one's own."""

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(told=GRANTING.tell(self.object), **more)

    def success_url(self, result: Grant) -> str:
        return reverse("orgs:grants", args=[result.unit_id])

    def perform(self, form: Any) -> Grant:
        return actions.grant(actor=self.actor, **values_of(self.object))


class Revoke(ActionPage):
    permission = policies.GRANT
    model = Grant
    title = _("收回角色")
    question = _("确定收回这项授权吗？立即生效。")
    submit = _("收回")
    danger = True
    done = _("已收回。")

    def load(self) -> Grant:
        found = (
            Grant.objects.filter(pk=self.kwargs["pk"], tenant_id=self.actor.tenant_id).select_related("unit").first()
        )
        if found is None or not policies.GRANT.allows(self.actor, found.unit):
            raise Http404
        return found

    def back_url(self) -> str:
        return reverse("orgs:grants", args=[self.object.unit_id])

    def perform(self, form: Any) -> Grant:
        return actions.revoke(actor=self.actor, held=self.object)
