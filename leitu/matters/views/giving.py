"""Work given to those below: what it costs is shown before it is given, and month by month afterwards."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.matters import actions, burden, forms, policies, queries
from leitu.matters.actions.parts import MOST_UNITS
from leitu.matters.models import Budget, Dispatch, Matter
from leitu.matters.views.shared import OfMatter, unit_asked
from leitu.orgs.models import Unit
from leitu.ui.parts import Link
from leitu.ui.templatetags.dates import month
from leitu.ui.views import DetailPage, FormPage, Page

MOST_SHOWN = 500
MOST_LINES = 200
REFRESH = "3"
"""Seconds after which a page of something that is under way asks again, also without scripts."""


class Split(OfMatter, FormPage):
    """A part for each unit below. Nothing is given before its cost was seen; more than MOST_UNITS are dealt by a job."""

    permission = policies.MANAGE
    template_name = "matters/split.html"
    title = gettext_lazy("下发分项")
    submit = gettext_lazy("看看要花多少时间")
    lead = gettext_lazy("每个党组织一件，由本级核查；全部销号以后，整件事才能申请销号。")
    cost: burden.Cost | None = None

    @cached_property
    def below(self) -> list[Unit]:
        return list(queries.units_below(self.object.unit)[:MOST_SHOWN])

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many units each scope means; equal ones are named once."""
        found = {scope: queries.units_in(self.object.unit, scope).count() for scope in queries.SCOPES}
        if found["next"] == found["all"]:
            del found["all"]
        return found

    def get_form(self, bound: bool = False) -> Any:
        matter = self.object
        start = {
            "title": matter.title,
            "standard": matter.standard,
            "due_on": matter.due_on,
            "minutes": 10,
            "weight": 1,
            "scope": forms.TICKED,
        }
        data = self.request.POST if bound else None
        return forms.SplitForm(rows=self.below, counts=self.counts, initial=start, data=data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        known = [(one.what, reverse(one.page)) for one in self.cost.known] if self.cost is not None else []
        return super().get_context(below=self.below, cost=self.cost, known=known, shown=MOST_SHOWN, **more)

    def act(self, sent: Any, form: Any) -> HttpResponse:
        values, scope = form.cleaned_data, form.chosen_scope
        units = queries.units_in(self.object.unit, scope).order_by().values("pk") if scope else values["units"]
        count = self.counts[scope] if scope else len(values["units"])
        text = f"{values['title']} {values['standard']}"
        self.cost = burden.cost(self.object.unit, units, count, minutes=values["minutes"], text=text)
        form.fields["reason"].required = self.cost.is_over  # as it is shown; the action asks for it
        if self.request.POST.get("seen", "") != self.cost.seen:
            return self.render(self.get_context(form=form))
        return super().act(sent, form)

    def perform(self, form: Any) -> Dispatch | list[Matter]:
        given: dict[str, Any] = {"actor": self.actor, "matter": self.object, "version": self.version, **form.values}
        scope = form.chosen_scope
        if scope and self.counts[scope] > MOST_UNITS:
            return actions.dispatch(scope=scope, **given)
        units = list(queries.units_in(self.object.unit, scope)) if scope else form.chosen
        return actions.split(units=units, **given)

    def success_url(self, result: Dispatch | list[Matter]) -> str:
        return self.back_url() if isinstance(result, list) else result.get_absolute_url()

    def done_text(self, result: Dispatch | list[Matter]) -> Any:
        return _("已下发 %(count)s 件。") % {"count": len(result)} if isinstance(result, list) else ""


class DispatchProgress(DetailPage):
    """How far a task for very many units has come; the page looks again by itself until it is done."""

    permission = policies.VIEW
    template_name = "matters/dispatch.html"
    model = Dispatch

    def get_queryset(self) -> "QuerySet[Any]":
        return Dispatch.objects.visible_to(self.actor).select_related("matter")

    def get_title(self) -> str:
        return _("下发：%(title)s") % {"title": self.object.title}

    def get_crumbs(self) -> list[Link]:
        whole = self.object.matter
        return [Link(_("问题和任务"), reverse("matters:list")), Link(str(whole), whole.get_absolute_url())]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        if self.object.state == Dispatch.State.WAITING:
            answer["Refresh"] = REFRESH
        return answer


class Burden(Page):
    """What a unit was given by others, month by month and by origin, and what it gave itself."""

    permission = policies.VIEW
    template_name = "matters/burden.html"
    title = gettext_lazy("减负：上级交办用时")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    @cached_property
    def unit(self) -> Unit:
        return unit_asked(self.actor, self.request.GET.get("unit", ""))

    @property
    def year(self) -> int:
        asked, now = self.request.GET.get("year", ""), today().year
        return int(asked) if asked in map(str, range(now - 5, now + 1)) else now

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, year = self.unit, self.year
        shares = burden.by_month(unit, year)
        months = sorted({share.month for share in shares}, reverse=True)
        chosen = next((day for day in months if f"{day:%Y-%m}" == self.request.GET.get("month", "")), None)
        given = burden.given(unit, year).aggregate(minutes=Sum("minutes"))["minutes"] or 0
        return super().get_context(
            unit=unit,
            year=year,
            years=[
                Link(str(one), f"?unit={unit.pk}&year={one}", current=one == year)
                for one in (year - 1, year, year + 1)
                if one <= today().year
            ],
            months=[
                {
                    "month": month(day),
                    "href": f"?unit={unit.pk}&year={year}&month={day:%Y-%m}",
                    "shares": [share for share in shares if share.month == day],
                    "minutes": sum(share.minutes for share in shares if share.month == day),
                }
                for day in months
            ],
            total=sum(share.minutes for share in shares),
            count=sum(share.count for share in shares),
            chosen=month(chosen) if chosen else "",
            lines=self.lines(chosen) if chosen else [],
            given=given,
            given_count=burden.given(unit, year).count(),
            has_below=queries.units_below(unit).exists(),
            budget=burden.budget_of(unit, year),
            budget_href=reverse("matters:set_budget", args=[unit.pk])
            if policies.SET_BUDGET.allows(self.actor, unit)
            else "",
            **more,
        )

    def lines(self, day: dt.date) -> list[Matter]:
        """What was given in that month; every number above is the sum of these."""
        rows = burden.taken(self.unit, day.year).filter(noted_on__month=day.month)
        return list(rows.order_by("-minutes", "pk")[:MOST_LINES])


class SetBudget(FormPage):
    """How much a unit may give those below in a year before it has to say why."""

    permission = policies.SET_BUDGET
    form_class = forms.BudgetForm
    model = Unit
    title, submit, done = gettext_lazy("减负额度"), gettext_lazy("定下"), gettext_lazy("额度定下了。")
    lead = gettext_lazy("一个单位一年里交给每个下级的事，合起来不超过多少分钟。超过要写理由，不拦。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("parent")

    def get_initial(self) -> dict[str, Any]:
        year = today().year
        return {"year": year, "minutes": burden.budget_of(self.object, year)}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("减负：上级交办用时"), self.back_url())]

    def back_url(self) -> str:
        return (
            f"{reverse('matters:burden')}?unit={self.object.pk}"
            if self.object is not None
            else reverse("matters:burden")
        )

    def perform(self, form: Any) -> Budget:
        return actions.set_budget(actor=self.actor, unit=self.object, **form.cleaned_data)

    def success_url(self, result: Budget) -> str:
        return self.back_url()
