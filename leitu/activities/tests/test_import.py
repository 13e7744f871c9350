"""import-activities: every rule of its contract (docs/cli.md), one file at a time."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count

from leitu.activities import actions
from leitu.activities.importing import import_activities
from leitu.activities.models import Activity, Attendance, Minutes
from leitu.activities.tests.factories import DAY, in_state, kind
from leitu.audit.models import Entry
from leitu.core.actor import console
from leitu.core.importing import Outcome
from leitu.core.invariants import broken
from leitu.core.tabular import limits
from leitu.facts.derive import differences
from leitu.facts.models import Fact
from leitu.orgs.models import Involvement
from leitu.people import actions as people
from leitu.people.actions.persons import id_number_index
from leitu.people.models import Membership
from tests.cast import County
from tests.sheets import ACTIVITY_TITLES, SheetRow, id_number, read_here, write_csv

Load = Callable[..., Outcome]
Q1 = ("梅", "李强", "赵敏", "孙涛", "周芳", "老陈", "小林")
"""The members of Willow village; 小林 is probationary. 孙涛 and 周芳 are its first group."""


def row(unit: str = "Q1", word: str = "支部党员大会", day: str = "2026-03-05", **values: Any) -> dict[str, Any]:
    return {"党组织代码": unit, "活动类型": word, "日期": day, **values}


@pytest.fixture(autouse=True)
def without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file says does not depend on the process that reads it."""
    monkeypatch.setattr("leitu.activities.importing.activities.read_sheet", read_here)


@pytest.fixture
def load(county: County, tmp_path: Path) -> Load:
    def run(*rows: SheetRow, **options: Any) -> Outcome:
        path = write_csv(tmp_path / "ledger.csv", ACTIVITY_TITLES, rows)
        options = {"actor": console("tests"), "commit": True, **options}
        return import_activities(path=path, limits=limits.console(), **options)

    return run


def counts(outcome: Outcome) -> tuple[int, int, int, bool]:
    return outcome.created, outcome.updated, outcome.unchanged, outcome.committed


def codes(outcome: Outcome) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.column) for one in outcome.errors]


def warned(outcome: Outcome) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in outcome.warnings]


def the() -> Activity:
    found: Activity = Activity.objects.select_related("unit", "kind").get()
    return found


def names(*states: int, capacity: int = 0) -> set[str]:
    rows = Attendance.objects.filter(state__in=states, capacity=capacity)
    return set(rows.values_list("person__name", flat=True))


def facts() -> list[str]:
    from leitu.facts import kinds

    numbers = {kinds.kind(code).number: code for code in ("general_meeting", "general_meeting_inquorate")}
    return [numbers[fact.kind] for fact in Fact.objects.all()]


@pytest.fixture(autouse=True)
def records_stay_true(county: County) -> Any:
    """Whatever was imported, facts and invariants hold."""
    yield
    assert list(differences(county.tenant.pk)) == []
    assert list(broken(county.tenant.pk)) == []


def test_everybody_else_was_present(load: Load) -> None:
    outcome = load(
        row(
            开始时间="１５:００",
            地点="村部",
            主题="学习",
            主持人="梅",
            记录人="李 强",
            应到人数="7人",
            实到人数=5,
            缺席名单="赵敏、老陈（请假）",
            列席名单="王局长",
            内容摘要="学习。\n讨论。",
        )
    )
    assert (codes(outcome), warned(outcome), counts(outcome)) == ([], [], (1, 0, 0, True))
    one = the()
    assert (one.state, one.origin, one.starts_at, one.is_late_entry) == ("archived", "imported", dt.time(15), False)
    assert (one.chair.name, one.recorder.name, one.guests) == ("梅", "李强", "王局长")
    assert names(1) == {"梅", "李强", "孙涛", "周芳", "小林"}
    assert (names(3), names(2)) == ({"赵敏"}, {"老陈"})
    assert (one.expected_count, one.present_count, one.excused_count) == (7, 5, 1)
    assert Minutes.objects.get().text == "学习。\n讨论。"
    assert facts() == ["general_meeting"]
    entry = Entry.objects.get(verb="activities.load_activities")
    assert entry.data["digest"] == outcome.digest


