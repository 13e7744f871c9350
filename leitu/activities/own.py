"""A member's own attendance: the list behind his numbers, line by line, and who answered for him."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leitu.activities.models import Activity, Attendance
from leitu.audit.models import Entry
from leitu.audit.sentences import by_proxy
from leitu.people.lines import Line, key_of
from leitu.people.models import Person
from leitu.ui.templatetags.dates import plain_day

State = Attendance.State


@dataclass(frozen=True)
class Attended:
    """One archived activity at which a member was expected or present."""

    row: Attendance
    helper: str = ""

    @property
    def activity(self) -> Activity:
        return self.row.activity  # type: ignore[no-any-return]

    @property
    def counts(self) -> bool:
        """Whether it is among those expected: exempt ones only count when he came."""
        return not self.row.is_exempt or self.row.state == State.PRESENT

    @property
    def said(self) -> str:
        """到会, 请假, 缺席; exempt and not there is none of them."""
        return said(self.row)

    @property
    def mark(self) -> str:
        """The key of the state's mark (leitu.ui.parts)."""
        return str(State(self.row.state).name).lower() if self.counts else "waived"

    @property
    def proxy(self) -> str:
        """由 某某 代办, when somebody answered for him."""
        return by_proxy(self.helper)


def said(row: Attendance) -> str:
    """The attendance in a word."""
    if row.is_exempt and row.state != State.PRESENT:
        return _("免于硬性要求")
    return str({State.PRESENT: _("到会"), State.EXCUSED: _("请假"), State.ABSENT: _("缺席")}.get(State(row.state), "—"))


@dataclass(frozen=True)
class OfKind:
    """One kind of activity in a year: times present out of times expected, and hours where the times are known."""

    name: str
    present: int
    expected: int
    hours: float


@dataclass(frozen=True)
class OwnYear:
    """A member's year: every activity, newest first. ``exempt``: those that did not bind him and he did not attend."""

    year: int
    lines: list[Attended]

    @property
    def expected(self) -> int:
        return sum(one.counts for one in self.lines)

    @property
    def present(self) -> int:
        return sum(one.row.state == State.PRESENT for one in self.lines)

    @property
    def excused(self) -> int:
        return sum(one.counts and one.row.state == State.EXCUSED for one in self.lines)

    @property
    def exempt(self) -> int:
        return len(self.lines) - self.expected

    @property
    def kinds(self) -> list[OfKind]:
        """By kind, in the order of the kinds."""
        groups: dict[tuple[int, str], list[Attended]] = defaultdict(list)
        for one in self.lines:
            if one.counts:
                groups[one.activity.kind.order, one.activity.kind.name].append(one)
        return [
            OfKind(
                name,
                sum(one.row.state == State.PRESENT for one in found),
                len(found),
                sum(hours(one.activity) for one in found if one.row.state == State.PRESENT),
            )
            for (_order, name), found in sorted(groups.items())
        ]


def hours(activity: Activity) -> float:
    """How long it took, in hours; 0 where its times are not known."""
    if activity.starts_at is None or activity.ends_at is None or activity.ends_at <= activity.starts_at:
        return 0.0
    day = activity.on
    lasted = dt.datetime.combine(day, activity.ends_at) - dt.datetime.combine(day, activity.starts_at)
    return lasted.total_seconds() / 3600


def own_year(person: Person, year: int) -> OwnYear:
    """The archived activities of a year at which that person was expected, or present as a guest."""
    rows = Attendance.objects.filter(
        tenant_id=person.tenant_id,
        person_id=person.pk,
        on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        activity__state=Activity.State.ARCHIVED,
    )
    found = list(rows.select_related("activity__kind", "activity__unit").order_by("-on", "-pk"))
    helpers = helpers_of(person, [row.activity_id for row in found if row.via == Attendance.Via.PROXY])
    return OwnYear(year, [Attended(row, helpers.get(row.activity_id, "")) for row in found])


def helpers_of(person: Person, activities: Iterable[int]) -> dict[int, str]:
    """Who answered for that person, by activity: the newest entry of each says it."""
    keys = list(activities)
    if not keys:
        return {}
    entries = Entry.objects.filter(
        tenant_id=person.tenant_id, object_type="activities.Activity", object_id__in=keys, verb="activities.answer"
    ).order_by("id")
    return {one.object_id: one.data.get("helper", "") for one in entries if one.data.get("person") == person.pk}


def attendance_line(person: Person, rest: str) -> Line | None:
    """``attendance-12``: one activity of that person, to object to."""
    rows = Attendance.objects.filter(
        tenant_id=person.tenant_id, person=person, pk=key_of(rest), activity__state=Activity.State.ARCHIVED
    )
    row = rows.select_related("activity__kind").first()
    if row is None:
        return None
    label = f"{plain_day(row.on)} {row.activity.kind.name}"
    return Line(f"attendance-{row.pk}", label, said(row), row.activity.get_absolute_url())
