"""Which step may be taken in which state: the whole table, written down a second time."""

from typing import Any

import pytest
from django.db import transaction

from leitu.activities import actions, life
from leitu.activities.models import Activity, Resolution
from leitu.activities.tests import factories as make
from leitu.core.errors import WrongState
from leitu.facts.models import Fact

STATES = ("planned", "notified", "under_way", "ended", "archived", "cancelled", "waived")
#                    planned notified under_way ended archived cancelled waived
TABLE = {
    "update": "        yes yes yes yes no  no no",
    "notify": "        yes no  no  no  no  no no",
    "answer": "        yes yes yes no  no  no no",
    "hand_roll": "     yes yes yes yes no  no no",
    "start": "         yes yes no  no  no  no no",
    "scan": "          no  no  yes no  no  no no",
    "save_roll": "     yes yes yes yes no  no no",
    "end": "           yes yes yes no  no  no no",
    "write_minutes": " no  no  yes yes yes no no",
    "resolve": "       no  no  yes yes no  no no",
    "archive": "       yes yes yes yes no  no no",
    "cancel": "        yes yes yes yes no  no no",
    "waive_activity": "yes yes no  no  no  no no",
    "reopen": "        no  no  no  no  yes no no",
    "sitting": "       no  no  yes yes yes no no",
    "reinstate": "     no  no  no  no  no  yes yes",
    "step_back": "     no  no  yes yes no  no no",
}
WORDS = {step: dict(zip(STATES, words.split(), strict=True)) for step, words in TABLE.items()}
AFTER = {
    "notify": "notified",
    "start": "under_way",
    "end": "ended",
    "archive": "archived",
    "cancel": "cancelled",
    "waive_activity": "waived",
    "reopen": "ended",
    "reinstate": "planned",
}
BACK = {"under_way": "notified", "ended": "under_way"}


def take(county, activity: Activity, step: str) -> None:
    """Take one step as the secretary."""
    person = make.person(county, "孙涛")
    more: dict[str, dict[str, Any]] = {
        "update": {"topic": "新的主题"},
        "answer": {"person": person, "coming": False, "reason": "出差"},
        "hand_roll": {"person": person},
        "scan": {"secret": activity.link_secret},
        "write_minutes": {"text": "大家都发了言。"},
        "resolve": {"decision": make.vote()},
        "cancel": {"reason": "停电"},
        "waive_activity": {"reason": "防汛"},
        "reopen": {"reason": "人数记错"},
        "sitting": {"kind": make.kind(county, "lecture")},
    }
    getattr(actions, step)(actor=make.mei(county), activity=activity, **more.get(step, {}))


def test_the_table_covers_every_step_and_every_state():
    assert set(TABLE) == set(life.MAY)
    assert set(STATES) == set(Activity.State.values)


@pytest.mark.parametrize("state", STATES)
def test_a_step_is_taken_where_the_table_says_so_and_refused_elsewhere(county, state):
    activity = make.in_state(county, state)
    assert Fact.objects.filter(source_id=activity.pk).count() == (1 if state == "archived" else 0)

    for step, words in WORDS.items():
        with transaction.atomic():
            if words[state] == "yes":
                take(county, activity, step)
                expected = BACK[state] if step == "step_back" else AFTER.get(step, state)
            else:
                with pytest.raises(WrongState):
                    take(county, activity, step)
                expected = state
            after = Activity.objects.get(pk=activity.pk)
            assert (step, after.state) == (step, expected)
            assert Fact.objects.filter(source_id=activity.pk).exists() == (expected == "archived")
            transaction.set_rollback(True)


def test_a_withdrawn_resolution_is_gone_and_its_entry_stays(county):
    activity = make.in_state(county, "under_way")
    resolution = actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote())

    actions.withdraw_resolution(actor=make.mei(county), activity=activity, resolution=resolution)

    assert not Resolution.objects.filter(activity=activity).exists()
