"""What the discipline line keeps and what was reported upwards in a demo district, by the same actions as in life."""

import datetime as dt

from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.integrity import actions as integrity
from leitu.orgs.models import Unit
from leitu.people.models import Person
from leitu.thematic import actions as thematic
from leitu.thematic.wording import BLANK

RISKS = (
    ("procurement", "活动用品由一个人经手，买和验收没有分开", "两人询价、另一人验收，单据都签字", "组织委员岗"),
    ("awards", "评优评先提名由书记一人定，理由没有写下来", "支委会集体提名，公示五个工作日", "书记岗"),
    ("construction", "活动室维修没有比价", "三家比价，结果贴在公开栏", "报账员岗"),
)
CHECK = "抽看了今年的单据和会议记录，签字齐全"
FOUND = "有两张单据只有一个人签字"
NEUTRAL = "完善活动用品购买的签字手续"
WEAK = "党课次数够，讲的人总是书记，联系实际不够。"
PLAN = "请三名委员和两名老党员轮流讲，每次结合村里的一件事。"


def watch(branch: Actor, body: Actor, place: PlannedUnit, about: Actor) -> None:
    """The branch's discipline member looks after three risks and has reminded a member; the body has two rulings."""
    unit, day = Unit.objects.get(pk=place.pk), today()
    points = [
        integrity.add_risk(actor=branch, unit=unit, area=area, risk=risk, measure=measure, holder=holder)
        for area, risk, measure, holder in RISKS
    ]
    integrity.check_risk(actor=branch, point=points[0], outcome="found", text=FOUND, finding=NEUTRAL)
    integrity.check_risk(actor=branch, point=points[1], outcome="sound", text=CHECK)
    told = {"decided_on": day - dt.timedelta(days=20), "told_on": day - dt.timedelta(days=19)}
    integrity.enter_ruling(
        actor=branch,
        unit=unit,
        subject=Person.objects.get(pk=about.person_id),
        number=f"{unit.code}〔{day.year}〕1号",
        way="reminder",
        ground="《中国共产党党内监督条例》第七条",
        decision="由书记和纪检委员提醒谈话一次。",
        reason="连续三次没有请假、没有参加组织生活。",
        **told,
    )
    ruling = integrity.enter_ruling(
        actor=body,
        unit=Unit.objects.get(tenant_id=body.tenant_id, parent=None),
        subject=unit,
        number=f"区纪〔{day.year}〕7号",
        way="unit_review",
        ground="《中国共产党问责条例》第八条",
        decision="责令支部委员会作出检查。",
        reason="两件挂账的问题到期没有办，也没有申请延期。",
        **told,
    )
    integrity.look_at_ruling(actor=body, ruling=ruling, purpose="correct")


def report_up(secretary: Actor, officer: Actor, place: PlannedUnit) -> None:
    """Last year's report was sent and answered; this year's is to be begun."""
    unit, year = Unit.objects.get(pk=place.pk), today().year - 1
    last = thematic.draft_report(actor=secretary, unit=unit, year=year)
    said = last.text.replace(BLANK, WEAK, 1).replace(BLANK, PLAN)
    last = thematic.change_report(actor=secretary, report=last, title=last.title, text=said)
    sent = thematic.send_report(actor=secretary, report=last)
    thematic.receive_report(actor=officer, report=sent, remark="轮流讲党课的安排，请在一季度排出来")
