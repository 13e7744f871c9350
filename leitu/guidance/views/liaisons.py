"""Who looks after which branch: the matrix, one pairing, a visit in three taps."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.periods import BEGINNING
from leitu.guidance import actions, forms, policies, queries
from leitu.guidance.models import Liaison, Visit
from leitu.guidance.wording import last_word
from leitu.matters import wording
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.ui.parts import MARKS, Column, Link, Moment
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject

MOST_SHOWN = 200


def line(liaison: Any) -> dict[str, Any]:
    """One row: what was solved stands before how often somebody came."""
    words = {"solved": liaison.solved, "promised": liaison.promised, "times": liaison.visited + liaison.joined}
    return {
        "liaison": liaison,
        "light": queries.light(liaison, today()),
        "last": last_word(liaison),
        "came_of": _("解决 %(solved)s 件 · 在办 %(promised)s 件 · 今年 %(times)s 次") % words,
    }


class Matrix(ListPage):
    """All pairings in sight; above them one's own, and whom nobody looks after."""

    permission = policies.SEE
    template_name = "guidance/list.html"
    partial = "rows"
    model = Liaison
    title = gettext_lazy("联系指导")
    search_fields, sorts = queries.SEARCHED, queries.SORTS
    default_sort = "longest"
    filter_form = forms.LiaisonFilter
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        day = today()
        return [
            Column(_("党支部"), value="unit.name", width=28),
            Column(_("联系人"), value="person.name", width=10),
            Column(_("派出单位"), value="from_unit.name", width=24),
            Column(_("类别"), value="get_kind_display", width=14),
            Column(_("解决的问题"), value="solved", width=10),
            Column(_("答应了在办"), value="promised", width=10),
            Column(_("今年联系"), value="visited", width=10),
            Column(_("今年参加组织生活"), value="joined", width=14),
            Column(_("最近一次"), value=lambda one: None if one.last_on == BEGINNING else one.last_on, width=12),
            Column(_("频次"), value="get_pace_display", width=10),
            Column(_("情况"), value=lambda one: str(MARKS[queries.light(one, day)].label), width=10),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        may_assign = policies.ASSIGN.allowed_anywhere(self.actor)
        return context | {
            "lines": [line(one) for one in context["objects"]],
            "own": [
                line(one) | {"meeting": queries.next_meeting(one.unit, today()), "visit": _visit_href(one)}
                for one in queries.own(self.actor)
            ],
            "tiles": self.tiles(),
            "may_assign": may_assign,
            "assign_href": reverse("guidance:assign"),
            "cases_href": reverse("guidance:cases"),
            "without": queries.without_branch(self.actor)[:MOST_SHOWN] if may_assign else [],
            "unguided": list(queries.weak_without_guide(self.actor)[:MOST_SHOWN]) if may_assign else [],
        }

    def tiles(self) -> list[dict[str, Any]]:
        found, here = queries.totals(self.get_queryset(), today()), reverse("guidance:list")
        return [
            {"label": _("帮支部解决的问题"), "value": found.solved, "href": f"{here}?sort=solved"},
            {"label": _("联系点"), "value": found.all, "href": here},
            {"label": _("本期已联系"), "value": found.met, "href": f"{here}?light=met"},
            {"label": _("超期"), "value": found.overdue, "href": f"{here}?light=overdue"},
        ]


def _visit_href(liaison: Liaison) -> str:
    return reverse("guidance:visit", args=[liaison.pk])


class Assign(FormPage):
    """Choose whose leaders, then who looks after which branch."""

    permission = policies.ASSIGN
    template_name = "guidance/assign.html"
    title, submit = gettext_lazy("分配联系点"), gettext_lazy("分配")
    lead = gettext_lazy("一位同志联系一个党支部。次数由本级定，超期只提醒联系人自己。")

    @cached_property
    def from_unit(self) -> Unit | None:
        """Whose leaders: as the address says, or the first there is."""
        asked, known = self.request.GET.get("from", ""), queries.committees(self.actor)
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            known = known.filter(pk=asked)
        found: Unit | None = known.first()
        return found

    def get_form(self, bound: bool = False) -> Any:
        return forms.AssignForm(data=self.request.POST if bound else None, from_unit=self.from_unit)

    def get_context(self, **more: Any) -> dict[str, Any]:
        known = list(queries.committees(self.actor)[:MOST_SHOWN])
        chosen = self.from_unit.pk if self.from_unit is not None else 0
        chips = [Link(unit.name, f"?from={unit.pk}", current=unit.pk == chosen) for unit in known]
        return super().get_context(from_unit=self.from_unit, chips=chips, **more)

    def back_url(self) -> str:
        return reverse("guidance:list")

    def perform(self, form: Any) -> Liaison:
        assert self.from_unit is not None  # without one the form has no choices, so it is never valid
        return actions.assign(actor=self.actor, from_unit=self.from_unit, **form.cleaned_data)

    def done_text(self, result: Any) -> str:
        return _("%(name)s联系%(unit)s。") % {"name": result.person.name, "unit": result.unit.name}


class OfLiaison(OfObject):
    """A pairing in the actor's sight."""

    model = Liaison

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Liaison.objects.visible_to(self.actor)
        return queries.with_results(rows, today())

    def get_crumbs(self) -> list[Link]:
        return [Link(_("联系指导"), reverse("guidance:list")), Link(str(self.object), self.back_url())]

    def get_initial(self) -> dict[str, Any]:
        return {}


class Show(OfLiaison, DetailPage):
    permission = policies.SEE
    template_name = "guidance/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        liaison, day = self.object, today()
        visits = Visit.objects.filter(tenant_id=liaison.tenant_id, liaison=liaison).order_by("-on", "-pk")
        page = Paginator(visits, 50).get_page(self.request.GET.get("page"))
        return super().get_context(
            **line(liaison),
            due_on=queries.due_on(liaison, day),
            meeting=queries.next_meeting(liaison.unit, day),
            may_visit=liaison.holds_on(day) and policies.VISIT.allows(self.actor, liaison),
            may_end=liaison.holds_on(day) and policies.ASSIGN.allows(self.actor, liaison),
            page=page,
            visits=[
                {
                    "visit": one,
                    "moment": Moment(
                        one.on, _shown(one), one.by_label, "" if one.withdrawn_at is None else _("已撤回"), mark=""
                    ),
                }
                for one in page
            ],
            rolls=list(queries.rolls(liaison, day)[:20]),
            matters=[
                {"matter": one, "light": wording.light(one, day), "how_long": wording.how_long(one, day)}
                for one in queries.came_of(liaison)[:MOST_SHOWN]
            ],
            **more,
        )


def _shown(visit: Visit) -> str:
    tags = "、".join(visit.labels())
    return f"{tags}：{visit.text}" if visit.text else tags


class WriteVisit(OfLiaison, FormPage):
    permission = policies.VISIT
    form_class = forms.VisitForm
    template_name = "guidance/visit.html"
    hears = True
    title, submit, done = gettext_lazy("记一次联系指导"), gettext_lazy("记下"), gettext_lazy("记下了。")

    def perform(self, form: Any) -> Visit:
        return actions.visit(actor=self.actor, liaison=self.object, **form.cleaned_data)

    def undo_url(self, result: Any) -> str:
        return reverse("guidance:withdraw_visit", args=[result.pk])


class End(OfLiaison, ActionPage):
    permission = policies.ASSIGN
    form_class = forms.EndForm
    title, question, submit = gettext_lazy("结束联系"), gettext_lazy("不再由他联系这个党支部吗？"), gettext_lazy("结束")
    consequences = (gettext_lazy("答应过的事留在账上，接着办。"),)
    done = gettext_lazy("联系结束了。")

    def perform(self, form: Any) -> Liaison:
        return actions.end(actor=self.actor, liaison=self.object, reason=form.cleaned_data["reason"])


class WithdrawVisit(ActionPage):
    permission = policies.VISIT
    model = Visit
    title, question, submit = gettext_lazy("撤回这次记录"), gettext_lazy("这次记错了吗？"), gettext_lazy("撤回")
    consequences = (gettext_lazy("记录还看得见，注明已撤回；答应过的事不受影响。"),)
    done = gettext_lazy("已撤回。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Visit.objects.visible_to(self.actor).select_related("liaison__unit", "liaison__person")

    def authorise(self) -> None:
        policies.VISIT.require(self.actor, self.object.liaison)

    def perform(self, form: Any) -> Visit:
        return actions.withdraw_visit(actor=self.actor, visit=self.object)
