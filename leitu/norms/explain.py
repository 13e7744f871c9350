"""Why a duty stands where it stands: the rule, the facts under the number, and what is missing, in plain words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.periods import Period, PeriodKind, period_of
from leitu.facts import kinds
from leitu.facts.derive import origins
from leitu.facts.models import Fact
from leitu.norms import queries
from leitu.norms.duty import Duty, State
from leitu.norms.models import Norm, Waiver
from leitu.norms.register import Register, Scope
from leitu.norms.rules import CONDITION, COUNT, ELECTION, SECRETARY, SIZE_AT_LEAST, Norms, Rule, ended_on, number
from leitu.orgs.models import Tenant, Unit
from leitu.ui.templatetags.dates import day, plain_day


@dataclass(frozen=True)
class FactLine:
    """A fact under a number. ``source`` names the record, ``detail`` says its numbers.

    ``title`` and ``href`` are for whoever may open the record: what people call it, and its page.
    """

    kind: str
    name: str
    on: dt.date
    amount: str
    source: str
    detail: str = ""
    title: str = ""
    href: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "on": self.on.isoformat(), "amount": self.amount, "source": self.source}


@dataclass(frozen=True)
class Explanation:
    """``facts`` count; ``short`` were held without their quorum and do not. ``missing`` is empty for a met duty."""

    duty: Duty
    facts: list[FactLine]
    short: list[FactLine]
    waiver: Waiver | None
    missing: str

    def as_json(self, unit_code: str) -> dict[str, Any]:
        """As ``leitu explain`` prints it."""
        return {
            **self.duty.as_json(unit_code),
            "rule": rule_json(self.duty.norm_row),
            "facts": [line.as_json() for line in self.facts],
            "missing": self.missing,
        }


def rule_json(norm: Norm) -> dict[str, Any]:
    """The rule behind a duty, with its source."""
    until = ended_on(norm.valid_until)
    return {
        "title": norm.title,
        "document": norm.rule.document,
        "article": norm.rule.article,
        "summary": norm.rule.summary,
        "confidence": norm.rule.confidence,
        "valid_from": norm.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else None,
    }


def explain(duty: Duty, actor: Actor | None = None) -> Explanation:
    """Why ``duty`` stands where it stands, as of the day it was asked about, with the records that ``actor`` may open."""
    rule = duty.rule
    counted = _lines(duty, rule.facts, actor)
    short = _lines(duty, rule.short_facts, actor)
    waiver = None
    if duty.state == State.WAIVED:
        unit = Unit.objects.get(pk=duty.unit_id)
        waiver = queries.waivers_of(unit, duty.norm, duty.period_start).filter(withdrawn_at__isnull=True).first()
    return Explanation(duty, counted, short, waiver, _missing(duty, short, waiver))


def _lines(duty: Duty, codes: tuple[str, ...], actor: Actor | None) -> list[FactLine]:
    if not codes:
        return []
    rows = Fact.objects.filter(
        tenant_id=duty.norm_row.tenant_id,
        unit_id=duty.unit_id,
        kind__in=[kinds.kind(code).number for code in codes],
        on__range=(duty.period_start, min(duty.period_end, duty.on)),
    )
    facts = list(rows.order_by("on", "source_type", "source_id", "kind"))
    found = []
    for fact, origin in zip(facts, origins(facts, actor), strict=True):
        kind = kinds.kind_of_number(fact.kind)
        words = (origin.label, origin.detail, origin.title, origin.href)
        found.append(FactLine(kind.code, str(kind.name), fact.on, number(fact.amount), *words))
    return found


def period_label(start: dt.date, end: dt.date) -> str:
    """A period as people call it: 2026年11月, 2026年第四季度, 2026年上半年, 2026年; else its two days."""
    values = {"year": start.year, "month": start.month}
    if Period(start, end) == period_of(PeriodKind.MONTH, start):
        return _("%(year)s年%(month)s月") % values
    if Period(start, end) == period_of(PeriodKind.QUARTER, start):
        quarter = (_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度"))[(start.month - 1) // 3]
        return _("%(year)s年%(part)s") % {**values, "part": quarter}
    if Period(start, end) == period_of(PeriodKind.HALF, start):
        return _("%(year)s年%(part)s") % {**values, "part": _("上半年") if start.month == 1 else _("下半年")}
    if Period(start, end) == period_of(PeriodKind.YEAR, start):
        return _("%(year)s年") % values
    return _("%(start)s至%(end)s") % {"start": plain_day(start), "end": plain_day(end)}


def _missing(duty: Duty, short: list[FactLine], waiver: Waiver | None) -> str:
    if duty.state == State.MET:
        return ""
    if waiver is not None:
        return _("已由上级党组织免办，事由：%(ground)s；理由：%(reason)s") % {
            "ground": waiver.get_ground_display(),
            "reason": waiver.reason,
        }
    said = _condition(duty) if duty.rule.shape == CONDITION else _count(duty, short)
    return "".join(said) + duty.rule.how


def _count(duty: Duty, short: list[FactLine]) -> list[str]:
    rule = duty.rule
    said = [
        _(
            "%(period)s应有%(title)s %(required)s %(measure)s，已有 %(achieved)s %(measure)s，还差 %(missing)s %(measure)s。"
        )
        % {
            "period": period_label(duty.period_start, duty.period_end),
            "title": duty.title,
            "required": number(duty.required),
            "achieved": number(duty.achieved),
            "missing": number(duty.missing),
            "measure": kinds.kind(rule.facts[0]).measure,
        }
    ]
    for line in short:
        words = {"day": day(line.on), "name": line.name, "detail": line.detail}
        said.append(
            _("%(day)s的会议到会不足法定人数（%(detail)s），不计入。") % words
            if line.detail
            else _("%(day)s的会议到会不足法定人数，不计入。") % words
        )
    if duty.on > duty.due_on:
        said.append(_("期限已于%(day)s到期。") % {"day": day(duty.due_on)})
    else:
        said.append(_("最迟%(day)s。") % {"day": day(duty.due_on)})
        if rule.usual_months:
            months = "、".join(str(month) for month in rule.usual_months)
            said.append(_("一般安排在 %(months)s 月。") % {"months": months})
    return said


def _condition(duty: Duty) -> list[str]:
    condition = duty.rule.condition
    words = {
        "day": day(duty.due_on),
        "start": day(duty.period_start),
        "count": number(duty.achieved),
        "bound": number(duty.required),
    }
    if condition == ELECTION and duty.on > duty.due_on:
        return [_("登记中的本届已于%(day)s届满，还没有登记新一届。") % words]
    if condition == ELECTION:
        return [_("本届于%(day)s届满，届满前应当完成换届。") % words]
    if condition == SECRETARY and is_never_recorded(duty):
        return [_("登记中没有书记。")]
    if condition == SECRETARY and duty.on > duty.due_on:
        return [_("自%(start)s起登记中没有书记，应当在%(day)s前补上，已经超过。") % words]
    if condition == SECRETARY:
        return [_("自%(start)s起登记中没有书记，应当在%(day)s前补上。") % words]
    if condition == SIZE_AT_LEAST:
        return [_("登记中有正式党员 %(count)s 名，不足 %(bound)s 名。") % words]
    return [_("登记中有党员 %(count)s 名，超过 %(bound)s 名。") % words]


def is_never_recorded(duty: Duty) -> bool:
    """Whether an unheld post of secretary never had a holder on the register: its row is the calendar month."""
    return Period(duty.period_start, duty.period_end) == period_of(PeriodKind.MONTH, duty.on)


def why_not(tenant: Tenant, unit: Unit, code: str, on: dt.date) -> tuple[Norm | None, str]:
    """Why a unit owes nothing by a norm on ``on``: the norm (None when none is in force) and one sentence."""
    rows = Norm.objects.filter(tenant=tenant, code=code, pack__is_active=True).select_related("pack")
    norms = Norms(rows)
    norm = norms.in_force(code, on)
    if norm is None:
        return None, _("这一天没有这项制度在施行。")
    rule = norm.rule
    if not rule.is_recorded:
        return norm, _("本系统尚未记录这项工作，不据此判断谁办了、谁没办。")
    period = Period(on, on)
    if rule.shape == COUNT and rule.period is not None:
        period = period_of(rule.period, on)
    return norm, _reason(tenant, unit, rule, period, on)


def _reason(tenant: Tenant, unit: Unit, rule: Rule, period: Period, on: dt.date) -> str:
    if period.start < tenant.owed_since:
        return _("应办事项自%(day)s起算，这一期开始得更早。") % {"day": day(tenant.owed_since)}
    register = Register(Scope(tenant, [unit.pk]), period.start, period.end, on)
    if not register.owing(frozenset(Unit.Kind.values), period):
        return _("这个党组织没有存在于整个周期。")
    if not register.owing(rule.owed_by, period):
        return _("这项制度不针对这类党组织。")
    register.prepare_committees([period.start])
    if rule.only_with_committee and unit.pk not in register.with_committee(period.start, rule.committee_from):
        return _("这个党支部在周期首日没有支委会。")
    if rule.condition == ELECTION:
        return _("登记中没有届满日期。")
    return _("这一期没有这项应办事项。")
