"""The pages that put everything together: home, unit page, dashboard, missing data, search."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities import policies as activity_policies
from leitu.activities.models import Activity
from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.integrity import policies as integrity_policies
from leitu.norms import policies as norm_policies
from leitu.norms.duties import duties
from leitu.norms.duty import Duty, State
from leitu.notices import policies as notice_policies
from leitu.orgs import policies as org_policies
from leitu.orgs.actions import export_list
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Term, Unit
from leitu.people import policies as people_policies
from leitu.people.actions import find_by_id_number
from leitu.people.models import Person
from leitu.people.queries import headcount, members_of, objections_to_answer, posts_of, waiting
from leitu.portal import guided, home, ledger, promised, queries
from leitu.portal.fewer import fewer
from leitu.portal.finding import find, find_activities
from leitu.portal.forms import IdNumberForm
from leitu.portal.quality import gaps
from leitu.ui.exporting import Exportable
from leitu.ui.parts import Column, Dot, Link
from leitu.ui.views import SIGNED_IN, ActionPage, OfObject, Page

YEARS_BACK = 20
MOST_CHILDREN = 200


def asked_day(text: str | None) -> dt.date:
    """The day that an address asks for; today for nothing, nonsense, the future or the far past."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return today()
    return day if today().replace(year=today().year - YEARS_BACK, day=1) <= day <= today() else today()


class PortalPage(Page):
    """What the pages of the portal share: the tenant and the day."""

    def tenant(self) -> Tenant:
        """The actor's tenant. Raises Http404 for an account without one."""
        found = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if found is None:
            raise Http404
        return found

    def day(self) -> dt.date:
        return asked_day(self.request.GET.get("on"))


class Home(PortalPage):
    """What is due for me. Those who only look after others begin at the picture."""

    permission = SIGNED_IN
    template_name = "portal/home.html"
    title = gettext_lazy("待办")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not queries.is_keeper(self.actor) and queries.looks_after_others(self.actor):
            if norm_policies.VIEW.allowed_anywhere(self.actor):
                return HttpResponseRedirect(f"{reverse('portal:dashboard')}?tab=help")
            return HttpResponseRedirect(reverse("orgs:list"))
        return self.render(self.get_context())

    def get_context(self, **more: Any) -> dict[str, Any]:
        day, keeper = today(), queries.is_keeper(self.actor)
        context: dict[str, Any] = {"day": day, "keeper": keeper}
        kept: dict[int, Unit] = {}
        if keeper:
            kept = {unit.pk: unit for unit in queries.units_to_keep(self.actor, day)}
            main = next(iter(kept.values()), None)
            tenant = main.tenant if main else self.tenant()
            year = queries.year_of(tenant, kept, day)
            context["agenda"] = agenda = home.agenda(self.actor, kept, year, day, main)
            context["urgent"] = len(agenda.today)
            context["groups"] = [(_("今天"), agenda.today), (_("本周"), agenda.week), (_("往后"), agenda.month)]
            context |= self.of_main_unit(tenant, kept, year, day)
            context["matters"] = ledger.to_do(self.actor, list(kept), day)
        judging = ledger.to_judge(self.actor, day)
        context["to_check"], context["to_look"] = judging.check, judging.look
        context["looked_after"] = guided.own_branches(self.actor, day)
        context["promised"] = promised.own_pledges(self.actor, day)
        invited = home.invitations(self.actor, day)
        context["invitations"] = [one for one in invited if one.activity.unit_id not in kept]
        context["told"] = home.told(self.actor)
        context["to_confirm"] = home.to_confirm(self.actor) if keeper else []
        context["objections"] = waiting(objections_to_answer(self.actor), day)
        context["year"] = own = home.year_of_member(self.actor, day)
        if own and own.expected and context.get("cells"):
            mine = {
                "label": _("我今年参加"),
                "value": f"{own.present}/{own.expected}",
                "href": reverse("portal:my_attendance"),
            }
            context["cells"].append(mine)
        if getattr(self.request, "big", False):
            context = fewer(context)
        return super().get_context(**context, **more)

    def of_main_unit(self, tenant: Tenant, kept: dict[int, Unit], year: list[Duty], day: dt.date) -> dict[str, Any]:
        """本支部, its groups included: what was done of what is owed, and what is late, each a door to its list."""
        since = queries.year_start(tenant, day)
        asked = {"below": 1, "on": day, "since": since}
        unit = next(iter(kept.values()), None)
        if unit is None:
            return {"main_unit": None, "cells": [], "all_href": queries.duties_href(**asked)}
        below = queries.at_or_below(unit, kept, day)
        own = [duty for duty in year if duty.unit_id in below]
        now = [d for d in own if d.rule.shape == "count" and d.state != State.WAIVED and d.period_end >= day]
        cells = [
            {
                "label": _("本期已办"),
                "value": f"{sum(d.state == State.MET for d in now)}/{len(now)}",
                "href": queries.duties_href(unit=unit.pk, below=1, on=day),
            },
            {
                "label": _("今年超期"),
                "value": sum(d.state == State.OVERDUE for d in own),
                "href": queries.duties_href(unit=unit.pk, **asked, state="overdue"),
            },
            {
                "label": _("党员"),
                "value": unit.members,  # type: ignore[attr-defined]
                "href": f"{reverse('people:list')}?unit={unit.pk}",
            },
        ]
        return {"main_unit": unit, "cells": cells, "all_href": queries.duties_href(unit=unit.pk, **asked)}


