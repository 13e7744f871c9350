"""Rounds for whoever plans them: list, plan, draw, follow, end."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.periods import PeriodKind, period_of
from leitu.inspections import actions, forms, policies, queries, wording
from leitu.inspections.models import Draw, Inspection, Round
from leitu.orgs.access import grants_of
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, FormPage, ListPage, OfObject


class Rounds(ListPage):
    """The rounds of the bodies in sight, the newest first."""

    permission = policies.GOING
    template_name = "inspections/rounds.html"
    partial = "rows"
    model = Round
    title = gettext_lazy("督导检查")
    search_fields = ("title", "unit__name")
    sorts, default_sort = queries.SORTS, "newest"
    filter_form = forms.RoundFilter
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("名称"), value="title", width=36),
            Column(_("检查单位"), value="unit.name", width=24),
            Column(_("方式"), value="get_kind_display", width=12),
            Column(_("开始"), value="starts_on", width=12),
            Column(_("结束"), value="ends_on", width=12),
            Column(_("目标覆盖率（%）"), value="target", width=14),
            Column(_("状态"), value="get_state_display", width=10),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        visited = queries.visited_units(context["objects"])
        return context | {
            "lines": [(row, wording.round_line(row, visited.get(row.pk, 0))) for row in context["objects"]],
            "places": wording.places(self.actor, "inspections:rounds"),
            "may_plan": policies.MANAGE.allowed_anywhere(self.actor),
        }


class OfRound(OfObject):
    """A page of one round in the actor's sight."""

    model = Round

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("督导检查"), reverse("inspections:rounds")),
            Link(str(self.object), self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.get_absolute_url()) if self.object is not None else reverse("inspections:rounds")


class RoundFields(FormPage):
    """The form of a round, filled in as far as anything is known."""

    permission = policies.MANAGE
    form_class = forms.RoundForm
    template_name = "inspections/plan.html"

    @property
    def body(self) -> Unit:
        raise NotImplementedError

    def proposal(self) -> dict[str, Any]:
        raise NotImplementedError

    def get_form(self, bound: bool = False) -> Any:
        return self.form_class(
            initial=self.proposal(),
            checklists=queries.current_checklists(self.actor.tenant_id),
            able=queries.may_go_out(self.body),
            data=self.request.POST if bound else None,
        )

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(body=self.body, **more)

    def scope(self, form: Any) -> Unit:
        """The unit whose area is meant. Raises ValidationError."""
        code = form.cleaned_data["scope_code"]
        if not code:
            return self.body
        found: Unit | None = Unit.objects.visible_to(self.actor, SEE_UNITS).filter(code=code).first()
        if found is None:
            raise ValidationError({"scope_code": _("没有这个代码的党组织。")})
        return found


def at_the_code(problem: ValidationError) -> ValidationError:
    """What is wrong with the scope stands at the field in which people type its code."""
    if "scope" not in getattr(problem, "error_dict", {}):
        return problem
    found: Any = problem.message_dict
    return ValidationError({("scope_code" if name == "scope" else name): said for name, said in found.items()})


class PlanRound(RoundFields):
    """安排一轮检查: of the body at which the actor works, or the one that the address names (``?unit=3``)."""

    title = gettext_lazy("安排督导检查")
    submit = gettext_lazy("存下安排")
    lead = gettext_lazy("存下以后再抽取名单。被检查的支部看不到安排，也不用准备。")

    @cached_property
    def body(self) -> Unit:  # type: ignore[override]
        """Raises Http404."""
        asked, rows = self.request.GET.get("unit", ""), queries.bodies(self.actor)
        if asked:
            found = rows.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        else:
            own = [grant.unit_id for grant in grants_of(self.actor, policies.MANAGE)]
            found = rows.filter(pk__in=own).first() or rows.first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[Link]:
        return [Link(_("督导检查"), reverse("inspections:rounds"))]

    def back_url(self) -> str:
        return reverse("inspections:rounds")

    def proposal(self) -> dict[str, Any]:
        day = today()
        quarter = period_of(PeriodKind.QUARTER, day)
        number = (quarter.start.month + 2) // 3
        words = {"year": day.year, "number": number}
        return {
            "title": _("%(year)s 年第 %(number)s 季度三会一课抽查") % words,
            "starts_on": day,
            "ends_on": quarter.end,
            "kinds": queries.usual_kinds(),
            "inspectors": [str(self.actor.user_id)],
        }

    def perform(self, form: Any) -> Round:
        try:
            return actions.plan_round(actor=self.actor, unit=self.body, scope=self.scope(form), **form.values)
        except ValidationError as problem:
            raise at_the_code(problem) from problem


