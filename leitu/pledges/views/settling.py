"""At the end of the year: line by line, beside what is on record."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from leitu.pledges import actions, evidence, forms, policies
from leitu.pledges.models import Pledge, PledgeLine
from leitu.pledges.views.shared import OfPledge
from leitu.ui.views import FormPage


class Settle(OfPledge, FormPage):
    """Nothing has to be attached: the records stand beside each line."""

    permission = policies.SIGN
    template_name = "pledges/settle.html"
    title, submit, done = gettext_lazy("逐条对账"), gettext_lazy("对账"), gettext_lazy("对过账了。")
    lead = gettext_lazy("系统里的记录已经列在每一条下面，不用另外准备材料。没想好的先空着，下次再对。")

    @cached_property
    def lines(self) -> list[PledgeLine]:
        rows = PledgeLine.objects.filter(tenant_id=self.object.tenant_id, pledge=self.object)
        return list(rows.order_by("order"))

    def get_form(self, bound: bool = False) -> Any:
        return forms.SettleForm(lines=self.lines, data=self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        form, shown = more["form"], evidence.beside(self.object, self.lines)
        rows = [
            {
                "line": one,
                "shown": shown.get(one.pk, []),
                "outcome": form[f"outcome-{one.pk}"],
                "said": form[f"said-{one.pk}"],
            }
            for one in self.lines
        ]
        return super().get_context(rows=rows, **more)

    def perform(self, form: Any) -> Pledge:
        return actions.settle(actor=self.actor, pledge=self.object, results=form.results, version=self.version)
