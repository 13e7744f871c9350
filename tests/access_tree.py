"""The rows of tests/access_matrix.py about the tree: its changes, and whom it reaches."""

from tests.access_rows import Row, circle, holders, manages

OF_CHANGE = Row("change", holders("orgs.manage"), circle("orgs.manage"))
"""A change of the tree: seen and done by whoever manages its unit."""

TREE = {
    "changes:list": Row(gate=holders("orgs.manage")),
    "changes:start": manages("unit", "orgs.manage", "orgs.view"),
    "changes:prepare": manages("unit", "orgs.manage", "orgs.view", kind="rename"),
    **{f"changes:{name}": OF_CHANGE for name in ("show", "carry_out", "schedule", "withdraw", "undo")},
}
