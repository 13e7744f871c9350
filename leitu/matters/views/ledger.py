"""The ledger (台账): four lists in one, with chips, totals and export."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.matters import forms, policies, queries, wording
from leitu.matters.models import Matter
from leitu.matters.views.campaigns import own_views
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.ui.parts import MARKS, Column, Link
from leitu.ui.views import ListPage

CARRIED = ("kind", "view", "unit", "campaign", "state", "since", "until", "source", "origin", "q")
"""What a chip leaves as it is, but for itself."""


class Ledger(ListPage):
    """Everything in sight, what is late first."""

    permission = policies.VIEW
    template_name = "matters/list.html"
    partial = "rows"
    model = Matter
    title = gettext_lazy("问题和任务")
    search_fields, sorts = queries.SEARCHED, queries.SORTS
    default_sort = "need"
    handed_out_by = staticmethod(export_list)
    file_forms = ("xlsx", "pdf")

    def get_columns(self) -> list[Column]:
        day = today()
        return [
            Column(_("清单"), value="get_kind_display", width=8),
            Column(_("事项"), value="title", width=40),
            Column(_("责任单位"), value="unit.name", width=24),
            Column(_("责任人"), value="person_name", width=10),
            Column(_("工作标准"), value="standard", width=28),
            Column(_("完成时间"), value="due_on", width=12),
            Column(
                _("原定时间"), value=lambda one: one.first_due_on if one.first_due_on != one.due_on else None, width=12
            ),
            Column(_("考核单位"), value="reviewer_unit.name", width=20),
            Column(_("来源"), value="source_text", width=24),
            Column(_("状态"), value="get_state_display", width=10),
            Column(_("期限"), value=lambda one: str(MARKS[wording.light(one, day)].label), width=8),
            Column(_("重新挂账"), value=lambda one: one.times_reopened or None, width=8),
            Column(_("成效"), value="effect", width=28),
            Column(_("销号时间"), value="closed_on", width=12),
        ]

    def filter_form(self, data: Any) -> forms.MatterFilter:  # type: ignore[override]
        return forms.MatterFilter(data, actor=self.actor)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The clean values of the filters; empty when the address is nonsense."""
        form = self.filter_form(self.request.GET)
        return form.cleaned_data if form.is_valid() else {}

    def about(self) -> Unit | None:
        """The unit that the filter names, if it is in sight."""
        chosen = self.asked.get("unit")
        seen = Unit.objects.visible_to(self.actor, policies.VIEW)
        found: Unit | None = seen.filter(pk=chosen).first() if chosen else None
        return found

    def filters_in_words(self) -> list[str]:
        unit, kind = self.about(), self.asked.get("kind")
        said = [_("%(unit)s及以下") % {"unit": unit.name}] if unit else []
        said += [str(Matter.Kind(kind).label)] if kind else []
        said += [str(VIEW_WORDS[view])] if (view := self.asked.get("view")) else []
        return said + super().filters_in_words()

    def summary_in_words(self) -> str:
        found = queries.totals(self.narrowed()[0], today())
        return _(
            "合计 %(all)s 件：未销 %(waiting)s，其中超期 %(overdue)s、待核查 %(to_check)s；已销 %(closed)s"
        ) % vars(found)

    def get_context(self, **more: Any) -> dict[str, Any]:
        day = today()
        context = super().get_context(**more)
        rows, home = self.narrowed()[0], queries.home_of(self.actor)
        return context | {
            "lines": [
                {
                    "matter": one,
                    "light": wording.light(one, day),
                    "how_long": wording.how_long(one, day),
                    "meta": wording.line(one, home),
                }
                for one in context["objects"]
            ],
            "kinds": self.kind_chips(),
            "views": self.view_chips(),
            "tiles": self.tiles(queries.totals(rows, day)),
            "unit": self.about(),
            "may_note": policies.KEEP.allowed_anywhere(self.actor),
            "many_href": self.many_href(),
            "more": self.more_links(),
            "saved": [Link(view.name, f"?{view.query}") for view in own_views(self.actor)],
        }

    def more_links(self) -> list[Link]:
        """Pages that are looked at now and then."""
        found = [
            Link(_("专项行动"), reverse("matters:campaigns")),
            Link(_("减负：上级交办用时"), reverse("matters:burden")),
            Link(_("存下现在的条件"), f"{reverse('matters:save_view')}{self.with_changes()}"),
        ]
        found.append(Link(_("书记的四个亲自"), reverse("matters:leading")))
        if policies.REVIEW.allowed_anywhere(self.actor):
            found.append(Link(_("回头看抽样"), reverse("matters:draws")))
        return found

    def with_changes(self, **changes: str) -> str:
        """This list with another choice."""
        asked = {name: self.request.GET.get(name, "") for name in CARRIED} | changes
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    def kind_chips(self) -> list[Link]:
        """全部 and the four lists, each with what is on it."""
        form = self.filter_form(self.request.GET)
        rows = form.narrow(self.get_queryset()) if form.is_valid() else self.get_queryset()
        found = rows.filter(state__in=Matter.ON_LEDGER).order_by().values_list("kind").annotate(count=Count("pk"))
        counts = dict(found)
        now = self.asked.get("kind", "")
        return [
            Link(_("全部"), self.with_changes(kind=""), current=not now),
            *(
                Link(
                    kind.label, self.with_changes(kind=kind.value), current=now == kind.value, count=counts.get(kind, 0)
                )
                for kind in Matter.Kind
            ),
        ]

    def view_chips(self) -> list[Link]:
        """我负责, 我督办, 本级, 下级: those that say something for this reader."""
        now = self.asked.get("view", "")
        offered = ["", *(view for view in queries.VIEWS if self.is_offered(view))]
        if len(offered) < 2:
            return []
        return [Link(VIEW_WORDS[view], self.with_changes(view=view), current=now == view) for view in offered]

    def is_offered(self, view: str) -> bool:
        if view == "mine":
            return bool(self.actor.person_id)
        if view == "checked":
            return policies.REVIEW.allowed_anywhere(self.actor)
        return queries.home_of(self.actor) is None

    def tiles(self, found: queries.Totals) -> list[dict[str, Any]]:
        """The totals, each the door to its rows."""
        return [
            {"label": _("未销"), "value": found.waiting, "href": self.with_changes(state="waiting")},
            {"label": _("超期"), "value": found.overdue, "href": self.with_changes(state="overdue")},
            {"label": _("待核查"), "value": found.to_check, "href": self.with_changes(state="close_requested")},
            {"label": _("待挂账"), "value": found.noted, "href": self.with_changes(state="noted")},
            {"label": _("已销"), "value": found.closed, "href": self.with_changes(state="closed")},
        ]

    def many_href(self) -> str:
        """Where several are done at once, for whoever checks; others have few."""
        return reverse("matters:do_many") if policies.REVIEW.allowed_anywhere(self.actor) else ""


VIEW_WORDS = {
    "": gettext_lazy("全部"),
    "mine": gettext_lazy("我负责"),
    "checked": gettext_lazy("我督办"),
    "here": gettext_lazy("本级"),
    "below": gettext_lazy("下级"),
}
