"""Who sees what: 404 outside the scope, 403 without the right, minutes and names for their readers only."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from leitu.activities import actions, queries
from leitu.activities.actions import Mark
from leitu.activities.models import Activity, Attendance
from leitu.activities.tests import factories as make
from leitu.core.actor import ANONYMOUS

CRITICISM = "李强同志批评了会议太长。"


def address(activity, name="show"):
    return reverse(f"activities:{name}", args=[activity.pk])


OF_ONE = ["show", "update", "notify", "cancel", "waive_activity", "answer", "hand_roll", "start", "save_roll"]
OF_ONE += [
    "presence",
    "end",
    "minutes",
    "write_minutes",
    "resolve",
    "archive",
    "reopen",
    "sitting",
    "sheet",
    "projector",
]


@pytest.mark.parametrize("name", ["石磊", "东方明"])
def test_an_activity_of_another_branch_is_absent(county, sign_in, name):
    client = sign_in(name)
    activity = make.in_state(county, "under_way")
    for page in OF_ONE:
        for call in (client.get, client.post):
            status = call(address(activity, page)).status_code
            assert (page, status) in {(page, 404), (page, 405)}
    assert Activity.objects.get(pk=activity.pk).state == "under_way"
    assert "村委会二楼" not in client.get(reverse("activities:list")).content.decode()


@pytest.mark.parametrize("name", ["孙涛", "officer", "inspector"])
def test_whoever_only_looks_cannot_change(county, sign_in, name):
    client = sign_in(name)
    activity = make.in_state(county, "under_way")
    changing = [page for page in OF_ONE if page not in ("show", "presence", "minutes", "answer")]
    for page in changing:
        for call in (client.get, client.post):
            status = call(address(activity, page)).status_code
            assert (page, status) in {(page, 403), (page, 405)}
    assert client.get(reverse("activities:plan")).status_code == 403


def test_nobody_gets_in_without_signing_in(county, client):
    activity = make.in_state(county, "under_way")
    for page in OF_ONE:
        assert client.get(address(activity, page)).status_code == 302
    assert client.get(reverse("activities:list")).status_code == 302


READERS = {
    #                                  梅(hold) 老陈(member, absent) 孙涛(present) officer inspector 石磊(other branch)
    "general_meeting": "               yes yes yes yes yes no",
    "theme_day": "                     yes yes yes yes yes no",
    "committee_meeting": "             yes no  no  yes yes no",
    "organisational_life_meeting": "   no  no  yes no  no  no",
}


@pytest.mark.parametrize("code", READERS)
def test_minutes_are_for_their_readers(county, sign_in, code):
    names = ("梅", "老陈", "孙涛", "officer", "inspector", "石磊")
    away = {"老陈": Mark(make.ABSENT), "梅": Mark(make.ABSENT)}
    activity = make.planned(county, code)
    listed = {one.name for one in queries.expected(activity)}
    marks = {county.persons[name].pk: mark for name, mark in away.items() if name in listed}
    activity = actions.archive(actor=county.console, activity=activity, text=CRITICISM, marks=marks)
    for name, word in zip(names, READERS[code].split(), strict=True):
        client = sign_in(name)
        may = word == "yes"
        assert (name, queries.may_read_minutes(county.actor(name), activity)) == (name, may)
        page = client.get(address(activity))
        assert (name, CRITICISM in page.content.decode()) == (name, may)
        assert client.get(address(activity, "minutes")).status_code == (200 if may else 404)


def test_reopening_is_no_way_to_read_what_was_criticised(county, sign_in):
    marks = {county.persons["梅"].pk: Mark(make.ABSENT)}
    activity = make.planned(county, "organisational_life_meeting")
    activity = actions.archive(actor=county.console, activity=activity, text=CRITICISM, marks=marks)
    client = sign_in("梅")
    actions.reopen(actor=make.mei(county), activity=activity, reason="人数记错")
    for page in ("show", "archive"):
        assert CRITICISM not in client.get(address(activity, page)).content.decode()
    client.post(address(activity, "archive"), {"text": "", "then": "archive"})
    activity.refresh_from_db()
    assert activity.state == "archived"
    assert [one.text for one in activity.minutes.all()] == [CRITICISM]


def test_reasons_of_leave_are_for_those_who_keep_the_record_and_for_oneself(county, sign_in):
    marks = {county.persons["孙涛"].pk: Mark(make.EXCUSED, "住院手术")}
    activity = actions.archive(actor=county.console, activity=make.planned(county), marks=marks)
    shown = {name: "住院手术" in sign_in(name).get(address(activity)).content.decode() for name in READING}
    assert shown == {"梅": True, "孙涛": True, "老陈": False, "officer": False, "inspector": False}


READING = ("梅", "孙涛", "老陈", "officer", "inspector")


def test_a_member_of_a_group_sees_the_meetings_of_his_group(county):
    activity = make.planned(county, "group_meeting", "Q1G")
    assert Activity.objects.visible_to(county.actor("孙涛")).filter(pk=activity.pk).exists()
    assert not Activity.objects.visible_to(county.actor("石磊")).filter(pk=activity.pk).exists()


# The link of the room.


def join(activity):
    return reverse("activities:join", args=[activity.link_secret])


def test_a_wrong_link_is_absent(county, client):
    assert client.get(reverse("activities:join", args=["x" * 22])).status_code == 404


@pytest.mark.parametrize("state", Activity.State.values)
def test_names_are_only_shown_in_the_room(county, client, state):
    page = client.get(join(make.in_state(county, state)))
    html = page.content.decode()
    assert page.status_code == 200
    assert ("周芳" in html) is (state == "under_way")
    assert "学习并讨论。" not in html
    assert page["Cache-Control"] == "no-store"


def test_a_member_without_an_account_scans_with_name_and_digits(county, client):
    cache.clear()
    activity = make.in_state(county, "under_way")
    zhou = county.persons["周芳"]
    zhou.seal("mobile", "13900001234")
    zhou.save()
    wrong = client.post(join(activity), {"person": zhou.pk, "digits": "0000"})
    assert "对不上" in wrong.content.decode()
    assert not Attendance.objects.exists()
    right = client.post(join(activity), {"person": zhou.pk, "digits": "1234"}, follow=True)
    assert "记下了" in right.content.decode()
    assert Attendance.objects.get().via == Attendance.Via.SCAN


def test_a_member_who_is_signed_in_scans_and_asks_for_leave_by_the_link(county, sign_in):
    client = sign_in("孙涛")
    activity = make.in_state(county, "under_way")
    assert client.post(join(activity)).status_code == 302
    assert Attendance.objects.get(activity=activity).person == county.persons["孙涛"]
    later = make.in_state(county, "notified", "theme_day", on=make.DAY.replace(day=28))
    assert client.post(join(later), {"coming": "no", "reason": "出车"}).status_code == 302
    assert Attendance.objects.get(activity=later).state == make.EXCUSED


def test_after_the_meeting_the_link_does_nothing(county, sign_in):
    client = sign_in("孙涛")
    activity = make.in_state(county, "ended")
    assert client.post(join(activity)).status_code == 409
    assert not Attendance.objects.exists()
    assert not queries.may_read_minutes(ANONYMOUS, activity)