class UnitPage(PortalPage, OfObject):
    """One organisation on one page: who, what is due, this year in dots, records, members, history."""

    permission = org_policies.VIEW
    template_name = "portal/unit.html"
    model = Unit
    tabs = ("overview", "activities", "members", "history")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        return self.render(self.get_context())

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("tenant")

    def get_crumbs(self) -> list[Link]:
        return [Link(unit.name, reverse("portal:unit", args=[unit.pk])) for unit in self.around.above]

    @cached_property
    def around(self) -> queries.Surroundings:
        """What stands above and below, read once."""
        return queries.around(self.object, today(), self.actor)

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, day = self.object, today()
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in self.allowed_tabs() else "overview"
        context: dict[str, Any] = {
            "unit": unit,
            "day": day,
            "tab": tab,
            "tabs": self.tab_links(tab),
            "posts": posts_of(unit, day),
            "term": Term.objects.filter(tenant_id=unit.tenant_id, unit=unit).order_by("-ends_on").first(),
            "heads": headcount(unit, day),
            "may_manage": org_policies.MANAGE.allows(self.actor, unit),
            "may_keep_people": people_policies.MANAGE.allows(self.actor, unit),
            "may_hold": activity_policies.HOLD.allows(self.actor, unit) and unit.exists_on(day),
            "may_invite": people_policies.INVITE.allows(self.actor, unit),
            "may_grant": org_policies.GRANT.allows(self.actor, unit),
            "is_discipline": integrity_policies.KEEP.allows(self.actor, unit),
            "may_set_groups": notice_policies.MANAGE.allows(self.actor, unit),
            "hold_href": f"{reverse('activities:plan')}?unit={unit.pk}",
            "activities_href": f"{reverse('activities:list')}?unit={unit.pk}",
            "members_href": f"{reverse('people:list')}?unit={unit.pk}",
            "is_branch": unit.kind in branch_kinds(),
            "ledger": ledger.open_at(self.actor, unit, day) if tab == "overview" else None,
            "cared": guided.of_branch(self.actor, unit, day) if tab == "overview" else None,
            "doors": promised.of_unit(self.actor, unit),
        }
        return super().get_context(**context, **getattr(self, f"tab_{tab}")(), **more)

    def allowed_tabs(self) -> list[str]:
        """The tabs that the actor has a right to."""
        rights = {
            "overview": True,
            "activities": activity_policies.VIEW.allows(self.actor, self.object),
            "members": people_policies.VIEW.allows(self.actor, self.object),
            "history": org_policies.MANAGE.allows(self.actor, self.object)
            or people_policies.MANAGE.allows(self.actor, self.object)
            or org_policies.AUDIT.allows(self.actor, self.object),
        }
        return [tab for tab in self.tabs if rights[tab]]

    def tab_links(self, current: str) -> list[Link]:
        labels = {"overview": _("概况"), "activities": _("组织生活"), "members": _("党员"), "history": _("历史")}
        return [Link(labels[tab], f"?tab={tab}", current=tab == current) for tab in self.allowed_tabs()]

    def tab_overview(self) -> dict[str, Any]:
        unit, day = self.object, today()
        if not norm_policies.VIEW.allows(self.actor, unit):
            return {"children": self.children()}
        tenant = unit.tenant
        found = duties(tenant, [unit.pk], on=day, since=queries.year_start(tenant, day))
        # An election in three years is owed too, but nothing is missing yet.
        waiting = [d for d in queries.still_open(found) if d.state != State.UPCOMING or d.due_on.year == day.year]
        lines = [(d, home.duty_title(d), queries.duty_href(d)) for d in waiting[:8]]
        return {
            "waiting": lines,
            "waiting_left": max(0, len(waiting) - 8),
            "strips": self.strips(found),
            "children": self.children(),
            "duties_href": queries.duties_href(unit=unit.pk, on=day, since=queries.year_start(tenant, day)),
        }

    def strips(self, found: list[Any]) -> list[tuple[str, list[Dot]]]:
        """This year norm by norm: one dot for each period, each a door to its explanation."""
        counted = sorted((d for d in found if d.rule.shape == "count"), key=lambda d: (d.norm, d.period_start))
        strips = []
        for _norm, group in groupby(counted, key=lambda d: d.norm):
            rows = list(group)
            dots = [
                Dot(
                    home.span(d, short=True),
                    d.state.value,
                    queries.duty_href(d),
                    f"{home.duty_title(d)} {d.state.label}",
                )
                for d in rows
            ]
            strips.append((rows[0].title, dots))
        return strips

    def children(self) -> list[Unit]:
        """What stands directly below, in the order of the codes."""
        return sorted(self.around.children, key=lambda unit: (unit.code, unit.name, unit.pk))[:MOST_CHILDREN]

    def tab_activities(self) -> dict[str, Any]:
        rows = Activity.objects.visible_to(self.actor).filter(unit=self.object).select_related("kind", "unit")
        return {"activities": rows.order_by("-on", "-starts_at", "-pk")[:30]}

    def tab_members(self) -> dict[str, Any]:
        rows = members_of(self.object, today())
        return {"members": rows[:200], "members_total": rows.count()}

    def tab_history(self) -> dict[str, Any]:
        unit = self.object
        return {
            "timeline": moments(unit),
            "states": unit.states.order_by("-since"),
            "placements": unit.placements.select_related("parent").order_by("-since"),
        }