class ChangeRound(OfRound, RoundFields):
    """Before the draw everything can be changed."""

    title = gettext_lazy("修改安排")
    submit = gettext_lazy("保存")
    done = gettext_lazy("已保存。")

    @property
    def body(self) -> Unit:
        unit: Unit = self.object.unit
        return unit

    def proposal(self) -> dict[str, Any]:
        row = self.object
        plain = ("title", "kind", "checklist", "starts_on", "ends_on", "target", "ceiling", "kinds")
        return {
            **{name: getattr(row, name) for name in plain},
            "scope_code": row.scope.code if row.scope_id != row.unit_id else "",
            "inspectors": [str(user) for user in row.inspectors.values_list("user", flat=True)],
        }

    def perform(self, form: Any) -> Round:
        given = {**form.values, "scope": self.scope(form)}
        try:
            return actions.change_round(actor=self.actor, round=self.object, version=self.version, **given)
        except ValidationError as problem:
            raise at_the_code(problem) from problem


class DrawSample(OfRound, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("抽取名单"), gettext_lazy("现在抽取")
    question = gettext_lazy("现在抽取检查名单吗？")
    consequences = (
        gettext_lazy("种子由系统随机产生，不能挑选；一轮只抽一次，抽完不能改。"),
        gettext_lazy("久未检查的、有超期的排在前面，其余随机；尽量顺路。"),
        gettext_lazy("种子和底册留下，事后谁都可以核对。"),
    )

    def perform(self, form: Any) -> Round:
        return actions.draw_sample(actor=self.actor, round=self.object)

    def done_text(self, result: Round) -> Any:
        return _("抽好了，共 %(count)s 家。") % {"count": Draw.objects.filter(round=result).count()}


class EndRound(OfRound, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("结束这一轮"), gettext_lazy("结束")
    question = gettext_lazy("结束这一轮检查吗？")
    consequences = (
        gettext_lazy("没去的不再去了。已经查过、还在手机上没送出的，两周内仍然收。"),
        gettext_lazy("查过的支部可以核对自己是怎么被抽到的。"),
    )
    done = gettext_lazy("这一轮结束了。")

    def perform(self, form: Any) -> Round:
        return actions.end_round(actor=self.actor, round=self.object)


class RoundPage(ListPage):
    """One round: how far it has come by both ways of counting, and its sample, trip by trip."""

    permission = policies.GOING
    template_name = "inspections/round.html"
    partial = "rows"
    search_fields = ("target__name", "target__code")
    sorts = {"order": ("order",), "unit": ("target__name", "pk")}
    default_sort = "order"
    filter_form = forms.DrawFilter
    handed_out_by = staticmethod(export_list)

    @cached_property
    def object(self) -> Round:
        """Raises Http404."""
        found: Round | None = queries.listed(self.actor).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str:
        return self.object.title

    def get_crumbs(self) -> list[Link]:
        return [Link(_("督导检查"), reverse("inspections:rounds"))]

    def get_queryset(self) -> "QuerySet[Any]":
        came = Inspection.objects.filter(
            tenant_id=OuterRef("tenant_id"), round_id=OuterRef("round_id"), unit_id=OuterRef("target_id")
        )
        rows = Draw.objects.visible_to(self.actor).filter(round=self.object).select_related("target")
        return rows.annotate(visit=Subquery(came.order_by("pk").values("pk")[:1]))

    def get_columns(self) -> list[Column]:
        names = dict(self.object.inspectors.values_list("user", "label"))
        return [
            Column(_("顺序"), value="order", width=6),
            Column(_("第几趟"), value="trip", width=8),
            Column(_("党组织"), value="target.name", width=30),
            Column(_("代码"), value="target.code"),
            Column(_("抽中原因"), value="get_reason_display", width=18),
            Column(_("安排日期"), value="planned_on", width=12),
            Column(_("检查人"), value=lambda row: names.get(row.inspector, ""), width=12),
            Column(_("查过没有"), value=lambda row: _("查过了") if row.visit else _("还没查"), width=10),
        ]

    def about(self) -> Unit | None:
        return self.object.unit

    def get_context(self, **more: Any) -> dict[str, Any]:
        row = self.object
        manages = policies.MANAGE.allows(self.actor, row)
        goes = policies.INSPECT.allows(self.actor, row)
        coverage = queries.coverage_of(row)
        ratings = queries.ratings_of(row.unit_id, row.tenant_id, row.starts_on)
        return super().get_context(
            object=row,
            names=list(row.inspectors.order_by("pk").values_list("label", flat=True)),
            coverage=coverage,
            missing=wording.missing(coverage),
            ratings=ratings,
            kinds=[Unit.Kind(kind).label for kind in row.kinds],
            visits_href=f"{reverse('inspections:list')}?round={row.pk}",
            may_draw=manages and row.state == Round.State.PLANNED,
            may_end=manages and row.state == Round.State.UNDER_WAY,
            may_brief=manages and row.state != Round.State.PLANNED,
            may_visit=goes and row.state == Round.State.UNDER_WAY,
            **more,
        )
