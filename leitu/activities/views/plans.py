"""The list, and everything before a meeting: plan, change, notify, cancel, waive."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.activities import actions, forms, policies, queries
from leitu.activities.models import Activity, ActivityKind
from leitu.activities.views.shared import OfActivity
from leitu.core.clock import today
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.people.queries import persons_at
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, FormPage, ListPage


def counted(activity: Activity, number: int | None) -> str:
    """A number of the roll, as the list shows it: only of what is archived."""
    return str(number) if activity.state == Activity.State.ARCHIVED and number is not None else ""


class ActivityList(ListPage):
    """Everything held and planned in the actor's sight, newest first."""

    permission = policies.VIEW
    template_name = "activities/list.html"
    partial = "rows"
    model = Activity
    title = _("组织生活")
    search_fields, sorts = queries.SEARCHED, queries.SORTS
    default_sort = "on"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("日期"), value="on"),
            Column(_("类型"), value="kind.name", width=20),
            Column(_("主题"), value="topic", width=40),
            Column(_("党组织"), value="unit.name", width=30),
            Column(_("状态"), value="get_state_display", width=10),
            Column(_("应到"), numeric=True, value=lambda one: counted(one, one.expected_count), width=8),
            Column(_("实到"), numeric=True, value=lambda one: counted(one, one.present_count), width=8),
            Column(_("补录"), value=lambda one: _("补录") if one.is_late_entry else "", width=8),
        ]

    def about(self) -> Unit | None:
        """The unit that the filter names, if it is in sight: else the list is empty anyway."""
        form = self.narrowed()[2]
        chosen = form.cleaned_data["unit"] if form.is_bound and form.is_valid() else None
        seen = Unit.objects.visible_to(self.actor, policies.VIEW)
        found: Unit | None = seen.filter(pk=chosen).first() if chosen else None
        return found

    def filters_in_words(self) -> list[str]:
        unit = self.about()
        return ([unit.name + _("及以下")] if unit else []) + super().filters_in_words()

    def filter_form(self, data: Any) -> forms.ActivityFilter:  # type: ignore[override]
        return forms.ActivityFilter(data, kinds=queries.active_kinds(self.actor.tenant_id))

    def get_queryset(self) -> "QuerySet[Any]":
        return Activity.objects.visible_to(self.actor, wide=True).select_related("unit", "kind")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            may_hold=policies.HOLD.allowed_anywhere(self.actor),
            may_import=policies.IMPORT.allowed_anywhere(self.actor),
            ledger_href=self.ledger_href(),
            home=queries.home_of(self.actor),
            **more,
        )

    def ledger_href(self) -> str:
        """The ledger of what the list is narrowed to; the page belongs to the floor above, so it may not be there."""
        try:
            address = reverse("reports:ledger")
        except NoReverseMatch:
            return ""
        asked = {name: self.request.GET.get(name, "") for name in ("unit", "since", "until", "kind", "late")}
        return f"{address}?{urlencode({'below': '1', **{name: value for name, value in asked.items() if value}})}"


