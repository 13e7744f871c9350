"""Sheets: by hand and by the machine the same, in sets and one by one the same, kept and computed again the same."""

import datetime as dt
from decimal import Decimal as D

import pytest
import time_machine
from django.db import DatabaseError, transaction

from leitu.assessments import actions, gather, invariants, queries
from leitu.assessments.evidence import Evidence, basis_of
from leitu.assessments.models import Correction, Objection, Sheet
from leitu.assessments.score import State, cells_of, score_of
from leitu.assessments.tests.factories import (
    AFTER,
    LAST,
    QUARTER,
    fill,
    matter,
    meeting,
    place,
    points,
    scheme_of,
)
from leitu.core.errors import NotAllowed, WrongState
from leitu.norms.tests.factories import user

pytestmark = pytest.mark.django_db


def cells(made, branch, name="branch-quarter", on=AFTER, span=QUARTER):
    scheme = scheme_of(made.console, made.tenant, name)
    found = gather.evidence(gather.Asked(made.tenant, scheme, span, on, [branch.pk]))[branch.pk]
    return cells_of(scheme.rule, basis_of(found))


def test_by_hand():
    """The quarter of one branch, computed on paper: 2 of 3 committee meetings 10 × 2/3 = 6.67, and so on."""
    made, branch = place()
    fill(made, branch)
    meeting(made, branch, dt.date(2026, 1, 20), expected=12, present=9, excused=1)
    meeting(made, branch, dt.date(2026, 2, 20), expected=12, present=10, excused=2)
    found = cells(made, branch)
    assert points(found) == {
        "team": D("10.00"),  # term and secretary: 2/2
        "committee-meetings": D("6.67"),  # 10 × 2/3
        "general-meetings": D("10.00"),
        "theme-days": D("6.67"),  # 10 × 2/3
        "attendance": D("5.00"),  # (9 + 10) of (12 − 1) + (12 − 2) is 90 %, and 80 is enough
        "lectures": D("10.00"),
        "closed-on-time": D("5.00"),  # 10 × 2/4: one closed late, one still open
        "findings": D("4.00"),  # 10 − 3 × 2
        "reopened": D("4.00"),  # 5 − 1
    }
    score = score_of(scheme_of(made.console, made.tenant).rule, found)
    assert (score.points, score.full, score.percent) == (D("61.34"), D("80.00"), D("76.68"))
    states = {code: cell.state for code, cell in found.items()}
    assert states["group-meetings"] == State.NOT_APPLICABLE
    assert states["requests"] == states["effect"] == State.NOT_RECORDED

    other = cells(made, branch, "five-dimensions")
    assert points(other) == {
        "team": D("10.00"),
        "committee-meetings": D("10.00"),  # 15 × 2/3
        "theme-days": D("6.67"),
        "lectures": D("10.00"),
        "closed-on-time": D("10.00"),  # 20 × 2/4
        "reopened": D("4.00"),
        "findings": D("9.00"),  # 15 − 3 × 2
    }
    assert score_of(scheme_of(made.console, made.tenant, "five-dimensions").rule, other).percent == D("70.20")


def test_while_the_period_runs_nothing_that_can_still_be_entered_is_lost():
    made, branch = place()
    made.fact(branch, "theme_day", dt.date(2026, 1, 5))
    assert cells(made, branch, on=dt.date(2026, 2, 10))["committee-meetings"].state == State.NOT_RECORDED
    lost = cells(made, branch, on=dt.date(2026, 2, 11))  # January's ten days are over
    assert (lost["committee-meetings"].state, lost["committee-meetings"].denominator) == (State.NOT_DONE, 1)
    assert lost["general-meetings"].state == State.NOT_RECORDED
    assert lost["theme-days"].points == D("10.00")
    made.fact(branch, "committee_meeting", dt.date(2026, 1, 31))  # entered late, and it costs nothing
    assert cells(made, branch, on=dt.date(2026, 2, 11))["committee-meetings"].points == D("10.00")


