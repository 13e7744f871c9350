"""import-members: every rule of its contract (docs/cli.md), one file at a time."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leitu.audit.models import Entry
from leitu.core.actor import console
from leitu.core.importing import Outcome
from leitu.core.invariants import broken
from leitu.core.periods import BEGINNING, FOREVER
from leitu.core.tabular import limits
from leitu.people.importing import import_members
from leitu.people.models import FloatingRecord, Membership, Person, Post, Suspension
from tests.cast import County
from tests.sheets import MEMBER_TITLES, SheetRow, id_number, read_here, write_csv

Load = Callable[..., Outcome]
NUMBER = id_number(1)


def row(name: str = "钱一", number: str = NUMBER, **values: Any) -> dict[str, Any]:
    base = {
        "姓名": name,
        "性别": "男",
        "民族": "汉",
        "公民身份证号": number,
        "出生日期": "1980-01-01",
        "学历": "大专",
        "人员类别": "正式党员",
        "所在党支部": "Q1",
        "加入党组织日期": "2010-07-01",
        "转为正式党员日期": "2011-07-01",
        "工作岗位": "农牧渔民",
        "联系电话": "13900000000",
        "党籍状态": "正常",
        "是否失联党员": "否",
        "是否流动党员": "否",
    }
    return {**base, **values}


@pytest.fixture(autouse=True)
def without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file says does not depend on the process that reads it."""
    monkeypatch.setattr("leitu.people.importing.members.read_sheet", read_here)


@pytest.fixture
def load(county: County, tmp_path: Path) -> Load:
    def run(*rows: SheetRow, **options: Any) -> Outcome:
        titles = options.pop("titles", MEMBER_TITLES)
        path = write_csv(tmp_path / "members.csv", titles, rows)
        options = {"actor": console("tests"), "commit": True, **options}
        return import_members(path=path, limits=limits.console(), **options)

    return run


def counts(outcome: Outcome) -> tuple[int, int, int, bool]:
    return outcome.created, outcome.updated, outcome.unchanged, outcome.committed


def codes(outcome: Outcome) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.column) for one in outcome.errors]


def warned(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.warnings]


def held(name: str = "钱一") -> Membership:
    membership: Membership = Membership.objects.get(person__name=name, until=FOREVER)
    return membership


def test_a_member_arrives_whole(load: Load, county: County) -> None:
    outcome = load(row(所在党小组="柳树村第一党小组", 家庭住址="柳树村1号", 固定电话="010-12345678"))
    assert (codes(outcome), warned(outcome), counts(outcome)) == ([], [], (1, 0, 0, True))
    membership = held()
    person = membership.person
    assert (membership.unit.code, membership.group.code, membership.since) == ("Q1", "Q1G", dt.date(2010, 7, 1))
    assert (person.sex, person.nation, person.education, person.job) == ("1", "01", "30", "1")
    assert [person.unseal(n) for n in ("id_number", "mobile", "landline", "address")] == [
        NUMBER,
        "13900000000",
        "010-12345678",
        "柳树村1号",
    ]
    entry = Entry.objects.get(verb="people.load_members")
    assert entry.data["digest"] == outcome.digest
    assert NUMBER not in str(entry.data)


def test_the_same_file_twice_changes_nothing(load: Load) -> None:
    """Also where dates were assumed: they depend on nothing but the sheet."""
    rows = [
        row(),
        row("钱二", id_number(3), 转为正式党员日期="", 是否失联党员="是"),
        row("钱三", id_number(5), 党籍状态="停止党籍", 是否流动党员="是", 外出流向="广东省"),
        row("钱四", id_number(7), 人员类别="预备党员", 转为正式党员日期=""),
    ]
    load(*rows)
    before = Entry.objects.count()
    assert counts(load(*rows)) == (0, 0, 4, True)
    assert Entry.objects.count() == before


def test_a_dry_run_says_what_a_commit_does_and_writes_nothing(load: Load) -> None:
    load(row())
    changed = [row(学历="大学本科"), row("钱二", id_number(3))]
    people = Person.objects.count()
    preview = load(*changed, commit=False)
    assert Person.objects.count() == people
    assert counts(load(*changed))[:3] == counts(preview)[:3] == (1, 1, 0)


