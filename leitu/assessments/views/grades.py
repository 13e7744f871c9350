"""Year-end grades: by name, with the computed basis beside; and the decision."""

from collections import Counter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.assessments import actions, forms, policies, queries
from leitu.assessments.models import Sheet, YearGrade
from leitu.assessments.scheme import Rule
from leitu.assessments.views.shared import Assessing
from leitu.audit.sentences import moments
from leitu.core.periods import PeriodKind
from leitu.norms.rules import number
from leitu.orgs.actions import export_list
from leitu.ui.parts import Column, Link
from leitu.ui.views import DetailPage, FormPage, ListPage, OfObject


def grades_of(rows: "list[Sheet]") -> dict[int, YearGrade]:
    """What was decided, by sheet."""
    keys = [row.pk for row in rows]
    return {row.sheet_id: row for row in YearGrade.objects.filter(sheet_id__in=keys)} if keys else {}


def title_of(rule: Rule, code: str) -> str:
    """What a band is called; a dash for none."""
    band = rule.band(code)
    return band.title if band is not None else "—"


class Grades(ListPage):
    """The yearly sheets in sight by name; what the data say and what was decided stand side by side."""

    permission = policies.VIEW
    template_name = "assessments/grades.html"
    partial = "rows"
    model = Sheet
    title = gettext_lazy("年终定性")
    search_fields = ("unit__name",)
    filter_form = forms.GradeFilter
    sorts = {"unit": ("-start", "unit__name", "pk")}
    default_sort = "unit"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="unit.name", width=28),
            Column(_("年份"), value="start.year", width=8),
            Column(_("数据对应"), value=lambda row: title_of(row.scheme.rule, row.band), width=10),
            Column(_("会议决定"), value=lambda row: title_of(row.scheme.rule, row.decided_band or ""), width=10),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Sheet.objects.visible_to(self.actor).filter(scheme__period=PeriodKind.YEAR)
        grade = YearGrade.objects.filter(tenant_id=OuterRef("tenant_id"), sheet=OuterRef("pk")).values("band")
        rows = rows.annotate(decided_band=Subquery(grade[:1]))
        return rows.select_related("unit", "scheme").defer("evidence", "cells")

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        rows = list(context["objects"])
        grades = grades_of(rows)
        lines = []
        for row in rows:
            grade = grades.get(row.pk)
            rule = row.scheme.rule
            lines.append(
                {
                    "sheet": row,
                    "grade": grade,
                    "computed": title_of(rule, row.band),
                    "decided": title_of(rule, grade.band) if grade else "",
                    "differs": grade is not None and grade.band != grade.computed,
                    "href": reverse("assessments:grade", args=[row.pk]),
                }
            )
        return {**context, "lines": lines, "quotas": self.quotas(rows)}

    def quotas(self, rows: list[Sheet]) -> list[dict[str, Any]]:
        """How what was decided in sight stands to the quotas of the newest scheme."""
        if not rows:
            return []
        scheme, start = rows[0].scheme, rows[0].start
        seen = Sheet.objects.visible_to(self.actor).filter(scheme=scheme, start=start).values("pk")
        bands = YearGrade.objects.filter(tenant_id=self.actor.tenant_id, sheet_id__in=seen)
        counted = Counter(bands.values_list("band", flat=True))
        whole = sum(counted.values())
        found = []
        for quota in scheme.rule.quotas:
            part = sum(counted[code] for code in quota.bands)
            share = 100 * part / whole if whole else 0
            found.append(
                {
                    "names": "、".join(title_of(scheme.rule, code) for code in quota.bands),
                    "part": part,
                    "whole": whole,
                    "least": number(quota.at_least),
                    "most": number(quota.at_most),
                    "holds": not whole or quota.at_least <= share <= quota.at_most,
                }
            )
        return found


class OfYear(Assessing, OfObject):
    """A yearly sheet in the actor's sight."""

    model = Sheet

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Sheet.objects.visible_to(self.actor).filter(scheme__period=PeriodKind.YEAR)
        return rows.select_related("unit__tenant", "scheme")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("年终定性"), reverse("assessments:grades"))]

    def back_url(self) -> str:
        return reverse("assessments:grade", args=[self.object.pk])

    def grade(self) -> YearGrade | None:
        found: YearGrade | None = YearGrade.objects.filter(tenant_id=self.object.tenant_id, sheet=self.object).first()
        return found


class ShowGrade(OfYear, DetailPage):
    """The computed basis, the decision, and how it came about."""

    template_name = "assessments/grade.html"

    def get_title(self) -> str:
        return _("%(year)s 年定性") % {"year": self.object.start.year}

    def get_context(self, **more: Any) -> dict[str, Any]:
        sheet, grade = self.object, self.grade()
        rule = sheet.scheme.rule
        quarters = Sheet.objects.filter(
            tenant_id=sheet.tenant_id, unit=sheet.unit, start__gte=sheet.start, end__lte=sheet.end
        ).exclude(pk=sheet.pk)
        return super().get_context(
            grade=grade,
            computed=title_of(rule, sheet.band),
            decided=title_of(rule, grade.band) if grade else "",
            quarters=list(quarters.select_related("scheme").defer("evidence", "cells").order_by("start", "pk")),
            cells=_cells(sheet),
            sheet_href=sheet.get_absolute_url(),
            may_decide=policies.may_judge(self.actor, sheet.unit),
            moments=moments(grade) if grade else [],
            **more,
        )


def _cells(sheet: Sheet) -> list[tuple[Any, Any]]:
    cells = queries.corrected(sheet, queries.corrections_of(sheet))
    return [(one, cells[one.code]) for one in sheet.scheme.rule.indicators()]


class Decide(OfYear, FormPage):
    permission = policies.JUDGE
    form_class = forms.DecideForm
    title, submit, done = gettext_lazy("记录定性"), gettext_lazy("保存"), gettext_lazy("已记下。")

    def authorise(self) -> None:
        super().authorise()
        policies.refuse_own_unit(self.actor, self.object.unit)

    @property
    def row(self) -> YearGrade | None:
        return self.grade()

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {"band": self.object.band}
        return {name: getattr(row, name) for name in ("band", "meeting", "decided_on", "reason")}

    def get_form(self, bound: bool = False) -> Any:
        given: dict[str, Any] = {"initial": self.get_initial(), "rule": self.object.scheme.rule}
        return self.form_class(self.request.POST if bound else None, **given)

    def get_context(self, **more: Any) -> dict[str, Any]:
        row, unit = self.row, self.object.unit
        words = {"unit": unit.name, "computed": title_of(self.object.scheme.rule, self.object.band)}
        lead = _("%(unit)s：数据对应“%(computed)s”。定性由会议决定，这里只把决定记下来。") % words
        return {**super().get_context(**more), "lead": lead, "version": row.version if row else 0}

    def perform(self, form: Any) -> YearGrade:
        return actions.decide(actor=self.actor, sheet=self.object, version=self.version, **form.cleaned_data)
