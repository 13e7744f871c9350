"""The inspections of the world of the access tests: one visit at each place, and rounds in every state."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from leitu.core.clock import today
from leitu.inspections import actions as inspections
from leitu.inspections import queries, sampling
from leitu.inspections.models import Checklist, Draw, DrawInput, Inspector, Round
from leitu.orgs.models import Unit
from tests.cast import County

Put = Callable[[str, str, Any], None]


def inspect(put: Put, county: County, prefix: str, scopes: dict[str, str]) -> None:
    """A visit of the county at each place, with one finding; and rounds of each place in every state."""
    checklist = Checklist.objects.filter(tenant=county.tenant).order_by("pk").first()
    assert checklist is not None
    whole = inspections.plan_round(
        actor=county.console,
        unit=county.units["C"],
        title=f"{prefix}二季度抽查",
        checklist=checklist,
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=60),
        kinds=Unit.Kind.values,
        inspectors=[county.users[f"{prefix}inspector"].pk],
    )
    whole = inspections.draw_sample(actor=county.console, round=whole)
    lines = queries.lines_of(checklist)
    for scope, code in scopes.items():
        unit = county.units[code]
        verdicts = {line.pk: "problem" if line is lines[0] else "ok" for line in lines}
        seen = inspections.Seen(verdicts, {lines[0].pk: f"{prefix}本上没有签字"}, asked_note=f"{prefix}讲得清楚")
        sent = {"round": whole, "unit": unit, "on": today(), "seen": seen}
        visit = inspections.submit(actor=county.console, client_key=f"world-{prefix}-{code}-0123456789", **sent)
        put("inspection", scope, visit)
        for state in Round.State.values:
            row = _round_in(county, unit, checklist, prefix, state)
            put(f"round:{state}", scope, row)
            if state == Round.State.UNDER_WAY:
                put("bulletin", scope, inspections.draft_bulletin(actor=county.console, round=row))
                put("draw", scope, Draw.objects.get(round=row))


def _round_in(county: County, unit: Unit, checklist: Checklist, prefix: str, state: str) -> Round:
    """A round of a unit about itself alone, as no action would make one: every place has one, whatever its kind."""
    made = Round.objects.create(
        tenant=county.tenant,
        unit=unit,
        title=f"{prefix}{unit.name}自查",
        checklist=checklist,
        scope=unit,
        kinds=[unit.kind],
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=30),
        state=state,
    )
    Inspector.objects.create(
        tenant=county.tenant, round=made, user=county.users[f"{prefix}inspector"].pk, label=f"{prefix}督查员"
    )
    if state == Round.State.PLANNED:
        return made
    text = sampling.write([sampling.Candidate(unit.pk, 0, 0, None, 0, 0)], sampling.Terms(today(), 80, 2))
    made.seed, made.digest, made.drawn_on, made.in_scope = "5eed", sampling.digest(text), today(), 1
    made.save()
    DrawInput.objects.create(tenant=county.tenant, round=made, text=text)
    for one in sampling.draw(made.seed, *sampling.read(text)):
        own = {"trip": one.trip, "reason": one.reason, "planned_on": today()}
        Draw.objects.create(tenant=county.tenant, round=made, target_id=one.key, order=1, **own)
    return made