class Plan(FormPage):
    """A new activity, filled in with the habit of the unit: two taps from a duty to the notice."""

    permission = policies.HOLD
    template_name = "activities/plan.html"
    title = _("开会")
    submit = _("确认发通知")

    def asked_day(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return None

    @cached_property
    def asked_kind(self) -> ActivityKind | None:
        """The kind in the address, by code or synonym-free key."""
        code = self.request.GET.get("kind", "")
        return next((kind for kind in queries.active_kinds(self.actor.tenant_id) if kind.code == code), None)

    @cached_property
    def units(self) -> list[Unit]:
        return list(queries.units_to_hold(self.actor, self.asked_kind)[:200])

    @cached_property
    def unit(self) -> Unit | None:
        """The unit that is asked for, or the only one there is. Raises Http404 when it is out of reach."""
        asked = self.request.GET.get("unit", "")
        if asked:
            if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
                raise Http404
            rows = queries.units_to_hold(self.actor).filter(pk=int(asked))
            found: Unit | None = rows.first()
            if found is None:
                raise Http404
            return found
        return self.units[0] if len(self.units) == 1 else None

    @cached_property
    def kinds(self) -> list[ActivityKind]:
        """What this unit holds."""
        unit = self.unit
        return [k for k in queries.active_kinds(self.actor.tenant_id) if unit and unit.kind in k.unit_kinds]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.unit is None:
            self.template_name = "activities/plan_where.html"
            return self.render({"view": self, "title": self.title, "links": self.links()})
        return super().get(request, *args, **kwargs)

    def links(self) -> list[Link]:
        """The units to choose from; what was asked for besides stays in the address."""
        asked = self.request.GET.copy()
        found = []
        for unit in self.units:
            asked["unit"] = str(unit.pk)
            found.append(Link(unit.name, f"?{asked.urlencode()}"))
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.unit is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def the_kind(self) -> ActivityKind | None:
        asked = self.asked_kind
        return asked if asked in self.kinds else (self.kinds[0] if self.kinds else None)

    @cached_property
    def habit(self) -> queries.Habit | None:
        """What this unit usually does for this kind."""
        kind = self.the_kind()
        return queries.habit(self.unit, kind, self.asked_day() or today()) if kind and self.unit else None

    def get_initial(self) -> dict[str, Any]:
        kind, habit = self.the_kind(), self.habit
        if kind is None or habit is None:
            return {}
        return {
            "kind": kind.pk,
            "on": self.asked_day() or habit.on,
            "starts_at": habit.starts_at,
            "place": habit.place,
            "topic": self.request.GET.get("topic", "")[:500],
            "chair": habit.chair_id,
            "recorder": habit.recorder_id,
        }

    def get_form(self, bound: bool = False) -> Any:
        assert self.unit is not None
        data = self.request.POST if bound else None
        rows = ActivityKind.objects.filter(pk__in=[kind.pk for kind in self.kinds]).order_by("order", "pk")
        return forms.PlanForm(initial=self.get_initial(), kinds=rows, persons=persons_at(self.unit), data=data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        kind, day = self.the_kind(), self.asked_day() or today()
        nearby = queries.held_nearby(self.unit, kind, day) if kind and self.unit else []
        chips = [
            Link(one.name, f"?unit={self.unit.pk}&kind={one.code}", current=one == kind)
            for one in self.kinds
            if self.unit
        ]
        return super().get_context(unit=self.unit, nearby=nearby, chips=chips, habit=self.habit, **more)

    def perform(self, form: Any) -> Activity:
        assert self.unit is not None
        values = dict(form.cleaned_data)
        is_past = values["on"] < today()
        act = actions.plan if is_past or self.request.POST.get("then") == "plan" else actions.plan_and_notify
        return act(actor=self.actor, unit=self.unit, **values)

    def done_text(self, result: Activity) -> Any:
        if result.state == Activity.State.NOTIFIED:
            return _("已安排。把下面的通知复制到群里就行。")
        if result.on < today():
            return _("已存下。这一天已经过去，现在就可以补录。")
        return _("已存下，还没有发通知。")

    def back_url(self) -> str:
        return reverse("activities:list")


class Update(OfActivity, FormPage):
    permission = policies.HOLD
    template_name = "activities/update.html"
    title = _("修改安排")
    done = _("已保存。")

    def get_initial(self) -> dict[str, Any]:
        activity = self.object
        return {
            "on": activity.on,
            "starts_at": activity.starts_at,
            "ends_at": activity.ends_at,
            "place": activity.place,
            "topic": activity.topic,
            "agenda": "\n".join(item.text for item in activity.agenda.order_by("order")),
            "chair": activity.chair_id,
            "recorder": activity.recorder_id,
        }

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        persons = persons_at(self.object.unit)
        return forms.UpdateForm(initial=self.get_initial(), persons=persons, data=data)

    def perform(self, form: Any) -> Activity:
        act = actions.update
        return act(actor=self.actor, activity=self.object, version=self.version, **form.cleaned_data)


class Notify(OfActivity, ActionPage):
    permission = policies.HOLD
    title, question, submit = _("发通知"), _("确认时间地点，发出通知吗？"), _("确认发通知")
    done = _("已记为通知过。把下面的通知复制到群里就行。")

    def perform(self, form: Any) -> Activity:
        return actions.notify(actor=self.actor, activity=self.object)


class Cancel(OfActivity, ActionPage):
    permission = policies.HOLD
    form_class = forms.ReasonForm
    title, question, submit, danger = _("取消"), _("取消这次活动吗？"), _("取消活动"), True
    consequences = (_("已写的记录还能查看。"), _("它不再计入任何统计。"), _("以后可以再安排一次。"))
    done = _("已取消。")

    def undo_url(self, result: Activity) -> str:
        return reverse("activities:reinstate", args=[result.pk])

    def perform(self, form: Any) -> Activity:
        return actions.cancel(actor=self.actor, activity=self.object, reason=form.cleaned_data["reason"])


class WaiveActivity(OfActivity, ActionPage):
    permission = policies.HOLD
    form_class = forms.ReasonForm
    title, question, submit = _("记为免开"), _("这次因故不开，记为免开吗？"), _("记为免开")
    consequences = (
        _("这里记下原因，这次不再提醒。"),
        _("应办事项要不要免，由上级党组织在应办事项里决定。"),
    )
    done = _("已记为免开。")

    def undo_url(self, result: Activity) -> str:
        return reverse("activities:reinstate", args=[result.pk])

    def perform(self, form: Any) -> Activity:
        return actions.waive_activity(actor=self.actor, activity=self.object, reason=form.cleaned_data["reason"])


class Reinstate(OfActivity, ActionPage):
    permission = policies.HOLD
    title, question, submit = _("撤销取消"), _("恢复这次活动吗？"), _("恢复")
    consequences = (_("回到取消之前的样子，写过的都在。"), _("已经通知过的，恢复后会再告诉大家。"))
    done = _("已恢复。")

    def perform(self, form: Any) -> Activity:
        return actions.reinstate(actor=self.actor, activity=self.object)
