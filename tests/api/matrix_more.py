"""Lines of the matrix of the API: looking after, inspecting, judging, moving, promising."""

from tests.access_assessments import QUARTER
from tests.access_matrix import MATRIX
from tests.access_rows import Row, circle, holders, manages
from tests.api.lines import DAY, REASON, SCHEME, TABLE, Line, page, with_version
from tests.world import ABSENT

GUIDANCE = {
    "assessments.list": Line(MATRIX["assessments:list"], query="?scheme=branch-quarter&start=2026-04-01"),
    "assessments.sheet": page("assessments:sheet"),
    "assessments.totals": page("assessments:totals"),
    "assessments.objections": page("assessments:objections"),
    "assessments.objection": page("assessments:objection"),
    "assessments.grades": page("assessments:grades"),
    "assessments.grade": page("assessments:grade"),
    "assessments.bulletins": page("assessments:bulletins"),
    "assessments.bulletin": page("assessments:bulletin"),
    "assessments.schemes": page("assessments:schemes"),
    "assessments.scheme": page("assessments:scheme"),
    "assessments.judge": page(
        "assessments:judge", {"indicator": "effect", "points": "4.5", "text": "看过了"}, more=QUARTER
    ),
    "assessments.object_to": page("assessments:object_to", {"indicator": "lectures", "text": "讲过了"}, more={}),
    "assessments.uphold": page("assessments:uphold", with_version(answer="名单核过了", points="9")),
    "assessments.refuse": page("assessments:refuse", with_version(answer="名单核过了")),
    "assessments.withdraw": page("assessments:withdraw"),
    "assessments.decide": page(
        "assessments:decide",
        {"band": "better", "meeting": "党委会", "decided_on": "2026-02-01", "reason": "看了现场", "version": 0},
    ),
    "assessments.draft_bulletin": Line(
        manages("unit", "assessments.judge", "assessments.view"),
        {"unit": "{thing}", "kind": "half", "start": "2025-07-01"},
    ),
    "assessments.change_bulletin": page("assessments:change_bulletin", with_version(title="通报", text="数字如下")),
    "assessments.approve_bulletin": page("assessments:approve_bulletin"),
    "assessments.load_scheme": page("assessments:load_scheme", {"text": SCHEME}),
    "assessments.switch_on": page("assessments:switch_on"),
    "assessments.switch_off": page("assessments:switch_off"),
    "guidance.list": page("guidance:list"),
    "integrity.list": page("integrity:list"),
    "thematic.list": page("thematic:list"),
    "thematic.show": Line(Row("report", holders("matters.view"), circle("matters.view"))),
    "thematic.draft_report": Line(manages("unit", "matters.manage", "matters.view"), {"unit": "{thing}", "year": 2026}),
    "thematic.change_report": page("thematic:change_report", with_version(title="报告", text="一、情况。好。")),
    "thematic.send_report": page("thematic:send_report"),
    "thematic.take_back_report": page("thematic:take_back_report"),
    "thematic.receive_report": page("thematic:receive_report", with_version(remark="补课")),
    "thematic.download_report": page("thematic:paper"),
    "guidance.show": page("guidance:show"),
    "guidance.cases": page("guidance:cases"),
    "guidance.case": page("guidance:case"),
    "guidance.assign": Line(
        manages("unit", "guidance.assign", "orgs.view"), {"from_unit": "{thing}", "unit": 1, "person": 1}
    ),
    "guidance.visit": page("guidance:visit", {"tags": ["guided"], "on": DAY}),
    "guidance.withdraw_visit": page("guidance:withdraw_visit"),
    "guidance.end": page("guidance:end", REASON),
    "guidance.list_unit": Line(
        manages("unit", "guidance.assign", "orgs.view"), {"unit": "{thing}", "reason": "半年没开过会"}
    ),
    "guidance.plan_case": page("guidance:plan_case", with_version(plan="补课", due_on="2026-12-01")),
    "guidance.ask_acceptance": page("guidance:ask_acceptance", with_version(effect="好了")),
    "guidance.accept": page("guidance:accept", with_version(finding="看过了")),
    "guidance.return_case": page("guidance:return_case", with_version(reason="还差")),
    "guidance.withdraw_case": page("guidance:withdraw_case", REASON),
}
ROUND = {
    "title": "二季度抽查",
    "kind": "spot_check",
    "checklist": 1,
    "starts_on": DAY,
    "ends_on": "2026-06-30",
    "inspectors": [1],
}
VISIT = {"on": DAY, "client_key": "0123456789abcdef", "lines": []}
INSPECTIONS = {
    "inspections.list": page("inspections:list"),
    "inspections.show": page("inspections:show"),
    "inspections.checklists": page("inspections:checklists"),
    "inspections.rounds": page("inspections:rounds"),
    "inspections.round": page("inspections:round"),
    "inspections.draws": page("inspections:round"),
    "inspections.proof": page("inspections:proof"),
    "inspections.bulletins": page("inspections:list"),
    "inspections.bulletin": page("inspections:bulletin"),
    "inspections.draft_bulletin": page("inspections:draft_bulletin"),
    "inspections.change_bulletin": page("inspections:change_bulletin", with_version(title="简报", text="数字如下")),
    "inspections.issue_bulletin": page("inspections:issue_bulletin"),
    "inspections.plan_round": Line(
        Row("unit", holders("inspections.manage"), circle("orgs.view"), circle("inspections.manage")),
        {"unit": "{thing}", **ROUND},
    ),
    "inspections.change_round": page("inspections:change_round", with_version(**ROUND)),
    "inspections.draw_sample": page("inspections:draw_sample"),
    "inspections.end_round": page("inspections:end_round"),
    "inspections.submit": page(
        "inspections:submit",
        lambda world, thing: {"unit": thing.unit_id if thing is not None else ABSENT, **VISIT},
        of="round:under_way",
        does=frozenset(one for one in circle("inspections.inspect") if one[0] == "inspector"),
        why="only whom the round names; it names the inspector",
    ),
    "inspections.confirm": page("inspections:confirm", with_version(remark="十月停电")),
    "inspections.rate": page("inspections:rate", {"was_useful": True, "cost_little": True, "asked_nothing": True}),
}
FLOATING = {
    "floating.list": page("floating:list"),
    "floating.show": page("floating:show"),
    "floating.float_out": Line(
        MATRIX["floating:float_out"], {"membership": "{thing}", "destination": "省城", "contact": 1}
    ),
    "floating.arrange": page("floating:arrange", with_version(contact=1)),
    "floating.note_contact": page("floating:note_contact", {"way": "phone", "on": DAY}),
    "floating.welcome": page("floating:welcome"),
    "floating.come_home": page("floating:come_home", {"on": DAY}),
}
POINTS = {
    "points.show": page("points:show", more={"year": 2026}),
    "points.tables": page("points:tables"),
    "points.table": page("points:table"),
    "points.load_table": page("points:load_table", {"text": TABLE}),
    "points.switch_on": page("points:switch_on"),
    "points.switch_off": page("points:switch_off"),
}
TRANSFERS = {
    "transfers.list": page("transfers:list"),
    "transfers.show": page("transfers:show"),
    "transfers.ask": Line(MATRIX["transfers:ask"], {"membership": "{thing}", "to_name": "外省某县", "reason": "work"}),
    "transfers.enter_letter": Line(
        MATRIX["transfers:enter_letter"],
        {
            "unit": "{thing}",
            "name": "新人",
            "from_name": "外省某县",
            "number": "88号",
            "valid_days": 30,
            "issued_on": DAY,
            "joined_on": "2020-01-01",
        },
    ),
    "transfers.issue": page("transfers:issue", with_version(valid_days=10)),
    "transfers.renew": page("transfers:renew", with_version(valid_days=10)),
    "transfers.route": page("transfers:route", with_version(to="Q3")),
    "transfers.receive": page("transfers:receive"),
    "transfers.enter_slip": page("transfers:enter_slip", with_version(on=DAY, received_by="某村党支部")),
    "transfers.refuse": page("transfers:refuse", with_version(refusal="not_ours", text="不住这里")),
    "transfers.uphold": page("transfers:uphold", with_version(text="是这样")),
    "transfers.overrule": page("transfers:overrule", with_version(text="应当接收")),
    "transfers.recall": page("transfers:recall", with_version(**REASON)),
    "transfers.urge": page("transfers:urge"),
    "reports.download_bulletin": page("reports:bulletin_paper"),
    "reports.download_letter": page("reports:letter"),
}
PLANS = {
    "reports.download_pledge": page("reports:pledge"),
    "plans.list": page("plans:list"),
    "plans.show": Line(Row("unit", holders("plans.view"), circle("plans.view"))),
    "plans.draw_up": page("plans:draw_up", {"year": 2026}),
    "plans.add_line": page(
        "plans:add_line", {"year": 2026, "title": "修路灯", "standard": "都亮", "due_on": "2026-09-30"}
    ),
    "plans.change_line": page("plans:change_line", with_version(title="修路灯")),
    "plans.drop_line": page("plans:drop_line"),
    "plans.issue": page("plans:issue", {"lines": [1]}),
}
PLEDGES = {
    "pledges.list": page("pledges:list"),
    "pledges.tree": page("pledges:tree"),
    "pledges.preview": page("pledges:sign"),
    "pledges.papers": page("pledges:papers"),
    "pledges.show": page("pledges:show"),
    "pledges.sign": page("pledges:sign", {"year": 2026, "own": ["修好路灯"]}),
    "pledges.countersign": Line(MATRIX["pledges:countersign"], {"pledges": [1]}),
    "pledges.add_line": page("pledges:add_line", with_version(text="修好路灯")),
    "pledges.settle": page("pledges:settle", with_version(results=[{"line": 1, "outcome": "done"}])),
    "pledges.comment": page("pledges:comment", {"text": "大会太短"}),
    "pledges.answer": page("pledges:answer", {"text": "下次改"}),
    "pledges.require_line": Line(
        MATRIX["pledges:require_line"],
        {"unit": 1, "kind": "dual", "text": "包联", "document": "一号文件", "last_year": 2026},
    ),
    "pledges.release_line": page("pledges:release_line"),
}
MOTIONS = {
    "motions.list": page("motions:list"),
    "motions.put": page("motions:put", {"kind": "general", "title": "修水渠"}),
    "motions.decide": page("motions:decide", {"way": "hands", "in_favour": 1}),
    "motions.withdraw": page("motions:withdraw"),
    "motions.issue": page("motions:issue", {"due_on": "2026-09-30", "standard": "都亮"}),
}
