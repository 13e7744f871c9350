"""Changes of the tree with everything that hangs on it: nothing is lost, yesterday stays as it was, and there is a way back."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.activities import actions as activities
from leitu.activities.models import Activity
from leitu.changes import actions, queries
from leitu.changes.models import Change
from leitu.core import jobs
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.notices.models import Notice
from leitu.notices.wording import sentence
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant, Unit, UnitLink, valid_on
from leitu.people.models import Membership, Post, Suspension
from leitu.portal.queries import board
from tests.cast import member
from tests.reshaped import DAY, TODAY, carried_out, change, homes, in_order, open_work, picture, roles

VILLAGE = {"梅", "李强", "赵敏", "孙涛", "周芳", "老陈", "小林"}


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def work(county):
    return open_work(county)


def of(county, code):
    return Unit.objects.get(tenant=county.tenant, code=code)


def counts(outlook):
    return {line.code: (line.before, line.goes, line.stays, line.ends, line.after) for line in outlook.lines}


# Merging.


def test_a_merge_shows_first_what_goes_where(county, work) -> None:
    found = queries.outlook(change(county, "merge", target=county.units["Q2"]))
    assert found.objections == []
    shown = counts(found)
    assert shown["members"] == (9, 7, 2, 0, 9)
    assert shown["posts"] == (4, 0, 1, 3, 1)
    assert shown["matters"] == (3, 3, 0, 0, 3)
    assert shown["activities"] == (1, 1, 0, 0, 1)
    assert shown["units"] == (1, 1, 0, 0, 1)
    assert shown["liaisons"] == (1, 1, 0, 0, 1)
    assert shown["cases"] == (1, 0, 0, 1, 0)
    assert shown["duties"][3] > 0


def test_a_merge_takes_everything_along(county, work) -> None:
    before = homes(county, today())
    carried_out(county, "merge", target=county.units["Q2"], document="临组〔2026〕8号")
    assert homes(county, today() - DAY) == before
    assert {name for name, code in homes(county, today()).items() if code == "Q2"} == VILLAGE | {"石磊", "石梅"}
    assert not of(county, "Q1").exists_on(today())
    assert of(county, "Q1").exists_on(today() - DAY)
    assert of(county, "Q1G").parent == county.units["Q2"]
    assert Membership.objects.get(person=county.persons["孙涛"], unit=county.units["Q2"]).group.code == "Q1G"
    owners = dict(Matter.objects.filter(tenant=county.tenant).values_list("title", "unit__code"))
    assert owners == {"学习记录缺签字": "Q2", "活动室漏水": "Q2", "标语褪色": "Q2", "路灯不亮": "Q1"}
    assert Activity.objects.get(topic="党史", tenant=county.tenant).unit.code == "Q2"
    suspended = Suspension.objects.get(valid_on(today()), membership__person=county.persons["老陈"])
    assert (suspended.membership.unit.code, suspended.since) == ("Q2", today())
    in_order(county)


def test_power_follows_the_posts_that_a_merge_ends(county, work) -> None:
    assert ("secretary", "Q1") in roles(county, "梅")
    carried_out(county, "merge", target=county.units["Q2"])
    assert roles(county, "梅") == {("member", "Q2")}
    assert not Post.objects.filter(valid_on(today()), unit=county.units["Q1"]).exists()
    assert ("secretary", "Q2") in roles(county, "石磊")


def test_the_open_work_of_a_merged_branch_can_be_finished(county, work) -> None:
    """The new owner's secretary works it off, the lecture is held and archived where it is now."""
    carried_out(county, "merge", target=county.units["Q2"])
    lecture = Activity.objects.get(pk=work["lecture"].pk)
    with time_machine.travel("2026-03-25 09:00:00Z", tick=False):
        stone = county.actor("石磊")
        lecture = activities.start(actor=stone, activity=lecture)
        lecture = activities.end(actor=stone, activity=lecture)
        lecture = activities.archive(actor=stone, activity=lecture, text="学习党史。")
    assert lecture.expected_count == 8, "nine members, one of them suspended"
    in_order(county)


