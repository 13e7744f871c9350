"""The assessments of the world of the access tests: kept sheets of each branch, an objection, a bulletin, schemes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from leitu.assessments import actions
from leitu.assessments.models import Scheme, Sheet
from leitu.core.periods import Period
from leitu.orgs.models import Unit
from tests.cast import County

Put = Callable[[str, str, Any], None]
QUARTER = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def assess(put: Put, county: County, prefix: str, scopes: dict[str, str]) -> None:
    """The quarter before and the year before are kept; every branch objects, and every unit has a draft."""
    console = county.console
    schemes = {row.code: row for row in Scheme.objects.filter(tenant=county.tenant).select_related("tenant")}
    for code, span in (("branch-quarter", QUARTER), ("college-year", YEAR)):
        schemes[code] = actions.switch_on(actor=console, scheme=schemes[code])
        actions.freeze(actor=console, scheme=schemes[code], span=span)
    for scope, code in scopes.items():
        unit = county.units[code]
        put("scheme", scope, schemes["branch-quarter"])
        put("idle_scheme", scope, schemes["five-dimensions"])
        half = {"kind": "half", "start": YEAR.start}
        put("half_bulletin", scope, actions.draft_bulletin(actor=console, unit=unit, **half))
        if unit.kind == Unit.Kind.BRANCH:
            kept = Sheet.objects.select_related("unit__tenant", "scheme").filter(unit=unit)
            sheet = kept.get(start=QUARTER.start)
            put("kept_sheet", scope, sheet)
            put("year_sheet", scope, kept.get(start=YEAR.start))
            text = f"{prefix}有一次请假算成了缺席"
            put("sheet_objection", scope, actions.object_to(actor=console, sheet=sheet, indicator="team", text=text))
