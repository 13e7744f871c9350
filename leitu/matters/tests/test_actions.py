"""One matter through its life: what each step needs, leaves behind, and refuses."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts import kinds
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from leitu.matters import actions, invariants, queries
from leitu.matters.models import Matter, Step
from leitu.matters.tests import factories as make
from leitu.orgs.models import Involvement
from leitu.people import actions as people
from leitu.people.models import Post


def kinds_of(matter: Matter) -> list[str]:
    return list(Step.objects.filter(matter=matter).order_by("pk").values_list("kind", flat=True))


def test_a_note_needs_one_sentence(county):
    mei = make.mei(county)
    matter = actions.note(actor=mei, unit=county.units["Q1"], title="  活动室漏水 ")
    assert (matter.title, matter.state, matter.kind, matter.noted_on) == ("活动室漏水", "noted", "problem", make.TODAY)
    assert kinds_of(matter) == ["noted"]
    assert Entry.objects.latest("pk").verb == "matters.note"
    for words in ("", "   ", "长" * 501):
        with pytest.raises(ValidationError):
            actions.note(actor=mei, unit=county.units["Q1"], title=words)


@pytest.mark.parametrize(
    ("name", "unit", "may"),
    [
        *(("梅", "Q1", True), ("李强", "Q1", True), ("officer", "Q1", True), ("inspector", "B1", True)),
        *(("孙涛", "Q1", False), ("石磊", "Q1", False), ("officer", "B1", False), ("auditor", "Q1", False)),
    ],
)
def test_who_may_note(county, name, unit, may):
    actor = county.actor(name)
    if may:
        assert actions.note(actor=actor, unit=county.units[unit], title="漏水").noted_by == actor.user_id
        return
    with pytest.raises(NotAllowed):
        actions.note(actor=actor, unit=county.units[unit], title="漏水")


@pytest.mark.parametrize("missing", ["due_on", "person", "standard", "reviewer_unit"])
def test_publishing_names_the_clarity_that_is_missing(county, missing):
    matter = make.noted(county)
    given = make.clarities(county)
    given[missing] = "" if missing == "standard" else None
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=make.mei(county), matter=matter, **given)
    assert set(refused.value.message_dict) == {missing}
    assert Matter.objects.get(pk=matter.pk).state == "noted"


def test_publishing_names_all_four(county):
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=make.mei(county), matter=make.noted(county))
    assert set(refused.value.message_dict) == {"due_on", "person", "standard", "reviewer_unit"}


@pytest.mark.parametrize("reviewer", ["Q1", "Q1G"])
def test_the_owner_does_not_check_itself(county, reviewer):
    given = make.clarities(county, reviewer_unit=county.units[reviewer])
    with pytest.raises(ValidationError, match="不能是责任单位自己"):
        actions.publish(actor=make.mei(county), matter=make.noted(county), **given)


@pytest.mark.parametrize("days", [-1, -40, 366 * 6])
def test_no_date_before_the_noting_nor_far_away(county, days):
    given = make.clarities(county, due_on=make.TODAY + dt.timedelta(days=days))
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=make.mei(county), matter=make.noted(county), **given)
    assert set(refused.value.message_dict) == {"due_on"}


def test_somebody_of_another_branch_is_not_responsible(county):
    given = make.clarities(county, person=county.persons["石磊"])
    with pytest.raises(ValidationError) as refused:
        actions.publish(actor=make.mei(county), matter=make.noted(county), **given)
    assert set(refused.value.message_dict) == {"person"}


def test_what_is_proposed_can_be_published_with_one_more_sentence(county):
    matter = make.noted(county)
    proposed = {**queries.proposal(matter), "standard": "不漏水"}
    done = actions.publish(actor=make.mei(county), matter=matter, **proposed)
    assert (done.person_name, done.reviewer_unit) == ("梅", county.units["Q"])
    assert done.due_on == make.TODAY + dt.timedelta(days=14)


def test_the_whole_way(county):
    mei, officer = make.mei(county), make.officer(county)
    matter = actions.note(actor=officer, unit=county.units["Q1"], title="记录缺签字")
    matter = actions.publish(actor=officer, matter=matter, **make.clarities(county))
    matter = actions.begin(actor=mei, matter=matter)
    matter = actions.progress(actor=mei, matter=matter, text="补签")
    matter = actions.request_close(actor=mei, matter=matter, effect="两次都齐")
    matter = actions.send_back(actor=officer, matter=matter, reason="缺一人")
    matter = actions.request_close(actor=mei, matter=matter, effect="三次都齐")
    matter = actions.close(actor=officer, matter=matter, finding="看了三次的本子")
    assert (matter.state, matter.closed_on) == ("closed", make.TODAY)
    steps = ["noted", "published", "begun", "progress", "close_requested", "sent_back", "close_requested", "closed"]
    assert kinds_of(matter) == steps
    fact = Fact.objects.get(tenant_id=county.tenant.pk, source_type=2)
    assert (kinds.kind_of_number(fact.kind).code, fact.unit_id) == ("matter_closed_on_time", matter.unit_id)
    assert list(differences(county.tenant.pk)) == []


def test_a_closing_after_the_date_is_late_and_a_reopening_counts(county):
    matter = make.in_state(county, "close_requested")
    with time_machine.travel("2026-05-01 11:00:00Z", tick=False):
        matter = actions.close(actor=make.officer(county), matter=matter)
        actions.reopen(actor=make.officer(county), matter=matter, reason="又缺")
    codes = [kinds.kind_of_number(f.kind).code for f in Fact.objects.filter(source_type=2).order_by("pk")]
    assert sorted(codes) == ["matter_came_back_to_checker", "matter_closed_late", "matter_reopened"]
    assert Matter.objects.get(pk=matter.pk).times_reopened == 1
    assert list(differences(county.tenant.pk)) == []


def test_the_stream_cannot_be_changed(county):
    matter = make.noted(county)
    step = Step.objects.get(matter=matter)
    for change in (lambda: Step.objects.filter(pk=step.pk).update(text="别的"), step.delete, matter.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Step.objects.get(pk=step.pk).text == "学习记录缺签字"


def test_set_aside_stays_in_sight_and_comes_back(county):
    mei = make.mei(county)
    matter = actions.set_aside(actor=mei, matter=make.noted(county), reason="当场改了")
    assert Matter.objects.visible_to(mei).filter(pk=matter.pk).exists()
    assert actions.take_up(actor=mei, matter=matter).state == "noted"
    with pytest.raises(ValidationError):
        actions.set_aside(actor=mei, matter=matter, reason=" ")


def test_more_time_needs_the_checker_and_keeps_the_old_date(county):
    mei, officer = make.mei(county), make.officer(county)
    matter = make.in_state(county, "published")
    old, new = make.due(matter), make.due(matter) + dt.timedelta(days=10)
    matter = actions.extend(actor=mei, matter=matter, due_on=new, reason="等材料")
    assert (matter.due_on, matter.asked_due_on) == (old, new)
    with pytest.raises(NotAllowed):
        actions.answer_extension(actor=mei, matter=matter, agreed=True)
    with pytest.raises(ValidationError):
        actions.answer_extension(actor=officer, matter=matter, agreed=False)
    matter = actions.answer_extension(actor=officer, matter=matter, agreed=True)
    assert (matter.due_on, matter.first_due_on, matter.asked_due_on) == (new, old, None)
    with pytest.raises(WrongState):
        actions.answer_extension(actor=officer, matter=matter, agreed=True)


@pytest.mark.parametrize("days", [0, -3])
def test_an_extension_is_later_than_the_date(county, days):
    matter = make.in_state(county, "published")
    with pytest.raises(ValidationError):
        actions.extend(
            actor=make.mei(county), matter=matter, due_on=make.due(matter) + dt.timedelta(days=days), reason="等材料"
        )


def test_a_refused_extension_leaves_the_date(county):
    matter = make.in_state(county, "published")
    due_on = make.due(matter)
    matter = actions.extend(
        actor=make.mei(county), matter=matter, due_on=due_on + dt.timedelta(days=5), reason="等材料"
    )
    matter = actions.answer_extension(actor=make.officer(county), matter=matter, agreed=False, reason="来得及")
    assert (matter.due_on, matter.asked_due_on) == (due_on, None)


def test_two_checkers_at_once_and_an_old_form(county):
    matter = make.in_state(county, "close_requested")
    actions.close(actor=make.officer(county), matter=matter, version=matter.version)
    with pytest.raises(WrongState):
        actions.close(actor=county.actor("county_officer"), matter=matter, version=matter.version)
    other = make.in_state(county, "close_requested")
    with pytest.raises(StaleEdit):
        actions.close(actor=make.officer(county), matter=other, version=other.version - 1)


def test_who_left_is_asked_to_be_replaced(county):
    matter = make.in_state(county, "published", person=county.persons["李强"])
    assert not queries.wants_person(matter)
    Post.objects.filter(person=county.persons["李强"]).update(until=make.TODAY)
    membership = county.persons["李强"].memberships.get()
    people.end_membership(
        actor=county.console,
        membership=membership,
        ending="transferred",
        on=make.TODAY,
        note="调动",
        version=membership.version,
    )
    assert queries.wants_person(matter)
    matter = actions.assign(actor=make.mei(county), matter=matter, person=county.persons["赵敏"])
    assert not queries.wants_person(matter)


def test_a_helper_sees_it_and_does_not_check(county):
    matter = make.in_state(county, "published")
    assert not Matter.objects.visible_to(county.actor("石磊")).filter(pk=matter.pk).exists()
    actions.involve(actor=make.mei(county), matter=matter, unit=county.units["Q2"], part="出两个人")
    assert Matter.objects.visible_to(county.actor("石磊")).filter(pk=matter.pk).exists()
    with pytest.raises(ValidationError):
        actions.involve(actor=make.mei(county), matter=matter, unit=county.units["Q2"], part="出两个人")
    for unit in ("Q1", "Q"):
        with pytest.raises(ValidationError):
            actions.involve(actor=make.mei(county), matter=matter, unit=county.units[unit], part="出两个人")


def test_handed_over_it_has_a_new_owner_and_remembers_the_old(county):
    matter = make.in_state(county, "in_progress")
    moved = actions.hand_over(actor=make.officer(county), matter=matter, unit=county.units["Q2"], reason="归社区管")
    assert (moved.unit.code, moved.person, moved.person_name) == ("Q2", None, "")
    former = Involvement.objects.get(object_id=matter.pk, capacity="former_owner")
    assert former.unit.code == "Q1"
    assert Matter.objects.visible_to(make.mei(county)).filter(pk=matter.pk).exists()
    for unit in ("Q2", "Q", "C"):
        with pytest.raises((ValidationError, NotAllowed)):
            actions.hand_over(actor=make.officer(county), matter=moved, unit=county.units[unit], reason="再移")


@pytest.mark.parametrize("state", Matter.State.values)
def test_the_invariants_hold_in_every_state(county, state):
    make.in_state(county, state)
    tenant = county.tenant.pk
    assert [*invariants.clear_on_the_ledger(tenant), *invariants.closed_by_others(tenant)] == []


def test_the_invariants_see_what_is_wrong(county):
    matter = make.in_state(county, "published")
    Matter.objects.filter(pk=matter.pk).update(standard="")
    assert [found["matter"] for found in invariants.clear_on_the_ledger(county.tenant.pk)] == [matter.pk]
    Matter.objects.filter(pk=matter.pk).update(closed_on=make.TODAY)
    assert [found["matter"] for found in invariants.closed_by_others(county.tenant.pk)] == [matter.pk]
