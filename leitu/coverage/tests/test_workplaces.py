"""Each workplace is reached by an organisation, by an officer, or stands on the blank list with its plan."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.changes import actions as changes
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.tabular import limits
from leitu.coverage import actions, queries
from leitu.coverage.importing import import_workplaces
from leitu.coverage.models import Workplace

DAY = dt.timedelta(days=1)


def added(county, name="青禾电子厂", unit="Q", who="officer", **details):
    return actions.add(actor=county.actor(who), unit=county.units[unit], name=name, **details)


def enter(client, county, name):
    client.force_login(county.users[name])
    SignIn.objects.filter(user=county.users[name]).update(strong=True)
    return client


@pytest.mark.parametrize(
    ("details", "light"),
    [
        ({"way": "own", "organisation": "Q1"}, "met"),
        ({"way": "joint", "organisation": "Q2"}, "met"),
        ({"way": "officer", "officer_name": "周芳"}, "met"),
        ({}, "overdue"),
        ({"plan": "联建", "plan_on": today() + 30 * DAY}, "due_soon"),
        ({"plan": "联建", "plan_on": today() - DAY}, "overdue"),
    ],
)
def test_each_way_of_being_reached_has_its_light(county, details, light) -> None:
    if "organisation" in details:
        details = {**details, "organisation": county.units[details["organisation"]]}
    assert added(county, staff=50, members=2, **details).light == light


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"way": "own"}, "organisation"),
        ({"way": "officer"}, "officer_name"),
        ({"staff": 3, "members": 4}, "members"),
        ({"way": "magic"}, "way"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_is_refused(county, details, field) -> None:
    with pytest.raises(ValidationError) as refusal:
        added(county, **details)
    assert field in refusal.value.error_dict
    assert not Workplace.objects.filter(tenant=county.tenant).exists()


def test_another_way_forgets_what_belonged_to_the_first(county) -> None:
    one = added(county, way="own", organisation=county.units["Q1"])
    one = actions.change(actor=county.actor("officer"), workplace=one, version=1, way="officer", officer_name="周芳")
    assert (one.organisation, one.officer_name) == (None, "周芳")
    one = actions.change(actor=county.actor("officer"), workplace=one, version=2, way="blank", plan="联建")
    one = actions.change(
        actor=county.actor("officer"), workplace=one, version=3, way="joint", organisation=county.units["Q2"]
    )
    assert (one.plan, one.plan_on) == ("", None)
    with pytest.raises(StaleEdit):
        actions.change(actor=county.actor("officer"), workplace=one, version=1, staff=9)


def test_one_name_stands_once_until_it_is_gone(county) -> None:
    one = added(county)
    with pytest.raises(ValidationError):
        added(county)
    actions.close(actor=county.actor("officer"), workplace=one, on=today(), reason="搬走")
    again = added(county)
    with pytest.raises(WrongState):
        actions.reopen(actor=county.actor("officer"), workplace=one)
    actions.close(actor=county.actor("officer"), workplace=again, on=today(), reason="登记错了")
    actions.reopen(actor=county.actor("officer"), workplace=one)
    assert Workplace.objects.get(closed_on__isnull=True).pk == one.pk


@pytest.mark.parametrize("who", ["梅", "inspector", "administrator", "stranger"])
def test_only_who_manages_the_area_keeps_its_list(county, who) -> None:
    with pytest.raises(NotAllowed):
        added(county, who=who)
    with pytest.raises(NotAllowed):
        added(county, unit="B")


def test_sums_and_map_say_the_same(county) -> None:
    added(county, "甲厂", staff=90, way="own", organisation=county.units["Q1"])
    added(county, "乙楼", unit="Q2", staff=10)
    actions.add(
        actor=county.actor("county_officer"),
        unit=county.units["B"],
        name="丙会",
        staff=50,
        way="officer",
        officer_name="周芳",
    )
    gone = added(county, "丁厂", staff=900)
    actions.close(actor=county.actor("officer"), workplace=gone, on=today(), reason="注销")
    everything = queries.sums(queries.listed(county.actor("county_officer")))
    assert (everything.total, everything.by_unit, everything.by_officer, everything.blank) == (3, 1, 1, 1)
    assert (everything.unplanned, everything.staff, everything.reached) == (1, 150, 2)
    fields = queries.fields(county.actor("county_officer"), county.units["C"])
    assert [(one.unit.code, one.sums.total, one.percent, one.shade) for one in fields] == [
        ("Q", 2, 50, 2),
        ("B", 1, 100, 4),
    ]
    assert fields[0].rect.width * fields[0].rect.height == pytest.approx(1000 * 560 * 2 / 3)
    below = queries.fields(county.actor("officer"), county.units["Q"])
    assert [(one.unit.code, one.sums.total) for one in below] == [("Q", 1), ("Q2", 1)]


def test_the_pages_show_the_list_and_the_map(client, county) -> None:
    one = added(county, "甲厂 <b>", staff=90)
    enter(client, county, "officer")
    page = client.get(reverse("coverage:list")).content.decode()
    assert one.get_absolute_url() in page
    assert "甲厂 &lt;b&gt;" in page
    shown = client.get(reverse("coverage:map")).content.decode()
    assert "<svg" in shown
    assert "is-shade-0" in shown
    assert client.get(reverse("coverage:map"), {"unit": county.units["B"].pk}).status_code == 404
    answer = client.post(
        reverse("coverage:add", args=[county.units["Q1"].pk]),
        {"name": "新楼", "kind": "building", "staff": 5, "members": 0, "way": "joint", "organisation": "柳树村党支部"},
    )
    made = Workplace.objects.get(name="新楼")
    assert (answer.status_code, made.organisation) == (302, county.units["Q1"])


def test_a_branch_that_is_merged_leaves_its_workplaces_to_the_other(county) -> None:
    one = added(county, way="own", organisation=county.units["Q1"], unit="Q1")
    officer = county.actor("officer")
    change = changes.prepare(
        actor=officer, unit=county.units["Q1"], kind="merge", on=today(), target=county.units["Q2"]
    )
    changes.carry_out(actor=officer, change=change)
    one.refresh_from_db()
    assert (one.unit.code, one.organisation.code) == ("Q2", "Q2")
    changes.undo(actor=officer, change=change)
    one.refresh_from_db()
    assert (one.unit.code, one.organisation.code) == ("Q1", "Q1")


SHEET = """属地党组织,单位名称,类别,从业人员,其中党员,覆盖方式,覆盖它的党组织,党建联络员,计划完成日期
Q,甲厂,企业,90,5,单独建立党组织,柳树村党支部,,
青禾镇党委,乙楼,楼宇,300,0,联络员,,周芳,
Q,丙会,社会组织,12,1,空白,,,2027-03-01
"""


def sheet(tmp_path, text=SHEET):
    path = tmp_path / "单位.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sheet_is_looked_through_then_loaded_and_loaded_again_changes_nothing(county, tmp_path) -> None:
    given = {"actor": county.actor("officer"), "path": sheet(tmp_path), "limits": limits.upload()}
    looked = import_workplaces(**given)
    assert (looked.errors, looked.created, looked.committed) == ([], 3, False)
    assert not Workplace.objects.exists()
    loaded = import_workplaces(**given, commit=True)
    assert (loaded.created, loaded.committed) == (3, True)
    assert Workplace.objects.get(name="甲厂").organisation == county.units["Q1"]
    assert Workplace.objects.get(name="丙会").plan_on == dt.date(2027, 3, 1)
    again = import_workplaces(**given, commit=True)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert Entry.objects.filter(verb="coverage.load_workplaces").count() == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Q99,甲厂,企业,1,0,空白,,,", "unknown_unit"),
        ("B,甲厂,企业,1,0,空白,,,", "out_of_reach"),
        ("Q,甲厂,企业,1,0,单独建立党组织,,,", "does_not_fit"),
        ("Q,甲厂,企业,1,0,单独建立党组织,没有的支部,,", "unknown_unit"),
        ("Q,甲厂,企业,1,9,空白,,,", "does_not_fit"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(county, tmp_path, row, code) -> None:
    text = SHEET.splitlines()[0] + "\n" + row + "\n"
    path = sheet(tmp_path, text)
    found = import_workplaces(actor=county.actor("officer"), path=path, limits=limits.upload(), commit=True)
    assert [one.code for one in found.errors] == [code]
    assert not Workplace.objects.exists()
