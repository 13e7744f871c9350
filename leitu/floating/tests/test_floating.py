"""Who is away has somebody who keeps in touch; what he takes part in elsewhere counts at home by itself."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind
from leitu.activities.own import said
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.invariants import broken
from leitu.floating import actions, policies, queries
from leitu.floating.models import Care
from leitu.people.models import FloatingRecord, Membership

TODAY = dt.date(2026, 3, 20)
LATER = dt.datetime(2026, 5, 20, 3, tzinfo=dt.UTC)


def held(county, name="老陈") -> Membership:
    return Membership.objects.get(person=county.persons[name])


def away(county, **more) -> Care:
    """老陈 went to the city in January; 孙涛 keeps in touch."""
    given = {
        "membership": held(county),
        "destination": "省城建筑工地",
        "contact": county.persons["孙涛"],
        "since": dt.date(2026, 1, 5),
        **more,
    }
    return actions.float_out(actor=county.actor("梅"), **given)


def test_he_is_away_with_a_contact_person_and_a_date(county):
    made = away(county)
    assert (made.unit, made.next_on, made.record.destination) == (
        county.units["Q1"],
        dt.date(2026, 4, 20),
        "省城建筑工地",
    )
    [row] = queries.listed(county.actor("梅"))
    assert (row.person.name, row.contact_name, row.care) == ("老陈", "孙涛", made.pk)
    with pytest.raises(WrongState):
        away(county)
    assert list(broken(county.tenant.pk)) == []


def test_who_is_on_record_as_away_without_anybody_stands_first_until_somebody_is_named(county):
    FloatingRecord.objects.create(
        tenant=county.tenant, person=county.persons["周芳"], since=dt.date(2025, 6, 1), destination="外省"
    )
    away(county)
    rows = list(queries.listed(county.actor("officer")).order_by(*queries.SORTS["due"]))
    assert [(row.person.name, row.care is None) for row in rows] == [("周芳", True), ("老陈", False)]
    assert queries.totals(queries.listed(county.actor("officer")), TODAY) == {"all": 2, "bare": 1, "late": 0}
    made = away(county, membership=held(county, "周芳"), destination="外省某县")
    assert (made.record.since, made.record.destination) == (dt.date(2025, 6, 1), "外省某县")
    assert FloatingRecord.objects.filter(person=county.persons["周芳"]).count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"destination": " "}, "destination"),
        ({"destination": "长" * 201}, "destination"),
        ({"contact": "老陈"}, "contact"),
        ({"contact": "石磊"}, "contact"),
        ({"every_months": 0}, "every_months"),
        ({"every_months": 7}, "every_months"),
        ({"host": "Q"}, "host"),
        ({"host": "Q1"}, "host"),
        ({"since": dt.date(2026, 3, 21)}, "since"),
    ],
)
def test_what_is_no_arrangement_is_refused(county, changed, field):
    if "contact" in changed:
        changed = {"contact": county.persons[changed["contact"]]}
    if "host" in changed:
        changed = {"host": county.units[changed["host"]]}
    with pytest.raises(ValidationError) as refused:
        away(county, **changed)
    assert field in refused.value.message_dict
    assert not Care.objects.exists()


def test_a_contact_moves_the_clock_and_an_old_one_does_not_turn_it_back(county):
    care = away(county, every_months=2)
    with time_machine.travel(LATER, tick=False):
        assert care.light(LATER.date()) == "due_soon"
        actions.note_contact(actor=county.actor("孙涛"), care=care, on=LATER.date(), way="phone", text="都好")
        actions.note_contact(actor=county.actor("梅"), care=care, on=dt.date(2026, 3, 1), way="met")
        care.refresh_from_db()
        assert care.next_on == dt.date(2026, 7, 20)
        with pytest.raises(NotAllowed):
            actions.note_contact(actor=county.actor("石磊"), care=care, on=LATER.date(), way="phone")
        for wrong in ({"on": dt.date(2026, 6, 1)}, {"on": dt.date(2025, 12, 1)}, {"way": "letter"}):
            given = {"on": LATER.date(), "way": "phone", **wrong}
            with pytest.raises(ValidationError):
                actions.note_contact(actor=county.actor("梅"), care=care, **given)


def test_the_receiving_branch_sees_him_and_takes_him_in(county):
    care = away(county, host=county.units["Q2"])
    assert [one.pk for one in queries.hosted(county.actor("石磊"))] == [care.pk]
    assert not queries.hosted(county.actor("梅")).exists()
    with pytest.raises(NotAllowed):
        actions.welcome(actor=county.actor("梅"), care=care)
    actions.welcome(actor=county.actor("石磊"), care=care)
    with pytest.raises(WrongState):
        actions.welcome(actor=county.actor("石磊"), care=care)
    moved = actions.arrange(
        actor=county.actor("梅"), care=care, contact=county.persons["孙涛"], host=county.units["B1"]
    )
    assert moved.welcomed_on is None
    assert not Care.objects.visible_to(county.actor("石磊"), policies.VIEW).exists()
    assert Care.objects.visible_to(county.actor("东方明"), policies.VIEW).exists()
    with pytest.raises(StaleEdit):
        actions.arrange(actor=county.actor("梅"), care=care, contact=county.persons["孙涛"], version=1)


def test_what_he_takes_part_in_elsewhere_counts_at_home_by_itself(county):
    care = away(county, host=county.units["Q2"])
    meeting = activities.plan(
        actor=county.actor("石磊"),
        unit=county.units["Q2"],
        kind=ActivityKind.objects.get(tenant=county.tenant, code="theme_day"),
        on=TODAY,
        starts_at=dt.time(9, 0),
        place="社区",
    )
    activities.start(actor=county.actor("石磊"), activity=meeting)
    activities.save_roll(actor=county.actor("石磊"), activity=meeting, guests=[county.persons["老陈"].pk])
    activities.end(actor=county.actor("石磊"), activity=meeting)
    activities.write_minutes(actor=county.actor("石磊"), activity=meeting, text="学习")
    activities.archive(actor=county.actor("石磊"), activity=meeting)
    [row] = queries.listed(county.actor("梅"))
    assert row.elsewhere == 1
    [there] = queries.meetings(care, TODAY)
    assert (there.activity.unit, said(there)) == (county.units["Q2"], "到会")


def test_home_again_ends_it_and_the_past_stays(county):
    care = away(county)
    with pytest.raises(ValidationError):
        actions.come_home(actor=county.actor("梅"), care=care, on=dt.date(2025, 12, 1))
    actions.come_home(actor=county.actor("梅"), care=care)
    assert not queries.listed(county.actor("梅")).exists()
    assert FloatingRecord.objects.get().until == TODAY
    with pytest.raises(WrongState):
        actions.note_contact(actor=county.actor("梅"), care=care, on=TODAY, way="phone")
    assert set(Entry.objects.filter(verb__startswith="floating.").values_list("verb", flat=True)) == {
        "floating.float_out",
        "floating.come_home",
    }
    away(county, since=TODAY)


def test_the_pages_lead_from_the_member_to_the_contact(county, sign_in):
    client, chen = sign_in("梅"), held(county)
    assert f"/floating/members/{chen.pk}/" in client.get(chen.person.get_absolute_url()).content.decode()
    sent = {
        "destination": "省城",
        "since": "2026-01-05",
        "contact": county.persons["孙涛"].pk,
        "every_months": 1,
        "host": "石桥社区",
    }
    client.post(f"/floating/members/{chen.pk}/", sent)
    care = Care.objects.get()
    assert care.host == county.units["Q2"]
    assert "孙涛" in client.get("/floating/").content.decode()
    client.post(f"/floating/{care.pk}/contact/", {"way": "phone", "on": "2026-03-19", "text": "电话问好"})
    assert "电话问好" in client.get(f"/floating/{care.pk}/").content.decode()
    assert "老陈" in sign_in("石磊").get("/floating/").content.decode()
