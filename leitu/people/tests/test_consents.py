"""Somebody else acts for a member: with his consent, for what he said, until he ends it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.people import actions
from leitu.people.models import Consent, Membership
from leitu.people.standing import HIMSELF, helpers_for

DAY = dt.timedelta(days=1)


def consents(county, purposes=("object", "confirm"), helper="李强"):
    return actions.give_consent(
        actor=county.actor("孙涛"), person=county.persons["孙涛"], helper=county.persons[helper], purposes=purposes
    )


def record(county, who="梅", person="周芳", helper="李强", **more):
    given = {"purposes": ["confirm"], "way": "oral", "witness": "赵敏", **more}
    return actions.record_consent(
        actor=county.actor(who), person=county.persons[person], helper=county.persons[helper], **given
    )


def objects(county, who="李强"):
    return actions.object_to(actor=county.actor(who), person=county.persons["孙涛"], line="person-sex", text="填错了")


def test_a_helper_does_what_he_was_asked_to_and_it_is_marked(county) -> None:
    consents(county)
    assert objects(county).helper == county.persons["李强"]
    made = actions.confirm(actor=county.actor("李强"), person=county.persons["孙涛"])
    assert made.helper == county.persons["李强"]


def test_a_consent_is_for_its_purposes_only(county) -> None:
    consents(county, purposes=["confirm"])
    with pytest.raises(NotAllowed):
        objects(county)


def test_a_helper_lends_nothing_on(county) -> None:
    consents(county)
    with pytest.raises(NotAllowed):
        actions.give_consent(
            actor=county.actor("李强"),
            person=county.persons["孙涛"],
            helper=county.persons["赵敏"],
            purposes=["object"],
        )


@pytest.mark.parametrize("who", ["孙涛", "李强", "梅"])
def test_member_helper_and_branch_may_end_it_at_once(county, who) -> None:
    made = consents(county)
    actions.withdraw_consent(actor=county.actor(who), consent=made)
    with pytest.raises(NotAllowed):
        objects(county)
    with pytest.raises(WrongState):
        actions.withdraw_consent(actor=county.actor(who), consent=made)
    assert consents(county).holds_on(today())


@pytest.mark.parametrize("who", ["老陈", "石磊", "stranger"])
def test_others_do_not_end_it(county, who) -> None:
    with pytest.raises(NotAllowed):
        actions.withdraw_consent(actor=county.actor(who), consent=consents(county))


def test_it_ends_after_a_year_and_when_the_helper_leaves(county) -> None:
    consents(county)
    with time_machine.travel(now() + 366 * DAY, tick=False), pytest.raises(NotAllowed):
        objects(county)
    held = Membership.objects.get(person=county.persons["李强"])
    assert HIMSELF.allows(county.actor("李强"), county.persons["孙涛"], "object")
    actions.end_membership(
        actor=county.actor("officer"), membership=held, on=today(), ending="transferred", note="转往外县", version=1
    )
    assert not HIMSELF.allows(county.actor("李强"), county.persons["孙涛"], "object")


@pytest.mark.parametrize(
    ("helper", "purposes"), [("石磊", ["object"]), ("孙涛", ["object"]), ("李强", []), ("李强", ["vote"])]
)
def test_a_consent_that_makes_no_sense_is_refused(county, helper, purposes) -> None:
    with pytest.raises(ValidationError):
        consents(county, helper=helper, purposes=purposes)
    assert not Consent.objects.exists()


def test_one_consent_for_one_helper(county) -> None:
    consents(county)
    with pytest.raises(WrongState):
        consents(county)


def test_the_branch_writes_down_what_an_old_member_said(county) -> None:
    made = record(county)
    assert (made.way, made.witness) == ("oral", "赵敏")
    assert HIMSELF.allows(county.actor("李强"), county.persons["周芳"], "confirm")


@pytest.mark.parametrize("wrong", [{"witness": " "}, {"witness": "李强"}, {"witness": "梅"}, {"way": "oneself"}])
def test_without_paper_or_witness_nothing_is_written_down(county, wrong) -> None:
    with pytest.raises(ValidationError):
        record(county, **wrong)


def test_only_who_keeps_the_register_writes_it_down_and_not_for_himself(county) -> None:
    with pytest.raises(NotAllowed):
        record(county, who="李强")
    with pytest.raises(NotAllowed):
        record(county, who="梅", person="梅")


def test_helpers_come_from_the_same_branch(county) -> None:
    names = {person.name for person in helpers_for(county.persons["孙涛"])}
    assert names == {"梅", "李强", "赵敏", "周芳", "老陈", "小林"}
