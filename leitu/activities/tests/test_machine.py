"""Whatever people do in whatever order: the facts are those of the records, the invariants hold, nothing crashes."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from leitu.activities import actions, invariants, life
from leitu.activities.actions import Decision, Mark
from leitu.activities.models import Activity, Attendance
from leitu.activities.tests import factories as make
from leitu.core.errors import LeituError
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from tests.cast import County

NAMES = st.sampled_from(["梅", "李强", "赵敏", "孙涛", "周芳", "老陈", "小林", "石磊", "石梅"])
KINDS = st.sampled_from(
    [("general_meeting", "Q1"), ("committee_meeting", "Q1"), ("theme_day", "Q1"), ("group_meeting", "Q1G")]
    + [("general_meeting", "B2"), ("lecture", "Q2"), ("organisational_life_meeting", "Q1")]
)
DAYS = st.integers(-40, 3)
VOTES = st.integers(0, 8)


def machine(county: County) -> type[RuleBasedStateMachine]:
    """The machine for one county; every example runs in a savepoint of its own."""

    class Meetings(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()
            self.keys: list[int] = []

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

        def act(self, step: str, place: int, **more: Any) -> None:
            """Do it, or be refused in one of the ways that people are told about; then nothing has changed."""
            if not self.keys:
                return
            activity = Activity.objects.select_related("unit", "kind").get(pk=self.keys[place % len(self.keys)])
            try:
                with transaction.atomic():
                    found = getattr(actions, step)(actor=county.console, activity=activity, **more)
            except (LeituError, ValidationError):
                if not life.may(activity, step):
                    assert Activity.objects.get(pk=activity.pk).state == activity.state
                return
            assert life.may(activity, step)
            if step == "sitting":
                self.keys.append(found.pk)

        @rule(kind=KINDS, days=DAYS)
        def plan(self, kind: tuple[str, str], days: int) -> None:
            code, unit = kind
            try:
                with transaction.atomic():
                    found = make.planned(county, code, unit, on=make.DAY + dt.timedelta(days=days))
                self.keys.append(found.pk)
            except ValidationError:
                return

        @rule(place=st.integers(0, 9), step=st.sampled_from(["notify", "start", "end"]))
        def go_on(self, place: int, step: str) -> None:
            self.act(step, place)

        @rule(place=st.integers(0, 9), days=DAYS)
        def move(self, place: int, days: int) -> None:
            self.act("update", place, on=make.DAY + dt.timedelta(days=days))

        @rule(place=st.integers(0, 9), name=NAMES, coming=st.booleans())
        def answer(self, place: int, name: str, coming: bool) -> None:
            self.act("answer", place, person=county.persons[name], coming=coming, reason="出差")

        @rule(
            place=st.integers(0, 9),
            marks=st.dictionaries(NAMES, st.sampled_from(Attendance.State.values[1:]), max_size=4),
            guests=st.lists(NAMES, max_size=2),
        )
        def save_roll(self, place: int, marks: dict[str, int], guests: list[str]) -> None:
            ticked = {county.persons[name].pk: Mark(state) for name, state in marks.items()}
            self.act("save_roll", place, marks=ticked, guests=[county.persons[name].pk for name in guests])

        @rule(place=st.integers(0, 9), votes=st.tuples(VOTES, VOTES, VOTES))
        def resolve(self, place: int, votes: tuple[int, int, int]) -> None:
            self.act("resolve", place, decision=Decision("同意。", *votes))

        @rule(place=st.integers(0, 9), text=st.sampled_from(["", "学习。", "讨论。"]))
        def archive(self, place: int, text: str) -> None:
            self.act("archive", place, text=text)

        @rule(place=st.integers(0, 9), expected=st.integers(0, 9), present=st.integers(0, 9))
        def archive_with_numbers(self, place: int, expected: int, present: int) -> None:
            self.act("archive", place, stated=(expected, present))

        @rule(place=st.integers(0, 9), step=st.sampled_from(["cancel", "waive_activity", "reopen"]))
        def turn_back(self, place: int, step: str) -> None:
            self.act(step, place, reason="记错了")

        @rule(place=st.integers(0, 9), kind=KINDS)
        def sitting(self, place: int, kind: tuple[str, str]) -> None:
            self.act("sitting", place, kind=make.kind(county, kind[0]))

        @invariant()
        def facts_are_those_of_the_records(self) -> None:
            assert list(differences(county.tenant.pk)) == []
            archived = Activity.objects.filter(tenant=county.tenant, state="archived")
            assert Fact.objects.filter(tenant_id=county.tenant.pk).count() == archived.count()

        @invariant()
        def invariants_hold(self) -> None:
            assert [*invariants.numbers_fit(county.tenant.pk), *invariants.days_fit(county.tenant.pk)] == []

    return Meetings


def run(county: County, examples: int, steps: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        machine(county),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )


def test_facts_follow_whatever_is_done(county):
    run(county, examples=6, steps=20)


@pytest.mark.nightly
def test_facts_follow_two_thousand_random_actions(county):
    run(county, examples=50, steps=50)
