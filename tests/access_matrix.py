"""Who may open which page: every address of the product has its line here, or tests/test_access.py fails.

Roles and places are those of tests/world.py. The lines are written by hand, apart from roles.yaml and the policies:
what is said twice must agree. A circle is a set of (role, scope of the thing).
"""

from typing import Any

from tests.access_above import ABOVE
from tests.access_assessments import ASSESSMENTS
from tests.access_going import INSPECTIONS
from tests.access_life import LIFE
from tests.access_promises import LEADING, PLANS, PLEDGES
from tests.access_rows import (
    ANYWHERE,
    BRANCH_READERS,
    EVERYBODY,
    HELPERS,
    LINK_HOLDERS,
    NOBODY,
    SIGNED_IN,
    Circle,
    Row,
    circle,
    holders,
    keeps,
    keeps_paper,
    manages,
    of_activity,
    of_branches,
    oneself,
    own,
    persons_only,
    staged,
)
from tests.access_tree import TREE
from tests.float_rows import FLOATING
from tests.transfer_rows import TRANSFERS

PORTAL = {
    "portal:home": Row(),
    "portal:unit": Row("unit", holders("orgs.view"), circle("orgs.view")),
    "portal:dashboard": Row(gate=holders("norms.view")),
    "portal:calendar": Row(),
    "portal:subscribe": Row(),
    "portal:calendar_feed": Row("nothing", EVERYBODY, NOBODY, more={"code": "no-such-token"}, why="whoever has it"),
    "portal:quality": Row(gate=holders("orgs.manage")),
    "portal:search": Row(),
    "portal:find_by_number": Row(gate=holders("people.reveal")),
    "portal:mine": Row(),
    "portal:my_attendance": persons_only(),
    "portal:who_saw": persons_only(),
    "portal:branch_matters": persons_only(),
    "portal:still_here": Row(),
    "portal:mine_for": Row("person", sees=HELPERS, why="only whom the member has let act for him"),
}
ORGS = {
    "orgs:list": Row(gate=holders("orgs.view")),
    "orgs:found": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:rename": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:correct": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:move": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:close": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:revive": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:set_term": manages("unit", "orgs.manage", "orgs.view"),
    "orgs:grants": Row("unit", holders("orgs.grant"), circle("orgs.grant")),
    "orgs:grant": manages("unit", "orgs.grant", "orgs.view"),
    "orgs:grant_approved": Row("ask", holders("orgs.grant"), NOBODY, why="only one's own asks for grants"),
    "orgs:revoke": Row("grant", holders("orgs.grant"), circle("orgs.grant")),
}
PEOPLE = {
    "people:list": Row(gate=holders("people.view")),
    "people:objections": Row(gate=holders("people.manage")),
    "people:answer_objection": manages("objection", "people.manage", "people.manage"),
    "people:withdraw_objection": oneself("own_objection"),
    "people:confirmations": Row(gate=holders("people.manage")),
    "people:withdraw_consent": Row("consent", sees=circle("people.manage") | HELPERS),
    "people:object_to": oneself("self", line="person-mobile"),
    "people:confirm": oneself("self"),
    "people:give_consent": oneself("self"),
    "people:record_consent": manages("person", "people.manage", "people.view"),
    "people:show": Row("person", sees=circle("people.view")),
    "people:correct_person": manages("person", "people.manage", "people.view"),
    "people:exempt": manages("person", "people.manage", "people.view"),
    "people:reveal": Row("person", SIGNED_IN, circle("people.view"), circle("people.reveal"), more={"field": "mobile"}),
    "people:invite_many": manages("unit", "people.invite", "orgs.view"),
    "people:invite_person": manages("person", "people.invite", "people.view"),
    "people:register_member": Row(
        "unit", holders("people.manage"), of_branches(circle("people.view")), of_branches(circle("people.manage"))
    ),
    "people:appoint": manages("unit", "people.manage", "people.view"),
    "people:correct_membership": manages("membership", "people.manage", "people.view"),
    "people:end_membership": manages("membership", "people.manage", "people.view"),
    "people:suspend": manages("membership", "people.manage", "people.view"),
    "people:lift_suspension": manages("suspended", "people.manage", "people.view"),
    "people:leave_post": manages("post", "people.manage", "people.view"),
    "people:import_units": Row(gate=holders("orgs.manage")),
    "people:review_units": staged("orgs.manage"),
    "people:units_rejects": staged("orgs.manage"),
    "people:import_members": Row(gate=holders("people.manage")),
    "people:review_members": staged("people.manage"),
    "people:members_rejects": staged("people.manage"),
    "people:resume_post": manages("post", "people.manage", "people.view"),
    "people:resume_membership": manages("membership", "people.manage", "people.view"),
    "people:void_exemption": manages("exemption", "people.manage", "people.view"),
    "people:end_exemption": manages("exemption", "people.manage", "people.view"),
}
ACTIVITIES = {
    "activities:list": Row(gate=holders("activities.view")),
    "activities:plan": Row(gate=holders("activities.hold"), query="?kind=general_meeting"),
    "activities:import_activities": Row(gate=holders("activities.import")),
    "activities:review_import": staged("activities.import"),
    "activities:import_rejects": staged("activities.import"),
    "activities:show": Row("activity:archived", holders("activities.view"), circle("activities.view")),
    "activities:update": of_activity("activity:planned", "activities.hold"),
    "activities:notify": of_activity("activity:planned", "activities.hold"),
    "activities:cancel": of_activity("activity:planned", "activities.hold"),
    "activities:waive_activity": of_activity("activity:planned", "activities.hold"),
    "activities:answer": Row("activity:notified", sees=circle("activities.view")),
    "activities:hand_roll": of_activity("activity:under_way", "activities.hold"),
    "activities:start": keeps("activity:planned"),
    "activities:save_roll": keeps("activity:under_way"),
    "activities:presence": Row("activity:under_way", holders("activities.view"), circle("activities.view")),
    "activities:end": keeps("activity:under_way"),
    "activities:minutes": Row("activity:archived", holders("activities.view"), BRANCH_READERS),
    "activities:write_minutes": keeps("activity:ended"),
    "activities:resolve": keeps("activity:ended"),
    "activities:correct_resolution": keeps("resolution:ended"),
    "activities:withdraw_resolution": keeps("resolution:ended"),
    "activities:archive": keeps("activity:ended"),
    "activities:reopen": of_activity("activity:archived", "activities.hold"),
    "activities:reinstate": of_activity("activity:cancelled", "activities.hold"),
    "activities:step_back": keeps("activity:under_way"),
    "activities:sitting": of_activity("activity:archived", "activities.hold"),
    "activities:sheet": keeps("activity:notified"),
    "activities:projector": keeps("activity:under_way"),
    "activities:join": Row(
        "secret:under_way", EVERYBODY, LINK_HOLDERS, LINK_HOLDERS, why="whoever is in the room has the link"
    ),
}


