"""What is signed: the papers with the rule of every line, and what committees ask for besides."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.pledges import actions, forms, policies, queries
from leitu.pledges.models import RequiredLine
from leitu.pledges.views.shared import to_list
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage, Page


class Papers(Page):
    """Open to everybody who sees pledges: nothing is promised that cites no rule."""

    permission = policies.SEE
    template_name = "pledges/papers.html"
    title = _("责任清单的内容和依据")

    def get_crumbs(self) -> list[Link]:
        return [to_list()]

    def get_context(self, **more: Any) -> dict[str, Any]:
        required = [
            (one, reverse("pledges:release_line", args=[one.pk]) if self.may_release(one) else "")
            for one in queries.required_in_sight(self.actor)[:200]
        ]
        return super().get_context(
            papers=queries.papers_with_lines(self.actor.tenant_id),
            required=required,
            require_href=reverse("pledges:require_line") if queries.committees(self.actor).exists() else "",
            **more,
        )

    def may_release(self, line: RequiredLine) -> bool:
        return line.last_year > today().year and policies.KEEP.allows(self.actor, line)


class RequireLine(FormPage):
    permission = policies.KEEP
    title, submit, done = _("对下级提出一条责任"), _("提出"), _("提出了，以后签的清单里会有这一条。")
    lead = _("先想一想：现有的条目里是不是已经有了。写明依据；已经签过的清单不变。")

    def get_crumbs(self) -> list[Link]:
        return [to_list(), Link(_("内容和依据"), reverse("pledges:papers"))]

    def back_url(self) -> str:
        return reverse("pledges:papers")

    def get_form(self, bound: bool = False) -> Any:
        return forms.RequireForm(rows=queries.committees(self.actor), data=self.request.POST if bound else None)

    def perform(self, form: Any) -> RequiredLine:
        return actions.require_line(actor=self.actor, **form.cleaned_data)


class ReleaseLine(ActionPage):
    permission = policies.KEEP
    model = RequiredLine
    title, question, submit = _("到今年为止"), _("明年不再要求这一条吗？"), _("到今年为止")
    consequences = (_("今年已经签的不变。"),)
    done = _("这一条到今年为止。")

    def get_queryset(self) -> "QuerySet[Any]":
        return RequiredLine.objects.visible_to(self.actor).select_related("unit")

    def perform(self, form: Any) -> RequiredLine:
        return actions.release_line(actor=self.actor, line=self.object)
