"""What a change would do: what goes where, what speaks against it, what rules say to it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.models import Change
from leitu.changes.movers import Advice, Mover, Passing, Text, Units, advice_on, movers
from leitu.core.clock import today
from leitu.orgs.kinds import may_stand_under, shapes
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.ui.templatetags.dates import plain_day

Kind = Change.Kind
PASSING = (Kind.MERGE, Kind.SPLIT, Kind.DISSOLVE)
"""Kinds in which one unit gives to another."""
BACK = dt.timedelta(days=92)
"""How far back something that moves members may be dated: what met since then would have met elsewhere."""
OF_TREE = ("units", "grants")
"""Movers that have nothing to say of a whole subtree."""


@dataclass(frozen=True)
class Line:
    """One row of the preview: how many there are before, how many go, stay, end, and how many there are afterwards."""

    code: str
    label: Text
    before: int
    goes: int
    ends: int
    href: str = ""

    @property
    def stays(self) -> int:
        return self.before - self.goes - self.ends

    @property
    def after(self) -> int:
        return self.before - self.ends


@dataclass
class Outlook:
    """The preview of one change."""

    lines: list[Line] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)


def passing_of(change: Change, made: Unit | None = None) -> Passing | None:
    """Who gives what to whom; None where nobody does. ``made``: the unit that a split has founded."""
    if change.kind not in PASSING:
        return None
    if change.kind == Kind.SPLIT:
        picks = change.picks
        return Passing(change.unit, made, change.on, False, frozenset(picks["persons"]), frozenset(picks["groups"]))
    return Passing(change.unit, change.target or change.unit.parent, change.on)


def outlook(change: Change) -> Outlook:
    """What ``change`` would do if it were carried out now (or on its day, as far as that can be foreseen)."""
    found = Outlook(objections=objections(change))
    passing = passing_of(change)
    if passing is not None:
        found.lines = [line for mover in movers() if (line := _line(mover, passing)).before]
        found.advice = advice_on(passing)
    elif change.kind == Kind.MOVE:
        found.lines = list(_moving(change))
    return found


def _line(mover: Mover, passing: Passing) -> Line:
    goes, ends = mover.share(passing)
    href = reverse(mover.list_name) + f"?unit={passing.source.pk}" if mover.list_name else ""
    return Line(mover.code, mover.label, mover.count(passing.both, passing.on), goes, ends, href)


def _moving(change: Change) -> "list[Line]":
    units = below(change.unit)
    count = units.count()
    lines = [Line("units", gettext_lazy("本级和下级党组织"), count, count, 0)]
    for mover in movers():
        if mover.code not in OF_TREE and (here := mover.count(units, max(change.on, today()))):
            lines.append(Line(mover.code, mover.label, here, here, 0))
    return lines


def below(unit: Unit) -> "QuerySet[Any, Any]":
    """Keys of the unit and of everything under it today, as a subquery."""
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, ancestor=unit)
    return links.values("descendant_id")


def counted(units: Units, day: dt.date) -> dict[str, int]:
    """How much of everything there is at some units, by mover."""
    return {mover.code: mover.count(units, day) for mover in movers()}


def objections(change: Change) -> list[str]:
    """Why the change cannot be carried out; nothing when it can."""
    unit, on = change.unit, change.on
    if not unit.exists_on(max(on, today())):
        return [_("%(unit)s在这一天还没有成立，或者已经撤销。") % {"unit": unit.name}]
    found = [text for check in CHECKS.get(change.kind, ()) if (text := check(change))]
    if change.kind in PASSING:
        if on < today() - BACK:
            found.append(_("涉及党员转接的调整，日期最多往前推三个月。"))
        passing = passing_of(change)
        assert passing is not None
        found += [text for mover in movers() for text in mover.objections(passing)]
    return found


def _unnamed(change: Change) -> str:
    return "" if change.name.strip() else _("请填写名称。")


def _code_taken(change: Change) -> str:
    if not change.code.strip():
        return _("请填写党组织代码。")
    taken = Unit.objects.filter(tenant_id=change.tenant_id, code=change.code).exists()
    return _("党组织代码 %(code)s 已经有了。") % {"code": change.code} if taken else ""


def _cannot_found(change: Change) -> str:
    if not change.unit_kind:
        return _("请选择组织类别。")
    return _misplaced(change.unit_kind, change.unit)


def _misplaced(kind: str, parent: Unit) -> str:
    if may_stand_under(kind, parent.kind):
        return ""
    words = {"kind": Unit.Kind(kind).label, "parent": parent.get_kind_display()}
    return _("%(kind)s不能直接设在%(parent)s之下。") % words


def _top(change: Change) -> str:
    return _("最上级党组织不能这样调整。") if change.unit.parent_id is None else ""


def _no_target(change: Change) -> str:
    target = change.target
    if target is None:
        return _("请选择接收的党组织。")
    if target.tenant_id != change.tenant_id or target.pk == change.unit_id:
        return _("不能选这个党组织。")
    if not target.exists_on(max(change.on, today())):
        return _("%(unit)s在这一天还没有成立，或者已经撤销。") % {"unit": target.name}
    return ""


def _cannot_stand_there(change: Change) -> str:
    unit, target = change.unit, change.target
    if target is None:
        return ""
    if unit.kind == Unit.Kind.GROUP:
        return _("党小组随党支部，不能单独调整。请在新的党支部新建党小组。")
    if unit.parent_id == target.pk:
        return _("它已经在%(unit)s之下。") % {"unit": target.name}
    if Unit.objects.filter(pk=target.pk, pk__in=below(unit)).exists():
        words = {"lower": target.name, "upper": unit.name}
        return _("%(lower)s现在在%(upper)s之下，不能反过来做它的上级。") % words
    return _misplaced(unit.kind, target)


def _cannot_take_over(change: Change) -> str:
    unit, target = change.unit, change.target
    if target is None or target.pk == unit.parent_id:
        return ""
    if target.parent_id != unit.parent_id:
        return _("合并在同一个上级之下办理；不在一处的，先调整隶属关系。")
    if shapes()[unit.kind].is_branch != shapes()[target.kind].is_branch:
        return _("党支部只能并入党支部。")
    kinds = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit).existing_on(change.on).values_list("kind")
    return next((text for (kind,) in kinds.distinct() if (text := _misplaced(kind, target))), "")


def _group(change: Change) -> str:
    return _("党小组随党支部调整，不单独办理。") if change.unit.kind == Unit.Kind.GROUP else ""


def _children_misplaced(change: Change) -> str:
    if change.target is not None or change.unit.parent is None:
        return ""
    rows = Unit.objects.filter(tenant_id=change.tenant_id, parent=change.unit).existing_on(change.on)
    kinds = rows.values_list("kind", flat=True).distinct()
    return next((text for kind in kinds if (text := _misplaced(kind, change.unit.parent))), "")


def _no_branch(change: Change) -> str:
    return "" if shapes()[change.unit.kind].is_branch else _("只有党支部可以拆分。")


def _nothing_picked(change: Change) -> str:
    return "" if change.picks["persons"] or change.picks["groups"] else _("请选择哪些党员到新的党支部去。")


def _foreign_groups(change: Change) -> str:
    picked = change.picks["groups"]
    own = Unit.objects.filter(tenant_id=change.tenant_id, parent=change.unit, kind=Unit.Kind.GROUP, pk__in=picked)
    return "" if own.existing_on(change.on).count() == len(picked) else _("选的党小组不都在这个党支部之下。")


def _later(change: Change) -> str:
    """Only what nobody has met at yet may be dated before the day on which it is known: renaming and moving may."""
    unit = change.unit
    if unit.founded_on is None or unit.founded_on <= change.on:
        return ""
    return _("日期不能早于成立日期 %(day)s。") % {"day": plain_day(unit.founded_on)}


CHECKS: dict[str, tuple[Callable[[Change], str], ...]] = {
    Kind.FOUND: (_unnamed, _code_taken, _cannot_found),
    Kind.RENAME: (_unnamed, _later),
    Kind.MOVE: (_top, _no_target, _cannot_stand_there, _later),
    Kind.MERGE: (_top, _group, _no_target, _cannot_take_over, _later),
    Kind.SPLIT: (_top, _no_branch, _unnamed, _code_taken, _nothing_picked, _foreign_groups, _later),
    Kind.DISSOLVE: (_top, _group, _cannot_take_over, _children_misplaced, _later),
}
"""What each kind is asked, in order."""

SORTS: dict[str, tuple[str, ...]] = {"on": ("-on", "-pk"), "unit": ("unit__name", "-pk")}
"""The orders of the list."""
SEARCHED = ("unit__name", "name", "document")


def listed(actor: Any) -> "QuerySet[Any, Any]":
    """The changes in sight, with the units they are about."""
    rows: QuerySet[Any, Any] = Change.objects.visible_to(actor).select_related("unit", "target")
    return rows
