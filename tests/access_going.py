"""Lines of the matrix of pages: inspections."""

from tests.access_rows import (
    Row,
    circle,
    holders,
    manages,
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
