"""The county of the cast on one Friday, with a discipline line: 赵敏 in Willow village, a body in the town, one above."""

import datetime as dt

import pytest

from leitu.people import actions as people
from leitu.people.models import Post
from tests.cast import account
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]


@pytest.fixture(autouse=True)
def discipline_line(county):
    people.appoint(
        actor=county.console,
        unit=county.units["Q1"],
        person=county.persons["赵敏"],
        title=Post.Title.DISCIPLINE_OFFICER,
        since=dt.date(2024, 1, 1),
    )
    account(county, "赵敏")
    account(county, "town_body", "discipline_body", "Q")
    account(county, "county_body", "discipline_body", "C")
    yield
    county.persons["赵敏"].account = None  # the account goes with the savepoint; the object would remember it
    for name in ("赵敏", "town_body", "county_body"):
        county.users.pop(name)
