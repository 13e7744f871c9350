"""Who may call what: every operation of the API has its line here, or tests/api/test_access.py fails.

Most lines are those of the page (tests/access_matrix.py): the same thing, seen and done by the same people. ``body`` is
what a call sends, well formed, so that it gets as far as the thing it is about; ``{thing}`` in it is that thing's key.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from leitu.activities import queries
from leitu.activities.models import Activity
from leitu.assessments.schemefile import shipped
from tests.access_assessments import QUARTER
from tests.access_matrix import KEEPERS, KEPT, MATRIX
from tests.access_rows import SIGNED_IN, Row, circle, holders, keeps, manages, own
from tests.world import ABSENT, World

DAY = "2026-06-17"
Body = dict[str, Any] | Callable[[World, Any], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """One operation: its row, what is sent, and whether a body that was sent holds the key of the thing."""

    row: Row
    body: Body | None = None
    query: str = ""

    def sends(self, world: World, thing: Any) -> dict[str, Any]:
        if callable(self.body):
            return self.body(world, thing)
        key = thing.pk if thing is not None else ABSENT
        return {name: key if value == "{thing}" else value for name, value in (self.body or {}).items()}


def page(name: str, body: Body | None = None, **more: Any) -> Line:
    """As the page of that name."""
    row = MATRIX[name]
    return Line(replace(row, **more) if more else row, body)


def version(thing: Any) -> int:
    return getattr(thing, "version", 1)


def with_version(**body: Any) -> Body:
    return lambda world, thing: {**body, "version": version(thing)}


def one_expected(world: World, thing: Activity | None) -> int:
    """Somebody of the list of the activity."""
    return queries.expected(thing)[0].person_id if thing is not None else ABSENT


def roll(**more: Any) -> Body:
    return lambda world, thing: {**more, "marks": [], "version": version(thing)}


REASON = {"reason": "大雨"}
SCHEME = shipped()["branch-quarter.yaml"].replace('version: "2025.1"', 'version: "2026.1"')
WHERE_HELD = Row("unit", holders("activities.hold"), circle("activities.hold"))
"""Something new is planned where one may hold it; everywhere else there is no such unit."""

PORTAL = {
    "portal.search": Line(Row(), query="?q=chen"),
    "portal.dashboard": Line(Row(gate=holders("norms.view"))),
    "portal.branch_matters": Line(Row()),
    "portal.quality": Line(Row(gate=holders("orgs.manage"))),
    "portal.gap": Line(Row(gate=holders("orgs.manage")), query="?code=term"),
}
ORGS = {
    "orgs.list": page("orgs:list"),
    "orgs.show": Line(Row("unit", holders("orgs.view"), circle("orgs.view"))),
    "orgs.found": Line(
        manages("unit", "orgs.manage", "orgs.view"),
        {"parent": "{thing}", "name": "新村党支部", "code": "NEW-1", "kind": "group"},
    ),
    "orgs.rename": page("orgs:rename", with_version(name="新名", on=DAY)),
    "orgs.correct": page("orgs:correct", with_version(contact_name="老周")),
    "orgs.move": page("orgs:move", with_version(parent=1, on=DAY)),
    "orgs.close": page("orgs:close", with_version(reason="合并", on=DAY)),
    "orgs.revive": page("orgs:revive"),
    "orgs.set_term": page("orgs:set_term", {"ends_on": "2029-06-01"}),
    "orgs.roles": Line(Row(gate=holders("orgs.grant"))),
    "orgs.accounts": Line(Row(gate=holders("orgs.grant"))),
    "orgs.grants": page("orgs:grants"),
    "orgs.grant": page("orgs:grant", {"user": 1, "role": "secretary", "reach": "here"}),
    "orgs.ask_grant": page("orgs:grant", {"user": 1, "role": "secretary", "reach": "here", "reason": "接任"}),
    "orgs.revoke": page("orgs:revoke"),
}
CHANGES = {
    "changes.list": page("changes:list"),
    "changes.show": page("changes:show"),
    "changes.prepare": Line(
        manages("unit", "orgs.manage", "orgs.view"), {"unit": "{thing}", "kind": "rename", "name": "新名", "on": DAY}
    ),
    "changes.carry_out": page("changes:carry_out", with_version()),
    "changes.schedule": page("changes:schedule", with_version()),
    "changes.withdraw": page("changes:withdraw"),
    "changes.undo": page("changes:undo"),
}
HANDOVERS = {
    "handovers.list": page("handovers:list"),
    "handovers.show": page("handovers:show"),
    "handovers.begin": page("handovers:begin", {"taker": 1}),
    "handovers.write": page("handovers:write", with_version(papers="柜子里")),
    "handovers.give": page("handovers:give", with_version(reason="本人出差")),
    "handovers.take": page("handovers:take", with_version()),
    "handovers.withdraw": page("handovers:withdraw"),
}
PEOPLE = {
    "people.list": page("people:list"),
    "people.me": Line(Row(why="404 for an account without a person")),
    "people.show": page("people:show"),
    "people.posts": Line(Row("unit", holders("orgs.view"), circle("orgs.view"))),
    "people.register_member": Line(
        MATRIX["people:register_member"], {"unit": "{thing}", "name": "新人", "joined_on": "2020-01-01"}
    ),
    "people.correct_person": page("people:correct_person", with_version()),
    "people.reveal": page("people:reveal", {"field": "mobile", "reason": "核对"}, more={}),
    "people.invite_person": page("people:invite_person"),
    "people.exempt": page("people:exempt", {"ground": "aged"}),
    "people.end_exemption": page("people:end_exemption"),
    "people.correct_membership": page("people:correct_membership", with_version()),
    "people.end_membership": page("people:end_membership", with_version(ending="left", note="本人要求")),
    "people.suspend": page("people:suspend", {"note": "支部大会决定"}),
    "people.lift_suspension": page("people:lift_suspension", {"on": DAY}),
    "people.appoint": Line(
        manages("unit", "people.manage", "people.view"), {"unit": "{thing}", "person": 1, "title": "committee_member"}
    ),
    "people.resume_post": page("people:resume_post"),
    "people.resume_membership": page("people:resume_membership"),
    "people.void_exemption": page("people:void_exemption"),
    "people.leave_post": page("people:leave_post", {"on": DAY}),
}
ACTIVITIES = {
    "activities.list": page("activities:list"),
    "activities.kinds": Line(Row()),
    "activities.show": page("activities:show"),
    "activities.minutes": page("activities:minutes"),
    "activities.plan": Line(WHERE_HELD, {"unit": "{thing}", "kind": "lecture", "on": DAY}),
    "activities.update": page("activities:update", with_version(topic="学习")),
    "activities.notify": page("activities:notify"),
    "activities.cancel": page("activities:cancel", REASON),
    "activities.waive_activity": page("activities:waive_activity", REASON),
    "activities.reinstate": page("activities:reinstate"),
    "activities.step_back": page("activities:step_back"),
    "activities.answer": Line(
        keeps("activity:notified"), lambda world, thing: {"person": one_expected(world, thing), "coming": True}
    ),
    "activities.hand_roll": page("activities:hand_roll", {"person": None}),
    "activities.start": page("activities:start"),
    "activities.scan": page("activities:join", gate=SIGNED_IN),
    "activities.save_roll": page("activities:save_roll", roll()),
    "activities.end": page("activities:end", roll()),
    "activities.write_minutes": page("activities:write_minutes", with_version(text="讨论。")),
    "activities.resolve": page("activities:resolve", with_version(text="同意。")),
    "activities.withdraw_resolution": page("activities:withdraw_resolution"),
    "activities.archive": page("activities:archive", roll(text="讨论。")),
    "activities.reopen": page("activities:reopen", REASON),
    "activities.sitting": page("activities:sitting", {"kind": "lecture"}),
}
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
MATTERS = {
    "matters.list": page("matters:list"),
    "matters.show": page("matters:show"),
    "matters.note": Line(Row("unit", KEEPERS, circle("orgs.view"), KEPT), {"unit": "{thing}", "title": "漏水"}),
    "matters.change": page("matters:change", with_version(standard="不漏水")),
    "matters.publish": page("matters:publish", with_version(standard="不漏水")),
    "matters.set_aside": page("matters:set_aside", REASON),
    "matters.take_up": page("matters:take_up"),
    "matters.begin": page("matters:begin"),
    "matters.progress": page("matters:progress", {"text": "请了维修队"}),
    "matters.request_close": page("matters:request_close", with_version(effect="不漏了")),
    "matters.extend": page("matters:extend", with_version(due_on="2026-12-01", reason="等材料")),
    "matters.assign": page("matters:assign", with_version(person=1)),
    "matters.involve": page(
        "matters:involve", lambda world, thing: {"unit": world.here.units["Q1G"].pk, "part": "出两个人"}
    ),
    "matters.split": page(
        "matters:split",
        lambda world, thing: {
            "units": [world.here.units["Q1G"].pk],
            "title": "补签",
            "standard": "签字齐全",
            "due_on": "2026-06-20",
            "version": version(thing),
        },
    ),
    "matters.dispatch": page(
        "matters:split",
        with_version(scope="all", title="摸底", standard="上报", due_on="2026-06-20", minutes=5, weight=1),
    ),
    "matters.set_budget": page("matters:set_budget", {"year": 2026, "minutes": 300}),
    "matters.draws": page("matters:draws"),
    "matters.draw": page("matters:draw"),
    "matters.burden": page("matters:burden"),
    "matters.campaigns": page("matters:campaigns"),
    "matters.open_campaign": Line(
        Row("unit", holders("matters.review"), circle("matters.view"), circle("matters.review")),
        {
            "unit": "{thing}",
            "title": "安全隐患",
            "basis": "县发〔2026〕1号",
            "approver": "县委",
            "starts_on": "2026-06-01",
            "ends_on": "2026-09-01",
        },
    ),
    "matters.end_campaign": page("matters:end_campaign", with_version(summary="收尾")),
    "matters.link_evidence": page("matters:link_evidence", {"source": "unit:1"}),
    "matters.close": page("matters:close", with_version(finding="看过了")),
    "matters.send_back": page("matters:send_back", with_version(reason="墙角还湿")),
    "matters.reopen": page("matters:reopen", with_version(reason="又漏了")),
    "matters.look_back": page("matters:look_back", with_version(held=True)),
    "matters.answer_extension": page("matters:answer_extension", with_version(agreed=True)),
    "matters.hand_over": page(
        "matters:hand_over",
        lambda world, thing: {"unit": world.here.units["Q2"].pk, "reason": "归社区管", "version": version(thing)},
    ),
    "matters.mark": page("matters:mark", {"is_key": True}),
    "matters.inquire": page("matters:inquire", {"text": "怎么样了"}),
    "matters.urge": page("matters:urge", {"text": "快一点"}),
    "matters.leading": Line(Row("unit", holders("matters.view"), circle("matters.view"))),
    "matters.do_many": page("matters:do_many", {"step": "progress", "matters": [1], "text": "请了维修队"}),
}
NORMS = {
    "norms.list": page("norms:list"),
    "norms.packs": Line(Row(gate=holders("norms.view"))),
    "norms.show": page("norms:show"),
    "norms.duties": page("norms:duties"),
    "norms.summary": Line(Row(gate=holders("norms.view"))),
    "norms.explain": page("norms:explain"),
    "norms.waive": page("norms:waive", {"ground": "farming", "reason": "农忙"}),
    "norms.remark": page("norms:remark", {"text": "四月补上"}),
    "norms.waivers": Line(Row(gate=holders("norms.view"))),
    "norms.bulk_waivers": page("norms:bulk_waivers"),
    "norms.waive_many": Line(
        manages("unit", "norms.waive", "norms.view"),
        {"norms": ["theme-day"], "since": "2026-02-01", "until": "2026-02-28", "ground": "farming", "reason": "农忙"},
    ),
    "norms.withdraw_bulk": page("norms:withdraw_bulk"),
    "norms.withdraw_waiver": page("norms:withdraw_waiver"),
    "norms.switch_on": page("norms:switch_on"),
    "norms.switch_off": page("norms:switch_off"),
}
ACCOUNTS = {
    "accounts.account": page("accounts:account"),
    "accounts.end_session": page("accounts:end_session"),
    "accounts.end_other_sessions": page("accounts:end_other_sessions"),
    "accounts.withdraw_token": Line(own("api_token")),
    "accounts.withdraw_invitation": page("accounts:withdraw_invitation"),
    "accounts.deactivate": page("accounts:deactivate"),
    "accounts.reactivate": page("accounts:reactivate"),
    "accounts.reset_factors": page("accounts:reset_factors", REASON),
}
NOTICES = {
    "notices.list": page("notices:list"),
    "notices.preference": page("notices:choose"),
    "notices.choose": page("notices:choose", {"wants_digest": False}),
    "notices.remind": page("notices:remind", {"norms": ["theme-day"], "words": "需要帮忙吗"}),
    "notices.channels": page("notices:channels"),
    "notices.add_channel": page("notices:channels", {"service": "wecom", "key": "abcdefgh12345678"}),
    "notices.remove_channel": page("notices:remove_channel"),
    "notices.restore_channel": page("notices:restore_channel"),
    "notices.retry": page("notices:retry"),
}
VOICE = {
    "people.objections": page("people:objections"),
    "people.object_to": page("people:object_to", {"text": "号码不对"}),
    "people.withdraw_objection": page("people:withdraw_objection"),
    "people.answer_objection": page("people:answer_objection", {"outcome": "kept", "answer": "核对过了"}),
    "people.confirm": page("people:confirm"),
    "people.give_consent": page("people:give_consent", {"helper": 1, "purposes": ["answer"]}),
    "people.record_consent": page(
        "people:record_consent", {"helper": 1, "purposes": ["answer"], "way": "paper", "witness": "老周"}
    ),
    "people.withdraw_consent": page("people:withdraw_consent"),
}
REPORTS = {
    "reports.months": page("reports:months"),
    "reports.month": page("reports:month"),
    "reports.confirm_month": page("reports:confirm_month", {"sentence": ""}),
    "reports.withdraw_month": page("reports:withdraw_month"),
    "reports.download_minutes": page("reports:minutes"),
    "reports.download_sheet": page("reports:sheet"),
    "reports.download_month": page("reports:month_paper"),
    "reports.download_plan": page("reports:plan"),
    "reports.download_duty": page("reports:duty"),
    "reports.download_breach": page("reports:breach", leaves_entry=True),
    "reports.download_round_bulletin": page("reports:round_bulletin"),
    "reports.download_campaign": page("reports:campaign"),
    "reports.download_ledger": page("reports:ledger"),
}
OVERSIGHT = {
    "oversight.entries": page("oversight:entries"),
    "oversight.heads": page("oversight:chain"),
    "oversight.accounts": page("oversight:accounts"),
    "oversight.sign_ins": page("oversight:sign_ins"),
}
APPROVALS = {
    "approvals.list": page("approvals:list"),
    "approvals.show": page("approvals:show"),
    "approvals.approve": page("approvals:approve"),
    "approvals.refuse": page("approvals:refuse", {"answer": "先核对用途"}),
    "approvals.withdraw": page("approvals:withdraw"),
}
API: dict[str, Line] = {
    **APPROVALS,
    **OVERSIGHT,
    **REPORTS,
    **PORTAL,
    **ORGS,
    **CHANGES,
    **HANDOVERS,
    **PEOPLE,
    **NORMS,
    **MATTERS,
    **GUIDANCE,
    **PLANS,
    **PLEDGES,
    **INSPECTIONS,
    **TRANSFERS,
    **FLOATING,
    **ACTIVITIES,
    **ACCOUNTS,
    **NOTICES,
    **VOICE,
}