def test_a_matter_that_is_open_is_pending_until_its_time_is_over():
    made, branch = place()
    matter(made, branch, dt.date(2026, 3, 30))
    assert cells(made, branch, on=dt.date(2026, 4, 9))["closed-on-time"].state == State.NOT_RECORDED
    assert cells(made, branch, on=AFTER)["closed-on-time"].state == State.NOT_DONE


def test_what_groups_did_counts_for_their_branch():
    made, branch = place()
    group = made.unit("A1G", kind="group", parent=branch)
    for month in (1, 2):
        made.fact(group, "group_meeting", dt.date(2026, month, 9))
    cell = cells(made, branch)["group-meetings"]
    assert (cell.numerator, cell.denominator, cell.points) == (2, 3, D("6.67"))


def test_a_waived_duty_is_in_neither_number():
    made, branch = place()
    made.waiver(branch, "theme-day", dt.date(2026, 2, 1))
    made.fact(branch, "theme_day", dt.date(2026, 1, 5))
    cell = cells(made, branch)["theme-days"]
    assert (cell.numerator, cell.denominator, cell.waived, cell.points) == (1, 2, 1, D("5.00"))


def test_in_sets_and_one_by_one_the_same_and_the_parent_is_the_sum_of_its_children():
    made, branch = place()
    fill(made, branch)
    group = made.unit("A1G", kind="group", parent=branch)
    made.fact(group, "group_meeting", dt.date(2026, 1, 9))
    others = [made.unit(f"B{number}", sector="school") for number in range(4)]
    for number, unit in enumerate(others):
        for month in range(1, number + 1):
            made.fact(unit, "theme_day", dt.date(2026, month, 5))
        meeting(made, unit, dt.date(2026, 2, 20), expected=9, present=number + 3, excused=number)
    scheme = scheme_of(made.console, made.tenant)
    everybody = gather.bases(gather.Asked(made.tenant, scheme, QUARTER, AFTER))
    assert set(everybody) == {branch.pk, *(unit.pk for unit in others)}
    for key, basis in everybody.items():
        alone = gather.Asked(made.tenant, scheme, QUARTER, AFTER, [key])
        expected = cells_of(scheme.rule, basis)
        assert cells_of(scheme.rule, basis_of(gather.evidence(alone)[key])) == expected
        assert cells_of(scheme.rule, gather.bases(alone)[key]) == expected
    with time_machine.travel(AFTER):
        whole = queries.totals(made.tenant, scheme, QUARTER, None)
        parts = [queries.totals(made.tenant, scheme, QUARTER, [key]) for key in everybody]
    for code, total in whole.items():
        for name in ("met", "owed", "pending", "waived"):
            assert getattr(total.tally, name) == sum(getattr(part[code].tally, name) for part in parts)
        assert total.value == sum(part[code].value for part in parts)
        assert sum(total.states.values()) == len(everybody)
    assert whole["theme-days"].tally.owed == 15


def test_like_units_are_shown_as_quartiles_and_only_when_there_are_enough():
    made, branch = place()
    scheme = scheme_of(made.console, made.tenant)
    for number, percent in enumerate((60, 70, 80, 90)):
        unit = made.unit(f"L{number}", sector="village")
        kept_sheet(made, unit, scheme, percent)
    assert queries.like(branch, scheme, QUARTER) is None
    kept_sheet(made, made.unit("L9", sector="village"), scheme, 100)
    kept_sheet(made, made.unit("S1", sector="school"), scheme, 5)
    found = queries.like(branch, scheme, QUARTER)
    assert (found.number, found.low, found.median, found.high) == (5, 70, 80, 90)


def kept_sheet(made, unit, scheme, percent):
    return Sheet.objects.create(
        tenant=made.tenant,
        unit=unit,
        scheme=scheme,
        start=QUARTER.start,
        end=QUARTER.end,
        frozen_at="2026-04-11T00:00Z",
        percent=percent,
        digest="x",
    )


