"""What a demo district decides today: the committee of the village votes name by name and by hands, one motion waits."""

import datetime as dt

from leitu.activities import actions as activities
from leitu.activities import queries
from leitu.activities.models import ActivityKind
from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor
from leitu.motions import actions as motions
from leitu.motions.queries import voters
from leitu.orgs.models import Tenant, Unit


def decide(actor: Actor, tenant: Tenant, today: dt.date, settled: list[PlannedUnit]) -> None:
    """One meeting under way, with a carried motion that became a task, one that was lost, one that waits."""
    village = Unit.objects.select_related("parent").get(tenant=tenant, pk=settled[0].pk)
    machine = actor.at(tenant.pk)
    meeting = activities.plan(
        actor=machine,
        unit=village,
        kind=ActivityKind.objects.get(tenant=tenant, code="committee_meeting"),
        on=today,
        starts_at=dt.time(8, 10),
        place="村委会二楼",
        topic="冬季用电安全和慰问困难党员",
    )
    meeting = activities.start(actor=machine, activity=meeting)
    activities.save_roll(actor=machine, activity=meeting)
    present = [one.row.person_id for one in voters(queries.roll(meeting))]
    if not present:
        return
    wanted = motions.put(actor=machine, activity=meeting, kind="general", title="更换村西头老旧电线，入冬前完工")
    votes = dict.fromkeys(present, "in_favour")
    wanted = motions.decide(actor=machine, motion=wanted, way="named", votes=votes)
    due_on = today + dt.timedelta(days=30)
    motions.issue(actor=machine, motion=wanted, due_on=due_on, standard="全部换完，电工验收签字")
    refused = motions.put(actor=machine, activity=meeting, kind="general", title="把活动室租给外面办班")
    motions.decide(actor=machine, motion=refused, way="hands", against=len(present))
    motions.put(actor=machine, activity=meeting, kind="dues_use", title="从党费里列支慰问困难党员的费用")
