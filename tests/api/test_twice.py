"""A call that dies half-way, and one that is sent again (security.md R5)."""

from typing import Any

import pytest
import time_machine

from leitu.activities.models import Activity
from leitu.audit.models import Entry
from leitu.ui.models import SubmittedForm
from tests.api.programs import Programs
from tests.cast import County
from tests.friday import TODAY

KEY = "the-same-key-for-all"


def body(county: County) -> dict[str, Any]:
    return {"unit": county.units["Q1"].pk, "kind": "lecture", "on": "2026-03-20", "topic": "党课"}


def test_key_and_effect_are_there_together_or_not_at_all(
    county: County, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the action and before the answer is kept: nothing has happened, and the key is free."""

    def die(row: Any, outcome: str) -> None:
        raise OSError("the machine was switched off")

    with time_machine.travel(TODAY, tick=False):
        mei = program("梅")
        with monkeypatch.context() as patched:
            patched.setattr("leitu.api.operations.settle", die)
            broken = mei.post("/api/activities/plan", body(county), key=KEY)
        assert (broken.status_code, broken.json()["code"]) == (500, "broken")
        assert not Activity.objects.exists()
        assert not SubmittedForm.objects.exists()
        assert mei.post("/api/activities/plan", body(county), key=KEY).status_code == 200
    assert Activity.objects.count() == 1


def test_what_is_shown_once_is_not_told_twice(county: County, program: Programs) -> None:
    with time_machine.travel(TODAY, tick=False):
        mei = program("梅")
        person = county.persons["周芳"]
        address, sent = f"/api/people/persons/{person.pk}/reveal", {"field": "mobile", "reason": "核对电话"}
        first = mei.post(address, sent, key=KEY)
        again = mei.post(address, sent, key=KEY)
    assert first.status_code == 200
    assert (again.status_code, again.json()["code"]) == (409, "told_once")
    assert Entry.objects.filter(verb="people.reveal").count() == 1
    assert SubmittedForm.objects.get(key=KEY).outcome == "told once"
