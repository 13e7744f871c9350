"""The lines of the access matrix about what meetings decide and what members do: tests/access_matrix.py takes them in."""

from tests.access_points import POINTS
from tests.access_rows import BRANCH_READERS, Row, holders, keeps, of_activity

MOTIONS = {
    "motions:list": Row("activity:ended", holders("activities.view"), BRANCH_READERS),
    "motions:put": keeps("activity:ended"),
    "motions:decide": keeps("motion:open"),
    "motions:withdraw": keeps("motion:open"),
    "motions:issue": of_activity("motion:carried", "activities.hold"),
}
LIFE = {**MOTIONS, **POINTS}
