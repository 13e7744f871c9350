"""Who may open the pages of assessments: a part of the access matrix."""

from typing import Any

from tests.access_rows import ANYWHERE, Circle, Row, circle, holders, manages, of_branches

REACHED = ("own", "child", "sibling", "parent", "cousin")
SCHEME_READERS = holders("assessments.view") | holders("assessments.manage")
SCHEMES_SEEN: Circle = frozenset((role, scope) for role in SCHEME_READERS for scope in REACHED)


def of_sheet(of: str, does: str = "", **more: Any) -> Row:
    """A branch's sheet, or what hangs on it: groups and committees have none."""
    seen = of_branches(circle("assessments.view"))
    may = of_branches(circle(does)) if does else ANYWHERE
    return Row(of, holders(does or "assessments.view"), seen, may, more=more)


QUARTER = {"scheme": "branch-quarter", "start": "2026-04-01"}
ASSESSMENTS = {
    "assessments:list": Row(gate=holders("assessments.view")),
    "assessments:sheet": of_sheet("unit", **QUARTER),
    "assessments:totals": Row("unit", holders("assessments.view"), circle("assessments.view"), more=QUARTER),
    "assessments:judge": of_sheet("unit", "assessments.judge", **QUARTER, indicator="effect"),
    "assessments:object_to": of_sheet("kept_sheet", "assessments.object", indicator="lectures"),
    "assessments:objections": Row(gate=holders("assessments.view")),
    "assessments:objection": of_sheet("sheet_objection"),
    "assessments:uphold": of_sheet("sheet_objection", "assessments.judge"),
    "assessments:refuse": of_sheet("sheet_objection", "assessments.judge"),
    "assessments:withdraw": of_sheet("sheet_objection", "assessments.object"),
    "assessments:grades": Row(gate=holders("assessments.view")),
    "assessments:grade": of_sheet("year_sheet"),
    "assessments:decide": of_sheet("year_sheet", "assessments.judge"),
    "assessments:bulletins": Row(gate=holders("assessments.view")),
    "assessments:draft_bulletin": manages(
        "unit", "assessments.judge", "assessments.view", kind="half", start="2025-07-01"
    ),
    "assessments:bulletin": Row("half_bulletin", holders("assessments.view"), circle("assessments.judge")),
    "assessments:change_bulletin": Row("half_bulletin", holders("assessments.judge"), circle("assessments.judge")),
    "assessments:approve_bulletin": Row("half_bulletin", holders("assessments.judge"), circle("assessments.judge")),
    "assessments:schemes": Row(gate=SCHEME_READERS),
    "assessments:load_scheme": Row(gate=holders("assessments.manage")),
    "assessments:scheme": Row("scheme", SCHEME_READERS, SCHEMES_SEEN),
    "assessments:switch_on": Row("idle_scheme", holders("assessments.manage"), SCHEMES_SEEN),
    "assessments:switch_off": Row("scheme", holders("assessments.manage"), SCHEMES_SEEN),
}
