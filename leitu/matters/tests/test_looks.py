"""The second look: a sample that anybody can draw again, judged by whoever checks, counted for the checker as well."""

import datetime as dt
import random

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.core import jobs
from leitu.core.actor import system
from leitu.core.errors import NotAllowed, WrongState
from leitu.facts import kinds
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from leitu.matters import actions, looks, queries
from leitu.matters.models import LookDraw, Matter, Step
from leitu.matters.tests import factories as make

JOB = system("matters.draw_looks")
SUMMER = "2026-06-24 01:00:00Z"


def closed(county, **values):
    return make.in_state(county, "closed", **values)


def drawn(county):
    """One matter closed in March, drawn in June."""
    matter = closed(county)
    with time_machine.travel("2026-06-02 01:00:00Z"):
        assert actions.draw_looks(actor=JOB, tenant=county.tenant) == 1
    matter.refresh_from_db()
    return matter


@pytest.mark.parametrize(("pool", "share", "count"), [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (200, 25, 50)])
def test_the_share_is_rounded_up(pool, share, count):
    keys = list(range(100, 100 + pool))
    assert len(looks.drawn(keys, "7f2a", share)) == count
    assert looks.drawn(keys, "7f2a", 100) == keys


def test_the_seed_decides_and_nothing_else():
    keys = list(range(1, 500))
    mixed = random.Random(4).sample(keys, len(keys))
    assert looks.drawn(keys, "7f2a", 10) == looks.drawn(mixed, "7f2a", 10)
    assert looks.drawn(keys, "7f2a", 10) != looks.drawn(keys, "7f2b", 10)
    assert looks.drawn([1, 2, 3, 4, 5], "7f2a", 40) == [1, 3]  # on both databases, and in ten years


def test_what_was_closed_is_drawn_months_later(county):
    matter = drawn(county)
    assert matter.look_on == dt.date(2026, 6, 20)
    draw = LookDraw.objects.get(tenant=county.tenant, months=3)
    assert (draw.closed_in, draw.pool, draw.drawn, len(draw.seed)) == (dt.date(2026, 3, 1), 1, 1, 16)
    assert Entry.objects.filter(verb="matters.draw_looks", data__seed=draw.seed).exists()
    with time_machine.travel("2026-06-03 01:00:00Z"):
        assert actions.draw_looks(actor=JOB, tenant=county.tenant) == 0
    with time_machine.travel("2026-09-03 01:00:00Z"):
        assert actions.draw_looks(actor=JOB, tenant=county.tenant) == 1  # half a year later; July and August as well
    months = LookDraw.objects.filter(tenant=county.tenant, months=3).values_list("closed_in", flat=True)
    assert sorted(months) == [dt.date(2026, month, 1) for month in (3, 4, 5, 6)]


def test_anybody_draws_the_same_list_again_whatever_happened_since(county):
    for number in range(12):
        closed(county, title=f"第{number}盏路灯不亮")
    came_back = closed(county, title="下水道堵")
    actions.reopen(actor=make.officer(county), matter=came_back, reason="又堵")
    with time_machine.travel("2026-06-02 01:00:00Z"):
        assert actions.draw_looks(actor=JOB, tenant=county.tenant) == 2
    draw = LookDraw.objects.get(tenant=county.tenant, months=3)
    assert draw.pool == 12
    chosen = list(Matter.objects.filter(look_on__isnull=False).order_by("pk"))
    with time_machine.travel(SUMMER):
        actions.look_back(actor=make.officer(county), matter=chosen[0], held=False, text="又黑了")
    again = looks.drawn_again(draw)
    assert again == [one.pk for one in chosen]
    assert looks.digest(again) == draw.digest


def test_it_held(county):
    matter = drawn(county)
    with time_machine.travel(SUMMER):
        assert [one.pk for one in queries.to_judge(make.officer(county))] == [matter.pk]
        done = actions.look_back(actor=make.officer(county), matter=matter, held=True, text="看了两次的本子")
        assert (done.state, done.look_on) == ("closed", None)
        assert list(queries.to_judge(make.officer(county))) == []
        with pytest.raises(WrongState, match="不用回头看"):
            actions.look_back(actor=make.officer(county), matter=matter, held=True)
    assert codes(county) == ["matter_closed_on_time", "matter_held"]