def test_the_same_file_twice_changes_nothing(load: Load) -> None:
    rows = [row(缺席名单="赵敏", 列席名单="王局长", 内容摘要="学习"), row("Q1G", "党小组会"), row(word="支委会")]
    load(*rows)
    before = Entry.objects.count(), Attendance.objects.count()
    assert counts(load(*rows)) == (0, 0, 3, True)
    assert (Entry.objects.count(), Attendance.objects.count()) == before


def test_the_same_key_with_other_content_updates(load: Load) -> None:
    load(row(内容摘要="学习"))
    changed = row(内容摘要="学习并讨论", 缺席名单="梅、李强、赵敏、孙涛", 应到人数=7, 实到人数=3)
    preview = load(changed, commit=False)
    assert counts(load(changed))[:3] == counts(preview)[:3] == (0, 1, 0)
    assert [one.revision for one in Minutes.objects.order_by("revision")] == [1, 2]
    assert facts() == ["general_meeting_inquorate"]


def test_a_dry_run_writes_nothing(load: Load) -> None:
    before = Entry.objects.count()
    assert counts(load(row(), row(开始时间="19:00"), commit=False)) == (2, 0, 0, False)
    assert (Activity.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("expected", "present", "fact"),
    [(7, 4, "general_meeting"), (8, 4, "general_meeting"), (7, 3, "general_meeting_inquorate")],
)
def test_the_two_numbers_decide_the_quorum(load: Load, expected: int, present: int, fact: str) -> None:
    load(row(应到人数=expected, 实到人数=present))
    assert facts() == [fact]


NUMBERS: dict[str, tuple[SheetRow, list[tuple[str, int | None]]]] = {
    "none": (row(), []),
    "right": (row(应到人数=7, 实到人数=6, 缺席名单="赵敏"), []),
    "one is enough": (row(应到人数=7), []),
    "too few present": (row(应到人数=7, 实到人数=6), [("numbers_differ", 2)]),
    "more than expected": (row(应到人数=7, 实到人数=8), [("numbers_differ", 2)]),
    "committee": (row(word="支委会", 应到人数=3, 实到人数=2, 缺席名单="赵敏"), []),
    "a committee larger than known": (row(word="支委会", 应到人数=5, 实到人数=4, 缺席名单="老陈"), []),
    "a committee that does not add up": (
        row(word="支委会", 应到人数=5, 实到人数=5, 缺席名单="赵敏"),
        [("numbers_differ", 2)],
    ),
    "no members": (row("Q3", "主题党日", 应到人数=10, 实到人数=9, 缺席名单="某某"), [("no_register", 2)]),
    "no members, impossible": (row("Q3", 应到人数=9, 实到人数=10), [("no_register", 2)]),
    "no members, no numbers": (row("Q3"), [("no_register", 2)]),
    "twice the same": (row(), []),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_that_do_not_add_up_are_warnings(load: Load, name: str) -> None:
    given, wanted = NUMBERS[name]
    outcome = load(given)
    assert (codes(outcome), warned(outcome), counts(outcome)) == ([], wanted, (1, 0, 0, True))


def test_without_a_register_the_two_numbers_stand(load: Load) -> None:
    load(row("Q3", 应到人数=10, 实到人数=9))
    one = the()
    assert (one.numbers_stand, one.expected_count, one.present_count, one.quorum_met) == (True, 10, 9, True)


def test_who_is_lost_is_present_only_if_the_numbers_say_so(load: Load, county: County) -> None:
    Membership.objects.filter(person=county.persons["老陈"]).update(lost_since=dt.date(2020, 1, 1))
    load(row(应到人数=7, 实到人数=6), row(day="2026-03-06", 应到人数=7, 实到人数=7))
    states = Attendance.objects.filter(person=county.persons["老陈"]).order_by("on").values_list("state", flat=True)
    assert list(states) == [Attendance.State.ABSENT, Attendance.State.PRESENT]


BAD: dict[str, tuple[list[SheetRow], list[tuple[str, int | None, str | None]]]] = {
    "no unit": ([row("")], [("missing_value", 2, "党组织代码")]),
    "no kind": ([row(word="")], [("missing_value", 2, "活动类型")]),
    "no day": ([row(day="")], [("missing_value", 2, "日期")]),
    "unknown unit": ([row("ZZ")], [("unknown_unit", 2, "党组织代码")]),
    "unknown kind": ([row(word="联欢会")], [("unknown_kind", 2, "活动类型")]),
    "impossible day": ([row(day="2026-02-30")], [("bad_date", 2, "日期")]),
    "a day to come": ([row(day="2026-03-21")], [("future_date", 2, "日期")]),
    "bad time": ([row(开始时间="下午茶")], [("bad_time", 2, "开始时间")]),
    "a group meeting of a branch": ([row(word="党小组会")], [("unfit_kind", 2, "活动类型")]),
    "a general meeting of a committee": ([row("Q")], [("unfit_kind", 2, "活动类型")]),
    "unknown absentee": ([row(缺席名单="石磊")], [("unknown_absentee", 2, "缺席名单")]),
    "absentee of another group": ([row("Q1G", "党小组会", 缺席名单="石磊")], [("unknown_absentee", 2, "缺席名单")]),
    "unknown number": ([row(缺席名单=id_number(9))], [("unknown_absentee", 2, "缺席名单")]),
    "unknown number of a guest": ([row(列席名单=id_number(9))], [("unknown_guest", 2, "列席名单")]),
    "same key, other content": ([row(), row(主题="学习")], [("conflicting_rows", 3, None)]),
    "same kind by another word": ([row(), row(word="党员大会", 主题="学习")], [("conflicting_rows", 3, None)]),
    "one bad row of two": ([row(), row("ZZ")], [("unknown_unit", 3, "党组织代码")]),
}


@pytest.mark.parametrize("name", BAD)
def test_an_error_leaves_one_entry_and_nothing_else(load: Load, name: str) -> None:
    rows, wanted = BAD[name]
    before = Entry.objects.count()
    outcome = load(*rows)
    assert codes(outcome) == wanted
    assert counts(outcome) == (0, 0, 0, False)
    assert (Activity.objects.count(), Fact.objects.count(), Entry.objects.count()) == (0, 0, before + 1)
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.data["digest"]) == ("activities.refuse_import", outcome.digest)
    assert id_number(9) not in str(outcome.as_dict())


