"""Each way around the second person, and that it leads nowhere (security.md A7: 0 bypass)."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from leitu.accounts import actions as accounts
from leitu.approvals import actions, queries
from leitu.approvals.models import Ask
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.granting import is_upward
from leitu.orgs.models import Grant, Role, Unit
from leitu.people import actions as people
from leitu.people import policies
from leitu.people.releasing import FEW_PERSONS
from leitu.ui.exporting import Handout
from leitu.ui.parts import Column
from tests.approvals.conftest import inspector_for
from tests.approvals.test_states import asked
from tests.cast import County, account


def grant(county: County, who: str = "security_officer", **more: Any) -> Grant:
    return orgs.grant(actor=county.actor(who), **inspector_for(county, **more))


@pytest.mark.parametrize(
    "who", ["security_officer", "stranger", "county_officer", "administrator", "auditor", "梅", "officer"]
)
def test_nobody_approves_for_himself_or_without_the_right(two: County, who: str) -> None:
    ask = asked(two)
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.actor(who), ask=ask)
    with pytest.raises(NotAllowed):
        actions.refuse(actor=two.actor(who), ask=ask, answer="不")


def test_whoever_is_given_the_power_does_not_approve_it(two: County) -> None:
    """Also when he holds the right: the town's secretary is to become inspector."""
    given = inspector_for(two, user=two.users["青禾书记"])
    ask = orgs.ask_grant(actor=two.actor("security_officer"), reason="兼任", **given)
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.actor("青禾书记"), ask=ask)
    assert queries.waiting_for(two.actor("青禾书记")) == []
    assert queries.waiting_for(two.actor("钟书记")) == [ask]


def test_the_right_counts_at_the_unit_or_above(two: County) -> None:
    ask = orgs.ask_grant(actor=two.actor("security_officer"), reason="督查", **inspector_for(two, unit=two.units["B"]))
    assert not Ask.objects.visible_to(two.actor("青禾书记")).exists()
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.actor("青禾书记"), ask=ask)
    actions.approve(actor=two.actor("钟书记"), ask=ask)


def test_nobody_approves_who_was_let_in_by_the_asker_this_week(two: County, on_that_friday: Any) -> None:
    """Whoever hands out an invitation could accept it himself, and be two persons."""
    accounts.invite(actor=two.actor("security_officer"), user=two.users["security_two"])
    ask = asked(two)
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.actor("security_two"), ask=ask)
    on_that_friday.shift(dt.timedelta(days=6))
    actions.withdraw(actor=two.actor("security_officer"), ask=ask)
    ask = asked(two)
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.actor("security_two"), ask=ask)
    on_that_friday.shift(dt.timedelta(days=1))
    actions.approve(actor=two.actor("security_two"), ask=ask)


def test_the_machine_is_no_second_person(two: County) -> None:
    with pytest.raises(NotAllowed):
        actions.approve(actor=two.console, ask=asked(two))


def test_another_tenant_sees_and_approves_nothing(counties: tuple[County, County]) -> None:
    here, other = counties
    ask = asked(here)
    stranger = other.actor("CANARYsecurity_officer")
    assert not Ask.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        actions.approve(actor=stranger, ask=ask)


@pytest.mark.parametrize("change", ["user", "role", "unit", "reach", "since", "until", "rights", "who"])
def test_an_approval_fits_only_what_was_asked(two: County, change: str) -> None:
    actions.approve(actor=two.actor("钟书记"), ask=asked(two))
    more: dict[str, Any] = {
        "user": {"user": two.users["孙涛"]},
        "role": {"role": Role.objects.get(tenant=two.tenant, code="officer")},
        "unit": {"unit": two.units["C"]},
        "reach": {"reach": Grant.Reach.HERE},
        "since": {"since": today() - dt.timedelta(days=400)},
        "until": {"until": today() + dt.timedelta(days=1)},
        "who": {"who": "security_two"},
    }.get(change, {})
    if change == "rights":
        role = Role.objects.get(tenant=two.tenant, code="inspector")
        role.permissions = [*role.permissions, "people.reveal"]
        role.save()
    with pytest.raises(WrongState):
        grant(two, **more)
    assert not Grant.objects.filter(role__code="inspector", unit=two.units["Q"]).exists()


def test_an_approval_is_used_once(two: County) -> None:
    actions.approve(actor=two.actor("钟书记"), ask=asked(two))
    orgs.revoke(actor=two.actor("security_officer"), held=grant(two))
    with pytest.raises(WrongState):
        grant(two)


def test_an_approval_ends_with_the_right_of_whoever_gave_it(two: County) -> None:
    actions.approve(actor=two.actor("钟书记"), ask=asked(two))
    Grant.objects.filter(user=two.users["钟书记"]).update(until=today())
    with pytest.raises(WrongState):
        grant(two)


def test_an_approval_gives_no_right_that_was_lost_meanwhile(two: County) -> None:
    actions.approve(actor=two.actor("钟书记"), ask=asked(two))
    Grant.objects.filter(user=two.users["security_officer"]).update(until=today())
    with pytest.raises(NotAllowed):
        grant(two)


@pytest.mark.parametrize("state", ["asked", "approved"])
def test_a_row_that_was_changed_by_hand_is_worth_nothing(two: County, state: str) -> None:
    ask = asked(two)
    if state == "approved":
        actions.approve(actor=two.actor("钟书记"), ask=ask)
    changed = {**Ask.objects.get(pk=ask.pk).arguments, "role": "officer"}
    Ask.objects.filter(pk=ask.pk).update(arguments=changed)
    ask.refresh_from_db()
    act = (lambda: grant(two)) if state == "approved" else lambda: actions.approve(actor=two.actor("钟书记"), ask=ask)
    with pytest.raises(WrongState):
        act()


