"""Bulletins of half a year and of a year: read, draft, write on, approve."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.assessments import actions, forms, policies, queries
from leitu.assessments.models import Bulletin
from leitu.assessments.views.shared import Assessing
from leitu.core.periods import PeriodKind, period_of
from leitu.norms.explain import period_label
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject


class Bulletins(ListPage):
    """What was approved for everybody below, and the drafts of whoever writes them."""

    permission = policies.VIEW
    template_name = "assessments/bulletins.html"
    partial = "rows"
    model = Bulletin
    title = gettext_lazy("考核通报")
    search_fields = ("title", "text")
    filter_form = forms.BulletinFilter
    sorts = {"new": ("-start", "unit__name", "pk")}
    default_sort = "new"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("标题"), value="title", width=40),
            Column(_("通报单位"), value="unit.name", width=28),
            Column(_("状态"), value="get_state_display", width=10),
            Column(_("批准日期"), value="approved_on", width=12),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.bulletins(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("考核"), reverse("assessments:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        drafts = [
            Link(
                _("起草%(unit)s%(period)s通报") % {"unit": unit.name, "period": period_label(span.start, span.end)},
                reverse("assessments:draft_bulletin", args=[unit.pk, kind, span.start]),
            )
            for unit, kind, span in queries.to_be_drafted(self.actor)
        ]
        return super().get_context(drafts=drafts, **more)


class OfBulletin(Assessing, OfObject):
    """A bulletin that the actor may read."""

    model = Bulletin

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.bulletins(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("考核通报"), reverse("assessments:bulletins")),
            Link(str(self.object), self.object.get_absolute_url()),
        ]


class ShowBulletin(OfBulletin, DetailPage):
    template_name = "assessments/bulletin.html"

    def get_crumbs(self) -> list[Link]:
        return super().get_crumbs()[:1]

    def get_context(self, **more: Any) -> dict[str, Any]:
        row = self.object
        may = row.state == Bulletin.State.DRAFT and policies.JUDGE.allows(self.actor, row)
        return super().get_context(may_change=may, may_approve=may and row.written_by != self.actor.user_id, **more)


class Draft(Assessing, ActionPage):
    permission = policies.JUDGE
    model = Unit
    title, submit = gettext_lazy("起草通报"), gettext_lazy("起草")
    consequences = (
        gettext_lazy("数字都从记录里来，不点名；写好以后再改字，由另一位同志批准。"),
        gettext_lazy("已经有草稿的，重新写一遍，改过的字会没有。"),
    )

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("tenant")

    def load(self) -> Any:
        found = super().load()
        if self.kwargs["kind"] not in Bulletin.Kind.values:
            raise Http404
        self.span = period_of(PeriodKind(self.kwargs["kind"]), self.kwargs["start"])
        return found

    @property
    def question(self) -> str:  # type: ignore[override]
        words = {"unit": self.object.name, "period": period_label(self.span.start, self.span.end)}
        return _("照现在的记录起草%(unit)s%(period)s的通报吗？") % words

    def back_url(self) -> str:
        return reverse("assessments:bulletins")

    def perform(self, form: Any) -> Bulletin:
        given = {"kind": self.kwargs["kind"], "start": self.kwargs["start"]}
        return actions.draft_bulletin(actor=self.actor, unit=self.object, **given)


class Change(OfBulletin, FormPage):
    permission = policies.JUDGE
    form_class = forms.BulletinForm
    title, submit, done = gettext_lazy("修改通报"), gettext_lazy("保存"), gettext_lazy("已保存。")

    def perform(self, form: Any) -> Bulletin:
        return actions.change_bulletin(
            actor=self.actor, bulletin=self.object, version=self.version, **form.cleaned_data
        )


class Approve(OfBulletin, ActionPage):
    permission = policies.JUDGE
    title, submit = gettext_lazy("批准通报"), gettext_lazy("批准")
    question = gettext_lazy("看过了，批准这份通报吗？")
    consequences = (gettext_lazy("批准以后，所属党组织都能看到，不能再改。"),)
    done = gettext_lazy("已批准。")

    def perform(self, form: Any) -> Bulletin:
        return actions.approve_bulletin(actor=self.actor, bulletin=self.object, version=self.version)
