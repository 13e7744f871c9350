"""A statement is computed from the rolls by a published table; nobody enters it, and nothing can be ordered by it."""

import datetime as dt
import itertools
import random
from decimal import Decimal

import pytest
import time_machine
from django.db import models as django_models
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind, Attendance
from leitu.api.operations import operations
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.invariants import broken
from leitu.norms import forbidden
from leitu.people.models import Exemption, Membership
from leitu.points import actions, queries
from leitu.points.models import Table, YearStatement
from leitu.points.rule import Seen, reckon
from leitu.points.tablefile import BadTable, read_table, shipped
from leitu.points.views import Members

OFFICE = shipped()["office-2024.yaml"]
CITY = read_table(shipped()["city-2020.yaml"], "city-2020.yaml").rule
PRESENT, EXCUSED, ABSENT = Attendance.State.PRESENT, Attendance.State.EXCUSED, Attendance.State.ABSENT


def table(county, code="office-2024") -> Table:
    return Table.objects.get(tenant=county.tenant, code=code)


def in_use(county, code="office-2024") -> Table:
    return actions.switch_on(actor=county.console, table=table(county, code))


def hold(county, code="theme_day", on=dt.date(2026, 3, 6), **states):
    """An archived activity of Q1; ``states`` by name, everybody else as usual."""
    made = activities.plan(
        actor=county.actor("梅"),
        unit=county.units["Q1"],
        kind=ActivityKind.objects.get(tenant=county.tenant, code=code),
        on=on,
    )
    marks = {county.persons[name].pk: activities.Mark(state, "有事") for name, state in states.items()}
    activities.save_roll(actor=county.console, activity=made, marks=marks)
    return activities.archive(actor=county.console, activity=made, text="学习", late_reason="停电")


def test_three_published_tables_come_with_the_product_and_none_is_in_force(county):
    rows = Table.objects.filter(tenant=county.tenant).order_by("code")
    assert [(row.code, row.is_active) for row in rows] == [
        ("branch-hundred", False),
        ("city-2020", False),
        ("office-2024", False),
    ]
    assert all(row.rule.source and row.rule.confidence == "C" for row in rows)
    assert queries.statement_of(county.persons["老陈"], 2026) is None


def test_each_point_leads_to_a_line_of_a_roll(county):
    in_use(county)
    first, second = hold(county), hold(county, on=dt.date(2026, 2, 6), 老陈=ABSENT)
    hold(county, "lecture", on=dt.date(2026, 1, 9), 老陈=EXCUSED)
    found = queries.statement_of(county.persons["老陈"], 2026)
    life, training, _honours = found.reckoned.parts
    assert [found.rows[one.attendance].activity_id for one in life.items[0].seen] == [first.pk]
    assert (life.points, training.points, found.reckoned.total) == (1, 0, 61)
    assert [one.item.is_recorded for one in training.items] == [True, False, False, False]
    other = queries.statement_of(county.persons["孙涛"], 2026)
    assert {found.rows.get(one.attendance) for one in other.reckoned.parts[0].items[0].seen} == {None}
    assert other.reckoned.total == 63
    assert second.pk not in {found.rows[one.attendance].activity_id for one in life.items[0].seen}
    assert queries.statement_of(county.persons["老陈"], 2025).reckoned.total == 60


def roll(kind="theme_day", state=PRESENT, is_exempt=False, on="2026-03-06", key=1) -> Seen:
    return Seen(key, kind, int(state), on, is_exempt)


def test_a_part_has_a_cap_and_says_so():
    found = reckon(CITY, [roll(key=key) for key in range(80)])
    assert found.parts[0].is_capped
    assert found.parts[0].points == found.total == 60
    assert not reckon(CITY, [roll()]).parts[0].is_capped


DEDUCTING = """table: deducting
title: 示例
version: "1"
source: 示例
valid_from: 2026-01-01
base: 5
floor: 0
ceiling: 8
parts:
  - code: life
    title: 组织生活
    items:
      - {code: missed, title: 缺席, source: attendance, kinds: [theme_day], state: absent, points: 2, is_deducted: true, cap: 4}
      - {code: came, title: 参加, source: attendance, kinds: [lecture], points: 2.5}
"""


