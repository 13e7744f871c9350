import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from leitu.accounts.factors import actor_for
from leitu.accounts.models import User
from leitu.activities import queries
from leitu.activities.models import Activity, Attendance, Minutes, Resolution
from leitu.approvals.models import Ask
from leitu.approvals.queries import waiting_for
from leitu.audit.models import Entry
from leitu.config.actions import build_demo
from leitu.config.demo import build, identifiers, names
from leitu.config.demo.build import Built, Parameters, start_of
from leitu.config.demo.register import shares
from leitu.config.demo.schedule import nth_weekday
from leitu.config.demo.tree import Tree
from leitu.config.queries import demo_parameters, is_unfinished_demo
from leitu.core import bulk
from leitu.core.actor import ANONYMOUS, console
from leitu.core.errors import NotAllowed
from leitu.core.idnumber import parse
from leitu.core.invariants import broken
from leitu.facts.derive import differences, rebuild
from leitu.facts.models import Fact
from leitu.guidance.models import Visit
from leitu.inspections.models import Inspection
from leitu.matters.models import Matter, Step
from leitu.matters.queries import due_soon, overdue
from leitu.orgs.actions import found_tenant, initialise
from leitu.orgs.models import Grant, Placement, Tenant, Term, Unit, UnitState
from leitu.people.models import Exemption, FloatingRecord, Membership, Person, Post

TODAY = dt.date(2026, 11, 23)
SMALL = Parameters(units=20, members=200, years=1, seed=1)
SAID: dict[type[Any], tuple[str, ...]] = {
    Unit: ("code", "name", "kind", "sector", "parent__code", "founded_on", "dissolved_on", "has_committee"),
    UnitState: ("unit__code", "name", "since", "until"),
    Placement: ("unit__code", "parent__code", "since", "until"),
    Term: ("unit__code", "starts_on", "ends_on"),
    Person: ("code", "name", "sex", "birth_on", "education", "job", "account__username"),
    Membership: ("person__code", "unit__code", "group__code", "since", "until", "full_on", "ending"),
    Post: ("unit__code", "holder_name", "title", "since", "until", "origin"),
    Exemption: ("person__code", "ground", "since"),
    FloatingRecord: ("person__code", "destination", "since", "until"),
    Activity: ("unit__code", "kind__code", "on", "starts_at", "state", "topic", "expected_count", "present_count"),
    Attendance: ("activity__unit__code", "activity__kind__code", "on", "person__code", "state", "via", "note"),
    Minutes: ("activity__unit__code", "activity__on", "text"),
    Resolution: ("activity__unit__code", "activity__on", "text", "in_favour", "passed"),
    Grant: ("user__username", "role__code", "unit__code", "reach"),
}
"""What a district says, without keys, moments and ciphertexts."""


def digests() -> dict[str, str]:
    """One digest for each table."""
    return {
        model.__name__: hashlib.sha256(
            "\n".join(sorted(map(repr, model._default_manager.values_list(*said)))).encode()
        ).hexdigest()
        for model, said in SAID.items()
    }


def make(parameters: Parameters) -> Built:
    """A district in the test database."""
    initialise(actor=console("test"), owed_since=start_of(TODAY, parameters.years))
    return build_demo(actor=console("test"), parameters=parameters, day=TODAY, tell=lambda line: None)


class District:
    """What the tests of this module share: one small district, and what the same parameters gave before."""

    def __init__(self) -> None:
        with transaction.atomic():
            make(SMALL)
            self.first = digests()
            transaction.set_rollback(True)
        self.built = make(SMALL)
        self.tenant = Tenant.objects.get(code="demo-1")


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any) -> Iterator[District]:
    """Built once for the module; nothing of it stays."""
    morning = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
    with django_db_blocker.unblock(), time_machine.travel(morning, tick=True), transaction.atomic():
        yield District()
        transaction.set_rollback(True)


def test_the_district_has_the_size_that_was_asked_for(district: District) -> None:
    built = district.built
    assert (built.units, built.members) == (SMALL.units, SMALL.members)
    assert Unit.objects.filter(tenant=district.tenant).count() == SMALL.units
    assert Person.objects.count() > SMALL.members  # some have left during the year
    assert built.activities > 200
    assert built.attendances > 10 * built.activities


def test_facts_are_what_the_records_say(district: District) -> None:
    assert list(differences(district.tenant.pk)) == []
    closings = Step.objects.filter(kind="closed").count()
    inspected = 2 * Inspection.objects.count() + Inspection.objects.filter(found__gt=0).count()
    promised = Fact.objects.filter(tenant_id=district.tenant.pk, kind__in=(501, 502, 503)).count()
    others = (closings, inspected, Visit.objects.count(), promised)
    assert all(others)
    assert district.built.facts == Activity.objects.filter(state="archived").count() + sum(others)


