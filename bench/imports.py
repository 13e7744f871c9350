"""Import of the whole register, a dry run and then the commit, against openpyxl reading the same file once."""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from openpyxl import Workbook

from bench.group import Context
from bench.measure import Ran, progress, run
from bench.table import Row
from bench.worlds import ROOT, Size, World
from leitu.config.demo.build import start_of
from leitu.config.demo.register import Home, PlannedPerson, Register
from leitu.config.demo.tree import Tree
from leitu.core.clock import today as this_day
from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit
from leitu.people.codes import education, nation

COLUMNS = (
    "姓名", "性别", "民族", "公民身份证号", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
    "转为正式党员日期", "工作岗位", "联系电话", "固定电话", "家庭住址", "党籍状态", "是否失联党员", "失去联系日期",
    "是否流动党员", "外出流向", "所在党小组",
)  # fmt: skip
"""The national form, whole."""
READ_ONCE = """
import sys
from openpyxl import load_workbook
book = load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for row in book.active.iter_rows(values_only=True)))
"""
"""The baseline: every cell is looked at once, nothing is checked, nothing is kept."""


def rows(context: Context) -> Iterator[Row]:
    """The import runs as people run it, by the command line, each time in a process of its own."""
    folder = context.worlds.folder / f"sheets_{context.size.name}"
    units, members = folder / "units.xlsx", folder / "members.xlsx"
    if not members.exists():
        progress("Writing the sheets of the register")
        folder.mkdir(exist_ok=True)
        write_sheets(context.size, units, members)
    world = empty(context)
    world.run("init")
    world.run("import-units", str(units), "--commit")
    once = min(
        (run([sys.executable, "-c", READ_ONCE, str(members)], world.environment, ROOT) for _ in range(2)), key=cpu
    )
    leitu = [sys.executable, "-m", "leitu.config.cli", "import-members", str(members), "--format", "json"]
    dry = run(leitu, world.environment, ROOT)
    committed = run([*leitu, "--commit"], world.environment, ROOT)
    assert json.loads(committed.output)["created"] == int(once.output) - 1, "every member was imported"
    progress(f"openpyxl {once.wall:.1f} s, dry run {dry.wall:.1f} s, commit {committed.wall:.1f} s on the clock")
    yield context.row("import of all members, dry run and commit (s)", dry.cpu + committed.cpu, once.cpu)
    yield context.row("import of all members: peak memory", max(dry.peak, committed.peak))


def cpu(ran: Ran) -> float:
    return ran.cpu


def empty(context: Context) -> World:
    """A database of its own, made anew: an import into a full register finds everything there already."""
    name = f"import_{context.size.name}"
    with psycopg.connect(f"{context.worlds.server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return World(f"{context.worlds.server}/{name}", context.worlds.folder / name)


def write_sheets(size: Size, units: Path, members: Path) -> None:
    """The planned district as the two lists that a county would hand over: names where people write names."""
    today = this_day()
    tree = Tree(random.Random("bench:tree"), size.units, today, start_of(today, size.years))
    register = Register(random.Random("bench:register"), tree, size.members)
    labels = {str(one): str(one.label) for one in [*Unit.Kind, *Unit.Sector]}
    named = ("党组织代码", "党组织名称", "上级党组织代码", "组织类别", "所属领域")
    _write(
        units,
        named,
        (
            (
                unit.code,
                unit.name,
                unit.parent.code if unit.parent else "",
                labels[unit.kind],
                labels.get(unit.sector, ""),
            )
            for unit in tree.units
        ),
    )
    open_ones = ((person, home) for person, home in register.homes() if home.until == FOREVER)
    _write(members, COLUMNS, (_line(person, home) for person, home in open_ones if home.unit.exists_on(today)))


def _line(person: PlannedPerson, home: Home) -> tuple[object, ...]:
    is_away = person.away is not None and person.away[1] == FOREVER
    return (
        person.name,
        "男" if person.male else "女",
        nation.get(person.nation).name,
        person.id_number,
        person.born,
        education.get(person.education).name,
        "正式党员" if person.full_on else "预备党员",
        home.unit.code,
        person.joined_on,
        person.full_on,
        person.job,
        person.mobile,
        "",
        person.address,
        "停止党籍" if person.suspended_since else "正常",
        "是" if person.lost_since else "否",
        f"{person.lost_since:%Y-%m}" if person.lost_since else "",
        "是" if is_away else "否",
        person.away[2] if person.away and is_away else "",
        home.group.code if home.group else "",
    )


def _write(path: Path, titles: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(titles)
    for line in lines:
        sheet.append(line)
    fresh = path.with_suffix(".new")
    book.save(fresh)
    fresh.rename(path)
