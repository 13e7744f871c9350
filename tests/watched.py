"""What the discipline line keeps and what was reported upwards, at each place of the world of the access tests."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from leitu.core.clock import today
from leitu.integrity import actions as integrity
from leitu.orgs.models import Unit
from leitu.thematic import actions as thematic
from leitu.thematic.models import ThematicReport
from tests.cast import County

Put = Callable[[str, str, Any], None]


def watch(put: Put, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """A risk point of the unit, and a ruling about it."""
    words = {"risk": f"{prefix}一人经手", "measure": f"{prefix}两人签字", "holder": f"{prefix}报账员"}
    put("risk", scope, integrity.add_risk(actor=county.console, unit=unit, area="procurement", **words))
    ruling = integrity.enter_ruling(
        actor=county.actor(f"{prefix}county_discipline"),
        unit=unit,
        subject=unit,
        number=f"{prefix}{unit.code}〔2026〕1号",
        way="unit_review",
        ground=f"{prefix}问责条例第八条",
        decision=f"{prefix}责令检查",
        reason=f"{prefix}两次没有整改",
        decided_on=today() - dt.timedelta(days=9),
        told_on=today() - dt.timedelta(days=8),
    )
    put("ruling", scope, ruling)
    _report(put, county, prefix, scope, unit)


def _report(put: Put, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """A report of last year that was sent. A group has none; for its place one is made as no action would."""
    given = {"tenant": county.tenant, "unit": unit, "year": today().year - 1}
    if unit.kind != Unit.Kind.GROUP:
        thematic.draft_report(actor=county.console, unit=unit, year=given["year"])
    report, _made = ThematicReport.objects.get_or_create(**given)
    said = {"title": f"{prefix}专题报告", "text": f"{prefix}一、基本情况。好。"}
    report = thematic.change_report(actor=county.console, report=report, **said)
    put("report", scope, thematic.send_report(actor=county.console, report=report))