def of_liaison(does: str = "") -> Row:
    """A pairing of a branch; whoever is sent there himself is no role here: leitu/guidance/tests tries that."""
    seen = of_branches(circle("guidance.view"))
    return Row("liaison", holders(does or "guidance.view"), seen, of_branches(circle(does)) if does else ANYWHERE)


def of_case(state: str, does: str = "") -> Row:
    """A weak branch on the list."""
    row = of_liaison(does)
    return Row(f"weak_case:{state}", row.gate, row.sees, row.does)


GUIDANCE = {
    "guidance:list": Row(gate=holders("guidance.view")),
    "guidance:assign": Row(gate=holders("guidance.assign")),
    "guidance:show": of_liaison(),
    "guidance:visit": of_liaison("guidance.assign"),
    "guidance:end": of_liaison("guidance.assign"),
    "guidance:withdraw_visit": Row(
        "visit",
        holders("guidance.assign"),
        of_branches(circle("guidance.view")),
        of_branches(circle("guidance.assign")),
    ),
    "guidance:cases": Row(gate=holders("guidance.view")),
    "guidance:list_unit": manages("unit", "guidance.assign", "guidance.view"),
    "guidance:case": of_case("listed"),
    "guidance:plan_case": of_case("listed", "guidance.plan"),
    "guidance:ask_acceptance": of_case("listed", "guidance.plan"),
    "guidance:accept": of_case("listed", "guidance.assign"),
    "guidance:return_case": of_case("listed", "guidance.assign"),
    "guidance:withdraw_case": of_case("listed", "guidance.assign"),
}
KEEPERS = holders("matters.manage") | holders("matters.review")
KEPT = circle("matters.manage") | circle("matters.review")


