"""What people do with sheets: object, answer, judge, decide, write bulletins; who may, who may not, and what is refused."""

import datetime as dt
from decimal import Decimal as D

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.assessments import actions, queries
from leitu.assessments.models import Correction, Judgement, Objection, Scheme, Sheet, YearGrade
from leitu.assessments.tests.factories import entered_late
from leitu.audit.models import Entry
from leitu.audit.sentences import moments
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.periods import Period
from leitu.orgs import actions as orgs
from leitu.orgs.models import Role

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 20)
LAST = Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
NOW = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def scheme(county, code="branch-quarter"):
    row = Scheme.objects.select_related("tenant").get(tenant=county.tenant, code=code)
    return row if row.is_active else actions.switch_on(actor=county.console, scheme=row)


def sheet(county, unit="Q1", code="branch-quarter", span=LAST):
    row = scheme(county, code)
    actions.freeze(actor=county.console, scheme=row, span=span)
    return Sheet.objects.select_related("unit__tenant", "scheme").get(
        unit=county.units[unit], scheme=row, start=span.start
    )


def objection(county, **more):
    given = {"indicator": "lectures", "text": "十二月讲过一次党课", **more}
    return actions.object_to(actor=county.actor("梅"), sheet=sheet(county), **given)


@pytest.mark.parametrize("name", ["李强", "孙涛", "石磊", "officer", "inspector", "auditor"])
def test_only_the_branch_itself_objects(county, name):
    row = sheet(county)
    with pytest.raises(NotAllowed):
        actions.object_to(actor=county.actor(name), sheet=row, indicator="lectures", text="不对")


def test_an_objection_has_its_date_and_waits_once(county):
    row = objection(county)
    assert (row.state, row.due_on, row.unit_id) == ("waiting", TODAY + dt.timedelta(days=10), county.units["Q1"].pk)
    with pytest.raises(WrongState):
        objection(county)
    assert objection(county, indicator="theme-days").title == "主题党日按月开展"
    for given in ({"text": " "}, {"text": "长" * 501}, {"indicator": "nothing"}):
        with pytest.raises(ValidationError):
            objection(county, **{"indicator": "general-meetings", **given})
    late = sheet(county)
    with time_machine.travel(TODAY + dt.timedelta(days=12)), pytest.raises(WrongState):
        actions.object_to(actor=county.actor("梅"), sheet=late, indicator="general-meetings", text="晚了")


def test_the_branch_takes_it_back(county):
    row = objection(county)
    with pytest.raises(NotAllowed):
        actions.withdraw(actor=county.actor("officer"), objection=row)
    with pytest.raises(StaleEdit):
        actions.withdraw(actor=county.actor("梅"), objection=row, version=row.version + 1)
    assert actions.withdraw(actor=county.actor("梅"), objection=row).state == "withdrawn"
    with pytest.raises(WrongState):
        actions.withdraw(actor=county.actor("梅"), objection=row)
    assert objection(county).state == "waiting"


@pytest.mark.parametrize("act", ["uphold", "refuse"])
@pytest.mark.parametrize("name", ["梅", "李强", "石磊", "inspector", "administrator"])
def test_only_those_above_answer(county, act, name):
    row = objection(county)
    with pytest.raises(NotAllowed):
        getattr(actions, act)(actor=county.actor(name), objection=row, answer="看过了")
    assert Objection.objects.get(pk=row.pk).state == "waiting"


def test_nobody_answers_decides_or_judges_for_his_own_branch_whatever_office_he_holds(county):
    row, year = objection(county), sheet(county, code="college-year", span=YEAR)
    officer = Role.objects.get(tenant=county.tenant, code="officer")
    orgs.grant(actor=county.console, user=county.users["梅"], role=officer, unit=county.units["Q"], reach="below")
    mei = county.actor("梅")
    with pytest.raises(NotAllowed):
        actions.refuse(actor=mei, objection=row, answer="维持")
    with pytest.raises(NotAllowed):
        actions.uphold(actor=mei, objection=row, answer="更正", points=D(10))
    with pytest.raises(NotAllowed):
        actions.decide(actor=mei, sheet=year, band="good", meeting="会", decided_on=TODAY, reason="好")
    with pytest.raises(NotAllowed):
        judge(county, "梅")


