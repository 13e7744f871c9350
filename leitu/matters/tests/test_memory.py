"""Has this been before: the same rule or nearly the same words, in the same unit."""

import datetime as dt

import pytest
import time_machine

from leitu.matters import actions, memory, wording
from leitu.matters.sources import Source
from leitu.matters.tests import factories as make


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("学习记录缺签字", "学习记录缺少签字", True),
        ("活动室漏水", "党员活动室漏水了", True),
        ("活动室漏水", "路灯不亮", False),
        ("漏水", "漏水", True),
        ("水", "水", True),
        ("水", "火", False),
        ("Ａ区 漏水", "a区漏水", True),
    ],
)
def test_alike(one, other, same):
    assert memory.alike(memory.pairs(one), memory.pairs(other)) is same


def test_the_third_time_after_five_months(county):
    for month in (6, 10):
        with time_machine.travel(f"2025-{month:02}-15 03:00:00Z"):
            matter = make.in_state(county, "closed", title="学习记录缺签字")
    matter = make.noted(county, title="学习记录又缺签字")
    found = memory.recall(matter)
    assert found is not None
    assert (found.times, found.months, found.measure) == (3, 5, "连续两次会议签字齐全")
    assert wording.memory_sentence(found) == "5 个月前也有过，这是第 3 次，上次的措施：连续两次会议签字齐全"


def test_the_same_rule_is_enough(county):
    unit = county.units["Q1"]
    source = Source("duty", "x", unit, "主题党日", "/", "theme-day")
    actions.note(actor=county.console, unit=unit, title="三月没有开", source=source)
    again = actions.note(actor=county.console, unit=unit, title="本月主题党日漏了", source=source)
    found = memory.recall(again)
    assert found is not None
    assert (found.times, found.measure) == (2, "")
    assert wording.memory_sentence(found) == "不到一个月前也有过，这是第 2 次。"


def test_other_units_tasks_and_what_was_set_aside_are_no_memory(county):
    make.noted(county, "Q2")
    make.in_state(county, "set_aside")
    make.noted(county, kind="task")
    assert memory.recall(make.noted(county)) is None
    make.noted(county)
    assert memory.recall(make.noted(county, kind="task")) is None


def test_what_is_under_way_tells_its_last_progress(county):
    make.in_state(county, "in_progress")
    found = memory.recall(make.noted(county))
    assert found is not None
    assert found.measure == "补了三次签字"


def test_one_question_of_bounded_length(county, django_assert_num_queries):
    for _number in range(20):
        make.noted(county)
    matter = make.noted(county)
    with django_assert_num_queries(2):
        memory.recall(matter)


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [("2025-10-20", "2026-03-20", 5), ("2025-10-21", "2026-03-20", 4), ("2026-03-20", "2026-03-20", 0)],
)
def test_months_between(earlier, later, months):
    assert memory.months_between(dt.date.fromisoformat(earlier), dt.date.fromisoformat(later)) == months
