"""Who may open the pages of points: a part of the access matrix."""

from tests.access_rows import Circle, Row, circle, holders, of_branches, persons_only

REACHED = ("own", "child", "sibling", "parent", "cousin")
READERS = holders("points.view") | holders("points.manage")
TABLES_SEEN: Circle = frozenset((role, scope) for role in READERS for scope in REACHED)
POINTS = {
    "points:mine": persons_only(),
    "points:list": Row(gate=holders("points.view")),
    "points:show": Row("membership", holders("points.view"), of_branches(circle("points.view"))),
    "points:tables": Row(gate=READERS),
    "points:table": Row("points_table", READERS, TABLES_SEEN),
    "points:load_table": Row(gate=holders("points.manage")),
    "points:switch_on": Row("idle_points_table", holders("points.manage"), TABLES_SEEN),
    "points:switch_off": Row("points_table", holders("points.manage"), TABLES_SEEN),
}
