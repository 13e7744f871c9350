"""import-activities: what was held, as the ledger of a branch tells it (docs/cli.md)."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from leitu.activities import actions, policies, queries, rules
from leitu.activities.importing.names import Mention, People, mentions
from leitu.activities.ledger import ActivityRow, Key, Line, Recorded, is_ours, recorded, says_same
from leitu.activities.models import ActivityKind, Attendance
from leitu.activities.register import Expected, Register
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.core.importing import Checking, Outcome
from leitu.core.tabular import Column, Kind, Layout, Limits, Row, read_sheet
from leitu.orgs.models import Tenant, Unit
from leitu.people.importing.scope import codes_below, reach_of, tenant_of
from leitu.people.policies import VIEW as VIEW_MEMBERS

BATCH = 500
ACTIVITIES = Layout(
    (
        Column(
            "unit",
            "党组织代码",
            ("组织代码", "代码", "支部代码", "党组织编码"),
            Kind.CODE,
            required=True,
            max_length=60,
        ),
        Column(
            "kind",
            "活动类型",
            ("会议类型", "类型", "组织生活类型", "活动类别"),
            Kind.TEXT,
            required=True,
            max_length=60,
        ),
        Column("on", "日期", ("活动日期", "会议日期", "召开日期", "开展日期"), Kind.DATE, required=True, past=True),
        Column("starts_at", "开始时间", ("时间", "会议时间", "召开时间"), Kind.TIME),
        Column("place", "地点", ("活动地点", "会议地点"), Kind.TEXT),
        Column("topic", "主题", ("活动主题", "会议主题", "议题", "会议议题"), Kind.TEXT, max_length=500),
        Column("chair", "主持人", ("主持",), Kind.NAME, max_length=100),
        Column("recorder", "记录人", ("记录",), Kind.NAME, max_length=100),
        Column("expected", "应到人数", ("应到", "应到会人数", "应参加人数"), Kind.INT, maximum=100_000),
        Column("present", "实到人数", ("实到", "实到会人数", "实际参加人数"), Kind.INT, maximum=100_000),
        Column("absent", "缺席名单", ("缺席人员", "缺席", "请假名单", "缺席人员名单"), Kind.LINES, max_length=30_000),
        Column("guests", "列席名单", ("列席人员", "列席", "列席人员名单"), Kind.LINES, max_length=30_000),
        Column("summary", "内容摘要", ("内容", "会议内容", "活动内容", "主要内容"), Kind.LINES, max_length=32_767),
    ),
    ignored=("序号", "编号", "问题", "党组织名称", "缺席人数", "状态", "补录"),  # the rest of our own ledger
)

MESSAGES = {
    "unknown_kind": _("“%(value)s”不是能识别的活动类型，可以填：%(choices)s。一次连开几个会，请每个会写一行。"),
    "unfit_kind": _("%(unit)s是%(unit_kind)s，不召开%(kind)s。党小组会填党小组的代码，其他填党支部的代码。"),
    "outside_life": _("这一天“%(unit)s”还没有成立，或已经撤销，请核对日期。"),
    "unknown_absentee": _("缺席名单里的“%(value)s”不在应到名单上，请核对姓名（用顿号隔开），或先导入党员名册。"),
    "ambiguous_absentee": _("应到名单上有不止一个“%(value)s”，请在缺席名单里改填身份证号。"),
    "joined_later": _("缺席名单里的“%(value)s”这一天还没有加入党组织，不算应到，没有记为缺席，请核对入党日期。"),
    "unknown_guest": _("列席名单里尾号 %(value)s 的身份证号不在您能看到的名册上，请改填姓名。"),
    "recorded_here": _("系统里已经记录了这次活动，内容与台账不同，台账不能改它，请到系统里改。"),
    "numbers_differ": _(
        "应到、实到人数与名册和缺席名单对不上（按名册应到 %(expected)s 人，实到 %(present)s 人），请核对。"
    ),
    "no_register": _("名册上没有这个党组织的应到人员，人数照台账记。"),
}


def import_activities(
    *,
    actor: Actor,
    path: Path,
    limits: Limits,
    under: Unit | None = None,
    commit: bool = False,
    name: str | None = None,
) -> Outcome:
    """Read a ledger; with ``commit`` and without errors write it. Raises FileNotFoundError, PermissionError."""
    checking = Checking(read_sheet(path, ACTIVITIES, limits, name=name), MESSAGES)
    tenant = tenant_of(actor, checking, under, lambda: _places(checking))
    reader = _Reader(actor, checking, tenant, under) if tenant else None
    if reader is not None:
        reader.check()
    outcome = checking.outcome()
    if not outcome.errors and tenant is not None and reader is not None:
        _load(actor, tenant, reader.rows, outcome, checking, commit)
    if outcome.errors and commit:
        at = actor.at(tenant.pk if tenant else actor.tenant_id)
        actions.refuse_import(actor=at, digest=outcome.digest, errors=len(outcome.errors))
    return outcome


def _places(checking: Checking) -> Iterator[str]:
    return (row.values["unit"] for row in checking.sheet.rows if row.values.get("unit"))


def _load(
    actor: Actor,
    tenant: Tenant,
    rows: Callable[[], Iterator[ActivityRow]],
    outcome: Outcome,
    checking: Checking,
    commit: bool,
) -> None:
    try:
        done = actions.load_activities(actor=actor, tenant=tenant, rows=rows, digest=outcome.digest, dry_run=not commit)
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
    """Checks every row against kinds, tree and register, and gives the checked rows as often as they are asked for."""

    def __init__(self, actor: Actor, checking: Checking, tenant: Tenant, under: Unit | None) -> None:
        self.checking, self.tenant, self.under = checking, tenant, under
        self.units = {unit.code: unit for unit in Unit.objects.filter(tenant=tenant)}
        at = actor.at(tenant.pk) if actor.is_trusted else actor
        self.reach = reach_of(at, policies.IMPORT)
        self.allowed = codes_below(under) if under else None
        known = reach_of(at, VIEW_MEMBERS)
        self.people = People(tenant.pk, None if known is None else known | (self.reach or set()))
        self.kinds: dict[str, ActivityKind] = {}
        for kind in reversed(queries.active_kinds(tenant.pk)):
            self.kinds.update({text.fold(word): kind for word in (*kind.synonyms, kind.name)})
        self._skip: set[tuple[str, int]] = set()
        self._register: Register | None = None

    def check(self) -> None:
        """Complain about everything that is wrong; nothing is written."""
        places: set[int] = set()
        for row in self.checking.sheet.rows:
            found = self._place(row, aloud=True)
            if found is None:
                self._skip.add((row.sheet, row.number))
                continue
            unit, kind = found
            places |= {unit.pk} | ({unit.parent_id} if unit.kind == Unit.Kind.GROUP and unit.parent_id else set())
            content = tuple(sorted((key, str(value)) for key, value in row.values.items()))
            key = (unit.pk, kind.pk, row.values["on"], row.values.get("starts_at"))
            if self.checking.is_repeated(row, key, content, _("活动")):
                self._skip.add((row.sheet, row.number))
        self._register = Register(self.tenant.pk, places)
        for _made in self._read_all(aloud=True):
            pass

    def rows(self) -> Iterator[ActivityRow]:
        """The rows, checked before; an equal row that stands twice comes once."""
        return self._read_all(aloud=False)

    def _read_all(self, *, aloud: bool) -> Iterator[ActivityRow]:
        stream = (row for row in self.checking.sheet.rows if (row.sheet, row.number) not in self._skip)
        while part := list(islice(stream, BATCH)):
            listed = [(row, *self._place(row, aloud=False)) for row in part]  # type: ignore[misc]
            named = [(mentions(row.values.get("absent")), mentions(row.values.get("guests"))) for row in part]
            self.people.load(one for pair in named for each in pair for one in each)
            known = recorded(self.tenant.pk, (_key(*one) for one in listed))
            for (row, unit, kind), (absent, guests) in zip(listed, named, strict=True):
                reading = _Reading(self, row, unit, kind, known.get(_key(row, unit, kind)))
                made = reading.read(absent, guests)
                if aloud:
                    reading.complain(made)
                yield made

    def _place(self, row: Row, *, aloud: bool) -> tuple[Unit, ActivityKind] | None:
        """Unit and kind of a row whose key is right; else None, after saying what is wrong with it."""
        code, word, day = (row.values.get(key) for key in ("unit", "kind", "on"))
        unit = self.units.get(code or "")
        if unit is not None and self.reach is not None and unit.pk not in self.reach:
            unit = None
        kind = self.kinds.get(text.fold(word)) if word else None
        if aloud:
            self._complain(row, unit, kind)
        if unit is None or kind is None or day is None or "starts_at" in row.errors:
            return None
        return unit, kind

    def _complain(self, row: Row, unit: Unit | None, kind: ActivityKind | None) -> None:
        say, values = self.checking.error, row.values
        if unit is None and values.get("unit"):
            say(row, "unit", "unknown_unit", value=text.excerpt(values["unit"]))
        if kind is None and values.get("kind"):
            choices = "、".join(one.name for one in dict.fromkeys(reversed(list(self.kinds.values()))))
            say(row, "kind", "unknown_kind", value=text.excerpt(values["kind"]), choices=choices)
        if unit is None:
            return
        if self.allowed is not None and unit.code not in self.allowed:
            say(row, "unit", "outside_under", value=unit.code, under=self.under.code if self.under else "")
        if kind is not None and unit.kind not in kind.unit_kinds:
            words = {"unit": unit.name, "unit_kind": unit.get_kind_display(), "kind": kind.name}
            say(row, "kind", "unfit_kind", **words)
        if values.get("on") and not unit.exists_on(values["on"]):
            say(row, "on", "outside_life", unit=unit.name)

    def register(self) -> Register:
        assert self._register is not None
        return self._register


def _key(row: Row, unit: Unit, kind: ActivityKind) -> Key:
    return (unit.pk, kind.pk, row.values["on"], row.values.get("starts_at"))


class _Reading:
    """One row, read against the register of its day."""

    def __init__(self, reader: _Reader, row: Row, unit: Unit, kind: ActivityKind, known: Recorded | None) -> None:
        self.reader, self.row, self.unit, self.kind, self.known = reader, row, unit, kind, known
        self.day: dt.date = row.values["on"]
        register = reader.register()
        self.expected = register.expected(kind, unit.pk, self.day)
        branch = unit.parent_id if unit.kind == Unit.Kind.GROUP and unit.parent_id else unit.pk
        self.home = {unit.pk, branch}
        self.belonging = register.belonging(branch, self.day)
        self.later = register.joining_later(branch, self.day)
        self.errors: list[tuple[str, str, Mention]] = []
        self.warnings: list[Mention] = []

    def read(self, absent: list[Mention], guests: list[Mention]) -> ActivityRow:
        """The row as the records will hold it; complaints are kept in ``errors`` and ``warnings``."""
        values = self.row.values
        away: dict[int, Line] = {}
        if self.belonging or self.expected:
            found = self.reader.people.absent(absent, self.expected, self.belonging, self.later)
            away = {line.person_id: line for line in found.lines}
            self.errors += [("absent", "unknown_absentee", one) for one in found.unknown]
            self.errors += [("absent", "ambiguous_absentee", one) for one in found.ambiguous]
            self.warnings += found.later
        on_list = {one.person_id for one in self.expected} | set(away)
        people, named, strange = self.reader.people.guests(guests, self.unit, self.day, on_list, self.known, self.home)
        self.errors += [("guests", "unknown_guest", one) for one in strange]
        stated = (values.get("expected"), values.get("present"))
        return ActivityRow(
            self.unit.pk,
            self.kind,
            self.day,
            values.get("starts_at"),
            self._details(),
            [*self._roll(away, stated), *people],
            named if "guests" in values else None,
            stated,
            values.get("summary") or "",
        )

    def _details(self) -> dict[str, Any]:
        values = self.row.values
        found: dict[str, Any] = {key: values[key] or "" for key in ("place", "topic") if key in values}
        for key in ("chair", "recorder"):
            if key in values:
                fitting = [one.person_id for one in self.belonging if one.name == values[key]]
                found |= {f"{key}_name": values[key] or "", f"{key}_id": fitting[0] if len(fitting) == 1 else None}
        return found

    def _roll(self, away: dict[int, Line], stated: tuple[int | None, int | None]) -> list[Line]:
        """Everybody else was present. But where the numbers say so, those ill, lost or far away were not.

        One number alone says it too: the ledger that goes out has both, and must find the same roll again.
        """
        extra = [line for key, line in away.items() if key not in {one.person_id for one in self.expected}]
        full = [*(away.get(one.person_id) or _line(one) for one in self.expected), *extra]
        if _adds_up(full, stated):
            return full
        usual = [*(away.get(one.person_id) or _line(one, usual=True) for one in self.expected), *extra]
        return usual if _adds_up(usual, stated) else full

    def complain(self, made: ActivityRow) -> None:
        checking, row = self.reader.checking, self.row
        for column, code, mention in self.errors:
            checking.error(row, column, code, value=mention.shown if code != "unknown_guest" else mention.written[-4:])
        for mention in self.warnings:
            checking.warn(row, "absent", "joined_later", value=mention.shown)
        known = self.known
        if known is not None and not is_ours(known) and not says_same(made, known):
            checking.error(row, None, "recorded_here")
        members = [line for line in made.lines if line.capacity == Attendance.Capacity.MEMBER]
        if not members:
            if not self.belonging:
                checking.warn(row, None, "no_register")
        elif not _adds_up(members, made.stated, self._is_committee):
            counted = rules.count(members)
            checking.warn(row, "expected", "numbers_differ", expected=counted.expected, present=counted.present)

    @property
    def _is_committee(self) -> bool:
        return self.kind.expected == ActivityKind.Expected.COMMITTEE


def _line(one: Expected, *, usual: bool = False) -> Line:
    state, note = one.usual if usual else (Attendance.State.PRESENT, "")
    return Line(one.person_id, one.unit_id, state, note, is_exempt=one.is_exempt, is_voter=one.is_voter)


def _adds_up(lines: list[Line], stated: tuple[int | None, int | None], is_committee: bool = False) -> bool:
    """Whether the ledger's numbers can be those of this roll.

    Exempt persons who were away may be counted or not. Of a committee the register often knows the secretary alone: it
    is enough that the numbers fit those who were away.
    """
    expected, present = stated
    counted = rules.count(lines)
    came = sum(line.state == Attendance.State.PRESENT for line in lines)
    away = len(lines) - came
    if is_committee and expected is not None and present is not None:
        return expected >= len(lines) and expected - present == away
    readings = ((len(lines), came), (counted.expected, counted.present))
    return any(expected in (None, most) and present in (None, here) for most, here in readings)
