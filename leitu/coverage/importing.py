"""import of workplaces from a sheet: which there are, how many work there, how each is reached."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.importing import Checking, Outcome
from leitu.core.tabular import Column, Kind, Layout, Limits, Row, read_sheet
from leitu.coverage.actions import load_workplaces
from leitu.coverage.actions.keeping import fill
from leitu.coverage.actions.loading import WorkplaceRow
from leitu.coverage.models import Workplace
from leitu.orgs import policies
from leitu.orgs.models import Unit

KINDS = {
    "enterprise": ("企业", "公司", "非公企业", "民营企业", "国有企业"),
    "building": ("楼宇", "商务楼宇", "写字楼"),
    "park": ("园区", "工业园", "产业园"),
    "market": ("商圈市场", "市场", "商圈", "专业市场"),
    "neighbourhood": ("小区", "居民小区", "住宅小区"),
    "association": ("社会组织", "社会组织机构", "协会", "商会", "民办非企业单位"),
    "other": ("其他", "其它", "其他单位"),
}
WAYS = {
    "own": ("单独建立党组织", "单独组建", "已建党组织", "单建"),
    "joint": ("联合党组织覆盖", "联合党支部", "联合组建", "联建"),
    "officer": ("党建联络员联系", "党建联络员", "联络员", "党建指导员", "工作覆盖"),
    "blank": ("还没有覆盖", "空白", "未覆盖", "无"),
}
WORKPLACES = Layout(
    (
        Column(
            "unit",
            "属地党组织",
            ("属地党组织代码", "所在党组织", "主管党组织"),
            Kind.TEXT,
            required=True,
            max_length=200,
        ),
        Column("name", "单位名称", ("名称", "企业名称", "楼宇名称"), Kind.TEXT, required=True, max_length=200),
        Column(
            "kind",
            "类别",
            ("单位类别", "单位类型"),
            Kind.CHOICE,
            choices={word: code for code, words in KINDS.items() for word in words},
        ),
        Column("staff", "从业人员", ("职工数", "员工数", "从业人数"), Kind.INT),
        Column("members", "其中党员", ("党员数", "党员人数"), Kind.INT),
        Column(
            "way",
            "覆盖方式",
            ("覆盖情况", "组建方式"),
            Kind.CHOICE,
            choices={word: code for code, words in WAYS.items() for word in words},
        ),
        Column("organisation", "覆盖它的党组织", ("党组织", "覆盖党组织", "党组织名称"), Kind.TEXT, max_length=200),
        Column("officer_name", "党建联络员", ("联络员", "党建指导员"), Kind.NAME, max_length=100),
        Column("plan", "打算怎么覆盖", ("计划", "组建计划"), Kind.TEXT, max_length=500),
        Column("plan_on", "计划完成日期", ("计划日期", "完成时限"), Kind.DATE),
        Column("credit_code", "统一社会信用代码", ("信用代码",), Kind.CODE, max_length=18),
    )
)
MESSAGES = {"does_not_fit": _("%(why)s")}
BLANKS: dict[str, Any] = {
    "staff": 0,
    "members": 0,
    "kind": "other",
    "way": "blank",
    "organisation": None,
    "plan_on": None,
}


def import_workplaces(
    *, actor: Actor, path: Path, limits: Limits, commit: bool = False, name: str | None = None
) -> Outcome:
    """Read a list of workplaces; with ``commit`` and without errors write it. Raises FileNotFoundError, PermissionError."""
    checking = Checking(read_sheet(path, WORKPLACES, limits, name=name), MESSAGES)
    units = _units(actor)
    rows = [made for row in checking.sheet.rows if (made := _row(checking, actor, row, units)) is not None]
    outcome = checking.outcome()
    if outcome.errors or not rows:
        return outcome
    try:
        done = load_workplaces(actor=actor, rows=rows, digest=outcome.digest, dry_run=not commit)
    except ValidationError as problem:  # with what is known of it already
        checking.error(None, None, "does_not_fit", why="".join(problem.messages))
        return checking.outcome()
    outcome.created, outcome.updated, outcome.unchanged = done.created, done.updated, done.unchanged
    outcome.committed = commit
    return outcome


def _units(actor: Actor) -> dict[str, list[Unit]]:
    """The units of today by code and by full name."""
    found: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(tenant_id=actor.tenant_id).existing_on(today()):
        for word in {unit.code, unit.name}:
            found.setdefault(word, []).append(unit)
    return found


def _row(checking: Checking, actor: Actor, row: Row, units: dict[str, list[Unit]]) -> WorkplaceRow | None:
    values = dict(row.values)
    name, unit = values.pop("name", None), _unit(checking, row, "unit", values.pop("unit", None), units)
    if not name or unit is None or row.errors:
        return None
    content = tuple(sorted((key, str(value)) for key, value in row.values.items()))
    if checking.is_repeated(row, (unit.pk, name), content, _("单位")):
        return None
    if not policies.MANAGE.allows(actor, unit):
        checking.error(row, "unit", "out_of_reach", value=unit.name)
        return None
    if "organisation" in values:
        typed = values["organisation"]
        values["organisation"] = _unit(checking, row, "organisation", typed, units)
        if typed and values["organisation"] is None:
            return None
    given = {key: BLANKS.get(key, "") if value is None else value for key, value in values.items()}
    try:
        fill(Workplace(tenant_id=unit.tenant_id, unit=unit, name=name), given)
    except ValidationError as problem:
        checking.error(row, None, "does_not_fit", why="".join(problem.messages))
        return None
    return WorkplaceRow(unit, name, given)


def _unit(checking: Checking, row: Row, key: str, typed: str | None, units: dict[str, list[Unit]]) -> Unit | None:
    if not typed:
        return None
    found = units.get(typed, [])
    if len(found) == 1:
        return found[0]
    checking.error(row, key, "ambiguous_unit" if found else "unknown_unit", value=typed)
    return None
