"""Reminding, choosing and setting up groups: allowed, refused, bad input."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.norms import actions as norms
from leitu.norms.duties import duty_of
from leitu.notices import actions, inbox, queries, wording
from leitu.notices.collect import collect
from leitu.notices.models import Channel, Notice, Reminder

WORDS = "这几项还没有记录，需要帮忙请告诉我。"


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))), tick=False):
        yield


def remind(county: Any, who: str = "officer", unit: str = "Q1", **more: Any) -> list[Reminder]:
    given = {"norms": ["theme-day"], "words": WORDS, **more}
    return actions.remind(actor=county.actor(who), unit=county.units[unit], **given)


def test_a_reminder_reaches_the_secretary_with_its_words(county: Any) -> None:
    made = remind(county)
    assert [one.norm_code for one in made] == ["theme-day"]
    collect()
    notice = Notice.objects.get(verb="notices.remind")
    assert notice.user == county.users["梅"]
    assert wording.sentence(notice) == f"officer 提醒：主题党日。{WORDS}"
    entry = Entry.objects.get(verb="notices.remind")
    assert sentence(entry) == "提醒 柳树村党支部：主题党日"


def test_at_most_once_in_seven_days_for_each_norm(county: Any) -> None:
    remind(county)
    with pytest.raises(WrongState):
        remind(county, "county_officer")
    assert [one.norm_code for one in remind(county, norms=["theme-day", "committee-meeting"])] == ["committee-meeting"]
    remind(county, unit="Q2")
    with time_machine.travel(now() + dt.timedelta(days=7, minutes=1), tick=False):
        assert len(remind(county)) == 1


@pytest.mark.parametrize("who", ["梅", "李强", "inspector", "administrator", "stranger", "东方明"])
def test_only_those_above_remind(county: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind(county, who)
    assert not Reminder.objects.exists()


def test_nobody_reminds_his_own_unit(county: Any) -> None:
    with pytest.raises(NotAllowed):
        remind(county, unit="Q")


@pytest.mark.parametrize(
    "bad", [{"words": "  "}, {"words": "长" * 201}, {"norms": []}, {"norms": ["no-such-norm"]}], ids=str
)
def test_bad_reminders_are_refused(county: Any, bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        remind(county, **bad)


def test_what_is_waived_is_not_reminded_of(county: Any) -> None:
    for month in (3, 4, 5, 6):
        norms.waive(
            actor=county.actor("officer"),
            unit=county.units["Q1"],
            norm="theme-day",
            period_start=dt.date(2026, month, 1),
            ground="farming",
            reason="农忙",
        )
    with pytest.raises(ValidationError):
        remind(county)


def test_the_page_of_a_duty_offers_to_remind(county: Any) -> None:
    unit = county.units["Q1"]
    duty = duty_of(county.tenant, unit, "theme-day", dt.date(2026, 5, 1), on=dt.date(2026, 6, 17))
    assert duty is not None
    offer = queries.offer_reminder(county.actor("officer"), unit, duty)
    assert offer is not None and offer.href.endswith("norm=theme-day")
    assert queries.offer_reminder(county.actor("梅"), unit, duty) is None
    remind(county)
    offer = queries.offer_reminder(county.actor("officer"), unit, duty)
    assert offer is not None and (offer.href, offer.note) == ("", "上次提醒：6月17日")


def choice(**more: Any) -> dict[str, Any]:
    return {
        "wants_digest": True,
        "digest_at": dt.time(18, 0),
        "quiet_from": dt.time(20, 0),
        "quiet_until": dt.time(8, 0),
        **more,
    }


def test_a_choice_is_kept_and_its_address_is_sealed(county: Any) -> None:
    actor = county.actor("梅")
    actions.choose(actor=actor, **choice(email="mei@example.org", muted=["leave", "nonsense"]))
    row = queries.preference_of(county.tenant.pk, actor.user_id)
    assert (row.unseal("email"), row.muted) == ("mei@example.org", ["leave"])
    assert "mei@" not in row.email_sealed
    assert "mei@" not in str(Entry.objects.get(verb="notices.choose").data)


@pytest.mark.parametrize("bad", [{"email": "no address"}, {"digest_at": dt.time(21, 0)}], ids=str)
def test_a_bad_choice_is_refused(county: Any, bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        actions.choose(actor=county.actor("梅"), **choice(**bad))


def test_the_machine_has_no_choice(county: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.choose(actor=county.console, **choice())


def add(county: Any, who: str = "梅", **more: Any) -> Channel:
    given = {"service": "wecom", "label": "群", "key": "abcdef-0123456789", **more}
    return actions.add_channel(actor=county.actor(who), unit=county.units["Q1"], **given)


def test_a_group_is_added_removed_and_restored(county: Any) -> None:
    channel = add(county)
    assert channel.unseal("key") == "abcdef-0123456789"
    actions.remove_channel(actor=county.actor("梅"), channel=channel)
    with pytest.raises(WrongState):
        actions.remove_channel(actor=county.actor("梅"), channel=channel)
    actions.restore_channel(actor=county.actor("梅"), channel=channel)
    with pytest.raises(WrongState):
        actions.restore_channel(actor=county.actor("梅"), channel=channel)
    verbs = Entry.objects.filter(object_type="notices.Channel").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["notices.add_channel", "notices.remove_channel", "notices.restore_channel"]


@pytest.mark.parametrize("who", ["孙涛", "李强", "石磊", "inspector"])
def test_groups_are_set_up_by_whoever_may(county: Any, who: str) -> None:
    channel = add(county)
    for act in (
        lambda: add(county, who),
        lambda: actions.remove_channel(actor=county.actor(who), channel=channel),
        lambda: actions.restore_channel(actor=county.actor(who), channel=channel),
        lambda: actions.retry(actor=county.actor(who), unit=county.units["Q1"]),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    "bad",
    [{"service": "smoke"}, {"key": "short"}, {"key": "https://evil.example/hook"}, {"key": "abcdefgh/../../x"}],
    ids=str,
)
def test_a_group_is_only_its_robots_key(county: Any, bad: dict[str, Any]) -> None:
    """No address can be given, so nothing can be sent to where somebody likes."""
    with pytest.raises(ValidationError):
        add(county, **bad)


def test_a_unit_has_five_groups_at_most(county: Any) -> None:
    for number in range(5):
        add(county, label=f"群{number}")
    with pytest.raises(WrongState):
        add(county)


def test_nothing_parked_is_nothing_to_retry(county: Any) -> None:
    with pytest.raises(WrongState):
        actions.retry(actor=county.actor("梅"), unit=county.units["Q1"])


def test_opening_leaves_no_entry_and_touches_ones_own_only(county: Any) -> None:
    remind(county)
    collect()
    before = Entry.objects.count()
    mine = Notice.objects.filter(user=county.users["梅"], is_new=True)
    assert inbox.mark_known(actor=county.actor("李强"), notice=mine[0]) == 0
    assert inbox.mark_known(actor=county.actor("梅"), notice=mine[0]) == 1
    inbox.mark_known(actor=county.actor("梅"))
    assert not mine.exists()
    assert Notice.objects.filter(is_new=True).exclude(user=county.users["梅"]).exists()
    assert Entry.objects.count() == before
