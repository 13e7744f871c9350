"""import-members: the register in the layout of the national form (rules.md §12.1)."""

import datetime as dt
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.core.idnumber import parse
from leitu.core.importing import Checking, Outcome
from leitu.core.periods import FOREVER, add_months
from leitu.core.tabular import Column, Kind, Layout, Limits, Row, read_sheet
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Tenant, Unit
from leitu.people import actions, policies
from leitu.people.actions.members import UNDATED, MemberRow
from leitu.people.actions.persons import id_number_index
from leitu.people.codes import CodeTable, UnknownCode, education, job, nation
from leitu.people.importing.scope import codes_below, reach_of, tenant_of
from leitu.people.models import Membership, Person

MEMBERS = Layout(
    (
        Column("name", "姓名", ("党员姓名",), Kind.NAME, required=True, max_length=100),
        Column(
            "sex",
            "性别",
            (),
            Kind.CHOICE,
            choices={"男": "1", "女": "2", "未知": "0", "未说明": "9", "1": "1", "2": "2"},
        ),
        Column("nation", "民族", (), Kind.TEXT, max_length=40),
        Column(
            "id_number",
            "公民身份证号",
            ("身份证号", "身份证号码", "公民身份号码", "身份证", "公民身份证号码", "居民身份证号"),
            Kind.IDNUMBER,
            required=True,
        ),
        Column("birth_on", "出生日期", ("出生年月日", "生日"), Kind.DATE, past=True),
        Column("education", "学历", ("文化程度", "最高学历"), Kind.TEXT, max_length=60),
        Column(
            "stage",
            "人员类别",
            ("党员类别", "类别"),
            Kind.CHOICE,
            choices={"正式党员": "full", "正式": "full", "预备党员": "probationary", "预备": "probationary"},
        ),
        Column("unit", "所在党支部", ("所在支部", "党支部", "所在党组织", "党支部代码"), Kind.TEXT, required=True),
        Column("joined_on", "加入党组织日期", ("入党日期", "入党时间", "加入党组织时间"), Kind.DATE, past=True),
        Column("full_on", "转为正式党员日期", ("转正日期", "转正时间", "转为正式党员时间"), Kind.DATE, past=True),
        Column("job", "工作岗位", ("岗位", "职业"), Kind.TEXT, max_length=60),
        Column("mobile", "联系电话", ("手机", "手机号", "手机号码", "移动电话"), Kind.CODE, max_length=40),
        Column("landline", "固定电话", ("固话", "联系电话（固话）", "座机"), Kind.CODE, max_length=40),
        Column("address", "家庭住址", ("住址", "家庭地址", "现居住地"), Kind.TEXT, max_length=300),
        Column(
            "suspended",
            "党籍状态",
            (),
            Kind.CHOICE,
            choices={"正常": "no", "停止党籍": "yes", "已停止党籍": "yes", "停止": "yes"},
        ),
        Column("is_lost", "是否失联党员", ("是否失联", "失联党员"), Kind.BOOL),
        Column("lost_since", "失去联系日期", ("失联日期", "失去联系时间", "失去联系年月"), Kind.MONTH, past=True),
        Column("floating", "是否流动党员", ("是否流动", "流动党员"), Kind.BOOL),
        Column("destination", "外出流向", ("流向", "外出地点", "流出地"), Kind.TEXT, max_length=200),
        Column("group", "所在党小组", ("党小组", "党小组名称", "党小组代码"), Kind.TEXT),
    )
)

