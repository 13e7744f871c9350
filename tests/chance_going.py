"""What random inspections and random guidance are made of: rounds, visits, pairings, weak branches.

``Chance`` (tests/chance.py) asks here for what its own names and types do not make, and lets ``fit`` put together what
belongs together: left to chance alone, no visit would ever be one of a round under way.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from leitu.core.clock import today
from leitu.guidance import queries as guidance_queries
from leitu.guidance.life import MAY as CASE_MAY
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.inspections import queries
from leitu.inspections.actions import Seen
from leitu.inspections.actions.rounds import FREE_FIELDS
from leitu.inspections.models import Checklist, Draw, Inspection, Round
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit

if TYPE_CHECKING:
    from tests.chance import Chance

APPS = ("inspections", "guidance")
USUAL_STATES = {
    "draw_sample": Round.State.PLANNED,
    "change_round": Round.State.PLANNED,
    "submit": Round.State.UNDER_WAY,
    "end_round": Round.State.UNDER_WAY,
    "draft_bulletin": Round.State.UNDER_WAY,
}
KNOWN_ROWS = (Visit, Inspection, Checklist)
"""Rows that actions take; imported so that their hints resolve."""


def names(chance: "Chance") -> dict[str, Any]:
    """Arguments by name; those of other apps that are called alike are told apart by what is drawn."""
    return {
        "scope": lambda: chance.one([None, None, chance.row(Unit)]),
        "kinds": lambda: chance.one([[], [], [Unit.Kind.BRANCH.value], ["nothing"]]),
        "target": lambda: chance.one([80, 80, 100, 30, 0]),
        "ceiling": lambda: chance.one([2, 2, 12, 0]),
        "inspectors": lambda: chance.one([[chance.here.users["inspector"].pk]] * 3 + [[0]]),
        "client_key": lambda: f"visit-{chance.one([next(chance.numbers), 1]):012}",
        "starts_on": lambda: today() - dt.timedelta(days=chance.one([0, 20, 60])),
        "ends_on": lambda: today() + dt.timedelta(days=chance.one([-90, 0, 10, 40, 120])),
        "pace": lambda: chance.one([*Liaison.Pace.values, "year"]),
        "tags": lambda: chance.random.sample([*Visit.Tag.values, "nothing"], 2),
        "promise": lambda: chance.one(["", "装一盏灯", "  "]),
        "promised_until": lambda: chance.one([None, None, chance.day()]),
    }


def extras(chance: "Chance") -> dict[str, Any]:
    """Changes by the action that takes them."""
    made = names(chance)

    def changes() -> dict[str, Any]:
        found = chance.some({name: made[name]() for name in FREE_FIELDS if name in made})
        return found | chance.some({"title": "改过的抽查", "kind": Round.Kind.REVIEW})

    return {"inspections.change_round": changes}


def kind(chance: "Chance") -> str:
    """A kind of round or of pairing."""
    return str(chance.one([*(Round if chance.drawing.startswith("inspections.") else Liaison).Kind.values, "odd"]))


def fit(chance: "Chance", given: dict[str, Any]) -> None:
    """Mostly rows in a state for the step, and a visit that a round under way waits for."""
    if chance.random.random() < 0.15:
        return
    app, _dot, step = chance.drawing.partition(".")
    tenant = chance.here.tenant
    if step in USUAL_STATES:
        rows = Round.objects.filter(tenant=tenant, state=USUAL_STATES[step]).order_by("-pk")[:4]
        given["round"] = chance.one(rows) if rows else given["round"]
    if step == "plan_round":
        given["unit"] = chance.here.units[chance.one(["C", "C", "Q"])]
    if step == "submit":
        fit_visit(chance, given)
    if app != "guidance":
        return
    if "case" in given:
        cases = WeakUnitCase.objects.filter(tenant=tenant, state__in=CASE_MAY[step]).order_by("-pk")[:4]
        given["case"] = chance.one(cases) if cases else given["case"]
    if step == "assign":
        given["from_unit"] = sender = chance.here.units[chance.one(["C", "Q"])]
        people = list(guidance_queries.leaders_of(sender))
        given["person"] = chance.one(people) if people else given["person"]
    if step in ("assign", "list_unit"):
        given["unit"] = chance.one(Unit.objects.filter(tenant=tenant, kind__in=branch_kinds()).order_by("pk"))
    if step == "visit":
        given["on"] = chance.one([today(), given["liaison"].since])


def fit_visit(chance: "Chance", given: dict[str, Any]) -> None:
    """At a unit that was drawn, on a day of the round, with a verdict for each line."""
    row = given["round"]
    draws = Draw.objects.filter(tenant_id=row.tenant_id, round=row).select_related("target").order_by("order")
    if draws:
        given["unit"] = chance.one(draws).target
    given["on"] = today()
    given["seen"] = seen(chance, row)


def seen(chance: "Chance", row: Round | None = None) -> Seen:
    """What was seen at a visit of a round; of any round: nothing."""
    lines = queries.lines_of(row.checklist) if row is not None else []
    verdicts = {line.pk: chance.one(["ok", "ok", "ok", "not_applicable", "problem"]) for line in lines}
    return Seen(verdicts, dict.fromkeys(verdicts, "没有签字"), has_asked=chance.one([True, False]))