def test_refused_with_an_answer(county):
    row = objection(county)
    with pytest.raises(ValidationError):
        actions.refuse(actor=county.actor("officer"), objection=row, answer=" ")
    row = actions.refuse(actor=county.actor("officer"), objection=row, answer="记录里没有")
    assert (row.state, row.answer, row.answered_on) == ("refused", "记录里没有", TODAY)
    with pytest.raises(WrongState):
        actions.refuse(actor=county.actor("officer"), objection=row, answer="再答一次")
    assert [str(one.text) for one in moments(row)] == [
        "“党课按季讲”维持原来的结果，答复：记录里没有",
        "对2025年第四季度“党课按季讲”提出异议：十二月讲过一次党课",
    ]


def test_the_fact_is_put_right_and_then_the_sheet_by_the_records(county):
    row = objection(county)
    kept = Sheet.objects.get(pk=row.sheet_id)
    digest, evidence = kept.digest, kept.evidence
    with pytest.raises(ValidationError):  # nothing has been entered yet
        actions.uphold(actor=county.actor("officer"), objection=row, answer="补录了")
    entered_late(county, "lecture", dt.date(2025, 12, 20))
    row = actions.uphold(actor=county.actor("officer"), objection=row, answer="补录了，核过签到")
    now = Sheet.objects.select_related("scheme", "unit__tenant").get(pk=row.sheet_id)
    assert (row.state, now.not_done) == ("upheld", kept.not_done - 1)
    assert now.percent > kept.percent
    assert (now.digest, now.evidence, now.cells) == (digest, evidence, kept.cells)  # what was kept stays
    assert queries.recomputed(now) == digest
    correction = Correction.objects.get(objection=row)
    assert (correction.before["points"], correction.after["points"]) == ("0.00", "10.00")
    view = queries.view_of(now.unit, now.scheme, LAST)
    assert (view.cells["lectures"].points, view.score.percent) == (D("10.00"), now.percent)


@pytest.mark.parametrize("points", [D("-1"), D("10.01")])
def test_points_by_hand_stay_within_the_indicator(county, points):
    with pytest.raises(ValidationError):
        actions.uphold(actor=county.actor("officer"), objection=objection(county), answer="x", points=points)


def test_points_by_hand_where_no_record_can_say_it(county):
    row = actions.uphold(actor=county.actor("officer"), objection=objection(county), answer="洪水冲了记录", points=D(8))
    view = queries.view_of(county.units["Q1"], row.sheet.scheme, LAST)
    assert (view.cells["lectures"].points, view.cells["lectures"].state) == (D("8.00"), "not_done")


def judge(county, name, **more):
    given = {"span": NOW, "indicator": "effect", "points": D("4.5"), "text": "水渠修好了，去看过", **more}
    return actions.judge(actor=county.actor(name), unit=county.units["Q1"], scheme=scheme(county), **given)


def test_judged_by_a_person_above_with_a_reason_until_the_sheet_is_kept(county):
    judge(county, "officer")
    made = judge(county, "officer", points=D(3), text="又去看了一次")
    assert (Judgement.objects.count(), made.points, made.version) == (1, D("3.00"), 2)
    view = queries.view_of(county.units["Q1"], scheme(county), NOW)
    assert view.cells["effect"].points == D("3.00")
    assert Entry.objects.filter(verb="assessments.judge").count() == 2
    sheet(county)
    with pytest.raises(WrongState):
        judge(county, "officer", span=LAST)


@pytest.mark.parametrize("name", ["石磊", "李强", "inspector", "administrator"])
def test_who_may_not_judge(county, name):
    with pytest.raises(NotAllowed):
        judge(county, name)


@pytest.mark.parametrize("more", [{"points": D(6)}, {"points": D(-1)}, {"text": ""}, {"indicator": "lectures"}])
def test_what_is_no_judgement(county, more):
    with pytest.raises(ValidationError):
        judge(county, "officer", **more)


def decide(county, name="officer", **more):
    row = more.pop("sheet", None) or sheet(county, code="college-year", span=YEAR)
    given = {"band": row.band, "meeting": "镇党委第二次会议", "decided_on": dt.date(2026, 2, 3), **more}
    return actions.decide(actor=county.actor(name), sheet=row, **given)


