"""The meeting page through its life, as the secretary, a member, an officer and a stranger see it."""

import re

import pytest
from django.urls import reverse

from leitu.activities.models import Activity, Minutes
from leitu.activities.tests import factories as make
from leitu.facts.models import Fact


@pytest.fixture
def sign_in(client, county):
    def go(name):
        client.force_login(county.users[name])
        return client

    return go


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
