"""A member objects, is answered in time by somebody else, may appeal; and confirms once a year."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from leitu.audit.models import Entry
from leitu.audit.sentences import said
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.people import actions
from leitu.people.lines import line_of
from leitu.people.models import Confirmation, Objection

DAY = dt.timedelta(days=1)


def objects(county, who="孙涛", about=None, line="person-mobile", text="号码换了，是 13900001111"):
    person = county.persons[about or who]
    return actions.object_to(actor=county.actor(who), person=person, line=line, text=text)


def answers(county, objection, who="梅", outcome="corrected", answer="核对过，已经改了。"):
    return actions.answer_objection(actor=county.actor(who), objection=objection, outcome=outcome, answer=answer)


def test_an_objection_goes_to_the_branch_with_its_deadline(county, settings) -> None:
    settings.LEITU_OBJECTION_DAYS = 15
    made = objects(county)
    assert (made.unit, made.due_on) == (county.units["Q1"], today() + 15 * DAY)
    assert made.label == "手机"
    assert made in Objection.objects.visible_to(county.actor("梅"))
    assert made not in Objection.objects.visible_to(county.actor("石磊"))
    assert [made.state_on(today() + days * DAY) for days in (0, 12, 15, 16)] == [
        "waiting",
        "due_soon",
        "due_soon",
        "overdue",
    ]


def test_what_is_written_is_sealed_and_in_no_entry(county) -> None:
    made = answers(county, objects(county), answer="已改成 13900001111")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_objection WHERE id = %s", [made.pk])
        stored = " ".join(str(value) for value in cursor.fetchone())
    assert "13900001111" not in stored
    assert "13900001111" not in str(list(Entry.objects.values_list("data", "object_label")))
    again = Objection.objects.get(pk=made.pk)
    assert (again.text, again.answer) == ("号码换了，是 13900001111", "已改成 13900001111")


@pytest.mark.parametrize(
    ("line", "text"),
    [("person-mobile", "  "), ("person-nothing", "不对"), ("post-1", "不对"), ("person-sex", "x" * 1001)],
)
def test_what_cannot_be_objected_to_is_refused(county, line, text) -> None:
    with pytest.raises(ValidationError):
        objects(county, line=line, text=text)
    assert not Objection.objects.exists()


@pytest.mark.parametrize("who", ["李强", "梅", "officer", "stranger"])
def test_nobody_objects_in_the_name_of_another(county, who) -> None:
    with pytest.raises(NotAllowed):
        objects(county, who, about="孙涛")


def test_lines_of_another_are_no_lines_of_mine(county) -> None:
    post = county.persons["李强"].posts.get()
    assert line_of(county.persons["李强"], f"post-{post.pk}") is not None
    assert line_of(county.persons["孙涛"], f"post-{post.pk}") is None
    assert line_of(county.persons["孙涛"], "post-²") is None


def test_one_line_waits_for_one_answer_at_a_time(county) -> None:
    first = objects(county)
    with pytest.raises(WrongState):
        objects(county)
    objects(county, line="other", text="一")
    objects(county, line="other", text="二")
    actions.withdraw_objection(actor=county.actor("孙涛"), objection=first)
    assert objects(county).is_waiting
    assert Objection.objects.get(pk=first.pk).state_on(today()) == "withdrawn"


@pytest.mark.parametrize("who", ["李强", "石磊", "inspector", "孙涛"])
def test_who_does_not_manage_the_register_answers_nothing(county, who) -> None:
    with pytest.raises(NotAllowed):
        answers(county, objects(county), who)


def test_nobody_answers_his_own_objection(county) -> None:
    own = objects(county, "梅")
    with pytest.raises(NotAllowed):
        answers(county, own, "梅")
    assert answers(county, own, "officer").outcome == "corrected"


@pytest.mark.parametrize(("outcome", "answer"), [("", "好"), ("accepted", "好"), ("kept", " "), ("kept", "x" * 1001)])
def test_an_answer_has_an_outcome_and_a_sentence(county, outcome, answer) -> None:
    with pytest.raises(ValidationError):
        answers(county, objects(county), outcome=outcome, answer=answer)


def test_what_is_settled_stays_settled(county) -> None:
    made = answers(county, objects(county))
    assert made.state_on(today() + 99 * DAY) == "answered"
    with pytest.raises(WrongState):
        answers(county, made)
    with pytest.raises(WrongState):
        actions.withdraw_objection(actor=county.actor("孙涛"), objection=made)


def test_an_appeal_goes_above_and_the_branch_cannot_answer_it(county) -> None:
    first = answers(county, objects(county), outcome="kept", answer="没有依据，不改。")
    appeal = objects(county, line=f"objection-{first.pk}", text="有依据，见附页。")
    assert appeal.unit == county.units["Q"]
    assert appeal.label == "申诉：手机"
    with pytest.raises(NotAllowed):
        answers(county, appeal, "梅")
    assert answers(county, appeal, "officer").outcome == "corrected"


def test_an_answer_after_its_day_says_so(county) -> None:
    made = objects(county)
    with time_machine.travel(now() + 16 * DAY, tick=False):
        answers(county, made)
    assert Entry.objects.get(verb="people.answer_objection").data["late"] is True


def test_confirming_is_once_a_year_and_for_oneself(county) -> None:
    made = actions.confirm(actor=county.actor("孙涛"), person=county.persons["孙涛"])
    assert (made.year, made.unit, made.helper) == (today().year, county.units["Q1"], None)
    with pytest.raises(WrongState):
        actions.confirm(actor=county.actor("孙涛"), person=county.persons["孙涛"])
    with pytest.raises(NotAllowed):
        actions.confirm(actor=county.actor("梅"), person=county.persons["周芳"])
    assert Confirmation.objects.count() == 1
    with time_machine.travel(now() + 366 * DAY, tick=False):
        assert actions.confirm(actor=county.actor("孙涛"), person=county.persons["孙涛"]).year == made.year + 1


def test_entries_say_who_acted_for_whom(county) -> None:
    helper, person = county.persons["李强"], county.persons["孙涛"]
    actions.give_consent(actor=county.actor("孙涛"), person=person, helper=helper, purposes=["confirm"])
    actions.confirm(actor=county.actor("李强"), person=person)
    [line] = said([Entry.objects.get(verb="people.confirm")])
    assert line.detail == "由 李强 代办"
