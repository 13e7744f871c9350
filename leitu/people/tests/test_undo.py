"""What an officer or a secretary entered in error is taken back by an act of its own."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from leitu.core.clock import today
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.access import grants_of
from leitu.people import actions, policies
from leitu.people.models import Membership, Post


def leave(county: Any) -> Post:
    post = Post.objects.get(tenant=county.tenant, unit=county.units["Q1"], title="secretary")
    return actions.leave_post(actor=county.actor("officer"), post=post, on=today())


def test_a_post_left_in_error_is_resumed_with_its_power(county: Any) -> None:
    post = leave(county)
    assert not grants_of(county.actor("梅"), policies.MANAGE)
    post = actions.resume_post(actor=county.actor("officer"), post=post)
    assert post.is_open
    assert grants_of(county.actor("梅"), policies.MANAGE)
    with pytest.raises(WrongState):
        actions.resume_post(actor=county.actor("officer"), post=post)


def test_a_post_that_was_filled_is_not_resumed(county: Any) -> None:
    post = leave(county)
    given = {"unit": county.units["Q1"], "person": county.persons["李强"], "title": "secretary", "since": today()}
    actions.appoint(actor=county.actor("officer"), **given)
    with pytest.raises(WrongState):
        actions.resume_post(actor=county.actor("officer"), post=post)


def end(county: Any) -> Membership:
    held = Membership.objects.get(tenant=county.tenant, person=county.persons["赵敏"])
    given = {"on": today(), "ending": "mistake", "note": "点错了人", "version": held.version}
    return actions.end_membership(actor=county.actor("officer"), membership=held, **given)


def test_a_member_taken_off_in_error_is_back(county: Any) -> None:
    held = actions.resume_membership(actor=county.actor("officer"), membership=end(county))
    assert held.is_open and held.ending == ""
    post = Post.objects.get(tenant=county.tenant, person=county.persons["赵敏"])
    assert not post.is_open, "posts are resumed one by one"
    assert actions.resume_post(actor=county.actor("officer"), post=post).is_open


def test_a_member_who_is_elsewhere_by_now_stays_there(county: Any) -> None:
    held = end(county)
    Membership.objects.create(
        tenant=county.tenant, person=held.person, unit=county.units["Q2"], since=today(), joined_on=held.joined_on
    )
    with pytest.raises(WrongState):
        actions.resume_membership(actor=county.actor("officer"), membership=held)


def test_an_exemption_entered_in_error_never_held(county: Any) -> None:
    since = today() - dt.timedelta(days=60)
    made = actions.exempt(actor=county.actor("梅"), person=county.persons["老陈"], ground="aged", since=since)
    made = actions.void_exemption(actor=county.actor("梅"), exemption=made)
    assert made.until == made.since
    with pytest.raises(WrongState):
        actions.void_exemption(actor=county.actor("梅"), exemption=made)
    again = actions.exempt(actor=county.actor("梅"), person=county.persons["老陈"], ground="ill", since=since)
    assert (again.ground, again.is_open) == ("ill", True)


def test_what_was_undone_on_its_own_day_is_done_again(county: Any) -> None:
    officer, chen, unit = county.actor("officer"), county.persons["老陈"], county.units["Q1"]
    given = {"actor": officer, "unit": unit, "person": chen, "title": "committee_member", "since": today()}
    post = actions.appoint(**given)
    actions.leave_post(actor=officer, post=post, on=today())
    assert actions.appoint(**given, origin="elected").is_open
    membership = chen.memberships.get()
    for _time in range(2):
        made = actions.suspend(actor=officer, membership=membership, since=today(), note="失联")
        assert made.is_open
        actions.lift_suspension(actor=officer, suspension=made, on=today())


def test_a_suspension_does_not_begin_inside_another(county: Any) -> None:
    officer, membership = county.actor("officer"), county.persons["老陈"].memberships.get()
    made = actions.suspend(actor=officer, membership=membership, since=today() - dt.timedelta(days=9), note="失联")
    actions.lift_suspension(actor=officer, suspension=made, on=today())
    with pytest.raises(ValidationError):
        actions.suspend(actor=officer, membership=membership, since=today() - dt.timedelta(days=5), note="失联")


def test_two_of_one_name_are_not_taken_for_one(county: Any) -> None:
    officer, unit = county.actor("officer"), county.units["Q1"]
    twin = actions.register_member(
        actor=officer, unit=unit, name="老陈", joined_on=dt.date(2010, 7, 1), full_on=None
    ).person
    given = {"actor": officer, "unit": unit, "title": "committee_member", "since": today()}
    actions.appoint(**given, person=county.persons["老陈"])
    with pytest.raises(ValidationError):
        actions.appoint(**given, person=twin)


def test_a_unit_dissolved_in_error_exists_again(county: Any) -> None:
    given = {"parent": county.units["Q"], "code": "Q9", "name": "新桥村党支部", "kind": "branch"}
    unit = orgs.found(actor=county.actor("officer"), **given, founded_on=today())
    closed = orgs.close(actor=county.actor("officer"), unit=unit, on=today(), reason="建错了", version=unit.version)
    assert not closed.exists_on(today()), "dissolved on the day of founding: it never was"
    assert orgs.revive(actor=county.actor("officer"), unit=closed).exists_on(today())
    with pytest.raises(WrongState):
        orgs.revive(actor=county.actor("officer"), unit=closed)


@pytest.mark.parametrize("who", ["孙涛", "石磊", "inspector", "administrator"])
def test_only_who_may_do_it_may_undo_it(county: Any, who: str) -> None:
    actor, post, held = county.actor(who), leave(county), end(county)
    made = actions.exempt(actor=county.actor("officer"), person=county.persons["老陈"], ground="aged")
    for undo in (
        lambda: actions.resume_post(actor=actor, post=post),
        lambda: actions.resume_membership(actor=actor, membership=held),
        lambda: actions.void_exemption(actor=actor, exemption=made),
        lambda: orgs.revive(actor=actor, unit=county.units["Q1"]),
    ):
        with pytest.raises(NotAllowed):
            undo()
