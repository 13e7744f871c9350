"""Whatever was pressed in error is taken back, as an act of its own, and nothing that was written is lost."""

from typing import Any

import pytest

from leitu.activities import actions
from leitu.activities.models import Activity
from leitu.activities.tests import factories as make
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState

CASES = [("cancel", way) for way in ("", "notify", "notify start", "start", "start end")] + [
    ("waive_activity", way)
    for way in ("", "notify")  # what has begun is not waived
]


@pytest.mark.parametrize(("step", "way"), CASES)
def test_a_cancelled_activity_comes_back_to_where_it_was(county: Any, step: str, way: str) -> None:
    activity = make.planned(county)
    for one in way.split():
        activity = getattr(actions, one)(actor=make.mei(county), activity=activity)
    before = activity.state
    activity = getattr(actions, step)(actor=make.mei(county), activity=activity, reason="按错了")
    activity = actions.reinstate(actor=make.mei(county), activity=activity)
    assert (activity.state, activity.ending_reason) == (before, "")
    assert Entry.objects.get(verb="activities.reinstate").data == {"state": str(activity.get_state_display())}


def test_what_was_planned_anew_meanwhile_is_not_doubled(county: Any) -> None:
    activity = make.planned(county)
    actions.cancel(actor=make.mei(county), activity=activity, reason="按错了")
    make.planned(county)
    with pytest.raises(WrongState):
        actions.reinstate(actor=make.mei(county), activity=activity)
    activity.refresh_from_db()
    assert activity.state == Activity.State.CANCELLED


def test_start_and_end_are_taken_back_step_by_step(county: Any) -> None:
    mei = make.mei(county)
    activity = actions.notify(actor=mei, activity=make.planned(county))
    activity = actions.start(actor=mei, activity=activity)
    actions.save_roll(actor=mei, activity=activity)
    activity = actions.end(actor=mei, activity=activity)
    activity = actions.step_back(actor=mei, activity=activity)
    assert (activity.state, activity.ended_at) == ("under_way", None)
    activity = actions.step_back(actor=mei, activity=activity)
    assert (activity.state, activity.started_at) == ("notified", None)
    assert activity.attendances.exists(), "the roll stays"


def test_an_archived_record_is_reopened_not_stepped_back(county: Any) -> None:
    mei = make.mei(county)
    activity = actions.archive(actor=mei, activity=make.planned(county))
    activity = actions.reopen(actor=mei, activity=activity, reason="人数记错")
    with pytest.raises(WrongState):
        actions.step_back(actor=mei, activity=activity)


@pytest.mark.parametrize("who", ["孙涛", "石磊", "officer"])
def test_only_those_who_hold_take_back(county: Any, who: str) -> None:
    mei = make.mei(county)
    activity = make.planned(county)
    dropped = actions.cancel(actor=mei, activity=activity, reason="按错了")
    with pytest.raises(NotAllowed):
        actions.reinstate(actor=county.actor(who), activity=dropped)
    begun = actions.start(actor=mei, activity=actions.reinstate(actor=mei, activity=dropped))
    with pytest.raises(NotAllowed):
        actions.step_back(actor=county.actor(who), activity=begun)


def test_the_page_offers_to_take_it_back_with_one_click(county: Any, client: Any) -> None:
    client.force_login(county.users["梅"])
    activity = make.planned(county)
    shown = client.post(f"/activities/{activity.pk}/cancel/", {"reason": "按错了"}, follow=True).content.decode()
    address = f"/activities/{activity.pk}/reinstate/"
    assert f'action="{address}"' in shown and "撤销" in shown
    client.post(address)
    activity.refresh_from_db()
    assert activity.state == Activity.State.PLANNED
