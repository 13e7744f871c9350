"""What work costs those below: seen before it is given, counted by month and origin, above the budget with a reason;
and a task for very many units, dealt in sets.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.core import jobs
from leitu.core.actor import system
from leitu.core.errors import NotAllowed, WrongState
from leitu.matters import actions, burden, measures, queries
from leitu.matters.actions import dispatching
from leitu.matters.models import Budget, Dispatch, Matter, Step
from leitu.matters.tests import factories as make
from leitu.notices.models import Notice
from tests.friday import county, linshui, on_that_friday, sign_in
from tests.test_matter_parts import DUE, split, whole

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]

JOB = system("matters.dispatch")
PART = {"title": "摸底候选人", "standard": "名单上报", "due_on": DUE}


# What it costs.


def test_what_was_given_counts_for_its_giver_and_its_month(county):
    split(county, whole(county), minutes=30)
    split(county, whole(county), ["Q1"], minutes=15, title="慰问老党员")
    [share] = burden.by_month(county.units["Q1"], 2026)
    assert (share.month, share.giver, share.count, share.minutes) == (
        dt.date(2026, 3, 1),
        county.units["Q"].name,
        2,
        45,
    )
    assert burden.most_spent(county.units["Q"], [county.units[c].pk for c in ("Q1", "Q2")], 2026) == 45
    assert burden.by_month(county.units["Q1"], 2025) == []


def test_a_problem_published_from_above_is_work_and_one_s_own_is_not(county):
    for actor, giver, minutes in ((make.officer(county), county.units["Q"], 60), (make.mei(county), None, 0)):
        matter = actions.note(actor=actor, unit=county.units["Q1"], title="漏水")
        matter = actions.publish(actor=actor, matter=matter, **make.clarities(county))
        assert (matter.given_by, matter.minutes) == (giver, minutes)


@pytest.mark.parametrize(("minutes", "needs"), [(600, False), (601, True), (0, False)])
def test_above_the_budget_somebody_says_why(county, minutes, needs):
    if needs:
        with pytest.raises(ValidationError, match="超过每年 600 分钟"):
            split(county, whole(county), minutes=minutes, reason="  ")
    parts = split(county, whole(county), minutes=minutes, reason="县委统一部署" if needs else "")
    assert len(parts) == 2
    if needs:
        assert Entry.objects.filter(verb="matters.split").latest("pk").data["reason"] == "县委统一部署"
        assert Step.objects.filter(kind="split").latest("pk").text == "县委统一部署"


def test_what_was_given_before_is_added(county):
    split(county, whole(county), ["Q1"], minutes=590)
    split(county, whole(county), ["Q2"], minutes=20)
    with pytest.raises(ValidationError):
        split(county, whole(county), ["Q1", "Q2"], minutes=20)


def test_a_budget_of_one_s_own(county):
    actions.set_budget(actor=county.actor("county_officer"), unit=county.units["Q"], year=2026, minutes=60)
    assert burden.budget_of(county.units["Q"], 2026) == 60
    assert burden.budget_of(county.units["Q"], 2027) == measures.usual_budget()
    with pytest.raises(ValidationError):
        split(county, whole(county), minutes=61)
    actions.set_budget(actor=county.actor("county_officer"), unit=county.units["Q"], year=2026, minutes=0)
    assert Budget.objects.get(tenant=county.tenant).minutes == 0


@pytest.mark.parametrize("name", ["officer", "梅", "石磊"])
def test_nobody_sets_his_own_budget(county, name):
    with pytest.raises(NotAllowed):
        actions.set_budget(actor=county.actor(name), unit=county.units["Q"], year=2026, minutes=6000)


@pytest.mark.parametrize(("year", "minutes"), [(2024, 10), (2028, 10), (2026, -1), (2026, 10**6)])
def test_what_is_no_budget(county, year, minutes):
    with pytest.raises(ValidationError):
        actions.set_budget(actor=county.console, unit=county.units["Q"], year=year, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "page"), [("上报党员花名册", "people:list"), ("统计三会一课次数", "activities:list"), ("打扫卫生", "")]
)
def test_what_is_known_is_said(text, page):
    assert [one.page for one in measures.known_in(text)] == ([page] if page else [])


def test_every_known_thing_has_its_page():
    for row in measures.measures()["known"]:
        assert reverse(row["page"])


def form_of(county, **more):
    units = [county.units["Q1"].pk, county.units["Q2"].pk]
    return {**PART, "title": "上报党员花名册", "minutes": 30, "weight": 1, "units": units, "scope": "ticked", **more}


def test_the_cost_is_seen_before_anything_is_given(county, sign_in):
    matter = whole(county)
    address, client = reverse("matters:split", args=[matter.pk]), sign_in("officer")
    page = client.post(address, form_of(county)).content.decode()
    assert "2 个党组织 × 30 分钟 = 60 分钟，约 1 小时" in page
    assert reverse("people:list") in page
    assert not Matter.objects.filter(parent=matter).exists()
    changed = client.post(address, form_of(county, seen="2x30", minutes=40)).content.decode()
    assert "2 个党组织 × 40 分钟" in changed
    assert not Matter.objects.filter(parent=matter).exists()
    client.post(address, form_of(county, seen="2x30"))
    assert Matter.objects.filter(parent=matter).count() == 2


def test_the_page_asks_for_a_reason_above_the_budget(county, sign_in):
    matter = whole(county)
    address, client = reverse("matters:split", args=[matter.pk]), sign_in("officer")
    assert "超过年度额度" in client.post(address, form_of(county, minutes=700)).content.decode()
    assert "请写明为什么" in client.post(address, form_of(county, minutes=700, seen="2x700")).content.decode()
    client.post(address, form_of(county, minutes=700, seen="2x700", reason="县委统一部署"))
    assert Matter.objects.filter(parent=matter).count() == 2


def test_the_page_of_the_burden_leads_to_what_is_under_each_number(county, sign_in):
    [part] = split(county, whole(county), ["Q1"], minutes=30)
    page = sign_in("梅").get(reverse("matters:burden"), {"month": "2026-03"}).content.decode()
    assert "1 件，30 分钟" in page
    assert part.get_absolute_url() in page
    assert sign_in("石磊").get(reverse("matters:burden"), {"unit": county.units["Q1"].pk}).status_code == 404
    assert sign_in("officer").get(reverse("matters:burden"), {"year": "1999", "month": "x"}).status_code == 200


# Very many units.


@pytest.fixture
def small_sets(monkeypatch):
    monkeypatch.setattr(dispatching, "SET", 2)


def dispatch(county, matter, scope="all", **more):
    return actions.dispatch(actor=make.officer(county), matter=matter, scope=scope, **{**PART, **more})


def test_each_unit_has_its_part_once_however_often_the_job_runs(county, small_sets, django_capture_on_commit_callbacks):
    matter = whole(county)
    row = dispatch(county, matter, minutes=5)
    below = set(queries.units_below(county.units["Q"]).values_list("pk", flat=True))
    assert (row.state, row.total, row.done) == ("waiting", len(below), 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.run_dispatches(actor=JOB) == len(below)
        assert actions.run_dispatches(actor=JOB) == 0
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", len(below))
    parts = Matter.objects.filter(parent=matter)
    assert sorted(parts.values_list("unit_id", flat=True)) == sorted(below)
    assert set(parts.values_list("minutes", "given_by", "noted_by")) == {
        (5, county.units["Q"].pk, county.users["officer"].pk)
    }
    assert county.users["梅"].pk in Notice.objects.filter(verb="matters.split").values_list("user_id", flat=True)


def test_a_worker_that_dies_between_two_sets_leaves_nothing_twice(county, small_sets, monkeypatch):
    matter = whole(county)
    row = dispatch(county, matter)
    dealt = []

    def dies(*given):
        if dealt:
            raise RuntimeError("killed")
        dealt.append(1)
        return deal(*given)

    deal = dispatching.deal
    monkeypatch.setattr(dispatching, "deal", dies)
    with pytest.raises(RuntimeError):
        actions.run_dispatches(actor=JOB)
    row.refresh_from_db()
    assert row.done == 2
    monkeypatch.setattr(dispatching, "deal", deal)
    actions.run_dispatches(actor=JOB)
    units = list(Matter.objects.filter(parent=matter).values_list("unit_id", flat=True))
    assert len(units) == len(set(units)) == row.total


def test_the_whole_waits_until_all_is_given_and_stops_what_is_not(county, small_sets):
    matter = whole(county)
    row = dispatch(county, matter)
    with pytest.raises(WrongState, match="还在下发"):
        actions.request_close(actor=make.officer(county), matter=matter, effect="都好了")
    with pytest.raises(ValidationError):
        dispatch(county, matter)
    Matter.objects.filter(pk=matter.pk).update(state="closed", closed_on=make.TODAY)
    assert actions.run_dispatches(actor=JOB) == 0
    row.refresh_from_db()
    assert row.state == "stopped"


def test_what_was_handed_on_meanwhile_is_not_dealt_to_others(county, small_sets):
    matter = whole(county)
    row = dispatch(county, matter)
    given = {"unit": county.units["B"], "reason": "归乡里管"}
    actions.hand_over(actor=county.actor("county_officer"), matter=matter, **given)
    assert actions.run_dispatches(actor=JOB) == 0
    row.refresh_from_db()
    assert row.state == "stopped"


@pytest.mark.parametrize(("scope", "kinds"), [("next", None), ("branches", {"branch"}), ("all", None)])
def test_scopes(county, scope, kinds):
    units = list(queries.units_in(county.units["Q"], scope))
    assert units
    if scope == "next":
        assert {unit.parent_id for unit in units} == {county.units["Q"].pk}
    if kinds:
        assert {unit.kind for unit in units} == kinds


@pytest.mark.parametrize("more", [{"scope": "nothing"}, {"minutes": 601}, {"title": " "}, {"weight": 0}])
def test_what_is_no_dispatch(county, more):
    with pytest.raises(ValidationError):
        dispatch(county, whole(county), **more)
    assert not Dispatch.objects.exists()


@pytest.mark.parametrize("name", ["梅", "inspector", "stranger"])
def test_only_the_owner_gives(county, name):
    with pytest.raises(NotAllowed):
        actions.dispatch(actor=county.actor(name), matter=whole(county), scope="all", **PART)
    with pytest.raises(NotAllowed):
        actions.run_dispatches(actor=county.actor(name))


def test_the_page_says_how_far_it_is_and_looks_again(county, sign_in, small_sets, monkeypatch):
    monkeypatch.setattr("leitu.matters.views.giving.MOST_UNITS", 1)
    matter = whole(county)
    client = sign_in("officer")
    count = queries.units_in(county.units["Q"], "all").count()
    sent = form_of(county, scope="all", seen=f"{count}x30")
    answer = client.post(reverse("matters:split", args=[matter.pk]), sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page["Refresh"] == "3"
    jobs.run_now("matters.dispatch")
    page = client.get(answer["Location"])
    assert "Refresh" not in page
    assert "都发到了" in page.content.decode()
