"""What is due for one actor, as lines: the secretary's list, the member's, nothing for those who only look."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leitu.activities import policies as activity_policies
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.offers import NEXT_STEP, plan_href
from leitu.core.actor import Actor
from leitu.norms.duty import Duty, State
from leitu.notices.queries import inbox
from leitu.notices.wording import sentence
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Membership, Post
from leitu.portal import queries
from leitu.portal.queries import Kinds, Todo
from leitu.reports.models import MonthReport
from leitu.reports.month_queries import waiting_for
from leitu.ui.templatetags.dates import short_day

MAX_SHOWN = 7
MAX_LATE = 3
MAX_TOLD = 3


@dataclass(frozen=True)
class Agenda:
    """The list of the home page in three groups, at most MAX_SHOWN lines, and how many are left out."""

    today: list[Todo]
    week: list[Todo]
    month: list[Todo]
    left_out: int

    @property
    def is_empty(self) -> bool:
        return not (self.today or self.week or self.month)


def agenda(
    actor: Actor, units: Mapping[int, Unit], year: Iterable[Duty], day: dt.date, main: Unit | None = None
) -> Agenda:
    """Open duties and waiting activities of the units whose meetings the actor keeps, the most urgent first.

    A line names its unit, except for ``main``, the unit that the page is about.
    """
    open_rows = list(queries.open_activities(actor)[:50])
    planned = {(row.unit_id, row.kind_id, row.on.month) for row in open_rows if row.on >= day.replace(day=1)}
    kinds = Kinds(actor.tenant_id)
    lines = [*_waiting(open_rows, day, main), *_owed(kinds, planned, units, year, main)]
    # Whoever opens the page during a meeting has come for the meeting.
    lines.sort(key=lambda line: (line.state != "under_way", line.state == "upcoming", line.due_on))
    # What can still be done in time must not drown in what is late: the newest late ones stand for the rest.
    late = [line for line in lines if line.state == "overdue"]
    total = len(lines)
    lines = [line for line in lines if line.state != "overdue" or line in late[-MAX_LATE:]]
    soon = day + dt.timedelta(days=7)
    shown = [line for line in lines if line.state != "upcoming" or line.due_on <= _month_end(day)]
    kept = shown[:MAX_SHOWN]
    today = [x for x in kept if x.state == "overdue" or x.due_on <= day]
    week = [x for x in kept if x not in today and x.due_on <= soon]
    return Agenda(today, week, [x for x in kept if x not in today and x not in week], total - len(kept))


def _month_end(day: dt.date) -> dt.date:
    return queries.period_of(queries.PeriodKind.MONTH, day).end


def _state(activity: Activity, day: dt.date) -> str:
    if activity.state in (Activity.State.UNDER_WAY, Activity.State.ENDED):
        return str(activity.state)
    return "due_soon" if activity.on <= day else "upcoming"


def _waiting(rows: Iterable[Activity], day: dt.date, main: Unit | None) -> Iterator[Todo]:
    for activity in rows:
        kind, topic = activity.kind.name, activity.topic
        of_unit = [] if activity.unit == main else [activity.unit.name]
        when = f"{short_day(activity.on)} {activity.starts_at:%H:%M}" if activity.starts_at else short_day(activity.on)
        yield Todo(
            _state(activity, day),
            _("%(kind)s：%(topic)s") % {"kind": kind, "topic": topic} if topic and kind not in topic else topic or kind,
            " · ".join([when, *of_unit, *([activity.place] if activity.place else [])]),
            activity.on,
            reverse("activities:show", args=[activity.pk]),
            NEXT_STEP[Activity.State(activity.state)],
            reverse("activities:show", args=[activity.pk]),
        )


def _owed(
    kinds: Kinds,
    planned: set[tuple[int, int, int]],
    units: Mapping[int, Unit],
    year: Iterable[Duty],
    main: Unit | None,
) -> Iterator[Todo]:
    for duty in queries.still_open(year):
        kind = kinds.of(duty)
        if kind and duty.state != State.OVERDUE and (duty.unit_id, kind.pk, duty.period_end.month) in planned:
            continue  # a meeting of this kind is on its way this month: its own line says the next step
        action = {}
        if kind is not None:
            action = {
                "action_label": _("补录") if duty.state == State.OVERDUE else _("确认发通知"),
                "action_href": plan_href(duty, kind),
            }
        yield Todo(
            duty.state.value,
            duty_title(duty),
            _meta(duty, None if units[duty.unit_id] == main else units[duty.unit_id]),
            duty.due_on,
            queries.duty_href(duty),
            **action,
        )


def span(duty: Duty, *, short: bool = False) -> str:
    """The period of a duty as people call it, 11月, 四季度 or 2026年; in a strip of dots 11, 四季, 全年. Else nothing."""
    months = (duty.period_end.year - duty.period_start.year) * 12 + duty.period_end.month - duty.period_start.month + 1
    start = duty.period_start
    quarters = (_("一季度"), _("二季度"), _("三季度"), _("四季度"))
    short_quarters = (_("一季"), _("二季"), _("三季"), _("四季"))
    spans = {
        1: str(start.month) if short else formatted(start, pgettext("date format", "n月")),
        3: (short_quarters if short else quarters)[(start.month - 1) // 3],
        12: _("全年") if short else formatted(start, pgettext("date format", "Y年")),
    }
    return spans.get(months, "")


def duty_title(duty: Duty) -> str:
    """The norm and its period: 11月支委会会议."""
    period = span(duty)
    return _("%(span)s%(title)s") % {"span": period, "title": duty.title} if period else duty.title


def _meta(duty: Duty, unit: Unit | None) -> str:
    due = _("%(day)s前") % {"day": short_day(duty.due_on)}
    return f"{due} · {unit.name}" if unit else due


@dataclass(frozen=True)
class Invited:
    """A coming activity that the actor is expected at, and whether he has answered."""

    activity: Activity
    answered: bool

    @property
    def meta(self) -> str:
        """When, where, and whether an answer is still wanted."""
        activity = self.activity
        time = activity.starts_at.strftime("%H:%M") if activity.starts_at else ""
        answer = _("已答复") if self.answered else _("可以答复参加或请假")
        return " · ".join(part for part in (f"{short_day(activity.on)} {time}".strip(), activity.place, answer) if part)


def where_expected(actor: Actor, day: dt.date) -> Q:
    """Activities at which the actor's person is expected: of branch and own group, and of the committee of a post."""
    mine = {"tenant_id": actor.tenant_id, "person_id": actor.person_id}
    homes = Membership.objects.on(day).filter(**mine)
    posts = Post.objects.filter(valid_on(day), **mine)
    of_committee = Q(kind__expected=ActivityKind.Expected.COMMITTEE)
    at_home = Q(unit_id__in=homes.values("unit_id")) | Q(unit_id__in=homes.values("group_id"))
    return at_home & ~of_committee | Q(unit_id__in=posts.values("unit_id")) & of_committee


