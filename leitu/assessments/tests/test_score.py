"""The arithmetic of a cell: four states, nothing lost silently, more facts never lower what counts them."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.assessments.evidence import Evidence, basis_of
from leitu.assessments.scheme import Band, Indicator, Level, Rule
from leitu.assessments.score import Basis, Cell, State, Tally, cell_from, cell_of, score_of
from leitu.core.periods import PeriodKind

SHARE = Indicator("share", "按月", "share", "norms", D(10), norms=("theme-day",))
BY_STEPS = Indicator(
    "steps", "分档", "graded", "norms", D(5), norms=("theme-day",), steps=((D(100), D(5)), (D(50), D(2)))
)
COUNT = Indicator("count", "次数", "count", "facts", D(6), facts=("lecture",), per=D(2))
GRADED = Indicator("graded", "档次", "graded", "facts", D(5), facts=("lecture",), steps=((D(2), D(5)), (D(1), D(2))))
DEDUCT = Indicator(
    "deduct", "扣分", "deduct", "inspections", D(10), facts=("inspection_finding",), per=D(3), floor=D(2),
    only_with=("inspection_received",),
)  # fmt: skip
TICK = Indicator("tick", "有", "tick", "facts", D(4), facts=("lecture",))
BONUS = Indicator("bonus", "加分", "bonus", "facts", D(2), facts=("lecture",))
VETO = Indicator("veto", "否决", "veto", "matters", facts=("matter_reopened",), required=D(2))
JUDGED = Indicator("judged", "评价", "judged", "people", D(5))
AVERAGE = Indicator("average", "平均", "average", "sheets", D(50), of="q")
BALLOT = Indicator("ballot", "测评", "ballot", "ballots", D(50))


def lectures(number, closed=True, **more):
    return Basis(is_closed=closed, amounts={"lecture": D(number), **more})


def duties(*tally):
    return Basis(duties={"theme-day": Tally(*tally)})


@pytest.mark.parametrize(
    ("one", "basis", "state", "points", "full"),
    [
        (SHARE, duties(3, 3), State.DONE, "10.00", "10.00"),
        (SHARE, duties(2, 3), State.NOT_DONE, "6.67", "10.00"),
        (SHARE, duties(0, 3), State.NOT_DONE, "0.00", "10.00"),
        (SHARE, duties(2, 2, 1), State.NOT_RECORDED, "10.00", "10.00"),  # what is pending lowers nothing
        (SHARE, duties(0, 0, 3), State.NOT_RECORDED, "0.00", "0.00"),
        (SHARE, duties(0, 0, 0, 3), State.NOT_APPLICABLE, "0.00", "0.00"),  # waived
        (SHARE, Basis(), State.NOT_APPLICABLE, "0.00", "0.00"),
        (BY_STEPS, duties(3, 3), State.DONE, "5.00", "5.00"),
        (BY_STEPS, duties(2, 3), State.NOT_DONE, "2.00", "5.00"),
        (BY_STEPS, duties(1, 3), State.NOT_DONE, "0.00", "5.00"),
        (COUNT, lectures(0), State.NOT_DONE, "0.00", "6.00"),
        (COUNT, lectures(2), State.NOT_DONE, "4.00", "6.00"),
        (COUNT, lectures(9), State.DONE, "6.00", "6.00"),
        (COUNT, lectures(0, closed=False), State.NOT_RECORDED, "0.00", "0.00"),
        (COUNT, lectures(2, closed=False), State.NOT_RECORDED, "4.00", "4.00"),
        (GRADED, lectures(1), State.NOT_DONE, "2.00", "5.00"),
        (GRADED, lectures(3), State.DONE, "5.00", "5.00"),
        (TICK, lectures(1), State.DONE, "4.00", "4.00"),
        (TICK, lectures(0), State.NOT_DONE, "0.00", "4.00"),
        (TICK, lectures(0, closed=False), State.NOT_RECORDED, "0.00", "0.00"),
        (DEDUCT, lectures(0, inspection_received=D(1)), State.DONE, "10.00", "10.00"),
        (DEDUCT, lectures(0, inspection_received=D(1), inspection_finding=D(2)), State.NOT_DONE, "4.00", "10.00"),
        (DEDUCT, lectures(0, inspection_received=D(1), inspection_finding=D(9)), State.NOT_DONE, "2.00", "10.00"),
        (DEDUCT, lectures(0), State.NOT_APPLICABLE, "0.00", "0.00"),
        (DEDUCT, lectures(0, closed=False), State.NOT_RECORDED, "0.00", "0.00"),
        (BONUS, lectures(5), State.DONE, "2.00", "0.00"),
        (BONUS, lectures(0), State.NOT_APPLICABLE, "0.00", "0.00"),
        (VETO, lectures(0, matter_reopened=D(1)), State.DONE, "0.00", "0.00"),
        (VETO, lectures(0, matter_reopened=D(2)), State.NOT_DONE, "0.00", "0.00"),
        (JUDGED, Basis(is_closed=True), State.NOT_RECORDED, "0.00", "0.00"),
        (JUDGED, Basis(judged={"judged": D(3)}), State.DONE, "3.00", "5.00"),
        (JUDGED, Basis(judged={"judged": D(0)}), State.NOT_DONE, "0.00", "5.00"),
        (AVERAGE, Basis(), State.NOT_RECORDED, "0.00", "0.00"),
        (AVERAGE, Basis(earlier={"q": [D(90), D(70)]}), State.DONE, "40.00", "50.00"),
        (AVERAGE, Basis(earlier={"q": [D(102)]}), State.DONE, "50.00", "50.00"),
        (BALLOT, Basis(absent=frozenset({"ballot"})), State.NOT_RECORDED, "0.00", "0.00"),
    ],
)
def test_a_cell(one, basis, state, points, full):
    cell = cell_of(one, basis)
    assert (cell.state, cell.points, cell.full) == (state, D(points), D(full))
    assert cell_from(cell.as_json()) == cell


def test_a_source_that_records_nothing_yet_says_so_and_takes_no_part():
    requests = Indicator("requests", "诉求", "count", "requests", D(5), facts=("request_nobody_records",))
    assert not BALLOT.is_installed
    assert not requests.is_installed
    assert COUNT.is_installed
    cell = cell_of(requests, Basis(is_closed=True, absent=frozenset({"requests"})))
    assert (cell.is_installed, cell.full, cell.state) == (False, D(0), State.NOT_RECORDED)


def rule(*indicators, **more):
    bands = (Band("good", "好", D(90)), Band("fair", "一般", D(60)), Band("poor", "差", D(0)))
    levels = (Level("all", "全部", D(100), indicators),)
    lines = {one.code: one for one in indicators}
    return Rule("表", PeriodKind.QUARTER, frozenset({"branch"}), levels, bands, lines=lines, **more)


def test_the_sum_is_of_what_took_part_with_the_bonus_on_top():
    made = rule(SHARE, COUNT, BONUS, VETO, BALLOT, veto_band="poor")
    basis = replace(lectures(2), duties={"theme-day": Tally(3, 3)}, absent=frozenset({"ballot"}))
    score = score_of(made, {one.code: cell_of(one, basis) for one in made.indicators()})
    assert (score.points, score.full, score.bonus, score.percent) == (D("14.00"), D("16.00"), D("2.00"), D("89.50"))
    assert made.band_of(score.percent, vetoed=False).code == "fair"
    assert made.band_of(D(95), vetoed=True).code == "poor"
    assert made.band_of(D(10), vetoed=True).code == "poor"
    nothing = score_of(made, {one.code: Cell(State.NOT_RECORDED) for one in made.indicators()})
    assert nothing.percent is None


AMOUNTS = st.dictionaries(
    st.sampled_from(["lecture", "inspection_finding", "inspection_received", "matter_reopened"]),
    st.integers(0, 30).map(D),
)


@given(AMOUNTS, st.booleans(), st.sampled_from([COUNT, GRADED, TICK, BONUS]))
def test_one_fact_more_never_lowers_a_count_and_without_it_all_is_as_before(amounts, closed, one):
    before = cell_of(one, Basis(is_closed=closed, amounts=amounts))
    more = {**amounts, "lecture": amounts.get("lecture", D(0)) + 1}
    after = cell_of(one, Basis(is_closed=closed, amounts=more))
    assert after.points >= before.points
    assert after.full >= before.full
    restored = {**more, "lecture": more["lecture"] - 1}
    assert cell_of(one, Basis(is_closed=closed, amounts=restored)) == before


TALLIES = st.integers(0, 40).flatmap(
    lambda owed: st.tuples(st.integers(0, owed), st.just(owed), st.integers(0, 9), st.integers(0, 9))
)


@given(TALLIES, st.integers(0, 9))
def test_what_is_pending_or_waived_changes_no_points(tally, pending):
    met, owed, *_rest = tally
    plain = cell_of(SHARE, duties(met, owed))
    later = cell_of(SHARE, duties(met, owed, pending, pending))
    assert (plain.points, plain.full) == (later.points, later.full)
    assert 0 <= plain.points <= plain.full


FACTS = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.integers(1, 999),
        st.sampled_from(["lecture", "inspection_finding", "inspection_received", "matter_reopened"]),
        st.just("2026-01-05"),
        st.integers(1, 9).map(str),
    ).map(list),
    max_size=20,
)
EVERY = rule(SHARE, BY_STEPS, COUNT, GRADED, DEDUCT, TICK, BONUS, VETO, JUDGED, AVERAGE)


@given(FACTS, st.data())
def test_whatever_the_order_the_evidence_gives_the_same(facts, data):
    mixed = data.draw(st.permutations(facts))
    one, other = (
        {line.code: cell_of(line, basis_of(Evidence(is_closed=True, facts=rows))) for line in EVERY.indicators()}
        for rows in (facts, mixed)
    )
    assert one == other