def test_kept_with_its_evidence_and_computed_again_years_later():
    made, branch = place()
    fill(made, branch)
    scheme = scheme_of(made.console, made.tenant)
    for early in (QUARTER.end, AFTER - dt.timedelta(days=1)):
        with time_machine.travel(early), pytest.raises(WrongState):
            actions.freeze(actor=made.console, scheme=scheme, span=QUARTER)
    with time_machine.travel(AFTER):
        assert actions.freeze(actor=made.console, scheme=scheme, span=QUARTER) == 1
        assert actions.freeze(actor=made.console, scheme=scheme, span=QUARTER) == 0
    sheet = Sheet.objects.select_related("scheme").get()
    assert (sheet.percent, sheet.band) == (D("75.12"), "fair")  # as by hand, without the two rolls
    assert len(sheet.evidence["facts"]) == 12
    assert {row[-1] for row in sheet.evidence["duties"]} == {"met", "owed"}
    made.fact(branch, "theme_day", dt.date(2026, 2, 5))  # later changes touch nothing
    assert queries.recomputed(sheet) == sheet.digest
    assert list(invariants.sheets_can_be_computed_again(made.tenant.pk)) == []
    assert list(invariants.schemes_are_as_loaded(made.tenant.pk)) == []
    stored = Evidence(**sheet.evidence)
    stored.facts.pop()
    Sheet.objects.update(evidence=stored.as_json())
    assert [one["sheet"] for one in invariants.sheets_can_be_computed_again(made.tenant.pk)] == [sheet.pk]


def test_sheets_are_kept_by_themselves_quarters_before_the_year_that_is_made_of_them():
    made, branch = place()
    fill(made, branch)
    quarter, year = (scheme_of(made.console, made.tenant, name) for name in ("branch-quarter", "college-year"))
    with time_machine.travel("2027-01-20"):
        assert actions.freeze_due(actor=made.console, tenant=made.tenant) == 7  # five quarters, two years
        assert actions.freeze_due(actor=made.console, tenant=made.tenant) == 0
    quarters = list(Sheet.objects.filter(scheme=quarter).order_by("start"))
    assert [sheet.start.month for sheet in quarters] == [10, 1, 4, 7, 10]
    whole = Sheet.objects.get(scheme=year, start__year=2026)
    of_year = [sheet for sheet in quarters if sheet.start.year == 2026]
    mean = sum(sheet.percent or 0 for sheet in of_year) / 4
    assert whole.cells["quarters"]["points"] == str((mean / 2).quantize(D("0.01")))
    assert [row[0] for row in whole.evidence["sheets"]] == [sheet.pk for sheet in of_year]
    assert whole.cells["debrief"]["is_installed"] is False  # says so, and half of the hundred takes no part
    with pytest.raises(NotAllowed):
        actions.freeze(actor=user(made, 7), scheme=quarter, span=QUARTER)


def test_no_sheet_before_duties_are_owed_or_of_half_a_period():
    made, _branch = place()
    scheme = scheme_of(made.console, made.tenant)
    with time_machine.travel(AFTER):
        assert queries.has_sheets(made.tenant, scheme, QUARTER)
        assert not queries.has_sheets(made.tenant, scheme, type(QUARTER)(dt.date(2023, 1, 1), dt.date(2023, 3, 31)))
        assert not queries.has_sheets(made.tenant, scheme, type(QUARTER)(QUARTER.start, dt.date(2026, 2, 28)))
        assert queries.spans(made.tenant, scheme)[1:3] == [QUARTER, LAST]


def test_corrections_are_never_changed(county):
    made, branch = place()
    scheme = scheme_of(made.console, made.tenant)
    sheet = kept_sheet(made, branch, scheme, 50)
    objection = Objection.objects.create(
        tenant=made.tenant, unit=branch, sheet=sheet, indicator="team", made_on=AFTER, due_on=AFTER
    )
    row = Correction.objects.create(
        tenant=made.tenant, sheet=sheet, objection=objection, indicator="team", at="2026-04-11T00:00Z"
    )
    for act in (lambda: Correction.objects.update(reason="x"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
