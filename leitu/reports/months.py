"""月报: what a branch did in a month, counted from activities, duties and the register, for one branch or for all.

A branch's report holds what its groups did as well. It is asked anew each time; only what was confirmed is kept.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from leitu.activities.models import Activity, ActivityKind
from leitu.core.clock import today
from leitu.core.periods import Period, PeriodKind, add_months, period_of
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms.duties import duties
from leitu.norms.duty import Duty, State
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on
from leitu.people.models import Membership

OPEN = (Activity.State.PLANNED, Activity.State.NOTIFIED, Activity.State.UNDER_WAY, Activity.State.ENDED)
DROPPED = (Activity.State.CANCELLED, Activity.State.WAIVED)


WORK = {
    "matter_closed_on_time": "closed_on_time",
    "matter_closed_late": "closed_late",
    "matter_reopened": "reopened",
    "inspection_received": "inspected",
    "inspection_finding": "found",
    "guidance_visit": "guided",
}
"""Kind of fact -> the number of the report that it is counted in."""


@dataclass
class OfKind:
    """The archived activities of one kind: how many, and the sums of their rolls (the exempt stand apart)."""

    held: int = 0
    expected: int = 0
    present: int = 0
    excused: int = 0
    exempt: int = 0


@dataclass
class MonthNumbers:
    """The numbers of one branch's month. ``kinds`` by name; duties are those whose period ended in the month.

    ``unfinished`` were due in the month and are not archived, ``dropped`` were cancelled or not held for a reason;
    ``inquorate`` lacked their quorum. What was closed, reopened, inspected (with the problems ``found``) and guided is
    counted from facts (``WORK``). Members are those of the month's last day (or of today).
    """

    kinds: dict[str, OfKind] = field(default_factory=dict)
    late_entries: int = 0
    inquorate: int = 0
    unfinished: int = 0
    dropped: int = 0
    met: int = 0
    overdue: int = 0
    waived: int = 0
    closed_on_time: int = 0
    closed_late: int = 0
    reopened: int = 0
    inspected: int = 0
    found: int = 0
    guided: int = 0
    members: int = 0
    joined: int = 0
    left: int = 0

    @property
    def held(self) -> int:
        return sum(one.held for one in self.kinds.values())

    @property
    def owed(self) -> int:
        """Duties that counted: waived ones stand apart."""
        return self.met + self.overdue

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.kinds.values())

    @property
    def present(self) -> int:
        return sum(one.present for one in self.kinds.values())

    def as_json(self) -> dict[str, Any]:
        """As it is kept when it is confirmed."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """64 hex digits: equal numbers, equal digest."""
        return digest_of(self.as_json())


def digest_of(numbers: Mapping[str, Any]) -> str:
    """The digest of numbers as they are kept."""
    text = json.dumps(numbers, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def last_month(day: dt.date | None = None) -> Period:
    """The month before the one of ``day`` (today): the newest that has a report."""
    return period_of(PeriodKind.MONTH, add_months((day or today()).replace(day=1), -1))


def has_report(tenant: Tenant, month: dt.date) -> bool:
    """Whether there is a report of that month: it is over, and duties were owed by then."""
    return period_of(PeriodKind.MONTH, month).end < today() and month >= tenant.owed_since.replace(day=1)


def branches(tenant_id: int, span: Period) -> Any:
    """The branches that owe a report of that month: those that existed on its last day."""
    return Unit.objects.filter(tenant_id=tenant_id, kind__in=branch_kinds()).existing_on(span.end)


def groups_of(tenant_id: int, keys: Collection[int] | None, span: Period) -> dict[int, int]:
    """Group -> branch, by the tree of the month's last day; ``keys`` are the branches asked about, None: all."""
    links = UnitLink.objects.filter(
        valid_on(span.end), tenant_id=tenant_id, depth__gt=0, descendant__kind=Unit.Kind.GROUP
    )
    links = links.filter(ancestor_id__in=keys) if keys is not None else links.filter(ancestor__kind__in=branch_kinds())
    return dict(links.values_list("descendant_id", "ancestor_id"))


def duties_of(tenant: Tenant, keys: Collection[int] | None, span: Period) -> list[Duty]:
    """The duties of these units whose period ended in the month, as they stand today."""
    on = min(span.end + dt.timedelta(days=1), today())
    found = duties(tenant, keys, on=on, since=span.start)
    return [duty for duty in found if duty.rule.shape == "count" and duty.period_end in span and not duty.rule.advice]


