"""The meeting page through its life, as the secretary, a member, an officer and a stranger see it."""

import re

import pytest
from django.urls import reverse

from leitu.activities import actions
from leitu.activities.models import Activity, Attendance, Minutes
from leitu.activities.tests import factories as make
from leitu.facts.models import Fact


def address(activity, name="show", *more):
    return reverse(f"activities:{name}", args=[activity.pk, *more])


def hidden(page, name):
    """The value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return found.group(1) if found else ""


def form_of(page, action, **values):
    """What a browser would send for the form with that address: hidden fields, ticked radios, and ``values``."""
    html = page.content.decode()
    inside = html[html.index(f'action="{action}"') :]
    inside = inside[: inside.index("</form>")]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inside))
    fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', inside))
    fields |= dict(re.findall(r'name="(roll-was)" value="([^"]*)"', inside))
    return fields | values


def test_a_secretary_needs_eight_taps_from_the_duty_to_the_archive(county, sign_in):
    client = sign_in("梅")
    unit = county.units["Q1"]
    plan = f"{reverse('activities:plan')}?unit={unit.pk}&kind=general_meeting&on=2026-03-20"

    page = client.get(plan)  # 1: the duty's button
    assert page.status_code == 200
    sent = {
        "kind": make.kind(county).pk,
        "on": "2026-03-20",
        "starts_at": "19:00",
        "place": "村委会",
        "topic": "学习与讨论",
        "form_key": hidden(page, "form_key"),
        "then": "notify",
    }
    page = client.post(plan, sent, follow=True)  # 2: 确认发通知
    activity = Activity.objects.get()
    assert activity.state == "notified"
    assert "召开支部党员大会" in page.content.decode()

    page = client.post(address(activity, "start"), form_of(page, address(activity, "start")), follow=True)  # 3: 开始
    roll = address(activity, "save_roll")
    away = county.persons["周芳"].pk
    values = {f"roll-{away}": "excused", f"roll-{away}-reason": "出差", "then": "end"}  # 4: 周芳请假, 5: 结束会议
    page = client.post(roll, form_of(page, roll, **values), follow=True)
    activity.refresh_from_db()
    assert activity.state == "ended"

    archive = address(activity, "archive")
    values = {
        "text": "大家学习了文件，讨论了修路的事。",
        "resolved": "on",  # 6: 表决通过了一项决议
        "resolution_text": "同意修路。",
        "in_favour": "5",
        "against": "0",
        "abstained": "0",
        "then": "archive",  # 7: 归档
    }
    page = client.post(archive, form_of(page, archive, **values), follow=True)
    activity.refresh_from_db()
    assert activity.state == "archived"
    assert (activity.expected_count, activity.present_count, activity.excused_count) == (7, 6, 1)
    assert activity.quorum_met is True
    assert activity.resolutions.get().passed is True
    assert Minutes.objects.get(activity=activity).text == "大家学习了文件，讨论了修路的事。"
    assert Fact.objects.filter(source_id=activity.pk).count() == 1
    assert "已归档" in page.content.decode()


@pytest.mark.parametrize("state", Activity.State.values)
@pytest.mark.parametrize("name", ["梅", "孙涛", "officer", "inspector"])
def test_the_page_opens_in_every_state_for_everybody_in_scope(county, sign_in, name, state):
    activity = make.in_state(county, state)
    assert sign_in(name).get(address(activity)).status_code == 200


def test_every_page_of_an_open_meeting_opens_for_its_keeper(county, sign_in):
    client = sign_in("梅")
    activity = make.in_state(county, "ended")
    resolution = actions.resolve(actor=make.mei(county), activity=activity, decision=make.vote())
    names = ["update", "cancel", "answer", "hand_roll", "save_roll", "presence", "minutes", "write_minutes", "resolve"]
    names += ["archive", "reopen", "sitting", "sheet", "projector", "start", "end", "notify", "waive_activity"]
    for name in names:
        assert (name, client.get(address(activity, name)).status_code) == (name, 200)
    for name in ("correct_resolution", "withdraw_resolution"):
        assert client.get(address(activity, name, resolution.pk)).status_code == 200
    for name in ("list", "plan"):
        assert client.get(reverse(f"activities:{name}")).status_code == 200


def test_a_late_meeting_is_planned_and_archived_on_two_pages(county, sign_in):
    client = sign_in("梅")
    plan = f"{reverse('activities:plan')}?unit={county.units['Q1'].pk}&kind=theme_day"
    page = client.get(plan)
    sent = {"kind": make.kind(county, "theme_day").pk, "on": "2026-02-07", "form_key": hidden(page, "form_key")}
    page = client.post(plan, {**sent, "then": "notify"}, follow=True)
    assert "现在就可以补录" in page.content.decode()
    activity = Activity.objects.get()
    archive = address(activity, "archive")
    away = county.persons["老陈"].pk
    sent = form_of(page, archive, text="清理河道。", late_reason="停电", then="archive", **{f"roll-{away}": "absent"})
    page = client.post(archive, sent, follow=True)
    activity.refresh_from_db()
    assert (activity.state, activity.is_late_entry, activity.late_reason) == ("archived", True, "停电")
    assert (activity.present_count, activity.expected_count) == (6, 7)
    assert "补录" in page.content.decode()


def test_a_roll_that_was_open_while_somebody_scanned_does_not_undo_it(county, sign_in):
    client = sign_in("梅")
    activity = make.in_state(county, "under_way")
    sun, zhou = county.persons["孙涛"].pk, county.persons["周芳"].pk
    roll = address(activity, "save_roll")
    page = client.get(address(activity))
    opened = form_of(page, roll, then="save", **{f"roll-{zhou}": "absent"})
    actions.answer(
        actor=county.actor("孙涛"), activity=activity, person=county.persons["孙涛"], coming=False, reason="病"
    )
    client.post(roll, opened)
    states = dict(Attendance.objects.filter(activity=activity).values_list("person_id", "state"))
    assert (states[sun], states[zhou]) == (make.EXCUSED, make.ABSENT)


def test_the_same_submit_twice_has_one_effect(county, sign_in):
    client = sign_in("梅")
    activity = make.in_state(county, "ended")
    archive = address(activity, "archive")
    sent = form_of(client.get(address(activity)), archive, text="一次。", then="archive")
    answers = [client.post(archive, sent) for _time in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert Minutes.objects.filter(activity=activity).count() == 1


def test_a_stale_roll_leads_to_the_conflict_page_and_keeps_what_was_typed(county, sign_in):
    client = sign_in("梅")
    activity = make.in_state(county, "under_way")
    roll = address(activity, "save_roll")
    sent = form_of(client.get(address(activity)), roll, then="save", guests="县里的张工")
    actions.save_roll(actor=make.mei(county), activity=activity)
    answer = client.post(roll, sent)
    assert answer.status_code == 409
    assert "县里的张工" in answer.content.decode()


def test_bad_input_is_told_at_its_field_and_changes_nothing(county, sign_in):
    client = sign_in("梅")
    plan = f"{reverse('activities:plan')}?unit={county.units['Q1'].pk}&kind=theme_day"
    kind = make.kind(county, "theme_day").pk
    for values in (
        {"on": ""},
        {"on": "2026-02-30"},
        {"on": "2026-03-20", "starts_at": "25:00"},
        {"on": "2026-03-20", "topic": "字" * 501},
        {"on": "2026-03-20", "kind": "999999"},
    ):
        answer = client.post(plan, {"kind": kind, **values})
        assert answer.status_code == 200
        assert "处要改" in answer.content.decode()
    assert not Activity.objects.exists()
    client.post(plan, {"kind": kind, "on": "2026-03-20", "topic": "看不见的\x00\u202e字"})
    assert Activity.objects.get().topic == "看不见的字"
    assert client.get(f"{reverse('activities:plan')}?unit=x").status_code == 404
    assert client.get(f"{reverse('activities:plan')}?unit=99999999999999999999").status_code == 404
    assert client.get(f"{reverse('activities:plan')}?on=x&kind=x").status_code == 200


def test_the_list_is_narrowed_by_kind_state_day_and_unit(county, sign_in):
    client = sign_in("梅")
    make.in_state(county, "archived", "general_meeting", topic="修渠")
    make.planned(county, "theme_day", on=make.DAY.replace(day=28), topic="植树")
    late = make.planned(county, "lecture", on=make.DAY.replace(month=1), topic="讲党课")
    actions.archive(actor=make.mei(county), activity=late)
    at = reverse("activities:list")

    def topics(**query):
        html = client.get(at, query).content.decode()
        return {topic for topic in ("修渠", "植树", "讲党课") if topic in html}

    assert topics() == {"修渠", "植树", "讲党课"}
    assert topics(kind="theme_day") == {"植树"}
    assert topics(state="archived") == {"修渠", "讲党课"}
    assert topics(since="2026-03-01", until="2026-03-21") == {"修渠"}
    assert topics(late="1") == {"讲党课"}
    assert topics(late="0", q="修") == {"修渠"}
    assert topics(unit=county.units["Q"].pk) == {"修渠", "植树", "讲党课"}
    assert topics(unit=county.units["B"].pk) == set()
    assert topics(unit="x", state="nonsense") == {"修渠", "植树", "讲党课"}
