"""The draws of second looks, for whoever wants to verify them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.matters import looks, policies
from leitu.matters.models import LookDraw, Matter
from leitu.orgs.actions import export_list
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import month
from leitu.ui.views import DetailPage, ListPage

MOST_SHOWN = 200


class Draws(ListPage):
    permission = policies.CHECK
    template_name = "matters/draws.html"
    partial = "rows"
    model = LookDraw
    title = gettext_lazy("回头看抽样")
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return looks.draws_of(self.actor).order_by("-closed_in", "months")

    def get_columns(self) -> list[Column]:
        return [
            Column(_("销号月份"), value="closed_in", width=12),
            Column(_("几个月后"), numeric=True, value="months", width=10),
            Column(_("销号件数"), numeric=True, value="pool", width=10),
            Column(_("抽中件数"), numeric=True, value="drawn", width=10),
            Column(_("种子"), value="seed", width=36),
            Column(_("抽取日期"), value="on", width=12),
        ]

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]


class Draw(DetailPage):
    """One draw, drawn once more while it is looked at."""

    permission = policies.CHECK
    template_name = "matters/draw.html"
    model = LookDraw

    def get_queryset(self) -> "QuerySet[Any]":
        return looks.draws_of(self.actor)

    def get_title(self) -> str:
        words = {"month": month(self.object.closed_in), "months": self.object.months}
        return _("%(month)s销号的，%(months)s 个月后回头看") % words

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list")), Link(_("回头看抽样"), reverse("matters:draws"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        keys = looks.drawn_again(self.object)
        seen = Matter.objects.visible_to(self.actor).filter(pk__in=keys[:MOST_SHOWN]).select_related("unit")
        return super().get_context(
            same=looks.digest(keys) == self.object.digest, rows=list(seen.order_by("pk")), keys=keys, **more
        )
