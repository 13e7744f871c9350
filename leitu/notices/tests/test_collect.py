"""Entries become notices: for those whom it concerns, each once, and never for whoever did it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction

from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.audit.models import Entry
from leitu.core.clock import now, today
from leitu.norms import actions as norms
from leitu.notices import wording
from leitu.notices.collect import SETTLED_AFTER, collect
from leitu.notices.models import Cursor, Notice
from leitu.notices.rules import RULES
from leitu.orgs import actions as orgs
from leitu.orgs.models import Role
from leitu.people import actions as people
from leitu.people.models import Post


@pytest.fixture(autouse=True)
def _june() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))), tick=False):
        yield


@pytest.fixture
def quiet(county: Any) -> Any:
    """The county, with everything that happened so far told and read away."""
    collect()
    Notice.objects.all().delete()
    Cursor.objects.update(entry_id=Entry.objects.order_by("-pk").values_list("pk", flat=True)[0])
    return county


def planned(county: Any, code: str = "general_meeting", unit: str = "Q1", **more: Any) -> Activity:
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    values = {"on": today() + dt.timedelta(days=3), "starts_at": dt.time(19, 0), "place": "活动室", **more}
    return activities.plan(actor=county.actor("梅"), unit=county.units[unit], kind=kind, **values)


def told(county: Any) -> dict[str, list[str]]:
    """Sentences by account."""
    names = {user.pk: name for name, user in county.users.items()}
    found: dict[str, list[str]] = {}
    for notice in Notice.objects.filter(tenant=county.tenant).order_by("pk"):
        found.setdefault(names[notice.user_id], []).append(wording.sentence(notice))
    return found


def test_a_notice_of_a_meeting_reaches_those_expected_and_not_its_sender(quiet: Any) -> None:
    activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    assert collect() == 3
    found = told(quiet)
    assert set(found) == {"李强", "孙涛", "老陈"}
    assert found["孙涛"] == ["2026年6月20日(周六) 19:00，在活动室，召开支部党员大会，请您参加"]


def test_a_committee_meeting_is_told_to_its_committee_only(quiet: Any) -> None:
    activities.notify(actor=quiet.actor("梅"), activity=planned(quiet, "committee_meeting"))
    collect()
    assert set(told(quiet)) == {"李强"}


def test_nothing_is_told_twice(quiet: Any) -> None:
    activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    collect()
    Cursor.objects.update(entry_id=0)
    collect()
    assert Notice.objects.filter(verb="activities.notify").count() == 3


def test_what_a_commit_told_at_once_is_not_told_again(quiet: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    assert Notice.objects.count() == 3
    collect()
    assert Notice.objects.count() == 3


def test_an_entry_that_appears_behind_a_higher_number_is_not_lost(quiet: Any) -> None:
    """The cursor stays behind what is young: a transaction that took its number early may commit late."""
    activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    young = Entry.objects.get(verb="activities.notify")
    collect()
    assert Cursor.objects.get().entry_id < young.pk
    Notice.objects.all().delete()  # as if it had not been visible yet
    collect()
    assert Notice.objects.count() == 3
    with time_machine.travel(now() + SETTLED_AFTER + dt.timedelta(minutes=1), tick=False):
        collect()
        assert Cursor.objects.get().entry_id == Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_a_change_of_time_is_told_and_a_change_of_topic_is_not(quiet: Any) -> None:
    activity = activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    collect()
    Notice.objects.all().delete()
    activities.update(actor=quiet.actor("梅"), activity=activity, topic="换个题目")
    collect()
    changed = Notice.objects.filter(verb="activities.update")
    assert not changed.exists()
    activities.update(actor=quiet.actor("梅"), activity=activity, place="村委会", starts_at=dt.time(20, 0))
    collect()
    assert "20:00，村委会" in wording.sentence(changed[0])


def test_a_plan_that_nobody_knew_is_cancelled_quietly(quiet: Any) -> None:
    activities.cancel(actor=quiet.actor("梅"), activity=planned(quiet), reason="排错了")
    collect()
    assert told(quiet) == {}
    out = activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    activities.cancel(actor=quiet.actor("梅"), activity=out, reason="老陈住院")
    collect()
    cancelled = told(quiet)["孙涛"][-1]
    assert cancelled.startswith("取消：")
    assert "住院" not in cancelled


def test_leave_is_told_to_whoever_keeps_the_roll_without_its_reason(quiet: Any) -> None:
    activity = activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    activities.answer(
        actor=quiet.actor("孙涛"), activity=activity, person=quiet.persons["孙涛"], coming=False, reason="心脏病复查"
    )
    collect()
    assert told(quiet)["梅"] == ["孙涛 请假：2026年6月20日(周六) 19:00的支部党员大会"]


def test_leave_put_down_for_somebody_is_told_to_him(quiet: Any) -> None:
    activity = activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    Notice.objects.all().delete()
    activities.answer(
        actor=quiet.actor("梅"), activity=activity, person=quiet.persons["老陈"], coming=False, reason="腿疼"
    )
    collect()
    assert any(line.startswith("已替您登记") for line in told(quiet)["老陈"])
    assert "腿疼" not in str(Notice.objects.values_list("data", flat=True))


def test_the_recorder_is_asked(quiet: Any) -> None:
    activities.hand_roll(actor=quiet.actor("梅"), activity=planned(quiet), person=quiet.persons["孙涛"])
    collect()
    assert told(quiet) == {"孙涛": ["请您记录2026年6月20日(周六) 19:00的支部党员大会"]}


def test_a_waiver_reaches_the_secretary(quiet: Any) -> None:
    norms.waive(
        actor=quiet.actor("officer"),
        unit=quiet.units["Q1"],
        norm="theme-day",
        period_start=dt.date(2026, 6, 1),
        ground="farming",
        reason="麦收",
    )
    collect()
    assert told(quiet) == {"梅": ["上级同意免办：主题党日"]}


def test_a_post_is_told_once_though_it_brings_a_role(quiet: Any) -> None:
    actor = quiet.actor("officer")
    post = people.appoint(
        actor=actor, unit=quiet.units["Q1"], person=quiet.persons["孙涛"], title="outreach_officer", since=today()
    )
    collect()
    assert told(quiet) == {"孙涛": ["您在柳树村党支部任群众工作委员"]}
    people.leave_post(actor=actor, post=Post.objects.get(pk=post.pk), on=today())
    collect()
    assert told(quiet)["孙涛"][1] == "您不再担任柳树村党支部群众工作委员"


def test_a_role_given_by_hand_is_told(quiet: Any) -> None:
    role = Role.objects.get(tenant=quiet.tenant, code="inspector")
    given = {"user": quiet.users["孙涛"], "role": role, "unit": quiet.units["Q"]}
    held = orgs.grant(actor=quiet.console, **given)
    orgs.revoke(actor=quiet.actor("security_officer"), held=held)
    collect()
    assert told(quiet) == {
        "孙涛": ["您在青禾镇党委有了“督查员”的权限", "您在青禾镇党委的“督查员”权限已收回"],
    }


def test_what_is_old_is_no_news(quiet: Any) -> None:
    activities.notify(actor=quiet.actor("梅"), activity=planned(quiet))
    with time_machine.travel(now() + dt.timedelta(days=8), tick=False):
        assert collect() == 0


def test_the_sister_county_hears_nothing(counties: Any) -> None:
    here, other = counties
    collect()
    Notice.objects.all().delete()
    activities.notify(actor=here.actor("梅"), activity=planned(here))
    collect()
    assert not Notice.objects.filter(tenant=other.tenant, verb="activities.notify").exists()


def test_every_rule_has_a_sentence() -> None:
    spoken = set(wording.SENTENCES) | {"activities.answer", "matters.remind_due"}  # their words depend on what is in it
    assert set(RULES) - spoken == set()
