"""Four reminders around the date and never more, by a simulated clock; who is told; what is left behind by a unit."""

import datetime as dt

import pytest
import time_machine

from leitu.audit.models import Entry
from leitu.core import jobs
from leitu.core.actor import system
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.matters import actions, invariants
from leitu.matters.models import Matter, Step
from leitu.matters.stages import SUPERIOR, stage_on
from leitu.matters.tests import factories as make
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.orgs import actions as orgs
from leitu.orgs.models import Involvement
from tests.friday import county, linshui, on_that_friday

__all__ = ["county", "linshui", "on_that_friday"]

JOB = system("matters.remind")


def days_told(county, days):
    """Run the job every morning for so many days; the days before (-) or after the date on which it told something."""
    told = []
    due_on = Matter.objects.get(tenant=county.tenant).due_on
    assert due_on is not None
    for number in range(days):
        with time_machine.travel(dt.datetime(2026, 3, 20, 0, 30, tzinfo=dt.UTC) + dt.timedelta(days=number)):
            before = Entry.objects.filter(verb="matters.remind_due").count()
            actions.remind_due(actor=JOB)
            actions.remind_due(actor=JOB)
            told += [(today() - due_on).days] * (Entry.objects.filter(verb="matters.remind_due").count() - before)
    return told


def test_a_week_before_a_day_before_a_day_after_then_the_superior_and_never_more(county):
    matter = make.in_state(county, "in_progress")
    assert days_told(county, 60) == [-7, -1, 1, 2]
    steps = Step.objects.filter(matter=matter, kind="urged").order_by("pk")
    assert [step.data["superior"] for step in steps] == [False, False, False, True]


@pytest.mark.parametrize("state", ["noted", "set_aside", "close_requested", "closed"])
def test_nobody_is_reminded_of_what_he_need_not_do(county, state):
    make.in_state(county, state)
    with time_machine.travel("2026-06-01 01:00:00Z"):
        assert actions.remind_due(actor=JOB) == 0


def test_what_was_missed_is_told_once_and_not_three_times(county):
    make.in_state(county, "published")
    with time_machine.travel("2026-06-01 01:00:00Z"):
        assert (actions.remind_due(actor=JOB), actions.remind_due(actor=JOB)) == (1, 0)
    assert Matter.objects.get(tenant=county.tenant).stages_told == SUPERIOR


def test_a_short_term_does_not_remind_at_once(county):
    make.in_state(county, "published", due_on=make.TODAY + dt.timedelta(days=3))
    assert days_told(county, 30) == [-1, 1, 2]


def test_a_new_date_begins_anew(county):
    matter = make.in_state(county, "published")
    with time_machine.travel("2026-06-01 01:00:00Z"):
        actions.remind_due(actor=JOB)
        matter = actions.extend(actor=make.mei(county), matter=matter, due_on=dt.date(2026, 7, 1), reason="等材料")
        actions.answer_extension(actor=make.officer(county), matter=matter, agreed=True)
        assert actions.remind_due(actor=JOB) == 0
    with time_machine.travel("2026-06-25 01:00:00Z"):
        assert actions.remind_due(actor=JOB) == 1


@pytest.mark.parametrize(("days", "stage"), [(-8, 0), (-7, 1), (-2, 1), (-1, 2), (0, 2), (1, 3), (2, 4), (90, 4)])
def test_stages(days, stage):
    due_on = dt.date(2026, 4, 3)
    assert stage_on(due_on, due_on + dt.timedelta(days=days)) == stage


def test_only_the_machine_reminds(county):
    with pytest.raises(NotAllowed):
        actions.remind_due(actor=make.officer(county))


def test_the_job_does_it(county):
    make.in_state(county, "published")
    with time_machine.travel("2026-04-02 01:00:00Z"):
        jobs.run_now("matters.remind")
        assert Matter.objects.get(tenant=county.tenant).stages_told == 2


def told_to(county, verb):
    """Names of the accounts that were told, with the sentence."""
    names = {user.pk: name for name, user in county.users.items()}
    return {names[one.user_id]: sentence(one) for one in Notice.objects.filter(verb=verb)}


