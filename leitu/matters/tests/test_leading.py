"""四个亲自: what the secretary does himself on key matters, read from the buttons he pressed."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.matters import actions, leading
from leitu.matters.models import Matter, Step
from leitu.matters.tests import factories as make
from leitu.people import actions as people
from leitu.people.models import Post


@pytest.fixture
def key(county):
    return actions.mark(actor=county.actor("梅"), matter=make.in_state(county, "published"))


def counts(county, code="Q1", year=2026):
    found = leading.led(county.units[code], year)
    return {duty: found.count(duty) for duty in leading.DUTIES}


def test_the_four_come_of_the_buttons(county, key):
    mei = county.actor("梅")
    actions.inquire(actor=mei, matter=key, text="材料到了没有")
    actions.involve(actor=mei, matter=key, unit=county.units["Q2"], part="出两个人")
    actions.urge(actor=mei, matter=key, text="这周五以前")
    assert counts(county) == {"deploys": 1, "asks": 1, "coordinates": 1, "supervises": 1}
    assert leading.led(county.units["Q1"], 2026).matters == 1


def test_what_others_do_and_what_is_no_key_matter_does_not_count(county, key):
    plain = make.in_state(county, "published")
    actions.inquire(actor=county.actor("梅"), matter=plain, text="怎么样了")
    actions.inquire(actor=county.actor("officer"), matter=key, text="怎么样了")
    actions.involve(actor=county.actor("李强"), matter=key, unit=county.units["Q2"], part="出两个人")
    assert counts(county) == {"deploys": 1, "asks": 0, "coordinates": 0, "supervises": 0}
    assert counts(county, "Q2") == dict.fromkeys(leading.DUTIES, 0)
    assert counts(county, year=2025) == dict.fromkeys(leading.DUTIES, 0)


def test_only_while_he_was_secretary(county, key):
    held = Post.objects.get(unit=county.units["Q1"], title="secretary")
    with time_machine.travel(dt.datetime.combine(make.TODAY + dt.timedelta(days=2), dt.time(9))):
        people.leave_post(actor=county.console, post=held, on=make.TODAY + dt.timedelta(days=1))
        with pytest.raises(NotAllowed):
            actions.inquire(actor=county.actor("梅"), matter=key, text="怎么样了")
        assert counts(county)["deploys"] == 1


def test_nobody_is_urged_twice_in_a_week_by_whomever(county, key):
    actions.urge(actor=county.actor("梅"), matter=key, text="快一点")
    with pytest.raises(WrongState):
        actions.urge(actor=county.actor("officer"), matter=key, text="再快一点")
    for days, works in ((6, False), (7, True)):
        with time_machine.travel(dt.datetime.combine(make.TODAY + dt.timedelta(days=days), dt.time(9))):
            if works:
                actions.urge(actor=county.actor("officer"), matter=key, text="再快一点")
            else:
                with pytest.raises(WrongState):
                    actions.urge(actor=county.actor("officer"), matter=key, text="再快一点")
    assert Step.objects.filter(matter=key, kind=Step.Kind.SUPERVISED).count() == 2


def test_marked_once_and_unmarked_once(county, key):
    with pytest.raises(WrongState):
        actions.mark(actor=county.actor("officer"), matter=key)
    assert not actions.mark(actor=county.actor("officer"), matter=key, is_key=False).is_key
    with pytest.raises(WrongState):
        actions.mark(actor=county.actor("officer"), matter=key, is_key=False)
    assert Entry.objects.filter(verb="matters.mark").count() == 2


def test_the_pages(county, key, sign_in):
    client = sign_in("梅")
    page = client.get(reverse("matters:show", args=[key.pk])).content.decode()
    assert "重点" in page
    assert reverse("matters:urge", args=[key.pk]) in page
    done = client.post(reverse("matters:urge", args=[key.pk]), {"text": "周五以前办好"}, follow=True)
    assert "督办了" in done.content.decode()
    year = client.get(reverse("matters:leading"), {"unit": key.unit_id})
    assert [tile["value"] for tile in year.context["tiles"]] == [1, 0, 0, 1]
    assert "周五以前办好" in year.content.decode()
    assert client.get(year.context["key_href"]).context["objects"][0].pk == key.pk
    client.post(reverse("matters:mark", args=[key.pk]))
    assert not Matter.objects.get(pk=key.pk).is_key
    assert sign_in("李强").get(reverse("matters:urge", args=[key.pk])).status_code == 403
    assert sign_in("孙涛").get(reverse("matters:leading")).status_code == 403
    assert sign_in("石磊").get(reverse("matters:leading"), {"unit": key.unit_id}).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "长" * 501])
def test_a_sentence_is_needed_and_has_an_end(county, key, sign_in, text):
    for step in ("inquire", "urge"):
        answer = sign_in("梅").post(reverse(f"matters:{step}", args=[key.pk]), {"text": text})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not Step.objects.filter(matter=key, kind__in=["inquired", "supervised"]).exists()
