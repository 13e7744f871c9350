"""The engine once more, as slowly and plainly as possible: unit by unit, day by day, straight from the contract."""

import datetime as dt
from decimal import Decimal
from typing import Any

from leitu.core.periods import PeriodKind, add_months, period_of, periods_between
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms.models import Norm, Waiver
from leitu.norms.rules import laxer
from leitu.orgs.models import Tenant, Term, Unit, UnitState
from leitu.people.models import Membership, Post, Suspension

DAY = dt.timedelta(days=1)
Row = tuple[str, int, dt.date, dt.date, Decimal, Decimal, dt.date, str]


class Rules:
    """The stored norms of a tenant's active packs."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.rows = list(Norm.objects.filter(tenant=tenant, pack__is_active=True).select_related("pack"))
        self.codes = {row.code for row in self.rows}

    def in_force(self, code: str, day: dt.date) -> Norm | None:
        packs = {row.pack.level: [r for r in self.rows if r.pack_id == row.pack_id] for row in self.rows}
        chosen = None
        for __, rows in sorted(packs.items()):
            begun = [row for row in rows if row.code == code and row.valid_from <= day]
            if not begun:
                continue
            latest = max(begun, key=lambda row: row.valid_from)
            if latest.valid_until >= day and (chosen is None or not laxer(latest.rule, chosen.rule)):
                chosen = latest
        return chosen


def kind_on(unit: Unit, day: dt.date) -> str:
    for state in UnitState.objects.filter(unit=unit):
        if state.since <= day < state.until:
            return state.kind
    return unit.kind


def full_members(unit: Unit, day: dt.date) -> int:
    return sum(1 for m in unsuspended(unit, day) if m.full_on and m.full_on <= day)


def unsuspended(unit: Unit, day: dt.date) -> list[Membership]:
    found = []
    for member in Membership.objects.filter(unit=unit):
        away = [s for s in Suspension.objects.filter(membership=member) if s.since <= day < s.until]
        if member.since <= day < member.until and not away:
            found.append(member)
    return found


def has_committee(unit: Unit, day: dt.date, bound: int) -> bool:
    if unit.has_committee is not None:
        return unit.has_committee
    posts = [p for p in Post.objects.filter(unit=unit) if p.since <= day < p.until]
    return any(p.title in Post.COMMITTEE_TITLES for p in posts) or full_members(unit, day) >= bound


def state_of(met: bool, waived: bool, rule: Any, due_on: dt.date, on: dt.date) -> str:
    if met:
        return "met"
    if waived:
        return "waived"
    if on > due_on:
        return "due_soon" if rule.advice else "overdue"
    soon = add_months(due_on, -rule.lead_months) if rule.lead_months else due_on - rule.lead_days * DAY
    return "due_soon" if on >= soon else "upcoming"


def is_waived(unit: Unit, code: str, start: dt.date) -> bool:
    return Waiver.objects.filter(unit=unit, norm_code=code, period_start=start, withdrawn_at=None).exists()


def answer(tenant: Tenant, units: list[Unit], on: dt.date, since: dt.date) -> list[Row]:
    """All duties as (norm, unit, start, end, required, achieved, due_on, state)."""
    rules = Rules(tenant)
    found: list[Row] = []
    for unit in units:
        for code in rules.codes:
            found += counted(rules, unit, code, on, since)
            norm = rules.in_force(code, on)
            if norm and norm.rule.shape == "condition" and norm.rule.is_recorded and on >= tenant.owed_since:
                found += conditions(tenant, unit, norm, on, since)
    return sorted(found)


def counted(rules: Rules, unit: Unit, code: str, on: dt.date, since: dt.date) -> list[Row]:
    tenant, found = rules.tenant, []
    for kind in PeriodKind:
        for period in periods_between(kind, since, on):
            norm = rules.in_force(code, period.start)
            if norm is None or norm.rule.shape != "count" or norm.rule.period != kind or norm.rule.recorded_by:
                continue
            rule = norm.rule
            if period.start < tenant.owed_since or not (
                unit.exists_on(period.start) and unit.exists_on(min(period.end, on))
            ):
                continue
            if kind_on(unit, period.start) not in rule.owed_by:
                continue
            if rule.only_with_committee and not has_committee(unit, period.start, rule.committee_from):
                continue
            numbers = [kinds.kind(code).number for code in rule.facts]
            facts = Fact.objects.filter(tenant_id=tenant.pk, unit_id=unit.pk, kind__in=numbers)
            done = sum((f.amount for f in facts if period.start <= f.on <= min(period.end, on)), Decimal(0))
            waived = is_waived(unit, code, period.start)
            state = state_of(done >= rule.required, waived, rule, period.end, on)
            found.append((code, unit.pk, period.start, period.end, rule.required, done, period.end, state))
    return found


def conditions(tenant: Tenant, unit: Unit, norm: Norm, on: dt.date, since: dt.date) -> list[Row]:
    rule, code = norm.rule, norm.code
    month = period_of(PeriodKind.MONTH, on)
    one, none = Decimal(1), Decimal(0)

    def row(start: dt.date, end: dt.date, done: Decimal, due_on: dt.date, state: str) -> Row:
        if state != "met" and is_waived(unit, code, start):
            state = "waived"
        return (code, unit.pk, start, end, rule.required, done, due_on, state)

    if rule.condition.startswith("size"):
        if month.start < tenant.owed_since or not (unit.exists_on(month.start) and unit.exists_on(min(month.end, on))):
            return []
        if kind_on(unit, month.start) not in rule.owed_by:
            return []
        least = rule.condition == "size_at_least"
        size = full_members(unit, on) if least else len(unsuspended(unit, on))
        met = size >= rule.required if least else size <= rule.required
        return [row(month.start, month.end, Decimal(size), month.end, "met" if met else "due_soon")]
    if not unit.exists_on(on) or kind_on(unit, on) not in rule.owed_by:
        return []
    if rule.condition == "secretary":
        posts = list(Post.objects.filter(unit=unit, title="secretary"))
        if any(p.since <= on < p.until for p in posts):
            return [row(month.start, month.end, one, month.end, "met")]
        gone = [p.until for p in posts if p.until <= on]
        if not gone:
            return [row(month.start, month.end, none, month.end, "due_soon")]
        due_on = add_months(max(gone), rule.grace_months)
        return [row(max(gone), due_on, none, due_on, "overdue" if on > due_on else "due_soon")]
    known = []
    for term in Term.objects.filter(unit=unit).order_by("ends_on"):
        years = rule.years_of_term(kind_on(unit, on), unit.sector)
        start = term.starts_on or add_months(term.ends_on, -12 * years) + DAY
        if min(start, term.ends_on) <= on:
            known.append((min(start, term.ends_on), term.ends_on))
    found = []
    for start, end in known[:-1]:
        if max(since, min(tenant.owed_since, on)) <= end <= on:
            found.append(row(start, end, one, end, "met"))
    for start, end in known[-1:]:
        found.append(row(start, end, none, end, state_of(False, False, rule, end, on)))
    return found
