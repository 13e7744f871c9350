"""What the explanation of a duty says."""

import datetime as dt
from typing import Any

import pytest

from leitu.core.actor import console
from leitu.facts import derive
from leitu.facts.models import Fact
from leitu.norms.duties import duties, duty_of
from leitu.norms.explain import Explanation, explain, period_label, why_not
from leitu.norms.tests.factories import Place
from leitu.orgs.models import Unit

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


MEETINGS = 9001
"""A record type of this test: units stand in for meetings, which are a floor above."""


@pytest.fixture(autouse=True)
def meetings(monkeypatch: pytest.MonkeyPatch) -> None:
    def detail(unit: Unit) -> str:
        return f"应到 21 人，实到 9 人，{unit.code}"

    source = derive.Source(MEETINGS, Unit, lambda unit: [], lambda tenant: Unit.objects.all(), "norms:show", detail)
    sources: dict[Any, Any] = {**derive._sources, Unit: source}
    monkeypatch.setattr(derive, "_sources", sources)


def hold(place: Place, unit: Unit, on: dt.date, *, quorum: bool = True) -> None:
    """A general meeting of the unit."""
    fact = place.fact(unit, "general_meeting" if quorum else "general_meeting_inquorate", on)
    Fact.objects.filter(pk=fact.pk).update(source_type=MEETINGS, source_id=unit.pk)


def told(place: Place, unit: Unit, norm: str, on: dt.date, since: dt.date | None = None) -> Explanation:
    return explain(duties(place.tenant, [unit.pk], on=on, since=since, norm=norm)[0], console("tests"))


def test_an_open_duty_says_what_is_missing_until_when_and_how(place: Place) -> None:
    explained = told(place, place.unit("a"), "general-meeting", D(2026, 11, 20))
    assert explained.facts == []
    assert explained.missing == (
        "2026年第四季度应有支部党员大会 1 次，已有 0 次，还差 1 次。最迟2026年12月31日(周四)。"
        "召开支部党员大会并归档会议记录；已经开过的，补录即可。"
    )


def test_a_met_duty_names_its_facts_and_misses_nothing(place: Place) -> None:
    unit = place.unit("a")
    hold(place, unit, D(2026, 11, 3))
    explained = told(place, unit, "general-meeting", D(2026, 11, 20))
    [line] = explained.facts
    assert (line.kind, line.on, line.amount, line.source) == (
        "general_meeting",
        D(2026, 11, 3),
        "1",
        f"党组织#{unit.pk}",
    )
    assert (line.title, line.href) == (f"党组织#{unit.pk}", f"/norms/{unit.pk}/")
    assert [one.href for one in explain(explained.duty).facts] == [""]  # nobody asks: nobody is led anywhere
    assert explained.missing == ""
    assert explained.as_json("a")["facts"] == [
        {"kind": "general_meeting", "on": "2026-11-03", "amount": "1", "source": f"党组织#{unit.pk}"}
    ]


def test_a_meeting_without_quorum_is_named_with_date_and_numbers(place: Place) -> None:
    unit = place.unit("a")
    hold(place, unit, D(2026, 11, 3), quorum=False)
    explained = told(place, unit, "general-meeting", D(2026, 11, 20))
    assert explained.facts == []
    assert [line.on for line in explained.short] == [D(2026, 11, 3)]
    assert "2026年11月3日(周二)的会议到会不足法定人数（应到 21 人，实到 9 人，a），不计入。" in explained.missing


def test_a_meeting_after_the_day_asked_about_is_not_named(place: Place) -> None:
    unit = place.unit("a")
    hold(place, unit, D(2026, 11, 21))
    hold(place, unit, D(2026, 11, 22), quorum=False)
    explained = told(place, unit, "general-meeting", D(2026, 11, 20))
    assert (explained.facts, explained.short) == ([], [])


def test_a_past_period_says_that_its_time_is_over(place: Place) -> None:
    explained = told(place, place.unit("a"), "theme-day", D(2026, 11, 20), D(2026, 10, 31))
    assert "期限已于2026年10月31日(周六)到期。" in explained.missing


def test_usual_months_are_advice(place: Place) -> None:
    explained = told(place, place.unit("a"), "organisational-life-meeting", D(2026, 5, 20))
    assert "一般安排在 10、11、12 月。" in explained.missing


def test_a_waiver_is_told_with_ground_and_reason(place: Place) -> None:
    unit = place.unit("a")
    waiver = place.waiver(unit, "theme-day", D(2026, 11, 1))
    explained = told(place, unit, "theme-day", D(2026, 11, 20))
    assert explained.waiver == waiver
    assert explained.missing == "已由上级党组织免办，事由：灾害；理由：防汛"