def invitations(actor: Actor, day: dt.date) -> list[Invited]:
    """What comes up where the actor's person is expected."""
    if not actor.person_id:
        return []
    mine = {"tenant_id": actor.tenant_id, "person_id": actor.person_id}
    coming = Activity.objects.visible_to(actor, activity_policies.VIEW).filter(
        where_expected(actor, day),
        on__gte=day,
        state__in=[Activity.State.NOTIFIED, Activity.State.UNDER_WAY],
    )
    answer = Attendance.objects.filter(activity_id=OuterRef("pk"), **mine)
    found = coming.annotate(answered=Exists(answer)).select_related("kind", "unit").order_by("on", "starts_at")
    return [Invited(row, row.answered) for row in found[:10]]


@dataclass(frozen=True)
class YearOfMember:
    """A member's own year: times present out of times expected, excused ones apart."""

    present: int
    expected: int
    excused: int


def year_of_member(actor: Actor, day: dt.date) -> YearOfMember | None:
    """The actor's own attendance this year; None without a person on the register."""
    if not actor.person_id:
        return None
    rows = Attendance.objects.filter(
        tenant_id=actor.tenant_id,
        person_id=actor.person_id,
        on__gte=day.replace(month=1, day=1),
        on__lte=day,
        activity__state=Activity.State.ARCHIVED,
    ).values_list("state", "is_exempt")
    states = [state for state, exempt in rows if not exempt or state == Attendance.State.PRESENT]
    return YearOfMember(states.count(Attendance.State.PRESENT), len(states), states.count(Attendance.State.EXCUSED))


@dataclass(frozen=True)
class Told:
    """What one was told and has not opened: the newest lines as (sentence, address), and how many there are."""

    lines: list[tuple[str, str]]
    count: int


def told(actor: Actor) -> Told:
    """The folded 通知 of the home page."""
    rows = list(inbox(actor).filter(is_new=True)[: MAX_TOLD + 1])
    count = len(rows) if len(rows) <= MAX_TOLD else inbox(actor).filter(is_new=True).count()
    return Told([(sentence(one), reverse("notices:open", args=[one.pk])) for one in rows[:MAX_TOLD]], count)


def to_confirm(actor: Actor) -> list[tuple[str, str, str]]:
    """等我确认: month reports that silence will confirm, as (title, unit, address); nobody has to do anything."""
    return [
        (
            _("%(month)s月报已生成，%(day)s日自动确认")
            % {"month": formatted(month, pgettext("date format", "n月")), "day": MonthReport.CONFIRMED_ON},
            unit.name,
            reverse("reports:month", args=[unit.pk, f"{month:%Y-%m}"]),
        )
        for unit, month in waiting_for(actor)
    ]
