"""Who may call what: every operation of the API has its line here, or tests/api/test_access.py fails.

Most lines are those of the page (tests/access_matrix.py): the same thing, seen and done by the same people. ``body`` is
what a call sends, well formed, so that it gets as far as the thing it is about; ``{thing}`` in it is that thing's key.
"""

from tests.access_matrix import KEEPERS, KEPT, MATRIX
from tests.access_rows import SIGNED_IN, Row, circle, holders, keeps, manages, own
from tests.api.lines import DAY, REASON, WHERE_HELD, Line, one_expected, page, roll, version, with_version
from tests.api.matrix_more import FLOATING, GUIDANCE, INSPECTIONS, MOTIONS, PLANS, PLEDGES, POINTS, TRANSFERS

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
WORKPLACE = {"name": "新厂", "kind": "enterprise", "staff": 5, "members": 1, "way": "blank"}
COVERAGE = {
    "coverage.list": page("coverage:list"),
    "coverage.show": page("coverage:show"),
    "coverage.map": page("coverage:map"),
    "coverage.add": page("coverage:add", WORKPLACE),
    "coverage.change": page("coverage:change", with_version(**WORKPLACE)),
    "coverage.close": page("coverage:close", {"reason": "搬走", "on": DAY}),
    "coverage.reopen": page("coverage:reopen"),
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
    "reports.ask": Line(Row("unit", holders("reports.ask"), circle("reports.ask"))),
    "reports.download_compliance": page("reports:compliance_paper"),
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
    **COVERAGE,
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
    **POINTS,
    **ACTIVITIES,
    **MOTIONS,
    **ACCOUNTS,
    **NOTICES,
    **VOICE,
}
