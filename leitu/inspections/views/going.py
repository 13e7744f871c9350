"""For whoever goes out: the visits of the day with all that is to be filled in, on one page that needs no network."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.inspections import actions, forms, policies, queries, wording
from leitu.inspections.brief import Brief, briefs
from leitu.inspections.models import ChecklistLine, Draw, Inspection
from leitu.norms.queries import titles
from leitu.orgs.models import Unit
from leitu.ui.once import new_key
from leitu.ui.parts import Link
from leitu.ui.views import FormPage, Page

MOST_FORMS = 6
"""Visits whose forms stand on the page of the day: more than anybody makes, and light enough for a phone."""
MOST_LATER = 50


def visit_form(unit: Unit, brief: Brief, lines: Any, norms: Any, data: Any = None) -> forms.VisitForm:
    """The form of a visit; its ids are the unit's own, for several stand on one page."""
    given = {"on": today(), "client_key": new_key()}
    more = {"lines": lines, "norms": norms, "beside": brief.beside}
    return forms.VisitForm(data=data, initial=given, auto_id=f"visit-{unit.pk}-%s", **more)


class Today(Page):
    """今天要去的: the next visits, each with its brief and its form. Once open, it works without a network."""

    permission = policies.INSPECT
    template_name = "inspections/today.html"
    hears = True
    title = gettext_lazy("我要去的")

    def get_context(self, **more: Any) -> dict[str, Any]:
        rows = list(queries.to_visit(self.actor)[: MOST_FORMS + MOST_LATER])
        day, norms = today(), titles(self.actor.tenant_id)
        now = rows[:MOST_FORMS]
        lines = {row.round.checklist_id: queries.lines_of(row.round.checklist) for row in now}
        by_round: dict[int, list[Any]] = {}
        for row in now:
            by_round.setdefault(row.round_id, []).append(row)
        told: dict[tuple[int, int], Any] = {}
        for key, group in by_round.items():
            first = group[0].round
            found = briefs(first, [one.target for one in group], lines[first.checklist_id], day)
            told |= {(key, unit): brief for unit, brief in found.items()}
        return super().get_context(
            places=wording.places(self.actor, "inspections:today"),
            visits=[
                {
                    "draw": row,
                    "unit": row.target,
                    "round": row.round,
                    "brief": told[row.round_id, row.target_id],
                    "form": visit_form(
                        row.target, told[row.round_id, row.target_id], lines[row.round.checklist_id], norms
                    ),
                    "key": new_key(),
                    "action": reverse("inspections:submit", args=[row.pk]),
                }
                for row in now
            ],
            later=rows[MOST_FORMS:],
            day=day,
            **more,
        )


class Submit(FormPage):
    """One visit, at a unit that was drawn."""

    permission = policies.INSPECT
    template_name = "inspections/submit.html"
    hears = True
    submit = gettext_lazy("提交检查")
    model = Draw

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Draw.objects.visible_to(self.actor)
        return rows.select_related("target", "round__unit", "round__scope", "round__checklist")

    def get_title(self) -> str:
        return str(self.object.target.name)

    def get_crumbs(self) -> list[Link]:
        row = self.object.round
        return [
            Link(_("督导检查"), reverse("inspections:rounds")),
            Link(row.title, row.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.round.get_absolute_url()) if self.object is not None else reverse("inspections:today")

    @cached_property
    def lines(self) -> list[ChecklistLine]:
        return queries.lines_of(self.object.round.checklist)

    @cached_property
    def brief(self) -> Brief:
        unit = self.object.target
        return briefs(self.object.round, [unit], self.lines, today())[unit.pk]

    def get_form(self, bound: bool = False) -> Any:
        norms = titles(self.actor.tenant_id)
        return visit_form(self.object.target, self.brief, self.lines, norms, self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(unit=self.object.target, round=self.object.round, brief=self.brief, **more)

    def perform(self, form: Any) -> Inspection:
        given = form.cleaned_data
        return actions.submit(
            actor=self.actor,
            round=self.object.round,
            unit=self.object.target,
            on=given["on"],
            seen=form.seen,
            client_key=given["client_key"],
        )

    def done_text(self, result: Inspection) -> Any:
        return _("检查记录已经提交。请当面念给支部听，请它确认。")
