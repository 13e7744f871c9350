"""Rules in words: what a norm asks, and every parameter that somebody might want to question."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.periods import PeriodKind
from leitu.facts import kinds
from leitu.norms.rules import CONDITION, ELECTION, SECRETARY, SIZE_AT_LEAST, Rule, number
from leitu.orgs.models import Unit

PERIODS = {
    PeriodKind.MONTH: gettext_lazy("每月"),
    PeriodKind.QUARTER: gettext_lazy("每季度"),
    PeriodKind.HALF: gettext_lazy("每半年"),
    PeriodKind.YEAR: gettext_lazy("每年"),
}
CONFIDENCES = {
    "C": gettext_lazy("已核对原文"),
    "C*": gettext_lazy("只见于转述，待核对原文"),
    "K": gettext_lazy("凭经验写入，待核对"),
}


def demand(rule: Rule) -> str:
    """What the rule asks, in one phrase: 每季度 1 次."""
    words = {"number": number(rule.required), "months": rule.grace_months or rule.lead_months}
    if not rule.is_recorded:
        return ""
    if rule.shape == CONDITION:
        return _demand_of_condition(rule, words)
    assert rule.period is not None
    words |= {"period": PERIODS[rule.period], "measure": kinds.kind(rule.facts[0]).measure}
    return _("%(period)s %(number)s %(measure)s") % words


def _demand_of_condition(rule: Rule, words: dict[str, object]) -> str:
    if rule.condition == ELECTION:
        return _("届满前换届，提前 %(months)s 个月提醒") % words
    if rule.condition == SECRETARY:
        return _("有书记，出缺 %(months)s 个月内补上") % words
    if rule.condition == SIZE_AT_LEAST:
        return _("正式党员不少于 %(number)s 名") % words
    return _("党员不超过 %(number)s 名") % words


def owed_by(rule: Rule) -> str:
    """The kinds of units that the rule is addressed to."""
    return "、".join(str(kind.label) for kind in Unit.Kind if kind in rule.owed_by)


def parameters(rule: Rule) -> list[tuple[str, str]]:
    """Every choice that the pack makes for this rule, as (name, value)."""
    found = [(_("适用"), owed_by(rule)), (_("要求"), demand(rule))]
    if rule.facts:
        found.append((_("计入"), "、".join(str(kinds.kind(code)) for code in rule.facts)))
    if rule.short_facts:
        found.append((_("开了不计入"), "、".join(str(kinds.kind(code)) for code in rule.short_facts)))
    if rule.only_with_committee:
        words = {"count": rule.committee_from}
        found.append((_("只针对"), _("设支委会的党支部；登记未说明的，正式党员满 %(count)s 名视为设支委会") % words))
    if rule.usual_months:
        months = "、".join(str(month) for month in rule.usual_months)
        found.append((_("一般安排在"), _("%(months)s 月") % {"months": months}))
    if rule.term_years:
        names = {**dict(Unit.Kind.choices), **dict(Unit.Sector.choices), "default": _("其他")}
        years = (_("%(name)s %(years)s 年") % {"name": names[k], "years": v} for k, v in rule.term_years.items())
        found.append((_("每届"), "、".join(years)))
    if rule.is_recorded and not rule.condition:
        found.append((_("临期"), _("期限前 %(days)s 天起") % {"days": rule.lead_days}))
    if rule.advice:
        found.append((_("性质"), _("只作提醒，不列为超期")))
    return [(name, value) for name, value in found if value]
