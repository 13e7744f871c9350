"""What an inspector knows before he goes in: one screen for a unit, from what is on record. Nobody prepares anything."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from leitu.activities.models import Activity
from leitu.core.periods import add_months
from leitu.inspections import sampling
from leitu.inspections.models import ChecklistLine, Finding, Round
from leitu.matters.models import Matter
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Membership, Post

MEETINGS, OPEN, FINDINGS, ASKED, BESIDE = 3, 3, 3, 2, 2
MONTHS_BACK = 12


@dataclass
class Brief:
    """Of one unit. ``asked``: the members whom the lot names for a word; ``beside``: entries by line of the checklist."""

    unit: Unit
    secretary: str = ""
    members: int = 0
    meetings: list[Activity] = field(default_factory=list)
    open: list[Matter] = field(default_factory=list)
    open_count: int = 0
    findings: list[Finding] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    beside: dict[int, list[Activity]] = field(default_factory=dict)


def briefs(row: Round, units: Collection[Unit], lines: Sequence[ChecklistLine], day: dt.date) -> dict[int, Brief]:
    """The briefs of some units by key, in six queries however many they are."""
    found = {unit.pk: Brief(unit) for unit in units}
    _who(row, found, day)
    _meetings(row, found, lines, day)
    own = {"tenant_id": row.tenant_id, "unit_id__in": list(found)}
    for matter in Matter.objects.filter(**own).waiting().order_by("due_on", "pk"):
        one = found[matter.unit_id]
        one.open_count += 1
        if len(one.open) < OPEN:
            one.open.append(matter)
    before = Finding.objects.filter(tenant_id=row.tenant_id, inspection__unit_id__in=list(found))
    for finding in before.select_related("inspection", "matter").order_by("-pk"):
        earlier = found[finding.inspection.unit_id].findings
        if len(earlier) < FINDINGS:
            earlier.append(finding)
    return found


def _who(row: Round, found: dict[int, Brief], day: dt.date) -> None:
    """The secretary, how many members, and those whom the lot names."""
    posts = Post.objects.filter(
        valid_on(day), tenant_id=row.tenant_id, unit_id__in=list(found), title=Post.Title.SECRETARY
    )
    for post in posts.select_related("person"):
        if post.person is not None:
            found[post.unit_id].secretary = post.person.name
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Membership.objects.on(day).filter(tenant_id=row.tenant_id, unit_id__in=list(found))
    for unit_id, person_id, name in rows.values_list("unit_id", "person_id", "person__name"):
        found[unit_id].members += 1
        names[unit_id].append((sampling.lot(row.seed, f"ask {unit_id}", person_id), name))
    for unit_id, drawn in names.items():
        found[unit_id].asked = [name for _lot, name in sorted(drawn)[:ASKED]]


def _meetings(row: Round, found: dict[int, Brief], lines: Sequence[ChecklistLine], day: dt.date) -> None:
    """The last meetings, also of the groups, and beside each line the last ones of its kinds."""
    groups = Unit.objects.filter(tenant_id=row.tenant_id, kind=Unit.Kind.GROUP, parent_id__in=list(found))
    home = {key: key for key in found} | dict(groups.values_list("pk", "parent_id"))
    rows = Activity.objects.filter(
        tenant_id=row.tenant_id,
        unit_id__in=list(home),
        state=Activity.State.ARCHIVED,
        on__range=(add_months(day, -MONTHS_BACK), day),
    )
    for activity in rows.select_related("kind").order_by("-on", "-pk"):
        one = found[home[activity.unit_id]]
        if activity.unit_id == one.unit.pk and len(one.meetings) < MEETINGS:
            one.meetings.append(activity)
        for line in lines:
            shown = one.beside.setdefault(line.pk, [])
            if activity.kind.code in line.records and len(shown) < BESIDE:
                shown.append(activity)
