"""import-units: every rule of its contract (docs/cli.md), one file at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leitu.audit.models import Entry
from leitu.core.actor import console
from leitu.core.errors import WrongState
from leitu.core.importing import Outcome
from leitu.core.invariants import broken
from leitu.core.tabular import limits
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.models import Tenant, Term, Unit
from leitu.people.actions import load_units
from leitu.people.importing import import_units
from leitu.people.models import Membership, Person, Post
from tests.cast import OWED_SINCE, County
from tests.sheets import UNIT_TITLES, SheetRow, id_number, read_here, write_csv, write_xlsx

Load = Callable[..., Outcome]


def row(code: str, parent: str = "R", kind: str = "党支部", **values: Any) -> dict[str, Any]:
    return {"党组织代码": code, "党组织名称": f"{code}支部", "上级党组织代码": parent, "组织类别": kind, **values}


ROOT = row("R", "", "党委", 党组织名称="中共某县委员会")


@pytest.fixture(autouse=True)
def without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file says does not depend on the process that reads it."""
    monkeypatch.setattr("leitu.people.importing.units.read_sheet", read_here)


@pytest.fixture
def load(db: None, tmp_path: Path) -> Load:
    from leitu.orgs.models import Installation

    Installation.objects.get_or_create(defaults={"owed_since": OWED_SINCE, "initialised_at": "2024-01-01T00:00Z"})

    def run(rows: list[SheetRow], **options: Any) -> Outcome:
        path = write_csv(tmp_path / "units.csv", UNIT_TITLES, rows)
        options = {"actor": console("tests"), "commit": True, **options}
        return import_units(path=path, limits=limits.console(), **options)

    return run


def counts(outcome: Outcome) -> tuple[int, int, int, bool]:
    return outcome.created, outcome.updated, outcome.unchanged, outcome.committed


def codes(outcome: Outcome) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.column) for one in outcome.errors]


def test_the_row_without_superior_makes_the_tenant(load: Load) -> None:
    rows = [
        row("B", 所属领域="村", 成立日期="2001-07-01", 届满日期="2027-05-01", 支委会="否", 联系电话="０１０-1"),
        ROOT,
    ]
    outcome = load(rows)
    assert (codes(outcome), counts(outcome)) == ([], (2, 0, 0, True))
    tenant = Tenant.objects.get(code="R")
    unit = Unit.objects.get(tenant=tenant, code="B")
    assert (unit.parent.code, unit.sector, unit.has_committee) == ("R", "village", False)
    assert unit.unseal("contact_phone") == "010-1"
    assert Term.objects.get(unit=unit).ends_on.isoformat() == "2027-05-01"
    assert [(e.verb, e.data["digest"]) for e in Entry.objects.filter(verb="orgs.load_units")] == [
        ("orgs.load_units", outcome.digest)
    ]


def test_where_a_unit_stands_may_be_said_and_need_not(load: Load) -> None:
    outcome = load([ROOT, row("B", 经纬度="120.15，30.28"), row("E")])
    assert codes(outcome) == []
    assert dict(Unit.objects.values_list("code", "place")) == {"R": "", "B": "30.280000,120.150000", "E": ""}


def test_the_same_file_twice_changes_nothing(load: Load) -> None:
    rows = [ROOT, row("B", 书记="钱一"), row("G", "B", "党小组")]
    load(rows)
    before = Entry.objects.count()
    again = load(rows)
    assert counts(again) == (0, 0, 3, True)
    assert Entry.objects.count() == before


def test_a_dry_run_says_what_a_commit_does_and_writes_nothing(load: Load) -> None:
    rows = [ROOT, row("B", 书记="钱一")]
    preview = load(rows, commit=False)
    assert (Unit.objects.count(), Entry.objects.count(), Tenant.objects.count()) == (0, 0, 0)
    assert counts(load(rows))[:3] == counts(preview)[:3] == (2, 0, 0)
    changed = [ROOT, row("B", 书记="钱二"), row("C")]
    preview = load(changed, commit=False)
    assert counts(load(changed))[:3] == counts(preview)[:3] == (1, 1, 1)


@pytest.mark.parametrize(
    "word", ["党委", "党工委", "党总支", "党支部", "联合党支部", "临时党支部", "流动党员党支部", "支部", "总支"]
)
def test_kinds_and_synonyms(load: Load, word: str) -> None:
    outcome = load([ROOT, row("B", kind=word)])
    assert codes(outcome) == []


