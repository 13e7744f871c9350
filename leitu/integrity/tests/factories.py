"""A risk point and a ruling, as the discipline line writes them."""

import datetime as dt

from leitu.integrity import actions
from leitu.integrity.models import RiskPoint, Ruling
from tests.cast import County

TODAY = dt.date(2026, 3, 20)
WORDS = {"risk": "金丝雀一人经手采购", "measure": "金丝雀两人签字", "holder": "金丝雀报账员"}
RULING = {
    "number": "青禾〔2026〕3号",
    "way": "reminder",
    "ground": "金丝雀监督条例第七条",
    "decision": "金丝雀提醒谈话一次",
    "reason": "金丝雀三次缺席",
    "decided_on": TODAY - dt.timedelta(days=10),
    "told_on": TODAY - dt.timedelta(days=8),
}


def risk(county: County, who: str = "赵敏", unit: str = "Q1") -> RiskPoint:
    return actions.add_risk(actor=county.actor(who), unit=county.units[unit], area="procurement", **WORDS)


def ruling(county: County, who: str = "town_body", unit: str = "Q", about: str = "孙涛", **more: object) -> Ruling:
    given = {**RULING, **more}
    subject = county.persons.get(about) or county.units[about]
    return actions.enter_ruling(actor=county.actor(who), unit=county.units[unit], subject=subject, **given)
