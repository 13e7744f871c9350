"""Pages of handovers: the list, the page that both sides confirm."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.handovers import actions, forms, policies, queries
from leitu.handovers.models import Handover
from leitu.orgs.actions import export_list
from leitu.people.models import Post
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject

STATES: dict[str, str] = {
    Handover.State.OPEN: "planned",
    Handover.State.GIVEN: "notified",
    Handover.State.TAKEN: "met",
    Handover.State.WITHDRAWN: "cancelled",
}
"""The mark of each state; its word is that of the handover."""


class Handovers(ListPage):
    """Handovers in sight, and those who left without one."""

    permission = policies.SEE
    template_name = "handovers/list.html"
    partial = "rows"
    model = Handover
    title = gettext_lazy("交接")
    search_fields = queries.SEARCHED
    filter_form = forms.HandoverFilter
    sorts = queries.SORTS
    default_sort = "begun"
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), sort="unit", value="unit.name", width=30),
            Column(_("职务"), value="get_title_display"),
            Column(_("移交人"), value="giver_name"),
            Column(_("接收人"), value="taker.name"),
            Column(_("开始日期"), sort="begun", value="begun_on", narrow=True),
            Column(_("状态"), value="get_state_display", narrow=True),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = super().get_context(**more)
        found["lines"] = [(one, STATES[one.state]) for one in found["objects"]]
        is_first = self.request.GET.get("page", "1") == "1" and not found["reset_href"]
        found["left"] = list(queries.not_begun(self.actor)[:5]) if is_first else []
        return found


class Begin(FormPage):
    """Who takes a post over, and where the papers are."""

    permission = policies.MANAGE
    model = Post
    title = gettext_lazy("办理交接")
    submit = gettext_lazy("开始交接")
    done = gettext_lazy("已开始，双方都会收到通知。")
    object: Post

    def get_queryset(self) -> "QuerySet[Any]":
        return Post.objects.visible_to(self.actor, policies.VIEW).select_related("unit", "person")

    def get_title(self) -> Any:
        return self.title

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.unit.name, self.object.unit.get_absolute_url())]

    def back_url(self) -> str:
        return self.object.unit.get_absolute_url()

    def success_url(self, result: Handover) -> str:
        return result.get_absolute_url()

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return forms.BeginForm(post=self.object, **data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        words = {
            "unit": self.object.unit.name,
            "title": self.object.get_title_display(),
            "name": self.object.holder_name,
        }
        return super().get_context(**more) | {"lead": _("%(unit)s%(title)s %(name)s 移交") % words}

    def perform(self, form: Any) -> Handover:
        return actions.begin(actor=self.actor, post=self.object, **form.cleaned_data)


class OfHandover(OfObject):
    """A handover in the actor's sight."""

    permission: Any = policies.SEE
    model = Handover
    object: Handover

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Handover.objects.visible_to(self.actor)
        return rows.select_related("unit__tenant", "unit__parent", "giver", "taker")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("交接"), reverse("handovers:list"))]


class Show(OfHandover, DetailPage):
    template_name = "handovers/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        one = self.object
        sections = queries.sections(one) if one.is_waiting else [self.kept(code) for code in one.handed]
        may_give = policies.GIVE.allows(self.actor, one)
        return super().get_context(
            sections=sections,
            state=STATES[one.state],
            duties=queries.post_duties().get(one.title),
            may_write=one.state == Handover.State.OPEN and may_give,
            may_take=one.state == Handover.State.GIVEN and policies.TAKE.allows(self.actor, one),
            may_withdraw=one.is_waiting and policies.MANAGE.allows(self.actor, one),
            moments=moments(one),
            **more,
        )

    def kept(self, code: str) -> queries.Section:
        """A section as it was when it was handed over."""
        labels = {
            "duties": _("没办的应办事项"),
            "matters": _("没办完的问题和任务"),
            "meetings": _("没归档的活动"),
            "care": _("要关心的人"),
            "contacts": _("找谁"),
        }
        return queries.Section(code, labels[code], [queries.Line(text) for text in self.object.handed[code]], _("没有"))


class Write(OfHandover, FormPage):
    permission = policies.GIVE
    title = gettext_lazy("资料和要交代的事")
    form_class = forms.WriteForm
    done = gettext_lazy("已保存。")

    def get_title(self) -> Any:
        return self.title

    def perform(self, form: Any) -> Handover:
        return actions.write(actor=self.actor, handover=self.object, version=self.version or 0, **form.cleaned_data)


class Give(OfHandover, ActionPage):
    permission = policies.GIVE
    title = gettext_lazy("移交确认")
    question = gettext_lazy("都交代清楚了吗？现在列着的会原样留底。")
    submit = gettext_lazy("我已移交")
    done = gettext_lazy("已移交，等接收人确认。")

    def get_title(self) -> Any:
        return self.title

    @property
    def form_class(self) -> Any:
        """Nobody is asked for a reason to do it himself."""
        return None if policies.is_oneself(self.actor, self.object.giver_id) else forms.GiveForm

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> Handover:
        reason = form.cleaned_data["reason"] if form else ""
        return actions.give(actor=self.actor, handover=self.object, version=self.version, reason=reason)


class Take(OfHandover, ActionPage):
    permission = policies.TAKE
    title = gettext_lazy("接收确认")
    question = gettext_lazy("都接到了吗？移交人名下没办完的事会转到您名下。")
    submit = gettext_lazy("我已接收")
    done = gettext_lazy("交接办好了。")

    def get_title(self) -> Any:
        return self.title

    def load(self) -> Handover:
        found: Handover = super().load()
        if not policies.TAKE.allows(self.actor, found) and not policies.GIVE.allows(self.actor, found):
            raise Http404
        return found

    def perform(self, form: Any) -> Handover:
        return actions.take(actor=self.actor, handover=self.object, version=self.version)


class Withdraw(OfHandover, ActionPage):
    permission = policies.MANAGE
    title = gettext_lazy("撤回交接")
    question = gettext_lazy("撤回吗？以后可以重新开始。")
    submit = gettext_lazy("撤回")
    done = gettext_lazy("已撤回。")

    def get_title(self) -> Any:
        return self.title

    def perform(self, form: Any) -> Handover:
        return actions.withdraw(actor=self.actor, handover=self.object)
