"""Two counties full of things, so that every page has something to show: in one's own branch, beside, above, elsewhere.

The places are seen from Willow village (柳树村, Q1), where Mei is secretary: own Q1, child Q1G, sibling Q2, parent Q,
cousin B1 (another town), foreign (Willow village of the sister county), absent (no such row). ``build`` makes the
world by actions; a test works in it inside a savepoint.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import time_machine
from django.db import transaction

from leitu.accounts import actions as accounts
from leitu.accounts.models import User
from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.changes import actions as changes
from leitu.core.clock import now, today
from leitu.coverage import actions as coverage
from leitu.guidance import actions as guidance
from leitu.guidance import queries as queries_of_guidance
from leitu.handovers import actions as handovers
from leitu.matters import actions as matters
from leitu.matters import queries as matter_queries
from leitu.matters.models import Dispatch, LookDraw, Matter, SavedView
from leitu.norms import actions as norms
from leitu.norms.area import Area
from leitu.notices import actions as notices
from leitu.notices.models import Notice
from leitu.orgs import actions as orgs
from leitu.orgs.models import Role, Unit
from leitu.people import actions as people
from leitu.people.models import Membership
from leitu.people.queries import persons_at
from leitu.points import actions as points
from leitu.points.models import Table
from leitu.reports.models import SavedQuestion
from tests import entrants
from tests.assessed import assess
from tests.cast import County, account, build_cast
from tests.inspected import inspect
from tests.moved import move_in
from tests.promised import promise
from tests.transferred import move
from tests.watched import watch

START = dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PLACES = {"own": "Q1", "child": "Q1G", "sibling": "Q2", "parent": "Q", "cousin": "B1"}
SCOPES = (*PLACES, "foreign", "absent")
ABSENT = 987654321
PERSONS = {"own": "老陈", "sibling": "石梅", "cousin": "东方亮"}
ROLES = {
    "stranger": "stranger",
    "member": "孙涛",
    "committee_member": "李强",
    "secretary": "梅",
    "neighbour": "石磊",
    "officer": "officer",
    "organiser": "organiser",
    "county_officer": "county_officer",
    "inspector": "inspector",
    "discipline": "discipline",
    "administrator": "administrator",
    "security_officer": "security_officer",
    "auditor": "auditor",
}
"""Role of the access matrix -> account of the cast."""
SISTER_ROLES = ("sister_secretary", "sister_county_officer", "sister_administrator")
"""The same roles in the sister county."""


@dataclass
class World:
    """Both counties; ``things`` holds rows by kind and scope: ``things["activity:planned"]["own"]``."""

    here: County
    other: County
    things: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, kind: str, scope: str, row: Any) -> None:
        self.things.setdefault(kind, {})[scope] = row

    def user(self, role: str) -> User | None:
        """The account behind a role of the matrix; None for an anonymous visitor."""
        if role == "anonymous":
            return None
        name = role.removeprefix("sister_")
        if name != role:
            return self.other.users[f"CANARY{ROLES[name]}"]
        return self.here.users[ROLES[name]]


@contextmanager
def world() -> Iterator[World]:
    """The world, at a quarter past nine on a Wednesday in June, until the block ends."""
    with time_machine.travel(START, tick=False), transaction.atomic():
        here, other = build_cast()
        made = World(here, other)
        for county, prefix in ((here, ""), (other, "CANARY")):
            account(county, f"{prefix}organiser", "organisation_officer", "Q")
            account(county, f"{prefix}discipline", "discipline_body", "Q")
            account(county, f"{prefix}county_discipline", "discipline_body", "C")
            _fill(made, county, prefix)
        yield made
        transaction.set_rollback(True)


def _fill(made: World, county: County, prefix: str) -> None:
    scopes = {"foreign": "Q1"} if prefix else PLACES
    for scope, code in scopes.items():
        made.put("unit", scope, county.units[code])
    _people(made, county, prefix)
    for scope, code in scopes.items():
        watch(made.put, county, prefix, scope, county.units[code])
    for scope, code in scopes.items():
        made.put("ask", scope, entrants.ask(county, prefix, county.units[code]))
        place = {"name": f"{prefix}{code}电子厂", "staff": 80, "members": 3}
        made.put("workplace", scope, coverage.add(actor=county.console, unit=county.units[code], **place))
        given = {"unit": county.units[code], "kind": "rename", "name": f"{prefix}新名{code}", "on": today()}
        made.put("change", scope, changes.prepare(actor=county.console, **given))
    for scope, code in scopes.items():
        if code != "Q":
            _meetings(made, county, prefix, scope, county.units[code])
            move_in(made.put, county, prefix, scope, made.things["activity:ended"][scope])
            _duties(made, county, prefix, scope, county.units[code])
            _matters(made, county, prefix, scope, county.units[code])
            if county.units[code].kind != Unit.Kind.GROUP:
                _guidance(made, county, prefix, scope, county.units[code])
    inspect(made.put, county, prefix, scopes)
    move(made.put, county, prefix, scopes)
    promise(made.put, county, prefix, scopes)
    assess(made.put, county, prefix, scopes)
    tables = {row.code: row for row in Table.objects.filter(tenant=county.tenant).select_related("tenant")}
    points.switch_on(actor=county.console, table=tables["office-2024"])
    for scope in scopes:
        made.put("points_table", scope, tables["office-2024"])
        made.put("idle_points_table", scope, tables["city-2020"])
    matters.draw_looks(actor=county.console, tenant=county.tenant)
    for scope in scopes:
        made.put("look_draw", scope, LookDraw.objects.filter(tenant=county.tenant).order_by("pk").first())


def _people(made: World, county: County, prefix: str) -> None:
    actor = county.console
    for scope, name in ({"foreign": "老陈"} if prefix else PERSONS).items():
        person = county.persons[f"{prefix}{name}"]
        if person.account_id is None:
            account(county, f"{prefix}{name}")
            person.refresh_from_db()
        people.correct_person(
            actor=actor,
            person=person,
            version=person.version,
            mobile="13900001234",
            address=f"{prefix}柳树村三组",
            job="0110",
        )
        person.refresh_from_db()
        membership = Membership.objects.get(person=person)
        made.put("person", scope, person)
        made.put("membership", scope, membership)
        since = today() - dt.timedelta(days=200)
        made.put("exemption", scope, people.exempt(actor=actor, person=person, ground="aged", since=since))
        post = people.appoint(actor=actor, unit=membership.unit, person=person, title="committee_member", since=since)
        made.put("post", scope, post)
        taker = county.persons[prefix + {"sibling": "石磊", "cousin": "东方明"}.get(scope, "周芳")]
        given = {"post": post, "taker": taker, "papers": f"{prefix}档案柜"}
        made.put("handover", scope, handovers.begin(actor=actor, **given))
        suspended = _suspended(county, prefix, membership.unit)
        made.put("suspended", scope, suspended)
        made.put("user", scope, county.users[f"{prefix}{name}"])
        _voice(made, county, prefix, scope, name)
    _accounts(made, county, prefix)
    _notices(made, county, prefix)


def _notices(made: World, county: County, prefix: str) -> None:
    """A group of each unit, and what its people were told: each belongs to one of them only."""
    reader = county.users[f"{prefix}老陈"]
    for scope, code in ({"foreign": "Q1"} if prefix else PLACES).items():
        made.put(
            "channel",
            scope,
            notices.add_channel(
                actor=county.console,
                unit=county.units[code],
                service="wecom",
                label=f"{prefix}支部群",
                key="0123456789abcdef",
            ),
        )
        notice = Notice.objects.create(
            tenant=county.tenant,
            user=reader,
            kind="office",
            verb="orgs.grant",
            entry_id=county.units[code].pk,
            at=now(),
        )
        made.put("notice", scope, notice)


HELPERS = {"老陈": "梅", "石梅": "石磊", "东方亮": "东方明"}
"""Who acts for whom."""


def _voice(made: World, county: County, prefix: str, scope: str, name: str) -> None:
    """An objection that waits, a consent, and in one's own branch those of the member of the matrix."""
    person = county.persons[f"{prefix}{name}"]
    objection = people.object_to(
        actor=county.actor(person.name), person=person, line="person-sex", text=f"{prefix}填错了"
    )
    made.put("objection", scope, objection)
    consent = people.record_consent(
        actor=county.console,
        person=person,
        helper=county.persons[f"{prefix}{HELPERS[name]}"],
        purposes=["answer", "confirm", "object"],
        way="paper",
        witness="赵老师",
    )
    made.put("consent", scope, consent)
    if scope in ("own", "foreign"):
        member = county.persons[f"{prefix}孙涛"]
        made.put("self", scope, member)
        own = people.object_to(actor=county.actor(member.name), person=member, line="other", text=f"{prefix}漏了一次")
        made.put("own_objection", scope, own)