BAD: dict[str, tuple[list[SheetRow], list[tuple[str, int | None, str | None]]]] = {
    "no name": ([row("")], [("missing_value", 2, "姓名")]),
    "no number": ([row(number="")], [("missing_value", 2, "公民身份证号")]),
    "wrong check digit": ([row(number=NUMBER[:-2] + "55")], [("bad_id_number", 2, "公民身份证号")]),
    "damaged by Excel": ([row(number="1.10101E+17")], [("damaged_number", 2, "公民身份证号")]),
    "old number": ([row(number="110101800101001")], [("bad_id_number", 2, "公民身份证号")]),
    "no branch": ([row(所在党支部="")], [("missing_value", 2, "所在党支部")]),
    "unknown branch": ([row(所在党支部="天上支部")], [("unknown_unit", 2, "所在党支部")]),
    "a committee": ([row(所在党支部="Q")], [("not_a_branch", 2, "所在党支部")]),
    "a group": ([row(所在党支部="Q1G")], [("not_a_branch", 2, "所在党支部")]),
    "unknown group": ([row(所在党小组="第九党小组")], [("unknown_group", 2, "所在党小组")]),
    "joined tomorrow": ([row(加入党组织日期="2099-01-01")], [("future_date", 2, "加入党组织日期")]),
    "full first": ([row(转为正式党员日期="2009-07-01")], [("full_before_joined", 2, "转为正式党员日期")]),
    "ambiguous job": ([row(工作岗位="工勤技能人员")], [("unknown_code", 2, "工作岗位")]),
    "unknown nation": ([row(民族="火星")], [("unknown_code", 2, "民族")]),
    "same number, other name": ([row(), row("钱二")], [("conflicting_rows", 3, None)]),
    "same number, other branch": ([row(), row(所在党支部="Q2")], [("conflicting_rows", 3, None)]),
}


@pytest.mark.parametrize("name", BAD)
def test_an_error_leaves_one_entry_and_nothing_else(load: Load, name: str) -> None:
    rows, wanted = BAD[name]
    before = Person.objects.count(), Membership.objects.count(), Entry.objects.count()
    outcome = load(*rows)
    assert codes(outcome) == wanted
    assert counts(outcome) == (0, 0, 0, False)
    assert (Person.objects.count(), Membership.objects.count(), Entry.objects.count() - 1) == before
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.data["digest"]) == ("people.refuse_import", outcome.digest)


def test_an_ambiguous_job_names_its_codes(load: Load) -> None:
    message = load(row(工作岗位="工勤技能人员")).errors[0].message
    assert "016" in message
    assert "025" in message


def test_two_branches_of_one_name_ask_for_the_code(load: Load, county: County) -> None:
    twin = county.units["Q2"].name
    type(county.units["B1"]).objects.filter(code="B1").update(name=twin)
    assert codes(load(row(所在党支部=twin))) == [("ambiguous_unit", 2, "所在党支部")]
    assert codes(load(row(所在党支部=twin), under=county.units["B"])) == []


def test_names_of_branches_are_folded(load: Load) -> None:
    assert codes(load(row(所在党支部="柳树村 党支部"))) == []


def test_the_register_knows_the_number(load: Load) -> None:
    load(row())
    assert codes(load(row("钱二"))) == [("other_name", 2, "姓名")]
    outcome = load(row(所在党支部="B1"))
    assert codes(outcome) == [("other_branch", 2, "所在党支部")]
    assert "柳树村" not in outcome.errors[0].message
    assert "Q1" not in outcome.errors[0].message


def test_warnings_are_written(load: Load) -> None:
    outcome = load(row(性别="女", 出生日期="1981-01-01"), row(性别="女", 出生日期="1981-01-01"))
    assert sorted(warned(outcome)) == ["birth_differs", "duplicate_row", "sex_differs"]
    assert counts(outcome) == (1, 0, 0, True)
    assert (held().person.sex, held().person.birth_on) == ("1", dt.date(1980, 1, 1))


@pytest.mark.parametrize(
    ("values", "full_on", "warning"),
    [
        ({"转为正式党员日期": ""}, dt.date(2011, 7, 1), "full_date_assumed"),
        ({"转为正式党员日期": "", "加入党组织日期": ""}, dt.date(1921, 7, 1), "full_date_unknown"),
        ({"人员类别": "预备党员"}, None, "probationary_with_date"),
        ({"人员类别": "", "转为正式党员日期": ""}, None, "stage_unknown"),
    ],
)
def test_since_when_a_full_member(load: Load, values: dict[str, str], full_on: dt.date | None, warning: str) -> None:
    assert warned(load(row(**values))) == [warning]
    assert held().full_on == full_on


def test_suspension_holds_for_the_past_and_is_lifted(load: Load) -> None:
    load(row(党籍状态="停止党籍"))
    assert Suspension.objects.get().since == BEGINNING
    load(row())
    assert not Suspension.objects.get().is_open
    load(row(党籍状态="停止党籍"))
    assert [one.is_open for one in Suspension.objects.order_by("since")] == [False, True]