@pytest.mark.parametrize(
    ("rolls", "total"),
    [
        ([], "5"),
        ([roll(state=ABSENT)], "3"),
        ([roll(state=ABSENT, is_exempt=True)], "5"),
        ([roll(state=EXCUSED)], "5"),
        ([roll(state=ABSENT, key=key) for key in range(3)], "1"),
        ([roll("lecture")], "7.5"),
        ([roll("lecture", key=1), roll("lecture", key=2)], "8"),
        ([roll("lecture", is_exempt=True)], "7.5"),
    ],
)
def test_deductions_have_their_cap_and_the_sum_its_bounds(rolls, total):
    assert reckon(read_table(DEDUCTING, "d.yaml").rule, rolls).total == Decimal(total)


def test_one_more_fact_never_lowers_and_taking_it_back_restores():
    """Present lines only add, in any order of the roll; absences that do not bind change nothing."""
    chance = random.Random(9)
    rules = [read_table(text, name).rule for name, text in shipped().items()]
    kinds = ("theme_day", "lecture", "general_meeting", "organisational_life_meeting")
    for rule, _turn in itertools.product(rules, range(60)):
        rolls = [roll(chance.choice(kinds), chance.choice([PRESENT, EXCUSED, ABSENT]), key=k) for k in range(20)]
        before = reckon(rule, rolls)
        more = reckon(rule, [*rolls, roll(chance.choice(kinds), key=99)])
        assert more.total >= before.total
        chance.shuffle(rolls)
        assert reckon(rule, rolls) == before
        assert reckon(rule, [*rolls, roll(state=ABSENT, is_exempt=True, key=98)]).total == before.total


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("points: 2.5", "points: -1", 14, "应为大于 0 的数。"),
        ("kinds: [lecture]", "kinds: [knitting]", 14, "没有“knitting”这种事实。"),
        ("code: came", "code: missed", 14, "代码写了两次。"),
        ("kinds: [lecture], ", "", 14, "来源是 attendance 的才写 kinds，也要写。"),
        ("source: attendance, kinds: [lecture]", "source: dues, kinds: [lecture]", 14, "来源是 attendance 的才写"),
        ("base: 5", "base: many", 6, "应为 0 至 1000 的整数。"),
        ("title: 参加,", "title: 上传照片,", 14, "不得计分。"),
        ("source: attendance, kinds: [lecture]", "source: logins", 14, str(forbidden.SOURCES["logins"])),
    ],
)
def test_what_is_wrong_or_forbidden_is_refused_with_its_line(old, new, line, said):
    assert old in DEDUCTING
    with pytest.raises(BadTable) as refused:
        read_table(DEDUCTING.replace(old, new), "t.yaml")
    assert refused.value.problems[0].line == line
    assert said in str(refused.value)


@pytest.mark.parametrize("source", forbidden.SOURCES)
def test_no_forbidden_source_gives_points(source):
    with pytest.raises(BadTable, match="不得计分"):
        read_table(DEDUCTING.replace("source: attendance, kinds: [lecture]", f"source: {source}"), "t.yaml")


def test_a_stored_version_never_changes_and_the_same_text_changes_nothing(county):
    before = Table.objects.count()
    assert actions.load_table(actor=county.console, tenant=county.tenant, text=OFFICE).pk == table(county).pk
    assert Table.objects.count() == before
    with pytest.raises(BadTable, match="新的版本号"):
        actions.load_table(actor=county.console, tenant=county.tenant, text=OFFICE.replace("base: 60", "base: 61"))
    with pytest.raises(NotAllowed):
        actions.load_table(actor=county.actor("梅"), tenant=county.tenant, text=DEDUCTING)


def test_one_table_at_a_time_and_none_at_all_when_switched_off(county):
    row = in_use(county)
    with pytest.raises(WrongState):
        actions.switch_on(actor=county.console, table=row)
    with pytest.raises(WrongState):
        in_use(county, "city-2020")
    for doing in (actions.switch_on, actions.switch_off):
        with pytest.raises(NotAllowed):
            doing(actor=county.actor("梅"), table=row)
    actions.switch_off(actor=county.console, table=row)
    assert queries.statement_of(county.persons["老陈"], 2026) is None
    with pytest.raises(WrongState):
        actions.switch_off(actor=county.console, table=row)


def test_the_table_says_who_is_not_scored(county):
    in_use(county)
    Exemption.objects.create(
        tenant=county.tenant, person=county.persons["老陈"], ground="aged", since=dt.date(2026, 1, 1)
    )
    retired = county.persons["周芳"]
    retired.job = "4"
    retired.save(update_fields=["job"])
    reasons = {name: queries.statement_of(county.persons[name], 2026).exempt for name in ("老陈", "周芳", "孙涛")}
    assert reasons == {"老陈": "免于硬性要求", "周芳": "离退休", "孙涛": ""}


