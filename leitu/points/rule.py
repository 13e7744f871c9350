"""A table of rules as typed objects, and the arithmetic: from what is on the rolls to a statement. Pure; no queries."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from leitu.activities.models import Attendance

ATTENDANCE = "attendance"
"""The source that is recorded here: the rolls of archived activities."""
WAITING = {
    "dues": _("交纳党费"),
    "appraisals": _("民主评议"),
    "commendations": _("表彰和批评"),
    "training": _("集中培训"),
    "speeches": _("讲课和发言"),
    "deeds": _("办实事和志愿服务"),
}
"""Sources of published tables that nothing here records yet: such a line takes no part, and says so."""
STATES = {"present": Attendance.State.PRESENT, "absent": Attendance.State.ABSENT}


class Seen(NamedTuple):
    """One line of a roll: what a point leads back to. ``kind`` is the fact that the activity counts as, ``on`` an ISO date."""

    attendance: int
    kind: str
    state: int
    on: str
    is_exempt: bool


@dataclass(frozen=True)
class Item:
    """``points`` each time, at most ``cap`` (None: no limit) to either side."""

    code: str
    title: str
    source: str
    points: Decimal
    kinds: frozenset[str] = frozenset()
    state: int = Attendance.State.PRESENT
    cap: Decimal | None = None

    @property
    def is_recorded(self) -> bool:
        return self.source == ATTENDANCE

    def takes(self, seen: Seen) -> bool:
        """Whether this line of a roll counts here; an absence that did not bind him never does."""
        bound = seen.state == Attendance.State.PRESENT or not seen.is_exempt
        return self.is_recorded and seen.kind in self.kinds and seen.state == self.state and bound


@dataclass(frozen=True)
class Part:
    code: str
    title: str
    items: tuple[Item, ...]
    cap: Decimal | None = None


@dataclass(frozen=True)
class Rule:
    """``base`` everybody begins with; the sum stays between ``floor`` and ``ceiling``. The exempt get no statement."""

    title: str
    source: str
    confidence: str
    base: Decimal
    floor: Decimal
    ceiling: Decimal | None
    exempt: frozenset[str]
    exempt_jobs: frozenset[str]
    exempt_age: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ItemSum:
    item: Item
    seen: tuple[Seen, ...]
    points: Decimal

    @property
    def is_capped(self) -> bool:
        return self.points != self.item.points * len(self.seen)


@dataclass(frozen=True)
class PartSum:
    part: Part
    items: tuple[ItemSum, ...]
    points: Decimal

    @property
    def is_capped(self) -> bool:
        return self.points != sum(one.points for one in self.items)


@dataclass(frozen=True)
class Reckoned:
    """What the records come to by a rule."""

    base: Decimal
    parts: tuple[PartSum, ...]
    total: Decimal

    @property
    def is_bounded(self) -> bool:
        return self.total != self.base + sum(one.points for one in self.parts)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def rule_of(definition: Mapping[str, Any]) -> Rule:
    """The typed form of a stored definition."""
    return Rule(
        title=definition["title"],
        source=definition["source"],
        confidence=definition.get("confidence", ""),
        base=Decimal(str(definition.get("base", 0))),
        floor=Decimal(str(definition.get("floor", 0))),
        ceiling=_decimal(definition.get("ceiling")),
        exempt=frozenset(definition.get("exempt", ())),
        exempt_jobs=frozenset(definition.get("exempt_jobs", ())),
        exempt_age=definition.get("exempt_age"),
        parts=tuple(
            Part(part["code"], part["title"], tuple(_item(one) for one in part["items"]), _decimal(part.get("cap")))
            for part in definition["parts"]
        ),
    )


def _item(data: Mapping[str, Any]) -> Item:
    return Item(
        code=data["code"],
        title=data["title"],
        source=data["source"],
        points=Decimal(str(data["points"])) * (-1 if data.get("is_deducted") else 1),
        kinds=frozenset(data.get("kinds", ())),
        state=STATES[data.get("state", "present")],
        cap=_decimal(data.get("cap")),
    )


def _within(value: Decimal, cap: Decimal | None) -> Decimal:
    return value if cap is None else max(-cap, min(cap, value))


def reckon(rule: Rule, rolls: Iterable[Seen]) -> Reckoned:
    """The statement of one member: the same rolls give the same statement, whenever it is asked."""
    rolls = sorted(rolls, key=lambda one: (one.on, one.attendance))
    parts = []
    for part in rule.parts:
        items = []
        for item in part.items:
            seen = tuple(one for one in rolls if item.takes(one))
            items.append(ItemSum(item, seen, _within(item.points * len(seen), item.cap)))
        parts.append(PartSum(part, tuple(items), _within(sum((i.points for i in items), Decimal(0)), part.cap)))
    total = max(rule.floor, rule.base + sum((one.points for one in parts), Decimal(0)))
    return Reckoned(rule.base, tuple(parts), total if rule.ceiling is None else min(rule.ceiling, total))


def fingerprint(*values: Any) -> str:
    """64 hex digits: equal content, equal digest."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
