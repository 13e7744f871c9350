"""The rows of tests/access_matrix.py about the tree: its changes, and whom it reaches."""

from tests.access_rows import Row, circle, holders, manages, of_branches

OF_CHANGE = Row("change", holders("orgs.manage"), circle("orgs.manage"))
"""A change of the tree: seen and done by whoever manages its unit."""

KEEPERS, KEPT = holders("people.manage"), of_branches(circle("people.manage"))
OF_HANDOVER = Row("handover", KEEPERS, KEPT)
"""A handover: of whoever keeps the register. One's own, on either side: tests/test_handovers.py."""

TREE = {
    "changes:list": Row(gate=holders("orgs.manage")),
    "changes:start": manages("unit", "orgs.manage", "orgs.view"),
    "changes:prepare": manages("unit", "orgs.manage", "orgs.view", kind="rename"),
    "handovers:list": Row(gate=KEEPERS),
    "handovers:begin": Row("post", KEEPERS, KEPT),
    "handovers:show": OF_HANDOVER,
    "handovers:write": OF_HANDOVER,
    "handovers:give": OF_HANDOVER,
    "handovers:take": Row("handover", KEEPERS, KEPT, frozenset({("neighbour", "sibling")})),
    "handovers:withdraw": OF_HANDOVER,
    **{f"changes:{name}": OF_CHANGE for name in ("show", "carry_out", "schedule", "withdraw", "undo")},
}
