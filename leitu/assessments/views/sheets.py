"""Sheets: the list by name, one sheet with its evidence, all of a unit's branches added up, judging."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.assessments import actions, forms, lines, policies, queries
from leitu.assessments.models import Judgement, Scheme, Sheet
from leitu.assessments.scheme import JUDGED
from leitu.assessments.views.shared import Assessing, OfPeriod, address_of
from leitu.core.clock import today
from leitu.core.periods import Period
from leitu.norms.explain import period_label
from leitu.norms.rules import number
from leitu.orgs.access import grants_of
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.views import DetailPage, FormPage

PER_PAGE = 50


class Sheets(Assessing):
    """The sheets of one scheme and period in sight, by name or by need; never by points."""

    template_name = "assessments/list.html"
    title = gettext_lazy("考核")

    def get_crumbs(self) -> list[Link]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.scheme is not None and self.span is not None:
            units = list(self.units().order_by("name", "pk")[:2])
            if len(units) == 1 and not policies.JUDGE.allowed_anywhere(self.actor):  # whoever has one needs no list
                asked = {"pk": units[0].pk, "scheme": self.scheme.code, "start": self.span.start}
                return cast(HttpResponse, ShowSheet.as_view()(request, **asked))
        return super().get(request, *args, **kwargs)

    @cached_property
    def schemes(self) -> list[Scheme]:
        """The active schemes, one of each code: the one that answers for today."""
        rows = queries.schemes(self.actor.tenant_id).filter(is_active=True, valid_from__lte=today())
        found: dict[str, Scheme] = {}
        for row in rows.order_by("period", "code", "-valid_from", "-pk"):
            found.setdefault(row.code, row)
        return sorted(found.values(), key=lambda row: (row.period_kind.months, row.code))

    @cached_property
    def scheme(self) -> Scheme | None:
        asked = self.request.GET.get("scheme")
        return next((row for row in self.schemes if row.code == asked), self.schemes[0] if self.schemes else None)

    @cached_property
    def spans(self) -> list[Period]:
        return queries.spans(self.tenant, self.scheme) if self.scheme is not None else []

    @cached_property
    def span(self) -> Period | None:
        asked = self.request.GET.get("start")
        return next((span for span in self.spans if str(span.start) == asked), self.spans[0] if self.spans else None)

    @property
    def is_by_need(self) -> bool:
        return self.request.GET.get("order") == "need"

    def units(self) -> "QuerySet[Any]":
        assert self.scheme is not None and self.span is not None
        rows = queries.units_with_sheets(self.actor, self.scheme, self.span)
        q = "".join(c for c in self.request.GET.get("q", "")[:100] if c.isprintable()).strip()
        return rows.filter(name__icontains=q) if q else rows

    def link(self, label: Any, current: bool, **asked: Any) -> Link:
        chosen = {"scheme": self.scheme.code if self.scheme else "", "start": self.span.start if self.span else ""}
        order = {"order": "need"} if self.is_by_need else {}
        said = {**chosen, **order, **asked}
        return Link(label, f"{self.request.path}?{urlencode({k: v for k, v in said.items() if v})}", current=current)

    def get_context(self, **more: Any) -> dict[str, Any]:
        scheme, span = self.scheme, self.span
        if scheme is None or span is None:
            may_manage = policies.MANAGE.allowed_anywhere(self.actor)
            return super().get_context(
                lines=[], schemes_href=reverse("assessments:schemes"), may_manage=may_manage, **more
            )
        rows = self.units()
        if self.is_by_need:
            rows = queries.by_need(rows, scheme, span)
        else:
            rows = rows.order_by("name", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        found = queries.lines(self.tenant, scheme, span, list(page.object_list))
        is_kept = queries.is_kept(scheme, span)
        return super().get_context(
            scheme=scheme,
            span=span,
            label=period_label(span.start, span.end),
            scheme_links=[self.link(row.title, row == scheme, scheme=row.code, start="") for row in self.schemes],
            span_links=[
                self.link(period_label(one.start, one.end), one == span, start=one.start) for one in self.spans
            ],
            order_links=[
                self.link(_("按名称"), not self.is_by_need, order=""),
                self.link(_("先看要帮的"), self.is_by_need, order="need"),
            ]
            if is_kept
            else [],
            is_kept=is_kept,
            closes_on=queries.closes_on(scheme.rule, span),
            page=page,
            total=page.paginator.count,
            q=self.request.GET.get("q", ""),
            lines=[{"line": one, "href": address_of(one.unit.pk, scheme.code, span.start)} for one in found],
            columns=[
                Column(_("党支部")),
                Column(_("没做到"), numeric=True),
                Column(_("还没记录"), numeric=True),
                _("情况"),
            ],
            schemes_href=reverse("assessments:schemes"),
            totals_href=self.totals_href(scheme, span),
            **more,
        )

    def totals_href(self, scheme: Scheme, span: Period) -> str:
        """All branches below the unit in which the actor holds the right, added up."""
        units = sorted(grant.unit_id for grant in grants_of(self.actor, policies.VIEW) if grant.below)
        return reverse("assessments:totals", args=[units[0], scheme.code, span.start]) if units else ""


class ShowSheet(OfPeriod):
    """One sheet: every point lost opens the record that is missing and says how to make it good."""

    template_name = "assessments/sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        view = queries.view_of(self.object, self.scheme, self.span)
        if view is None:
            raise Http404
        return self.render(self.get_context(view=view))

    def get_title(self) -> str:
        return _("%(period)s考核") % {"period": self.label}

    def get_crumbs(self) -> list[Link]:
        return [*super().get_crumbs(), Link(self.object.name, self.object.get_absolute_url())]

    def get_context(self, **more: Any) -> dict[str, Any]:
        view: queries.View = more.pop("view")
        sheet, unit = view.sheet, self.object
        may_object = sheet is not None and today() <= sheet.objects_until and policies.OBJECT.allows(self.actor, unit)
        may_judge = sheet is None and policies.may_judge(self.actor, unit)
        own = _past(queries.past(unit, self.scheme, self.span))
        return super().get_context(
            sheet_view=view,
            sheet=sheet,
            scheme=self.scheme,
            span=self.span,
            levels=lines.levels_of(self.actor, view),
            small_note=lines.small_note(view),
            tiles=self.tiles(view),
            past=own,
            past_columns=[_("周期"), Column(_("得分"), numeric=True), Column(_("没做到"), numeric=True)],
            may_object=may_object,
            may_judge=may_judge,
            grade_href=self.grade_href(sheet),
            scheme_href=self.scheme.get_absolute_url(),
            **more,
        )

    def grade_href(self, sheet: Sheet | None) -> str:
        if sheet is None or self.scheme.period != "year":
            return ""
        return reverse("assessments:grade", args=[sheet.pk])

    def tiles(self, view: queries.View) -> list[dict[str, Any]]:
        score, not_done, not_recorded = view.score, *queries.counts(view.cells)
        like = queries.like(self.object, self.scheme, self.span) if view.sheet is not None else None
        full = {"points": number(score.points), "full": number(score.full)}
        note = _("参加合计的 %(full)s 分里得 %(points)s 分") % full
        if score.bonus:
            note = _("%(note)s，另加 %(bonus)s 分") % {"note": note, "bonus": number(score.bonus)}
        tiles: list[dict[str, Any]] = [
            {
                "label": _("得分") if view.sheet is not None else _("到今天"),
                "value": number(score.percent) if score.percent is not None else "—",
                "unit": _("分") if score.percent is not None else "",
                "note": note if score.full else _("还没有可以合计的"),
            },
            {
                "label": _("没做到"),
                "value": not_done,
                "unit": _("项"),
                "note": _("每一项都写了怎么补") if not_done else "",
            },
            {"label": _("还没记录"), "value": not_recorded, "unit": _("项"), "note": _("不扣分，也不参加合计")},
        ]
        if like is not None:
            said = {"low": number(like.low), "high": number(like.high), "count": like.number}
            tiles.append(
                {
                    "label": _("同类支部中位数"),
                    "value": number(like.median),
                    "unit": _("分"),
                    "note": _("一半在 %(low)s 到 %(high)s 之间，共 %(count)s 个，不排名") % said,
                }
            )
        return tiles


def _past(rows: list[Sheet]) -> list[dict[str, Any]]:
    return [{"sheet": row, "label": period_label(row.start, row.end)} for row in reversed(rows)]


class Totals(OfPeriod, DetailPage):
    """All branches at and below a unit added up, indicator by indicator: where help is needed most."""

    template_name = "assessments/totals.html"

    def get_title(self) -> str:
        return _("%(period)s各项合计") % {"period": self.label}

    def get_crumbs(self) -> list[Link]:
        return [*super().get_crumbs(), Link(self.object.name, self.object.get_absolute_url())]

    def get_context(self, **more: Any) -> dict[str, Any]:
        units = queries.units_with_sheets(self.actor, self.scheme, self.span)
        below = Unit.objects.below(self.object, min(self.span.end, today())).values("pk")
        keys = list(units.filter(pk__in=below).order_by().values_list("pk", flat=True))
        found = queries.totals(self.tenant, self.scheme, self.span, keys) if keys else {}
        return super().get_context(
            scheme=self.scheme,
            number=len(keys),
            parts=[
                {"title": level.title, "lines": [_total(found[one.code]) for one in level.indicators]}
                for level in self.scheme.rule.levels
            ]
            if found
            else [],
            columns=[
                Column(_("指标")),
                Column(_("合计"), numeric=True),
                Column(_("做到"), numeric=True),
                Column(_("没做到"), numeric=True),
                Column(_("还没记录"), numeric=True),
                Column(_("不适用"), numeric=True),
            ],
            list_href=f"{reverse('assessments:list')}?{urlencode({'scheme': self.scheme.code, 'start': str(self.span.start)})}",
            **more,
        )


def _total(total: queries.Total) -> dict[str, Any]:
    one, tally = total.indicator, total.tally
    if one.norms or one.measure:
        counted = f"{tally.met}/{tally.owed}" if tally.owed else "—"
    else:
        counted = number(total.value) if one.facts and one.is_installed else "—"
    return {
        "title": one.title,
        "counted": counted,
        **{state: total.states.get(state, 0) for state in ("done", "not_done", "not_recorded", "not_applicable")},
    }


class Judge(OfPeriod, FormPage):
    """Points for what no record can count, given by a person above."""

    permission = policies.JUDGE
    form_class = forms.JudgeForm
    title, submit, done = gettext_lazy("评价"), gettext_lazy("保存"), gettext_lazy("已记下，结账以前还可以改。")

    def load(self) -> Any:
        self.object = super().load()
        one = self.scheme.rule.lines.get(self.kwargs["indicator"])
        if one is None or one.mode != JUDGED or self.object.kind not in self.scheme.rule.unit_kinds:
            raise Http404
        self.indicator, self.period = one, self.span
        return self.object

    def authorise(self) -> None:
        super().authorise()
        policies.refuse_own_unit(self.actor, self.object)

    def get_title(self) -> str:
        return _("评价：%(title)s") % {"title": self.indicator.title}

    def get_initial(self) -> dict[str, Any]:
        row = Judgement.objects.filter(
            tenant_id=self.object.tenant_id,
            unit=self.object,
            scheme=self.scheme,
            start=self.span.start,
            indicator=self.indicator.code,
        ).first()
        return {"points": row.points, "text": row.text} if row is not None else {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        most = number(self.indicator.points)
        lead = _("%(unit)s · %(period)s · 满分 %(most)s 分") % {
            "unit": self.object.name,
            "period": self.label,
            "most": most,
        }
        return {**super().get_context(**more), "lead": lead}

    def perform(self, form: Any) -> Judgement:
        return actions.judge(
            actor=self.actor,
            unit=self.object,
            scheme=self.scheme,
            span=self.span,
            indicator=self.indicator.code,
            **form.cleaned_data,
        )
