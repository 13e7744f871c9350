"""Activities of the cast (tests/cast.py): by default of Willow village, on a Friday in March 2026."""

import datetime as dt
from typing import Any

from leitu.activities import actions
from leitu.activities.actions import Decision, Mark
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.core.actor import Actor
from leitu.people.models import Person
from tests.cast import County

DAY = dt.date(2026, 3, 20)
PRESENT, EXCUSED, ABSENT = Attendance.State.PRESENT, Attendance.State.EXCUSED, Attendance.State.ABSENT
LEAVE = Mark(EXCUSED, "出差")
AWAY = Mark(ABSENT)


def kind(county: County, code: str = "general_meeting") -> ActivityKind:
    return ActivityKind.objects.get(tenant=county.tenant, code=code)


def mei(county: County) -> Actor:
    """The secretary of Willow village."""
    return county.actor("梅")


def person(county: County, name: str) -> Person:
    return county.persons[name]


def planned(county: County, code: str = "general_meeting", unit: str = "Q1", **values: Any) -> Activity:
    """An activity in state PLANNED."""
    given = {"on": DAY, "starts_at": dt.time(15, 0), "place": "村委会二楼", "topic": "学习与讨论", **values}
    return actions.plan(actor=county.console, unit=county.units[unit], kind=kind(county, code), **given)


def in_state(county: County, state: str, code: str = "general_meeting", **values: Any) -> Activity:
    """An activity that has come as far as ``state``, by the actions that lead there."""
    activity = planned(county, code, **values)
    actor = county.console
    if state == "planned":
        return activity
    if state == "cancelled":
        return actions.cancel(actor=actor, activity=activity, reason="大雨")
    if state == "waived":
        return actions.waive_activity(actor=actor, activity=activity, reason="防汛")
    activity = actions.notify(actor=actor, activity=activity)
    if state == "notified":
        return activity
    activity = actions.start(actor=actor, activity=activity)
    if state == "under_way":
        return activity
    activity = actions.end(actor=actor, activity=activity)
    if state == "ended":
        return activity
    return actions.archive(actor=actor, activity=activity, text="学习并讨论。")


def vote(text: str = "同意。", in_favour: int = 5, against: int = 0, abstained: int = 0) -> Decision:
    return Decision(text, in_favour, against, abstained)