MESSAGES = {
    "not_a_branch": _("“%(value)s”不是党支部，党员只能编入党支部。"),
    "closed_unit": _("“%(value)s”已经撤销，请改填现在所在的党支部。"),
    "unknown_group": _("该党支部下没有叫“%(value)s”的党小组，请核对，或先导入党小组。"),
    "other_name": _("这个身份证号在名册上是另一个名字，请核对号码和姓名。"),
    "other_branch": _("这名党员已在别的党支部的名册上，请办理组织关系转接。"),
    "unknown_code": _("%(reason)s"),
    "birth_differs": _("出生日期与身份证号不一致，已按身份证号记为 %(value)s。"),
    "sex_differs": _("性别与身份证号不一致，已按身份证号记录。"),
    "full_before_joined": _("转为正式党员日期早于加入党组织日期，请核对。"),
    "full_date_assumed": _("正式党员没有填转正日期，按 %(value)s 转正计算，请补填。"),
    "full_date_unknown": _("正式党员没有填入党和转正日期，按一直是正式党员计算，请补填。"),
    "stage_unknown": _("没有填人员类别，也没有转正日期，按预备党员记录，请补填。"),
    "probationary_with_date": _("预备党员填了转正日期，没有采用，请核对人员类别。"),
    "lost_without_date": _("失联党员没有填失去联系日期，按本月记录，请补填。"),
}

LONG_AGO = dt.date(1921, 7, 1)
"""A full member of unknown dates has always been one as far as anybody can ask."""


class Places:
    """The branches and groups of a tenant that may be named, by code and by full name."""

    def __init__(self, tenant: Tenant | None, reach: set[int] | None, allowed: set[str] | None) -> None:
        rows = Unit.objects.filter(tenant=tenant) if tenant else Unit.objects.none()
        self.by_code = {unit.code: unit for unit in rows if reach is None or unit.pk in reach}
        self.by_name: dict[str, list[Unit]] = {}
        self.groups: dict[tuple[int, str], list[Unit]] = {}  # branch and folded code or name
        for unit in self.by_code.values():
            self.by_name.setdefault(text.fold(unit.name), []).append(unit)
            if unit.kind == Unit.Kind.GROUP and unit.parent_id:
                for word in {text.fold(unit.code), text.fold(unit.name)}:
                    self.groups.setdefault((unit.parent_id, word), []).append(unit)
        self.allowed, self.day = allowed, today()

    def find(self, checking: Checking, row: Row, value: str, under: Unit | None) -> Unit | None:
        """The branch that a cell means, or None after saying what is wrong."""
        unit = self.by_code.get(value)
        if unit is None:
            named = self.by_name.get(text.fold(value), [])
            for fits in (self._is_inside, self._is_open):
                named = [one for one in named if fits(one)] or named if len(named) > 1 else named
            if len(named) > 1:
                checking.error(row, "unit", "ambiguous_unit", value=value)
                return None
            if not named:
                checking.error(row, "unit", "unknown_unit", value=text.excerpt(value))
                return None
            unit = named[0]
        if self.allowed is not None and unit.code not in self.allowed:
            checking.error(row, "unit", "outside_under", value=value, under=under.code if under else "")
            return None
        if not shapes()[unit.kind].is_branch:
            checking.error(row, "unit", "not_a_branch", value=value)
            return None
        if not unit.exists_on(self.day):
            checking.error(row, "unit", "closed_unit", value=value)
            return None
        return unit

    def _is_inside(self, unit: Unit) -> bool:
        return self.allowed is None or unit.code in self.allowed

    def _is_open(self, unit: Unit) -> bool:
        return unit.exists_on(self.day)

    def group(self, unit: Unit, value: str) -> Unit | None:
        """The group of a branch by code or name."""
        fitting = self.groups.get((unit.pk, text.fold(value)), [])
        return fitting[0] if len(fitting) == 1 else None