def test_a_grade_is_decided_by_people_and_a_reason_is_needed_where_it_differs(county):
    sheet(county)  # the last quarter, of which the year is made
    row = decide(county)
    assert (row.band, row.computed, row.reason, row.year) == (row.computed, "poor", "", 2025)
    with pytest.raises(ValidationError) as refused:
        decide(county, band="better")
    assert "reason" in refused.value.message_dict
    row = decide(county, band="better", reason="防汛立了功，会议一致同意")
    assert (row.band, row.computed, row.version, YearGrade.objects.count()) == ("better", "poor", 2, 1)
    with pytest.raises(StaleEdit):
        decide(county, version=1)
    assert Entry.objects.filter(verb="assessments.decide").count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"band": "best"}, "band"),
        ({"meeting": " "}, "meeting"),
        ({"decided_on": dt.date(2025, 12, 31)}, "decided_on"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "decided_on"),
    ],
)
def test_what_is_no_decision(county, more, field):
    sheet(county)
    with pytest.raises(ValidationError) as refused:
        decide(county, **more)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("name", ["梅", "石磊", "inspector", "administrator"])
def test_who_does_not_decide(county, name):
    with pytest.raises(NotAllowed):
        decide(county, name)


def test_a_quarter_is_not_graded(county):
    with pytest.raises(WrongState):
        decide(county, sheet=sheet(county))


def draft(county, name="officer", **more):
    given = {"unit": county.units["Q"], "kind": "half", "start": dt.date(2025, 7, 1), **more}
    return actions.draft_bulletin(actor=county.actor(name), **given)


def test_a_bulletin_is_drafted_from_the_records_written_on_and_approved_by_somebody_else(county):
    entered_late(county, "lecture", dt.date(2025, 12, 20))
    sheet(county)
    row = draft(county)
    assert row.title == "青禾镇党委2025年下半年党建工作情况通报"
    assert "所属党支部 3 个" in row.text
    assert "党课 1/6" in row.text
    assert "结账考核表 3 份" in row.text
    assert "柳树村" not in row.text
    assert row not in queries.bulletins(county.actor("梅"))
    with pytest.raises(StaleEdit):
        change(county, row, version=row.version + 1)
    row = change(county, row, version=row.version)
    with pytest.raises(NotAllowed):
        actions.approve_bulletin(actor=county.actor("officer"), bulletin=row)
    row = actions.approve_bulletin(actor=county.actor("county_officer"), bulletin=row)
    assert (row.state, row.approved_on, row.approved_by_label) == ("issued", TODAY, "county_officer")
    for name in ("梅", "石磊", "officer"):
        assert row in queries.bulletins(county.actor(name))
    assert row not in queries.bulletins(county.actor("东方明"))  # of another town
    for act in (lambda: draft(county), lambda: change(county, row)):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(WrongState):
        actions.approve_bulletin(actor=county.actor("county_officer"), bulletin=row)


def change(county, row, name="officer", **more):
    given = {"title": "通报", "text": "数字如下", **more}
    return actions.change_bulletin(actor=county.actor(name), bulletin=row, **given)


def test_the_year_names_the_grades_and_how_many_differ(county):
    sheet(county)
    decide(county, band="better", reason="防汛立了功")
    row = draft(county, kind="year", start=YEAR.start)
    assert "经会议决定：较好 1 个；其中 1 个与数据对应的等次不同" in row.text


@pytest.mark.parametrize("name", ["梅", "inspector", "administrator"])
def test_who_writes_no_bulletins(county, name):
    row = draft(county)
    for act in (lambda: draft(county, name), lambda: change(county, row, name)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        actions.approve_bulletin(actor=county.actor(name), bulletin=row)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"kind": "month"}, ValidationError),
        ({"start": dt.date(2026, 1, 1)}, WrongState),
        ({"start": dt.date(2025, 8, 1)}, WrongState),
        ({"start": dt.date(2020, 7, 1)}, WrongState),
    ],
)
def test_what_is_no_bulletin(county, more, error):
    with pytest.raises(error):
        draft(county, **more)
    with pytest.raises(ValidationError):
        change(county, draft(county), title=" ")
