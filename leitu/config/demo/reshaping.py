"""The tree of a demo district at work: changes of it, a handover, and the workplaces that it reaches."""

import datetime as dt
from typing import Any

from leitu.changes import actions
from leitu.changes.models import Change
from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor
from leitu.coverage import actions as coverage
from leitu.handovers import actions as handovers
from leitu.handovers.queries import takers
from leitu.orgs.models import Tenant, Unit, valid_on
from leitu.people.models import Post

DOCUMENT = "组发〔{year}〕18号"


def reshape(actor: Actor, tenant: Tenant, today: dt.date, settled: list[PlannedUnit]) -> None:
    """A branch renamed today, another that is founded next month, and a merge that somebody only looks at."""
    village = Unit.objects.select_related("parent").get(tenant=tenant, pk=settled[0].pk)
    assert village.parent is not None
    machine = actor.at(tenant.pk)
    given: dict[str, Any] = {
        "document": DOCUMENT.format(year=today.year),
        "approver": str(village.parent),
        "decided_on": today,
    }
    new: dict[str, Any] = {
        "name": f"{village.parent.name}驻外流动党员党支部",
        "code": f"{village.code}L",
        "unit_kind": "floating_branch",
    }
    later = today + dt.timedelta(days=30)
    founded = actions.prepare(actor=machine, unit=village.parent, kind=Change.Kind.FOUND, on=later, **new, **given)
    actions.schedule(actor=machine, change=founded, version=founded.version)
    beside = Unit.objects.filter(tenant=tenant, parent=village.parent, kind=village.kind).exclude(pk=village.pk)
    kept = [unit.pk for unit in settled]
    neighbours = list(beside.existing_on(today).exclude(pk__in=kept).order_by("-pk")[:2])
    if len(neighbours) < 2:
        return
    one, other = neighbours
    named = actions.prepare(
        actor=machine, unit=one, kind=Change.Kind.RENAME, on=today, name=f"{one.name}（新区）", **given
    )
    actions.carry_out(actor=machine, change=named)
    actions.prepare(actor=machine, unit=one, kind=Change.Kind.MERGE, on=today, target=other)


PLACES = (
    *(("enterprise", "电子科技有限公司", 260), ("building", "商务楼", 420), ("association", "商会", 18)),
    *(("market", "农贸市场", 95), ("enterprise", "食品加工厂", 130), ("neighbourhood", "花园小区", 12)),
)
"""Kind, name and people at work of what there is in the area of a town."""


def reach(actor: Actor, tenant: Tenant, today: dt.date, settled: list[PlannedUnit]) -> None:
    """Workplaces in the areas of some towns, reached in every way; some are blank, with and without a plan."""
    machine = actor.at(tenant.pk)
    root = Unit.objects.get(tenant=tenant, parent__isnull=True)
    towns = Unit.objects.filter(tenant=tenant, parent=root).existing_on(today).order_by("pk")[:8]
    for town_number, town in enumerate(towns):
        branches = list(Unit.objects.filter(tenant=tenant, parent=town, kind="branch").existing_on(today)[:2])
        for number, (kind, name, staff) in enumerate(PLACES):
            turn = (town_number + number * (town_number + 1)) % 6
            details: dict[str, Any] = {"way": "blank"}
            if turn in (0, 3) and branches:
                details = {"way": "own" if turn else "joint", "organisation": branches[turn % len(branches)]}
            elif turn in (1, 4):
                details = {"way": "officer", "officer_name": "镇党建办"}
            elif turn == 2:
                details = {"way": "blank", "plan": "和邻近单位联合组建", "plan_on": today + dt.timedelta(days=60)}
            counted: dict[str, Any] = {"staff": staff * (town_number + 2) // 3, "members": number}
            coverage.add(actor=machine, unit=town, name=f"{town.name[:4]}{name}", kind=kind, **counted, **details)


def hand_over(actor: Actor, tenant: Tenant, today: dt.date, settled: list[PlannedUnit]) -> None:
    """In the branch of the demo secretary a committee post goes over; she sees the page, and what is listed on it."""
    posts = Post.objects.filter(valid_on(today), tenant=tenant, unit_id=settled[0].pk, person__isnull=False)
    post = posts.exclude(title="secretary").select_related("unit", "person").order_by("pk").first()
    taker = takers(post).order_by("pk").first() if post else None
    if post is not None and taker is not None:
        papers = "会议记录本和签到表在活动室铁皮柜第二层，钥匙在书记处"
        handovers.begin(actor=actor.at(tenant.pk), post=post, taker=taker, papers=papers)
