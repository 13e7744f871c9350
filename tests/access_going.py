"""Lines of the matrix of pages: inspections and assessments."""

from typing import Any

from tests.access_rows import (
    ANYWHERE,
    Circle,
    Row,
    circle,
    holders,
    manages,
    of_branches,
)

GOING = holders("inspections.manage") | holders("inspections.inspect")
INSPECTIONS = {
    "inspections:list": Row(gate=holders("inspections.view")),
    "inspections:checklists": Row(gate=holders("inspections.view")),
    "inspections:today": Row(gate=holders("inspections.inspect")),
    "inspections:calendar": Row(gate=holders("inspections.inspect")),
    "inspections:rounds": Row(gate=GOING),
    "inspections:plan_round": Row(gate=holders("inspections.manage")),
    "inspections:round": Row("round:under_way", GOING, circle("inspections.view")),
    "inspections:change_round": manages("round:planned", "inspections.manage", "inspections.view"),
    "inspections:draw_sample": manages("round:planned", "inspections.manage", "inspections.view"),
    "inspections:end_round": manages("round:under_way", "inspections.manage", "inspections.view"),
    "inspections:draft_bulletin": manages("round:under_way", "inspections.manage", "inspections.view"),
    "inspections:bulletin": Row("bulletin", holders("inspections.view"), circle("inspections.view")),
    "inspections:change_bulletin": manages("bulletin", "inspections.manage", "inspections.view"),
    "inspections:issue_bulletin": manages("bulletin", "inspections.manage", "inspections.view"),
    "inspections:proof": Row("round:under_way", holders("inspections.view"), circle("inspections.view")),
    "inspections:submit": manages("draw", "inspections.inspect", "inspections.view"),
    "inspections:show": Row("inspection", holders("inspections.view"), circle("inspections.view")),
    "inspections:confirm": manages("inspection", "inspections.answer", "inspections.view"),
    "inspections:rate": manages("inspection", "inspections.answer", "inspections.view"),
}
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
