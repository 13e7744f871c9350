"""The arithmetic of meetings, by tables of integers."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.activities import rules
from leitu.activities.kinds import FACT_KINDS, shapes
from leitu.activities.models import ActivityKind, Attendance
from leitu.facts import kinds
from leitu.orgs.models import Unit

HALF = ActivityKind.Quorum.VOTERS_HALF


@pytest.mark.parametrize(
    ("expected", "present", "met"),
    [(0, 0, False), (1, 0, False), (1, 1, True), (2, 1, True), (3, 1, False), (3, 2, True), (23, 11, False)]
    + [(23, 12, True), (24, 11, False), (24, 12, True), (50, 25, True), (51, 25, False)],
)
def test_a_quorum_is_half_or_more_of_those_with_a_vote(expected, present, met):
    assert rules.quorum_met(HALF, expected, present) is met
    assert rules.quorum_met(ActivityKind.Quorum.EXPECTED_HALF, expected, present) is met
    assert rules.quorum_met(ActivityKind.Quorum.NONE, expected, present) is None


@pytest.mark.parametrize(
    ("expected", "in_favour", "passed"),
    [(0, 0, False), (1, 1, True), (2, 1, False), (3, 1, False), (3, 2, True), (24, 12, False), (24, 13, True)]
    + [(25, 12, False), (25, 13, True), (24, None, None)],
)
def test_a_resolution_passes_with_more_than_half_of_those_entitled(expected, in_favour, passed):
    rule = ActivityKind.Majority.EXPECTED_MORE_THAN_HALF
    assert rules.passes(rule, expected, in_favour) is passed
    assert rules.passes(ActivityKind.Majority.NONE, expected, in_favour) is None


def test_without_a_quorum_nothing_passes():
    assert rules.passes(ActivityKind.Majority.EXPECTED_MORE_THAN_HALF, 10, 8, False) is False


@given(expected=st.integers(1, 10_000), present=st.integers(0, 10_000))
def test_the_needed_numbers_are_the_smallest_that_do(expected, present):
    assert rules.quorum_met(HALF, expected, present) is (present >= rules.quorum_needs(expected))
    rule = ActivityKind.Majority.EXPECTED_MORE_THAN_HALF
    assert rules.passes(rule, expected, present) is (present >= rules.majority_needs(expected))


@pytest.mark.parametrize(
    ("recorded", "late"),
    [(dt.date(2026, 3, 20), False), (dt.date(2026, 3, 23), False), (dt.date(2026, 3, 24), True)],
)
def test_a_record_is_late_after_more_than_three_days(recorded, late):
    assert rules.is_late(dt.date(2026, 3, 20), recorded, 3) is late


def line(state, *, voter=True, exempt=False, capacity=Attendance.Capacity.MEMBER):
    return SimpleNamespace(state=state, capacity=capacity, is_exempt=exempt, is_voter=voter)


PRESENT, EXCUSED, ABSENT = Attendance.State.PRESENT, Attendance.State.EXCUSED, Attendance.State.ABSENT


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        ([], (0, 0, 0, 0, 0, 0)),
        ([line(PRESENT), line(EXCUSED), line(ABSENT)], (3, 1, 1, 0, 3, 1)),
        ([line(PRESENT, voter=False), line(PRESENT)], (2, 2, 0, 0, 1, 1)),
        ([line(EXCUSED, exempt=True), line(PRESENT)], (1, 1, 0, 1, 2, 1)),
        ([line(PRESENT, exempt=True), line(PRESENT)], (2, 2, 0, 0, 2, 2)),
        ([line(PRESENT, capacity=Attendance.Capacity.GUEST), line(PRESENT)], (1, 1, 0, 0, 1, 1)),
        ([line(PRESENT, capacity=Attendance.Capacity.LEADER)], (0, 0, 0, 0, 0, 0)),
    ],
)
def test_a_roll_is_counted_with_exempt_persons_apart_and_guests_nowhere(lines, numbers):
    assert rules.count(lines) == rules.Numbers(*numbers)


STATES = st.sampled_from(Attendance.State.values)


@given(st.lists(st.tuples(STATES, st.booleans(), st.booleans(), st.sampled_from(Attendance.Capacity.values))))
def test_the_numbers_always_add_up(rows):
    lines = [line(state, voter=voter, exempt=exempt, capacity=capacity) for state, voter, exempt, capacity in rows]
    found = rules.count(lines)
    members = sum(capacity == Attendance.Capacity.MEMBER for *_rest, capacity in rows)
    assert found.expected + found.exempt == members
    assert 0 <= found.present <= found.expected
    assert found.absent >= 0
    assert 0 <= found.voters_present <= found.voters_expected <= members


def test_the_kinds_name_only_what_exists():
    ours = {kind.code for kind in FACT_KINDS}
    assert ours <= kinds.codes()
    for row in shapes():
        assert {row["fact_kind"], row.get("short_fact_kind") or row["fact_kind"]} <= ours
        assert set(row["unit_kinds"]) <= set(Unit.Kind.values)
        assert row["expected"] in ActivityKind.Expected.values
        assert row.get("quorum", "none") in ActivityKind.Quorum.values
        assert row.get("majority", "none") in ActivityKind.Majority.values
        assert row["readers"] in ActivityKind.Readers.values
        assert {"document", "article", "summary", "confidence", "valid_from"} <= set(row["source"])
        dt.date.fromisoformat(row["source"]["valid_from"])
        assert bool(row.get("short_fact_kind")) == (row.get("quorum", "none") != "none")


def test_no_word_means_two_kinds():
    words = [word for row in shapes() for word in (row["code"], row["name"], *row["synonyms"])]
    assert len(words) == len(set(words))
