"""The register: members come and go, posts bring and take power, sensitive fields stay sealed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.idnumber import check_digit
from leitu.core.invariants import broken
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs import policies as org_policies
from leitu.orgs.access import can
from leitu.people import actions, policies, queries
from leitu.people.actions.persons import SEALED
from leitu.people.forms import PersonFields
from leitu.people.models import FloatingRecord, Membership, Person, Post
from leitu.ui.conflict import is_secret

DAY = dt.timedelta(days=1)
NUMBER = "110101199003070" + "11"
NUMBER += check_digit(NUMBER)


def register(county, actor="梅", unit="Q1", **more):
    values = {"joined_on": dt.date(2020, 7, 1), "full_on": dt.date(2021, 7, 1), "name": "新来的", **more}
    return actions.register_member(actor=county.actor(actor), unit=county.units[unit], **values)


def test_sensitive_fields_are_sealed_in_the_database_and_open_at_their_place(county) -> None:
    made = register(county, id_number=NUMBER, mobile="13900001111", address="柳树村 8 号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person WHERE id = %s", [made.person_id])
        stored = " ".join(str(value) for value in cursor.fetchone())
    for secret in (NUMBER, "13900001111", "8 号"):
        assert secret not in stored
    person = Person.objects.get(pk=made.person_id)
    assert person.unseal("id_number") == NUMBER
    assert person.birth_on == dt.date(1990, 3, 7)
    assert person.sex == Person.Sex.MALE
    assert NUMBER not in str(list(Entry.objects.values_list("data", "object_label")))


def test_a_ciphertext_moved_to_another_person_breaks_an_invariant(county) -> None:
    made = register(county, id_number=NUMBER)
    Person.objects.filter(pk=county.persons["梅"].pk).update(id_number_sealed=made.person.id_number_sealed)
    assert [p["problem"] for p in broken(county.tenant.pk)] == ["sealed field does not open"]


def found(county, q: str) -> set[str]:
    seen = queries.listed_members(county.actor("officer"), None, today())
    return set(queries.named(seen, county.tenant.pk, q).values_list("person__name", flat=True))


def test_a_member_is_found_by_the_name_of_now_and_by_no_other(county) -> None:
    made = register(county, name="单晓明")
    for typed in ("单", "单晓明", "单 晓明", "晓明", "shan xiaoming", "danxiao", "sxm", "xm", "ＳＨＡＮ", "单 xm"):
        assert "单晓明" in found(county, typed), typed
    assert found(county, "晓明单") == found(county, "单 zz") == set()
    assert list(broken(county.tenant.pk)) == []
    actions.correct_person(actor=county.actor("梅"), person=made.person, version=1, name="欧阳静")
    assert "欧阳静" in found(county, "oyj")
    assert found(county, "单晓明") == found(county, "sxm") == set()
    assert list(broken(county.tenant.pk)) == []


def test_one_word_finds_the_same_members_in_the_order_of_the_piece_that_fits(county) -> None:
    for name in ("王小王明", "小王", "王伟", "李王"):
        register(county, name=name)
    seen = queries.listed_members(county.actor("officer"), None, today())
    in_turn = queries.named_in_turn(seen, county.tenant.pk, "王").order_by(*queries.IN_TURN)
    assert [row.person.name for row in in_turn] == ["小王", "李王", "王伟", "王小王明"]
    for typed in ("王", "w", "wang", "李", "xiao", "zz"):
        wide = queries.named_in_turn(seen, county.tenant.pk, typed)
        assert sorted(wide.values_list("pk")) == sorted(queries.named(seen, county.tenant.pk, typed).values_list("pk"))


@pytest.mark.parametrize("asked", ["?q=w", "?q=w&stage=full", "?q=w x", "?q=w&sort=unit", "?q=w&unit={}"])
def test_the_list_shows_whom_the_search_finds(county, client, asked) -> None:
    for name in ("王小", "小王", "魏西"):
        register(county, name=name)
    for who in ("officer", "梅"):
        client.force_login(county.users[who])
        SignIn.objects.filter(user=county.users[who]).update(strong=True)
        page = client.get(reverse("people:list") + asked.format(county.units["Q1"].pk)).content.decode()
        assert "王小" in page and "魏西" in page


def test_marks_are_those_of_the_day(county) -> None:
    made = register(county, name="流远方")
    FloatingRecord.objects.create(tenant=county.tenant, person=made.person, since=today(), until=today() + DAY)
    rows = Membership.objects.filter(pk=made.pk)
    for day, is_away in ((today() - DAY, False), (today(), True), (today() + DAY, False)):
        found = queries.with_marks(rows, day).get()
        assert (found.is_floating, found.is_exempt, found.is_suspended) == (is_away, False, False)
        assert queries.marked(rows, "floating", day).exists() is is_away


def test_a_name_that_its_person_is_not_found_by_breaks_an_invariant(county) -> None:
    made = register(county, name="欧阳静")
    Person.objects.filter(pk=made.person_id).update(name="上官静")
    assert [(p["problem"], p["person"]) for p in broken(county.tenant.pk)] == [
        ("not found by its name", made.person_id)
    ]


def test_one_identity_number_stands_once_and_the_refusal_names_no_branch(county) -> None:
    register(county, id_number=NUMBER)
    with pytest.raises(ValidationError) as refusal:
        register(county, actor="石磊", unit="Q2", name="同一个人", id_number=NUMBER)
    assert "柳树" not in str(refusal.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"joined_on": dt.date(2999, 1, 1)},
        {"full_on": dt.date(2019, 1, 1)},
        {"id_number": "110101199003071234"},
        {"group": "Q2"},
    ],
)
def test_a_member_who_cannot_be_is_refused(county, wrong) -> None:
    if "group" in wrong:
        wrong = {"group": county.units["Q2"]}
    before = Person.objects.count()
    with pytest.raises(ValidationError):
        register(county, **wrong)
    assert Person.objects.count() == before


def test_members_are_registered_in_branches_only(county) -> None:
    with pytest.raises(ValidationError):
        register(county, actor="officer", unit="Q")


@pytest.mark.parametrize(("who", "unit"), [("梅", "Q2"), ("孙涛", "Q1"), ("李强", "Q1"), ("inspector", "Q1")])
def test_who_does_not_manage_the_branch_changes_nothing(county, who, unit) -> None:
    with pytest.raises(NotAllowed):
        register(county, actor=who, unit=unit)


def test_taking_up_a_post_gives_power_and_leaving_it_takes_it_at_once(county) -> None:
    sun = county.persons["孙涛"]
    assert not can(county.actor("孙涛"), policies.MANAGE, county.units["Q1"].pk, county.tenant.pk)
    old = Post.objects.get(unit=county.units["Q1"], title=Post.Title.SECRETARY)
    actions.leave_post(actor=county.actor("officer"), post=old, on=today())
    assert not can(county.actor("梅"), policies.MANAGE, county.units["Q1"].pk, county.tenant.pk)
    post = actions.appoint(
        actor=county.actor("officer"),
        unit=county.units["Q1"],
        person=sun,
        title=Post.Title.SECRETARY,
        since=today(),
    )
    assert can(county.actor("孙涛"), policies.MANAGE, county.units["Q1"].pk, county.tenant.pk)
    actions.leave_post(actor=county.actor("officer"), post=post, on=today())
    assert not can(county.actor("孙涛"), policies.MANAGE, county.units["Q1"].pk, county.tenant.pk)
    assert can(county.actor("孙涛"), org_policies.VIEW, county.units["Q1"].pk, county.tenant.pk)
    assert list(broken(county.tenant.pk)) == []


def test_a_unit_has_one_secretary(county) -> None:
    with pytest.raises(ValidationError):
        actions.appoint(
            actor=county.actor("officer"),
            unit=county.units["Q1"],
            person=county.persons["孙涛"],
            title=Post.Title.SECRETARY,
            since=today(),
        )


def test_ending_a_membership_ends_posts_and_power(county) -> None:
    held = Membership.objects.get(person=county.persons["李强"])
    actions.end_membership(
        actor=county.actor("officer"), membership=held, on=today(), ending="transferred", note="转往外县", version=1
    )
    assert not can(county.actor("李强"), org_policies.VIEW, county.units["Q1"].pk, county.tenant.pk)
    assert not Post.objects.filter(person=county.persons["李强"], until=FOREVER).exists()
    assert Membership.objects.on(today() - DAY).filter(pk=held.pk).exists()
    with pytest.raises(StaleEdit):
        actions.end_membership(
            actor=county.actor("officer"), membership=held, on=today(), ending="left", note="重复", version=1
        )


def test_suspension_takes_the_vote_for_its_days_and_keeps_the_past(county) -> None:
    held = Membership.objects.get(person=county.persons["周芳"])
    begin = today() - 60 * DAY
    made = actions.suspend(actor=county.actor("officer"), membership=held, since=begin, note="失联")
    assert not Membership.objects.full_on(begin).filter(pk=held.pk).exists()
    assert Membership.objects.full_on(begin - DAY).filter(pk=held.pk).exists()
    with pytest.raises(WrongState):
        actions.suspend(actor=county.actor("officer"), membership=held, since=today(), note="再一次")
    actions.lift_suspension(actor=county.actor("officer"), suspension=made, on=today())
    assert Membership.objects.full_on(today()).filter(pk=held.pk).exists()
    assert not Membership.objects.full_on(today() - DAY).filter(pk=held.pk).exists()


def test_revealing_needs_right_and_reason_and_leaves_an_entry(county) -> None:
    person = register(county, mobile="13900001111").person
    with pytest.raises(NotAllowed):
        actions.reveal(actor=county.actor("李强"), person=person, field="mobile", reason="好奇")
    with pytest.raises(ValidationError):
        actions.reveal(actor=county.actor("梅"), person=person, field="mobile", reason="  ")
    assert actions.reveal(actor=county.actor("梅"), person=person, field="mobile", reason="通知开会") == "13900001111"
    assert Entry.objects.filter(verb="people.reveal", object_id=person.pk).count() == 1


def test_a_stale_correction_changes_nothing(county) -> None:
    person = register(county).person
    actions.correct_person(actor=county.actor("梅"), person=person, version=1, name="改过的")
    with pytest.raises(StaleEdit):
        actions.correct_person(actor=county.actor("officer"), person=person, version=1, name="后来的")


@pytest.mark.parametrize(
    ("since", "moved"), [(dt.date(2020, 7, 1), True), (BEGINNING, True), (dt.date(2023, 5, 1), False)]
)
def test_who_belongs_here_since_joining_follows_the_corrected_day(county, since, moved) -> None:
    made = register(county, since=since)
    right = dt.date(2019, 7, 1)
    found = actions.correct_membership(
        actor=county.actor("梅"),
        membership=made,
        version=made.version,
        group=None,
        joined_on=right,
        full_on=made.full_on,
    )
    assert found.since == (right if moved else since)
    assert list(broken(county.tenant.pk)) == []


def test_exemptions_do_not_overlap(county) -> None:
    person = county.persons["老陈"]
    actions.exempt(actor=county.actor("梅"), person=person, ground="aged")
    with pytest.raises(ValidationError):
        actions.exempt(actor=county.actor("梅"), person=person, ground="ill", since=today())


def test_everybody_sees_himself_and_a_stranger_nobody(county) -> None:
    visible = Person.objects.visible_to(county.actor("孙涛"))
    assert [p.name for p in visible] == ["孙涛"]
    assert not Person.objects.visible_to(county.actor("stranger")).exists()
    assert Person.objects.visible_to(county.actor("梅")).count() == 7


def test_sealed_fields_neither_stay_on_the_device_nor_are_repeated() -> None:
    assert [name for name, field in PersonFields().fields.items() if is_secret(field)] == list(SEALED)
