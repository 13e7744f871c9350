"""Who has signed, level by level; and one pledge, line by line."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.matters import policies as matter_policies
from leitu.matters.models import Matter
from leitu.matters.origins import note_href
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.people.models import Post
from leitu.pledges import evidence, forms, policies, queries
from leitu.pledges.models import Paper, PledgeLine
from leitu.pledges.origins import SOURCE
from leitu.pledges.views.shared import OfPledge, to_list
from leitu.pledges.wording import line_state, standing_word
from leitu.ui.parts import Column, Link
from leitu.ui.views import DetailPage, ListPage, OfObject

YEARS_BACK = 3


class Signatures(ListPage):
    """Everybody who has to sign for the year, what is missing first; above it one's own."""

    permission = policies.SEE
    template_name = "pledges/list.html"
    partial = "rows"
    model = Post
    title = gettext_lazy("责任清单")
    search_fields, sorts = queries.SEARCHED, queries.SORTS
    default_sort = "need"
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("党组织"), value="unit.name", width=28),
            Column(_("职务"), value="get_title_display", width=14),
            Column(_("姓名"), value="holder_name", width=10),
            Column(_("签订情况"), value=lambda one: str(standing_word(queries.standing_of(one))), width=12),
        ]

    def filter_form(self, data: Any) -> forms.SignatureFilter:  # type: ignore[override]
        return forms.SignatureFilter(data, actor=self.actor)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The clean values of the filters; empty when the address is nonsense."""
        form = self.filter_form(self.request.GET)
        return form.cleaned_data if form.is_valid() else {}

    @property
    def year(self) -> int:
        asked = self.asked.get("year") or today().year
        known = range(today().year - YEARS_BACK, queries.years(today())[-1] + 1)
        return int(asked) if asked in known else today().year

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor, self.year)

    def about(self) -> Unit | None:
        """The unit that the filter names, if it is in sight."""
        chosen = self.asked.get("unit")
        seen = Unit.objects.visible_to(self.actor, policies.VIEW)
        found: Unit | None = seen.filter(pk=chosen).first() if chosen else None
        return found

    def filters_in_words(self) -> list[str]:
        unit = self.about()
        said = [_("%(year)s 年") % {"year": self.year}]
        said += [_("%(unit)s及以下") % {"unit": unit.name}] if unit else []
        return said + super().filters_in_words()

    def with_changes(self, **changes: Any) -> str:
        """This list with another choice."""
        asked = {"year": self.year, "unit": self.asked.get("unit"), "state": self.asked.get("state")} | changes
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        form, unit = self.filter_form(self.request.GET), self.about()
        rows = form.narrow(self.get_queryset()) if form.is_valid() else self.get_queryset()
        tally = queries.tally(rows)
        return context | {
            "lines": [line(self.actor, one, self.year) for one in context["objects"]],
            "own": [line(self.actor, one, year) for year in self.own_years() for one in queries.own(self.actor, year)],
            "tiles": self.tiles(tally),
            "year": self.year,
            "years": [
                Link(str(one), self.with_changes(year=one), current=one == self.year)
                for one in range(today().year - 1, queries.years(today())[-1] + 1)
            ],
            "unit": unit,
            "waiting": queries.waiting_here(self.actor).count() if policies.CONFIRM.allowed_anywhere(self.actor) else 0,
            "countersign_href": reverse("pledges:countersign"),
            "papers_href": reverse("pledges:papers"),
            "tree_href": self.tree_href(unit),
        }

    def own_years(self) -> list[int]:
        """This year, and the next once it may be signed."""
        return queries.years(today()) if self.actor.person_id else []

    def tiles(self, tally: queries.Tally) -> list[dict[str, Any]]:
        """The totals, each the door to its rows."""
        return [
            {"label": _("应签"), "value": tally.due, "href": self.with_changes(state="")},
            {"label": _("还没签"), "value": tally.missing, "href": self.with_changes(state="unsigned")},
            {"label": _("待会签"), "value": tally.waiting, "href": self.with_changes(state="waiting")},
            {"label": _("已会签"), "value": tally.countersigned, "href": self.with_changes(state="countersigned")},
            {"label": _("已对账"), "value": tally.settled, "href": self.with_changes(state="settled")},
        ]

    def tree_href(self, unit: Unit | None) -> str:
        """The tree of the unit that is looked at, else of the highest in sight; none where there is nothing below."""
        top = unit or queries.committees(self.actor).order_by("parent_id", "pk").first()
        return f"{reverse('pledges:tree', args=[top.pk])}?year={self.year}" if top is not None else ""


def line(actor: Any, post: Any, year: int) -> dict[str, Any]:
    """One row: a signed one leads to its list, one that waits to where it is signed, for whoever may."""
    state = queries.standing_of(post)
    href = post.unit.get_absolute_url()
    may_sign = state == "unsigned" and year in queries.years(today()) and policies.SIGN.allows(actor, post)
    if state != "unsigned":
        href = reverse("pledges:show", args=[post.pledge_pk])
    elif may_sign:
        href = f"{reverse('pledges:sign', args=[post.pk])}?year={year}"
    return {
        "post": post,
        "year": year,
        "title": f"{post.holder_name} {post.get_title_display()}",
        "word": standing_word(state),
        "tone": "warn" if state == "unsigned" else "good" if state == "settled" else "quiet",
        "href": href,
        "act": _("去签") if may_sign else _("看清单") if state != "unsigned" else "",
    }


class Tree(OfObject):
    """The tree of signatures one level down: how many have to sign and have, each number with its list."""

    permission = policies.VIEW
    template_name = "pledges/tree.html"
    model = Unit

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object = self.load()
        return self.render(self.get_context())

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("parent")

    def get_title(self) -> str:
        return _("%(unit)s：层层签订") % {"unit": self.object.name}

    def get_crumbs(self) -> list[Link]:
        return [to_list()]

    @property
    def year(self) -> int:
        asked, now = self.request.GET.get("year", ""), today().year
        return int(asked) if asked in map(str, range(now - YEARS_BACK, now + 2)) else now

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, year = self.object, self.year
        found = queries.by_child(unit, year)
        whole = sum((tally for _one, tally in found), queries.Tally())
        return super().get_context(
            year=year,
            columns=[
                Column(_("党组织")),
                *(Column(label, numeric=True) for label in (_("应签"), _("还没签"), _("待会签"), _("已会签"))),
            ],
            lines=[self.row(one, tally) for one, tally in found],
            whole=self.row(unit, whole) | {"name": _("合计"), "href": ""},
            **more,
        )

    def row(self, unit: Unit, tally: queries.Tally) -> dict[str, Any]:
        here = unit.pk == self.object.pk
        lists = f"{reverse('pledges:list')}?{urlencode({'year': self.year, 'unit': unit.pk})}"
        return {
            "name": _("本级") if here else unit.name,
            "href": "" if here else f"{reverse('pledges:tree', args=[unit.pk])}?year={self.year}",
            "cells": [
                (tally.due, "" if here else lists),
                (tally.missing, "" if here else f"{lists}&state=unsigned"),
                (tally.waiting, "" if here else f"{lists}&state=waiting"),
                (tally.countersigned, "" if here else f"{lists}&state=countersigned"),
            ],
        }


class Show(OfPledge, DetailPage):
    """One list, by kind of paper; what was said about its lines; at the year's end what became of each."""

    permission = policies.SEE
    template_name = "pledges/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        pledge, actor = self.object, self.actor
        lines = list(PledgeLine.objects.filter(tenant_id=pledge.tenant_id, pledge=pledge).order_by("order"))
        is_open = pledge.settled_on is None and pledge.ended_on is None
        signs = policies.SIGN.allows(actor, pledge)
        comments, followed = queries.comments_on(lines), came_of(lines)
        shown = evidence.beside(pledge, lines) if is_open else {}
        may_note = matter_policies.KEEP.allows(actor, pledge.unit)
        may_comment = bool(lines) and policies.COMMENT.allows(actor, lines[0])
        rows: list[dict[str, Any]] = [
            {
                "line": one,
                "mark": line_state(one),
                "comments": [
                    (said, said.person.name if said.person and signs else "") for said in comments.get(one.pk, [])
                ],
                "matters": followed.get(one.pk, []),
                "shown": [] if one.outcome else shown.get(one.pk, []),
                "note_href": note_href(f"{SOURCE}:{one.pk}")
                if may_note and one.outcome not in ("", PledgeLine.Outcome.DONE)
                else "",
            }
            for one in lines
        ]
        return super().get_context(
            papers=[
                (kind.label, [row for row in rows if row["line"].kind == kind.value])
                for kind in Paper.Kind
                if any(one.kind == kind.value for one in lines)
            ],
            counts=queries.outcomes(lines),
            total=len(lines),
            can={
                "add_line": signs and is_open,
                "settle": signs and is_open,
                "comment": may_comment,
                "answer": signs,
            },
            countersign_href=f"{reverse('pledges:countersign')}?pledge={pledge.pk}"
            if pledge.countersigned_on is None and policies.CONFIRM.allows(actor, pledge)
            else "",
            others=queries.neighbours(pledge),
            **more,
        )


def came_of(lines: list[PledgeLine]) -> dict[int, list[Matter]]:
    """The matters that were noted about these lines, by the line's key."""
    if not lines:
        return {}
    keys = [str(line.pk) for line in lines]
    found: dict[int, list[Matter]] = {}
    rows = Matter.objects.filter(tenant_id=lines[0].tenant_id, source_kind=SOURCE, source_key__in=keys)
    for row in rows.order_by("pk")[:200]:
        found.setdefault(int(row.source_key), []).append(row)
    return found