class Quality(Exportable, PortalPage):
    """What is missing in the register, before colours show: kinds of gaps, and the units that have one."""

    permission = org_policies.MANAGE
    template_name = "portal/quality.html"
    title = gettext_lazy("资料缺项")
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("缺项"), value=lambda row: row[0].title, width=28),
            Column(_("党组织"), value=lambda row: row[1].name, width=30),
            Column(_("代码"), value=lambda row: row[1].code),
            Column(_("为什么要补"), value=lambda row: row[0].why, width=60),
        ]

    def exported_rows(self) -> tuple[list[Any], int]:
        found = [(gap, unit) for gap in gaps(self.actor, today()) for unit in gap.units.order_by("name", "pk")]
        return found, len(found)

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = []
        for gap in gaps(self.actor, today()):
            count = gap.units.count()
            units = gap.units.order_by("name", "pk")[:20] if count else []
            rows = [(u, reverse(gap.url_name, args=[u.pk]) if gap.url_name else "") for u in units]
            title = _("%(gap)s：%(count)s 个") % {"gap": gap.title, "count": count}
            found.append({"gap": gap, "title": title, "count": count, "rows": rows, "left": max(0, count - 20)})
        return super().get_context(
            found=found, total=sum(f["count"] for f in found), export_href=self.export_href, **more
        )


class Search(PortalPage):
    """Find a unit, a person or a meeting by name, pinyin, initials, code or title; only what the actor may see."""

    permission = SIGNED_IN
    template_name = "portal/search.html"
    title = gettext_lazy("搜索")

    def get_context(self, **more: Any) -> dict[str, Any]:
        q, units, people = find(self.actor, self.request.GET.get("q", ""))
        return super().get_context(
            q=q,
            units=units,
            people=people,
            activities=find_activities(self.actor, q),
            may_find_by_number=people_policies.REVEAL.allowed_anywhere(self.actor),
            **more,
        )


class FindByNumber(ActionPage):
    """Find a person by the whole identity number: by POST, so that it is in no address, and on record."""

    permission = people_policies.REVEAL
    title = gettext_lazy("按身份证号查")
    question = gettext_lazy("只在需要确认是不是同一个人时用。每查一次都有记录，本人看得到。")
    form_class = IdNumberForm
    submit = gettext_lazy("查找")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("搜索"), reverse("portal:search"))]

    def back_url(self) -> str:
        return reverse("portal:search")

    def perform(self, form: Any) -> Person | None:
        return find_by_id_number(actor=self.actor, **form.cleaned_data)

    def success_url(self, result: Person | None) -> str:
        return result.get_absolute_url() if result is not None else reverse("portal:find_by_number")

    def done_text(self, result: Person | None) -> str:
        return "" if result is not None else _("您能查看的人里没有这个号码。")
