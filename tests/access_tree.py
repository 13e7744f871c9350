"""The rows of tests/access_matrix.py about the tree: its changes, and whom it reaches."""

from tests.access_rows import Row, circle, holders, manages, of_branches, staged

OF_CHANGE = Row("change", holders("orgs.manage"), circle("orgs.manage"))
"""A change of the tree: seen and done by whoever manages its unit."""

KEEPERS, KEPT = holders("people.manage"), of_branches(circle("people.manage"))
OF_HANDOVER = Row("handover", KEEPERS, KEPT)
"""A handover: of whoever keeps the register. One's own, on either side: tests/test_handovers.py."""

OF_WORKPLACE = Row("workplace", holders("orgs.view"), circle("orgs.view"))
KEEPS_WORKPLACE = Row("workplace", holders("orgs.manage"), circle("orgs.view"), circle("orgs.manage"))

TREE = {
    "coverage:list": Row(gate=holders("orgs.view")),
    "coverage:map": Row(gate=holders("orgs.view")),
    "coverage:show": OF_WORKPLACE,
    "coverage:add": manages("unit", "orgs.manage", "orgs.view"),
    **{f"coverage:{name}": KEEPS_WORKPLACE for name in ("change", "close", "reopen")},
    "coverage:import_workplaces": Row(gate=holders("orgs.manage")),
    "coverage:review_workplaces": staged("orgs.manage"),
    "coverage:workplaces_rejects": staged("orgs.manage"),
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
