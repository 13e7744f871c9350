"""Who looks after which branch: who may say so, what a visit leaves behind, and when the next one is due."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.tests import factories as meetings
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.periods import BEGINNING
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from leitu.guidance import actions, policies, queries
from leitu.guidance.models import Liaison, Visit
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.people import actions as people
from tests.cast import account

TODAY = dt.date(2026, 3, 20)


@pytest.fixture
def leader(county):
    """周芳 sits in the committee of Qinghe, and has an account."""
    person = county.persons["周芳"]
    person.refresh_from_db()  # the county is shared, and the test before gave him an account that is gone
    people.appoint(
        actor=county.console, unit=county.units["Q"], person=person, title="committee_member", since=dt.date(2025, 1, 1)
    )
    account(county, "周芳")
    return person


@pytest.fixture
def pair(county, leader) -> Liaison:
    return assigned(county, leader)


def assigned(county, person, unit="Q2", **more):
    given = {"unit": county.units[unit], "person": person, "from_unit": county.units["Q"], **more}
    return actions.assign(actor=county.actor("officer"), **given)


def seen(pair: Liaison):
    return queries.with_results(Liaison.objects.filter(pk=pair.pk), TODAY).get()


def test_a_pairing_is_one_person_one_branch_and_a_pace(county, leader):
    made = assigned(county, leader, pace="month", note=" 就近 ")
    assert (made.kind, made.pace, made.note, made.since) == ("leader", "month", "就近", TODAY)
    assert Entry.objects.latest("pk").verb == "guidance.assign"
    with pytest.raises(WrongState):
        assigned(county, leader)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"unit": "Q"}, "unit"),
        ({"unit": "Q1G"}, "unit"),
        ({"person": "老陈"}, "person"),
        ({"kind": "friend"}, "kind"),
        ({"pace": "daily"}, "pace"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_what_is_no_pairing_is_refused(county, leader, changed, field):
    given = {"unit": "Q2", "person": leader, **changed}
    person = county.persons[given["person"]] if isinstance(given["person"], str) else given["person"]
    with pytest.raises(ValidationError) as refused:
        assigned(county, person, given["unit"], **{k: v for k, v in given.items() if k not in ("unit", "person")})
    assert field in refused.value.message_dict
    assert not Liaison.objects.exists()


@pytest.mark.parametrize("name", ["梅", "石磊", "inspector", "孙涛"])
def test_only_who_stands_above_pairs(county, leader, name):
    given = {"unit": county.units["Q2"], "person": leader, "from_unit": county.units["Q"]}
    with pytest.raises(NotAllowed):
        actions.assign(actor=county.actor(name), **given)


def test_nobody_is_sent_by_a_committee_that_is_not_in_his_charge(county, leader):
    given = {"unit": county.units["Q2"], "person": leader, "from_unit": county.units["C"]}
    with pytest.raises(NotAllowed):
        actions.assign(actor=county.actor("officer"), **given)


def test_a_visit_is_a_tag_and_a_fact_of_the_branch(county, pair):
    made = actions.visit(actor=county.actor("周芳"), liaison=pair, on=TODAY, tags=["solved", "guided", "nonsense"])
    assert made.tags == ["guided", "solved"]
    fact = Fact.objects.get(source_id=made.pk, source_type=4)
    assert (fact.unit_id, fact.on) == (county.units["Q2"].pk, TODAY)
    assert list(differences(county.tenant.pk)) == []
    actions.withdraw_visit(actor=county.actor("周芳"), visit=made)
    assert not Fact.objects.filter(source_id=made.pk, source_type=4).exists()
    assert list(differences(county.tenant.pk)) == []
    with pytest.raises(WrongState):
        actions.withdraw_visit(actor=county.actor("周芳"), visit=made)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tags": []}, "tags"),
        ({"tags": ["nonsense"]}, "tags"),
        ({"on": TODAY + dt.timedelta(days=1)}, "on"),
        ({"on": TODAY - dt.timedelta(days=1)}, "on"),
        ({"text": "长" * 501}, "text"),
        ({"promise": "修路", "promised_until": TODAY - dt.timedelta(days=1)}, "promised_until"),
    ],
)
def test_what_is_no_visit_is_refused_and_leaves_nothing(county, pair, given, field):
    with pytest.raises(ValidationError) as refused:
        actions.visit(actor=county.actor("周芳"), liaison=pair, **{"on": TODAY, "tags": ["guided"], **given})
    assert field in refused.value.message_dict


@pytest.mark.parametrize(("name", "may"), [("周芳", True), ("officer", True), ("梅", False), ("石磊", False)])
def test_who_writes_down_a_visit(county, pair, name, may):
    actor = county.actor(name)
    assert policies.VISIT.allows(actor, pair) is may
    if may:
        assert actions.visit(actor=actor, liaison=pair, on=TODAY, tags=["listened"]).by == actor.user_id
        return
    with pytest.raises(NotAllowed):
        actions.visit(actor=actor, liaison=pair, on=TODAY, tags=["listened"])


def test_a_promise_is_a_matter_of_whoever_sent_him_and_counts_when_it_is_closed(county, pair):
    actions.visit(actor=county.actor("周芳"), liaison=pair, on=TODAY, tags=["solved"], promise="修好活动室的门")
    matter = Matter.objects.get(source_kind="liaison")
    assert (matter.unit.code, matter.state, matter.person_name) == ("Q", "published", "周芳")
    assert matter.reviewer_unit is not None
    assert matter.reviewer_unit.code == "C"
    assert matter.due_on == TODAY + dt.timedelta(days=30)
    assert (seen(pair).solved, seen(pair).promised) == (0, 1)
    matter = matters.request_close(actor=county.console, matter=matter, effect="门修好了")
    matters.close(actor=county.actor("county_officer"), matter=matter, finding="去看了")
    assert (seen(pair).solved, seen(pair).promised) == (1, 0)


def test_being_on_the_roll_of_a_meeting_is_a_visit_that_nobody_writes_down(county, pair):
    assert seen(pair).last_on == BEGINNING
    lecture = meetings.planned(county, "lecture", "Q2", on=TODAY, starts_at=dt.time(9))
    activities.end(actor=county.actor("石磊"), activity=lecture, guests=[pair.person_id])
    activities.archive(actor=county.actor("石磊"), activity=lecture, text="讲了一课。")
    found = seen(pair)
    assert (found.last_on, found.joined, found.visited) == (TODAY, 1, 0)
    assert queries.light(found, TODAY) == "met"
    assert [one.on for one in queries.rolls(pair, TODAY)] == [TODAY]


@pytest.mark.parametrize(
    ("pace", "since", "last", "day", "light", "due"),
    [
        ("quarter", "2026-04-01", None, "2026-05-15", "upcoming", "2026-06-30"),
        ("quarter", "2026-04-01", None, "2026-06-20", "due_soon", "2026-06-30"),
        ("quarter", "2026-04-01", "2026-04-02", "2026-05-15", "met", "2026-06-30"),
        ("quarter", "2026-01-01", None, "2026-05-15", "overdue", "2026-03-31"),
        ("quarter", "2026-02-01", None, "2026-05-15", "upcoming", "2026-06-30"),
        ("quarter", "2026-01-01", "2026-03-31", "2026-05-15", "upcoming", "2026-06-30"),
        ("quarter", "2026-05-02", None, "2026-06-20", "upcoming", "2026-09-30"),
        ("month", "2026-01-01", "2026-03-31", "2026-05-15", "overdue", "2026-04-30"),
        ("half", "2025-07-01", "2025-12-31", "2026-05-15", "upcoming", "2026-06-30"),
    ],
)
def test_when_the_next_visit_is_due(pace, since, last, day, light, due):
    pair = Liaison(pace=pace, since=dt.date.fromisoformat(since))
    pair.last_on = dt.date.fromisoformat(last) if last else BEGINNING
    on = dt.date.fromisoformat(day)
    assert (queries.light(pair, on), queries.due_on(pair, on)) == (light, dt.date.fromisoformat(due))


def test_an_ended_pairing_takes_no_visits_and_keeps_what_there_was(county, pair):
    actions.visit(actor=county.actor("周芳"), liaison=pair, on=TODAY, tags=["guided"])
    actions.end(actor=county.actor("officer"), liaison=pair, reason="调走了")
    with time_machine.travel(dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(9))):
        assert list(queries.listed(county.actor("officer"))) == []
        with pytest.raises(WrongState):
            actions.visit(actor=county.actor("周芳"), liaison=pair, on=TODAY, tags=["guided"])
        with pytest.raises(WrongState):
            actions.end(actor=county.actor("officer"), liaison=pair, reason="再来一次")
    assert Visit.objects.filter(liaison=pair).count() == 1


def test_who_has_no_branch_is_named_until_he_has_one(county, leader):
    officer = county.actor("officer")
    assert [(unit.code, person.name) for unit, person in queries.without_branch(officer)] == [("Q", "周芳")]
    assigned(county, leader)
    assert queries.without_branch(officer) == []


def test_the_leader_sees_his_own_branch_and_no_other(county, pair, sign_in):
    other = assigned(county, pair.person, "Q3")
    actions.end(actor=county.actor("officer"), liaison=other, reason="只联系一个")
    client = sign_in("周芳")
    page = client.get(reverse("guidance:list"))
    assert [one["liaison"].pk for one in page.context["own"]] == [pair.pk]
    assert client.get(reverse("guidance:show", args=[pair.pk])).status_code == 200
    answer = client.post(
        reverse("guidance:visit", args=[pair.pk]),
        {"tags": ["guided", "listened"], "on": TODAY.isoformat()},
        follow=True,
    )
    assert "指导工作、了解情况" in answer.content.decode()
    assert sign_in("孙涛").get(reverse("guidance:show", args=[pair.pk])).status_code == 403
    assert sign_in("东方明").get(reverse("guidance:show", args=[pair.pk])).status_code == 404


def test_the_pages_of_an_officer(county, leader, sign_in):
    client = sign_in("officer")
    page = client.get(reverse("guidance:assign"))
    assert "周芳" in page.content.decode()
    answer = client.post(
        f"{reverse('guidance:assign')}?from={county.units['Q'].pk}",
        {"person": leader.pk, "unit": county.units["Q2"].pk, "kind": "leader", "pace": "quarter"},
        follow=True,
    )
    assert "周芳联系石桥社区党支部。" in answer.content.decode()
    matrix = client.get(reverse("guidance:list"), {"light": "upcoming"})
    assert [one["liaison"].person.name for one in matrix.context["lines"]] == ["周芳"]
    assert client.get(reverse("guidance:list"), {"light": "overdue"}).context["lines"] == []
