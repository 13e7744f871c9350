"""Who is there twice is found, made one without losing a row, and can be two again."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind, Attendance
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.invariants import broken
from leitu.duplicates import actions, queries
from leitu.duplicates.models import Distinct, Merge
from leitu.duplicates.queries import Why
from leitu.duplicates.rows import relations
from leitu.facts.derive import differences
from leitu.people import actions as people
from leitu.people.models import Membership, Person, Post
from tests.cast import account, member
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]

BORN = dt.date(1962, 3, 7)
NUMBER = "110101196203074267"


@pytest.fixture
def twice(county) -> tuple[Person, Person]:
    """王建国 stands in Willow village, and again, with his telephone and a post, at the Stone bridge."""
    first = member(county, "王建国", "Q1", birth_on=BORN).person
    second = member(county, "王建国", "Q2", birth_on=BORN, mobile="13900001234", nation="01").person
    people.appoint(
        actor=county.console,
        unit=county.units["Q2"],
        person=second,
        title="publicity_officer",
        since=dt.date(2024, 1, 1),
    )
    county.persons["王建国"] = second
    return first, second


def met(county, unit: str, guests=()) -> None:
    """A theme day of that branch, archived."""
    kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
    actor, day = county.console, dt.date(2026, 3, 18)
    made = activities.plan(
        actor=actor, unit=county.units[unit], kind=kind, on=day, starts_at=dt.time(9, 0), place="会议室"
    )
    activities.start(actor=actor, activity=made)
    activities.save_roll(actor=actor, activity=made, guests=list(guests))
    activities.end(actor=actor, activity=made)
    activities.write_minutes(actor=actor, activity=made, text="学习")
    activities.archive(actor=actor, activity=made)


def merged(county, twice, **more) -> Merge:
    given = {"kept": twice[0], "gone": twice[1], "reason": "本人和两个支部都确认", **more}
    return actions.merge(actor=county.actor("officer"), **given)


def sound(county) -> None:
    assert list(broken(county.tenant.pk)) == []
    assert list(differences(county.tenant.pk)) == []


def test_all_tables_about_a_person_are_known():
    found = {f"{model._meta.label}.{field}" for model, field in relations()}
    assert {"activities.Attendance.person", "people.Membership.person", "people.Post.person"} <= found
    assert {"transfers.Transfer.person", "guidance.Liaison.person", "matters.Matter.person"} <= found
    assert not {name for name in found if name.startswith("duplicates.")}


def test_the_same_name_and_birthday_is_found_once_and_not_after_somebody_decided(county, twice):
    officer = county.actor("officer")
    assert [(one.first, one.second, one.why) for one in queries.pairs_for(officer)] == [
        (twice[0].pk, twice[1].pk, Why.BORN)
    ]
    assert queries.pairs_for(county.actor("梅")) == []
    assert list(queries.alike(officer, twice[0])) == [twice[1]]
    actions.keep_apart(actor=officer, person=twice[1], other=twice[0], reason="父子两代，看过户口本")
    assert queries.pairs_for(officer) == []
    with pytest.raises(WrongState):
        actions.keep_apart(actor=officer, person=twice[0], other=twice[1], reason="再说一次")


def test_one_name_in_one_branch_and_one_birthday_in_one_branch_are_found(county):
    first, second = (member(county, "李秀英", "Q2").person for _number in range(2))
    third = member(county, "张建军", "Q2", birth_on=BORN).person
    fourth = member(county, "张健军", "Q2", birth_on=BORN).person
    far = member(county, "李秀英", "B1").person
    found = queries.pairs_for(county.actor("county_officer"))
    assert {(one.first, one.second, one.why) for one in found} == {
        (first.pk, second.pk, Why.BRANCH),
        (third.pk, fourth.pk, Why.DATES),
    }
    assert far.pk not in {one.second for one in found}


def test_three_of_a_kind_are_two_pairs(county):
    keys = [member(county, "赵国庆", unit, birth_on=BORN).person.pk for unit in ("Q1", "Q2", "B1")]
    found = queries.pairs_for(county.actor("county_officer"))
    assert [(one.first, one.second) for one in found] == [(keys[0], keys[1]), (keys[0], keys[2])]


def test_merging_loses_nothing_and_leaves_one_member(county, twice):
    met(county, "Q1")
    met(county, "Q2")
    before = Attendance.objects.filter(person__in=twice).count()
    done = merged(county, twice)
    kept, gone = twice
    kept.refresh_from_db()
    assert Attendance.objects.filter(person=kept).count() == before == 2
    assert Post.objects.get(unit=county.units["Q2"], title="publicity_officer").person == kept
    assert (kept.unseal("mobile"), kept.nation) == ("13900001234", "01")
    assert [row.unit.code for row in Membership.objects.filter(person=kept, until__year=9999)] == ["Q1"]
    assert [(row.ending, row.unit.code) for row in Membership.objects.filter(person=gone)] == [("mistake", "Q2")]
    assert set(done.filled) == {"mobile", "nation"}
    assert queries.pairs_for(county.actor("officer")) == []
    sound(county)


def test_a_row_that_both_have_stays_with_the_one_that_is_gone(county, twice):
    met(county, "Q1", guests=[twice[1].pk])
    merged(county, twice)
    assert [Attendance.objects.filter(person=one).count() for one in twice] == [1, 1]
    sound(county)


def test_the_account_and_its_power_follow(county, twice):
    user = account(county, "王建国")
    merged(county, twice)
    twice[0].refresh_from_db()
    assert twice[0].account == user
    sound(county)


def test_undoing_makes_two_again(county, twice):
    people.correct_person(
        actor=county.console, person=twice[1], version=twice[1].version, id_number=NUMBER, birth_on=BORN
    )
    twice[1].refresh_from_db()
    met(county, "Q2")
    done = merged(county, twice)
    twice[0].refresh_from_db()
    assert twice[0].unseal("id_number") == NUMBER
    actions.undo(actor=county.actor("officer"), merge=done)
    for one in twice:
        one.refresh_from_db()
    assert (twice[0].unseal("id_number"), twice[1].unseal("id_number")) == ("", NUMBER)
    assert (twice[0].unseal("mobile"), twice[1].unseal("mobile")) == ("", "13900001234")
    assert Attendance.objects.filter(person=twice[1]).count() == 1
    assert {row.unit.code for row in Membership.objects.filter(person__in=twice, until__year=9999)} == {"Q1", "Q2"}
    sound(county)
    with pytest.raises(WrongState):
        actions.undo(actor=county.actor("officer"), merge=done)
    merged(county, twice)


def test_after_a_month_it_stays_merged(county, twice):
    done = merged(county, twice)
    with time_machine.travel(dt.datetime(2026, 4, 21, 3, tzinfo=dt.UTC), tick=False), pytest.raises(WrongState):
        actions.undo(actor=county.actor("officer"), merge=done)


def test_who_may_and_what_makes_no_sense(county, twice):
    for name in ("梅", "石磊", "孙涛", "inspector", "stranger"):
        with pytest.raises(NotAllowed):
            actions.merge(actor=county.actor(name), kept=twice[0], gone=twice[1], reason="同一个人")
    for given in ({"reason": " "}, {"gone": twice[0]}):
        with pytest.raises(ValidationError):
            merged(county, twice, **given)
    merged(county, twice)
    with pytest.raises(WrongState):
        merged(county, twice)
    assert not Distinct.objects.exists()


def test_two_numbers_are_two_persons(county, twice):
    for one, number in zip(twice, (NUMBER, "110101199003074258"), strict=True):
        people.correct_person(actor=county.console, person=one, version=one.version, id_number=number)
    with pytest.raises(WrongState):
        merged(county, twice)


def test_the_pages_lead_from_the_pair_to_the_merge_and_back(county, twice, sign_in):
    client = sign_in("officer")
    listed = client.get("/duplicates/").content.decode()
    assert "同名，同一天出生" in listed
    page = f"/duplicates/{twice[0].pk}/merge/"
    assert f"{page}?other={twice[1].pk}" in listed
    beside = client.get(page).content.decode()
    assert "石桥社区党支部" in beside
    assert f"/duplicates/{twice[0].pk}/apart/" in beside
    client.post(page, {"other": twice[1].pk, "reason": "两个支部都确认"})
    done = Merge.objects.get()
    client.post(f"/duplicates/merges/{done.pk}/undo/")
    done.refresh_from_db()
    assert done.undone_on == dt.date(2026, 3, 20)
