"""Who looks after which branch in a demo district: each leader one, the visits of a year, and a weak branch or two."""

import datetime as dt
import random
from dataclasses import dataclass, field

from leitu.config.demo.offices import Offices, PlannedPost
from leitu.config.demo.tree import PlannedUnit
from leitu.core.periods import FOREVER
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.guidance.queries import SOURCE
from leitu.matters.models import Matter

Tag = Visit.Tag
WORDS = (
    ((Tag.JOINED,), ""),
    ((Tag.GUIDED, Tag.LISTENED), "看了会议记录，讲了怎么写决议"),
    ((Tag.LISTENED,), "走了三户老党员"),
    ((Tag.GUIDED, Tag.SOLVED), "帮支部协调了活动场地"),
)
"""What was done, and what was said about it."""
PLAN = (
    "一、先把班子配齐，书记由镇党委选派。\n二、三会一课按月开起来，镇里派人参加前三次。\n三、把拖欠的两件群众的事办完。"
)


@dataclass
class Lines:
    """Rows to load."""

    pairs: list[Liaison] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    cases: list[WeakUnitCase] = field(default_factory=list)


def write(
    rng: random.Random,
    tenant_id: int,
    today: dt.date,
    units: list[PlannedUnit],
    offices: Offices,
    first: PlannedUnit,
    keys: tuple[int, int],
) -> Lines:
    """Each leader of a committee looks after a branch below it; the demo secretary's branch (``first``) is one."""
    made, taken = Lines(), set[PlannedUnit]()
    below: dict[PlannedUnit, list[PlannedUnit]] = {}
    for unit in units:
        if unit.is_branch and unit.exists_on(today):
            above = unit.parent
            while above is not None:
                below.setdefault(above, []).append(unit)
                above = above.parent
    pair_key, visit_key = keys
    since = dt.date(today.year - 1, 1, 1)
    leaders = [p for p in offices.posts if p.unit in below and not p.unit.is_branch and p.until == FOREVER and p.person]
    for post in leaders:
        free = [unit for unit in below[post.unit] if unit not in taken]
        if not free:
            continue
        unit = first if first in free else rng.choice(free)
        taken.add(unit)
        pair = _pair(pair_key, tenant_id, post, unit, since)
        made.pairs.append(pair)
        pair_key += 1
        for quarter in range(8):
            on = dt.date(since.year + quarter // 4, quarter % 4 * 3 + rng.randint(1, 3), rng.randint(1, 28))
            if on > today or rng.random() < 0.2:
                continue
            tags, text = rng.choice(WORDS)
            made.visits.append(_visit(visit_key, pair, post, on, tags, text))
            visit_key += 1
    weak = [unit for unit in below.get(units[0], ()) if unit is not first][5::400]
    made.cases = [
        WeakUnitCase(
            tenant_id=tenant_id,
            unit_id=unit.pk,
            state=WeakUnitCase.State.PLANNED,
            reason="书记空缺半年，三会一课停了两个季度，两件群众反映的事没有回音",
            listed_on=today - dt.timedelta(days=120),
            listed_by_label="党务干部",
            before={
                "met": 9,
                "overdue": 14,
                "matters_open": 5,
                "matters_overdue": 4,
                "matters_closed": 0,
                "has_secretary": 0,
                "visits": 0,
            },
            plan=PLAN,
            due_on=today + dt.timedelta(days=60),
        )
        for unit in weak
    ]
    return made


def link_solved(tenant_id: int, pairs: list[Liaison]) -> None:
    """In every second branch one of the problems that are closed was found by whoever looks after it."""
    by_unit = {pair.unit_id: pair for pair in pairs[::2]}
    rows = Matter.objects.select_related("unit").filter(
        tenant_id=tenant_id, unit_id__in=by_unit, state=Matter.State.CLOSED
    )
    first = {row.unit_id: row for row in rows.order_by("-pk")}
    for unit_id, row in first.items():
        pair = by_unit[unit_id]
        row.source_kind, row.source_key = SOURCE, str(pair.pk)
        row.source_text = f"联系点：{row.unit.name}"
    Matter.objects.bulk_update(first.values(), ["source_kind", "source_key", "source_text"], batch_size=500)


def _pair(key: int, tenant_id: int, post: PlannedPost, unit: PlannedUnit, since: dt.date) -> Liaison:
    assert post.person is not None
    return Liaison(
        id=key,
        tenant_id=tenant_id,
        unit_id=unit.pk,
        person_id=post.person.pk,
        from_unit_id=post.unit.pk,
        kind=Liaison.Kind.LEADER,
        pace=Liaison.Pace.QUARTER,
        since=max(since, post.since),
    )


def _visit(key: int, pair: Liaison, post: PlannedPost, on: dt.date, tags: tuple[str, ...], text: str) -> Visit:
    return Visit(
        id=key,
        tenant_id=pair.tenant_id,
        liaison_id=pair.pk,
        unit_id=pair.unit_id,
        on=on,
        tags=list(tags),
        text=text,
        at=dt.datetime.combine(on, dt.time(8), dt.UTC),
        by_label=post.name,
    )
