"""The lines of the access matrix about what is promised and planned: tests/access_matrix.py takes them in."""

from tests.access_rows import PERSONS_BEHIND, Row, circle, holders, manages, of_branches

SIGNERS = holders("pledges.keep") | {"committee_member"}
"""Whoever keeps lists, and whoever holds a post."""


def of_pledge(of: str = "pledge") -> Row:
    """Something that the holder does, or whoever keeps the unit's lists: leitu/pledges/tests tries the holder."""
    return Row(of, SIGNERS, of_branches(circle("pledges.view")), of_branches(circle("pledges.keep")))


def plans(of: str = "unit") -> Row:
    """Something that is done to the plan of a unit."""
    return manages(of, "plans.manage", "plans.view")


PLANS = {
    "plans:show": Row(gate=holders("plans.view")),
    "plans:list": Row(gate=holders("plans.view")),
    "plans:draw_up": plans(),
    "plans:add_line": plans(),
    "plans:issue": plans(),
    "plans:change_line": plans("plan_line"),
    "plans:drop_line": plans("plan_line"),
    "reports:plan": Row("unit", holders("plans.view"), circle("plans.view"), more={"year": 2026}, leaves_entry=True),
}
PLEDGES = {
    "reports:pledge": Row("pledge", holders("pledges.view"), of_branches(circle("pledges.view")), leaves_entry=True),
    "pledges:list": Row(gate=holders("pledges.view")),
    "pledges:tree": Row("unit", holders("pledges.view"), circle("pledges.view")),
    "pledges:papers": Row(gate=holders("pledges.view")),
    "pledges:require_line": Row(gate=holders("pledges.keep")),
    "pledges:release_line": manages("required_line", "pledges.keep", "pledges.view"),
    "pledges:countersign": Row(gate=holders("pledges.countersign")),
    "pledges:sign": of_pledge("unsigned_post"),
    "pledges:show": Row("pledge", holders("pledges.view"), of_branches(circle("pledges.view"))),
    "pledges:add_line": of_pledge(),
    "pledges:settle": of_pledge(),
    "pledges:comment": Row(
        "pledge_line",
        PERSONS_BEHIND,
        of_branches(circle("pledges.view")),
        frozenset({("member", "own"), ("committee_member", "own"), ("secretary", "own"), ("neighbour", "sibling")}),
    ),
    "pledges:answer": of_pledge("pledge_comment"),
}


def leads_matter() -> Row:
    """The secretary of the owner or of a unit above it, and whoever checks."""
    heads = {("secretary", "own"), ("secretary", "child"), ("neighbour", "sibling")}
    gate = holders("matters.review") | {"secretary", "neighbour"}
    return Row("matter:published", gate, circle("matters.view"), circle("matters.review") | heads)


LEADING = {
    "matters:mark": leads_matter(),
    "matters:inquire": leads_matter(),
    "matters:urge": leads_matter(),
    "matters:leading": Row(gate=holders("matters.view")),
}
