"""The owner can never close: not by another account, another grant, the API, in bulk, nor by changing the owner."""

import datetime as dt

import pytest

from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.matters import actions, policies
from leitu.matters.models import Matter
from leitu.matters.tests import factories as make
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant, Role
from leitu.people import actions as people
from tests.cast import account, build_county, member


def with_role(county, name, role, unit, reach="below"):
    """Give an account of the cast one more role."""
    return orgs.grant(
        actor=county.console,
        user=county.users[name],
        role=Role.objects.get(tenant=county.tenant, code=role),
        unit=county.units[unit],
        reach=reach,
    )


def refuses(county, name, matter):
    """Neither closing, nor sending back, nor one of a batch."""
    actor = county.actor(name)
    for step in (
        lambda: actions.close(actor=actor, matter=matter),
        lambda: actions.send_back(actor=actor, matter=matter, reason="还缺"),
    ):
        with pytest.raises(NotAllowed):
            step()
    together = actions.do_many(actor=actor, step="close", matters=[matter])
    assert together.done == []
    assert Matter.objects.get(pk=matter.pk).state == "close_requested"


@pytest.mark.parametrize("name", ["梅", "李强", "孙涛", "老陈"])
@pytest.mark.parametrize(("role", "unit"), [("inspector", "C"), ("officer", "Q"), ("superior_secretary", "C")])
def test_a_member_of_the_branch_with_a_checkers_role_does_not_close(county, name, role, unit):
    """孙涛 belongs to a group of it, 老陈 holds no post: to be of the branch is enough."""
    with_role(county, name, role, unit)
    refuses(county, name, make.in_state(county, "close_requested"))


def test_a_grant_at_the_owners_unit_is_enough(county):
    """A working account without a person, made for the branch and given the checker's role besides."""
    account(county, "扶贫工作队", "committee_member", "Q1")
    with_role(county, "扶贫工作队", "officer", "Q")
    refuses(county, "扶贫工作队", make.in_state(county, "close_requested"))


def test_leaving_for_an_hour_does_not_help(county):
    matter = make.in_state(county, "close_requested")
    account(county, "借调干部", "committee_member", "Q1")
    Grant.objects.filter(user=county.users["借调干部"]).update(until=today() + dt.timedelta(days=1))
    with_role(county, "借调干部", "officer", "Q")
    refuses(county, "借调干部", matter)


def test_who_left_before_it_was_noted_is_a_stranger(county):
    account(county, "老干部", "committee_member", "Q1")
    Grant.objects.filter(user=county.users["老干部"]).update(until=today() - dt.timedelta(days=30))
    with_role(county, "老干部", "officer", "Q")
    matter = make.in_state(county, "close_requested")
    assert actions.close(actor=county.actor("老干部"), matter=matter).state == "closed"


def test_changing_the_owner_does_not_help(county):
    """Neither the old owner nor the new one closes, whatever role they are given."""
    matter = make.in_state(county, "in_progress")
    matter = actions.hand_over(actor=make.officer(county), matter=matter, unit=county.units["Q2"], reason="归社区")
    matter = actions.request_close(actor=county.actor("石磊"), matter=matter, effect="都齐了")
    for name in ("梅", "石磊"):
        with_role(county, name, "inspector", "C")
        refuses(county, name, matter)
    assert actions.close(actor=make.officer(county), matter=matter).state == "closed"


def test_a_helper_does_not_close(county):
    matter = make.in_state(county, "in_progress")
    actions.involve(actor=make.mei(county), matter=matter, unit=county.units["Q2"], part="出两个人")
    matter = actions.request_close(actor=make.mei(county), matter=matter, effect="都齐了")
    with_role(county, "石磊", "inspector", "C")
    refuses(county, "石磊", matter)


@pytest.mark.parametrize("step", ["begin", "progress", "request_close"])
def test_whoever_worked_on_it_does_not_judge_it(county, step):
    """The officer may write for a branch that has no account; then somebody else closes."""
    matter, officer = make.in_state(county, "published"), make.officer(county)
    if step == "begin":
        matter = actions.begin(actor=officer, matter=matter)
    elif step == "progress":
        matter = actions.progress(actor=officer, matter=matter, text="代记：补了签字")
    mine = officer if step == "request_close" else make.mei(county)
    matter = actions.request_close(actor=mine, matter=matter, effect="都齐了")
    refuses(county, "officer", matter)
    assert actions.close(actor=county.actor("county_officer"), matter=matter).state == "closed"


def test_a_town_does_not_close_its_own(county):
    """What the town owns the county checks; the town's officer is of the owner's side."""
    given = {"reviewer_unit": county.units["C"], "due_on": today() + dt.timedelta(days=9), "standard": "都到位"}
    person = member(county, "镇书记", "Q3").person
    actor = county.console
    matter = actions.note(actor=actor, unit=county.units["Q"], title="调研次数不够")
    people.appoint(actor=actor, unit=county.units["Q"], person=person, title="secretary", since=dt.date(2024, 1, 1))
    matter = actions.publish(actor=actor, matter=matter, person=person, **given)
    matter = actions.request_close(actor=actor, matter=matter, effect="补了两次")
    refuses(county, "officer", matter)
    assert policies.CHECK.allows(county.actor("county_officer"), matter)
    assert actions.close(actor=county.actor("inspector"), matter=matter).state == "closed"


def test_the_branch_does_not_close_what_its_group_owns(county):
    matter = actions.note(actor=county.console, unit=county.units["Q1G"], title="小组会没有开")
    given = make.clarities(county, person=county.persons["孙涛"])
    matter = actions.publish(actor=county.console, matter=matter, **given)
    matter = actions.request_close(actor=county.console, matter=matter, effect="补开了")
    for name in ("梅", "老陈", "孙涛"):
        with_role(county, name, "inspector", "C")
        refuses(county, name, matter)


def test_the_other_county_sees_and_does_nothing(county):
    other = build_county("B", "CANARY")
    matter = make.in_state(county, "close_requested")
    stranger = other.actor("CANARYcounty_officer")
    assert not Matter.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        actions.close(actor=stranger, matter=matter)
    with pytest.raises(NotAllowed):
        actions.note(actor=stranger, unit=county.units["Q1"], title="漏水")
