"""What a transfer does to the register: nothing until he is received; then everything at once, and nothing is lost."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.invariants import broken
from leitu.orgs.models import Grant
from leitu.people import actions as people
from leitu.people.models import Exemption, FloatingRecord, Membership, Person, Post
from leitu.transfers import actions, queries, wording
from leitu.transfers.models import Transfer
from leitu.transfers.tests import factories as make
from tests.cast import account

SOON = dt.datetime(2026, 5, 20, 3, tzinfo=dt.UTC)


def homes(person: Person) -> list[tuple[str, bool]]:
    rows = Membership.objects.filter(person=person).select_related("unit").order_by("since", "pk")
    return [(row.unit.code, row.is_open) for row in rows]


def nothing_wrong(*counties) -> None:
    assert [one for county in counties for one in broken(county.tenant.pk)] == []


def test_nothing_changes_before_he_is_received(county):
    chen = county.persons["老陈"]
    asked = make.asked(county, dues_until=dt.date(2026, 2, 15))
    assert (asked.state, asked.issuer, asked.dues_until) == ("asked", county.units["Q"], dt.date(2026, 2, 1))
    assert not Transfer.objects.filter(side="in").exists()
    issued = make.issued(county, asked)
    assert (issued.number, issued.valid_until) == ("〔2026〕0001号", dt.date(2026, 3, 30))
    assert homes(chen) == [("Q1", True)]
    assert "柳树村" in wording.responsible(issued)
    nothing_wrong(county)


def test_receiving_moves_him_with_his_past_and_ends_his_posts(county):
    chen = county.persons["老陈"]
    account_of = account(county, "赵敏")
    held = make.held(county, "赵敏")
    transfer = make.issued(county, make.asked(county, "赵敏"))
    FloatingRecord.objects.create(tenant=county.tenant, person=held.person, since=dt.date(2025, 1, 1))
    made = actions.receive(actor=county.actor("石磊"), transfer=make.arrival(transfer))
    assert homes(made.person) == [("Q1", False), ("Q2", True)]
    assert (made.joined_on, made.full_on, made.since) == (held.joined_on, held.full_on, make.TODAY)
    held.refresh_from_db()
    assert (held.ending, held.until) == ("transferred", make.TODAY)
    assert Post.objects.get(person=made.person).until == make.TODAY
    assert not FloatingRecord.objects.filter(person=made.person, until__gt=make.TODAY).exists()
    open_ones = Grant.objects.filter(user=account_of, until__gt=make.TODAY)
    assert [grant.unit.code for grant in open_ones] == ["Q2"]
    said = Entry.objects.filter(verb="transfers.receive").values_list("unit_id", flat=True)
    assert set(said) == {county.units["Q1"].pk, county.units["Q2"].pk}
    assert homes(chen) == [("Q1", True)]
    nothing_wrong(county)


def test_letters_are_numbered_one_after_the_other_in_each_committee(county):
    first, second = make.issued(county), make.issued(county, make.asked(county, "周芳"))
    other = actions.ask(
        actor=county.actor("东方明"), membership=make.held(county, "东方亮"), reason="home", to=county.units["Q2"]
    )
    third = actions.issue(actor=county.actor("county_officer"), transfer=other, valid_days=30)
    assert [one.number for one in (first, second, third)] == ["〔2026〕0001号", "〔2026〕0002号", "〔2026〕0001号"]
    assert third.issuer == county.units["B"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"to": "Q"}, "to"),
        ({"to": "Q1G"}, "to"),
        ({"to": "Q1"}, "to"),
        ({"to": None}, "to_name"),
        ({"to": None, "to_name": "长" * 201}, "to_name"),
        ({"reason": "whim"}, "reason"),
        ({"note": "长" * 201}, "note"),
        ({"dues_until": dt.date(2030, 1, 1)}, "dues_until"),
    ],
)
def test_what_is_no_destination_is_refused(county, changed, field):
    with pytest.raises(ValidationError) as refused:
        make.asked(county, **changed)
    assert field in refused.value.message_dict
    assert not Transfer.objects.exists()


def test_one_at_a_time_and_only_members_who_are_not_suspended(county):
    make.asked(county)
    with pytest.raises(WrongState):
        make.asked(county)
    held = make.held(county, "孙涛")
    people.suspend(actor=county.console, membership=held, since=make.TODAY, note="失联")
    with pytest.raises(WrongState):
        make.asked(county, "孙涛")
    people.end_membership(
        actor=county.console, membership=held, on=make.TODAY, ending="left", note="本人要求", version=held.version
    )
    with pytest.raises(WrongState):
        actions.ask(actor=county.console, membership=held, reason="work", to=county.units["Q2"])


def test_a_letter_that_ran_out_is_renewed_before_anybody_is_received(county):
    transfer = make.issued(county)
    with time_machine.travel(SOON, tick=False):
        end = make.arrival(transfer)
        assert queries.light(end, SOON.date()) == "overdue"
        with pytest.raises(WrongState):
            actions.receive(actor=county.actor("石磊"), transfer=end)
        renewed = actions.renew(actor=county.actor("officer"), transfer=transfer, valid_days=15)
        assert (renewed.number, make.arrival(transfer).number) == ("〔2026〕0002号", "〔2026〕0002号")
        actions.receive(actor=county.actor("石磊"), transfer=end)


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_letter_is_good_for_three_months_at_most(county, days):
    with pytest.raises(ValidationError):
        actions.issue(actor=county.actor("officer"), transfer=make.asked(county), valid_days=days)


def test_what_changed_meanwhile_is_not_overwritten(county):
    transfer = make.asked(county)
    make.issued(county, transfer)
    with pytest.raises((StaleEdit, WrongState)):
        actions.recall(actor=county.actor("梅"), transfer=transfer, reason="不走了", version=1)


def test_urging_is_once_a_day(county):
    transfer = make.issued(county)
    actions.urge(actor=county.actor("梅"), transfer=transfer)
    with pytest.raises(WrongState):
        actions.urge(actor=county.actor("石磊"), transfer=make.arrival(transfer))
    with time_machine.travel(SOON, tick=False):
        actions.urge(actor=county.actor("石磊"), transfer=make.arrival(transfer))


def test_by_paper_out_of_the_system_he_stays_until_the_slip_is_there(county):
    transfer = make.issued(county, make.asked(county, to=None, to_name="外省某县委组织部"))
    assert transfer.way == "outside"
    assert not Transfer.objects.filter(side="in").exists()
    assert homes(county.persons["老陈"]) == [("Q1", True)]
    with pytest.raises(ValidationError):
        actions.enter_slip(
            actor=county.actor("officer"), transfer=transfer, on=make.TODAY - dt.timedelta(days=9), received_by="某村"
        )
    done = actions.enter_slip(actor=county.actor("officer"), transfer=transfer, on=make.TODAY, received_by="某村")
    assert (done.state, done.outcome) == ("received", "某村")
    assert homes(county.persons["老陈"]) == [("Q1", False)]
    nothing_wrong(county)


def test_in_on_paper_he_is_a_member_once_he_is_received(county):
    end = actions.enter_letter(actor=county.actor("石磊"), unit=county.units["Q2"], **make.PAPER)
    assert (end.state, end.person, end.letter["id_number"]) == ("issued", None, make.PAPER["id_number"])
    assert make.PAPER["id_number"] not in str(Transfer.objects.values().get(pk=end.pk))
    made = actions.receive(actor=county.actor("石磊"), transfer=end)
    assert (made.person.name, made.person.birth_on, made.joined_on) == (
        "远道",
        dt.date(1990, 3, 7),
        make.PAPER["joined_on"],
    )
    assert made.person.unseal("id_number") == make.PAPER["id_number"]
    nothing_wrong(county)


@pytest.mark.parametrize(
    "changed",
    [
        {"from_name": " "},
        {"number": ""},
        {"name": ""},
        {"issued_on": make.TODAY + dt.timedelta(days=1)},
        {"valid_days": 0},
        {"valid_days": 400},
        {"reason": "whim"},
        {"full_on": dt.date(2014, 1, 1)},
        {"joined_on": make.TODAY + dt.timedelta(days=1)},
    ],
)
def test_what_no_letter_says_is_refused(county, changed):
    with pytest.raises(ValidationError):
        actions.enter_letter(actor=county.actor("石磊"), unit=county.units["Q2"], **{**make.PAPER, **changed})


def test_who_is_on_the_register_already_is_not_received_twice(county):
    first = actions.enter_letter(actor=county.actor("石磊"), unit=county.units["Q2"], **make.PAPER)
    second = actions.enter_letter(actor=county.actor("梅"), unit=county.units["Q1"], **make.PAPER)
    actions.receive(actor=county.actor("石磊"), transfer=first)
    with pytest.raises(WrongState):
        actions.receive(actor=county.actor("梅"), transfer=second)
    assert Person.objects.filter(name="远道").count() == 1


def test_to_another_district_and_back_nothing_is_lost_on_either_side(county, sister):
    chen = county.persons["老陈"]
    people.correct_person(
        actor=county.console,
        person=chen,
        version=chen.version,
        id_number="11010119500307425X",
        mobile="13900001234",
        education="60",
    )
    people.exempt(actor=county.console, person=chen, ground="aged", since=dt.date(2020, 1, 1))
    asked = make.asked(county, to=None, tenant=sister.tenant, to_name="姐妹县柳树村党支部")
    out = make.issued(county, asked)
    end = make.arrival(out)
    assert (end.tenant, end.unit, end.person) == (sister.tenant, sister.units["C"], None)
    assert set(end.letter) == set(out.letter)
    assert "13900001234" not in str(end.letter)
    with pytest.raises(WrongState):
        actions.receive(actor=sister.actor("CANARYcounty_officer"), transfer=end)
    officer = sister.actor("CANARYcounty_officer")
    routed = actions.route(actor=officer, transfer=end, unit=sister.units["Q1"])
    with pytest.raises(NotAllowed):
        actions.receive(actor=sister.actor("CANARY石磊"), transfer=routed)
    made = actions.receive(actor=sister.actor("CANARY梅"), transfer=routed)
    copy = made.person
    assert (copy.tenant, copy.name, copy.education) == (sister.tenant, "老陈", "60")
    assert (copy.unseal("mobile"), copy.unseal("id_number")) == ("13900001234", "11010119500307425X")
    assert [one.ground for one in Exemption.objects.filter(person=copy)] == ["aged"]
    assert homes(copy) == [("Q1", True)]
    assert homes(chen) == [("Q1", False)]
    chen.refresh_from_db()
    assert chen.unseal("mobile") == "13900001234"
    there = Entry.objects.filter(verb="transfers.receive", tenant_id=county.tenant.pk).get()
    assert there.actor_label == "system:transfers.receive"
    nothing_wrong(county, sister)
    with time_machine.travel(SOON, tick=False):
        back = actions.ask(
            actor=sister.actor("CANARY梅"), membership=made, reason="home", tenant=county.tenant, to_name="石桥社区"
        )
        actions.issue(actor=sister.actor("CANARYofficer"), transfer=back, valid_days=30)
        home = actions.route(actor=county.actor("county_officer"), transfer=make.arrival(back), unit=county.units["Q2"])
        again = actions.receive(actor=county.actor("石磊"), transfer=home)
    assert again.person == chen
    assert homes(chen) == [("Q1", False), ("Q2", True)]
    with time_machine.travel(SOON, tick=False):
        nothing_wrong(county, sister)


def test_who_died_meanwhile_is_not_received(county):
    transfer, held = make.issued(county), make.held(county)
    people.end_membership(
        actor=county.console, membership=held, on=make.TODAY, ending="deceased", note="讣告", version=held.version
    )
    with pytest.raises(WrongState):
        actions.receive(actor=county.actor("石磊"), transfer=make.arrival(transfer))
    actions.recall(actor=county.actor("梅"), transfer=transfer, reason="已去世")


def test_twice_in_one_day_leaves_one_home(county):
    made = actions.receive(actor=county.actor("石磊"), transfer=make.arrival(make.issued(county)))
    onward = actions.ask(actor=county.actor("石磊"), membership=made, reason="work", to=county.units["Q3"])
    letter = actions.issue(actor=county.actor("officer"), transfer=onward, valid_days=10)
    actions.receive(actor=county.actor("officer"), transfer=make.arrival(letter))
    assert homes(county.persons["老陈"]) == [("Q1", False), ("Q3", True)]


def test_nobody_is_shown_a_district_that_he_did_not_name(county, sister, sign_in):
    page = f"/transfers/members/{make.held(county).pk}/"
    client = sign_in("梅")
    assert sister.tenant.name not in client.get(page).content.decode()
    sent = {"reason": "work", "to_name": "姐妹县柳树村党支部"}
    assert "没有这个区域" in client.post(page, {**sent, "tenant": "CANARY"}).content.decode()
    client.post(page, {**sent, "tenant": sister.tenant.code})
    assert Transfer.objects.get().peer_tenant == sister.tenant


def test_the_paper_has_three_parts_and_taking_it_is_on_record(county, sign_in):
    transfer = make.issued(county, make.asked(county, dues_until=dt.date(2026, 2, 1)))
    client = sign_in("梅")
    for form, magic in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(f"/reports/letters/{transfer.pk}/?form={form}")
        assert (answer.status_code, answer.content[: len(magic)]) == (200, magic)
    taken = Entry.objects.filter(verb="reports.download_letter")
    assert [(one.object_id, one.data["number"]) for one in taken] == [(transfer.person_id, "〔2026〕0001号")] * 2
    assert sign_in("石磊").get(f"/reports/letters/{make.arrival(transfer).pk}/").status_code == 409
    assert sign_in("石磊").get(f"/reports/letters/{transfer.pk}/").status_code == 404
