"""Home, unit page, dashboard, missing data, search: what each role gets, and that numbers are those of their lists."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from leitu.accounts.models import User
from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.core.clock import today
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs.models import Grant, Tenant
from leitu.portal import home, queries
from leitu.portal.views import asked_day
from tests.cast import account


def test_the_secretary_begins_with_what_is_due_and_one_button_to_do_it(enter, county) -> None:
    page = enter("梅").get("/").content.decode()
    assert "柳树村党支部" in page
    assert f"{reverse('activities:plan')}?unit={county.units['Q1'].pk}&amp;kind=" in page


def test_an_officer_begins_with_who_needs_help(enter) -> None:
    answer = enter("officer").get("/")
    assert answer.status_code == 302
    assert answer.url == f"{reverse('portal:dashboard')}?tab=help"


def test_a_member_begins_with_what_he_is_invited_to(enter) -> None:
    page = enter("孙涛").get("/").content.decode()
    assert "近期没有安排" in page
    assert "确认发通知" not in page


def called(county, unit: str, code: str) -> Activity:
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    made = activities.plan(actor=county.console, unit=county.units[unit], kind=kind, on=today() + dt.timedelta(days=1))
    activities.notify(actor=county.console, activity=made)
    return made


@pytest.mark.parametrize(
    ("who", "expected"),
    [("孙涛", {"theme_day", "group_meeting"}), ("老陈", {"theme_day"}), ("李强", {"theme_day", "committee_meeting"})],
)
def test_a_member_is_invited_where_he_is_expected_and_nowhere_else(enter, county, who, expected) -> None:
    for unit, code in (("Q1", "theme_day"), ("Q1", "committee_meeting"), ("Q1G", "group_meeting")):
        called(county, unit, code)
    invited = home.invitations(enter(who).get("/").wsgi_request.actor, today())
    assert {one.activity.kind.code for one in invited} == expected


def test_the_numbers_of_the_home_page_are_those_of_the_lists_behind_them(enter, county) -> None:
    client = enter("梅")
    cells = {cell["label"]: cell for cell in client.get("/").context["cells"]}
    owed = client.get(cells["本期已办"]["href"]).context["lines"]
    counted = [line["duty"] for line in owed if line["duty"].rule.shape == "count"]
    assert cells["本期已办"]["value"] == f"{sum(duty.state == State.MET for duty in counted)}/{len(counted)}"
    assert any(duty.unit_id == county.units["Q1G"].pk for duty in counted)
    assert cells["今年超期"]["value"] == client.get(cells["今年超期"]["href"]).context["total"]
    assert cells["党员"]["value"] == client.get(cells["党员"]["href"]).context["total"]


@pytest.mark.parametrize("who", ["梅", "officer", "county_officer"])
def test_the_dashboard_counts_exactly_the_duties_below(county, who) -> None:
    tenant = Tenant.objects.get(pk=county.tenant.pk)
    unit, day = county.units["Q" if who == "officer" else "C" if who == "county_officer" else "Q1"], today()
    board = queries.board(county.actor(who), unit, day)
    now = duties(tenant, on=day, under=unit)
    year = duties(tenant, on=day, since=board.since, under=unit)
    for state in State.values:
        assert board.now.count(state) == sum(d.state == state for d in now)
        assert board.year.count(state) == sum(d.state == state for d in year)
    assert sum(line.year.overdue for line in board.lines) <= board.year.overdue


@pytest.mark.parametrize("reach", Grant.Reach.values)
@pytest.mark.parametrize("unit", ["C", "Q", "Q1"])
def test_every_number_of_the_dashboard_is_that_of_its_list(enter, county, unit, reach) -> None:
    """For everybody: whoever sees one unit only must not learn from a sum how those below it stand."""
    account(county, "guest", "officer", unit, reach=reach)
    User.objects.update(is_demo=True)
    client = enter("guest")
    page = client.get(reverse("portal:dashboard"), {"unit": county.units[unit].pk})
    tiles = {tile["label"]: tile for tile in page.context["tiles"]}
    for label in ("今年超期", "临期", "党员", "党组织"):
        assert tiles[label]["value"] == client.get(tiles[label]["href"]).context["total"], label
    assert tiles["今年按期率"]["denominator"] <= client.get(tiles["今年按期率"]["href"]).context["total"]
    assert tiles["本期已办"]["denominator"] <= client.get(tiles["本期已办"]["href"]).context["total"]
    below = {"C": {"Q", "B"}, "Q": {"Q1", "Q2", "Q3"}, "Q1": {"Q1G"}}[unit] if reach == Grant.Reach.BELOW else set()
    assert {line["unit"].code for line in page.context["lines"]} == below
    for line in page.context["lines"]:
        for count, _state, href in line["counts"]:
            assert count == client.get(href).context["total"]
    helped = client.get(reverse("portal:dashboard"), {"unit": county.units[unit].pk, "tab": "help"}).context["help"]
    seen = client.get(f"{tiles['今年超期']['href']}").context["total"]
    assert sum(len(line.duties) for line in helped) <= seen


def test_children_are_listed_by_name_or_by_need_and_never_by_a_score(enter, county) -> None:
    client = enter("county_officer")
    by_name = client.get(reverse("portal:dashboard")).content.decode()
    by_need = client.get(reverse("portal:dashboard"), {"sort": "need"}).content.decode()
    assert by_name.index("白沙镇党委") < by_name.index("青禾镇党委")
    assert by_need.index("青禾镇党委") < by_need.index("白沙镇党委")
    assert "排名" not in by_name + by_need


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", dt.date(2026, 3, 31)),
        ("2026-02-30", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_in_an_address_is_that_day_or_today(text, expected) -> None:
    assert asked_day(text) == (expected or today())


@pytest.mark.parametrize("value", ["abc", "0", "-1", "9" * 30, "１"])
def test_a_unit_that_is_none_is_absent(enter, value) -> None:
    assert enter("officer").get(reverse("portal:dashboard"), {"unit": value}).status_code == 404


def test_a_group_is_not_offered_to_be_moved(enter, county) -> None:
    """The form would refuse: a group stays with the branch of its members."""
    client = enter("officer")
    for code, offered in (("Q1", True), ("Q1G", False)):
        start = reverse("changes:start", args=[county.units[code].pk])
        assert start in client.get(reverse("portal:unit", args=[county.units[code].pk])).content.decode()
        page = client.get(start).content.decode()
        assert (reverse("orgs:move", args=[county.units[code].pk]) in page) is offered
        assert (reverse("changes:prepare", args=[county.units[code].pk, "move"]) in page) is offered


def test_the_unit_page_shows_each_tab_to_those_with_the_right(enter, county) -> None:
    address = reverse("portal:unit", args=[county.units["Q1"].pk])
    tabs = {
        who: re.findall(r'href="\?tab=(\w+)"', enter(who).get(address).content.decode())
        for who in ("梅", "孙涛", "inspector", "administrator", "auditor")
    }
    assert tabs["梅"] == ["overview", "activities", "members", "history"]
    assert tabs["孙涛"] == ["overview", "activities"]
    assert tabs["inspector"] == ["overview", "activities"]
    assert tabs["administrator"] == ["overview"]
    assert tabs["auditor"] == ["overview", "history"]


def test_another_branch_is_absent(enter, county) -> None:
    assert enter("梅").get(reverse("portal:unit", args=[county.units["Q2"].pk])).status_code == 404


def test_missing_data_is_listed_with_the_form_that_mends_it(enter, county) -> None:
    page = enter("officer").get(reverse("portal:quality")).content.decode()
    assert "没有届满日期" in page
    assert reverse("orgs:set_term", args=[county.units["Q1"].pk]) in page
    assert "东坡村党支部" not in page


@pytest.mark.parametrize("q", ["柳树", "liushu", "Q1", "lscdzb"])
def test_a_unit_is_found_by_name_pinyin_initials_and_code(enter, q) -> None:
    assert "柳树村党支部" in enter("officer").get(reverse("portal:search"), {"q": q}).content.decode()


def test_search_finds_nobody_outside_the_scope(enter) -> None:
    page = enter("officer").get(reverse("portal:search"), {"q": "东方"}).content.decode()
    assert "东方明" not in page
    assert "没有找到" in page