def test_the_ledger_has_something_for_the_demo_accounts(district: District) -> None:
    """In every state but those that only people lead to; some of it near its date in the secretary's branch."""
    rows = Matter.objects.filter(tenant=district.tenant)
    assert set(rows.values_list("state", flat=True)) >= {"noted", "published", "in_progress", "sent_back", "closed"}
    secretary = User.objects.get(username="secretary")
    person = Person.objects.get(account=secretary)
    mine = rows.filter(person=person)
    assert mine.filter(overdue(TODAY)).exists()
    assert mine.filter(due_soon(TODAY)).exists()
    assert mine.filter(state="close_requested").exists()


def test_the_facts_of_one_year_are_computed_anew_and_no_others(district: District) -> None:
    tenant = district.tenant.pk
    with transaction.atomic():
        lost, moved, other = (Fact.objects.filter(on__year=year).order_by("pk") for year in (2026, 2026, 2025))
        count = lost.count()
        Fact.objects.filter(pk=moved[1].pk).update(on=dt.date(2025, 12, 31), unit_id=1)
        Fact.objects.filter(pk=lost[0].pk).delete()
        Fact.objects.filter(pk=other[0].pk).update(amount=7)
        assert rebuild(tenant, 2026) == count
        assert [(d.problem, d.stored[2]) for d in differences(tenant) if d.stored] == [("different", 7)]
        transaction.set_rollback(True)
    assert list(differences(tenant)) == []


def test_every_invariant_holds(district: District) -> None:
    assert list(broken(district.tenant.pk)) == []


def test_the_same_seed_on_the_same_day_gives_the_same_district(district: District) -> None:
    assert digests() == district.first


def test_another_seed_gives_another_district() -> None:
    one, two = (Tree(random.Random(seed), 60, TODAY, dt.date(2024, 10, 1)) for seed in (1, 2))
    assert [u.name for u in one.units] != [u.name for u in two.units]


def test_rolls_list_whoever_the_register_expects(district: District) -> None:
    archived = Activity.objects.filter(state="archived", numbers_stand=False).select_related("kind", "unit")
    for activity in archived.order_by("unit_id", "on")[::7]:
        expected = {(e.person_id, e.unit_id, e.is_voter, e.is_exempt) for e in queries.expected(activity)}
        members = activity.attendances.filter(capacity=Attendance.Capacity.MEMBER)
        assert set(members.values_list("person_id", "unit_id", "is_voter", "is_exempt")) == expected


def test_nothing_has_happened_in_the_future(district: District) -> None:
    ahead = Activity.objects.filter(on__gt=TODAY)
    assert ahead.exists()
    assert set(ahead.values_list("state", flat=True)) <= {"planned", "notified", "cancelled", "waived"}
    assert not Activity.objects.filter(archived_at__date__gte=TODAY).exists()
    assert not Membership.objects.filter(since__gt=TODAY).exists()


def test_life_is_uneven(district: District) -> None:
    assert Activity.objects.filter(is_late_entry=True).exclude(late_reason="").exists()
    assert Activity.objects.filter(state="under_way", on=TODAY).count() == 2
    assert Membership.objects.filter(until__year=9999, full_on=None).exists()
    assert Membership.objects.exclude(ending="").exists()
    assert Exemption.objects.exists()
    assert Attendance.objects.filter(state=Attendance.State.EXCUSED).exclude(note="").exists()


@pytest.mark.parametrize(
    ("username", "roles"),
    [
        ("officer", {"officer", "member"}),
        ("superior", {"superior_secretary", "member"}),
        ("secretary", {"secretary", "member"}),
        ("secretary2", {"secretary", "member"}),
        ("organiser", {"committee_member", "member"}),
        ("member", {"member"}),
        ("elder", {"member"}),
        ("inspector", {"inspector", "member"}),
        ("admin", {"administrator"}),
        ("security", {"security_officer"}),
        ("auditor", {"auditor"}),
        ("discipline", {"committee_member", "discipline_officer", "member"}),
        ("body", {"discipline_body", "member"}),
    ],
)
def test_accounts_hold_what_life_would_give_them(district: District, username: str, roles: set[str]) -> None:
    user = User.objects.get(username=username)
    assert user.is_demo
    assert not user.has_usable_password()
    assert set(Grant.objects.filter(user=user).values_list("role__code", flat=True)) == roles


def test_one_request_waits_for_the_second_person(district: District) -> None:
    ask = Ask.objects.get()
    assert ask.is_waiting
    superior = User.objects.get(username="superior")
    assert [ask] == waiting_for(actor_for(superior))


def test_identity_numbers_have_the_form_and_belong_to_nobody(district: District) -> None:
    numbers = [person.unseal("id_number") for person in Person.objects.all()]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert parse(number, today=TODAY).number.startswith(identifiers.REGION)
    mobiles = {person.unseal("mobile")[:3] for person in Person.objects.all()} - {""}
    assert mobiles == {identifiers.MOBILE}


