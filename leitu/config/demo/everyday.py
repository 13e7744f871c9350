"""What the demo accounts have just done, by the same actions as in life, so that there is a history to look at."""

import datetime as dt

from django.core.exceptions import ValidationError

from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.config.demo.register import PlannedPerson
from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.core.periods import PeriodKind, period_of
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.norms import actions as norms
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.norms.models import Waiver
from leitu.orgs.models import Tenant, Unit
from leitu.people import actions as people
from leitu.people import policies, queries, releasing
from leitu.people.models import Person
from leitu.ui.exporting import Handout
from leitu.ui.parts import Column

NORMS = {
    "theme_day": ("theme-day", PeriodKind.MONTH),
    "committee_meeting": ("committee-meeting", PeriodKind.MONTH),
    "group_meeting": ("group-meeting", PeriodKind.MONTH),
}
"""Kinds of activities whose cancelling the superior has waived, with the norm and its period."""

AT_MOST = 12
REMARKS = ["已电话提醒，支部答应月底前补开", "书记住院，由副书记代为召集", "外出务工党员多，建议定在返乡的周末"]


class Everyday:
    """Today's work in one tenant."""

    def __init__(self, tenant: Tenant, today: dt.date) -> None:
        self.tenant, self.today = tenant, today

    def meeting_today(self, actor: Actor, place: PlannedUnit, away: list[PlannedPerson]) -> None:
        """A branch holds a meeting right now; ``away`` have asked for leave."""
        unit = Unit.objects.get(pk=place.pk)
        person = Person.objects.get(pk=actor.person_id)
        mine = Activity.objects.filter(tenant=self.tenant, unit=unit, on=self.today)
        taken = set(mine.values_list("kind__code", flat=True))
        code = next(code for code in ("general_meeting", "lecture", "theme_day") if code not in taken)
        activity = activities.plan_and_notify(
            actor=actor,
            unit=unit,
            kind=ActivityKind.objects.get(tenant=self.tenant, code=code),
            on=self.today,
            starts_at=dt.time(9, 0),
            place="村党群服务中心会议室",
            topic="冬修水利怎么出工、怎么记账",
            agenda=["听取支部委员会工作报告", "讨论三组水渠清淤的出工办法", "通报村级财务收支"],
            chair=person,
            recorder=person,
        )
        for planned in away:
            member = Person.objects.get(pk=planned.pk)
            activities.answer(actor=actor, activity=activity, person=member, coming=False, reason="在外务工，赶不回来")
        activities.start(actor=actor, activity=Activity.objects.get(pk=activity.pk))

    def campaign(self, actor: Actor, root: PlannedUnit) -> None:
        """The officer has given a name and an end to what the ledger says about missing signatures."""
        matters.open_campaign(
            actor=actor,
            unit=Unit.objects.get(pk=root.pk),
            title="三会一课记录规范行动",
            basis="区委组织部〔2026〕12号",
            approver="区委组织部部务会",
            starts_on=self.today - dt.timedelta(days=60),
            ends_on=self.today + dt.timedelta(days=30),
            kind=Matter.Kind.PROBLEM,
            words="记录 签字",
        )

    def speak(self, member: Actor, secretary: Actor) -> None:
        """A member has objected to two things: one is answered, one waits."""
        person = Person.objects.get(pk=member.person_id)
        people.reveal(actor=secretary, person=person, field="mobile", reason="通知临时改会议时间")
        told = people.object_to(
            actor=member, person=person, line="person-education", text="学历应当是本科，2019年毕业。"
        )
        people.answer_objection(
            actor=secretary, objection=told, outcome="explained", answer="请把毕业证带来看一眼，看过就改。"
        )
        people.object_to(actor=member, person=person, line="other", text="七月那次志愿服务没有记。")

    def ask(self, officer: Actor) -> None:
        """The officer has asked for the list of all members, which a second person has to approve."""
        count = queries.listed_members(officer, None, self.today).count()
        columns = [Column(label) for label in ("姓名", "类别", "党支部", "党小组", "入党日期", "标记")]
        handout = Handout("党员", columns, (), count, "", policies.VIEW, address="/people/")
        if releasing.needs_second(officer, handout):
            people.ask_export(actor=officer, handout=handout, purpose="年底党内统计核对基础数据")

    def lend(self, elder: Actor, helper: Actor) -> None:
        """The old member lets the secretary act for him."""
        people.give_consent(
            actor=elder,
            person=Person.objects.get(pk=elder.person_id),
            helper=Person.objects.get(pk=helper.person_id),
            purposes=["answer", "confirm", "object"],
        )

    def waive(self, actor: Actor) -> None:
        """The officer has agreed to some meetings that were not held for a good reason."""
        dropped = Activity.objects.filter(tenant=self.tenant, state=Activity.State.WAIVED, kind__code__in=NORMS)
        for activity in dropped.select_related("unit", "kind").order_by("-on", "pk")[:AT_MOST]:
            norm, kind = NORMS[activity.kind.code]
            reason = activity.ending_reason
            ground = Waiver.Ground.FARMING if "抢收" in reason else Waiver.Ground.OTHER
            start = period_of(kind, activity.on).start
            try:
                norms.waive(
                    actor=actor, unit=activity.unit, norm=norm, period_start=start, ground=ground, reason=reason
                )
            except (WrongState, ValidationError):
                continue  # held on another day after all, or nothing was owed

    def remark(self, actor: Actor) -> None:
        """The officer has asked some branches that are behind."""
        late = [
            duty
            for duty in duties(self.tenant, on=self.today, since=self.today - dt.timedelta(days=62), norm="theme-day")
            if duty.state == State.OVERDUE
        ]
        units = Unit.objects.in_bulk([duty.unit_id for duty in late[: len(REMARKS)]])
        for duty, text in zip(late, REMARKS, strict=False):
            unit = units[duty.unit_id]
            norms.remark(actor=actor, unit=unit, norm=duty.norm, period_start=duty.period_start, text=text)
