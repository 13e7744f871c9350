"""Count norms: which periods are owed, what counts, which state follows. Each case is a sentence of the contract."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leitu.norms.duties import duties, summary, summary_by_child
from leitu.norms.duty import State
from leitu.norms.tests.factories import Place, pack_text
from leitu.orgs.models import Unit, UnitState

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (D(2026, 10, 1), "upcoming"),
        (D(2026, 12, 23), "upcoming"),  # due in eight days
        (D(2026, 12, 24), "due_soon"),  # in seven
        (D(2026, 12, 31), "due_soon"),  # the last day is still in time
    ],
)
def test_an_unmet_duty_comes_due_a_week_before_the_end(place: Place, on: dt.date, state: str) -> None:
    place.unit("a")
    [duty] = place.duties(on, norm="general-meeting")
    assert (duty.period_start, duty.period_end, duty.due_on) == (D(2026, 10, 1), D(2026, 12, 31), D(2026, 12, 31))
    assert duty.state.value == state


def test_after_its_last_day_it_is_overdue_and_the_next_period_begins(place: Place) -> None:
    place.unit("a")
    assert place.states(D(2027, 1, 1), "general-meeting") == {"a": ["upcoming"]}
    assert place.states(D(2027, 1, 1), "general-meeting", since=D(2026, 12, 31)) == {"a": ["overdue", "upcoming"]}
    assert place.states(D(2027, 1, 1), "general-meeting", since=D(2027, 1, 1)) == {"a": ["upcoming"]}


@pytest.mark.parametrize(
    ("held", "on", "state", "achieved"),
    [
        (D(2026, 10, 1), D(2026, 11, 1), "met", 1),
        (D(2026, 12, 31), D(2026, 12, 31), "met", 1),
        (D(2026, 9, 30), D(2026, 11, 1), "upcoming", 0),
        (D(2027, 1, 1), D(2027, 1, 1), "met", 1),
        (D(2026, 12, 2), D(2026, 12, 1), "upcoming", 0),  # after the day asked about
    ],
)
def test_facts_count_from_the_first_to_the_last_day_but_not_after_the_day_asked_about(
    place: Place, held: dt.date, on: dt.date, state: str, achieved: int
) -> None:
    place.fact(place.unit("a"), "general_meeting", held)
    [duty] = place.duties(on, norm="general-meeting")
    assert duty.state.value == state
    assert duty.achieved == achieved


def test_a_late_entry_makes_a_past_period_met(place: Place) -> None:
    unit = place.unit("a")
    asked: dict[str, Any] = {"on": D(2026, 6, 15), "norm": "theme-day", "since": D(2026, 4, 1)}
    assert place.states(**asked) == {"a": ["overdue", "overdue", "upcoming"]}
    place.fact(unit, "theme_day", D(2026, 4, 8))
    assert place.states(**asked) == {"a": ["met", "overdue", "upcoming"]}


def test_achieved_is_not_capped_and_numbers_are_exact(place: Place) -> None:
    unit = place.unit("a")
    place.load(pack_text({"code": "hours", "required": 22.5}, pack="local", level=1))
    for amount in ("0.1", "0.2", "22.2"):
        place.fact(unit, "theme_day", D(2026, 5, 5), amount)
    [duty] = place.duties(D(2026, 5, 31), norm="hours")
    assert (duty.achieved, duty.state) == (Decimal("22.5"), State.MET)
    assert (duty.as_json("a")["required"], duty.as_json("a")["achieved"]) == ("22.5", "22.5")
    for __ in range(80):
        place.fact(unit, "theme_day", D(2026, 5, 6))
    [duty] = place.duties(D(2026, 5, 31), norm="hours")
    assert duty.as_json("a")["achieved"] == "102.5"


@pytest.mark.parametrize(
    ("founded", "dissolved", "months"),
    [
        (None, None, [1, 2, 3]),
        (D(2026, 2, 1), None, [2, 3]),
        (D(2026, 2, 2), None, [3]),  # not there on the first day of February
        (None, D(2026, 3, 1), [1, 2]),  # the first day it no longer exists
        (None, D(2026, 2, 28), [1]),
        (None, D(2026, 3, 31), [1, 2]),  # not there on the last day of March
        (None, D(2026, 4, 1), [1, 2, 3]),
        (D(2026, 2, 1), D(2026, 3, 1), [2]),
    ],
)
def test_a_unit_owes_what_it_lived_through(
    place: Place, founded: dt.date | None, dissolved: dt.date | None, months: list[int]
) -> None:
    place.unit("a", founded_on=founded, dissolved_on=dissolved)
    found = place.duties(D(2026, 3, 31), norm="theme-day", since=D(2026, 1, 1))
    assert [duty.period_start.month for duty in found] == months


def test_february_of_a_leap_year_ends_on_its_29th(place: Place) -> None:
    unit = place.unit("a", dissolved_on=D(2024, 3, 1))
    place.fact(unit, "theme_day", D(2024, 2, 29))
    [duty] = place.duties(D(2024, 2, 29), norm="theme-day")
    assert (duty.period_end, duty.state) == (D(2024, 2, 29), State.MET)


def test_nothing_is_owed_for_periods_that_begin_before_the_first_day() -> None:
    place = Place(owed_since=D(2026, 1, 15))
    place.unit("a")
    found = place.duties(D(2026, 4, 1), since=D(2025, 1, 1))
    starts = {(d.norm, d.period_start) for d in found if d.rule.shape == "count"}
    assert starts == {
        ("theme-day", D(2026, 2, 1)),
        ("theme-day", D(2026, 3, 1)),
        ("theme-day", D(2026, 4, 1)),
        ("general-meeting", D(2026, 4, 1)),
        ("lecture", D(2026, 4, 1)),
    }


@pytest.mark.parametrize(
    ("kind", "norms"),
    [
        ("branch", {"general-meeting", "theme-day", "organisational-life-meeting", "lecture"}),
        ("joint_branch", {"general-meeting", "theme-day", "organisational-life-meeting", "lecture"}),
        ("temporary_branch", {"general-meeting", "theme-day", "organisational-life-meeting", "lecture"}),
        ("floating_branch", {"general-meeting", "theme-day", "organisational-life-meeting", "lecture"}),
        ("group", {"group-meeting"}),
        ("general_branch", set()),
        ("committee", set()),
        ("working_committee", set()),
    ],
)
def test_each_kind_of_unit_owes_only_what_is_addressed_to_it(place: Place, kind: str, norms: set[str]) -> None:
    unit = place.unit("a", kind)
    found = place.duties(D(2026, 5, 5), units=[unit.pk])
    assert {duty.norm for duty in found if duty.rule.shape == "count"} == norms


def test_norms_whose_records_have_no_app_never_give_a_row(place: Place) -> None:
    for kind in Unit.Kind.values:
        place.unit(kind, kind)
    found = {duty.norm for duty in place.duties(D(2026, 11, 1), since=D(2024, 1, 1))}
    for code in ("appraisal", "talk", "member-hours", "dues", "election-notice", "new-secretary-training"):
        assert place.duties(D(2026, 11, 1), norm=code, since=D(2024, 1, 1)) == []
        assert code not in found


def test_a_change_of_kind_counts_from_the_next_first_day(place: Place) -> None:
    unit = place.unit("a", "general_branch")
    UnitState.objects.filter(unit=unit).update(kind="branch", until=D(2026, 2, 10))
    UnitState.objects.create(tenant=place.tenant, unit=unit, name="a", kind="general_branch", since=D(2026, 2, 10))
    found = place.duties(D(2026, 4, 30), norm="theme-day", since=D(2026, 1, 1))
    assert [duty.period_start.month for duty in found] == [1, 2]


def test_only_facts_of_the_right_kind_and_unit_count(place: Place) -> None:
    a, b = place.unit("a"), place.unit("b")
    place.fact(a, "general_meeting_inquorate", D(2026, 5, 5))
    place.fact(a, "organisational_life_meeting", D(2026, 5, 5))
    place.fact(b, "general_meeting", D(2026, 5, 5))
    assert place.states(D(2026, 5, 6), "general-meeting") == {"a": ["upcoming"], "b": ["met"]}


def test_an_organisational_life_meeting_counts_for_the_calendar_year_of_its_date(place: Place) -> None:
    place.fact(place.unit("a"), "organisational_life_meeting", D(2026, 1, 5))
    asked: dict[str, Any] = {"norm": "organisational-life-meeting", "since": D(2025, 12, 31)}
    assert place.states(D(2026, 1, 6), **asked) == {"a": ["overdue", "met"]}


def test_a_waiver_changes_the_answer_at_once_and_met_wins_over_it(place: Place) -> None:
    unit = place.unit("a")
    place.waiver(unit, "theme-day", D(2026, 5, 1))
    asked: dict[str, Any] = {"on": D(2026, 6, 2), "norm": "theme-day", "since": D(2026, 5, 31)}
    assert place.states(**asked) == {"a": ["waived", "upcoming"]}
    assert place.states(D(2026, 6, 2), "general-meeting") == {"a": ["upcoming"]}
    place.fact(unit, "theme_day", D(2026, 5, 20))
    assert place.states(**asked) == {"a": ["met", "upcoming"]}


def test_a_withdrawn_waiver_is_none(place: Place) -> None:
    waiver = place.waiver(place.unit("a"), "theme-day", D(2026, 5, 1))
    waiver.withdrawn_at = waiver.made_at
    waiver.save()
    assert place.states(D(2026, 6, 2), "theme-day", since=D(2026, 5, 31)) == {"a": ["overdue", "upcoming"]}


def test_a_changed_number_holds_from_its_date_on_and_not_before() -> None:
    place = Place(national=pack_text({}))
    unit = place.unit("a")
    for month in (1, 2, 3):
        place.fact(unit, "theme_day", D(2026, month, 5))
    asked: dict[str, Any] = {"on": D(2026, 3, 31), "norm": "theme-day", "since": D(2026, 1, 1)}
    assert place.states(**asked) == {"a": ["met", "met", "met"]}
    place.load(pack_text({}, {"valid_from": "2026-02-02", "required": 2}))
    assert place.states(**asked) == {"a": ["met", "met", "due_soon"]}  # February had begun before the change
    assert [d.required for d in place.duties(**asked)] == [1, 1, 2]


def test_an_ended_norm_is_owed_for_periods_that_began_before_its_end() -> None:
    place = Place(national=pack_text({"valid_until": "2026-02-10"}))
    place.unit("a")
    found = place.duties(D(2026, 4, 30), norm="theme-day", since=D(2026, 1, 1))
    assert [duty.period_start.month for duty in found] == [1, 2]


def test_a_norm_is_not_owed_before_it_came_into_force() -> None:
    place = Place(national=pack_text({"valid_from": "2026-02-02"}))
    place.unit("a")
    found = place.duties(D(2026, 4, 30), norm="theme-day", since=D(2026, 1, 1))
    assert [duty.period_start.month for duty in found] == [3, 4]


def test_a_local_pack_overrides_while_it_is_switched_on(place: Place) -> None:
    place.unit("a")
    local = place.load(pack_text({"required": 2}, pack="local", level=1), active=False)
    assert [d.required for d in place.duties(D(2026, 5, 5), norm="theme-day")] == [1]
    local.is_active = True
    local.save()
    assert [d.required for d in place.duties(D(2026, 5, 5), norm="theme-day")] == [2]


def test_a_local_norm_with_shorter_periods_replaces_the_national_periods(place: Place) -> None:
    unit = place.unit("a")
    place.load(pack_text({"code": "lecture", "facts": "[lecture]", "valid_from": "2026-01-01"}, pack="local", level=1))
    place.fact(unit, "lecture", D(2026, 5, 5))
    found = place.duties(D(2026, 6, 30), norm="lecture", since=D(2025, 12, 31))
    assert [(d.period_start, d.state.value) for d in found] == [
        (D(2025, 10, 1), "overdue"),
        (D(2026, 1, 1), "overdue"),
        (D(2026, 2, 1), "overdue"),
        (D(2026, 3, 1), "overdue"),
        (D(2026, 4, 1), "overdue"),
        (D(2026, 5, 1), "met"),
        (D(2026, 6, 1), "due_soon"),
    ]


def test_a_local_norm_never_loosens_a_national_one_that_became_stricter() -> None:
    place = Place(national=pack_text({}))
    place.unit("a")
    place.load(pack_text({"required": 2}, pack="local", level=1))
    place.load(pack_text({}, {"valid_from": "2026-03-01", "required": 3}))
    found = place.duties(D(2026, 3, 31), norm="theme-day", since=D(2026, 2, 1))
    assert [duty.required for duty in found] == [2, 3]


def test_several_norms_may_count_the_same_facts_and_one_norm_several_kinds(place: Place) -> None:
    unit = place.unit("a")
    both = {"code": "gatherings", "required": 2, "facts": "[theme_day, lecture]"}
    place.load(pack_text(both, pack="local", level=1))
    place.fact(unit, "theme_day", D(2026, 5, 5))
    place.fact(unit, "lecture", D(2026, 5, 6))
    states = {d.norm: d.state.value for d in place.duties(D(2026, 5, 7)) if d.rule.shape == "count"}
    assert (states["gatherings"], states["theme-day"], states["lecture"]) == ("met", "met", "met")


def test_since_after_on_is_refused(place: Place) -> None:
    with pytest.raises(ValueError):
        place.duties(D(2026, 5, 5), since=D(2026, 5, 6))


def test_another_tenant_is_another_world(place: Place) -> None:
    other = Place()
    place.unit("a")
    other.fact(other.unit("a"), "theme_day", D(2026, 5, 5))
    assert place.states(D(2026, 5, 6), "theme-day") == {"a": ["upcoming"]}
    assert other.states(D(2026, 5, 6), "theme-day") == {"a": ["met"]}


def test_a_past_period_is_counted_by_the_tree_of_its_last_day(place: Place) -> None:
    east, west = place.unit("east", "committee"), place.unit("west", "committee")
    moved = place.unit("a", parent=east, until=D(2026, 2, 10))
    moved.parent = west
    place.place(moved, west, since=D(2026, 2, 10))
    asked: dict[str, Any] = {"norm": "theme-day", "since": D(2026, 1, 1)}
    months = {
        unit.code: [d.period_start.month for d in place.duties(D(2026, 3, 5), under=unit, **asked)]
        for unit in (east, west, place.root)
    }
    assert months == {"east": [1], "west": [2, 3], "root": [1, 2, 3]}
    by_child = summary_by_child(place.tenant, place.root, on=D(2026, 3, 5), since=D(2026, 1, 1), norm="theme-day")
    counts = {key: sum(by["theme-day"].values()) for key, by in by_child.items()}
    assert counts == {east.pk: 1, west.pk: 2}


def test_the_summary_counts_what_the_list_holds(place: Place) -> None:
    for index in range(6):
        unit = place.unit(f"u{index}", founded_on=D(2026, 2, 15) if index % 2 else None)
        if index < 3:
            place.fact(unit, "theme_day", D(2026, 3, 3))
    place.waiver(unit, "theme-day", D(2026, 4, 1))
    counts = summary(place.tenant, on=D(2026, 4, 30), since=D(2026, 1, 1), norm="theme-day")
    assert counts == {"theme-day": {"upcoming": 0, "due_soon": 5, "met": 3, "overdue": 9, "waived": 1}}


def test_the_number_of_queries_does_not_grow(place: Place) -> None:
    def queries() -> tuple[int, int]:
        counts = []
        for ask in (duties, summary):
            with CaptureQueriesContext(connection) as seen:
                ask(place.tenant, on=D(2026, 11, 20), since=D(2024, 1, 1))
            counts.append(len(seen))
        return counts[0], counts[1]

    def grow(number: int) -> None:
        for index in range(number):
            unit = place.unit(f"n{Unit.objects.count()}", founded_on=D(2024, 5, 5) if index % 2 else None)
            place.members(unit, 3)
            place.fact(unit, "theme_day", D(2026, 5, 5))
            place.term(unit, D(2027, 5, 5))
            place.post(unit, "secretary")

    grow(2)
    few = queries()
    grow(20)
    assert queries() == few
    assert max(few) <= 24