def test_a_year_is_kept_after_late_entries_and_never_changed(county):
    row = in_use(county)
    hold(county)
    with pytest.raises(WrongState):
        actions.keep(actor=county.console, table=row, year=2026)
    with time_machine.travel(dt.datetime(2027, 1, 31, 3, tzinfo=dt.UTC)):
        assert actions.keep_due(actor=county.console, tenant=county.tenant) == 0
    with time_machine.travel(dt.datetime(2027, 2, 1, 3, tzinfo=dt.UTC)):
        with pytest.raises(NotAllowed):
            actions.keep(actor=county.actor("officer"), table=row, year=2026)
        kept = actions.keep_due(actor=county.console, tenant=county.tenant)
        assert kept == Membership.objects.on(dt.date(2026, 12, 31)).filter(tenant=county.tenant).count() > 5
        assert actions.keep_due(actor=county.console, tenant=county.tenant) == 0
        old = county.persons["老陈"]
        assert (queries.statement_of(old, 2026).reckoned.total, queries.statement_of(old, 2027).reckoned.total) == (
            61,
            60,
        )
        assert queries.statement_of(old, 2026).since is None
        assert list(broken(county.tenant.pk)) == []

        # The fact is put right: what was kept stays, what it comes to now stands beside it.
        hold(county, on=dt.date(2026, 12, 4))
        found = queries.statement_of(old, 2026)
        assert (found.reckoned.total, found.since.total) == (61, 62)

        # Switched off: the kept year is still his to read.
        actions.switch_off(actor=county.console, table=row)
        assert queries.statement_of(old, 2026).reckoned.total == 61
        with pytest.raises(WrongState):
            actions.keep(actor=county.console, table=row, year=2026)

        statement = YearStatement.objects.get(person=old)
        statement.content["total"] = "99"
        statement.save(update_fields=["content"])
        assert [one["problem"] for one in broken(county.tenant.pk)] == ["statement differs from its rolls"]


def test_only_he_and_his_own_committee_open_it(county, sign_in):
    in_use(county)
    hold(county)
    membership = Membership.objects.get(person=county.persons["老陈"])
    page = reverse("points:show", args=[membership.pk])
    for name, status in (("梅", 200), ("李强", 200), ("石磊", 404), ("孙涛", 403), ("officer", 403)):
        assert sign_in(name).get(page).status_code == status, name
    assert list(queries.members(county.actor("officer"))) == []


def test_his_own_page_leads_from_each_point_to_the_objection_against_its_fact(county, sign_in):
    in_use(county)
    hold(county)
    person = county.persons["孙涛"]
    row = Attendance.objects.get(person=person)
    text = sign_in("孙涛").get(reverse("points:mine")).content.decode()
    assert reverse("people:object_to", args=[person.pk, f"attendance-{row.pk}"]) in text
    assert row.activity.get_absolute_url() in text
    assert "61" in text
    theirs = sign_in("梅").get(reverse("points:show", args=[Membership.objects.get(person=person).pk]))
    assert f"attendance-{row.pk}" not in theirs.content.decode()


def test_nothing_can_list_members_by_their_points(county, sign_in):
    """Not on a page, not by an address, not in an export, not through the API, not by a column of the database."""
    assert Members.sorts == {"name": ("person__name", "pk")}
    assert Members.handed_out_by is None
    numeric = (django_models.IntegerField, django_models.DecimalField, django_models.FloatField)
    keys = {"id", "year"}
    for model in (Table, YearStatement):
        assert {f.name for f in model._meta.get_fields() if isinstance(f, numeric)} <= keys
    reads = sorted(name for name, op in operations().items() if op.area == "points" and not op.writes)
    assert reads == ["points.show", "points.table", "points.tables"]

    in_use(county)
    hold(county, 老陈=ABSENT)
    client = sign_in("梅")
    names = lambda query: [  # noqa: E731
        one.person.name for one in client.get(reverse("points:list") + query).context["objects"]
    ]
    by_name = names("")
    assert len(by_name) > 3
    for query in ("?sort=points", "?sort=-total", "?sort=-name", "?o=content"):
        assert names(query) == by_name
    text = client.get(reverse("points:list")).content.decode()
    assert not {"61", "60 分", "合计"} & {word for word in ("61", "60 分", "合计") if f">{word}<" in text}
    assert client.get(reverse("points:list") + "?export=xlsx").headers["Content-Type"].startswith("text/html")