def import_members(
    *,
    actor: Actor,
    path: Path,
    limits: Limits,
    under: Unit | None = None,
    commit: bool = False,
    name: str | None = None,
) -> Outcome:
    """Read a register; with ``commit`` and without errors write it. Raises FileNotFoundError, PermissionError."""
    checking = Checking(read_sheet(path, MEMBERS, limits, name=name), MESSAGES)
    tenant = tenant_of(actor, checking, under, lambda: _places(checking))
    reader = _Reader(actor, checking, tenant, under)
    reader.check()
    outcome = checking.outcome()
    if not outcome.errors and tenant is not None:
        _load(actor, tenant, reader, outcome, checking, commit)
    if outcome.errors and commit:
        at = actor.at(tenant.pk if tenant else actor.tenant_id)
        actions.refuse_import(actor=at, what="members", digest=outcome.digest, errors=len(outcome.errors))
    return outcome


def _places(checking: Checking) -> Iterator[str]:
    return (row.values["unit"] for row in checking.sheet.rows if row.values.get("unit"))


def _load(actor: Actor, tenant: Tenant, reader: "_Reader", outcome: Outcome, checking: Checking, commit: bool) -> None:
    try:
        done = actions.load_members(
            actor=actor, tenant=tenant, rows=reader.rows, digest=outcome.digest, dry_run=not commit
        )
    except NotAllowed:
        checking.error(None, None, "out_of_reach", value=tenant.name)
    except IntegrityError:
        checking.error(None, None, "changed_meanwhile")
    else:
        outcome.created, outcome.updated, outcome.unchanged = done.created, done.updated, done.unchanged
        outcome.committed = commit
        return
    outcome.errors = checking.errors


