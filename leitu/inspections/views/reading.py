"""What can be read: visits, one visit, the proof of a draw, the shared calendar, the checklists."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.periods import Period
from leitu.inspections import forms, policies, queries, wording
from leitu.inspections.models import ChecklistLine, Finding, Inspection, Round
from leitu.matters.models import Matter
from leitu.matters.wording import light
from leitu.orgs.actions import export_list
from leitu.ui.parts import Column, Link
from leitu.ui.views import DetailPage, ListPage, OfObject, Page

WEEKS_AHEAD = 4
MOST_BULLETINS = 3


class Visits(ListPage):
    """The visits in sight: those that one's own unit received, and those of one's own body."""

    permission = policies.VIEW
    template_name = "inspections/list.html"
    partial = "rows"
    model = Inspection
    title = gettext_lazy("检查记录")
    search_fields = ("unit__name", "round__title", "by_label")
    sorts = {"newest": ("-on", "-pk"), "unit": ("unit__name", "-on", "-pk")}
    default_sort = "newest"
    filter_form = forms.VisitFilter
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.visits(self.actor)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("日期"), value="on", width=12),
            Column(_("被检查单位"), value="unit.name", width=28),
            Column(_("检查"), value="round.title", width=28),
            Column(_("检查单位"), value="round.unit.name", width=24),
            Column(_("检查人"), value="by_label", width=12),
            Column(_("看过的项目"), value="looked_at", width=10),
            Column(_("发现问题"), value="found", width=10),
            Column(_("状态"), value="get_state_display", width=12),
            Column(_("支部的话"), value="remark", width=40),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        return context | {
            "lines": [(row, wording.visit_line(row)) for row in context["objects"]],
            "places": wording.places(self.actor, "inspections:list"),
            "bulletins": queries.bulletins(self.actor)[:MOST_BULLETINS],
        }


class OfVisit(OfObject):
    """A page of one visit in the actor's sight."""

    model = Inspection

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Inspection.objects.visible_to(self.actor)
        return rows.select_related("unit", "round__unit", "round__checklist")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("检查记录"), reverse("inspections:list")),
            Link(self.object.unit.name, self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.get_absolute_url()) if self.object is not None else reverse("inspections:list")


class Show(OfVisit, DetailPage):
    """One visit: what was looked at, what was found and what became of it, what the unit says."""

    permission = policies.VIEW
    template_name = "inspections/show.html"

    def get_title(self) -> str:
        return str(self.object.unit.name)

    def get_crumbs(self) -> list[Link]:
        return super().get_crumbs()[:1]

    def get_context(self, **more: Any) -> dict[str, Any]:
        row, day = self.object, today()
        findings = Finding.objects.filter(tenant_id=row.tenant_id, inspection=row).order_by("pk")
        found = list(findings.select_related("matter"))
        seen = set(
            Matter.objects.visible_to(self.actor)
            .filter(pk__in=[one.matter_id for one in found])
            .values_list("pk", flat=True)
        )
        came_from_us = policies.INSPECT.allows(self.actor, row)
        answers = policies.ANSWER.allows(self.actor, row)
        twins = Inspection.objects.visible_to(self.actor).filter(round_id=row.round_id, unit_id=row.unit_id)
        return super().get_context(
            lines=[
                {"line": line, "verdict": wording.VERDICTS[row.answers[str(line.pk)]]}
                for line in queries.lines_of(row.round.checklist)
                if str(line.pk) in row.answers
            ],
            findings=[
                {
                    "finding": one,
                    "light": light(one.matter, day),
                    "href": one.matter.get_absolute_url() if one.matter_id in seen else "",
                }
                for one in found
            ],
            silence=wording.silence(row) if row.state == Inspection.State.SUBMITTED else "",
            asked_note=row.asked_note if came_from_us else "",
            may_confirm=answers and row.state == Inspection.State.SUBMITTED,
            may_rate=answers and not row.is_rated,
            proof_href=reverse("inspections:proof", args=[row.round_id])
            if queries.provable(self.actor).filter(pk=row.round_id).exists()
            else "",
            twins=[one for one in twins.order_by("pk") if one.pk != row.pk],
            **more,
        )


class ProofPage(DetailPage):
    """核对抽样: the seed, the digest of the list, and the draw computed again before the reader's eyes."""

    permission = policies.VIEW
    template_name = "inspections/proof.html"
    model = Round
    title = gettext_lazy("核对抽样")

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.provable(self.actor)

    @cached_property
    def is_own(self) -> bool:
        """Whether the round is in sight, and not only its proof."""
        return bool(Round.objects.visible_to(self.actor).filter(pk=self.object.pk).exists())

    def get_crumbs(self) -> list[Link]:
        found = [Link(_("检查记录"), reverse("inspections:list"))]
        return [*found, Link(str(self.object), self.object.get_absolute_url())] if self.is_own else found

    def get_context(self, **more: Any) -> dict[str, Any]:
        proof = queries.proof_of(self.object)
        return super().get_context(proof=proof, text=proof.text if self.is_own else "", **more)


class Calendar(Page):
    """The shared calendar: visits planned by all bodies in the next weeks; who comes on the same day goes together."""

    permission = policies.INSPECT
    template_name = "inspections/calendar.html"
    title = gettext_lazy("检查日历")

    def get_context(self, **more: Any) -> dict[str, Any]:
        day = today()
        rows = queries.shared_calendar(self.actor, Period(day, day + dt.timedelta(weeks=WEEKS_AHEAD)))[:500]
        days = []
        for on, group in groupby(rows, key=lambda row: row.planned_on):
            units = [
                {"unit": found[0].target, "bodies": [one.round for one in found], "together": len(found) > 1}
                for _key, same in groupby(group, key=lambda row: row.target_id)
                if (found := list(same))
            ]
            days.append({"on": on, "units": units})
        return super().get_context(days=days, places=wording.places(self.actor, "inspections:calendar"), **more)


class Checklists(Page):
    """What is looked at, and by which rule: open to whoever is inspected."""

    permission = policies.VIEW
    template_name = "inspections/checklists.html"
    title = gettext_lazy("检查清单")

    def get_context(self, **more: Any) -> dict[str, Any]:
        lines = Prefetch("lines", ChecklistLine.objects.order_by("order"))
        found = queries.current_checklists(self.actor.tenant_id).prefetch_related(lines)
        return super().get_context(found=found, places=wording.places(self.actor, "inspections:checklists"), **more)
