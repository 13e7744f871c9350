"""The page of the picture: a unit and all below it on any day."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leitu.core.clock import today
from leitu.core.together import Rows, together
from leitu.inspections import policies as inspection_policies
from leitu.inspections import queries as inspection_queries
from leitu.norms import policies as norm_policies
from leitu.norms.duty import State
from leitu.orgs.models import Unit
from leitu.people import policies as people_policies
from leitu.people.queries import Headcount, for_those_above, objections_to_answer, waiting
from leitu.portal import guided, home, ledger, pictures, promised, queries
from leitu.portal.reminding import reminding
from leitu.portal.views import PortalPage
from leitu.ui.parts import Column, Link


class Dashboard(PortalPage):
    """The picture of a unit and all below it on any day: every number is the door to its list."""

    permission = norm_policies.VIEW
    template_name = "portal/dashboard.html"
    shown: Unit

    def unit(self) -> Unit:
        """The unit asked for, or where the actor's picture begins. Raises Http404."""
        asked = self.request.GET.get("unit", "")
        if not asked:
            found = queries.root_for(self.actor, norm_policies.VIEW)
        else:
            seen = queries.pictured(Unit.objects.visible_to(self.actor, norm_policies.VIEW))
            found = seen.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        if found is None:
            raise Http404
        return found

    def subject(self) -> Unit:
        return self.shown

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, day = self.unit(), self.day()
        self.shown = unit
        tab = "help" if self.request.GET.get("tab") == "help" else "children"
        seen = pictures.seen(self.actor, unit, day, with_help=tab == "help")
        board = seen.board
        crumbs = [Link(u.name, f"?unit={u.pk}&on={day}") for u in board.above]
        sort = self.request.GET.get("sort", "name")
        if sort == "need":
            board.lines.sort(key=lambda x: (-x.year.overdue, -x.now.due_soon, x.unit.name))
        context: dict[str, Any] = {
            "unit": unit,
            "day": day,
            "is_today": day == today(),
            "tab": tab,
            "tabs": [
                Link(_("下级情况"), f"?unit={unit.pk}&on={day}", current=tab == "children"),
                Link(_("谁需要帮助"), f"?unit={unit.pk}&on={day}&tab=help", current=tab == "help"),
            ],
            "lines": [self.line(board, line) for line in board.lines],
            "tiles": list(self.tiles(board, seen.heads)),
            **({} if self.request.GET.get("unit") else self.own_work()),
            "crumbs": crumbs,
            "columns": [
                Column(_("党组织"), sort="name"),
                Column(_("今年按期率"), numeric=True),
                Column(_("要办的"), sort="need"),
            ],
        }
        if tab == "help":
            context["help"] = seen.help
            reminders = reminding(self.actor, seen.help)
            context["help_lines"] = [
                {
                    "unit": line.unit,
                    "count": _("%(count)s 项") % {"count": len(line.duties)},
                    "reasons": pgettext("between items", "、").join(home.duty_title(duty) for duty in line.duties[:6]),
                    "href": reverse("portal:unit", args=[line.unit.pk]),
                    **reminders[line.unit.pk],
                }
                for line in seen.help
            ]
        return {**super().get_context(**context, **more), "crumbs": crumbs, "title": unit.name}

    def own_work(self) -> dict[str, Any]:
        """What waits for the reader himself: where his picture begins, not on every unit he goes down to."""
        judging = ledger.to_judge(self.actor, today())
        return {
            "objections": waiting(for_those_above(objections_to_answer(self.actor), today()), today()),
            "to_check": judging.check,
            "to_look": judging.look,
            "looked_after": guided.own_branches(self.actor, today()),
            "promised": promised.own_pledges(self.actor, today()),
        }

    def line(self, board: queries.Board, line: queries.ChildLine) -> dict[str, Any]:
        """One child: what is late and what soon, each a door to its list; a word only where there is neither."""
        asked = {"unit": line.unit.pk, "below": 1, "on": board.day}
        counts = [
            (line.year.overdue, "overdue", queries.duties_href(**asked, since=board.since, state="overdue")),
            (line.now.due_soon, "due_soon", queries.duties_href(**asked, state="due_soon")),
        ]
        return {"unit": line.unit, "on_time": line.year.on_time, "worst": line.year.worst, "counts": counts}

    def tiles(self, board: queries.Board, heads: Headcount) -> Iterator[dict[str, Any]]:
        """The numbers on top, each with what it is made of."""
        asked = {"unit": board.unit.pk, "below": 1, "on": board.day}
        year = {**asked, "since": board.since}
        rate = board.year.on_time
        yield {
            "label": _("今年按期率"),
            "value": "—" if rate.percent is None else rate.percent,
            "unit": "" if rate.percent is None else "%",
            "numerator": rate.numerator,
            "denominator": rate.denominator,
            "exempt": rate.exempt,
            "href": queries.duties_href(**year),
        }
        yield {
            "label": _("今年超期"),
            "value": board.year.overdue,
            "unit": _("项"),
            "href": queries.duties_href(**year, state="overdue"),
            "state": "overdue" if board.year.overdue else "met",
        }
        yield {
            "label": _("临期"),
            "value": board.now.due_soon,
            "unit": _("项"),
            "href": queries.duties_href(**asked, state="due_soon"),
            "state": "due_soon" if board.now.due_soon else "met",
        }
        now = board.now
        done, owed = (
            now.count(State.MET),
            sum(now.count(s) for s in (State.MET, State.OVERDUE, State.DUE_SOON, State.UPCOMING)),
        )
        yield {
            "label": _("本期已办"),
            "value": done,
            "unit": _("项"),
            "numerator": done,
            "denominator": owed,
            "exempt": now.count(State.WAIVED),
            "href": queries.duties_href(**asked),
        }
        opened, visits = self.numbers_of_others(board)
        yield from self.matters(board, opened)
        yield {
            "label": _("党员"),
            "value": heads.members,
            "unit": _("名"),
            "href": f"{reverse('people:list')}?unit={board.unit.pk}"
            if people_policies.VIEW.allows(self.actor, board.unit)
            else "",
            "note": _("流动 %(floating)s · 免于硬性要求 %(exempt)s")
            % {"floating": heads.floating, "exempt": heads.exempt},
        }
        yield {
            "label": _("党组织"),
            "value": board.units,
            "unit": _("个"),
            "href": f"{reverse('orgs:list')}?unit={board.unit.pk}",
            "note": _("其中党支部 %(count)s 个") % {"count": board.branches},
        }
        yield from self.inspections(board, visits)

    def numbers_of_others(self, board: queries.Board) -> list[Rows | None]:
        """What is open, and which branches were visited, asked in one; None for whoever sees no such tile.

        Visits are for whoever plans or makes inspections here, beside the children only.
        """
        going = inspection_policies.GOING.allows(self.actor, board.unit) and self.request.GET.get("tab") != "help"
        questions = [
            ledger.open_numbers(self.actor, board.unit, today()),
            inspection_queries.coverage_numbers(board.unit, board.day, len(ledger.OPEN)) if going else None,
        ]
        answers = iter(together(*(question for question in questions if question is not None)))
        return [None if question is None else next(answers) for question in questions]

    def matters(self, board: queries.Board, numbers: Rows | None) -> Iterator[dict[str, Any]]:
        """未销 n，超期 n: of today, whatever day the picture shows, for the ledger keeps no past."""
        if numbers is not None:
            found = ledger.open_of(board.unit, next(iter(numbers), None))
            yield {
                "label": _("未销的问题和任务"),
                "value": found.waiting,
                "unit": _("件"),
                "href": found.href,
                "state": "overdue" if found.overdue else "met",
                "note": _("超期 %(count)s · 今年按期销号 %(in_time)s/%(closed)s")
                % {"count": found.overdue, "in_time": found.in_time, "closed": found.closed},
            }

    def inspections(self, board: queries.Board, numbers: Rows | None) -> Iterator[dict[str, Any]]:
        """Branches visited in the quarter of the day shown."""
        if numbers is None:
            return
        found = inspection_queries.stand_of(next(iter(numbers), None), board.day)
        yield {
            "label": _("本季督导检查"),
            "value": "—" if found.percent is None else found.percent,
            "unit": "" if found.percent is None else "%",
            "numerator": found.visited,
            "denominator": found.units,
            "goal": inspection_queries.USUAL_TARGET,
            "href": f"{reverse('inspections:list')}?since={found.since}&until={board.day}",
        }