def _suspended(county: County, prefix: str, unit: Unit) -> Membership:
    made = people.register_member(
        actor=county.console,
        unit=unit,
        name=f"{prefix}暂停{unit.code}",
        joined_on=dt.date(2010, 7, 1),
        full_on=dt.date(2011, 7, 1),
    )
    people.suspend(actor=county.console, membership=made, since=today() - dt.timedelta(days=30), note="未交党费")
    return made


def _accounts(made: World, county: County, prefix: str) -> None:
    """Grants by hand, factors and waiting invitations."""
    holder = account(county, f"{prefix}holder")
    role = Role.objects.get(tenant=county.tenant, code="member")
    for scope, code in ({"foreign": "Q1"} if prefix else PLACES).items():
        grant = orgs.grant(actor=county.console, user=holder, role=role, unit=county.units[code])
        made.put("grant", scope, grant)
    for scope, user in made.things["user"].items():
        if user.tenant_id == county.tenant.pk:
            made.put("factor", scope, entrants.factor(user))
            made.put("sign_in", scope, entrants.session(user))
            made.put("api_token", scope, entrants.api_token(user))
            accounts.invite(actor=county.console, user=user)


def _meetings(made: World, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """One meeting in each state, with agenda, minutes, a resolution and a guest."""
    code = "group_meeting" if unit.kind == Unit.Kind.GROUP else "general_meeting"
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    actor = county.console
    for number, state in enumerate(("planned", "notified", "under_way", "ended", "archived", "cancelled"), 1):
        is_ahead = state in ("planned", "notified", "cancelled")
        activity = activities.plan(
            actor=actor,
            unit=unit,
            kind=kind,
            on=today() + dt.timedelta(days=number) if is_ahead else today() - dt.timedelta(days=number - 3),
            starts_at=dt.time(9, 0),
            place=f"{prefix}会议室",
            topic=f"{prefix}学习讨论",
            agenda=[f"{prefix}通报情况", f"{prefix}讨论决议"],
        )
        _take_to(actor, activity, state, prefix)
        activity = Activity.objects.get(pk=activity.pk)
        made.put(f"activity:{state}", scope, activity)
        made.put(f"secret:{state}", scope, activity)
        resolution = activity.resolutions.first()
        if resolution is not None:
            made.put(f"resolution:{state}", scope, resolution)


def _take_to(actor: Any, activity: Activity, state: str, prefix: str) -> None:
    if state == "notified":
        activities.notify(actor=actor, activity=activity)
    elif state == "cancelled":
        activities.cancel(actor=actor, activity=activity, reason=f"{prefix}天气原因")
    elif state in ("under_way", "ended", "archived"):
        activities.start(actor=actor, activity=activity)
        activities.save_roll(actor=actor, activity=activity, guests=[f"{prefix}县委宣讲团 王同志"])
        activities.write_minutes(actor=actor, activity=activity, text=f"{prefix}会议学习了文件，讨论了道路硬化。")
        votes = (1, 0, 0) if activity.kind.majority != "none" else ()
        decision = activities.Decision(f"{prefix}同意道路硬化方案。", *votes)
        activities.resolve(actor=actor, activity=activity, decision=decision)
        if state != "under_way":
            activities.end(actor=actor, activity=activity)
        if state == "archived":
            activities.archive(actor=actor, activity=activity)


def _duties(made: World, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """A waiver and a remark, on a duty that no meeting above has met."""
    code = "group-meeting" if unit.kind == Unit.Kind.GROUP else "theme-day"
    given = {"unit": unit, "norm": code, "period_start": today().replace(day=1, month=3)}
    waiver = norms.waive(actor=county.console, **given, ground="farming", reason=f"{prefix}春耕")
    made.put("waiver", scope, waiver)
    flood = Area(unit, (code,), today().replace(day=1, month=2), today().replace(day=28, month=2), kind=unit.kind)
    bulk = norms.waive_many(actor=county.console, area=flood, ground="disaster", reason=f"{prefix}内涝")
    made.put("bulk_waiver", scope, bulk)
    made.put("remark", scope, norms.remark(actor=county.console, **given, text=f"{prefix}四月补上"))
    made.put("duty", scope, waiver)


def _matters(made: World, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """One matter in each state."""
    for state in Matter.State.values:
        made.put(f"matter:{state}", scope, _matter_in(county, unit, prefix, state))
    given = {"title": f"{prefix}摸底", "standard": f"{prefix}名单上报", "due_on": today() + dt.timedelta(days=2)}
    whole = _matter_in(county, unit, prefix, "published")
    campaign = matters.open_campaign(
        actor=county.console,
        unit=unit,
        title=f"{prefix}隐患整治",
        basis=f"{prefix}县发一号",
        approver=f"{prefix}县委",
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=90),
    )
    made.put("campaign", scope, campaign)
    made.put("saved_view", scope, SavedView.objects.create(tenant=county.tenant, name=f"{prefix}{unit.code}", query=""))
    question = SavedQuestion.objects.create(tenant=county.tenant, name=f"{prefix}{unit.code}", query="what=lecture")
    made.put("saved_question", scope, question)
    made.put("dispatch", scope, _dispatch(county, whole, given))


def _dispatch(county: County, whole: Matter, given: dict[str, Any]) -> Dispatch:
    """A task under way to the units below; these places are too low to have many."""
    return Dispatch.objects.create(
        tenant=county.tenant, matter=whole, unit=whole.unit, scope="all", total=2000, at=now(), **given
    )


def _guidance(made: World, county: County, prefix: str, scope: str, unit: Unit) -> None:
    """Somebody without an account looks after the branch, was there once; and it is listed as weak."""
    above, person = county.units["B" if unit.code.startswith("B") else "Q"], county.persons[f"{prefix}周芳"]
    if not queries_of_guidance.leaders_of(above).filter(pk=person.pk).exists():
        since = today() - dt.timedelta(days=200)
        people.appoint(actor=county.console, unit=above, person=person, title="committee_member", since=since)
    given = {"unit": unit, "person": person, "from_unit": above, "note": f"{prefix}就近"}
    pair = guidance.assign(actor=county.console, **given)
    made.put("liaison", scope, pair)
    text = f"{prefix}看了记录"
    made.put("visit", scope, guidance.visit(actor=county.console, liaison=pair, on=today(), tags=["guided"], text=text))
    case = guidance.list_unit(actor=county.console, unit=unit, reason=f"{prefix}半年没开过会")
    made.put("weak_case:listed", scope, case)


def _matter_in(county: County, unit: Unit, prefix: str, state: str) -> Matter:
    actor = county.console
    matter = matters.note(actor=actor, unit=unit, title=f"{prefix}活动室漏水{state}")
    if state == "noted":
        return matter
    if state == "set_aside":
        return matters.set_aside(actor=actor, matter=matter, reason=f"{prefix}当场修好")
    proposed = matter_queries.proposal(matter)
    given = {**proposed, "person": proposed["person"] or persons_at(unit).first(), "standard": f"{prefix}不漏水"}
    matter = matters.publish(actor=actor, matter=matter, **given)
    if state == "published":
        due_on = given["due_on"] + dt.timedelta(days=9)
        return matters.extend(actor=actor, matter=matter, due_on=due_on, reason=f"{prefix}等材料")
    if state == "in_progress":
        return matters.progress(actor=actor, matter=matter, text=f"{prefix}请了维修队")
    matter = matters.request_close(actor=actor, matter=matter, effect=f"{prefix}三场雨没有漏")
    if state == "close_requested":
        return matter
    if state == "sent_back":
        return matters.send_back(actor=actor, matter=matter, reason=f"{prefix}墙角还湿")
    matter = matters.close(actor=actor, matter=matter, finding=f"{prefix}看过了")
    Matter.objects.filter(pk=matter.pk, tenant_id=matter.tenant_id).update(look_on=today())
    matter.refresh_from_db()
    return matters.reopen(actor=actor, matter=matter, reason=f"{prefix}又漏了") if state == "reopened" else matter
