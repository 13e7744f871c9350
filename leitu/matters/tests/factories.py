"""Matters of the cast (tests/cast.py): by default Willow village (Q1) owns them and Qinghe town (Q) checks."""

import datetime as dt
from typing import Any

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import actions
from leitu.matters.models import Matter
from tests.cast import County

TODAY = dt.date(2026, 3, 20)
CLEAR = {"standard": "每次会议签字齐全"}


def mei(county: County) -> Actor:
    """The secretary of Willow village."""
    return county.actor("梅")


def officer(county: County) -> Actor:
    """The officer of Qinghe town, who checks what its branches own."""
    return county.actor("officer")


def clarities(county: County, unit: str = "Q1", **values: Any) -> dict[str, Any]:
    """The four clarities, for a matter of that unit."""
    person, reviewer = {"Q1": ("梅", "Q"), "Q2": ("石磊", "Q"), "B1": ("东方明", "B")}[unit]
    return {
        "due_on": today() + dt.timedelta(days=14),
        "person": county.persons[person],
        "reviewer_unit": county.units[reviewer],
        **CLEAR,
        **values,
    }


def noted(county: County, unit: str = "Q1", title: str = "学习记录缺签字", **values: Any) -> Matter:
    """A matter that is written down and no more."""
    return actions.note(actor=county.console, unit=county.units[unit], title=title, **values)


def in_state(county: County, state: str, unit: str = "Q1", *, title: str = "学习记录缺签字", **values: Any) -> Matter:
    """A matter that has come as far as ``state``, by the actions that lead there."""
    matter, actor = noted(county, unit, title), county.console
    if state == "noted":
        return matter
    if state == "set_aside":
        return actions.set_aside(actor=actor, matter=matter, reason="当场改了")
    matter = actions.publish(actor=actor, matter=matter, **clarities(county, unit, **values))
    if state == "published":
        return matter
    if state == "in_progress":
        return actions.progress(actor=actor, matter=matter, text="补了三次签字")
    matter = actions.request_close(actor=actor, matter=matter, effect="连续两次会议签字齐全")
    if state == "close_requested":
        return matter
    if state == "sent_back":
        return actions.send_back(actor=actor, matter=matter, reason="第二次还缺一人")
    matter = actions.close(actor=actor, matter=matter)
    return matter if state == "closed" else actions.reopen(actor=actor, matter=matter, reason="十二月又缺签字")


def due(matter: Matter) -> dt.date:
    """The date of a matter that has one."""
    assert matter.due_on is not None
    return matter.due_on