BAD: dict[str, tuple[list[SheetRow], list[tuple[str, int | None, str | None]]]] = {
    "no code": ([ROOT, row("")], [("missing_value", 3, "党组织代码")]),
    "no name": ([ROOT, row("B", 党组织名称="")], [("missing_value", 3, "党组织名称")]),
    "unknown kind": ([ROOT, row("B", kind="协会")], [("bad_choice", 3, "组织类别")]),
    "unknown superior": ([ROOT, row("B", "X")], [("unknown_parent", 3, "上级党组织代码")]),
    "no place": ([ROOT, row("B", 经纬度="村口")], [("no_place", 3, "经纬度")]),
    "two roots": ([ROOT, row("S", "", "党委")], [("second_root", 3, "上级党组织代码")]),
    "no root": (
        [row("B", "C"), row("C", "B")],
        [("circle", 2, "上级党组织代码"), ("circle", 3, "上级党组织代码"), ("no_root", None, None)],
    ),
    "its own superior": ([ROOT, row("B", "B")], [("circle", 3, "上级党组织代码")]),
    "below a circle": (
        [ROOT, row("B", "C"), row("C", "B"), row("D", "B")],
        [("circle", n, "上级党组织代码") for n in (3, 4, 5)],
    ),
    "same code, other content": ([ROOT, row("B"), row("B", 书记="钱一")], [("conflicting_rows", 4, None)]),
    "founded tomorrow": ([ROOT, row("B", 成立日期="2099-01-01")], [("future_date", 3, "成立日期")]),
    "no such day": ([ROOT, row("B", 成立日期="2023-02-29")], [("bad_date", 3, "成立日期")]),
    "dissolved first": (
        [ROOT, row("B", 成立日期="2020-01-01", 撤销日期="2019-01-01")],
        [("dissolved_before_founded", 3, "撤销日期")],
    ),
    "too deep": (
        [ROOT, *(row(f"U{n}", f"U{n - 1}" if n else "R", "党委") for n in range(60))],
        [("too_deep", 62, "上级党组织代码")],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_an_error_leaves_one_entry_and_nothing_else(load: Load, name: str) -> None:
    rows, wanted = BAD[name]
    outcome = load(rows)
    assert sorted(map(str, codes(outcome))) == sorted(map(str, wanted))
    assert counts(outcome) == (0, 0, 0, False)
    assert (Unit.objects.count(), Tenant.objects.count()) == (0, 0)
    assert [(e.verb, e.data["digest"]) for e in Entry.objects.all()] == [("people.refuse_import", outcome.digest)]


def test_warnings_are_written(load: Load) -> None:
    outcome = load([ROOT, row("B"), row("B"), row("G", "R", "党小组")])
    assert [(one.code, one.row) for one in outcome.warnings] == [("duplicate_row", 4), ("unusual_place", 5)]
    assert counts(outcome) == (3, 0, 0, True)


def test_a_new_secretary_follows_the_old_one_today(load: Load) -> None:
    load([ROOT, row("B", 书记="钱一")])
    load([ROOT, row("B", 书记="钱二")])
    old, new = Post.objects.filter(unit__code="B").order_by("pk")
    assert (old.holder_name, new.holder_name) == ("钱一", "钱二")
    assert old.until == new.since
    assert new.is_open


def test_a_secretary_is_linked_to_the_one_member_of_that_name(county: County, tmp_path: Path) -> None:
    for name, unit in (("双名", "Q2"), ("双名", "Q2"), ("独名", "Q3")):
        person = Person.objects.create(tenant=county.tenant, name=name)
        Membership.objects.create(tenant=county.tenant, person=person, unit=county.units[unit])
    rows = [
        row("Q2", "Q", 党组织名称="石桥社区党支部", 书记="双名"),
        row("Q3", "Q", 党组织名称="青禾小学党支部", 书记="独名"),
    ]
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES[:4] + ["书记"], rows)
    outcome = import_units(actor=county.console, path=path, limits=limits.console(), commit=True)
    assert counts(outcome) == (0, 2, 0, True)
    linked = dict(Post.objects.filter(holder_name__in=["双名", "独名"]).values_list("holder_name", "person__name"))
    assert linked == {"双名": None, "独名": "独名"}


HOMES: dict[str, tuple[SheetRow, list[tuple[str, int | None, str | None]]]] = {
    "a group to another branch": (row("Q1G", "Q2", "党小组"), [("group_moves", 2, "上级党组织代码")]),
    "a group to the committee": (row("Q1G", "Q", "党小组"), [("group_moves", 2, "上级党组织代码")]),
    "a group becomes a branch": (row("Q1G", "Q", "党支部"), [("kind_of_members", 2, "组织类别")]),
    "a branch becomes a general branch": (row("Q2", "Q", "党总支"), [("kind_of_members", 2, "组织类别")]),
    "a branch becomes a joint one": (row("Q2", "Q", "联合党支部"), []),
    "a branch without members becomes a general branch": (row("Q3", "Q", "党总支"), []),
    "a group stays": (row("Q1G", "Q1", "党小组"), []),
    "a branch moves with its group": (row("Q1", "B", "党支部"), []),
}


@pytest.mark.parametrize("name", HOMES)
@pytest.mark.parametrize("commit", [False, True])
def test_members_stay_with_their_branch_and_group(county: County, tmp_path: Path, name: str, commit: bool) -> None:
    given, wanted = HOMES[name]
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES[:4], [given])
    outcome = import_units(actor=county.console, path=path, limits=limits.console(), commit=commit)
    assert (codes(outcome), outcome.committed) == (wanted, commit and not wanted)
    assert list(broken(county.tenant.pk)) == []


