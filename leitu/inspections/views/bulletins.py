"""Bulletins: read, draft, write on, issue."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.inspections import actions, forms, policies, queries
from leitu.inspections.models import Bulletin
from leitu.inspections.views.rounds import OfRound
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, OfObject


class OfBulletin(OfObject):
    """A page of one bulletin that the actor may read."""

    model = Bulletin

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.bulletins(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("检查记录"), reverse("inspections:list")),
            Link(str(self.object), self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.get_absolute_url()) if self.object is not None else reverse("inspections:list")


class Show(OfBulletin, DetailPage):
    permission = policies.VIEW
    template_name = "inspections/bulletin.html"

    def get_crumbs(self) -> list[Link]:
        return super().get_crumbs()[:1]

    def get_context(self, **more: Any) -> dict[str, Any]:
        row = self.object
        may = row.state == Bulletin.State.DRAFT and policies.MANAGE.allows(self.actor, row)
        return super().get_context(may_change=may, **more)


class Draft(OfRound, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("起草简报"), gettext_lazy("起草")
    question = gettext_lazy("照这一轮现在的记录起草简报吗？")
    consequences = (
        gettext_lazy("数字、集中的问题、整改情况、支部的话，都照记录写好，不含名字。"),
        gettext_lazy("已经有草稿的，重新写一遍，改过的字会没有。"),
    )

    def perform(self, form: Any) -> Bulletin:
        return actions.draft_bulletin(actor=self.actor, round=self.object)


class Change(OfBulletin, FormPage):
    permission = policies.MANAGE
    form_class = forms.BulletinForm
    title, submit = gettext_lazy("修改简报"), gettext_lazy("保存")
    done = gettext_lazy("已保存。")

    def perform(self, form: Any) -> Bulletin:
        return actions.change_bulletin(
            actor=self.actor, bulletin=self.object, version=self.version, **form.cleaned_data
        )


class Issue(OfBulletin, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("印发简报"), gettext_lazy("印发")
    question = gettext_lazy("现在印发吗？")
    consequences = (gettext_lazy("这一轮范围里的党组织都能看到；印发以后不能再改。"),)
    done = gettext_lazy("已印发。")

    def perform(self, form: Any) -> Bulletin:
        return actions.issue_bulletin(actor=self.actor, bulletin=self.object, version=self.version)
