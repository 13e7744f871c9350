"""Pages of points: one's own statement, those of one's branch one at a time, and the tables of rules."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.own import said
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.norms.rules import number
from leitu.orgs.models import Tenant
from leitu.people.lines import OTHER, key_of, object_href, waiting_lines
from leitu.people.models import Membership, Person
from leitu.people.queries import named
from leitu.points import actions, forms, policies, queries
from leitu.points.models import Table, closes_on
from leitu.points.queries import Statement
from leitu.points.rule import WAITING, ItemSum, Rule
from leitu.points.tablefile import BadTable
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import short_day
from leitu.ui.views import SIGNED_IN, ActionPage, DetailPage, FormPage, ListPage, OfObject, Page

YEARS_SHOWN = 3


def asked_year(given: str) -> int:
    """The year asked for; this one for nothing, nonsense, the future or the far past."""
    asked = key_of(given)
    return asked if today().year - YEARS_SHOWN < asked <= today().year else today().year


def years(year: int) -> list[Link]:
    """The years that one can look at."""
    newest = today().year
    return [Link(str(y), f"?year={y}", current=y == year) for y in range(newest, newest - YEARS_SHOWN, -1)]


def signed(points: Any) -> str:
    """+3, 0, -2."""
    return f"+{number(points)}" if points > 0 else number(points) if points == 0 else f"-{number(-points)}"


def shown(found: Statement, *, for_oneself: bool) -> dict[str, Any]:
    """A statement as its page shows it: every point with the line of the roll that it leads to."""
    waiting = waiting_lines(found.person) if for_oneself else set[str]()
    return {
        "statement": found,
        "total": "" if found.exempt else number(found.reckoned.total),
        "now": number(found.since.total) if found.since else "",
        "base": number(found.reckoned.base),
        "closes": closes_on(found.year),
        "bounds": bounds(found.table.rule) if found.reckoned.is_bounded else "",
        "parts": [
            {
                "title": part.part.title,
                "points": signed(part.points),
                "cap": number(part.part.cap) if part.part.cap and part.is_capped else "",
                "items": [_item(one, found, waiting, for_oneself) for one in part.items],
            }
            for part in found.reckoned.parts
        ],
    }


def _item(one: ItemSum, found: Statement, waiting: set[str], for_oneself: bool) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    for seen in one.seen:
        row, ref = found.rows.get(seen.attendance), f"attendance-{seen.attendance}"
        if row is None:
            lines.append({"label": seen.on, "value": _("记录已经更正"), "points": signed(one.item.points)})
            continue
        lines.append(
            {
                "label": short_day(row.on),
                "value": row.activity.kind.name,
                "href": row.activity.get_absolute_url(),
                "said": said(row),
                "points": signed(one.item.points),
                "is_waiting": ref in waiting,
                "object_href": object_href(found.person, ref) if for_oneself else "",
            }
        )
    return {
        "title": one.item.title,
        "points": signed(one.points),
        "rate": signed(one.item.points),
        "count": len(one.seen),
        "cap": number(one.item.cap) if one.item.cap and one.is_capped else "",
        "is_recorded": one.item.is_recorded,
        "lines": lines,
    }


def bounds(rule: Rule) -> str:
    """Between what the sum stays, in words."""
    if rule.ceiling is None:
        return _("合计不低于 %(floor)s 分") % {"floor": number(rule.floor)}
    return _("合计在 %(floor)s 分和 %(ceiling)s 分之间") % {
        "floor": number(rule.floor),
        "ceiling": number(rule.ceiling),
    }


class Mine(Page):
    """我的积分: each point with its fact, and the way to say that the fact is wrong."""

    permission = SIGNED_IN
    template_name = "points/statement.html"
    title = gettext_lazy("我的积分")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        person = Person.objects.filter(tenant_id=self.actor.tenant_id, pk=self.actor.person_id or -1).first()
        if person is None:
            raise NotAllowed(_("这个账号没有对应的党员。"))
        year = asked_year(self.request.GET.get("year", ""))
        found = queries.statement_of(person, year)
        return super().get_context(
            years=years(year),
            year=year,
            missing_href=object_href(person, OTHER),
            **(shown(found, for_oneself=True) if found else {}),
            **more,
        )


class Members(ListPage):
    """The members of one's own branch, by name: whose statement to open. There is no number here to be ordered by."""

    permission = policies.VIEW
    template_name = "points/list.html"
    partial = "rows"
    model = Membership
    title = gettext_lazy("党员积分")
    sorts = queries.SORTS
    default_sort = "name"

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.members(self.actor)

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return named(queryset, self.actor.tenant_id, q)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(table=queries.in_force(self.actor.tenant_id or 0), **more)


