"""Which branches have a committee, and therefore owe committee meetings."""

import datetime as dt

import pytest

from leitu.norms.tests.factories import Place, pack_text

D = dt.date
ON = D(2026, 5, 20)
pytestmark = pytest.mark.django_db
NORM = {
    "code": "committee-meeting",
    "only_with_committee": "true",
    "committee_from": 7,
    "facts": "[committee_meeting]",
}


@pytest.fixture
def place() -> Place:
    return Place(national=pack_text(NORM))


def owed(place: Place, on: dt.date = ON, since: dt.date | None = None) -> list[int]:
    return [duty.period_start.month for duty in place.duties(on, since=since)]


@pytest.mark.parametrize(
    ("said", "members", "post", "owes"),
    [
        (True, 0, "", True),
        (True, 3, "", True),
        (False, 30, "publicity_officer", False),  # 否 overrides the count of seven, and posts
        (None, 6, "", False),
        (None, 7, "", True),
        (None, 0, "organisation_officer", True),
        (None, 0, "committee_member", True),
        (None, 6, "secretary", False),  # a lone secretary is no committee
        (None, 6, "deputy_secretary", False),
        (None, 0, "", False),
    ],
)
def test_the_register_decides_then_posts_then_seven(
    place: Place, said: bool | None, members: int, post: str, owes: bool
) -> None:
    unit = place.unit("a", has_committee=said)
    place.members(unit, members)
    if post:
        place.post(unit, post)
    assert bool(owed(place)) is owes


@pytest.mark.parametrize(
    ("fields", "owes"),
    [
        ({}, True),
        ({"full_on": None}, False),  # a probationary member
        ({"full_on": D(2026, 5, 1)}, True),
        ({"full_on": D(2026, 5, 2)}, False),  # not yet on the first day of the month
        ({"since": D(2026, 5, 1)}, True),
        ({"since": D(2026, 5, 2)}, False),
        ({"until": D(2026, 5, 1)}, False),  # gone on the first day
        ({"until": D(2026, 5, 2)}, True),
    ],
)
def test_the_seventh_counts_as_a_full_member_on_the_first_day(
    place: Place, fields: dict[str, dt.date | None], owes: bool
) -> None:
    unit = place.unit("a")
    place.members(unit, 6)
    place.member(unit, **fields)
    assert bool(owed(place)) is owes
    # The same answer when many days are asked about at once.
    assert (5 in owed(place, since=D(2026, 1, 1))) is owes


@pytest.mark.parametrize(
    ("since", "until", "owes"),
    [
        (D(2026, 5, 1), D(2026, 5, 2), False),
        (D(2026, 4, 1), D(2026, 5, 1), True),
        (D(2026, 5, 2), D(9999, 12, 31), True),
        (D(2020, 1, 1), D(9999, 12, 31), False),
    ],
)
def test_the_suspended_do_not_count(place: Place, since: dt.date, until: dt.date, owes: bool) -> None:
    unit = place.unit("a")
    place.members(unit, 6)
    place.suspend(place.member(unit), since, until)
    assert bool(owed(place)) is owes
    assert (5 in owed(place, since=D(2026, 1, 1))) is owes


def test_a_corrected_register_changes_each_month_by_its_first_day(place: Place) -> None:
    unit = place.unit("a")
    place.members(unit, 5)
    place.member(unit, until=D(2026, 3, 2))
    place.member(unit, since=D(2026, 2, 1))
    place.suspend(place.member(unit, since=D(2026, 4, 2)), D(2026, 4, 20), D(2026, 5, 10))
    for __ in range(2):
        place.member(unit, full_on=D(2026, 4, 15))
    assert owed(place, D(2026, 6, 5), D(2026, 1, 1)) == [2, 3, 5, 6]


def test_a_committee_post_counts_while_it_is_held(place: Place) -> None:
    place.post(place.unit("a"), "discipline_officer", D(2026, 2, 2), D(2026, 4, 1))
    assert owed(place, ON, D(2026, 1, 1)) == [3]


def test_the_bound_is_a_parameter_of_the_pack() -> None:
    place = Place(national=pack_text({**NORM, "committee_from": 3}))
    place.members(place.unit("a"), 3)
    assert owed(place) == [5]