def test_it_came_back_and_counts_for_the_checker_too(county):
    matter = drawn(county)
    with time_machine.travel(SUMMER):
        done = actions.look_back(actor=make.officer(county), matter=matter, held=False, text="五月又缺签字")
    assert (done.state, done.times_reopened, done.look_on) == ("reopened", 1, None)
    assert list(Step.objects.filter(matter=matter).order_by("-pk").values_list("kind", flat=True)[:2]) == [
        "reopened",
        "looked",
    ]
    assert codes(county) == ["matter_closed_on_time", "matter_reopened", "matter_came_back_to_checker"]
    assert Fact.objects.latest("kind").unit_id == county.units["Q"].pk
    assert list(differences(county.tenant.pk)) == []


def codes(county):
    rows = Fact.objects.filter(tenant_id=county.tenant.pk, source_type=2).order_by("source_id", "kind")
    return [kinds.kind_of_number(row.kind).code for row in rows]


def test_not_before_its_day_nor_without_a_sentence(county):
    matter = drawn(county)
    with time_machine.travel("2026-06-19 01:00:00Z"):
        assert list(queries.to_judge(make.officer(county))) == []
        with pytest.raises(WrongState):
            actions.look_back(actor=make.officer(county), matter=matter, held=True)
    with time_machine.travel(SUMMER):
        for text in ("", "长" * 501):
            with pytest.raises(ValidationError):
                actions.look_back(actor=make.officer(county), matter=matter, held=False, text=text)
        assert Matter.objects.get(pk=matter.pk).look_on is not None


@pytest.mark.parametrize("name", ["梅", "孙涛", "石磊"])
def test_not_by_the_owner(county, name):
    matter = drawn(county)
    with time_machine.travel(SUMMER):
        assert list(queries.to_judge(county.actor(name))) == []
        with pytest.raises(NotAllowed):
            actions.look_back(actor=county.actor(name), matter=matter, held=True)


def test_only_the_machine_draws(county):
    with pytest.raises(NotAllowed):
        actions.draw_looks(actor=make.officer(county), tenant=county.tenant)


def test_the_job_does_it(county):
    closed(county)
    with time_machine.travel("2026-06-02 01:00:00Z"):
        assert jobs.run_now("matters.draw_looks").result == {"drawn": 1}
        assert jobs.run_now("matters.draw_looks").result == {"drawn": 0}


def test_home_the_form_and_the_list_lead_there(county, sign_in):
    matter = drawn(county)
    with time_machine.travel(SUMMER):
        client = sign_in("officer")
        assert reverse("matters:look_back", args=[matter.pk]) in client.get("/", follow=True).content.decode()
        assert matter.title in client.get(reverse("matters:list"), {"state": "look"}).content.decode()
        address = reverse("matters:look_back", args=[matter.pk])
        assert "连续两次会议签字齐全" in client.get(address).content.decode()
        client.post(address, {"held": "no", "text": "又缺签字", "version": matter.version})
    assert Matter.objects.get(pk=matter.pk).state == "reopened"


def test_the_page_of_a_draw_says_whether_it_is_the_same(county, sign_in):
    matter = drawn(county)
    draw = LookDraw.objects.get(tenant=county.tenant, months=3)
    client = sign_in("officer")
    page = client.get(draw.get_absolute_url()).content.decode()
    assert "和当时抽的一致" in page
    assert matter.title in page
    assert draw.seed in client.get(reverse("matters:draws")).content.decode()
    LookDraw.objects.filter(pk=draw.pk).update(seed="0")
    Matter.objects.filter(pk=matter.pk).update(closed_on=None)
    LookDraw.objects.filter(pk=draw.pk).update(share=0)
    assert "和当时抽的不一致" in client.get(draw.get_absolute_url()).content.decode()