def month_numbers(tenant: Tenant, span: Period, keys: Collection[int] | None = None) -> dict[int, MonthNumbers]:
    """The numbers by branch, asked once for all of them: the branches in ``keys``, or all of the tenant's."""
    branch_keys = list(keys) if keys is not None else list(branches(tenant.pk, span).values_list("pk", flat=True))
    groups = groups_of(tenant.pk, branch_keys if keys is not None else None, span)
    found = {key: MonthNumbers() for key in branch_keys}

    def at(unit_id: int) -> MonthNumbers | None:
        return found.get(groups.get(unit_id, unit_id))

    asked = None if keys is None else [*branch_keys, *groups]
    _count_activities(tenant.pk, span, asked, at)
    for duty in duties_of(tenant, asked, span):
        one = at(duty.unit_id)
        if one is not None:
            one.met += duty.state == State.MET
            one.waived += duty.state == State.WAIVED
            one.overdue += duty.state not in (State.MET, State.WAIVED)
    for unit_id, code, amount in (
        work_facts(tenant.pk, span, asked).values_list("unit_id", "kind").annotate(total=Sum("amount"))
    ):
        one = at(unit_id)
        if one is not None:
            name = WORK[kinds.kind_of_number(code).code]
            setattr(one, name, getattr(one, name) + int(amount))
    _count_members(tenant.pk, span, branch_keys if keys is not None else None, found)
    return found


def work_facts(tenant_id: int, span: Period, units: Collection[int] | None) -> Any:
    """What was closed, reopened, inspected and guided in the month, at these units (None: all)."""
    numbers = [kinds.kind(code).number for code in WORK]
    rows = Fact.objects.filter(tenant_id=tenant_id, kind__in=numbers, on__range=(span.start, span.end))
    return (rows if units is None else rows.filter(unit_id__in=units)).order_by()


def _count_activities(tenant_id: int, span: Period, asked: Collection[int] | None, at: Any) -> None:
    rows = Activity.objects.filter(tenant_id=tenant_id, on__range=(span.start, span.end))
    rows = rows if asked is None else rows.filter(unit_id__in=asked)
    names = dict(ActivityKind.objects.filter(tenant_id=tenant_id).order_by("order", "pk").values_list("pk", "name"))
    grouped = rows.order_by().values("unit_id", "kind_id", "state", "is_late_entry", "quorum_met")
    totals = {name: Sum(f"{name}_count") for name in ("expected", "present", "excused", "exempt")}
    parts = list(grouped.annotate(number=Count("pk"), **totals))
    order = {key: place for place, key in enumerate(names)}
    for part in sorted(parts, key=lambda part: order[part["kind_id"]]):
        one = at(part["unit_id"])
        if one is None:
            continue
        number = part["number"]
        one.unfinished += number * (part["state"] in OPEN)
        one.dropped += number * (part["state"] in DROPPED)
        if part["state"] != Activity.State.ARCHIVED:
            continue
        of_kind = one.kinds.setdefault(names[part["kind_id"]], OfKind())
        of_kind.held += number
        for name in totals:
            setattr(of_kind, name, getattr(of_kind, name) + part[name])
        one.late_entries += number * part["is_late_entry"]
        one.inquorate += number * (part["quorum_met"] is False)


def _count_members(
    tenant_id: int, span: Period, asked: Collection[int] | None, found: Mapping[int, MonthNumbers]
) -> None:
    day = min(span.end, today())
    rows = Membership.objects.filter(tenant_id=tenant_id, since__lte=span.end, until__gte=span.start)
    rows = rows if asked is None else rows.filter(unit_id__in=asked)
    there = Q(since__lte=day, until__gt=day)
    joined, left = Q(since__range=(span.start, span.end)), Q(until__range=(span.start, span.end))
    counted = (
        rows.order_by()
        .values("unit_id")
        .annotate(members=Count("pk", filter=there), joined=Count("pk", filter=joined), left=Count("pk", filter=left))
    )
    for part in counted:
        if part["unit_id"] in found:
            one = found[part["unit_id"]]
            one.members, one.joined, one.left = part["members"], part["joined"], part["left"]


NUMBERS = (
    "held",
    "late_entries",
    "inquorate",
    "unfinished",
    "dropped",
    "met",
    "overdue",
    "waived",
    *WORK.values(),
    "members",
)


def changed_since(kept: Mapping[str, Any], now: MonthNumbers) -> dict[str, tuple[int, int]]:
    """Which numbers differ from the confirmed ones: name -> (then, now)."""
    then = {name: int(kept.get(name, 0)) for name in NUMBERS}
    then["held"] = sum(one.get("held", 0) for one in kept.get("kinds", {}).values())
    return {name: (then[name], getattr(now, name)) for name in NUMBERS if then[name] != getattr(now, name)}
