"""import-units: the tree, the terms, and who leads each unit."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from leitu.core import places
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.importing import Checking, Outcome
from leitu.core.tabular import Column, Kind, Layout, Limits, Row, read_sheet
from leitu.orgs import policies
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.kinds import may_stand_under, shapes
from leitu.orgs.models import Tenant, Unit
from leitu.people import actions
from leitu.people.importing.scope import codes_below, reach_of, tenants_of
from leitu.people.queries import torn_apart

SECTORS = {
    "village": ("农村", "村", "行政村", "乡村"),
    "community": ("社区", "城市社区", "居委会", "街道社区"),
    "office": ("机关", "党政机关", "机关单位"),
    "institution": ("事业单位", "事业", "其他事业单位"),
    "school": ("学校", "高校", "中小学", "教育", "中小学校"),
    "hospital": ("公立医院", "医院", "卫生"),
    "state_enterprise": ("国有企业", "国企", "国有", "公有制企业"),
    "private_enterprise": ("非公有制企业", "非公企业", "非公", "民营企业", "两新组织", "两新"),
    "social_organisation": ("社会组织", "社会团体", "民办非企业单位"),
    "other": ("其他", "其它"),
}

UNITS = Layout(
    (
        Column(
            "code", "党组织代码", ("组织代码", "代码", "党组织编码", "编码"), Kind.CODE, required=True, max_length=60
        ),
        Column("name", "党组织名称", ("组织名称", "名称", "党组织全称"), Kind.TEXT, required=True, max_length=200),
        Column(
            "parent_code",
            "上级党组织代码",
            ("上级代码", "上级组织代码", "上级党组织编码"),
            Kind.CODE,
            heading=True,
            max_length=60,
        ),
        Column(
            "kind",
            "组织类别",
            ("党组织类别", "类别", "党组织类型", "组织类型"),
            Kind.CHOICE,
            required=True,
            choices={name: shape.kind for shape in shapes().values() for name in shape.synonyms},
        ),
        Column(
            "sector",
            "所属领域",
            ("领域", "所属领域类别"),
            Kind.CHOICE,
            choices={name: code for code, names in SECTORS.items() for name in names},
        ),
        Column("founded_on", "成立日期", ("建立日期", "成立时间", "建立时间"), Kind.DATE, past=True),
        Column("dissolved_on", "撤销日期", ("撤销时间",), Kind.DATE, past=True),
        Column("ends_on", "届满日期", ("届满时间", "任期届满日期", "换届日期"), Kind.DATE),
        Column("has_committee", "支委会", ("是否设支委会", "设支委会", "支部委员会"), Kind.BOOL),
        Column("secretary", "书记", ("党组织书记", "书记姓名"), Kind.NAME, max_length=100),
        Column("contact_name", "联系人", ("联系人姓名",), Kind.NAME, max_length=100),
        Column("contact_phone", "联系电话", ("电话", "联系方式"), Kind.CODE, max_length=60),
        Column("workplace_situation", "所在单位情况", (), Kind.TEXT, max_length=60),
        Column("workplace_name", "单位名称", ("所在单位名称",), Kind.TEXT, max_length=200),
        Column("workplace_nature", "单位性质类别", ("单位性质",), Kind.TEXT, max_length=60),
        Column("credit_code", "统一社会信用代码", ("信用代码",), Kind.CODE, max_length=18),
        Column("place", "经纬度", ("坐标", "位置"), Kind.TEXT, max_length=40),
    )
)

MESSAGES = {
    "second_root": _("只能有一个没有上级的党组织；第 %(first)s 行已经是了，请填写上级党组织代码。"),
    "foreign_root": _("系统里最上级的党组织是 %(root)s，这一行没有填上级，请补上上级党组织代码。"),
    "no_root": _("系统里还没有党组织：名单里要有一行不填上级党组织代码，作为最上级。"),
    "unknown_parent": _("名单和系统里都没有代码为“%(value)s”的上级党组织，请核对。"),
    "circle": _("“%(value)s”的上级绕了一圈又回到自己，请核对上级党组织代码。"),
    "dissolved_before_founded": _("撤销日期不晚于成立日期，请核对。"),
    "unusual_place": _("%(kind)s一般不直接设在%(parent)s之下，请核对（照样导入）。"),
    "group_moves": _(
        "党小组“%(value)s”里有 %(count)s 名党员，党小组随党员所在的党支部，不能单独改上级。"
        "请填回原来的上级党组织代码；确要调整，请在新的党支部用新代码新建党小组，再改这些党员。"
    ),
    "kind_of_members": _(
        "“%(value)s”名册上有 %(count)s 名党员，不能改成%(kind)s。请填回原来的类别，或先把党员转到别处。"
    ),
    "no_place": _("“%(value)s”不是经纬度，写成“纬度,经度”，例如 30.280000,120.150000。"),
    "too_deep": _("上级一层层往上超过了 %(limit)s 层，请核对上级党组织代码。"),
}

DEEPEST = 60
"""Levels of the tree; the real one has about ten."""

PLAIN = (
    "sector",
    "has_committee",
    "contact_name",
    "workplace_situation",
    "workplace_name",
    "workplace_nature",
    "credit_code",
)


def import_units(
    *,
    actor: Actor,
    path: Path,
    limits: Limits,
    under: Unit | None = None,
    commit: bool = False,
    name: str | None = None,
) -> Outcome:
    """Read a list of units; with ``commit`` and without errors write it. The one row without a superior makes the
    tenant when there is none yet. Raises FileNotFoundError, PermissionError."""
    checking = Checking(read_sheet(path, UNITS, limits, name=name), MESSAGES)
    rows, shown = _rows(checking)
    tenant = _tenant(actor, checking, rows, shown, under)
    units = {u.code: u for u in Unit.objects.filter(tenant=tenant)} if tenant and tenant.pk else {}
    if all(one.code != "ambiguous_tenant" for one in checking.errors):
        _Tree(checking, rows, shown, units).check(_reaches(actor, tenant, units, under), under)
    if tenant is not None:
        _check_homes(checking, tenant, rows, shown)
    outcome = checking.outcome()
    if not outcome.errors and tenant is not None:
        _load(actor, tenant, list(rows.values()), shown, checking, outcome, commit)
    if outcome.errors and commit:
        at = actor.at(tenant.pk if tenant and tenant.pk else actor.tenant_id)
        actions.refuse_import(actor=at, what="units", digest=outcome.digest, errors=len(outcome.errors))
    return outcome


def _load(
    actor: Actor,
    tenant: Tenant,
    rows: list[UnitRow],
    shown: dict[str, Row],
    checking: Checking,
    outcome: Outcome,
    commit: bool,
) -> None:
    secretaries = {code: row.values["secretary"] for code, row in shown.items() if row.values.get("secretary")}
    try:
        done = actions.load_units(
            actor=actor, tenant=tenant, rows=rows, secretaries=secretaries, digest=outcome.digest, dry_run=not commit
        )
    except NotAllowed:
        checking.error(None, None, "out_of_reach", value=tenant.name)
    except ValidationError:
        checking.error(None, None, "circle", value=tenant.name)
    except (IntegrityError, WrongState):
        checking.error(None, None, "changed_meanwhile")
    else:
        outcome.created, outcome.updated, outcome.unchanged = done
        outcome.committed = commit
        return
    outcome.errors = checking.errors


def _rows(checking: Checking) -> tuple[dict[str, UnitRow], dict[str, Row]]:
    """The rows by code, each checked for itself; and the rows of the sheet they came from."""
    found: dict[str, UnitRow] = {}
    shown: dict[str, Row] = {}
    for row in checking.sheet.rows:
        values = row.values
        code = values.get("code")
        if not code:
            continue
        content = tuple(sorted((k, str(v)) for k, v in values.items()))
        if checking.is_repeated(row, code, content, _("党组织")):
            continue
        shown[code] = row
        if {"name", "kind"} & row.errors or not values.get("name") or not values.get("kind"):
            continue
        founded, dissolved = values.get("founded_on"), values.get("dissolved_on")
        if founded and dissolved and dissolved <= founded:
            checking.error(row, "dissolved_on", "dissolved_before_founded")
        changes: dict[str, Any] = {}
        for key in PLAIN:
            if key in values:
                changes[key] = values[key] if key == "has_committee" else values[key] or ""
        if "place" in values:
            changes["place"] = _place(checking, row, values["place"] or "")
        phone = (values["contact_phone"] or "") if "contact_phone" in values else None
        found[code] = UnitRow(
            code,
            values["name"],
            values["kind"],
            values.get("parent_code") or "",
            founded,
            dissolved,
            values.get("ends_on"),
            phone,
            changes,
        )
    return found, shown


def _place(checking: Checking, row: Row, text: str) -> str:
    """As it is kept; empty for nothing, and for what is named as wrong."""
    try:
        return places.clean(text)
    except ValidationError:
        checking.error(row, "place", "no_place", value=text)
        return ""


def _tenant(
    actor: Actor, checking: Checking, rows: dict[str, UnitRow], shown: dict[str, Row], under: Unit | None
) -> Tenant | None:
    """The tenant that the list is about; a new one, unsaved, when its root row makes it. None after an error."""
    roots = [row for row in rows.values() if not row.parent_code]
    for extra in roots[1:]:
        checking.error(shown[extra.code], "parent_code", "second_root", first=shown[roots[0].code].number)
    if actor.tenant_id or under is not None:
        tenant = Tenant.objects.get(pk=actor.tenant_id or (under.tenant_id if under else 0))
        _check_root(checking, tenant, roots, shown)
        return tenant
    named = Tenant.objects.filter(code__in=[row.code for row in roots])
    tenants = list(named[:2]) or tenants_of([*rows, *(row.parent_code for row in rows.values() if row.parent_code)])
    if len(tenants) > 1:
        checking.error(None, None, "ambiguous_tenant")
        return None
    if tenants:
        _check_root(checking, tenants[0], roots, shown)
        return tenants[0]
    if not roots:
        if not checking.errors:
            checking.error(None, None, "no_root")
        return None
    return Tenant(name=roots[0].name, code=roots[0].code)


def _check_root(checking: Checking, tenant: Tenant, roots: list[UnitRow], shown: dict[str, Row]) -> None:
    root = Unit.objects.filter(tenant=tenant, parent__isnull=True).order_by("pk").first()
    for row in roots:
        if root is not None and row.code != root.code:
            checking.error(shown[row.code], "parent_code", "foreign_root", root=root.code)


def _check_homes(checking: Checking, tenant: Tenant, rows: dict[str, UnitRow], shown: dict[str, Row]) -> None:
    """Members stay with their branch and their group."""
    wanted = {code: (row.kind, row.parent_code) for code, row in rows.items()}
    for code, (what, count) in torn_apart(tenant, wanted).items():
        said = {"value": code, "count": count, "kind": Unit.Kind(rows[code].kind).label}
        if what == "moves":
            checking.error(shown[code], "parent_code", "group_moves", **said)
        else:
            checking.error(shown[code], "kind", "kind_of_members", **said)


@dataclass(frozen=True)
class Reach:
    """Codes that may be written, and what is said about a row outside of them."""

    complaint: str
    codes: set[str]


def _reaches(actor: Actor, tenant: Tenant | None, units: dict[str, Unit], under: Unit | None) -> list[Reach]:
    """The parts of the tree that the rows are kept to: that of ``--under``, and that which the actor manages."""
    found = []
    if under is not None:
        found.append(Reach("outside_under", codes_below(under)))
    if tenant is not None and tenant.pk:
        at = actor.at(tenant.pk) if actor.is_trusted else actor
        managed = reach_of(at, policies.MANAGE)
        if managed is not None:
            found.append(Reach("out_of_reach", {code for code, unit in units.items() if unit.pk in managed}))
    return found


class _Tree:
    """The tree as it would be: what the register has, and what the list says of it."""

    def __init__(
        self, checking: Checking, rows: dict[str, UnitRow], shown: dict[str, Row], units: dict[str, Unit]
    ) -> None:
        self.checking, self.rows, self.shown, self.units = checking, rows, shown, units
        by_pk = {unit.pk: code for code, unit in units.items()}
        self.stored = {code: by_pk.get(unit.parent_id or 0, "") for code, unit in units.items()}
        self.parents = self.stored | {code: row.parent_code for code, row in rows.items()}
        self.kinds = {code: unit.kind for code, unit in units.items()} | {c: row.kind for c, row in rows.items()}

    def check(self, reaches: list[Reach], under: Unit | None) -> None:
        for code, row in self.rows.items():
            line = self.shown[code]
            if row.parent_code and row.parent_code not in self.parents:
                if row.parent_code not in self.shown:
                    self.checking.error(line, "parent_code", "unknown_parent", value=row.parent_code)
                continue
            path = self._path(code)
            if path[-1] in path[:-1]:
                self.checking.error(line, "parent_code", "circle", value=code)
                continue
            if len(path) > DEEPEST:
                self.checking.error(line, "parent_code", "too_deep", limit=DEEPEST)
                continue
            for reach in reaches:
                if not self._is_inside(row, path, reach.codes):
                    said = {"value": code, "under": under.code if under else ""}
                    self.checking.error(line, "code", reach.complaint, **said)
            if row.parent_code and not may_stand_under(row.kind, self.kinds[row.parent_code]):
                kind, parent = Unit.Kind(row.kind).label, Unit.Kind(self.kinds[row.parent_code]).label
                self.checking.warn(line, "parent_code", "unusual_place", kind=kind, parent=parent)

    def _is_inside(self, row: UnitRow, path: list[str], codes: set[str]) -> bool:
        """Known units must be inside already; new and moved ones must come to stand below a unit inside."""
        if row.code not in self.units:
            return not codes.isdisjoint(path[1:])
        is_moved = row.parent_code != self.stored[row.code]
        return row.code in codes and not (is_moved and codes.isdisjoint(path[1:]))

    def _path(self, code: str) -> list[str]:
        """From a unit up to the root; it ends where it comes back to itself, and when it is too long."""
        path = [code]
        while len(path) <= DEEPEST and (above := self.parents.get(path[-1], "")):
            path.append(above)
            if above in path[:-1]:
                break
        return path