CONCERNED = circle("matters.view") | {(role, "parent") for role in ("secretary", "committee_member", "neighbour")}
"""Whoever sees a unit, and whoever works below it."""


def keeps_matter(state: str) -> Row:
    """Before the ledger: the owner's side, or who checks the unit."""
    return Row(f"matter:{state}", KEEPERS, circle("matters.view"), KEPT)


def does_matter(state: str) -> Row:
    return manages(f"matter:{state}", "matters.manage", "matters.view")


def checks_matter(state: str) -> Row:
    """Nobody here is of the owner's side and checks: leitu/matters/tests/test_owners.py tries that."""
    return manages(f"matter:{state}", "matters.review", "matters.view")


MATTERS = {
    "matters:list": Row(gate=holders("matters.view")),
    "matters:note": Row(gate=KEEPERS),
    "matters:do_many": Row(gate=KEEPERS),
    "matters:show": Row("matter:published", holders("matters.view"), circle("matters.view")),
    "matters:change": keeps_matter("noted"),
    "matters:publish": keeps_matter("noted"),
    "matters:set_aside": keeps_matter("noted"),
    "matters:take_up": keeps_matter("set_aside"),
    "matters:begin": does_matter("published"),
    "matters:progress": does_matter("published"),
    "matters:request_close": does_matter("in_progress"),
    "matters:extend": does_matter("in_progress"),
    "matters:assign": does_matter("published"),
    "matters:involve": does_matter("published"),
    "matters:split": does_matter("published"),
    "matters:link_evidence": does_matter("in_progress"),
    "matters:close": checks_matter("close_requested"),
    "matters:send_back": checks_matter("close_requested"),
    "matters:reopen": checks_matter("closed"),
    "matters:ask_word": keeps_matter("close_requested"),
    "matters:word_link": Row("matter:close_requested", KEEPERS, circle("matters.view"), why="empty but for its maker"),
    "matters:answer_word": Row(gate=EVERYBODY, more={"code": "no-such-code"}, why="410 without the code"),
    "matters:look_back": checks_matter("closed"),
    "matters:campaigns": Row(gate=holders("matters.view")),
    "matters:campaign": Row("campaign", holders("matters.view"), CONCERNED),
    "matters:open_campaign": Row(gate=holders("matters.review")),
    "matters:end_campaign": Row("campaign", holders("matters.review"), CONCERNED, circle("matters.review")),
    "matters:save_view": Row(gate=holders("matters.view")),
    "matters:drop_view": Row("saved_view", holders("matters.view"), NOBODY, why="only one's own"),
    "matters:burden": Row(gate=holders("matters.view")),
    "matters:set_budget": Row(
        "unit",
        holders("matters.review"),
        circle("matters.view"),
        circle("matters.review") - {("officer", "parent")},
        why="by whoever checks at the unit above",
    ),
    "matters:dispatch_progress": Row("dispatch", holders("matters.view"), circle("matters.view")),
    "matters:draws": Row(gate=holders("matters.review")),
    "matters:draw": Row("look_draw", holders("matters.review"), why="how a sample was drawn is no secret"),
    "matters:answer_extension": checks_matter("published"),
    "matters:hand_over": checks_matter("published"),
}
NORMS = {
    "norms:list": Row(gate=holders("norms.view")),
    "norms:show": Row(gate=holders("norms.view"), more={"code": "theme-day"}),
    "norms:duties": Row(gate=holders("norms.view")),
    "norms:explain": Row("duty", holders("norms.view"), circle("norms.view")),
    "norms:waive": manages("duty", "norms.waive", "norms.view"),
    "norms:remark": Row("duty", holders("norms.view"), circle("norms.view")),
    "norms:waivers": Row(gate=holders("norms.view")),
    "norms:waive_many": Row(gate=holders("norms.waive")),
    "norms:bulk_waivers": Row(gate=holders("norms.waive")),
    "norms:withdraw_bulk": manages("bulk_waiver", "norms.waive", "norms.view"),
    "norms:withdraw_waiver": manages("waiver", "norms.waive", "norms.view"),
    "norms:switch_on": Row(gate=holders("norms.manage"), more={"code": "example-district"}),
    "norms:switch_off": Row(gate=holders("norms.manage"), more={"code": "example-district"}),
}
BELOW_OFFICES: Circle = frozenset(
    (role, scope)
    for role, scope in circle("notices.remind")
    if not (role == "officer" and scope == "parent")  # nobody reminds the unit at which he holds the right
)
NOTICES = {
    "notices:list": Row(),
    "notices:open": own("notice"),
    "notices:know_all": Row(),
    "notices:choose": Row(),
    "notices:remind": Row("unit", holders("notices.remind"), circle("norms.view"), BELOW_OFFICES),
    "notices:channels": manages("unit", "notices.manage", "norms.view"),
    "notices:retry": manages("unit", "notices.manage", "norms.view"),
    "notices:remove_channel": Row("channel", holders("notices.manage"), circle("notices.manage")),
    "notices:restore_channel": Row("channel", holders("notices.manage"), circle("notices.manage")),
}