def test_the_entry_of_the_build_tells_what_is_a_demo(district: District) -> None:
    assert demo_parameters(district.tenant) == SMALL
    steps = [entry.data["step"] for entry in Entry.objects.filter(verb="config.build_demo").order_by("pk")]
    months = [step for step in steps if step.startswith("activities ")]
    before = ["begun", "units", "members", "without indexes"]
    after = ["indexes", "matters", "guidance", "today", "inspections", "promises", "changes", "assessments", "done"]
    assert steps == [*before, *months, *after]
    assert months == sorted(months)
    assert len(months) == 15  # from the beginning of a quarter to next month
    with transaction.atomic():
        other = found_tenant(actor=console("test"), name="中共某县委员会", code="real")
        assert demo_parameters(other) is None
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_demo_that_was_broken_off_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_given: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(build.District, "_load_members", stop)
    with pytest.raises(KeyboardInterrupt):
        make(SMALL)
    tenant = Tenant.objects.get(code="demo-1")
    assert demo_parameters(tenant) is None
    assert is_unfinished_demo(tenant)
    with pytest.raises(CommandError, match="broken off") as refused:
        run("--units", "20", "--members", "200", "--years", "1")
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_only_the_machine_itself_builds_a_district() -> None:
    with pytest.raises(NotAllowed):
        build_demo(actor=ANONYMOUS, parameters=SMALL, day=TODAY, tell=print)
    with pytest.raises(ValidationError):
        build_demo(actor=console("test"), parameters=Parameters(1, 1, 1, 1), day=TODAY, tell=print)


def run(*words: str) -> str:
    """The standard output of the command."""
    from io import StringIO

    out, messages = StringIO(), StringIO()
    call_command("demo", "--no-serve", *words, stdout=out, stderr=messages)
    return out.getvalue()


def test_a_second_run_leaves_the_district_alone(district: District) -> None:
    before = Entry.objects.count()
    said = run("--units", "20", "--members", "200", "--years", "1", "--seed", "1", "--format", "json")
    assert f'"attendances": {Attendance.objects.count()}' in said
    assert Entry.objects.count() == before


def test_other_parameters_are_refused(district: District) -> None:
    with pytest.raises(CommandError, match="another demo district") as refused:
        run("--units", "20", "--members", "200", "--years", "1", "--seed", "2")
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_foreign_database_is_refused() -> None:
    initialise(actor=console("test"), owed_since=dt.date(2026, 1, 1))
    found_tenant(actor=console("test"), name="中共某县委员会", code="real")
    with pytest.raises(CommandError, match="real data") as refused:
        run("--units", "20", "--members", "200", "--years", "1")
    assert refused.value.returncode == 2
    assert list(Tenant.objects.values_list("code", flat=True)) == ["real"]
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("units", "members", "years", "is_fine"),
    [
        (20, 200, 1, True),
        (9900, 250_000, 3, True),
        (19, 200, 1, False),
        (120, 479, 2, False),
        (120, 7201, 2, False),
        (120, 2500, 0, False),
        (120, 2500, 11, False),
    ],
)
def test_which_parameters_make_a_district(units: int, members: int, years: int, is_fine: bool) -> None:
    assert (Parameters(units, members, years, 1).problem() == "") is is_fine


@pytest.mark.django_db
def test_bulk_rows_read_back_as_they_were_given() -> None:
    entry = {
        "at": dt.datetime(2026, 3, 1, 8, 30, 1, 500, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        "tenant_id": 7,
        "actor_kind": "console",
        "actor_id": 0,
        "actor_label": "试",
        "verb": "a.b",
        "unit_id": 0,
        "object_type": "",
        "object_id": 0,
        "object_label": "",
        "data": {"值": [1, None]},
        "request_id": "",
        "digest": "x",
    }
    key = bulk.next_key(Entry)
    assert bulk.load(Entry, bulk.rows([Entry(id=key, **entry)])) == 1
    bulk.tidy(Entry)
    stored = Entry.objects.values(*entry).get(pk=key)
    assert stored == entry
    assert Entry.objects.create(**entry).pk > key


@pytest.mark.parametrize(("weights", "total"), [([1.0, 2.0, 3.0], 60), ([1.0] * 7, 100), ([0.5, 9.0], 4)])
def test_shares_hand_out_everything(weights: list[float], total: int) -> None:
    handed = shares(weights, total)
    assert sum(handed) == total
    assert min(handed) >= min(3, total // len(weights))


@pytest.mark.parametrize(("weekday", "nth", "day"), [(4, 1, 6), (4, 2, 13), (6, 5, 29), (0, 5, 30), (1, 5, 24)])
def test_the_nth_weekday_of_november_2026(weekday: int, nth: int, day: int) -> None:
    assert nth_weekday(dt.date(2026, 11, 1), weekday, nth) == dt.date(2026, 11, day)


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_numerals(number: int, word: str) -> None:
    assert names.numeral(number) == word