@pytest.mark.parametrize("kind", ["merge", "dissolve"])
def test_a_merge_can_be_taken_back_whole(county, work, kind) -> None:
    before = picture(county)
    done = carried_out(county, kind, target=county.units["Q2"], name="石桥联合党支部" if kind == "merge" else "")
    assert picture(county) != before
    actions.undo(actor=county.actor("officer"), change=done)
    assert picture(county) == before
    in_order(county)
    again = carried_out(county, kind, target=county.units["Q2"])
    assert again.state == Change.State.DONE, "what was taken back can be done again"
    in_order(county)


def test_what_has_gone_on_since_is_not_taken_back(county, work) -> None:
    done = carried_out(county, "merge", target=county.units["Q2"])
    matter = Matter.objects.get(pk=work["published"].pk)
    matters.progress(actor=county.console, matter=matter, text="补了签字")
    with pytest.raises(WrongState):
        actions.undo(actor=county.actor("officer"), change=done)
    assert of(county, "Q1").dissolved_on == today()
    in_order(county)


def test_after_a_week_there_is_no_way_back(county) -> None:
    done = carried_out(county, "merge", target=county.units["Q2"])
    with time_machine.travel("2026-03-28 01:00:00Z", tick=False), pytest.raises(WrongState):
        actions.undo(actor=county.actor("officer"), change=done)


def test_two_meetings_of_one_kind_at_one_time_become_one(county, work) -> None:
    lecture = work["lecture"]
    activities.plan(actor=county.console, unit=county.units["Q2"], kind=lecture.kind, on=lecture.on, topic="党章")
    made = change(county, "merge", target=county.units["Q2"])
    assert counts(queries.outlook(made))["activities"] == (2, 0, 1, 1, 1)
    actions.carry_out(actor=county.actor("officer"), change=made)
    lecture.refresh_from_db()
    assert (lecture.state, lecture.unit.code) == ("cancelled", "Q1")
    in_order(county)


# The other kinds.


def test_a_split_takes_the_chosen_with_their_work(county, work) -> None:
    picked = [county.persons["梅"].pk]
    given = {"name": "柳树村北党支部", "code": "Q1N", "persons": picked, "groups": [county.units["Q1G"].pk]}
    made = change(county, "split", **given)
    shown = counts(queries.outlook(made))
    assert shown["members"] == (7, 3, 4, 0, 7)
    assert shown["posts"] == (3, 0, 2, 1, 2)
    assert shown["matters"] == (3, 2, 1, 0, 3), "Mei is responsible for two of them"
    before = picture(county)
    done = actions.carry_out(actor=county.actor("officer"), change=made)
    north = of(county, "Q1N")
    assert {name for name, code in homes(county, today()).items() if code == "Q1N"} == {"梅", "孙涛", "周芳"}
    assert of(county, "Q1G").parent == north
    assert Matter.objects.get(pk=work["published"].pk).person == county.persons["梅"]
    assert (north.kind, north.sector, north.parent.code) == ("branch", "village", "Q")
    in_order(county)
    actions.undo(actor=county.actor("officer"), change=done)
    assert picture(county) == before
    in_order(county)


def test_a_move_takes_the_whole_subtree_and_the_officers_follow(county, work) -> None:
    made = change(county, "move", target=county.units["B"], who="county_officer")
    shown = counts(queries.outlook(made))
    assert (shown["units"][1], shown["members"][1], shown["matters"][1]) == (2, 7, 3)
    actions.carry_out(actor=county.actor("county_officer"), change=made)
    above = UnitLink.objects.filter(valid_on(today()), descendant=county.units["Q1G"], depth__gt=0)
    assert set(above.values_list("ancestor__code", flat=True)) == {"Q1", "B", "C"}
    assert Matter.objects.filter(tenant=county.tenant, unit__code="Q1").count() == 4
    with pytest.raises(NotAllowed):
        change(county, "rename", name="新柳村党支部")
    in_order(county)


