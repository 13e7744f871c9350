"""Plan, minutes, resolutions, archive, reopening, several meetings in one sitting; facts follow."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leitu.activities import actions, queries
from leitu.activities.actions import Mark
from leitu.activities.facts import facts_of
from leitu.activities.models import Activity, Attendance, Minutes
from leitu.activities.tests import factories as make
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.invariants import broken
from leitu.facts import kinds
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from tests.cast import member

WEEK = dt.timedelta(days=7)


def fact_kinds(activity):
    return [kinds.kind_of_number(row.kind).code for row in Fact.objects.filter(source_id=activity.pk)]


# Planning.


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "group_meeting"}, "kind"),
        ({"on": dt.date(1999, 1, 1)}, "on"),
        ({"on": dt.date(2029, 1, 1)}, "on"),
        ({"ends_at": dt.time(14, 0)}, "ends_at"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_at_its_field(county, change, field):
    unit = county.units["Q1"]
    unit.founded_on = dt.date(2000, 1, 1)
    values = {"kind": "general_meeting", "on": make.DAY, "starts_at": dt.time(15, 0), **change}
    values["kind"] = make.kind(county, values["kind"])
    try:
        with pytest.raises(ValidationError) as problem:
            actions.plan(actor=make.mei(county), unit=unit, **values)
    finally:
        unit.founded_on = None
    assert list(problem.value.message_dict) == [field]


def test_the_same_kind_at_the_same_time_is_planned_once(county):
    make.planned(county)
    with pytest.raises(ValidationError) as problem:
        make.planned(county)
    assert problem.value.error_dict["starts_at"][0].code == "same_time"
    make.planned(county, starts_at=None)
    with pytest.raises(ValidationError):
        make.planned(county, starts_at=None)


def test_after_a_cancelled_one_it_may_be_planned_again(county):
    actions.cancel(actor=make.mei(county), activity=make.planned(county), reason="大雨")
    assert make.planned(county).state == "planned"


def test_a_kind_that_is_switched_off_is_not_planned(county):
    kind = make.kind(county, "lecture")
    kind.is_active = False
    with pytest.raises(ValidationError):
        actions.plan(actor=make.mei(county), unit=county.units["Q1"], kind=kind, on=make.DAY)


def test_a_change_is_told_and_a_stale_one_refused(county):
    activity = make.planned(county)
    actions.answer(
        actor=make.mei(county), activity=activity, person=county.persons["孙涛"], coming=False, reason="出车"
    )
    tomorrow = make.DAY + dt.timedelta(days=1)
    actions.update(
        actor=make.mei(county), activity=activity, version=activity.version, on=tomorrow, agenda=["一", " ", "二"]
    )
    entry = Entry.objects.filter(verb="activities.update").latest("pk")
    assert entry.data["changed"] == {"on": ["2026-03-20", "2026-03-21"]}
    assert [item.text for item in activity.agenda.order_by("order")] == ["一", "二"]
    assert {row.on for row in Attendance.objects.filter(activity=activity)} == {tomorrow}
    with pytest.raises(StaleEdit):
        actions.update(actor=make.mei(county), activity=activity, version=activity.version, topic="x")


def test_a_meeting_of_the_past_is_not_notified(county):
    with pytest.raises(ValidationError):
        actions.notify(actor=make.mei(county), activity=make.planned(county, on=make.DAY - WEEK))


def test_the_habit_of_a_branch_fills_in_the_next_plan(county):
    for day in (dt.date(2026, 1, 3), dt.date(2026, 2, 7), dt.date(2026, 3, 7)):
        make.planned(county, "theme_day", on=day, starts_at=dt.time(9, 0), place="老槐树下")
    found = queries.habit(county.units["Q1"], make.kind(county, "theme_day"), dt.date(2026, 4, 1))
    assert (found.on, found.starts_at, found.place) == (dt.date(2026, 4, 4), dt.time(9, 0), "老槐树下")
    new = queries.habit(county.units["Q2"], make.kind(county, "theme_day"), dt.date(2026, 4, 1))
    assert (new.on, new.place, new.is_known) == (dt.date(2026, 4, 3), "", False)
    last = queries.habit(county.units["Q2"], make.kind(county, "theme_day"), dt.date(2026, 3, 31))
    assert last.on == dt.date(2026, 3, 31)


# Minutes and resolutions.


def test_minutes_are_appended_and_never_overwritten(county):
    activity = make.in_state(county, "under_way")
    for text in ("第一稿", "第二稿", "第二稿"):
        actions.write_minutes(actor=make.mei(county), activity=activity, text=text)
    assert list(Minutes.objects.filter(activity=activity).values_list("revision", "text").order_by("revision")) == [
        (1, "第一稿"),
        (2, "第二稿"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.filter(activity=activity).update(text="改了")
    with pytest.raises(ValidationError):
        actions.write_minutes(actor=make.mei(county), activity=activity, text=" \n ")


def test_what_was_said_stays_out_of_the_entries(county):
    activity = make.in_state(county, "ended")
    actions.archive(
        actor=make.mei(county),
        activity=activity,
        text="批评了老陈。",
        marks={county.persons["孙涛"].pk: Mark(make.EXCUSED, "住院")},
    )
    told = str(list(Entry.objects.filter(object_id=activity.pk).values_list("data", flat=True)))
    assert "批评" not in told
    assert "住院" not in told


@pytest.mark.parametrize(("in_favour", "passed"), [(3, False), (4, True)])
def test_a_resolution_is_judged_by_those_entitled(county, in_favour, passed):
    activity = make.in_state(county, "under_way")
    decision = make.vote(in_favour=in_favour, against=1)
    assert actions.resolve(actor=make.mei(county), activity=activity, decision=decision).passed is passed


def test_a_resolution_is_judged_again_when_the_roll_is_final(county):
    activity = make.in_state(county, "under_way")
    resolution = actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote(in_favour=4))
    away = {county.persons[name].pk: make.AWAY for name in ("孙涛", "周芳", "老陈", "李强")}
    archived = actions.archive(actor=make.mei(county), activity=activity, marks=away)
    resolution.refresh_from_db()
    assert archived.quorum_met is False
    assert resolution.passed is False


def test_more_votes_than_voters_are_refused(county):
    activity = make.in_state(county, "under_way")
    with pytest.raises(ValidationError) as problem:
        actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote(in_favour=6, abstained=1))
    assert list(problem.value.message_dict) == ["in_favour"]


def test_a_resolution_is_corrected_in_its_place(county):
    activity = make.in_state(county, "ended")
    one = actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote("同意甲。"))
    actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote("同意乙。", 2), resolution=one)
    assert [(r.text, r.in_favour, r.passed) for r in activity.resolutions.all()] == [("同意乙。", 2, False)]


# Archive and facts.


def test_an_archive_without_a_roll_has_everybody_present(county):
    activity = actions.archive(actor=make.mei(county), activity=make.in_state(county, "ended"), text="学习。")
    assert (activity.expected_count, activity.present_count, activity.quorum_met) == (7, 7, True)
    assert fact_kinds(activity) == ["general_meeting"]


def test_without_its_quorum_a_meeting_was_held_but_counts_apart(county):
    away = {county.persons[name].pk: make.AWAY for name in ("孙涛", "周芳", "老陈", "李强")}
    activity = actions.archive(actor=make.mei(county), activity=make.planned(county), marks=away)
    assert (activity.voters_expected, activity.voters_present, activity.quorum_met) == (6, 2, False)
    assert fact_kinds(activity) == ["general_meeting_inquorate"]


def test_a_kind_without_a_quorum_counts_with_few(county):
    away = {person.pk: make.AWAY for name, person in county.persons.items() if name in ("孙涛", "周芳", "老陈", "李强")}
    activity = actions.archive(actor=make.mei(county), activity=make.planned(county, "theme_day"), marks=away)
    assert activity.quorum_met is None
    assert fact_kinds(activity) == ["theme_day"]


def test_facts_are_a_pure_function_of_the_record(county):
    activity = make.in_state(county, "archived")
    with CaptureQueriesContext(connection) as asked:
        first, second = facts_of(activity), facts_of(activity)
    assert len(asked) == 0
    assert [f.key() + f.says() for f in first] == [f.key() + f.says() for f in second]
    activity.state = Activity.State.ENDED
    assert facts_of(activity) == []


def test_a_second_archive_is_refused_and_changes_nothing(county):
    activity = make.in_state(county, "ended")
    actions.archive(actor=make.mei(county), activity=activity, text="一次")
    with pytest.raises(WrongState):
        actions.archive(actor=make.mei(county), activity=activity, text="两次")
    assert Fact.objects.filter(source_id=activity.pk).count() == 1
    assert Minutes.objects.filter(activity=activity).count() == 1


def test_a_reopened_record_loses_its_fact_until_it_is_archived_again(county):
    activity = make.in_state(county, "archived")
    actions.reopen(actor=make.mei(county), activity=activity, reason="人数记错")
    assert fact_kinds(activity) == []
    again = actions.archive(
        actor=make.mei(county),
        activity=activity,
        text="改正后的记录。",
        marks={county.persons["孙涛"].pk: make.AWAY},
    )
    assert (again.present_count, fact_kinds(again)) == (6, ["general_meeting"])
    assert [m.text for m in again.minutes.order_by("revision")] == ["学习并讨论。", "改正后的记录。"]
    with pytest.raises(ValidationError):
        actions.reopen(actor=make.mei(county), activity=again, reason=" ")


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (4, True), (40, True)])
def test_a_late_entry_is_marked_and_counts_like_any_other(county, days, late):
    activity = make.planned(county, on=make.DAY - dt.timedelta(days=days))
    archived = actions.archive(actor=make.mei(county), activity=activity, text="补记。", late_reason="停电")
    assert archived.is_late_entry is late
    assert fact_kinds(archived) == ["general_meeting"]


def test_minutes_that_come_later_make_no_late_entry(county):
    import time_machine

    activity = make.in_state(county, "ended")
    with time_machine.travel("2026-04-20 11:00:00Z", tick=False):
        archived = actions.archive(actor=make.mei(county), activity=activity, text="记录。")
        reopened = actions.reopen(actor=make.mei(county), activity=archived, reason="补一句")
        again = actions.archive(actor=make.mei(county), activity=reopened)
    assert archived.is_late_entry is False
    assert again.is_late_entry is False


def test_where_nobody_is_on_the_register_the_two_numbers_stand(county):
    activity = make.planned(county, unit="B2")
    with pytest.raises(ValidationError) as problem:
        actions.archive(actor=county.console, activity=activity)
    assert list(problem.value.message_dict) == ["expected_count"]
    with pytest.raises(ValidationError):
        actions.archive(actor=county.console, activity=activity, stated=(5, 6))
    archived = actions.archive(actor=county.console, activity=activity, stated=(9, 5))
    assert (archived.expected_count, archived.present_count, archived.quorum_met) == (9, 5, True)
    assert archived.numbers_stand
    assert list(broken(county.tenant.pk)) == []


def test_the_two_numbers_of_an_imported_ledger_decide(county):
    activity = make.planned(county, origin=Activity.Origin.IMPORTED)
    archived = actions.archive(actor=county.console, activity=activity, stated=(20, 9))
    assert (archived.expected_count, archived.present_count, archived.quorum_met) == (20, 9, False)
    assert list(broken(county.tenant.pk)) == []
    entered = actions.archive(actor=county.console, activity=make.planned(county, "theme_day"), stated=(20, 9))
    assert (entered.expected_count, entered.numbers_stand) == (7, False)


def test_archiving_twenty_five_people_takes_at_most_fourteen_statements(county):
    for number in range(18):
        member(county, f"社员{number}", "Q1")
    activity = make.in_state(county, "ended")
    actor = make.mei(county)
    with CaptureQueriesContext(connection) as asked:
        archived = actions.archive(actor=actor, activity=activity, marks={county.persons["孙涛"].pk: make.AWAY})
    assert archived.expected_count == 25
    assert len(asked) <= 14, [one["sql"][:90] for one in asked]


def test_nothing_is_half_done_when_the_archive_is_refused(county):
    activity = make.in_state(county, "ended")
    with pytest.raises(ValidationError):
        actions.archive(actor=make.mei(county), activity=activity, text="写了", decisions=[make.vote(in_favour=99)])
    assert not Minutes.objects.filter(activity=activity).exists()
    assert not Attendance.objects.filter(activity=activity).exists()
    assert Activity.objects.get(pk=activity.pk).state == "ended"


# Several meetings in one sitting.


def test_the_next_kind_of_the_sitting_has_the_same_roll(county):
    first = make.in_state(county, "under_way")
    marks = {county.persons["李强"].pk: make.LEAVE, county.persons["孙涛"].pk: make.AWAY}
    actions.save_roll(actor=make.mei(county), activity=first, marks=marks, guests=["石梅，石桥社区党支部", "张工"])
    lecture = actions.sitting(actor=make.mei(county), activity=first, kind=make.kind(county, "lecture"), topic="讲党课")
    committee = actions.sitting(actor=make.mei(county), activity=first, kind=make.kind(county, "committee_meeting"))
    first.refresh_from_db()
    assert {first.sitting, lecture.sitting, committee.sitting} == {first.pk}
    assert lecture.state == "under_way"

    archived = actions.archive(actor=make.mei(county), activity=lecture)
    assert (archived.expected_count, archived.present_count, archived.excused_count) == (7, 5, 1)
    assert archived.guests == "张工"
    assert archived.attendances.filter(capacity=Attendance.Capacity.GUEST).count() == 1
    small = actions.archive(actor=make.mei(county), activity=committee)
    assert (small.expected_count, small.present_count) == (3, 2)
    assert list(differences(county.tenant.pk)) == []


def test_after_the_archive_the_sitting_may_still_be_completed(county):
    first = make.in_state(county, "archived")
    second = actions.sitting(actor=make.mei(county), activity=first, kind=make.kind(county, "theme_day"))
    assert second.state == "ended"
    assert actions.archive(actor=make.mei(county), activity=second).present_count == 7


# Who may.


def test_the_recorder_keeps_roll_and_record_and_nothing_else(county):
    activity = make.in_state(county, "notified")
    sun = county.actor("孙涛")
    with pytest.raises(NotAllowed):
        actions.start(actor=sun, activity=activity)
    activity = actions.hand_roll(actor=make.mei(county), activity=activity, person=county.persons["孙涛"])
    actions.start(actor=sun, activity=activity)
    actions.end(actor=sun, activity=activity, marks={county.persons["周芳"].pk: make.AWAY})
    archived = actions.archive(actor=sun, activity=activity, text="孙涛记。")
    for step in (actions.reopen, actions.cancel):
        with pytest.raises(NotAllowed):
            step(actor=sun, activity=archived, reason="想改")
    with pytest.raises(ValidationError):
        actions.hand_roll(
            actor=make.mei(county), activity=make.planned(county, "lecture"), person=county.persons["石磊"]
        )


@pytest.mark.parametrize("name", ["officer", "inspector", "石磊", "孙涛", "auditor", "stranger"])
def test_only_the_branch_itself_holds_its_meetings(county, name):
    actor = county.actor(name)
    with pytest.raises(NotAllowed):
        actions.plan(actor=actor, unit=county.units["Q1"], kind=make.kind(county), on=make.DAY)
    activity = make.in_state(county, "ended")
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (actions.update, {"topic": "x"}),
        (actions.save_roll, {}),
        (actions.archive, {}),
        (actions.write_minutes, {"text": "x"}),
        (actions.cancel, {"reason": "x"}),
    ]
    for step, more in attempts:
        with pytest.raises(NotAllowed):
            step(actor=actor, activity=activity, **more)
    assert Activity.objects.get(pk=activity.pk).state == "ended"
