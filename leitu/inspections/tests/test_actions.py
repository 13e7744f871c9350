"""A round through its life: what each step needs, leaves behind, and refuses."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts import kinds
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from leitu.inspections import actions, invariants, queries
from leitu.inspections.models import Checklist, ChecklistLine, Draw, DrawInput, Finding, Inspection, Rating, Round
from leitu.inspections.tests import factories as make
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.orgs.models import Grant

NOTE = "本上没有签字"


def facts() -> list[tuple[str, int, float]]:
    return [
        (kinds.kind_of_number(one.kind).code, one.unit_id, float(one.amount))
        for one in Fact.objects.filter(source_type=3).order_by("kind")
    ]


# Planning and drawing.


def test_a_round_is_planned_by_the_body_and_seen_by_it_alone(county):
    row = make.planned(county)
    assert (row.state, row.target, row.scope, row.seed) == ("planned", 80, county.units["C"], "")
    assert Entry.objects.latest("pk").verb == "inspections.plan_round"
    assert Round.objects.visible_to(make.inspector(county)).filter(pk=row.pk).exists()
    for name in ("梅", "officer", "孙涛"):
        assert not Round.objects.visible_to(county.actor(name)).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("name", "unit", "may"),
    [
        *(("county_officer", "C", True), ("county_officer", "Q", True), ("officer", "Q", True)),
        *(("officer", "C", False), ("officer", "B", False), ("inspector", "C", False), ("梅", "Q1", False)),
    ],
)
def test_who_may_plan(county, name, unit, may):
    users = [county.users["county_officer"].pk] if unit != "Q" else [county.users["officer"].pk]
    given = make.values(county, unit=county.units[unit], inspectors=users)
    if may:
        assert actions.plan_round(actor=county.actor(name), **given).unit_id == county.units[unit].pk
        return
    with pytest.raises(NotAllowed):
        actions.plan_round(actor=county.actor(name), **given)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("title", " "), ("title", "长" * 101), ("kind", "other"), ("target", 0), ("target", 101), ("ceiling", 0)),
        *(("ends_on", dt.date(2025, 12, 31)), ("ends_on", dt.date(2027, 6, 1)), ("ends_on", dt.date(2026, 3, 19))),
        ("inspectors", [10**9]),
    ],
)
def test_what_cannot_be_planned(county, field, value):
    with pytest.raises(ValidationError) as refused:
        make.planned(county, **{field: value})
    assert set(refused.value.message_dict) == {field}


def test_the_scope_lies_below_the_body(county):
    given = make.values(county, unit=county.units["Q"], scope=county.units["B"])
    given["inspectors"] = [county.users["officer"].pk]
    with pytest.raises(ValidationError, match="范围"):
        actions.plan_round(actor=make.planner(county), **given)


def test_before_the_draw_everything_changes_and_after_it_nothing(county):
    row = make.planned(county)
    changed = actions.change_round(
        actor=make.planner(county), round=row, version=row.version, target=60, kinds=["group"]
    )
    assert (changed.target, changed.kinds, changed.title) == (60, ["group"], "一季度抽查")
    with pytest.raises(StaleEdit):
        actions.change_round(actor=make.planner(county), round=row, version=row.version, target=50)
    changed = actions.change_round(actor=make.planner(county), round=changed, scope=county.units["Q"])
    changed = actions.change_round(actor=make.planner(county), round=changed, scope=None)
    assert changed.scope == county.units["C"]
    drawn = actions.draw_sample(actor=make.planner(county), round=changed)
    with pytest.raises(WrongState):
        actions.change_round(actor=make.planner(county), round=drawn, target=50)


def test_the_draw_reaches_its_target_and_can_be_drawn_again(county):
    row = make.under_way(county)
    assert (row.state, row.in_scope, row.drawn_on) == ("under_way", 5, make.TODAY)
    assert Draw.objects.filter(round=row).count() == 4
    proof = queries.proof_of(row)
    assert (proof.holds, proof.digest, proof.units) == (True, row.digest, 5)
    said = Entry.objects.filter(verb="inspections.draw_sample").latest("pk").data
    assert (said["seed"], said["digest"], said["drawn"]) == (row.seed, row.digest, 4)
    with pytest.raises(WrongState):
        actions.draw_sample(actor=make.planner(county), round=row)


def test_the_same_seed_draws_the_same_and_anybody_sees_a_change(county):
    row = make.under_way(county)
    assert list(invariants.samples_can_be_drawn_again(county.tenant.pk)) == []
    one = Draw.objects.filter(round=row).order_by("order").first()
    other = next(u for u in queries.in_scope(row, make.TODAY) if not Draw.objects.filter(round=row, target=u).exists())
    Draw.objects.filter(pk=one.pk).update(target=other)
    assert not queries.proof_of(row).same_units
    assert [found["round"] for found in invariants.samples_can_be_drawn_again(county.tenant.pk)] == [row.pk]
    Round.objects.filter(pk=row.pk).update(digest="0" * 64)
    assert not queries.proof_of(Round.objects.get(pk=row.pk)).same_list


def test_what_a_draw_was_made_from_cannot_be_changed(county):
    row = make.under_way(county)
    kept = DrawInput.objects.get(round=row)
    for change in (lambda: DrawInput.objects.filter(pk=kept.pk).update(text="x"), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_to_draw_from(county):
    with pytest.raises(ValidationError, match="没有可抽的"):
        make.under_way(county, kinds=["floating_branch"])


def test_a_unit_has_no_more_visits_in_a_quarter_than_the_ceiling(county):
    first = make.under_way(county, target=100)
    for unit in ("Q1", "Q2"):
        make.visited(county, first, unit)
    row = make.under_way(county, target=100, ceiling=1, title="再查一轮")
    assert Draw.objects.filter(round=row).count() == 0
    actions.end_round(actor=make.planner(county), round=first)
    again = make.under_way(county, target=100, ceiling=1, title="第三轮", starts_on=make.TODAY)
    drawn = set(Draw.objects.filter(round=again).values_list("target__code", flat=True))
    assert drawn == {"Q3", "B1", "B2"}


def test_visits_of_this_quarter_do_not_count_for_a_round_that_begins_in_the_next(county):
    first = make.under_way(county, target=100)
    make.visited(county, first, "Q1")
    april = {"starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2026, 6, 30)}
    row = make.under_way(county, target=100, ceiling=1, title="二季度抽查", **april)
    assert Draw.objects.filter(round=row).count() == 5
    busy = {one.key: one.visits for one in queries.candidates(row, make.TODAY)}
    assert set(busy.values()) == {0}
    other = make.planned(
        county, title="五月再查", ceiling=1, starts_on=dt.date(2026, 5, 1), ends_on=dt.date(2026, 6, 1)
    )
    assert {one.visits for one in queries.candidates(other, make.TODAY)} == {1}


def test_two_bodies_come_on_the_same_day(county):
    of_county = make.under_way(county, target=100)
    town = make.values(county, unit=county.units["Q"], title="镇里抽查", target=100)
    town["inspectors"] = [county.users["officer"].pk]
    row = actions.plan_round(actor=county.actor("officer"), **town)
    row = actions.draw_sample(actor=county.actor("officer"), round=row)
    days = dict(Draw.objects.filter(round=of_county).values_list("target_id", "planned_on"))
    for target, on in Draw.objects.filter(round=row).values_list("target_id", "planned_on"):
        assert days[target] == on
        assert on >= make.TODAY


# Sending.


def test_a_clean_visit(county):
    row = make.under_way(county)
    visit = make.visited(county, row)
    assert (visit.state, visit.found, visit.looked_at, visit.sent_late) == ("submitted", 0, 8, False)
    unit, body = county.units["Q1"].pk, county.units["C"].pk
    assert facts() == [("inspection_received", unit, 1.0), ("inspection_made", body, 1.0)]
    assert list(differences(county.tenant.pk)) == []
    for name in ("梅", "inspector", "county_officer", "officer"):
        assert Inspection.objects.visible_to(county.actor(name)).filter(pk=visit.pk).exists()
    for name in ("石磊", "孙涛"):
        assert not Inspection.objects.visible_to(county.actor(name)).filter(pk=visit.pk).exists()


def test_a_finding_becomes_a_matter_with_its_four_clarities(county):
    visit = make.visited(county, make.under_way(county), "Q1", (0, NOTE))
    finding = Finding.objects.get(inspection=visit)
    matter = finding.matter
    assert (finding.text, finding.rule) == (NOTE, "《中国共产党支部工作条例（试行）》第十一条")
    assert (matter.title, matter.state, matter.norm_code) == (NOTE, "noted", "general-meeting")
    assert (matter.due_on, matter.person_name) == (make.TODAY + dt.timedelta(days=14), "梅")
    assert (matter.reviewer_unit, matter.unit) == (county.units["C"], county.units["Q1"])
    assert "签字齐全" in matter.standard
    assert matter.source_text.endswith("督导检查：一季度抽查")
    matters.publish(actor=make.inspector(county), matter=matter)
    assert ("inspection_finding", county.units["Q1"].pk, 1.0) in facts()
    assert list(invariants.every_finding_cites_its_rule(county.tenant.pk)) == []


def test_a_problem_outside_the_list_needs_its_rule(county):
    row = make.under_way(county)
    given = {"actor": make.inspector(county), "round": row, "unit": county.units["Q1"], "on": make.TODAY}
    for norm in ("", "no-such-norm"):
        with pytest.raises(ValidationError) as refused:
            actions.submit(**given, client_key=make.KEY, seen=make.seen(row, other="活动室漏水", other_norm=norm))
        assert set(refused.value.message_dict) == {"other_norm"}
    seen = make.seen(row, other="活动室漏水", other_norm="theme-day")
    visit = actions.submit(**given, client_key=make.KEY, seen=seen)
    assert Finding.objects.get(inspection=visit).rule.startswith("《中国共产党支部工作条例")


def test_no_line_of_a_checklist_and_no_finding_is_without_its_rule(county):
    line = ChecklistLine.objects.filter(tenant=county.tenant).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChecklistLine.objects.filter(pk=line.pk).update(article="")
    visit = make.visited(county, make.under_way(county), "Q1", (0, NOTE))
    matter = Matter.objects.get(source_kind="inspection")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(tenant=county.tenant, inspection=visit, text=NOTE, rule="", matter=matter)


def test_every_line_is_answered_and_every_problem_said(county):
    row = make.under_way(county)
    lines = queries.lines_of(row.checklist)
    verdicts = {lines[0].pk: "problem", lines[1].pk: "maybe"}
    with pytest.raises(ValidationError) as refused:
        actions.submit(
            actor=make.inspector(county),
            round=row,
            unit=county.units["Q1"],
            on=make.TODAY,
            seen=actions.Seen(verdicts),
            client_key=make.KEY,
        )
    assert set(refused.value.message_dict) == {f"note_{lines[0].pk}", *(f"line_{line.pk}" for line in lines[1:])}
    assert not Inspection.objects.exists()


def test_sent_twice_it_is_one_visit(county):
    row = make.under_way(county)
    first = make.visited(county, row, "Q1", (0, NOTE))
    again = make.visited(county, row, "Q1", (0, NOTE), (1, "别的"))
    assert first.pk == again.pk
    assert Finding.objects.count() == Matter.objects.count() == 1


def test_two_visits_of_one_round_both_stay_and_count_once(county):
    row = make.under_way(county, inspectors=[county.users["inspector"].pk, county.users["county_officer"].pk])
    make.visited(county, row, "Q1")
    make.visited(county, row, "Q1", (0, NOTE), actor=county.actor("county_officer"))
    assert Inspection.objects.filter(round=row).count() == 2
    assert queries.coverage_of(row).visited == 1


def test_after_the_round_a_visit_from_its_time_still_comes_in_for_two_weeks(county):
    row = make.under_way(county)
    actions.end_round(actor=make.planner(county), round=row)
    with time_machine.travel("2026-03-25 02:00:00Z", tick=False):
        assert make.visited(county, row).sent_late
        with pytest.raises(WrongState, match="已经结束"):
            make.visited(county, row, "Q2", on=dt.date(2026, 3, 24))
    with time_machine.travel("2026-04-04 02:00:00Z", tick=False), pytest.raises(WrongState, match="内容先留着"):
        make.visited(county, row, "Q3")


def test_whose_grant_ended_meanwhile_is_refused(county):
    row = make.under_way(county)
    Grant.objects.filter(user=county.users["inspector"]).update(until=make.TODAY)
    with pytest.raises(NotAllowed):
        make.visited(county, row)
    assert not Inspection.objects.exists()


@pytest.mark.parametrize("name", ["梅", "officer", "county_officer", "石磊"])
def test_who_is_not_named_in_the_round_does_not_send(county, name):
    with pytest.raises(NotAllowed):
        make.visited(county, make.under_way(county), actor=county.actor(name))


@pytest.mark.parametrize("on", [dt.date(2025, 12, 31), dt.date(2026, 3, 21)])
def test_the_day_lies_in_the_round_and_not_ahead(county, on):
    with pytest.raises(ValidationError) as refused:
        make.visited(county, make.under_way(county), on=on)
    assert set(refused.value.message_dict) == {"on"}


def test_not_before_the_draw_and_not_outside_the_scope(county):
    with pytest.raises(WrongState):
        make.visited(county, make.planned(county))
    with pytest.raises(ValidationError):
        make.visited(county, make.under_way(county, scope=county.units["B"]), "Q1")


# Answering.


def test_the_branch_confirms_with_its_own_word(county):
    visit = make.visited(county, make.under_way(county))
    done = actions.confirm(actor=county.actor("梅"), inspection=visit, remark=" 十月停电 ", version=visit.version)
    assert (done.state, done.remark, done.confirmed_by_label) == ("confirmed", "十月停电", "梅")
    with pytest.raises(WrongState):
        actions.confirm(actor=county.actor("李强"), inspection=visit)


@pytest.mark.parametrize("name", ["inspector", "county_officer", "officer", "石磊", "孙涛"])
def test_nobody_else_confirms_or_judges(county, name):
    visit = make.visited(county, make.under_way(county))
    with pytest.raises(NotAllowed):
        actions.confirm(actor=county.actor(name), inspection=visit)
    with pytest.raises(NotAllowed):
        actions.rate(actor=county.actor(name), inspection=visit, was_useful=True, cost_little=True, asked_nothing=True)


def test_a_judgement_is_kept_without_whose_it_is(county):
    row = make.under_way(county, target=100)
    answers = {"was_useful": True, "cost_little": True, "asked_nothing": False}
    secretaries = {"Q1": "梅", "Q2": "石磊", "B1": "东方明"}
    for unit, name in secretaries.items():
        visit = make.visited(county, row, unit)
        actions.rate(actor=county.actor(name), inspection=visit, **answers)
        with pytest.raises(WrongState):
            actions.rate(actor=county.actor(name), inspection=visit, **answers)
    assert Rating.objects.count() == 3
    assert not queries.ratings_of(row.unit_id, row.tenant_id, make.TODAY).is_shown
    assert Entry.objects.filter(verb="inspections.rate").latest("pk").data == {}
    held = {field.name for field in Rating._meta.get_fields()}
    assert held == {"id", "tenant", "unit", "quarter", *answers}
    for _more in range(2):
        Rating.objects.create(tenant=county.tenant, unit=county.units["C"], quarter=dt.date(2026, 1, 1), **answers)
    found = queries.ratings_of(row.unit_id, row.tenant_id, make.TODAY)
    assert (found.is_shown, found.count, found.useful, found.nothing) == (True, 5, 5, 0)


# How far it has come.


def test_both_ways_of_counting(county):
    row = make.under_way(county)
    assert queries.coverage_of(row).percent == 0
    make.visited(county, row, "Q1")
    found = queries.coverage_of(row)
    assert (found.visited, found.units, found.percent, found.missing) == (1, 5, 20, 3)
    # A meeting, a lecture and a meeting of organisational life each, three theme days; Willow village has a committee.
    assert (found.owed, found.looked_at) == (5 * (1 + 1 + 1 + 3) + 3, 9)
    assert found.percent_of_records == 27


def test_the_picture_counts_the_visited_branches_of_the_quarter(county):
    row = make.under_way(county)
    make.visited(county, row, "Q1")
    stand = queries.coverage_below(county.units["Q"], make.TODAY)
    assert (stand.visited, stand.units, stand.percent, stand.since) == (1, 3, 33, dt.date(2026, 1, 1))


def test_an_inspector_has_his_own_list_and_a_visited_unit_leaves_it(county):
    row = make.under_way(county)
    mine = queries.to_visit(make.inspector(county))
    before = mine.count()
    assert before == 4
    assert not queries.to_visit(county.actor("county_officer")).exists()
    first = mine.first()
    make.visited(county, row, first.target.code)
    assert queries.to_visit(make.inspector(county)).count() == before - 1


def test_a_new_edition_replaces_the_old_one_for_new_rounds_only(county):
    old = make.checklist(county)
    Checklist.objects.filter(pk=old.pk).update(edition=9)
    actions.seed_checklists(county.console, county.tenant)
    assert not Checklist.objects.get(pk=old.pk).is_current
    assert queries.current_checklists(county.tenant.pk).filter(code="three-meetings", edition=1).exists()
    assert all(len(queries.lines_of(one)) <= 9 for one in queries.current_checklists(county.tenant.pk))
