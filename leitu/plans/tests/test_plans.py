"""A unit's year: what is read, what is written, what is issued, and how it goes down the tree."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.orgs import actions as orgs
from leitu.people import actions as people
from leitu.plans import actions, patterns, queries
from leitu.plans.models import PlanLine

TODAY = dt.date(2026, 3, 20)
SEPTEMBER = dt.date(2026, 9, 30)


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(9)))


def added(county, code="Q1", name="梅", **more):
    given = {"year": 2026, "title": "修路灯", "standard": "三盏都亮", "due_on": SEPTEMBER} | more
    return actions.add_line(actor=county.actor(name), unit=county.units[code], **given)


def issued(county, code="Q1", name="梅", **more):
    line = added(county, code, name, **more)
    return actions.issue(actor=county.actor(name), unit=county.units[code], lines=[line])[0]


def lead(county, code, name="周芳"):
    """Somebody leads the committee."""
    given = {"unit": county.units[code], "person": county.persons[name], "title": "secretary"}
    people.appoint(actor=county.console, since=TODAY, **given)


def items(county, code="Q1", year=2026, origin="own"):
    board = queries.board(county.units[code], year)
    return {month.number: [one.title for one in month.of(origin)] for month in board.months if month.of(origin)}


def test_a_first_plan_begins_with_what_is_usual_in_its_domain(county):
    village = actions.draw_up(actor=county.actor("梅"), unit=county.units["Q1"], year=2026)
    school = actions.draw_up(actor=county.actor("officer"), unit=county.units["Q3"], year=2026)
    assert [line.title for line in village] == [one.title for one in patterns.proposed(county.units["Q1"])]
    assert {line.title for line in village} != {line.title for line in school}
    assert all(line.due_on.year == 2026 for line in village)
    with pytest.raises(WrongState):
        actions.draw_up(actor=county.actor("梅"), unit=county.units["Q1"], year=2026)


def test_the_next_year_takes_over_what_the_unit_set_itself(county):
    added(county, title="修路灯")
    dropped = added(county, title="换门窗")
    actions.drop_line(actor=county.actor("梅"), line=dropped)
    with on(dt.date(2026, 12, 5)):
        actions.add_line(
            actor=county.actor("梅"),
            unit=county.units["Q1"],
            year=2027,
            title="建凉亭",
            standard="建好",
            due_on=dt.date(2027, 5, 1),
        )
        made = actions.draw_up(actor=county.actor("梅"), unit=county.units["Q1"], year=2027)
        assert [(line.title, line.due_on) for line in made] == [("修路灯", dt.date(2027, 9, 30))]
        assert made[0].copied_from.year == 2026
        assert items(county, year=2027) == {5: ["建凉亭"], 9: ["修路灯"]}


def test_the_29th_of_february_has_a_day_in_every_year(county):
    with on(dt.date(2028, 1, 5)):
        actions.add_line(
            actor=county.actor("梅"),
            unit=county.units["Q1"],
            year=2028,
            title="闰日",
            standard="办了",
            due_on=dt.date(2028, 2, 29),
        )
        made = actions.draw_up(actor=county.actor("梅"), unit=county.units["Q1"], year=2029)
        assert [line.due_on for line in made] == [dt.date(2029, 2, 28)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"standard": ""}, "standard"),
        ({"due_on": dt.date(2027, 1, 1)}, "due_on"),
        ({"due_on": dt.date(2025, 12, 31)}, "due_on"),
        ({"year": 2025, "due_on": dt.date(2025, 5, 1)}, "year"),
        ({"year": 2028, "due_on": dt.date(2028, 5, 1)}, "year"),
    ],
)
def test_what_a_line_needs(county, given, field):
    with pytest.raises(ValidationError) as refused:
        added(county, **given)
    assert field in refused.value.message_dict
    assert not PlanLine.objects.exists()


@pytest.mark.parametrize(
    ("name", "is_allowed"),
    [
        ("梅", True),
        ("李强", True),
        ("officer", True),
        ("county_officer", True),
        ("孙涛", False),
        ("石磊", False),
        ("inspector", False),
    ],
)
def test_who_plans(county, name, is_allowed):
    line = added(county)
    if is_allowed:
        assert added(county, name=name, title="再来一件").pk
        assert (
            actions.change_line(
                actor=county.actor(name), line=line, title="改了", standard="好", due_on=SEPTEMBER
            ).title
            == "改了"
        )
        return
    actor, unit = county.actor(name), county.units["Q1"]
    for refused in (
        lambda: added(county, name=name),
        lambda: actions.draw_up(actor=actor, unit=unit, year=2026),
        lambda: actions.change_line(actor=actor, line=line, title="改", standard="好", due_on=SEPTEMBER),
        lambda: actions.drop_line(actor=actor, line=line),
        lambda: actions.issue(actor=actor, unit=unit, lines=[line]),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_groups_and_dissolved_units_have_no_plan(county):
    with pytest.raises(ValidationError):
        added(county, "Q1G")
    unit = county.units["Q3"]
    orgs.close(actor=county.console, unit=unit, on=TODAY, reason="合并", version=unit.version)
    county.units["Q3"].refresh_from_db()
    with pytest.raises(ValidationError):
        added(county, "Q3", "officer")


def test_an_issued_line_is_a_task_with_its_four_clarities(county):
    line = issued(county)
    matter = Matter.objects.get(pk=line.matter_id)
    assert (matter.kind, matter.state, matter.title, matter.due_on) == ("task", "published", "修路灯", SEPTEMBER)
    assert (matter.person_name, matter.reviewer_unit.code, matter.standard) == ("梅", "Q", "三盏都亮")
    assert (matter.source_kind, matter.source_key) == ("plan_line", str(line.pk))
    for refused in (
        lambda: actions.change_line(actor=county.actor("梅"), line=line, title="改", standard="好", due_on=SEPTEMBER),
        lambda: actions.drop_line(actor=county.actor("梅"), line=line),
        lambda: actions.issue(actor=county.actor("梅"), unit=county.units["Q1"], lines=[line]),
    ):
        with pytest.raises(WrongState):
            refused()


def test_all_are_issued_or_none(county):
    good, late = added(county), added(county, title="年初的", due_on=dt.date(2026, 1, 31))
    with pytest.raises(ValidationError):
        actions.issue(actor=county.actor("梅"), unit=county.units["Q1"], lines=[good, late])
    with pytest.raises(ValidationError):
        actions.issue(actor=county.actor("梅"), unit=county.units["Q1"], lines=[])
    other = added(county, "Q2", "石磊")
    with pytest.raises(NotAllowed):
        actions.issue(actor=county.actor("officer"), unit=county.units["Q1"], lines=[good, other])
    assert not Matter.objects.exists()


def test_without_a_secretary_nothing_is_issued(county):
    line = added(county, "Q", "officer")
    with pytest.raises(ValidationError) as refused:
        actions.issue(actor=county.actor("officer"), unit=county.units["Q"], lines=[line])
    assert "还没有登记书记" in str(refused.value)
    assert not Matter.objects.exists()


def test_what_is_given_down_appears_on_the_boards_below_and_rolls_up(county):
    lead(county, "Q")
    line = issued(county, "Q", "officer", title="排查隐患")
    whole = Matter.objects.get(pk=line.matter_id)
    parts = matters.split(
        actor=county.actor("officer"),
        matter=whole,
        units=[county.units["Q1"], county.units["Q2"]],
        title="排查隐患",
        standard="查完报结果",
        due_on=dt.date(2026, 8, 31),
        minutes=8,
    )
    assert items(county, "Q1", origin="above") == {8: ["排查隐患"]}
    assert items(county, "Q", origin="above") == {}
    assert items(county, "Q") == {9: ["排查隐患"]}
    mine = next(part for part in parts if part.unit.code == "Q1")
    matters.request_close(actor=county.actor("梅"), matter=mine, effect="查完了")
    board = queries.board(county.units["Q1"], 2026)
    assert [one.state for month in board.months for one in month.of("above")] == ["met"]


def test_at_the_top_a_task_is_noted_and_given_down_from_there(county):
    line = issued(county, "C", "county_officer", title="全县排查")
    whole = Matter.objects.get(pk=line.matter_id)
    assert (whole.state, whole.due_on, whole.reviewer_unit) == ("noted", SEPTEMBER, None)
    given = {"title": "排查", "standard": "查完", "due_on": dt.date(2026, 8, 31)}
    part = matters.split(actor=county.actor("county_officer"), matter=whole, units=[county.units["Q"]], **given)[0]
    assert (part.state, part.reviewer_unit.code) == ("published", "C")
    whole.refresh_from_db()
    with pytest.raises(WrongState):
        matters.set_aside(actor=county.actor("county_officer"), matter=whole, reason="不办了")
    plain = matters.note(actor=county.actor("officer"), unit=county.units["Q"], title="没定的", kind="task")
    plain = matters.change(actor=county.actor("officer"), matter=plain, due_on=SEPTEMBER)
    with pytest.raises(WrongState):
        matters.split(actor=county.actor("officer"), matter=plain, units=[county.units["Q1"]], **given)


def test_what_is_owed_by_rule_stands_in_its_months(county):
    found = items(county, origin="rule")
    assert "主题党日" in found[1]
    assert "主题党日" in found[12]
    assert "支部党员大会" in found[12]
    board = queries.board(county.units["Q1"], 2026)
    states = {
        month.number: {one.state for one in month.of("rule") if one.title == "主题党日"} for month in board.months
    }
    assert states[1] == {"overdue"}
    assert states[12] == {"upcoming"}
    last = queries.board(county.units["Q1"], 2025)
    assert all(one.state != "upcoming" for month in last.months for one in month.of("rule"))


def test_quiet_times_are_said_and_hinder_nobody(county, sign_in):
    assert patterns.hints(county.units["Q1"], dt.date(2026, 6, 10), []) == ["夏收夏种"]
    assert patterns.hints(county.units["Q2"], dt.date(2026, 6, 10), []) == []
    assert patterns.hints(county.units["Q3"], dt.date(2026, 6, 10), []) == ["高考、中考和期末"]
    assert patterns.hints(county.units["Q2"], dt.date(2026, 6, 10), [dt.date(2026, 7, 1)]) == ["换届"]
    assert patterns.hints(county.units["Q2"], dt.date(2026, 7, 2), [dt.date(2026, 7, 1)]) == []
    answer = sign_in("梅").post(
        reverse("plans:add_line", args=[county.units["Q1"].pk]) + "?year=2026",
        {"title": "修路灯", "standard": "亮", "due_on": "2026-06-10"},
        follow=True,
    )
    assert "夏收夏种" in answer.content.decode()
    assert PlanLine.objects.get().due_on == dt.date(2026, 6, 10)


def test_the_pages_of_a_secretary(county, sign_in):
    unit, client = county.units["Q1"], sign_in("梅")
    board = client.get(reverse("plans:show"))
    assert (board.context["unit"], board.context["is_empty"]) == (unit, True)
    client.post(board.context["draw_up_href"])
    board = client.get(reverse("plans:show"))
    line = PlanLine.objects.get(title="开展“七一”主题活动")
    address = reverse("plans:change_line", args=[line.pk])
    assert address in board.content.decode()
    wrong = client.post(address, {"title": "七一", "standard": "办", "due_on": "2027-07-01", "version": "1"})
    assert "2026 年里" in wrong.content.decode()
    client.post(address, {"title": "七一", "standard": "办", "due_on": "2026-07-01", "version": "1"})
    with pytest.raises(StaleEdit):
        actions.change_line(actor=county.console, line=line, title="x", standard="y", due_on=SEPTEMBER, version=1)
    first = PlanLine.objects.order_by("due_on").first()
    client.post(reverse("plans:drop_line", args=[first.pk]))
    page = client.get(board.context["issue_href"])
    ticked = page.context["form"].initial["lines"]
    assert first.pk not in ticked
    client.post(board.context["issue_href"], {"lines": ticked})
    assert PlanLine.objects.filter(matter__isnull=False).count() == len(ticked)
    assert Matter.objects.filter(unit=unit, source_kind="plan_line").count() == len(ticked)
    assert sign_in("孙涛").get(reverse("plans:show")).status_code == 403
    assert sign_in("石磊").get(reverse("plans:show"), {"unit": unit.pk}).status_code == 404


def test_the_pages_of_an_officer_and_the_way_down(county, sign_in):
    lead(county, "Q")
    line = issued(county, "Q", "officer", title="排查隐患")
    client = sign_in("officer")
    board = client.get(reverse("plans:show"))
    assert reverse("matters:split", args=[line.matter_id]) in board.content.decode()
    split = client.get(reverse("matters:split", args=[line.matter_id]))
    assert split.context["form"].initial["title"] == "排查隐患"
    added(county)
    rows = client.get(reverse("plans:list"))
    assert {one.name: one.own for one, _href in rows.context["lines"]}["柳树村党支部"] == 1
    assert client.get(reverse("plans:list"), {"state": "without"}).context["total"] == 2
    top = issued(county, "C", "county_officer", title="全县排查")
    page = sign_in("county_officer").get(top.matter.get_absolute_url()).content.decode()
    assert reverse("matters:split", args=[top.matter_id]) in page


def test_the_plan_leaves_as_a_sheet(county, sign_in):
    added(county)
    sheet = sign_in("梅").post(f"{reverse('plans:show')}?year=2026&export=1", {"as": "xlsx"})
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")
