"""The pages of notices: what leads to them, and what they do."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from leitu.accounts.models import SignIn
from leitu.activities import actions as activities
from leitu.notices import actions
from leitu.notices.collect import collect
from leitu.notices.models import Channel, Message, Notice, Reminder
from leitu.notices.queries import preference_of
from leitu.notices.tests.test_collect import planned


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))), tick=False):
        yield


def sign_in(county: Any, who: str) -> Client:
    client = Client()
    client.force_login(county.users[who])
    SignIn.objects.filter(user=county.users[who]).update(strong=True)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_notice_is_on_the_home_page_in_the_inbox_and_then_known(county: Any) -> None:
    Notice.objects.all().delete()
    activities.notify(actor=county.actor("梅"), activity=planned(county))
    collect()
    Notice.objects.exclude(verb="activities.notify").delete()
    notice = Notice.objects.get(user=county.users["孙涛"])
    client, address = sign_in(county, "孙涛"), f"/notices/{notice.pk}/"
    assert address in page(client, "/")
    inbox = page(client, "/notices/")
    assert address in inbox and "/notices/known/" in inbox and "1 条未读" in inbox
    assert "/activities/" in page(client, address), "one tap to what it is about"
    inbox = page(client, "/notices/")
    assert "都看过了。" in inbox and "/notices/known/" not in inbox
    assert address not in page(client, "/")
    assert sign_in(county, "李强").get(address).status_code == 404


def test_one_button_knows_all(county: Any) -> None:
    collect()
    client = sign_in(county, "梅")
    assert Notice.objects.filter(user=county.users["梅"], is_new=True).exists()
    client.post("/notices/known/")
    assert not Notice.objects.filter(user=county.users["梅"], is_new=True).exists()
    assert Notice.objects.filter(user=county.users["李强"], is_new=True).exists()


def test_those_who_need_help_are_reminded_from_the_dashboard(county: Any) -> None:
    client, unit = sign_in(county, "officer"), county.units["Q1"]
    address = f"/notices/units/{unit.pk}/remind/"
    assert address in page(client, "/dashboard/?tab=help")
    assert f"{address}?norm=theme-day" in page(client, f"/norms/duty/{unit.pk}/theme-day/2026-05-01/")
    client.post(address, {"norms": ["theme-day"], "words": "需要帮忙请告诉我。"})
    assert Reminder.objects.get().norm_code == "theme-day"
    assert "6月17日提醒过" in page(client, address)
    assert "上次提醒：6月17日" in page(client, "/dashboard/?tab=help")
    assert address not in page(sign_in(county, "梅"), f"/norms/duty/{unit.pk}/theme-day/2026-05-01/")


def test_the_settings_keep_what_was_chosen(county: Any) -> None:
    client = sign_in(county, "梅")
    given = {"digest_at": "12:30", "quiet_from": "19:00", "quiet_until": "09:00", "email": "mei@example.org"}
    client.post("/notices/settings/", {**given, "muted": ["leave"]})
    row = preference_of(county.tenant.pk, county.users["梅"].pk)
    assert (row.wants_digest, row.digest_at, row.muted) == (False, dt.time(12, 30), ["leave"])
    assert "mei@example.org" in page(client, "/notices/settings/")
    refused = client.post("/notices/settings/", {**given, "digest_at": "20:00"}).content.decode()
    assert "免打扰的时段" in refused


def test_a_unit_sets_up_its_groups(county: Any) -> None:
    client, unit = sign_in(county, "梅"), county.units["Q1"]
    address = f"/notices/units/{unit.pk}/channels/"
    assert address in page(client, f"/unit/{unit.pk}/")
    client.post(address, {"service": "feishu", "key": "abcdef0123456789"})
    channel = Channel.objects.get()
    shown = page(client, address)
    assert "飞书群机器人" in shown and "abcdef0123456789" not in shown
    removed = client.post(f"/notices/channels/{channel.pk}/remove/", follow=True).content.decode()
    assert f'action="/notices/channels/{channel.pk}/restore/"' in removed, "撤销 stands beside the message"
    client.post(f"/notices/channels/{channel.pk}/restore/")
    channel.refresh_from_db()
    assert channel.removed_at is None


def test_what_was_parked_is_said_and_sent_again(county: Any) -> None:
    given = {"service": "wecom", "label": "群", "key": "abcdef0123456789"}
    channel = actions.add_channel(actor=county.actor("梅"), unit=county.units["Q1"], **given)
    Message.objects.create(
        tenant=county.tenant,
        channel=channel,
        target="channel:1",
        on=dt.date(2026, 6, 16),
        up_to=1,
        subject="x",
        text="x",
        state="parked",
        next_try_at="2026-06-16T10:00Z",
    )
    client, unit = sign_in(county, "梅"), county.units["Q1"]
    assert f"/notices/units/{unit.pk}/retry/" in page(client, f"/notices/units/{unit.pk}/channels/")
    client.post(f"/notices/units/{unit.pk}/retry/")
    assert Message.objects.get().state == "waiting"