@pytest.mark.parametrize(
    ("kind", "code", "given"),
    [
        ("rename", "Q1", {"name": "新柳村党支部"}),
        ("move", "Q1", {"target": "B"}),
        ("found", "Q", {"name": "新桥村党支部", "code": "Q9", "unit_kind": "branch", "sector": "village"}),
    ],
)
def test_simple_changes_are_done_and_taken_back(county, kind, code, given) -> None:
    if "target" in given:
        given = {"target": county.units[given["target"]]}
    before = picture(county)
    done = carried_out(county, kind, code, who="county_officer", **given)
    after = picture(county)
    assert after["units"] != before["units"]
    assert {**after, "units": 0} == {**before, "units": 0}
    actions.undo(actor=county.actor("county_officer"), change=done)
    assert picture(county) == before
    in_order(county)


def test_a_dissolved_unit_without_members_leaves_its_things_to_its_superior(county) -> None:
    carried_out(county, "dissolve", "Q3")
    assert not of(county, "Q3").exists_on(today())
    in_order(county)


# What speaks against it.


@pytest.mark.parametrize(
    ("kind", "code", "given", "said"),
    [
        ("dissolve", "Q1", {}, "还有 7 名党员"),
        ("merge", "Q1", {"target": "B1"}, "同一个上级"),
        ("merge", "Q1", {}, "请选择接收"),
        ("merge", "Q1G", {"target": "Q2"}, "党小组随党支部"),
        ("move", "Q1", {"target": "Q"}, "已经在"),
        ("move", "Q1", {"target": "Q2"}, "不能直接设在"),
        ("move", "Q", {"target": "Q1"}, "不能反过来"),
        ("move", "C", {"target": "Q"}, "最上级"),
        ("split", "Q1", {"name": "北", "code": "N"}, "请选择哪些党员"),
        ("split", "Q1", {"name": "北", "code": "Q2", "persons": [1]}, "已经有了"),
        ("split", "Q", {"name": "北", "code": "N", "persons": [1]}, "只有党支部"),
        ("split", "Q1", {"name": "北", "code": "N", "persons": [987654321]}, "不都在"),
        ("found", "Q", {"name": "新", "code": "N", "unit_kind": "group"}, "不能直接设在"),
        ("found", "Q", {"name": " ", "code": "N", "unit_kind": "branch"}, "请填写名称"),
        ("rename", "Q1", {"name": ""}, "请填写名称"),
    ],
)
def test_what_cannot_be_is_said_and_not_done(county, kind, code, given, said) -> None:
    if "target" in given:
        given = {"target": county.units[given["target"]]}
    made, before = change(county, kind, code, who="county_officer", **given), picture(county)
    assert any(said in text for text in queries.objections(made))
    with pytest.raises(ValidationError):
        actions.carry_out(actor=county.actor("county_officer"), change=made)
    assert picture(county) == before


def test_a_split_that_takes_everybody_is_none(county) -> None:
    everybody = list(Membership.objects.filter(unit=county.units["Q2"]).values_list("person_id", flat=True))
    made = change(county, "split", "Q2", name="北", code="N", persons=everybody)
    assert any("全部党员" in text for text in queries.objections(made))


def test_a_day_on_which_the_register_was_another_is_refused(county) -> None:
    """Whoever came or met since then would have come to, and met at, a unit that was no more."""
    member(county, "新来的", "Q1", since=today() - DAY)
    made = change(county, "merge", target=county.units["Q2"], on=today() - 10 * DAY)
    assert any("有过变动" in text for text in queries.objections(made))
    made = change(county, "merge", "Q3", target=county.units["Q2"], on=today() - 200 * DAY)
    assert any("三个月" in text for text in queries.objections(made))


def test_rules_on_size_advise_and_never_hinder(county) -> None:
    made = change(county, "split", name="北", code="N", persons=[county.persons["梅"].pk])
    found = queries.outlook(made)
    assert found.objections == []
    assert [(one.document, one.article) for one in found.advice] == [
        ("中国共产党支部工作条例（试行）", "第四条、第五条")
    ]
    assert "正式党员 1 名，不足 3 名" in found.advice[0].text


# Who may, and when.


def test_only_who_manages_both_ends_changes_them(county) -> None:
    with pytest.raises(NotAllowed):
        change(county, "move", target=county.units["B"])
    for who in ("梅", "inspector", "administrator", "stranger"):
        with pytest.raises(NotAllowed):
            change(county, "rename", name="新", who=who)


