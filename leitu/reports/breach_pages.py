"""个人信息安全事件报告 on the screen: the figures of a period, what only people know, and the paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.oversight.policies import require_everywhere
from leitu.reports import actions, forms
from leitu.reports.breach import items_text, readers_text
from leitu.reports.breach_queries import breach_of
from leitu.reports.downloads import BadForm, download
from leitu.reports.paper import MEDIA
from leitu.ui.parts import Link
from leitu.ui.views import Page


class BreachPage(Page):
    """What the audit says of a period, for whoever looks after the accounts; POST hands out the paper."""

    permission = SECURE_ACCOUNTS
    template_name = "reports/breach.html"
    title = _("个人信息安全事件报告")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("登录和授权动态"), reverse("oversight:sign_ins"))]

    @cached_property
    def asked(self) -> forms.PeriodForm:
        """The period asked for, the last seven days without one."""
        return forms.PeriodForm(self.request.GET)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_everywhere(self.actor, SECURE_ACCOUNTS)
        return super().get(request, *args, **kwargs)

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = {"period": self.asked, "form": forms.BreachForm(), **more}
        if self.asked.is_valid():
            chosen = self.asked.cleaned_data
            breach = breach_of(self.actor, chosen["span"], chosen["who"])
            context |= {"breach": breach, "items": items_text(breach), "readers": readers_text(breach)}
        return super().get_context(reset_href=self.request.path if self.request.GET else "", **context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_everywhere(self.actor, SECURE_ACCOUNTS)
        form, paper = forms.BreachForm(request.POST), request.POST.get("form", actions.DOCX)
        if paper not in (actions.DOCX, actions.PDF):
            raise BadForm(_("没有这种格式。"))
        if not form.is_valid() or not self.asked.is_valid():
            return self.render(self.get_context(form=form))
        chosen = self.asked.cleaned_data
        content = actions.download_breach(
            actor=self.actor, span=chosen["span"], who=chosen["who"], said=form.said(), form=paper
        )
        return download(content, MEDIA[paper], f"个人信息安全事件报告 {chosen['span'].end:%Y-%m-%d}.{paper}")