def of_month(does: str = "activities.view", **more: Any) -> Row:
    """A branch's report of May: groups and committees have none."""
    seen, may = of_branches(circle("activities.view")), of_branches(circle(does))
    return Row("unit", holders(does), seen, may, more={"month": "2026-05"}, **more)


REPORTS = {
    "reports:minutes": Row(
        "activity:archived", holders("activities.view"), circle("activities.view"), BRANCH_READERS, leaves_entry=True
    ),
    "reports:own_record": persons_only(),
    "reports:sheet": keeps_paper("activity:notified"),
    "reports:duty": Row("duty", holders("norms.view"), circle("norms.view"), leaves_entry=True),
    "reports:months": Row(gate=holders("activities.view")),
    "reports:month": of_month(),
    "reports:confirm_month": of_month("activities.hold"),
    "reports:withdraw_month": of_month("activities.hold"),
    "reports:month_paper": of_month(leaves_entry=True),
    "reports:breach": Row(gate=holders("accounts.secure")),
    "reports:round_bulletin": Row(
        "bulletin", holders("inspections.view"), circle("inspections.view"), leaves_entry=True
    ),
    "reports:campaign": Row(
        "campaign", holders("matters.view"), CONCERNED, circle("matters.review"), leaves_entry=True
    ),
    "reports:ask": Row(gate=holders("reports.ask")),
    "reports:save_question": Row(gate=holders("reports.ask")),
    "reports:drop_question": Row("saved_question", holders("reports.ask"), NOBODY, why="only one's own"),
    "reports:compliance": Row(),
    "reports:compliance_paper": Row(leaves_entry=True),
    "reports:ledger": Row(gate=holders("activities.view"), leaves_entry=True),
}
ACCOUNTS = {
    "accounts:sign_in": Row(gate=EVERYBODY),
    "accounts:second_factor": Row(gate=EVERYBODY, why="leads away who has not given a password yet"),
    "accounts:sign_out": Row(gate=EVERYBODY, why="leads a visitor to the sign-in page"),
    "accounts:enter_invitation": Row(gate=EVERYBODY),
    "accounts:accept": Row(gate=EVERYBODY, why="410 without an opened invitation"),
    "accounts:open_invitation": Row(gate=EVERYBODY, more={"token": "no-such-code"}),
    "accounts:demo_login": Row("nothing", EVERYBODY, NOBODY, why="outside demo mode this page does not exist"),
    "accounts:account": Row(),
    "accounts:change_password": Row(),
    "accounts:enrol_factor": Row(),
    "accounts:enrol_passkey": Row("nothing", EVERYBODY, NOBODY, why="only over https, or on this machine"),
    "accounts:use_passkey": Row(gate=EVERYBODY, why="leads away who has not given a password yet"),
    "accounts:remove_factor": own("factor"),
    "accounts:renew_recovery_codes": Row(),
    "accounts:make_token": Row(),
    "accounts:withdraw_token": own("api_token"),
    "accounts:end_other_sessions": Row(),
    "accounts:end_session": own("sign_in"),
    "accounts:invitation_sheet": Row("user", sees=NOBODY, why="only for whoever has just made it"),
    "accounts:invitation_sheets": Row(of="nothing", sees=NOBODY, why="only for whoever has just made them"),
    "accounts:withdraw_invitation": Row("user", sees=circle("people.invite")),
    "accounts:deactivate": Row("user", sees=circle("accounts.secure")),
    "accounts:reactivate": Row("user", sees=circle("accounts.secure")),
    "accounts:reset_factors": Row("user", sees=circle("accounts.secure")),
}
OVERSIGHT = {
    "oversight:entries": Row(gate=holders("orgs.audit")),
    "oversight:chain": Row(gate=holders("orgs.audit")),
    "oversight:verify": Row(gate=holders("orgs.audit")),
    "oversight:accounts": Row(gate=holders("accounts.secure")),
    "oversight:sign_ins": Row(gate=holders("accounts.secure")),
    "oversight:health": Row(gate=holders("oversight.keep")),
    "oversight:retention": Row(gate=holders("oversight.keep")),
}
SEEN: Circle = frozenset({("administrator", "absent"), ("administrator", "foreign")})
"""The page is there, and says no."""
BACKUPS = {
    "backups:list": Row(gate=holders("backups.keep")),
    "backups:make": Row(gate=holders("backups.keep")),
    "backups:receive": Row("nothing", holders("backups.keep"), SEEN, NOBODY, why="two counties: the console decides"),
    "backups:new_key": Row("nothing", holders("backups.keep"), SEEN, NOBODY, why="two counties: the console decides"),
    "backups:undo": Row("nothing", holders("backups.keep"), NOBODY, why="nothing was restored"),
    "backups:try_out": Row("nothing", holders("backups.keep"), NOBODY, more={"name": "no-such-backup"}),
    "backups:ask_undo": Row("nothing", holders("backups.keep"), NOBODY, why="nothing was restored"),
    "backups:ask_restore": Row("nothing", holders("backups.keep"), NOBODY, more={"name": "no-such-backup"}),
    "backups:restore": Row("nothing", holders("backups.keep"), NOBODY, more={"name": "no-such-backup"}),
}
OFFICERS = circle("people.release")
"""Asks for lists: seen by whoever may approve them at the unit; the county officer asked for them all."""
SECOND: Circle = frozenset((role, scope) for role, scope in OFFICERS if role != "county_officer")
FIRST: Circle = OFFICERS - SECOND
APPROVALS = {
    "approvals:list": Row(),
    "approvals:show": Row("ask", sees=OFFICERS),
    "approvals:approve": Row("ask", sees=OFFICERS, does=SECOND, why="never oneself"),
    "approvals:refuse": Row("ask", sees=OFFICERS, does=SECOND, why="never oneself"),
    "approvals:withdraw": Row("ask", sees=OFFICERS, does=FIRST, why="only oneself"),
}
GALLERY = Row("nothing", EVERYBODY, NOBODY, why="the gallery of components exists for developers only")
UI = {
    "ui:gallery": GALLERY,
    "ui:gallery_sheet": GALLERY,
    "ui:gallery_form": GALLERY,
    "ui:gallery_confirm": GALLERY,
    "ui:gallery_error": Row("nothing", EVERYBODY, NOBODY, more={"status": 404}),
}
MATRIX: dict[str, Row] = {
    **TREE,
    **PORTAL,
    **ORGS,
    **PEOPLE,
    **NORMS,
    **MATTERS,
    **GUIDANCE,
    **LEADING,
    **PLANS,
    **PLEDGES,
    **ABOVE,
    **INSPECTIONS,
    **TRANSFERS,
    **FLOATING,
    **ASSESSMENTS,
    **ACTIVITIES,
    **LIFE,
    **NOTICES,
    **REPORTS,
    **ACCOUNTS,
    **APPROVALS,
    **OVERSIGHT,
    **BACKUPS,
    **UI,
}
