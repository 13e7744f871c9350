"""Lines of the access matrix for the apps that were built last: the discipline line and the yearly reports."""

from typing import Any

from tests.access_rows import PERSONS_BEHIND, SIGNED_IN, Circle, Row, circle, holders, manages


def of_risk(**more: Any) -> Row:
    """A risk point: only the discipline line knows that it is there."""
    return Row("risk", holders("integrity.keep"), circle("integrity.keep"), **more)


HEADS: Circle = frozenset({("secretary", "own"), ("neighbour", "sibling")})
"""Who heads the units that the rulings of tests/world.py are about."""
INTEGRITY = {
    "integrity:list": Row(gate=holders("integrity.keep")),
    "integrity:add_risk": Row("unit", holders("integrity.keep"), circle("integrity.keep")),
    "integrity:look_at_risk": of_risk(leaves_entry=True),
    "integrity:change_risk": of_risk(leaves_entry=True),
    "integrity:check_risk": of_risk(),
    "integrity:retire_risk": of_risk(),
    "integrity:rulings": Row(gate=holders("integrity.keep")),
    "integrity:counts": Row(gate=holders("integrity.count")),
    "integrity:enter_ruling": Row("unit", holders("integrity.keep"), circle("integrity.keep")),
    "integrity:look_at_ruling": Row("ruling", holders("integrity.keep"), circle("integrity.keep")),
    "integrity:revoke_ruling": Row("ruling", holders("integrity.keep"), circle("integrity.keep")),
    "integrity:answer_appeal": Row("ruling", holders("integrity.keep"), circle("integrity.keep")),
    "integrity:own_ruling": Row("ruling", SIGNED_IN, HEADS, why="only whom it is about"),
    "integrity:appeal": Row("ruling", PERSONS_BEHIND, HEADS, why="only whom it is about"),
}


def of_year(does: str = "", year: int = 2026) -> Row:
    """A unit's year: all but groups report, and the county to nobody. That of 2025 was sent."""

    def reporting(circle: Circle) -> Circle:
        return frozenset((role, scope) for role, scope in circle if scope != "child")

    gate = holders(does or "matters.view")
    seen, may = reporting(circle("matters.view")), reporting(circle(does or "matters.view"))
    return Row("unit", gate, seen, may, more={"year": year})


RECEIVERS: Circle = circle("matters.review") - {("officer", "parent")}
"""Who checks at the unit above: the town's officer does not for the town itself."""
THEMATIC = {
    "thematic:list": Row(gate=holders("matters.view")),
    "thematic:show": of_year(year=2025),
    "thematic:draft_report": of_year("matters.manage"),
    "thematic:change_report": manages("report", "matters.manage", "matters.view"),
    "thematic:send_report": manages("report", "matters.manage", "matters.view"),
    "thematic:take_back_report": manages("report", "matters.manage", "matters.view"),
    "thematic:receive_report": Row("report", holders("matters.review"), circle("matters.view"), RECEIVERS),
    "thematic:paper": Row("report", holders("matters.view"), circle("matters.view"), leaves_entry=True),
}
ABOVE = {**INTEGRITY, **THEMATIC}