@pytest.mark.parametrize(
    ("joined", "since"), [("2025-12-01", dt.date(2025, 12, 1)), ("", BEGINNING), ("2003-01-01", dt.date(2003, 1, 1))]
)
def test_a_membership_holds_since_joining(load: Load, joined: str, since: dt.date) -> None:
    """Whoever joined last month was not expected last year; a corrected date is followed, the same list is not."""
    first = row(人员类别="", 转为正式党员日期="", 加入党组织日期="2025-06-01")
    load(first)
    assert held().since == dt.date(2025, 6, 1)
    changed = {**first, "加入党组织日期": joined}
    assert [counts(load(changed)), counts(load(changed))] == [(0, 1, 0, True), (0, 0, 1, True)]
    assert held().since == since


def test_a_list_without_the_day_of_joining_leaves_the_beginning(load: Load) -> None:
    short = ["姓名", "公民身份证号", "所在党支部"]
    load(row(), titles=short)
    assert held().since == BEGINNING
    load(row())
    assert (held().since, counts(load(row(), titles=short))) == (dt.date(2010, 7, 1), (0, 0, 1, True))


def test_who_came_by_transfer_belongs_here_since_then(load: Load, county: County) -> None:
    """The date of joining is corrected; the memberships before and after must not run into each other."""
    load(row())
    moved = dt.date(2024, 1, 1)
    Membership.objects.filter(person__name="钱一").update(until=moved)
    person = Person.objects.get(name="钱一")
    Membership.objects.create(
        tenant=county.tenant, person=person, unit=county.units["B1"], since=moved, joined_on=moved, full_on=moved
    )
    assert counts(load(row(所在党支部="B1", 加入党组织日期="2009-07-01"))) == (0, 1, 0, True)
    assert (held().since, held().joined_on) == (moved, dt.date(2009, 7, 1))
    assert list(broken(county.tenant.pk)) == []


def test_lost_and_floating(load: Load) -> None:
    load(row(是否失联党员="是", 失去联系日期="2024.5", 是否流动党员="是", 外出流向="广东省"))
    assert held().lost_since == dt.date(2024, 5, 1)
    assert FloatingRecord.objects.get().destination == "广东省"
    load(row(是否流动党员="是", 外出流向="浙江省"))
    assert held().lost_since is None
    load(row())
    load(row(是否流动党员="是", 外出流向="浙江省"))
    assert FloatingRecord.objects.filter(until=FOREVER).count() == 1


def test_a_list_without_some_columns_leaves_what_is_there(load: Load) -> None:
    load(row(所在党小组="Q1G"))
    short = ["姓名", "公民身份证号", "所在党支部"]
    assert counts(load(row(), titles=short)) == (0, 0, 1, True)
    assert (held().full_on, held().group.code) == (dt.date(2011, 7, 1), "Q1G")


def test_who_comes_back_begins_anew(load: Load) -> None:
    load(row())
    Membership.objects.filter(person__name="钱一").update(until=dt.date(2024, 1, 1))
    assert counts(load(row(所在党支部="B1", 学历="大学本科"))) == (1, 0, 0, True)
    assert (held().unit.code, held().person.education) == ("B1", "20")
    assert held().since > dt.date(2024, 1, 1)


def test_secretaries_known_by_name_are_linked(load: Load, county: County) -> None:
    Post.objects.create(tenant=county.tenant, unit=county.units["Q3"], holder_name="钱一", title="secretary")
    load(row(所在党支部="Q3"))
    assert Post.objects.get(unit__code="Q3").person.name == "钱一"


def test_what_is_out_of_reach_is_absent(load: Load, county: County) -> None:
    """Security.md bad input 42: the officer of Qinghe names a branch of Baisha, and one that does not exist."""
    outcome = load(row(所在党支部="B1"), row("钱二", id_number(3), 所在党支部="ZZ"), actor=county.actor("officer"))
    assert codes(outcome) == [("unknown_unit", 2, "所在党支部"), ("unknown_unit", 3, "所在党支部")]
    assert outcome.errors[0].message.replace("B1", "ZZ") == outcome.errors[1].message


def test_under_keeps_to_the_part(load: Load, county: County) -> None:
    assert codes(load(row(), under=county.units["B"])) == [("outside_under", 2, "所在党支部")]


def test_two_tenants_keep_apart(counties: tuple[County, County], tmp_path: Path) -> None:
    first, second = counties
    by_code = write_csv(tmp_path / "m.csv", MEMBER_TITLES, [row()])
    outcome = import_members(actor=console("tests"), path=by_code, limits=limits.console(), commit=True)
    assert codes(outcome) == [("ambiguous_tenant", None, None)]
    outcome = import_members(
        actor=console("tests"), path=by_code, limits=limits.console(), under=second.units["C"], commit=True
    )
    assert held().tenant_id == second.tenant.pk
    by_name = write_csv(tmp_path / "m.csv", MEMBER_TITLES, [row("钱二", id_number(3), 所在党支部="柳树村党支部")])
    import_members(actor=console("tests"), path=by_name, limits=limits.console(), commit=True)
    assert held("钱二").tenant_id == first.tenant.pk
