"""Whoever looks after a branch and was not there in time is told so: once, and never again for the same date."""

import datetime as dt

import pytest
import time_machine

from leitu.core import jobs
from leitu.core.actor import system
from leitu.core.errors import NotAllowed
from leitu.guidance import actions
from leitu.guidance.models import Liaison
from leitu.notices.collect import collect
from leitu.notices.models import Kind, Notice
from leitu.notices.wording import digest, href, sentence
from leitu.people import actions as people
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]
JOB = system("guidance.remind")


@pytest.fixture
def pair(county) -> Liaison:
    """石磊, who has an account, looks after Willow village for Qinghe town, once a quarter."""
    person = county.persons["石磊"]
    people.appoint(
        actor=county.console, unit=county.units["Q"], person=person, title="committee_member", since=dt.date(2025, 1, 1)
    )
    return actions.assign(
        actor=county.console, unit=county.units["Q1"], person=person, from_unit=county.units["Q"], pace="month"
    )


def told() -> list[str]:
    collect()
    return [sentence(one) for one in Notice.objects.filter(verb="guidance.remind").order_by("pk")]


def test_once_for_each_date(county, pair):
    assert actions.remind(actor=JOB) == 0
    with time_machine.travel("2026-04-20 01:00:00Z"):
        assert actions.remind(actor=JOB) == 0  # April is whole now, and not over yet
    with time_machine.travel("2026-06-02 01:00:00Z"):
        assert actions.remind(actor=JOB) == 1
        assert actions.remind(actor=JOB) == 0
        assert told() == ["您联系的柳树村党支部，5月31日前还没有去过。参加他们的会也算，不用另记"]
        notice = Notice.objects.get(verb="guidance.remind")
        assert notice.user_id == county.users["石磊"].pk
        assert href(notice) == pair.get_absolute_url()
        subject, text = digest([notice], "http://leitu.example")
        assert str(Kind.GUIDANCE.label) in text
        assert "柳树村" not in subject + text
    with time_machine.travel("2026-06-20 01:00:00Z"):
        assert actions.remind(actor=JOB) == 0
    with time_machine.travel("2026-07-02 01:00:00Z"):
        assert actions.remind(actor=JOB) == 1


def test_who_was_there_or_is_sent_no_more_is_left_in_peace(county, pair):
    with time_machine.travel("2026-05-30 01:00:00Z"):
        actions.visit(actor=county.actor("石磊"), liaison=pair, on=dt.date(2026, 5, 30), tags=["guided"])
    with time_machine.travel("2026-06-02 01:00:00Z"):
        assert actions.remind(actor=JOB) == 0
        actions.end(actor=county.console, liaison=pair, reason="分工变动")
    with time_machine.travel("2026-12-02 01:00:00Z"):
        assert actions.remind(actor=JOB) == 0
    assert told() == []


def test_only_the_machine_reminds_and_the_job_does_it(county, pair):
    with pytest.raises(NotAllowed):
        actions.remind(actor=county.actor("officer"))
    with time_machine.travel("2026-06-02 01:00:00Z"):
        jobs.run_now("guidance.remind")
        pair.refresh_from_db()
        assert pair.told_of is not None
