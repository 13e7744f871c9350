"""The lines of the access matrix about what is promised and planned: tests/access_matrix.py takes them in."""

from tests.access_rows import PERSONS_BEHIND, Row, circle, holders, manages, of_branches

SIGNERS = holders("pledges.keep") | {"committee_member"}
"""Whoever keeps lists, and whoever holds a post."""


def of_pledge(of: str = "pledge") -> Row:
    """Something that the holder does, or whoever keeps the unit's lists: leitu/pledges/tests tries the holder."""
    return Row(of, SIGNERS, of_branches(circle("pledges.view")), of_branches(circle("pledges.keep")))


PLEDGES = {
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