class Show(DetailPage):
    """One member's statement, for the committee of his own branch."""

    permission = policies.VIEW
    model = Membership
    template_name = "points/statement.html"

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.members(self.actor)

    def get_title(self) -> str:
        return str(self.object.person.name)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("党员积分"), reverse("points:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        year = asked_year(self.request.GET.get("year", ""))
        found = queries.statement_of(self.object.person, year)
        return super().get_context(
            years=years(year), year=year, **(shown(found, for_oneself=False) if found else {}), **more
        )


class Tables(Page):
    """Every table in every version."""

    permission = policies.READ_TABLES
    template_name = "points/tables.html"
    title = gettext_lazy("积分规则")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            tables=list(queries.tables(self.actor.tenant_id or 0)),
            may_manage=policies.MANAGE.allowed_anywhere(self.actor),
            **more,
        )


class OfTable(OfObject):
    """A table of the actor's tenant."""

    permission: Any = policies.READ_TABLES
    model = Table

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.tables(self.actor.tenant_id or 0)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("积分规则"), reverse("points:tables"))]


class ShowTable(OfTable, DetailPage):
    """What counts, how much, up to where; and what takes no part because nothing records it yet."""

    template_name = "points/table.html"

    def get_title(self) -> str:
        return str(self.object.title)

    def get_context(self, **more: Any) -> dict[str, Any]:
        rule = self.object.rule
        return super().get_context(
            rule=rule,
            base=number(rule.base),
            bounds=bounds(rule),
            exempt="、".join(exempted(rule)),
            parts=[
                {
                    "title": part.title,
                    "cap": number(part.cap) if part.cap else "",
                    "lines": [
                        {
                            "title": one.title,
                            "points": signed(one.points),
                            "source": _("组织生活记录") if one.is_recorded else WAITING[one.source],
                            "is_recorded": one.is_recorded,
                        }
                        for one in part.items
                    ],
                }
                for part in rule.parts
            ],
            columns=[Column(_("事项")), Column(_("每次"), numeric=True), Column(_("来源"))],
            may_manage=policies.MANAGE.allows(self.actor, self.object),
            **more,
        )


def exempted(rule: Rule) -> Iterable[str]:
    """Who gets no statement, in words."""
    words = {"exempt": _("免于硬性要求的"), "floating": _("流动外出的"), "suspended": _("停止党籍的")}
    yield from (words[one] for one in sorted(rule.exempt))
    if rule.exempt_jobs:
        yield _("离退休的")
    if rule.exempt_age:
        yield _("年满 %(age)s 岁的") % {"age": rule.exempt_age}


class LoadTable(FormPage):
    """A table as text: what is wrong or forbidden is said line by line."""

    permission = policies.MANAGE
    form_class = forms.TableForm
    title, submit = gettext_lazy("载入积分规则"), gettext_lazy("载入")
    lead = gettext_lazy("把 YAML 文本贴进来。载入以后先不启用；登录、阅读、时长、点赞、照片、上传一律不能计分。")
    done = gettext_lazy("已载入，看一遍，再启用。")

    def back_url(self) -> str:
        return reverse("points:tables")

    def perform(self, form: Any) -> Table:
        tenant = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if tenant is None:
            raise Http404
        try:
            return actions.load_table(actor=self.actor, tenant=tenant, text=form.cleaned_data["text"], file=_("文本"))
        except BadTable as bad:
            raise ValidationError({"text": [str(problem) for problem in bad.problems]}) from None


class SwitchOn(OfTable, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("启用"), gettext_lazy("启用")
    question = gettext_lazy("启用这份积分规则吗？")
    consequences = (
        gettext_lazy("党员马上看得到自己的积分单，支委看得到本支部的；别的人都看不到。"),
        gettext_lazy("积分只供本人和支部参考，不排名，不作考核依据。"),
    )
    done = gettext_lazy("已启用。")

    def perform(self, form: Any) -> Table:
        return actions.switch_on(actor=self.actor, table=self.object)


class SwitchOff(OfTable, ActionPage):
    permission = policies.MANAGE
    title, submit = gettext_lazy("停用"), gettext_lazy("停用")
    question = gettext_lazy("停用积分吗？")
    consequences = (gettext_lazy("今年不再计算；已经结账的年度，本人还看得到。"),)
    done = gettext_lazy("已停用。")

    def perform(self, form: Any) -> Table:
        return actions.switch_off(actor=self.actor, table=self.object)