def test_a_form_that_somebody_else_has_used_is_stale(county) -> None:
    made = change(county, "rename", name="新柳村党支部", on=today() + DAY)
    actions.schedule(actor=county.actor("officer"), change=made, version=1)
    with pytest.raises(WrongState):
        actions.schedule(actor=county.actor("officer"), change=made, version=1)
    made = change(county, "rename", name="新柳村党支部")
    with pytest.raises(StaleEdit):
        actions.carry_out(actor=county.actor("officer"), change=made, version=7)


def test_a_withdrawn_change_is_not_done(county) -> None:
    made = change(county, "rename", name="新柳村党支部")
    actions.withdraw(actor=county.actor("officer"), change=made)
    with pytest.raises(WrongState):
        actions.carry_out(actor=county.actor("officer"), change=made)


def test_what_was_confirmed_for_a_day_is_done_on_that_day(county, work, django_capture_on_commit_callbacks) -> None:
    """Two copies of the worker, a run that was lost: it is done once, and whoever confirmed it is told."""
    officer = county.actor("officer")
    made = change(county, "merge", target=county.units["Q2"], on=today() + 3 * DAY)
    with pytest.raises(WrongState):
        actions.carry_out(actor=officer, change=made)
    actions.schedule(actor=officer, change=made, version=made.version)
    jobs.run_now("changes.carry_out_due")
    assert of(county, "Q1").exists_on(today())
    with time_machine.travel("2026-03-24 01:00:00Z", tick=False), django_capture_on_commit_callbacks(execute=True):
        jobs.run_now("changes.carry_out_due")
        jobs.run_now("changes.carry_out_due")
        made.refresh_from_db()
        assert (made.state, made.on) == ("done", dt.date(2026, 3, 23))
        assert of(county, "Q1").dissolved_on == made.on, "dated as it was meant, although the run came a day late"
        in_order(county)
    told = Notice.objects.filter(user=county.users["officer"], verb="changes.carry_out")
    assert [sentence(one) for one in told] == ["预定的组织调整已经办好：合并 柳树村党支部"]


@pytest.mark.parametrize("why", ["the code is taken", "he may no more"])
def test_what_does_not_fit_any_more_is_refused_and_said(county, why, django_capture_on_commit_callbacks) -> None:
    officer = county.actor("officer")
    given = {"name": "新桥村党支部", "code": "Q9", "unit_kind": "branch", "on": today() + DAY}
    made = change(county, "found", "Q", **given)
    actions.schedule(actor=officer, change=made, version=made.version)
    with time_machine.travel("2026-03-21 01:00:00Z", tick=False), django_capture_on_commit_callbacks(execute=True):
        if why == "the code is taken":
            orgs.found(
                actor=county.console,
                parent=county.units["B"],
                code="Q9",
                name="别人的",
                kind="branch",
                founded_on=today(),
            )
        else:
            Grant.objects.filter(user=county.users["officer"]).delete()
        before = Unit.objects.count()
        jobs.run_now("changes.carry_out_due")
        assert Unit.objects.count() == before
    made.refresh_from_db()
    assert made.state == "refused"
    assert ("已经有了" if why == "the code is taken" else "没有“管理党组织”") in made.refusal
    told = Notice.objects.get(user=county.users["officer"], verb="changes.carry_out_failed")
    assert made.refusal[:20] in sentence(told)


# Yesterday.


@pytest.mark.parametrize("kind", ["merge", "split", "move"])
def test_the_dashboard_of_a_past_month_is_what_it_was(county, work, kind) -> None:
    """Whatever happens to the tree today: the February of yesterday's tree is counted as before."""
    past = dt.date(2026, 2, 28)

    def seen():
        shown = [board(county.console, county.units[code], past) for code in ("C", "Q", "Q1")]
        return [(one.year, one.now, one.lines, one.units, one.branches) for one in shown]

    before = seen()
    given = {
        "merge": {"target": county.units["Q2"]},
        "split": {"name": "北", "code": "N", "persons": [county.persons["梅"].pk]},
        "move": {"target": county.units["B"]},
    }[kind]
    carried_out(county, kind, who="county_officer", **given)
    assert seen() == before
