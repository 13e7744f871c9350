"""A bulletin: drafted from the data without a name, written on, issued once to everybody whom the round was about."""

import pytest
from django.core.exceptions import ValidationError

from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.inspections import actions, queries
from leitu.inspections.tests import factories as make


def drafted(county):
    row = make.under_way(county)
    make.visited(county, row, "Q1", (0, "本上没有签字"), (1, "议题太空"))
    make.visited(county, row, "Q2")
    return actions.draft_bulletin(actor=make.planner(county), round=row)


def test_it_is_drafted_from_the_data_and_names_nobody(county):
    made = drafted(county)
    assert made.title == "一季度抽查情况简报"
    for words in (
        "查到党组织 2 个，占范围内 5 个的 40%（目标 80%）",
        "1 个党组织没有发现问题",
        "共 2 个，涉及 1 个党组织",
        "“党员大会按季召开” 1 个",
        "2 份还没有回话",
    ):
        assert words in made.text
    for name in ("柳树村", "石桥", "梅", "本上没有签字"):
        assert name not in made.text


def test_only_the_body_sees_a_draft_and_everybody_below_what_is_issued(county):
    made = drafted(county)
    readers = ("梅", "石磊", "东方明", "officer")
    assert not any(queries.bulletins(county.actor(name)).exists() for name in readers)
    assert queries.bulletins(make.inspector(county)).get() == made
    actions.issue_bulletin(actor=make.planner(county), bulletin=made, version=made.version)
    assert all(queries.bulletins(county.actor(name)).get() == made for name in readers)
    assert not queries.bulletins(county.actor("孙涛")).exists()


def test_what_is_issued_stays(county):
    planner, made = make.planner(county), drafted(county)
    changed = actions.change_bulletin(
        actor=planner, bulletin=made, title="简报", text="补写一个例子", version=made.version
    )
    with pytest.raises(StaleEdit):
        actions.change_bulletin(actor=planner, bulletin=made, title="简报", text="旧的", version=made.version)
    again = actions.draft_bulletin(actor=planner, round=made.round)
    assert (again.pk, "补写" in again.text) == (changed.pk, False)
    issued = actions.issue_bulletin(actor=planner, bulletin=again)
    for act in (
        lambda: actions.issue_bulletin(actor=planner, bulletin=issued),
        lambda: actions.change_bulletin(actor=planner, bulletin=issued, title="简报", text="再改"),
        lambda: actions.draft_bulletin(actor=planner, round=issued.round),
    ):
        with pytest.raises(WrongState):
            act()


@pytest.mark.parametrize(
    ("title", "text"), [("", "有"), (" ", "有"), ("长" * 121, "有"), ("有", " "), ("有", "长" * 8001)]
)
def test_bad_words(county, title, text):
    with pytest.raises(ValidationError):
        actions.change_bulletin(actor=make.planner(county), bulletin=drafted(county), title=title, text=text)


@pytest.mark.parametrize("name", ["inspector", "officer", "梅"])
def test_who_may_not(county, name):
    made = drafted(county)
    for act in (
        lambda actor: actions.draft_bulletin(actor=actor, round=made.round),
        lambda actor: actions.change_bulletin(actor=actor, bulletin=made, title="简报", text="改"),
        lambda actor: actions.issue_bulletin(actor=actor, bulletin=made),
    ):
        with pytest.raises(NotAllowed):
            act(county.actor(name))


def test_nothing_is_drafted_before_the_draw(county):
    with pytest.raises(WrongState):
        actions.draft_bulletin(actor=make.planner(county), round=make.planned(county))
