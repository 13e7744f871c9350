"""Conditions of the register: terms, sizes, vacant posts."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from leitu.norms.explain import explain
from leitu.norms.rules import number
from leitu.norms.tests.factories import Place
from leitu.orgs.models import Unit

D = dt.date
ON = D(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.mark.parametrize(
    ("ends_on", "state"),
    [
        (D(2027, 5, 21), "upcoming"),
        (D(2027, 5, 20), "due_soon"),  # six months before
        (D(2026, 11, 20), "due_soon"),  # the last day of the term
        (D(2026, 11, 19), "overdue"),
        (D(2023, 1, 1), "overdue"),  # long past, still open
    ],
)
def test_an_election_is_announced_half_a_year_before_and_stays_open(place: Place, ends_on: dt.date, state: str) -> None:
    place.term(place.unit("a"), ends_on)
    [duty] = place.duties(ON, norm="election")
    assert (duty.due_on, duty.period_end, duty.state.value) == (ends_on, ends_on, state)
    assert duty.as_json("a")["required"] == "1"
    assert duty.as_json("a")["achieved"] == "0"


@pytest.mark.parametrize(
    ("kind", "sector", "start"),
    [
        ("branch", "", D(2024, 7, 1)),
        ("branch", "office", D(2024, 7, 1)),
        ("general_branch", "school", D(2024, 7, 1)),
        ("branch", "village", D(2022, 7, 1)),
        ("joint_branch", "community", D(2022, 7, 1)),
        ("committee", "", D(2022, 7, 1)),
    ],
)
def test_a_term_without_a_beginning_is_as_long_as_the_rule_says(
    place: Place, kind: str, sector: str, start: dt.date
) -> None:
    place.term(place.unit("a", kind, sector=sector), D(2027, 6, 30))
    [duty] = place.duties(ON, norm="election")
    assert duty.period_start == start
    assert place.duties(start - dt.timedelta(days=1), norm="election", since=None) == []


def test_a_recorded_beginning_counts(place: Place) -> None:
    place.term(place.unit("a"), D(2027, 6, 30), D(2025, 2, 3))
    [duty] = place.duties(ON, norm="election")
    assert duty.period_start == D(2025, 2, 3)


@pytest.mark.parametrize("kind", ["temporary_branch", "working_committee", "group"])
def test_some_units_owe_no_election(place: Place, kind: str) -> None:
    place.term(place.unit("a", kind), D(2026, 1, 1))
    assert place.duties(ON, norm="election") == []


def test_units_without_a_term_owe_nothing(place: Place) -> None:
    place.unit("a")
    assert place.duties(ON, norm="election") == []


def test_a_later_term_closes_the_earlier_one(place: Place) -> None:
    unit = place.unit("a")
    place.term(unit, D(2026, 6, 30))
    place.term(unit, D(2029, 8, 31), D(2026, 9, 1))
    assert place.states(D(2026, 8, 31), "election") == {"a": ["overdue"]}  # the next has not begun
    assert place.states(D(2026, 9, 1), "election") == {"a": ["upcoming"]}
    assert place.states(D(2026, 9, 1), "election", since=D(2026, 6, 30)) == {"a": ["met", "upcoming"]}
    assert place.states(D(2026, 9, 1), "election", since=D(2026, 7, 1)) == {"a": ["upcoming"]}


def test_a_dissolved_unit_owes_no_condition(place: Place) -> None:
    unit = place.unit("a", dissolved_on=D(2026, 11, 20))
    place.term(unit, D(2026, 1, 1))
    assert [d.norm for d in place.duties(ON, units=[unit.pk])] == []


@pytest.mark.parametrize(
    ("full", "probationary", "small", "large", "counted"),
    [
        (2, 0, "due_soon", "met", 2),
        (2, 5, "due_soon", "met", 7),  # only full members make a branch
        (3, 0, "met", "met", 3),
        (49, 1, "met", "met", 50),
        (50, 1, "met", "due_soon", 51),
        (0, 0, "due_soon", "met", 0),
    ],
)
def test_sizes_are_advice_and_never_red(
    place: Place, full: int, probationary: int, small: str, large: str, counted: int
) -> None:
    unit = place.unit("a")
    place.members(unit, full)
    place.members(unit, probationary, full_on=None)
    place.suspend(place.member(unit), D(2026, 1, 1))
    at_least, at_most = place.duties(ON, norm="branch-size") + place.duties(ON, norm="branch-size-limit")
    assert (at_least.state.value, at_most.state.value) == (small, large)
    assert [number(n) for n in (at_least.required, at_least.achieved)] == ["3", str(full)]
    assert [number(n) for n in (at_most.required, at_most.achieved)] == ["50", str(counted)]
    assert (at_least.period_start, at_least.period_end, at_least.due_on) == (
        D(2026, 11, 1),
        D(2026, 11, 30),
        D(2026, 11, 30),
    )


def test_temporary_and_floating_branches_have_no_size(place: Place) -> None:
    place.unit("t", Unit.Kind.TEMPORARY_BRANCH)
    place.unit("f", Unit.Kind.FLOATING_BRANCH)
    assert place.duties(ON, norm="branch-size") == []


@pytest.mark.parametrize(
    ("until", "on", "state"),
    [
        (D(2026, 8, 20), D(2026, 8, 19), "met"),
        (D(2026, 8, 20), D(2026, 8, 20), "due_soon"),  # the first day without
        (D(2026, 8, 20), D(2026, 11, 20), "due_soon"),  # three months later is still in time
        (D(2026, 8, 20), D(2026, 11, 21), "overdue"),
        (D(2026, 11, 30), D(2027, 2, 28), "due_soon"),  # the month is shorter
        (D(2026, 11, 30), D(2027, 3, 1), "overdue"),
    ],
)
def test_a_vacancy_turns_red_after_three_months(place: Place, until: dt.date, on: dt.date, state: str) -> None:
    unit = place.unit("a")
    place.post(unit, "secretary", until=until)
    place.post(unit, "deputy_secretary")
    [duty] = place.duties(on, units=[unit.pk], norm="post-vacancy")
    assert duty.state.value == state
    if state != "met":
        assert duty.period_start == until
        assert "没有书记" in explain(duty).missing


def test_the_last_holder_counts_and_a_successor_ends_it(place: Place) -> None:
    unit = place.unit("a")
    place.post(unit, "secretary", until=D(2025, 1, 1))
    place.post(unit, "secretary", D(2025, 6, 1), D(2026, 10, 1))
    [duty] = place.duties(ON, units=[unit.pk], norm="post-vacancy")
    assert (duty.period_start, duty.state.value) == (D(2026, 10, 1), "due_soon")
    place.post(unit, "secretary", ON)
    [duty] = place.duties(ON, units=[unit.pk], norm="post-vacancy")
    assert (duty.achieved, duty.state.value) == (Decimal(1), "met")


def test_where_no_secretary_was_ever_recorded_nothing_is_red(place: Place) -> None:
    unit = place.unit("a")
    place.post(unit, "secretary", since=D(2027, 1, 1))
    for on in (ON, D(2026, 11, 30), D(2026, 12, 31)):
        [duty] = place.duties(on, units=[unit.pk], norm="post-vacancy")
        assert duty.state.value == "due_soon"
    assert "登记中没有书记" in explain(duty).missing


@pytest.mark.parametrize("kind", [kind for kind in Unit.Kind.values if kind != "group"])
def test_every_unit_but_a_group_has_a_secretary(place: Place, kind: str) -> None:
    unit = place.unit("a", kind)
    assert [d.norm for d in place.duties(ON, units=[unit.pk], norm="post-vacancy")] == ["post-vacancy"]


def test_conditions_can_be_waived(place: Place) -> None:
    unit = place.unit("a")
    place.post(unit, "secretary", until=D(2026, 1, 1))
    place.waiver(unit, "post-vacancy", D(2026, 1, 1))
    asked: dict[str, Any] = {"units": [unit.pk], "norm": "post-vacancy"}
    assert place.states(ON, **asked) == {"a": ["waived"]}


def test_conditions_are_not_asked_before_the_first_day() -> None:
    place = Place(owed_since=D(2026, 11, 21))
    unit = place.unit("a")
    place.term(unit, D(2026, 1, 1))
    assert place.duties(ON, units=[unit.pk]) == []
    found = {d.norm for d in place.duties(D(2026, 11, 21), units=[unit.pk])}
    assert found == {"election", "post-vacancy"}  # the month had begun before
