"""One digest a day, at the chosen time, never in quiet hours, and nothing in it that a stranger may not see."""

import datetime as dt
from typing import Any

import apprise
import pytest
import time_machine
from django.core import mail

from leitu.core.clock import now
from leitu.notices import actions
from leitu.notices.collect import collect
from leitu.notices.deliver import MOST_TRIES, deliver
from leitu.notices.digest import compose, covers, is_quiet
from leitu.notices.models import Channel, Message, Notice
from leitu.notices.tests.test_collect import planned

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(hour: int, minute: int = 0, day: int = 17, month: int = 6) -> Any:
    return time_machine.travel(dt.datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI), tick=False)


@pytest.fixture(autouse=True)
def _morning() -> Any:
    """The counties are made on that day, or nobody would have power yet."""
    with at(8, 30):
        yield


@pytest.fixture
def told(county: Any, settings: Any) -> Any:
    """A county with mail, in which a meeting was just announced and 孙涛 wants mail at six."""
    settings.EMAIL_HOST = "mail.example"
    with at(9):
        actions.choose(
            actor=county.actor("孙涛"),
            wants_digest=True,
            digest_at=dt.time(18, 0),
            quiet_from=dt.time(20, 0),
            quiet_until=dt.time(8, 0),
            email="suntao@example.org",
        )
        announce(county)
    return county


def announce(county: Any, **more: Any) -> None:
    from leitu.activities import actions as activities

    activity = planned(county, topic="学习讨论老陈的事", **more)
    activities.notify(actor=county.actor("梅"), activity=activity)
    collect()


def test_the_digest_comes_at_its_time_and_once_a_day(told: Any) -> None:
    with at(17, 55):
        assert compose() == 0
    with at(18, 5):
        assert compose() == 1
        assert deliver() == (1, 0)
        assert compose() == 0
        announce(told, starts_at=dt.time(8, 30))
        assert compose() == 0
    with at(18, 5, day=18):
        assert compose() == 1
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["suntao@example.org"]


def test_a_digest_holds_no_name_unit_topic_or_place(told: Any) -> None:
    with at(18, 5):
        compose()
    message = Message.objects.get()
    said = message.subject + message.text
    assert "支部党员大会" in said
    assert "2026年6月20日(周六) 19:00" in said
    for word in ("老陈", "学习讨论", "活动室", "柳树村", "孙涛", "梅"):
        assert word not in said


def test_a_worker_that_was_away_makes_it_up_but_not_at_night(told: Any) -> None:
    with at(19, 30):
        assert compose() == 1
    with at(21):
        assert deliver() == (0, 0)
    with at(8, 5, day=18):
        assert deliver() == (1, 0)


def test_nothing_is_sent_on_a_public_holiday(told: Any) -> None:
    with at(18, 5, day=19):  # 端午节
        assert compose() == 0


@pytest.mark.parametrize(
    ("hour", "quiet"), [(7, True), (8, False), (12, False), (19, False), (20, True), (23, True), (0, True)]
)
def test_quiet_hours_run_over_midnight(hour: int, quiet: bool) -> None:
    with at(hour):
        assert is_quiet(now(), dt.time(20, 0), dt.time(8, 0)) is quiet


def test_quiet_hours_of_no_length_are_none() -> None:
    assert not covers(dt.time(8, 0), dt.time(8, 0), dt.time(8, 0))


@pytest.mark.parametrize("choice", [{"wants_digest": False}, {"email": ""}, {"muted": ["meeting", "office"]}])
def test_whoever_wants_none_gets_none(told: Any, choice: dict[str, Any]) -> None:
    given = {
        "wants_digest": True,
        "digest_at": dt.time(18, 0),
        "quiet_from": dt.time(20, 0),
        "quiet_until": dt.time(8, 0),
        "email": "suntao@example.org",
    }
    actions.choose(actor=told.actor("孙涛"), **{**given, **choice})
    with at(18, 5):
        assert compose() == 0


def test_what_was_opened_is_not_repeated(told: Any) -> None:
    Notice.objects.update(is_new=False)
    with at(18, 5):
        assert compose() == 0


def test_without_a_mail_server_nothing_is_put_together(told: Any, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    with at(18, 5):
        assert compose() == 0


class Robot:
    """Stands in for apprise: what was added, what was said, and whether the other side took it."""

    takes = True
    added: list[str] = []
    said: list[str] = []

    def add(self, address: str) -> None:
        self.added.append(address)

    def notify(self, title: str, body: str) -> bool:
        self.said.append(body)
        return self.takes


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> type[Robot]:
    Robot.added, Robot.said, Robot.takes = [], [], True
    monkeypatch.setattr(apprise, "Apprise", Robot)
    return Robot


def with_group(county: Any) -> Channel:
    return actions.add_channel(
        actor=county.actor("梅"), unit=county.units["Q1"], service="dingtalk", label="党员群", key="abcdef0123456789"
    )


def test_a_group_hears_of_its_meetings_once_a_day(told: Any, robot: Any) -> None:
    with at(9, 5):
        with_group(told)
    with at(18, 5):
        compose()
        assert deliver() == (2, 0)
        assert compose() == 0
    assert robot.added == ["dingtalk://abcdef0123456789"]
    assert "支部党员大会" in robot.said[0]
    assert "老陈" not in robot.said[0]


def test_a_message_that_fails_is_tried_again_and_then_parked(told: Any, robot: Any) -> None:
    with at(9, 5):
        channel = with_group(told)
    robot.takes = False
    with at(18, 5):
        compose()
        Message.objects.filter(channel=None).delete()
        assert deliver() == (0, 1)
        assert deliver() == (0, 0), "not at once"
    moment = dt.datetime(2026, 6, 22, 9, 0, tzinfo=SHANGHAI)
    for _try in range(MOST_TRIES + 2):
        with time_machine.travel(moment, tick=False):
            deliver()
        moment += dt.timedelta(hours=2)
    message = Message.objects.get(channel=channel)
    assert (message.state, message.tries, message.trouble) == ("parked", MOST_TRIES, "refused")
    assert len(robot.said) == MOST_TRIES

    robot.takes = True
    with at(10, day=23):
        assert actions.retry(actor=told.actor("梅"), unit=told.units["Q1"]) == 1
        assert deliver() == (1, 0)


def test_the_trouble_of_a_message_never_holds_the_key(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Robot):
        def notify(self, title: str, body: str) -> bool:
            raise OSError("https://oapi/robot?token=abcdef0123456789")

    monkeypatch.setattr(apprise, "Apprise", Broken)
    with at(9, 5):
        with_group(told)
    with at(18, 5):
        compose()
        deliver()
    assert Message.objects.exclude(channel=None).get().trouble == "OSError"
