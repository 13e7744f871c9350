"""A unit's year on one page, and the plans of those below."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import policies as matter_policies
from leitu.matters.models import Matter
from leitu.orgs.access import grants_of
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.plans import forms, policies, queries
from leitu.ui.exporting import Exportable
from leitu.ui.parts import MARKS, Column, Link
from leitu.ui.views import ListPage, Page

ORIGINS = {"above": gettext_lazy("来自上级"), "own": gettext_lazy("自定"), "rule": gettext_lazy("应办")}


def unit_asked(actor: Actor, asked: str) -> Unit:
    """The unit whose key an address holds, else one's own. Raises Http404."""
    seen = Unit.objects.visible_to(actor, policies.VIEW)
    if asked:
        rows = seen.filter(pk=int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else seen.none()
    else:
        own = [grant.unit_id for grant in grants_of(actor, policies.VIEW)]
        rows = seen.filter(pk__in=own).order_by("parent_id", "pk")
    found: Unit | None = rows.select_related("tenant", "parent").first()
    if found is None:
        raise Http404
    return found


def board_href(unit: Unit, year: int) -> str:
    """The board of a unit."""
    return f"{reverse('plans:show')}?unit={unit.pk}&year={year}"


MOST_AT_A_GLANCE = 3
"""Lines of a month in the row of twelve: more make no glance."""


class Board(Exportable, Page):
    """Twelve months: on a desktop in one row at a glance and in columns, one below the other on a phone."""

    permission = policies.VIEW
    template_name = "plans/board.html"
    handed_out_by = staticmethod(export_list)
    file_forms = ("xlsx", "pdf")

    @cached_property
    def unit(self) -> Unit:
        return unit_asked(self.actor, self.request.GET.get("unit", ""))

    @property
    def year(self) -> int:
        return queries.year_asked(self.request.GET.get("year", ""))

    @cached_property
    def board(self) -> queries.Board:
        return queries.board(self.unit, self.year)

    def get_title(self) -> str:
        return _("%(year)s 年度计划") % {"year": self.year}

    def about(self) -> Unit:
        return self.unit

    def get_columns(self) -> list[Column]:
        return [
            Column(_("月份"), value=lambda one: one.due_on.month, width=6),
            Column(_("来源"), value=lambda one: str(ORIGINS[one.origin]), width=10),
            Column(_("做什么"), value="title", width=40),
            Column(_("做到什么样"), value="standard", width=36),
            Column(_("完成时间"), value="due_on", width=12),
            Column(_("情况"), value=lambda one: str(MARKS[one.state].label), width=10),
        ]

    def exported_rows(self) -> tuple[Iterable[Any], int]:
        rows = [one for month in self.board.months for origin in ORIGINS for one in month.of(origin)]
        return rows, len(rows)

    def filters_in_words(self) -> list[str]:
        return [self.unit.name]

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, year, board = self.unit, self.year, self.board
        may = policies.MANAGE.allows(self.actor, unit) and year >= today().year and unit.kind != Unit.Kind.GROUP
        return super().get_context(
            unit=unit,
            year=year,
            years=[
                Link(str(one), board_href(unit, one), current=one == year)
                for one in range(today().year - 1, today().year + 2)
            ],
            tiles=[(label, board.count(origin)) for origin, label in ORIGINS.items()],
            months=[
                {
                    "number": month.number,
                    "count": len(month.of("above")) + len(month.of("own")),
                    "is_open": self.is_open(month),
                    "above": month.of("above"),
                    "own": [(one, self.split_href(one) if may else "") for one in month.of("own")],
                    "rule": month.of("rule"),
                    "quiet": month.quiet,
                    "first": month.first(MOST_AT_A_GLANCE),
                    "rest": max(len(month.items) - MOST_AT_A_GLANCE, 0),
                    "is_now": (year, month.number) == (today().year, today().month),
                }
                for month in board.months
            ],
            is_empty=board.count("own") == 0,
            drafts=board.drafts,
            may=may,
            draw_up_href=reverse("plans:draw_up", args=[unit.pk]) + f"?year={year}",
            add_href=reverse("plans:add_line", args=[unit.pk]) + f"?year={year}",
            issue_href=reverse("plans:issue", args=[unit.pk]) + f"?year={year}",
            export_href=self.export_href,
            list_href=f"{reverse('plans:list')}?year={year}" if self.has_below else "",
            **more,
        )

    def is_open(self, month: queries.Month) -> bool:
        """Whether a phone begins with it unfolded: the month of today, and those in which something waits."""
        if (self.year, month.number) == (today().year, today().month):
            return True
        return any(one.origin != "rule" and one.state != Matter.State.CLOSED for one in month.items)

    @cached_property
    def has_below(self) -> bool:
        """Whether units below are in sight."""
        rows = Unit.objects.filter(tenant_id=self.unit.tenant_id, parent=self.unit).exclude(kind=Unit.Kind.GROUP)
        return bool(rows.existing_on(today()).exists())

    def split_href(self, item: queries.Item) -> str:
        """Where an issued line is given to those below, which shows first what it costs them."""
        matter = item.line.matter if item.line is not None else None
        if matter is None or not self.has_below or matter.state == Matter.State.CLOSED:
            return ""
        allowed = matter_policies.MANAGE.allows(self.actor, matter)
        return reverse("matters:split", args=[matter.pk]) if allowed else ""


class Plans(ListPage):
    """Which units have set themselves something for the year; to look at, not to compare."""

    permission = policies.VIEW
    template_name = "plans/list.html"
    partial = "rows"
    model = Unit
    title = gettext_lazy("各党组织的年度计划")
    search_fields, sorts = ("name",), queries.SORTS
    default_sort = "need"
    filter_form = forms.PlanFilter
    handed_out_by = staticmethod(export_list)

    @property
    def year(self) -> int:
        return queries.year_asked(self.request.GET.get("year", ""))

    def get_crumbs(self) -> list[Link]:
        return [Link(_("年度计划"), reverse("plans:show"))]

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="name", width=32),
            Column(_("自定条数"), value="own", width=10),
            Column(_("已挂账"), value="issued", width=10),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor, self.year)

    def filters_in_words(self) -> list[str]:
        return [_("%(year)s 年") % {"year": self.year}, *super().filters_in_words()]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        found, here = queries.totals(self.get_queryset()), f"{reverse('plans:list')}?year={self.year}"
        return context | {
            "year": self.year,
            "years": [
                Link(str(one), f"?year={one}", current=one == self.year)
                for one in range(today().year - 1, today().year + 2)
            ],
            "lines": [(one, board_href(one, self.year)) for one in context["objects"]],
            "tiles": [
                {"label": _("党组织"), "value": found.units, "href": here},
                {"label": _("有自己的计划"), "value": found.planned, "href": f"{here}&state=with"},
                {"label": _("还没有"), "value": found.without, "href": f"{here}&state=without"},
            ],
        }