def test_conditions_say_what_the_register_lacks(place: Place) -> None:
    unit = place.unit("a")
    place.members(unit, 2)
    place.term(unit, D(2026, 11, 1))
    place.post(unit, "secretary", until=D(2026, 10, 1))
    on = D(2026, 11, 20)
    assert told(place, unit, "branch-size", on).missing.startswith("登记中有正式党员 2 名，不足 3 名。")
    assert told(place, unit, "election", on).missing.startswith(
        "登记中的本届已于2026年11月1日(周日)届满，还没有登记新一届。"
    )
    assert told(place, unit, "election", D(2026, 10, 1)).missing.startswith("本届于2026年11月1日(周日)届满")
    vacancy = told(place, unit, "post-vacancy", on).missing
    assert vacancy.startswith("自2026年10月1日(周四)起登记中没有书记，应当在2027年1月1日(周五)前补上。")
    assert "已经超过" in told(place, unit, "post-vacancy", D(2027, 1, 2)).missing
    place.members(unit, 49)
    assert told(place, unit, "branch-size-limit", on).missing.startswith("登记中有党员 51 名，超过 50 名。")


def test_the_rule_comes_with_its_source(place: Place) -> None:
    rule = told(place, place.unit("a"), "theme-day", D(2026, 11, 20)).as_json("a")["rule"]
    assert set(rule) == {"title", "document", "article", "summary", "confidence", "valid_from", "valid_until"}
    assert (rule["valid_from"], rule["valid_until"], rule["confidence"]) == ("2018-10-28", None, "C")


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (D(2026, 11, 1), D(2026, 11, 30), "2026年11月"),
        (D(2026, 10, 1), D(2026, 12, 31), "2026年第四季度"),
        (D(2026, 1, 1), D(2026, 6, 30), "2026年上半年"),
        (D(2026, 7, 1), D(2026, 12, 31), "2026年下半年"),
        (D(2026, 1, 1), D(2026, 12, 31), "2026年"),
        (D(2026, 1, 2), D(2026, 12, 31), "2026年1月2日至2026年12月31日"),
    ],
)
def test_periods_have_names(start: dt.date, end: dt.date, label: str) -> None:
    assert period_label(start, end) == label


def test_why_nothing_is_owed(place: Place) -> None:
    on = D(2026, 11, 20)
    unit, late = place.unit("a"), place.unit("late", founded_on=D(2026, 11, 2))
    committee = place.unit("c", "committee")

    def reason(unit: Unit, norm: str, day: dt.date = on) -> str:
        return why_not(place.tenant, unit, norm, day)[1]

    assert "尚未记录" in reason(unit, "dues")
    assert "施行" in reason(unit, "theme-day", D(2010, 1, 1))
    assert "起算" in reason(unit, "theme-day", D(2023, 12, 31))
    assert "不针对" in reason(committee, "theme-day")
    assert "没有存在于整个周期" in reason(late, "theme-day")
    assert "没有支委会" in reason(unit, "committee-meeting")
    assert "届满日期" in reason(unit, "election")
    for norm in ("theme-day", "committee-meeting", "election"):
        assert duties(place.tenant, [committee.pk, late.pk], on=on, norm=norm) == []


def test_one_duty_is_found_by_its_name(place: Place) -> None:
    unit = place.unit("a")
    on = D(2026, 11, 20)
    assert duty_of(place.tenant, unit, "theme-day", D(2026, 3, 1), on=on) is not None
    assert duty_of(place.tenant, unit, "theme-day", D(2026, 3, 2), on=on) is None
    assert duty_of(place.tenant, unit, "theme-day", D(2026, 12, 1), on=on) is None
    past = duty_of(place.tenant, unit, "branch-size", D(2026, 3, 1), on=on)
    assert past is not None
    assert past.on == D(2026, 3, 31)


def test_whatever_has_no_page_is_only_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = place.unit("a")
    plain = derive.Source(MEETINGS, Unit, lambda unit: [], lambda tenant: Unit.objects.all())
    monkeypatch.setattr(derive, "_sources", {Unit: plain})
    hold(place, unit, D(2026, 11, 3), quorum=False)
    explained = told(place, unit, "general-meeting", D(2026, 11, 20))
    assert [(line.source, line.detail, line.href) for line in explained.short] == [(f"党组织#{unit.pk}", "", "")]
    assert "2026年11月3日(周二)的会议到会不足法定人数，不计入。" in explained.missing
