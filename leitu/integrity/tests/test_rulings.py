"""Rulings: entered by people, found by number, opened for a purpose, told, appealed, counted without pointing, and gone in time."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.audit.models import Entry
from leitu.core.actor import system
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.invariants import broken
from leitu.core.retention import sweeps
from leitu.integrity import actions, queries
from leitu.integrity.models import Appeal, Ruling
from leitu.integrity.purposes import PURPOSES
from leitu.integrity.tests.factories import RULING, TODAY, ruling

OUTSIDERS = ("梅", "李强", "officer", "county_officer", "inspector", "administrator", "auditor", "security_officer")


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nobody_but_the_discipline_line(county, name):
    row, actor = ruling(county), county.actor(name)
    assert not Ruling.objects.visible_to(actor).exists()
    subject = county.persons["老陈"]
    for act in (
        lambda: actions.enter_ruling(actor=actor, unit=county.units["Q"], subject=subject, **{**RULING, "number": "7"}),
        lambda: actions.look_at_ruling(actor=actor, ruling=row, purpose="handle"),
        lambda: actions.revoke_ruling(actor=actor, ruling=row, reason="不该"),
        lambda: actions.answer_appeal(actor=actor, ruling=row, outcome="upheld", answer="维持"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_no_job_and_no_console_decides_about_people(county):
    for machine in (county.console, system("norms.judge", county.tenant.pk)):
        with pytest.raises(NotAllowed):
            actions.enter_ruling(actor=machine, unit=county.units["Q"], subject=county.persons["孙涛"], **RULING)


def test_no_word_of_it_lies_in_clear_and_nobody_reads_whom_it_is_about(county):
    row = ruling(county)
    actions.look_at_ruling(actor=county.actor("town_body"), ruling=row, purpose="handle")
    actions.appeal(actor=county.actor("孙涛"), ruling=row, text="金丝雀当时在住院")
    actions.answer_appeal(actor=county.actor("county_body"), ruling=row, outcome="upheld", answer="金丝雀维持")
    stored = Ruling.objects.values().get()
    assert not any("金丝雀" in repr(list(model.objects.values())) for model in (Ruling, Appeal, Entry))
    assert str(county.persons["孙涛"].pk) not in {
        str(value)
        for name, value in stored.items()
        if name not in ("id", "form", "version", "unit_id", "tenant_id", "entered_by")
    }
    assert stored["subject_index"] != queries.subjects.key_of(county.persons["孙涛"])
    spoken = Entry.objects.filter(verb__startswith="integrity.")
    assert [entry.data for entry in spoken if entry.verb != "integrity.look_at_ruling"] == [{}, {}, {}]


def test_a_branch_enters_its_own_reminders_and_nothing_else(county):
    made = ruling(county, "赵敏", "Q1")
    assert (made.form, made.appeal_until, made.keep_until) == (1, dt.date(2026, 4, 12), dt.date(2027, 3, 10))
    with pytest.raises(ValidationError) as refused:
        ruling(county, "赵敏", "Q1", way="light_sanction", number="2")
    assert "way" in refused.value.message_dict
    with pytest.raises(NotAllowed):
        ruling(county, "赵敏", "Q", number="3")
    assert not Ruling.objects.visible_to(county.actor("赵敏")).exclude(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("about", "given", "field"),
    [
        ("孙涛", {"way": "unit_review"}, "way"),
        ("Q1", {"way": "reminder"}, "way"),
        ("孙涛", {"way": "fine"}, "way"),
        ("东方明", {}, "subject"),
        ("B1", {"way": "unit_review"}, "subject"),
        ("孙涛", {"told_on": TODAY - dt.timedelta(days=11)}, "told_on"),
        ("孙涛", {"told_on": TODAY + dt.timedelta(days=1)}, "told_on"),
        ("孙涛", {"number": " "}, "number"),
        ("孙涛", {"ground": " "}, "ground"),
        ("孙涛", {"decision": ""}, "decision"),
        ("孙涛", {"reason": " "}, "reason"),
        ("孙涛", {"reason": "长" * 1001}, "reason"),
    ],
)
def test_what_is_no_ruling_is_refused(county, about, given, field):
    with pytest.raises(ValidationError) as refused:
        ruling(county, about=about, **given)
    assert field in refused.value.message_dict


def test_one_number_is_one_ruling_and_nobody_enters_his_own(county):
    ruling(county)
    with pytest.raises(ValidationError) as refused:
        ruling(county, about="老陈")
    assert "number" in refused.value.message_dict
    with pytest.raises(NotAllowed):
        ruling(county, "赵敏", "Q1", about="赵敏", number="9")


def test_a_look_needs_a_purpose_and_is_recorded(county):
    row = ruling(county)
    with pytest.raises(ValidationError):
        actions.look_at_ruling(actor=county.actor("county_body"), ruling=row, purpose="好奇")
    shown = actions.look_at_ruling(actor=county.actor("county_body"), ruling=row, purpose="clearance")
    assert (shown.subject, shown.way, shown.decision) == ("孙涛", "提醒谈话", RULING["decision"])
    assert "第七条" in shown.source
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.data) == ("integrity.look_at_ruling", {"purpose": str(PURPOSES["clearance"])})


def test_others_are_found_by_their_very_number_only(county):
    row = ruling(county, "赵敏", "Q1")
    body = county.actor("town_body")
    assert list(queries.open_rulings(county.actor("赵敏"), TODAY)) == [row]
    assert not queries.open_rulings(body, TODAY).exists()  # what a branch works on is no list for those above
    assert list(queries.by_number(body, f" {row.number} ")) == [row]
    for other in ("青禾", "孙涛", row.number[:-1], ""):
        assert not queries.by_number(body, other).exists()


def test_whom_it_is_about_reads_it_and_appeals_once_and_in_time(county):
    row = ruling(county)
    me = county.actor("孙涛")
    assert list(Ruling.objects.about(me)) == [row]
    assert not Ruling.objects.about(county.actor("老陈")).exists()
    with pytest.raises(NotAllowed):
        actions.appeal(actor=county.actor("老陈"), ruling=row, text="我替他说")
    for text in (" ", "长" * 2001):
        with pytest.raises(ValidationError):
            actions.appeal(actor=me, ruling=row, text=text)
    made = actions.appeal(actor=me, ruling=row, text="当时在住院")
    assert made.answer_due_on == dt.date(2026, 4, 20)
    row.refresh_from_db()
    assert row.state == "appealed"
    with pytest.raises(WrongState):
        actions.appeal(actor=me, ruling=row, text="再说一次")


def test_after_its_day_an_appeal_is_too_late_where_the_rule_sets_one(county):
    timed, endless = ruling(county), ruling(county, number="4", way="light_sanction")
    with time_machine.travel("2026-04-13 04:00Z"):
        with pytest.raises(WrongState):
            actions.appeal(actor=county.actor("孙涛"), ruling=timed, text="迟了一天")
        assert actions.appeal(actor=county.actor("孙涛"), ruling=endless, text="没有期限").pk


def test_the_secretary_speaks_for_a_unit(county):
    row = ruling(county, about="Q1", way="unit_review")
    assert list(Ruling.objects.about(county.actor("梅"))) == [row]
    assert not Ruling.objects.about(county.actor("李强")).exists()


@pytest.mark.parametrize("outcome", ["upheld", "amended", "revoked"])
def test_another_than_who_entered_it_answers(county, outcome):
    row = ruling(county)
    with pytest.raises(WrongState):
        actions.answer_appeal(actor=county.actor("county_body"), ruling=row, outcome=outcome, answer="没有申诉")
    actions.appeal(actor=county.actor("孙涛"), ruling=row, text="当时在住院")
    with pytest.raises(NotAllowed):
        actions.answer_appeal(actor=county.actor("town_body"), ruling=row, outcome=outcome, answer="自己判自己")
    row.refresh_from_db()
    with pytest.raises(StaleEdit):
        actions.answer_appeal(actor=county.actor("county_body"), ruling=row, outcome=outcome, answer="查了", version=1)
    for given in ({"outcome": "maybe", "answer": "查了"}, {"outcome": outcome, "answer": " "}):
        with pytest.raises(ValidationError):
            actions.answer_appeal(actor=county.actor("county_body"), ruling=row, **given)
    done = actions.answer_appeal(actor=county.actor("county_body"), ruling=row, outcome=outcome, answer="查了病历")
    assert (done.state, queries.shown_ruling(done).answer) == (outcome, "查了病历")
    assert list(broken(county.tenant.pk)) == []


def test_what_is_revoked_keeps_its_reason(county):
    row = ruling(county)
    with pytest.raises(ValidationError):
        actions.revoke_ruling(actor=county.actor("town_body"), ruling=row, reason=" ")
    done = actions.revoke_ruling(actor=county.actor("town_body"), ruling=row, reason="登记错了人")
    assert done.state == "revoked" and done.unseal("reason") == f"{RULING['reason']}\n撤销：登记错了人"
    with pytest.raises(WrongState):
        actions.revoke_ruling(actor=county.actor("town_body"), ruling=row, reason="再撤一次")


def test_counts_are_exact_for_who_decided_and_hidden_below_five_from_above(county):
    for number in range(4):
        ruling(county, "赵敏", "Q1", number=f"支{number}")
    own = ruling(county, number="镇1", way="notice")
    four, body = county.actor("town_body"), county.actor("county_body")
    first = queries.counts(four, TODAY)[0]
    assert (first.own, first.below) == ([0, 1, 0, 0], [None, 0, 0, 0])
    ruling(county, "赵敏", "Q1", number="支4")
    assert queries.counts(county.actor("town_body"), TODAY)[0].below == [5, 0, 0, 0]
    assert queries.counts(body, TODAY)[0].below == [5, None, 0, 0]
    actions.revoke_ruling(actor=four, ruling=own, reason="登记错了")
    assert queries.counts(body, TODAY)[0].below == [5, 0, 0, 0]
    assert [quarter.own for quarter in queries.counts(body, dt.date(2027, 6, 1))] == [[0] * 4] * 4


def test_it_goes_when_its_time_is_over_but_not_before_an_appeal_is_answered(county):
    gone, waits = ruling(county), ruling(county, number="4", way="light_sanction")
    actions.appeal(actor=county.actor("孙涛"), ruling=waits, text="没有期限")
    sweep = sweeps()["integrity.rulings"]
    assert sweep(dt.datetime(2027, 3, 10, 12, tzinfo=dt.UTC)) == 0
    assert sweep(dt.datetime(2028, 3, 10, 12, tzinfo=dt.UTC)) == 1
    assert list(Ruling.objects.values_list("pk", flat=True)) == [waits.pk] and gone.pk != waits.pk
