"""减负合规说明 on the screen, and as a paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.orgs.models import Tenant
from leitu.reports import actions
from leitu.reports.compliance import compliance
from leitu.reports.downloads import BadForm, download
from leitu.reports.paper import MEDIA
from leitu.ui.views import SIGNED_IN, Page


class CompliancePage(Page):
    """Each rule, how it is met, the setting and the tests: open to every account."""

    permission = SIGNED_IN
    template_name = "reports/compliance.html"
    title = gettext_lazy("减负合规说明")

    def href(self, name: str) -> str:
        """The page of that name, empty for whoever may not open it."""
        address = reverse(name) if name else ""
        view: Any = getattr(resolve(address).func, "view_class", None) if address else None
        return address if view is not None and view.permission.allowed_anywhere(self.actor) else ""

    def get_context(self, **more: Any) -> dict[str, Any]:
        paper, lines = reverse("reports:compliance_paper"), compliance()
        return super().get_context(
            lines=[(line, self.href(line.page)) for line in lines],
            met=sum(line.is_of_product for line in lines),
            tests=len({test for line in lines for test in line.tests}),
            docx_href=paper,
            xlsx_href=f"{paper}?form=xlsx",
            **more,
        )


class CompliancePaper(Page):
    """The same as .docx, or as .xlsx with ``?form=xlsx``."""

    permission = SIGNED_IN

    @cached_property
    def tenant(self) -> Tenant:
        found = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = request.GET.get("form", "") or actions.DOCX
        if form not in (actions.DOCX, actions.XLSX):
            raise BadForm(_("没有这种格式。"))
        content = actions.download_compliance(actor=self.actor, tenant=self.tenant, form=form)
        return download(content, MEDIA[form], f"{self.tenant.name} 减负合规说明 {today():%Y-%m-%d}.{form}")