def test_a_day_outside_the_life_of_the_unit(load: Load, county: County) -> None:
    type(county.units["Q2"]).objects.filter(code="Q2").update(
        founded_on=dt.date(2026, 3, 5), dissolved_on=dt.date(2026, 3, 10)
    )
    days = ("2026-03-04", "2026-03-05", "2026-03-09", "2026-03-10")
    outcome = load(*(row("Q2", day=day) for day in days))
    assert codes(outcome) == [("outside_life", 2, "日期"), ("outside_life", 5, "日期")]


def test_two_of_one_name_need_the_number_or_both(load: Load, county: County) -> None:
    for _namesake in range(2):
        people.register_member(
            actor=county.console,
            unit=county.units["Q1"],
            name="王伟",
            joined_on=dt.date(2010, 1, 1),
            full_on=dt.date(2011, 1, 1),
        )
    assert codes(load(row(缺席名单="王伟"))) == [("ambiguous_absentee", 2, "缺席名单")]
    assert counts(load(row(缺席名单="王伟、王伟", 应到人数=9, 实到人数=7))) == (1, 0, 0, True)
    assert Attendance.objects.filter(state=Attendance.State.ABSENT).count() == 2


def test_a_number_names_one(load: Load, county: County) -> None:
    person = county.persons["赵敏"]
    person.seal("id_number", id_number(2))
    person.id_number_index = id_number_index(id_number(2))
    person.save()
    load(row(缺席名单=f"{id_number(2)}；老陈"))
    assert names(3) == {"赵敏", "老陈"}


@pytest.mark.parametrize("word", ["小林", "小林（请假）"])
def test_who_joined_later_was_not_expected(load: Load, county: County, word: str) -> None:
    """Named as away he is passed over with a word; on his first day in the Party he is expected."""
    joined = dt.date(2026, 3, 6)
    Membership.objects.filter(person=county.persons["小林"]).update(since=joined, joined_on=joined)
    rows = [row(应到人数=6, 实到人数=5, 缺席名单=f"赵敏、{word}"), row(day="2026-03-06", 缺席名单=word)]
    outcome = load(*rows)
    assert (codes(outcome), warned(outcome)) == ([], [("joined_later", 2)])
    before, after = Activity.objects.order_by("on")
    assert (before.expected_count, before.present_count, after.expected_count, after.present_count) == (6, 5, 7, 6)
    assert counts(load(*rows)) == (0, 0, 2, True)


