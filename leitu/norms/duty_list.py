"""The list behind every number: duties of a unit or of everything below it, as of a day, red first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.norms import forms, queries
from leitu.norms.duties import Question
from leitu.norms.duty import Duty, State
from leitu.norms.explain import period_label
from leitu.norms.listing import by_state, stretch
from leitu.norms.register import Scope
from leitu.norms.rules import number
from leitu.norms.views import NormsPage, asked_day, duty_href
from leitu.orgs.actions import export_list
from leitu.orgs.exporting import MOST_ROWS
from leitu.orgs.models import Unit
from leitu.ui.exporting import Exportable
from leitu.ui.parts import Column, Link


@dataclass(frozen=True)
class Asked:
    """What a list of duties is asked for: the question, and which states of its answer."""

    unit: Unit | None
    below: bool
    on: dt.date
    since: dt.date | None
    norm: str
    titles: Mapping[str, str]
    state: State | None
    question: Question
    counts: dict[State, int]
    wanted: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.wanted.values())


class Line(NamedTuple):
    """A duty beside the unit that owes it."""

    duty: Duty
    unit: Unit


def shares(duty: Duty) -> str:
    """How much of what is owed is there; nothing for what is met."""
    return "" if duty.state == State.MET else f"{number(duty.achieved)}/{number(duty.required)}"


class DutyList(Exportable, NormsPage):
    """The list behind a number: the duties of a unit, or of everything below it, as of a day; red first."""

    template_name = "norms/duties.html"
    partial = "rows"
    title = gettext_lazy("应办事项")
    handed_out_by = staticmethod(export_list)

    @cached_property
    def asked(self) -> "Asked":
        """What the address asks for; what is not understood is passed over. Raises Http404 for a unit out of sight."""
        given, tenant = self.request.GET, self.tenant()
        unit = self.unit(given["unit"]) if given.get("unit") else None
        below = given.get("below") == "1"
        on = asked_day(given.get("on")) or today()
        since = asked_day(given.get("since"))
        since = since if since and since <= on else None
        titles = queries.titles(tenant.pk)
        norm = given.get("norm", "") if given.get("norm") in titles else ""
        question = Question(Scope(tenant, **queries.scope_of(self.actor, unit, below)), on, since, norm or None)
        counts = by_state(question.summary())
        state = State(given["state"]) if given.get("state") in State.values else None
        wanted = {state: counts[state]} if state else counts
        return Asked(unit, below, on, since, norm, titles, state, question, counts, wanted)

    def get_context(self, **more: Any) -> dict[str, Any]:
        asked = self.asked
        page = Paginator(range(asked.total), 50).get_page(self.request.GET.get("page"))
        found = stretch(asked.question, asked.wanted, page.start_index() - 1, page.end_index())
        return super().get_context(
            unit=asked.unit,
            below=asked.below,
            on=asked.on,
            since=asked.since,
            chips=self.chips(asked.counts, asked.state or ""),
            filter_form=forms.DutyFilter({**self.request.GET.dict(), "on": asked.on.isoformat()}, asked.titles),
            page=page,
            lines=self.lines(found, asked.unit, asked.below),
            total=asked.total,
            export_href=self.export_href if asked.total else "",
            **more,
        )

    def get_columns(self) -> list[Column]:
        return [
            Column(_("状态"), value="duty.state.label", width=10),
            Column(_("应办事项"), value="duty.title", width=24),
            Column(_("期间"), value=lambda line: period_label(line.duty.period_start, line.duty.period_end), width=20),
            Column(_("党组织"), value="unit.name", width=30),
            Column(_("已办/应办"), value=lambda line: shares(line.duty), width=12),
            Column(_("期限"), value="duty.due_on"),
        ]

    def exported_rows(self) -> tuple[list["Line"], int]:
        asked = self.asked
        found = stretch(asked.question, asked.wanted, 0, asked.total) if asked.total <= MOST_ROWS else []
        units = Unit.objects.in_bulk({duty.unit_id for duty in found})
        return [Line(duty, units[duty.unit_id]) for duty in found], asked.total

    def about(self) -> Unit | None:
        return self.asked.unit

    def filters_in_words(self) -> list[str]:
        asked = self.asked
        said = [f"{asked.unit.name}{_('及以下') if asked.below else ''}"] if asked.unit else []
        said += [asked.titles[asked.norm]] if asked.norm else []
        said += [str(asked.state.label)] if asked.state else []
        span = {"since": asked.since, "on": asked.on}
        return [*said, _("%(since)s至%(on)s") % span if asked.since else _("%(on)s所在的各期") % span]

    def chips(self, counts: dict[State, int], current: str) -> list[Link]:
        """The states with their numbers, each a door to its part of the list."""
        params = self.request.GET.copy()
        for name in ("page", "state"):
            params.pop(name, None)
        everything = [Link(_("全部"), f"?{params.urlencode()}", current=not current, count=sum(counts.values()))]
        for state, count in counts.items():
            params["state"] = state.value
            everything.append(Link(state.label, f"?{params.urlencode()}", current=state == current, count=count))
        return everything

    def lines(self, found: list[Duty], unit: Unit | None, below: bool) -> list[dict[str, Any]]:
        units = Unit.objects.in_bulk({duty.unit_id for duty in found})
        where = {pk: "" if unit and not below else f" · {one.name}" for pk, one in units.items()}
        return [
            {
                "duty": duty,
                "title": duty.title,
                "meta": f"{period_label(duty.period_start, duty.period_end)}{where[duty.unit_id]}",
                "detail": shares(duty),
                "href": duty_href(duty),
            }
            for duty in found
        ]

    def get_crumbs(self) -> list[Link]:
        asked = self.request.GET.get("unit")
        unit = self.unit(asked) if asked else None
        return [Link(unit.name, unit.get_absolute_url())] if unit else []
