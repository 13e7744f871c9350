"""A sheet as people read it: each indicator with its records, and for every point lost the record that is missing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.activities.models import Activity
from leitu.activities.policies import VIEW as SEE_ACTIVITIES
from leitu.assessments import scheme as words
from leitu.assessments.evidence import MET, OWED, PENDING, WAIVED
from leitu.assessments.models import Objection, Sheet
from leitu.assessments.queries import View
from leitu.assessments.scheme import Indicator
from leitu.assessments.score import Cell, State
from leitu.core.actor import Actor
from leitu.facts.derive import source_of, source_of_number
from leitu.inspections.models import Inspection
from leitu.inspections.policies import VIEW as SEE_INSPECTIONS
from leitu.matters.models import Matter, Step
from leitu.matters.policies import VIEW as SEE_MATTERS
from leitu.norms.explain import period_label
from leitu.norms.models import Norm
from leitu.norms.rules import number
from leitu.ui.templatetags.dates import short_day

MOST = 40
"""Lines under one indicator; the rest are counted."""
MARKS = {MET: "met", OWED: "overdue", PENDING: "upcoming", WAIVED: "waived"}


@dataclass(frozen=True)
class Record:
    """One record under an indicator; ``mark`` is a key of parts.MARKS, empty for what simply counts."""

    title: str
    href: str = ""
    mark: str = ""
    meta: str = ""


@dataclass
class IndicatorLine:
    """One indicator of a sheet as it is shown. ``lost`` are the records that are missing, ``there`` those that count."""

    indicator: Indicator
    cell: Cell
    lost: list[Record] = field(default_factory=list)
    there: list[Record] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    corrected: str = ""
    more: int = 0

    @property
    def mark(self) -> str:
        return {State.NOT_APPLICABLE: "not_applicable"}.get(self.cell.state, self.cell.state.value)

    @property
    def counted(self) -> str:
        """What was counted, in words."""
        one, cell = self.indicator, self.cell
        if not cell.is_installed:
            return _("本系统还没有记录这一项的来源，不参加合计")
        if one.norms or one.measure:
            said = f"{cell.numerator}/{cell.denominator}" if cell.denominator else ""
            parts = [said, (_("另有 %(count)s 项免办") % {"count": cell.waived}) if cell.waived else ""]
            parts.append(_("还有 %(count)s 项没到时间") % {"count": cell.pending} if cell.pending else "")
            return " · ".join(part for part in parts if part)
        if one.mode in (words.JUDGED, words.BALLOT):
            return "" if cell.full else _("还没有评价，不参加合计")
        if one.mode == words.AVERAGE:
            return _("%(count)s 份考核表") % {"count": number(cell.value)} if cell.full else _("还没有结账的考核表")
        return _("%(count)s 次（件）") % {"count": number(cell.value)}

    @property
    def uncertainty(self) -> str:
        """How much a single thing weighs where there are few; empty where there are enough."""
        share = self.indicator.norms or self.indicator.measure
        if not share or not 0 < self.cell.denominator < FEW:
            return ""
        return _("一共 %(count)s 项，一项就是 %(percent)s%%") % {
            "count": self.cell.denominator,
            "percent": round(100 / self.cell.denominator),
        }


FEW = 5
"""Of fewer things one weighs more than a fifth."""


@dataclass
class LevelLine:
    """A part of the sheet with its sum."""

    title: str
    weight: Any
    points: Any
    full: Any
    lines: list[IndicatorLine]


def levels_of(actor: Actor, view: View) -> list[LevelLine]:
    """The sheet, part by part."""
    records = _Records(actor, view)
    found = []
    for level in view.scheme.rule.levels:
        lines = [_line(one, view, records) for one in level.indicators]
        counted = [line.cell for line in lines if line.indicator.mode not in words.UNCOUNTED]
        points, full = (sum(getattr(cell, name) for cell in counted) for name in ("points", "full"))
        found.append(LevelLine(level.title, level.weight, points, full, lines))
    return found


def _line(one: Indicator, view: View, records: "_Records") -> IndicatorLine:
    rows = records.of(one)
    line = IndicatorLine(one, view.cells[one.code])
    lost = [row for row in rows if row.mark in ("overdue", "upcoming")]
    there = [row for row in rows if row.mark not in ("overdue", "upcoming")]
    line.lost, line.there = lost[:MOST], there[: max(MOST - len(lost), 0)]
    line.more = len(rows) - len(line.lost) - len(line.there)
    line.objections = [row for row in view.objections if row.indicator == one.code]
    for row in view.corrections:
        if row.indicator == one.code:
            said = {"before": row.before["points"], "after": row.after["points"], "reason": row.reason}
            line.corrected = _("%(before)s → %(after)s 分：%(reason)s") % said
    return line


class _Records:
    """Every record of a sheet by what it is, each kind asked once."""

    def __init__(self, actor: Actor, view: View) -> None:
        self.actor, self.view, self.unit = actor, view, view.unit
        self.evidence = view.evidence
        codes = {row[0] for row in self.evidence.duties}
        norms = Norm.objects.filter(tenant_id=self.unit.tenant_id, code__in=codes).order_by("valid_from", "pk")
        self.norms = {row.code: row for row in norms}
        sees_matters = SEE_MATTERS.allows(actor, self.unit)
        self.may = {
            source_of(Activity).number: SEE_ACTIVITIES.allows(actor, self.unit),
            source_of(Step).number: sees_matters,
            source_of(Inspection).number: SEE_INSPECTIONS.allows(actor, self.unit),
        }
        self.facts = self._facts()
        self.matters = self._matters() if sees_matters else {}

    def _facts(self) -> dict[str, list[Record]]:
        """By kind; a meeting also under ``attendance``."""
        keys: dict[int, set[int]] = defaultdict(set)
        for source_type, source_id, *_rest in self.evidence.facts:
            keys[source_type].add(source_id)
        if self.evidence.meetings:
            keys[source_of(Activity).number].update(row[0] for row in self.evidence.meetings)
        loaded: dict[tuple[int, int], Any] = {}
        for source_type, ids in keys.items():
            source = source_of_number(source_type)
            rows = source.records(self.unit.tenant_id).filter(pk__in=ids)
            if related := RELATED.get(source.model):
                rows = rows.select_related(related)
            loaded |= {(source_type, row.pk): row for row in rows}
        self.loaded = loaded
        found: dict[str, list[Record]] = defaultdict(list)
        for source_type, source_id, kind, on, counted in self.evidence.facts:
            times = "" if counted == "1.00" else _("%(count)s 个") % {"count": number(Decimal(counted))}
            found[kind].append(self._record(source_type, source_id, on, times))
        for key, expected, present, excused in self.evidence.meetings:
            words_ = {"expected": expected, "present": present, "excused": excused}
            said = _("应到 %(expected)s，实到 %(present)s，请假 %(excused)s") % words_
            found[words.ATTENDANCE].append(self._record(source_of(Activity).number, key, "", said))
        return found

    def _record(self, source_type: int, source_id: int, on: str, meta: str) -> Record:
        source, row = source_of_number(source_type), self.loaded.get((source_type, source_id))
        day = short_day(dt.date.fromisoformat(on)) if on else ""
        name = str(source.model._meta.verbose_name)
        if row is None or not self.may.get(source_type, False):
            return Record(f"{day} {name}".strip(), meta=meta)
        title = source.title(row) if source.title is not None else f"{day} {name}"
        href = source.href(row) if source.href is not None else reverse(source.url_name, args=[source_id])
        return Record(title, href, meta=meta)

    def _matters(self) -> dict[int, Matter]:
        keys = [row[0] for row in self.evidence.matters]
        if not keys:
            return {}
        rows = Matter.objects.visible_to(self.actor, SEE_MATTERS).filter(pk__in=keys)
        return {row.pk: row for row in rows}

    def of(self, one: Indicator) -> list[Record]:
        """The records of one indicator, what is missing first."""
        found: list[Record] = []
        for code in one.norms:
            found += self._duties(code)
            norm = self.norms.get(code)
            for kind in norm.rule.facts if norm is not None else ():
                found += self.facts.get(kind, [])
        if one.measure == words.ATTENDANCE:
            found += self.facts.get(words.ATTENDANCE, [])
        if one.measure == words.ON_TIME:
            found += [self._matter(*row) for row in self.evidence.matters]
        for kind in one.kinds:
            found += self.facts.get(kind, [])
        if one.mode == words.JUDGED:
            found += [
                Record(_("%(points)s 分：%(text)s") % {"points": points, "text": text}, meta=who)
                for code, points, text, who in self.evidence.judged
                if code == one.code
            ]
        if one.mode == words.AVERAGE:
            found += self._sheets(one)
        return found

    def _duties(self, code: str) -> Iterable[Record]:
        """The duties that were not met; what was met shows as the records under it."""
        norm = self.norms.get(code)
        for _code, _valid, unit, start, end, _required, _achieved, state in self.evidence.duties:
            if _code != code or norm is None or (state == MET and norm.rule.facts):
                continue
            if norm.shape == Norm.Shape.COUNT:
                first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
                title = _("%(period)s %(title)s") % {"period": period_label(first, last), "title": norm.title}
                href = reverse("norms:explain", args=[unit, code, first])
            else:
                title, href = norm.title, f"{reverse('norms:duties')}?unit={unit}"
            yield Record(title, href, MARKS[state])

    def _matter(self, key: int, due_on: str, state: str) -> Record:
        row = self.matters.get(key)
        due = _("%(day)s到期") % {"day": short_day(dt.date.fromisoformat(due_on))}
        if row is None:
            return Record(_("清单事项"), "", MARKS[state], due)
        return Record(row.title, row.get_absolute_url(), MARKS[state], due)

    def _sheets(self, one: Indicator) -> list[Record]:
        keys = [key for key, code, _percent in self.evidence.sheets if code == one.of]
        rows = Sheet.objects.filter(tenant_id=self.unit.tenant_id, pk__in=keys).select_related("scheme")
        return [
            Record(
                period_label(row.start, row.end),
                row.get_absolute_url(),
                meta=_("%(percent)s 分") % {"percent": row.percent},
            )
            for row in rows.defer("evidence", "cells").order_by("start")
        ]


RELATED: dict[type[Model], str] = {Activity: "kind", Step: "matter", Inspection: "round"}
"""What a record's title is made of besides itself."""


def small_note(view: View) -> str:
    """What a branch of a few members should know of its shares; empty for others."""
    members = view.evidence.members
    if not 0 < members < view.scheme.rule.small:
        return ""
    percent = round(100 / members)
    return _("支部只有 %(count)s 名党员：一个人缺席一次，到会率就差 %(percent)s%%，看数字要连着情况看。") % {
        "count": members,
        "percent": percent,
    }