def test_separators_brackets_and_words_for_nobody(load: Load) -> None:
    load(row(缺席名单="赵敏，老陈,孙涛;周芳；小林\n李强（出差）"))
    assert names(1) == {"梅"}
    assert names(2) == {"李强"}
    for word in ("无", "—", "全勤"):
        assert codes(load(row(day="2026-03-06", 缺席名单=word, 列席名单=word))) == []


def test_guests_count_at_home(load: Load) -> None:
    load(row(列席名单="石磊、王局长、赵敏、东方明（白沙镇党委）"))
    assert names(1, capacity=1) == {"石磊"}
    assert the().guests == "王局长\n东方明（白沙镇党委）"
    assert [one.unit.code for one in Involvement.objects.select_related("unit")] == ["Q2"]
    assert counts(load(row(列席名单="石磊、王局长、赵敏、东方明（白沙镇党委）"))) == (0, 0, 1, True)


def test_the_groups_own_meeting(load: Load) -> None:
    assert codes(load(row("Q1G", "小组会", 缺席名单="周芳"))) == []
    assert (names(1), names(3)) == ({"孙涛"}, {"周芳"})


def test_several_meetings_on_one_day(load: Load) -> None:
    outcome = load(row(), row(开始时间="15:00"), row(开始时间="19:00"), row(开始时间="19:00"))
    assert (counts(outcome), warned(outcome)) == ((3, 0, 0, True), [("duplicate_row", 5)])


@pytest.mark.parametrize(
    "word", ["党员大会", "支部大会", "支部委员会", "上党课", "主题党日活动", "专题组织生活会", " 党 课 "]
)
def test_synonyms(load: Load, word: str) -> None:
    assert codes(load(row(word=word))) == []


def test_what_was_recorded_here_is_not_overwritten(load: Load, county: County) -> None:
    in_state(county, "archived")
    same = row(day=f"{DAY}", 开始时间="15:00", 地点="村委会二楼", 主题="学习与讨论", 内容摘要="学习并讨论。")
    assert counts(load(same)) == (0, 0, 1, True)
    assert codes(load({**same, "主题": "别的"})) == [("recorded_here", 2, None)]


def test_what_is_only_planned_is_not_overwritten(load: Load, county: County) -> None:
    in_state(county, "planned")
    assert codes(load(row(day=f"{DAY}", 开始时间="15:00"))) == [("recorded_here", 2, None)]


def test_a_cancelled_activity_does_not_stand_in_the_way(load: Load, county: County) -> None:
    in_state(county, "cancelled")
    assert counts(load(row(day=f"{DAY}", 开始时间="15:00"))) == (1, 0, 0, True)


def test_a_secretary_imports_his_own_branch_only(load: Load, county: County) -> None:
    assert counts(load(row(), row("Q1G", "党小组会"), actor=county.actor("梅"))) == (2, 0, 0, True)
    outcome = load(row("Q2"), row("ZZ"), actor=county.actor("梅"))
    assert codes(outcome) == [("unknown_unit", 2, "党组织代码"), ("unknown_unit", 3, "党组织代码")]


def test_names_out_of_sight_stay_text(load: Load, county: County) -> None:
    load(row(列席名单="东方明"), actor=county.actor("梅"))
    assert (names(1, capacity=1), the().guests) == (set(), "东方明")


def test_under_keeps_to_the_part(load: Load, county: County) -> None:
    outcome = load(row(), row("B1"), under=county.units["Q"])
    assert codes(outcome) == [("outside_under", 3, "党组织代码")]


def test_our_own_ledger_is_understood(county: County, tmp_path: Path) -> None:
    """The sheet that reports.ledger makes has more columns; none of them is complained about."""
    titles = [*ACTIVITY_TITLES, "党组织名称", "缺席人数", "状态", "补录"]
    path = write_csv(tmp_path / "l.csv", titles, [row(党组织名称="柳树村党支部", 缺席人数=0, 状态="已归档")])
    outcome = import_activities(actor=console("tests"), path=path, limits=limits.console())
    assert (codes(outcome), warned(outcome), outcome.created) == ([], [], 1)


def test_a_reopened_ledger_activity_belongs_to_people(load: Load, county: County) -> None:
    load(row())
    actions.reopen(actor=county.console, activity=the(), reason="补记")
    assert codes(load(row())) == [("recorded_here", 2, None)]
    assert kind(county).code == the().kind.code
    assert Attendance.objects.aggregate(n=Count("pk"))["n"] == len(Q1)
