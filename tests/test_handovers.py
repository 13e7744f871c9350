"""A post goes over with everything that is open, confirmed by both sides."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.handovers import actions, queries
from leitu.handovers.models import Handover
from leitu.matters.models import Matter
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.people import actions as people
from leitu.people.models import Post
from tests.reshaped import TODAY, in_order, open_work


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def post(county):
    open_work(county)
    return Post.objects.get(unit=county.units["Q1"], title="secretary")


def begun(county, post, who="officer", taker="李强", **more):
    given = {"papers": "活动室铁皮柜，钥匙在李强处", **more}
    return actions.begin(actor=county.actor(who), post=post, taker=county.persons[taker], **given)


def enter(county, name):
    client = Client()
    client.force_login(county.users[name])
    SignIn.objects.filter(user=county.users[name]).update(strong=True)
    return client


def test_what_is_open_is_listed_and_never_typed(county, post) -> None:
    shown = {one.code: [line.text for line in one.lines] for one in queries.sections(begun(county, post))}
    assert set(shown["matters"]) == {"学习记录缺签字", "活动室漏水", "标语褪色"}
    assert shown["meetings"] == ["党课 党史"]
    assert "停止党籍的党员" in shown["care"]
    assert {"青禾镇党委", "石梅", "赵敏"} <= set(shown["contacts"])
    assert shown["duties"]
    assert not any("老陈" in text for texts in shown.values() for text in texts), (
        "who is suspended stays in the register"
    )


def test_both_sides_confirm_and_the_work_goes_over(county, post, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = begun(county, post)
        people.leave_post(actor=county.actor("officer"), post=post, on=today())
        people.appoint(
            actor=county.actor("officer"),
            unit=county.units["Q1"],
            person=county.persons["李强"],
            title="secretary",
            since=today(),
            origin="elected",
        )
        made = actions.give(actor=county.actor("梅"), handover=made, version=made.version)
        before = made.handed
        made = actions.take(actor=county.actor("李强"), handover=made, version=made.version)
    assert (made.state, made.stand_in, made.handed) == ("taken", "", before)
    assert "学习记录缺签字" in before["matters"][0] or len(before["matters"]) == 3
    responsible = dict(Matter.objects.filter(unit=county.units["Q1"]).values_list("title", "person__name"))
    assert responsible["学习记录缺签字"] == responsible["活动室漏水"] == "李强"
    assert responsible["路灯不亮"] == "梅", "what is closed stays as it was"
    told = Notice.objects.filter(verb__startswith="handovers.").order_by("entry_id", "user__pk")
    assert [(one.user.label, sentence(one)) for one in told] == [
        ("梅", "柳树村党支部书记开始交接，请看一看"),
        ("李强", "柳树村党支部书记开始交接，请看一看"),
        ("李强", "柳树村党支部书记已移交给您，请确认接收"),
        ("梅", "柳树村党支部书记的交接办好了"),
    ]
    assert {href(one) for one in told} == {made.get_absolute_url()}
    in_order(county)


def test_whoever_left_still_sees_his_own_handover_and_nobody_else_does(county, post) -> None:
    made = begun(county, post)
    people.leave_post(actor=county.actor("officer"), post=post, on=today())
    for name, status in (
        ("梅", 200),
        ("李强", 200),
        ("officer", 200),
        ("孙涛", 403),
        ("石磊", 404),
        ("inspector", 403),
    ):
        assert enter(county, name).get(made.get_absolute_url()).status_code == status, name
    assert enter(county, "梅").get(reverse("handovers:list")).status_code == 200


def test_only_the_successor_takes_over_and_only_the_giver_gives_without_a_reason(county, post) -> None:
    made = begun(county, post)
    with pytest.raises(ValidationError):
        actions.give(actor=county.actor("officer"), handover=made)
    with pytest.raises(NotAllowed):
        actions.give(actor=county.actor("李强"), handover=made)
    made = actions.give(actor=county.actor("officer"), handover=made, reason="本人住院")
    assert made.stand_in == "本人住院"
    for name in ("officer", "梅", "石磊"):
        with pytest.raises(NotAllowed):
            actions.take(actor=county.actor(name), handover=made)


@pytest.mark.parametrize("who", ["孙涛", "石磊", "inspector", "administrator", "stranger"])
def test_only_who_keeps_the_register_begins_one(county, post, who) -> None:
    with pytest.raises(NotAllowed):
        begun(county, post, who)


def test_what_does_not_fit_is_refused(county, post) -> None:
    for taker in ("梅", "石磊"):
        with pytest.raises(ValidationError):
            begun(county, post, taker=taker)
    with pytest.raises(ValidationError):
        begun(county, post, papers="长" * 1001)
    made = begun(county, post)
    with pytest.raises(WrongState):
        begun(county, post)
    with pytest.raises(WrongState):
        actions.take(actor=county.actor("李强"), handover=made)
    with pytest.raises(StaleEdit):
        actions.write(actor=county.actor("梅"), handover=made, papers="", note="", version=9)
    written = actions.write(actor=county.actor("梅"), handover=made, papers="乡里", note="先看账", version=made.version)
    assert (written.papers, written.note) == ("乡里", "先看账")
    actions.withdraw(actor=county.actor("officer"), handover=made)
    assert begun(county, post).state == Handover.State.OPEN, "it can be begun anew"


def test_a_head_who_left_without_one_is_named(county, post) -> None:
    assert list(queries.not_begun(county.actor("officer"))) == []
    people.leave_post(actor=county.actor("officer"), post=post, on=today())
    assert [one.holder_name for one in queries.not_begun(county.actor("officer"))] == ["梅"]
    page = enter(county, "officer").get(reverse("handovers:list")).content.decode()
    assert reverse("handovers:begin", args=[post.pk]) in page
    begun(county, post)
    assert list(queries.not_begun(county.actor("officer"))) == []
    with time_machine.travel(dt.datetime(2026, 9, 1, tzinfo=dt.UTC), tick=False):
        assert list(queries.not_begun(county.actor("county_officer"))) == []


def test_every_post_of_the_list_says_what_it_looks_after() -> None:
    found = queries.post_duties()
    assert set(found) <= set(Post.Title.values)
    for title, one in found.items():
        assert one["duties"], title
        assert {"document", "article", "confidence"} == set(one["source"]), title
