"""自己查数: the table equals a count by hand, small numbers of people are hidden outside, nothing is a ranking."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from leitu.activities.models import Activity
from leitu.core.periods import Period
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.orgs.models import UnitLink
from leitu.people import actions as people
from leitu.people.models import Membership
from leitu.reports import actions, asking
from leitu.reports.asking import ALL, GROUPS, KIND, MEMBERS, MONTH, PRESENCE, SECTOR, UNIT, Question, answer
from leitu.reports.models import SavedQuestion

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 20))
LECTURE = 107


@pytest.fixture
def recorded(county):
    """Facts of lectures at branches and groups, in and outside the period."""
    rows = [("Q1", "2026-01-05", 1), ("Q1G", "2026-02-28", 2), ("Q2", "2026-03-20", 1), ("B1", "2026-03-01", 4)]
    rows += [("Q1", "2025-12-31", 8), ("B2", "2026-03-21", 8)]
    Fact.objects.bulk_create(
        Fact(
            tenant_id=county.tenant.pk,
            source_type=99,
            source_id=number,
            kind=LECTURE,
            unit_id=county.units[code].pk,
            on=on,
            amount=amount,
        )
        for number, (code, on, amount) in enumerate(rows, 1)
    )
    return county


def table(county, who: str, unit: str, what: str, group: str, span: Period = YEAR) -> asking.Answer:
    return answer(county.actor(who), Question(county.units[unit], what, span, group))


def numbers(found: asking.Answer) -> dict[str, int | None]:
    return {line.label: line.number for line in found.lines}


@pytest.mark.django_db
def test_each_way_of_splitting_gives_what_was_recorded(recorded) -> None:
    names = {code: unit.name for code, unit in recorded.units.items()}
    by_unit = table(recorded, "county_officer", "C", "lecture", UNIT)
    assert numbers(by_unit)[names["Q"]] == 4
    assert numbers(by_unit)[names["B"]] == 4
    assert by_unit.total.number == 8
    assert [line.label for line in by_unit.lines] == sorted(line.label for line in by_unit.lines)
    assert numbers(table(recorded, "county_officer", "Q", "lecture", UNIT))[names["Q1"]] == 3
    by_month = numbers(table(recorded, "county_officer", "C", "lecture", MONTH))
    assert by_month == {"2026-01": 1, "2026-02": 2, "2026-03": 5}
    by_kind = numbers(table(recorded, "county_officer", "C", ALL, KIND))
    assert by_kind["党课"] == 8
    assert table(recorded, "county_officer", "C", "lecture", SECTOR).total.number == 8


@pytest.mark.django_db
@pytest.mark.parametrize("what", [MEMBERS, PRESENCE, "lecture"])
def test_every_way_of_splitting_has_the_same_sum(recorded, what) -> None:
    groups = [group for group in GROUPS if (what, group) != (MEMBERS, MONTH)]
    totals = {group: table(recorded, "county_officer", "C", what, group).total.number for group in groups}
    assert len(set(totals.values())) == 1, totals


@pytest.mark.django_db
def test_people_are_counted_from_register_and_rolls(recorded) -> None:
    members = Membership.objects.on(YEAR.end).filter(tenant=recorded.tenant)
    assert table(recorded, "county_officer", "C", MEMBERS, UNIT).total.number == members.count()
    held = Activity.objects.filter(tenant=recorded.tenant, state="archived", on__range=(YEAR.start, YEAR.end))
    assert table(recorded, "county_officer", "C", PRESENCE, KIND).total.number == sum(
        held.values_list("present_count", flat=True)
    )


@pytest.mark.django_db
def test_only_what_is_in_scope_counts(recorded) -> None:
    below = UnitLink.objects.filter(ancestor=recorded.units["Q"]).values("descendant_id")
    own = Fact.objects.filter(kind=LECTURE, on__range=(YEAR.start, YEAR.end), unit_id__in=below)
    assert table(recorded, "officer", "C", "lecture", UNIT).total.number == sum(int(one.amount) for one in own) == 4


@pytest.mark.django_db
def test_small_numbers_of_people_are_hidden_outside_the_branch_and_cannot_be_worked_out(recorded) -> None:
    for number in range(3):
        people.register_member(
            actor=recorded.console,
            unit=recorded.units["B2"],
            name=f"新人{number}",
            joined_on=dt.date(2010, 1, 1),
            full_on=dt.date(2011, 1, 1),
        )
    found = table(recorded, "county_officer", "B", MEMBERS, UNIT)
    exact = {}
    for code in ("B1", "B2"):
        unit = recorded.units[code]
        exact[unit.name] = Membership.objects.on(YEAR.end).filter(unit=unit).count()
    assert any(0 < count < 5 for count in exact.values())
    hidden = [line.label for line in found.lines if line.number is None]
    small = {name for name, count in exact.items() if 0 < count < 5}
    assert small <= set(hidden)
    assert len(hidden) != 1
    own = table(recorded, "梅", "Q1", MEMBERS, UNIT)
    assert not own.hides


@pytest.mark.django_db
def test_a_question_takes_a_handful_of_statements_whatever_the_size(recorded) -> None:
    for group in GROUPS:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            table(recorded, "county_officer", "C", "lecture", group)
        assert len(asked) <= 6, (group, len(asked))


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("what=all&group=month", "不同的事不能加在一起"),
        ("what=members&group=month", "不按月分"),
        ("what=lecture&since=2026-03-02&until=2026-03-01", "请调换"),
        ("what=lecture&since=1990-01-01", "一次最多查五年"),
        ("what=logins", "logins"),
    ],
)
@pytest.mark.django_db
def test_what_makes_no_sense_is_said_and_not_answered(county, sign_in, query, said) -> None:
    page = sign_in("officer").get(f"{reverse('reports:ask')}?{query}").content.decode()
    assert said in page
    assert "合计" not in page


@pytest.mark.django_db
def test_five_real_questions_on_the_page_in_a_file_and_under_a_name(recorded, sign_in) -> None:
    client, address = sign_in("county_officer"), reverse("reports:ask")
    for query, wanted in (
        ("what=lecture&group=unit", "<svg"),
        ("what=lecture&group=month", "2026-02"),
        ("what=all", "党课"),
        ("what=members&group=sector", "合计"),
        ("what=presence&group=kind", "合计"),
    ):
        page = client.get(f"{address}?{query}&since=2026-01-01&until=2026-03-20")
        assert page.status_code == 200
        assert wanted in page.content.decode(), query
    query = "what=lecture&group=month&since=2026-01-01&until=2026-03-20"
    file = client.post(f"{address}?{query}&export=1")
    cells = [cell.value for row in load_workbook(io.BytesIO(file.content)).active.iter_rows() for cell in row]
    assert {"2026-02", "2", "合计", "8"} <= {str(cell) for cell in cells}
    saved = client.post(f"{reverse('reports:save_question')}?{query}", {"name": "党课按月"})
    assert saved.status_code == 302
    assert "党课按月" in client.get(address).content.decode()
    assert "党课按月" not in sign_in("officer").get(address).content.decode()


@pytest.mark.django_db
def test_the_fields_say_what_the_page_counts_before_anything_was_asked(county, sign_in) -> None:
    shown = sign_in("officer").get(reverse("reports:ask")).context["form"]
    assert (shown["what"].value(), shown["group"].value()) == (ALL, KIND)
    assert shown.is_valid()


def test_a_question_is_ones_own(county, sign_in) -> None:
    actor = county.actor("officer")
    made = actions.save_question(actor=actor, name="人数", query="what=members")
    assert sign_in("county_officer").post(reverse("reports:drop_question", args=[made.pk])).status_code == 404
    again = actions.save_question(actor=actor, name="人数", query="what=presence")
    assert (again.pk, again.query) == (made.pk, "what=presence")
    actions.drop_question(actor=actor, question=again)
    assert not SavedQuestion.objects.exists()


def test_everything_that_is_counted_has_a_name() -> None:
    assert set(asking.what_choices()) == {MEMBERS, PRESENCE, ALL, *kinds.codes()}
