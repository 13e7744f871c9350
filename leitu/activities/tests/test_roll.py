"""Who is expected, the roll by exception, guests, answers, scanning."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from leitu.activities import actions, queries
from leitu.activities.actions import Mark
from leitu.activities.models import Activity, Attendance
from leitu.activities.register import Register, expected_at
from leitu.activities.tests import factories as make
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts.persons import person_facts
from leitu.orgs.models import Involvement
from leitu.people import actions as people
from leitu.people.models import FloatingRecord, Membership, Post, Suspension

SINCE = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def no_wrong_digits_yet():
    cache.clear()


def names(found):
    return {one.name for one in found}


def rows_of(activity):
    rows = Attendance.objects.filter(activity=activity).select_related("person")
    return {row.person.name: row for row in rows}


def test_a_branch_expects_its_members_a_committee_its_officers_a_group_its_own(county):
    at = {code: make.planned(county, code) for code in ("general_meeting", "committee_meeting")}
    group = make.planned(county, "group_meeting", "Q1G")
    assert names(queries.expected(at["general_meeting"])) == {"梅", "李强", "赵敏", "孙涛", "周芳", "老陈", "小林"}
    assert [one.name for one in queries.expected(at["committee_meeting"])] == ["梅", "李强", "赵敏"]
    assert names(queries.expected(group)) == {"孙涛", "周芳"}
    assert {one.unit_id for one in queries.expected(group)} == {county.units["Q1"].pk}


def test_probationary_members_come_without_a_vote_and_suspended_ones_are_not_expected(county):
    membership = Membership.objects.get(person=county.persons["老陈"])
    Suspension.objects.create(tenant=county.tenant, membership=membership, since=SINCE)
    found = {one.name: one for one in queries.expected(make.planned(county))}
    assert "老陈" not in found
    assert found["小林"].is_probationary
    assert not found["小林"].is_voter
    assert found["梅"].is_voter


def test_a_committee_votes_whole_and_a_suspended_officer_is_left_out(county):
    membership = Membership.objects.get(person=county.persons["赵敏"])
    Suspension.objects.create(tenant=county.tenant, membership=membership, since=SINCE)
    found = queries.expected(make.planned(county, "committee_meeting"))
    assert names(found) == {"梅", "李强"}
    assert all(one.is_voter for one in found)


def spread(county):
    """Members in every situation that the register knows."""
    persons, branch = county.persons, county.units["Q1"]
    people.exempt(actor=county.console, person=persons["老陈"], ground="aged", since=SINCE)
    FloatingRecord.objects.create(tenant=county.tenant, person=persons["周芳"], since=SINCE, until=dt.date(2026, 6, 1))
    Suspension.objects.create(
        tenant=county.tenant,
        membership=Membership.objects.get(person=persons["孙涛"]),
        since=dt.date(2026, 2, 1),
        until=dt.date(2026, 4, 1),
    )
    Membership.objects.filter(person=persons["小林"]).update(
        full_on=dt.date(2026, 3, 10), lost_since=dt.date(2026, 4, 2)
    )
    people.appoint(
        actor=county.console,
        unit=branch,
        person=persons["石磊"],
        title=Post.Title.DEPUTY_SECRETARY,
        since=dt.date(2026, 3, 1),
    )


def test_the_register_of_many_units_says_the_same_as_that_of_one(county):
    spread(county)
    units = [county.units[code] for code in ("Q1", "Q2", "Q1G", "B1")]
    register = Register(county.tenant.pk, [unit.pk for unit in units])
    days = [dt.date(2025, 12, 31), SINCE, dt.date(2026, 2, 1), dt.date(2026, 3, 9), make.DAY, dt.date(2026, 4, 2)]
    compared = 0
    for unit in units:
        for code in ("general_meeting", "committee_meeting", "group_meeting"):
            for day in days:
                kind = make.kind(county, code)
                assert register.expected(kind, unit.pk, day) == expected_at(kind, unit, day)
                compared += len(expected_at(kind, unit, day))
    assert compared > 100


def test_everybody_is_present_unless_the_register_or_the_recorder_says_otherwise(county):
    spread(county)
    Suspension.objects.all().delete()
    Membership.objects.filter(person=county.persons["李强"]).update(lost_since=SINCE)
    activity = actions.archive(actor=make.mei(county), activity=make.planned(county))

    rows = rows_of(activity)
    assert {name: row.state for name, row in rows.items()} == {
        "梅": make.PRESENT,
        "赵敏": make.PRESENT,
        "孙涛": make.PRESENT,
        "小林": make.PRESENT,
        "老陈": make.EXCUSED,
        "周芳": make.EXCUSED,
        "李强": make.ABSENT,
    }
    assert rows["老陈"].is_exempt
    assert (activity.expected_count, activity.present_count, activity.excused_count) == (6, 4, 1)
    assert (activity.exempt_count, activity.voters_expected, activity.voters_present) == (1, 7, 4)


def test_an_exempt_member_who_comes_counts_like_everybody(county):
    people.exempt(actor=county.console, person=county.persons["老陈"], ground="ill", since=SINCE)
    marks = {county.persons["老陈"].pk: Mark(make.PRESENT)}
    activity = actions.archive(actor=make.mei(county), activity=make.planned(county), marks=marks)
    assert (activity.expected_count, activity.present_count, activity.exempt_count) == (7, 7, 0)


def test_only_exceptions_are_said_and_later_answers_survive_an_untouched_roll(county):
    activity = make.in_state(county, "under_way")
    person = county.persons
    actions.answer(actor=county.actor("孙涛"), activity=activity, person=person["孙涛"], coming=False, reason="出车")
    actions.save_roll(actor=make.mei(county), activity=activity, marks={person["周芳"].pk: make.AWAY})
    rows = rows_of(activity)
    assert (rows["孙涛"].state, rows["孙涛"].note, rows["孙涛"].via) == (make.EXCUSED, "出车", Attendance.Via.SELF)
    assert rows["周芳"].state == make.ABSENT
    assert rows["梅"].via == Attendance.Via.EXCEPTION
    actions.save_roll(actor=make.mei(county), activity=activity, marks={person["孙涛"].pk: Mark(make.PRESENT)})
    assert rows_of(activity)["孙涛"].state == make.PRESENT
    assert rows_of(activity)["周芳"].state == make.ABSENT


def test_a_person_who_is_not_on_the_list_cannot_be_marked(county):
    activity = make.in_state(county, "under_way")
    with pytest.raises(ValidationError):
        actions.save_roll(actor=make.mei(county), activity=activity, marks={county.persons["石磊"].pk: make.AWAY})
    assert not Attendance.objects.filter(activity=activity).exists()


def test_a_stale_roll_is_refused(county):
    activity = make.in_state(county, "under_way")
    seen = activity.version
    actions.save_roll(actor=make.mei(county), activity=activity, version=seen)
    with pytest.raises(StaleEdit):
        actions.save_roll(actor=make.mei(county), activity=activity, version=seen)


def test_nothing_is_kept_before_the_day(county):
    activity = make.planned(county, on=make.DAY + dt.timedelta(days=1))
    for step in (actions.start, actions.save_roll, actions.end, actions.archive):
        with pytest.raises(WrongState):
            step(actor=make.mei(county), activity=activity)


def test_a_member_who_left_the_list_stays_as_a_guest_if_he_was_there(county):
    activity = make.in_state(county, "under_way")
    actions.save_roll(actor=make.mei(county), activity=activity, marks={county.persons["周芳"].pk: make.AWAY})
    moved = Membership.objects.filter(person__in=[county.persons["孙涛"], county.persons["周芳"]])
    moved.update(unit=county.units["Q2"], group=None)
    archived = actions.archive(actor=make.mei(county), activity=activity)
    rows = rows_of(archived)
    assert rows["孙涛"].capacity == Attendance.Capacity.GUEST
    assert "周芳" not in rows
    assert archived.expected_count == 5


# Guests and leaders.


def test_a_guest_from_another_branch_counts_at_home_and_home_sees_it(county):
    activity = make.in_state(county, "under_way")
    guests = ["石梅，石桥社区党支部", "县水利局 张工", "石磊，没有这个支部", "东方亮"]
    actions.save_roll(actor=make.mei(county), activity=activity, guests=guests)
    row = rows_of(activity)["石梅"]
    assert (row.capacity, row.unit, row.state) == (Attendance.Capacity.GUEST, county.units["Q2"], make.PRESENT)
    assert Activity.objects.get(pk=activity.pk).guests == "县水利局 张工\n石磊，没有这个支部\n东方亮"
    assert Involvement.objects.get(unit=county.units["Q2"]).capacity == Involvement.Capacity.GUEST_HOME
    assert Activity.objects.visible_to(county.actor("石磊")).filter(pk=activity.pk).exists()

    archived = actions.archive(actor=make.mei(county), activity=activity)
    assert archived.expected_count == 7
    facts = person_facts(county.tenant.pk, county.persons["石梅"].pk)
    assert [(fact["source_id"], fact["unit_id"]) for fact in facts] == [(activity.pk, county.units["Q2"].pk)]


def test_a_guest_who_is_taken_off_the_list_is_forgotten_at_home(county):
    activity = make.in_state(county, "under_way")
    actions.save_roll(actor=make.mei(county), activity=activity, guests=[county.persons["石梅"].pk])
    actions.save_roll(actor=make.mei(county), activity=activity, guests=[])
    assert "石梅" not in rows_of(activity)
    assert not Involvement.objects.filter(object_id=activity.pk).exists()


def test_a_leader_of_a_unit_above_comes_as_a_leader(county):
    people.appoint(
        actor=county.console,
        unit=county.units["Q"],
        person=county.persons["东方亮"],
        title=Post.Title.DEPUTY_SECRETARY,
        since=SINCE,
    )
    activity = make.in_state(county, "under_way")
    actions.save_roll(actor=make.mei(county), activity=activity, guests=["东方亮，青禾镇党委"])
    assert rows_of(activity)["东方亮"].capacity == Attendance.Capacity.LEADER
    assert Involvement.objects.get(unit=county.units["B1"]).capacity == Involvement.Capacity.LEADER_HOME


# Answers.


def test_a_member_answers_for_himself_and_the_secretary_for_anybody(county):
    activity = make.in_state(county, "notified")
    sun, zhou = county.persons["孙涛"], county.persons["周芳"]
    actions.answer(actor=county.actor("孙涛"), activity=activity, person=sun, coming=False, reason="出车")
    actions.answer(actor=make.mei(county), activity=activity, person=zhou, coming=True)
    rows = rows_of(activity)
    assert rows["孙涛"].via == Attendance.Via.SELF
    assert rows["周芳"].via == Attendance.Via.PROXY
    with pytest.raises(NotAllowed):
        actions.answer(actor=county.actor("孙涛"), activity=activity, person=zhou, coming=True)
    with pytest.raises(ValidationError):
        actions.answer(actor=county.actor("孙涛"), activity=activity, person=sun, coming=False, reason=" ")
    with pytest.raises(NotAllowed):
        actions.answer(actor=county.actor("石磊"), activity=activity, person=county.persons["石磊"], coming=True)
    actions.answer(actor=county.actor("孙涛"), activity=activity, person=sun, coming=True)
    archived = actions.archive(actor=make.mei(county), activity=activity)
    assert archived.present_count == 7


# Scanning.


def scan(county, activity, name="", who="", digits="", secret=None):
    from leitu.core.actor import ANONYMOUS

    return actions.scan(
        actor=county.actor(name) if name else ANONYMOUS,
        activity=activity,
        secret=activity.link_secret if secret is None else secret,
        person=county.persons[who] if who else None,
        digits=digits,
    )


def test_a_member_who_is_signed_in_scans_with_one_tap(county):
    activity = make.in_state(county, "under_way")
    scan(county, activity, "孙涛")
    scan(county, activity, "孙涛")
    assert rows_of(activity)["孙涛"].via == Attendance.Via.SCAN
    assert scan(county, activity, "石磊").capacity == Attendance.Capacity.GUEST
    with pytest.raises(NotAllowed):
        scan(county, activity, "孙涛", secret="x" * 22)


def test_without_an_account_a_name_of_the_list_and_the_end_of_the_mobile_do(county):
    activity = make.in_state(county, "under_way")
    zhou = county.persons["周芳"]
    zhou.seal("mobile", "13900001234")
    zhou.save()
    for who, digits in (("周芳", "0000"), ("李强", ""), ("石梅", "1234"), ("", "1234")):
        with pytest.raises(ValidationError):
            scan(county, activity, who=who, digits=digits)
    assert scan(county, activity, who="周芳", digits="1234").via == Attendance.Via.SCAN


def test_digits_cannot_be_guessed(county):
    activity = make.in_state(county, "under_way")
    zhou = county.persons["周芳"]
    zhou.seal("mobile", "13900001234")
    zhou.save()
    for number in range(5):
        with pytest.raises(ValidationError):
            scan(county, activity, who="周芳", digits=f"000{number}")
    with pytest.raises(ValidationError):
        scan(county, activity, who="周芳", digits="1234")