class _Reader:
    """Checks every row against codes, tree and register, and gives the checked rows as often as they are asked for."""

    def __init__(self, actor: Actor, checking: Checking, tenant: Tenant | None, under: Unit | None) -> None:
        self.checking, self.tenant, self.under = checking, tenant, under
        at = actor.at(tenant.pk) if tenant and actor.is_trusted else actor
        reach = reach_of(at, policies.MANAGE) if tenant else None
        self.places = Places(tenant, reach, codes_below(under) if under else None)
        self._skip: set[tuple[str, int]] = set()

    def check(self) -> None:
        """Complain about everything that is wrong; nothing is written."""
        if self.tenant is None:
            return
        part: list[tuple[Row, MemberRow]] = []
        for row in self.checking.sheet.rows:
            number = row.values.get("id_number")
            if not number:
                continue
            content = tuple(sorted(row.values.items(), key=itemgetter(0)))
            if self.checking.is_repeated(row, number, content, _("党员")):
                self._skip.add((row.sheet, row.number))
                continue
            made = self._read(row, aloud=True)
            if made is not None:
                part.append((row, made))
            if len(part) == 2000:
                self._against_register(part)
                part = []
        self._against_register(part)

    def rows(self) -> Iterator[MemberRow]:
        """The rows, checked before; an equal row that stands twice comes once."""
        for row in self.checking.sheet.rows:
            if (row.sheet, row.number) not in self._skip and row.values.get("id_number"):
                made = self._read(row, aloud=False)
                if made is not None:
                    yield made

    def _against_register(self, part: list[tuple[Row, MemberRow]]) -> None:
        assert self.tenant is not None
        indexes = [made.index for _row, made in part]
        persons = Person.objects.filter(tenant=self.tenant, id_number_index__in=indexes)
        known = {person.id_number_index: person for person in persons.only("pk", "name", "id_number_index")}
        held = Membership.objects.filter(tenant=self.tenant, until=FOREVER, person__in=[p.pk for p in known.values()])
        homes = dict(held.values_list("person_id", "unit_id"))
        for row, made in part:
            person = known.get(made.index)
            if person is None:
                continue
            if person.name != made.person["name"]:
                self.checking.error(row, "name", "other_name")
            elif homes.get(person.pk, made.unit_id) != made.unit_id:
                self.checking.error(row, "unit", "other_branch")

    def _read(self, row: Row, *, aloud: bool) -> MemberRow | None:
        values, quiet = row.values, _Quiet()
        checking: Any = self.checking if aloud else quiet
        unit = self.places.find(checking, row, values["unit"], self.under) if values.get("unit") else None
        person = self._person(checking, row)
        membership = self._membership(checking, row, unit)
        if unit is None or not values.get("name") or row.errors:
            return None
        sealed = {"id_number": values["id_number"]}
        sealed |= {key: values[key] or "" for key in ("mobile", "landline", "address") if key in values}
        made = MemberRow(id_number_index(values["id_number"]), unit.pk, person, sealed, membership)
        if values.get("suspended"):
            made.suspended = values["suspended"] == "yes"
        if values.get("floating") is not None:
            made.floating = values["floating"]
            made.destination = (values.get("destination") or "") if made.floating else ""
        return made

    def _person(self, checking: Any, row: Row) -> dict[str, Any]:
        values = row.values
        known = parse(values["id_number"], today=self.places.day)
        person: dict[str, Any] = {"name": values.get("name"), "birth_on": known.birth_on, "sex": str(known.sex)}
        if values.get("birth_on") and values["birth_on"] != known.birth_on:
            checking.warn(row, "birth_on", "birth_differs", value=known.birth_on.isoformat())
        if values.get("sex") in ("1", "2") and values["sex"] != str(known.sex):
            checking.warn(row, "sex", "sex_differs")
        tables: dict[str, CodeTable] = {"nation": nation, "education": education, "job": job}
        for key, table in tables.items():
            if values.get(key):
                try:
                    person[key] = table.find(values[key], lost_zero=key in row.numeric).code
                except UnknownCode as unknown:
                    checking.error(row, key, "unknown_code", reason=unknown.message)
            elif key in values and key not in row.errors:
                person[key] = ""
        return person

    def _membership(self, checking: Any, row: Row, unit: Unit | None) -> dict[str, Any]:
        values = row.values
        membership: dict[str, Any] = {}
        if "joined_on" in values:
            membership["joined_on"] = values["joined_on"]
        if "stage" in values or "full_on" in values:
            membership["full_on"] = self._full_on(checking, row)
        if values.get("is_lost") is not None or values.get("lost_since"):
            membership["lost_since"] = self._lost(checking, row)
        if unit is not None and "group" in values:
            membership["group_id"] = None
            if values["group"]:
                group = self.places.group(unit, values["group"])
                if group is None:
                    checking.error(row, "group", "unknown_group", value=text.excerpt(values["group"]))
                else:
                    membership["group_id"] = group.pk
        return membership

    def _full_on(self, checking: Any, row: Row) -> dt.date | None:
        """Since when a full member; a date is assumed from nothing but the sheet, so that it stays the same."""
        joined, full, stage = (row.values.get(key) for key in ("joined_on", "full_on", "stage"))
        if joined and full and full < joined:
            checking.error(row, "full_on", "full_before_joined")
        if {"stage", "full_on", "joined_on"} & row.errors:
            return None
        if stage == Membership.Stage.PROBATIONARY:
            if full:
                checking.warn(row, "full_on", "probationary_with_date")
            return None
        if full or stage is None:
            if not full:
                checking.warn(row, "stage", "stage_unknown")
            return full  # type: ignore[no-any-return]
        if not joined:
            checking.warn(row, "full_on", "full_date_unknown")
            return LONG_AGO
        year_later = add_months(joined, 12)
        assumed = year_later if year_later <= today() else joined
        checking.warn(row, "full_on", "full_date_assumed", value=assumed.isoformat())
        return assumed

    def _lost(self, checking: Any, row: Row) -> dt.date | None:
        lost, since = row.values.get("is_lost"), row.values.get("lost_since")
        if lost is False or "lost_since" in row.errors:
            return None
        if since is None:
            checking.warn(row, "lost_since", "lost_without_date")
            return UNDATED
        return since if isinstance(since, dt.date) else None


class _Quiet:
    """Takes complaints that were made before."""

    def error(self, *_args: Any, **_params: Any) -> None: ...

    def warn(self, *_args: Any, **_params: Any) -> None: ...
