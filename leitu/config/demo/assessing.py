"""Assessments of a demo district: two closed quarters, an objection that waits and one that was answered, a bulletin."""

import datetime as dt

from leitu.assessments import actions
from leitu.assessments.models import Scheme, Sheet, closes_on
from leitu.assessments.queries import has_sheets
from leitu.core.actor import Actor
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.orgs.models import Tenant, Unit

SCHEMES = ("branch-quarter", "five-dimensions", "college-year")
QUARTERS = 2
"""So many closed quarters are kept: enough to compare with oneself."""


def closed(scheme: Scheme, today: dt.date, number: int) -> list[Period]:
    """The newest periods whose time for late entries is over, the oldest first."""
    found, day = [], today
    for _back in range(number + 2):
        span = period_of(scheme.period_kind, day)
        if closes_on(scheme.rule, span) <= today and has_sheets(scheme.tenant, scheme, span):
            found.append(span)
        day = span.start - dt.timedelta(days=1)
    return found[:number][::-1]


def assess(actor: Actor, tenant: Tenant, today: dt.date, root: Unit, branches: list[int]) -> int:
    """Switch the examples on, keep the newest closed periods, and let the demo branches object. Returns the sheets."""
    rows = {row.code: row for row in Scheme.objects.filter(tenant=tenant, code__in=SCHEMES).select_related("tenant")}
    for scheme in rows.values():
        if not scheme.is_active:
            actions.switch_on(actor=actor, scheme=scheme)
            scheme.is_active = True
    kept = 0
    quarter = rows["branch-quarter"]
    spans = closed(quarter, today, QUARTERS)
    _praise(actor, quarter, period_of(quarter.period_kind, today), branches)
    for span in spans:
        kept += actions.freeze(actor=actor, scheme=quarter, span=span)
    for span in closed(rows["college-year"], today, 1):
        kept += actions.freeze(actor=actor, scheme=rows["college-year"], span=span)
    if spans:
        _object(actor, quarter, spans[-1], branches)
    for year in Sheet.objects.filter(tenant=tenant, scheme=rows["college-year"], unit_id__in=branches).exclude(band=""):
        meeting = f"{year.end.year + 1}年第一次党委会"
        on = year.end + dt.timedelta(days=25)
        actions.decide(actor=actor, sheet=year, band=year.band, meeting=meeting, decided_on=on)
    half = period_of(PeriodKind.HALF, period_of(PeriodKind.HALF, today).start - dt.timedelta(days=1))
    if half.start >= tenant.owed_since:
        made = actions.draft_bulletin(actor=actor, unit=root, kind="half", start=half.start)
        actions.approve_bulletin(actor=actor, bulletin=made)
    return kept


def _praise(actor: Actor, scheme: Scheme, span: Period, branches: list[int]) -> None:
    if has_sheets(scheme.tenant, scheme, span):
        for unit in Unit.objects.filter(tenant=scheme.tenant, pk__in=branches[:1]).select_related("tenant"):
            text = "帮村里修好了水渠，去看过，群众说好"
            actions.judge(
                actor=actor,
                unit=unit,
                scheme=scheme,
                span=span,
                indicator="effect",
                points=scheme.rule.lines["effect"].points - 1,
                text=text,
            )


def _object(actor: Actor, scheme: Scheme, span: Period, branches: list[int]) -> None:
    """The first branch waits for its answer, the second has had it."""
    rows = Sheet.objects.filter(tenant=scheme.tenant, scheme=scheme, start=span.start, unit_id__in=branches)
    sheets = {row.unit_id: row for row in rows.select_related("unit__tenant", "scheme")}
    texts = ("有一次请假的同志算成了缺席，请核一下", "到会率里有两位同志当天在镇里值班")
    made = [
        actions.object_to(actor=actor, sheet=sheets[unit], indicator="attendance", text=text)
        for unit, text in zip(branches, texts, strict=False)
        if unit in sheets
    ]
    for objection in made[1:]:
        answer = "名单核过了，当天没有请假记录；补一条请假，更正考勤以后再按记录重新算"
        actions.refuse(actor=actor, objection=objection, answer=answer)