def test_an_empty_group_may_be_put_right(county: County, tmp_path: Path) -> None:
    """A wrong superior in the first list is mended by the second, as long as nobody belongs there."""
    path = tmp_path / "u.csv"
    for parent in ("Q1", "Q2"):
        write_csv(path, UNIT_TITLES, [row("N", parent, "党小组")])
        outcome = import_units(actor=county.console, path=path, limits=limits.console(), commit=True)
        assert codes(outcome) == []
    assert Unit.objects.get(tenant=county.tenant, code="N").parent == county.units["Q2"]


def test_the_load_itself_refuses_what_parts_members(county: County) -> None:
    rows = [UnitRow("Q1G", "一组", "group", "Q2")]
    with pytest.raises(WrongState):
        load_units(actor=county.console, tenant=county.tenant, rows=rows, secretaries={}, digest="d")


def test_under_keeps_to_the_part(county: County, tmp_path: Path) -> None:
    rows = [row("Q9", "Q"), row("B9", "B"), row("B1", "Q")]
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES, rows)
    outcome = import_units(
        actor=console("tests"), path=path, limits=limits.console(), under=county.units["Q"], commit=True
    )
    assert codes(outcome) == [("outside_under", 3, "党组织代码"), ("outside_under", 4, "党组织代码")]


def test_an_officer_imports_below_his_committee_only(county: County, tmp_path: Path) -> None:
    own = row("Q", "C", "党委", 党组织名称="青禾镇党委")
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES, [own, row("Q9", "Q")])
    outcome = import_units(actor=county.actor("officer"), path=path, limits=limits.upload(), commit=True)
    assert (codes(outcome), counts(outcome)) == ([], (1, 0, 1, True))
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES, [row("B9", "B"), row("B1", "B", 党组织名称="改名")])
    outcome = import_units(actor=county.actor("officer"), path=path, limits=limits.upload(), commit=True)
    assert codes(outcome) == [("out_of_reach", 2, "党组织代码"), ("out_of_reach", 3, "党组织代码")]


def test_two_tenants_keep_apart(counties: tuple[County, County], tmp_path: Path) -> None:
    """Both have a Q1: the root row or --under says which is meant, otherwise nobody guesses."""
    path = write_csv(tmp_path / "u.csv", UNIT_TITLES, [row("Q1", "Q")])
    outcome = import_units(actor=console("tests"), path=path, limits=limits.console(), commit=True)
    assert codes(outcome) == [("ambiguous_tenant", None, None)]


def test_as_people_send_it(db: None, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "u.xlsx", [*UNIT_TITLES, "备注"], [ROOT, row("B", 成立日期="2001年7月1日")])
    outcome = import_units(actor=console("tests"), path=path, limits=limits.console())
    assert [(one.code, one.row) for one in outcome.warnings] == [("unknown_column", 2)]
    assert (codes(outcome), outcome.created, outcome.committed) == ([], 2, False)
    assert id_number(1) not in str(outcome.as_dict())
