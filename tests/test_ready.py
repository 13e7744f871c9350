"""Statements made once say what the ORM says."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet

from leitu.activities import queries
from leitu.activities.models import Attendance
from leitu.activities.tests import factories as make
from leitu.core import bulk, ready
from leitu.facts.models import Fact
from leitu.orgs.models import Tenant, Unit, UnitLink
from tests.cast import County
from tests.friday import county, linshui, on_that_friday

__all__ = ["county", "linshui", "on_that_friday"]
pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


def links(tenant: int, unit: int, day: dt.date) -> "QuerySet[Any, Any]":
    rows = UnitLink.objects.filter(tenant_id=tenant, descendant_id=unit, since__lte=day, until__gt=day)
    return rows.order_by("depth").values_list("ancestor_id", "since", "descendant__name")


def test_a_question_answers_as_the_orm_does(county: County) -> None:
    ask = ready.Question(links, tenant=int, unit=int, day=dt.date)
    for unit in Unit.objects.all():
        values = {"tenant": unit.tenant_id, "unit": unit.pk, "day": DAY}
        assert ask(**values) == list(links(**values)) != []
    assert ask(tenant=0, unit=0, day=DAY) == []


def test_a_question_converts_what_it_reads(county: County) -> None:
    activity = make.planned(county)
    kinds = type(activity.kind)._default_manager

    def build(kind: int) -> "QuerySet[Any, Any]":
        return kinds.filter(pk=kind).values_list("synonyms", "source", "is_active")

    assert ready.Question(build, kind=int)(kind=activity.kind_id) == list(build(activity.kind_id))


def test_a_question_whose_text_depends_on_its_values_is_refused(county: County) -> None:
    def odd(unit: int) -> "QuerySet[Any, Any]":
        rows = Unit.objects.filter(pk=unit)
        return (rows.filter(name="") if unit % 50 == ready.INT % 50 and unit > ready.INT else rows).values_list("pk")

    def forgetful(unit: int) -> "QuerySet[Any, Any]":
        return Unit.objects.values_list("pk")

    for build in (odd, forgetful):
        with pytest.raises(ImproperlyConfigured):
            ready.Question(build, unit=int)(unit=1)


def test_insert_gives_a_key_and_fills_in_the_time() -> None:
    one = Tenant(name="某县", code="t1", owed_since=DAY)
    ready.insert(one)
    stored = Tenant.objects.get(pk=one.pk)
    assert (stored.name, stored.owed_since, stored.created_at) == ("某县", DAY, one.created_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ready.insert(Tenant(name="同码", code="t1", owed_since=DAY))


def test_many_are_inserted_in_one_statement(county: County, django_assert_num_queries: Any) -> None:
    activity = make.planned(county)
    people = [one.person_id for one in queries.expected(activity)]
    pattern = Attendance(
        tenant_id=activity.tenant_id, activity=activity, unit=activity.unit, kind=7, on=DAY, state=make.PRESENT
    )
    rows = [bulk.like(pattern, person_id=key, note=f"{key}") for key in people]
    with django_assert_num_queries(1):
        ready.insert_many(rows)
    stored = Attendance.objects.filter(activity=activity).order_by("person_id")
    assert [(row.person_id, row.note, row.on, row.state) for row in stored] == [
        (key, f"{key}", DAY, Attendance.State.PRESENT) for key in sorted(people)
    ]
    with django_assert_num_queries(0):
        ready.insert_many([])


def test_update_writes_the_named_fields_only(county: County) -> None:
    unit = county.units["Q1"]
    unit.name, unit.code = "新名", "不存"
    ready.update(unit, ["name"])
    stored = Unit.objects.get(pk=unit.pk)
    assert stored.name == "新名" and stored.code == "Q1"
    with pytest.raises(DatabaseError):
        ready.update(Fact(pk=10**9, unit_id=1), ["unit_id"])