def test_the_same_is_not_asked_twice_and_never_without_a_reason(two: County) -> None:
    with pytest.raises(ValidationError):
        orgs.ask_grant(actor=two.actor("security_officer"), reason="  ", **inspector_for(two))
    ask = asked(two)
    with pytest.raises(WrongState):
        asked(two)
    with pytest.raises(ValidationError):
        actions.refuse(actor=two.actor("钟书记"), ask=ask, answer="　")
    with pytest.raises(NotAllowed):
        actions.withdraw(actor=two.actor("security_two"), ask=ask)


@pytest.mark.parametrize("code", ["administrator", "security_officer", "auditor"])
def test_the_three_roles_always_take_two(two: County, code: str) -> None:
    """Also for somebody who holds all of the role's rights himself."""
    role = Role.objects.get(tenant=two.tenant, code=code)
    assert is_upward(two.actor("security_officer"), role, two.units["C"], Grant.Reach.BELOW)
    with pytest.raises(WrongState):
        orgs.grant(actor=two.actor("security_officer"), user=two.users["stranger"], role=role, unit=two.units["C"])


def test_what_one_has_oneself_one_gives_alone(two: County) -> None:
    role = Role.objects.create(tenant=two.tenant, code="looker", name="观察员", permissions=["orgs.view"])
    given = {"user": two.users["stranger"], "role": role, "unit": two.units["Q"]}
    orgs.grant(actor=two.actor("security_officer"), **given)
    with pytest.raises(WrongState):
        orgs.ask_grant(actor=two.actor("security_officer"), reason="多余", **given)


def test_here_only_does_not_reach_below(two: County) -> None:
    """Whoever may grant at one unit only does not hand out what reaches below it by himself."""
    role = Role.objects.create(tenant=two.tenant, code="keeper", name="授权员", permissions=["orgs.grant"])
    user = account(two, "here_only", "keeper", "Q", Grant.Reach.HERE)
    given = {"user": two.users["stranger"], "role": role, "unit": two.units["Q"]}
    with pytest.raises(WrongState):
        orgs.grant(actor=two.actor("here_only"), **given, reach=Grant.Reach.BELOW)
    assert orgs.grant(actor=two.actor("here_only"), **given, reach=Grant.Reach.HERE).user != user


def listing(county: County, unit: Unit | None = None, rows: int = FEW_PERSONS + 1, address: str = "/people/") -> Any:
    names = [[f"党员{number}"] for number in range(rows)]
    return Handout("党员", [Column("姓名")], names, rows, "", policies.VIEW, unit, address)


def test_a_long_list_takes_two_and_one_file(two: County) -> None:
    officer, handout = two.actor("county_officer"), listing(two, two.units["Q"])
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=handout, purpose="核对")
    ask = people.ask_export(actor=officer, handout=handout, purpose="年报核对")
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=handout, purpose="核对")
    with pytest.raises(NotAllowed):
        actions.approve(actor=officer, ask=ask)
    actions.approve(actor=two.actor("青禾书记"), ask=ask)
    other = listing(two, two.units["Q"], address="/people/?sort=joined")
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=other, purpose="核对")
    grown = listing(two, two.units["Q"], rows=2 * FEW_PERSONS)
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=grown, purpose="核对")
    assert people.export_list(actor=officer, handout=handout).startswith(b"PK")
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=handout, purpose="核对")


def test_a_long_list_is_good_for_a_day(two: County, on_that_friday: Any) -> None:
    officer, handout = two.actor("county_officer"), listing(two, two.units["Q"])
    ask = people.ask_export(actor=officer, handout=handout, purpose="年报核对")
    actions.approve(actor=two.actor("青禾书记"), ask=ask)
    on_that_friday.shift(dt.timedelta(hours=24))
    with pytest.raises(WrongState):
        people.export_list(actor=two.actor("county_officer"), handout=handout)


def test_a_long_list_in_small_parts_is_a_long_list(two: County, on_that_friday: Any) -> None:
    officer = two.actor("county_officer")
    people.export_list(actor=officer, handout=listing(two, two.units["Q2"], rows=30))
    people.export_list(actor=officer, handout=listing(two, two.units["B1"], rows=20))
    with pytest.raises(WrongState):
        people.export_list(actor=officer, handout=listing(two, two.units["B2"], rows=1))
    on_that_friday.shift(dt.timedelta(days=1))
    people.export_list(actor=two.actor("county_officer"), handout=listing(two, two.units["B2"], rows=1))


def test_the_secretary_takes_the_list_of_his_branch_alone(two: County) -> None:
    mei = two.actor("梅")
    people.export_list(actor=mei, handout=listing(two), purpose="支部花名册")
    people.export_list(actor=mei, handout=listing(two, two.units["Q1"]), purpose="支部花名册")
    with pytest.raises(WrongState):
        people.ask_export(actor=mei, handout=listing(two), purpose="多余")
    account(two, "twice", "secretary", "Q1")
    orgs.grant(
        actor=two.console,
        user=two.users["twice"],
        role=Role.objects.get(tenant=two.tenant, code="secretary"),
        unit=two.units["Q2"],
        reach=Grant.Reach.BELOW,
    )
    with pytest.raises(WrongState):
        people.export_list(actor=two.actor("twice"), handout=listing(two), purpose="两个支部一起")