def test_who_is_told_what(county, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        matter = actions.note(actor=make.officer(county), unit=county.units["Q1"], title="记录缺签字")
        given = make.clarities(county, person=county.persons["李强"])
        matter = actions.publish(actor=make.officer(county), matter=matter, **given)
        matter = actions.request_close(actor=make.mei(county), matter=matter, effect="都齐了")
        matter = actions.send_back(actor=make.officer(county), matter=matter, reason="缺一人")
    assert set(told_to(county, "matters.publish")) == {"梅", "李强"}
    assert told_to(county, "matters.publish")["梅"] == "新挂账：记录缺签字，4月3日前办好"
    assert set(told_to(county, "matters.request_close")) == {"officer"}
    assert set(told_to(county, "matters.send_back")) == {"梅", "李强"}
    assert "缺一人" not in told_to(county, "matters.send_back")["梅"]
    notice = Notice.objects.filter(verb="matters.send_back").first()
    assert notice is not None
    assert href(notice) == matter.get_absolute_url()


def test_the_superior_is_told_last(county, django_capture_on_commit_callbacks):
    make.in_state(county, "published")
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel("2026-04-04 01:00:00Z"):
        actions.remind_due(actor=JOB)
    assert told_to(county, "matters.remind_due") == {"梅": "已超期 1 天：学习记录缺签字（柳树村党支部）"}
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel("2026-04-05 01:00:00Z"):
        actions.remind_due(actor=JOB)
    assert set(told_to(county, "matters.remind_due")) == {"梅", "officer"}


# What a dissolved unit leaves behind.


def dissolve(county, code):
    unit = county.units[code]
    unit.refresh_from_db()
    orgs.close(actor=county.console, unit=unit, on=today(), reason="合并", version=unit.version)


def test_open_matters_go_to_the_superior(county):
    matter = make.in_state(county, "in_progress", "B1")
    closed = make.in_state(county, "closed", "B1", title="路灯不亮")
    dissolve(county, "B1")
    matter.refresh_from_db()
    closed.refresh_from_db()
    assert (matter.unit, matter.reviewer_unit, matter.person) == (county.units["B"], county.units["C"], None)
    assert closed.unit == county.units["B1"]
    assert Involvement.objects.filter(object_id=matter.pk, capacity="former_owner", unit=county.units["B1"]).exists()
    assert Step.objects.filter(matter=matter, kind="handed_over").exists()
    assert list(invariants.clear_on_the_ledger(county.tenant.pk)) == []


def test_the_highest_unit_inherits_and_hands_on(county):
    """Nobody stands above it to check: it is given to somebody who has a superior, and by nothing else is it closed."""
    given = make.clarities(county, reviewer_unit=county.units["C"])
    matter = actions.publish(actor=county.console, matter=make.noted(county), **given)
    office = orgs.found(
        actor=county.console, parent=county.units["C"], code="X", name="机关党委", kind="committee", founded_on=None
    )
    matter = actions.hand_over(actor=county.actor("county_officer"), matter=matter, unit=office, reason="归机关管")
    county.units["X"] = office
    dissolve(county, "X")
    matter.refresh_from_db()
    assert (matter.unit, matter.reviewer_unit) == (county.units["C"], None)
    matter = actions.request_close(actor=county.actor("county_officer"), matter=matter, effect="好了")
    for name in ("county_officer", "inspector"):
        with pytest.raises(NotAllowed):
            actions.close(actor=county.actor(name), matter=matter)
    assert list(invariants.clear_on_the_ledger(county.tenant.pk)) == []
    matter = actions.hand_over(
        actor=county.actor("county_officer"), matter=matter, unit=county.units["Q2"], reason="归社区管"
    )
    assert matter.reviewer_unit == county.units["Q"]
    assert actions.close(actor=make.officer(county), matter=matter).state == "closed"


def test_what_a_dissolved_unit_checked_is_checked_above(county):
    office = orgs.found(
        actor=county.console,
        parent=county.units["Q"],
        code="X",
        name="村联合总支",
        kind="general_branch",
        founded_on=None,
    )
    county.units["X"] = office
    matter = make.in_state(county, "close_requested", reviewer_unit=office)
    dissolve(county, "X")
    matter.refresh_from_db()
    assert matter.reviewer_unit == county.units["Q"]
    assert actions.close(actor=make.officer(county), matter=matter).state == "closed"
