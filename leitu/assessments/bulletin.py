"""The words of a bulletin (半年通报, 年终考核情况): drafted from the records, without names; people write on from there."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from leitu.assessments.models import Bulletin, Scheme, Sheet, YearGrade
from leitu.assessments.scheme import Rule
from leitu.core.clock import today
from leitu.core.periods import Period
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.matters.models import Matter
from leitu.norms.duties import summary
from leitu.norms.duty import State
from leitu.norms.explain import period_label
from leitu.norms.queries import titles
from leitu.norms.register import Scope
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit

MOST_LINES = 5
TOLD = ("matter_closed_on_time", "matter_closed_late", "matter_reopened", "inspection_received", "inspection_finding")


@dataclass
class Figures:
    """What a period came to below a unit. ``duties`` by title: met, owed, waived. ``bands``: kept sheets by band."""

    branches: int = 0
    duties: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    still_open: int = 0
    sheets: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    wanting: list[tuple[str, int]] = field(default_factory=list)
    grades: Counter[str] = field(default_factory=Counter)
    differing: int = 0


def title_of(unit: Unit, kind: str, span: Period) -> str:
    """某镇党委2026年上半年党建工作情况通报."""
    words = {"unit": unit.name, "period": period_label(span.start, span.end)}
    if kind == Bulletin.Kind.YEAR:
        return _("%(unit)s%(period)s党建考核情况") % words
    return _("%(unit)s%(period)s党建工作情况通报") % words


def figures(unit: Unit, span: Period) -> Figures:
    """The figures of everything at and below a unit, each asked once for all units."""
    tenant, found = unit.tenant, Figures()
    below = Unit.objects.below(unit, span.end)
    found.branches = below.filter(kind__in=branch_kinds()).existing_on(span.end).count()
    names = titles(tenant.pk)
    on = min(span.end + dt.timedelta(days=1), today())
    for code, states in summary(tenant, under=unit, on=on, since=span.start).items():
        met, owed = states[State.MET], states[State.MET] + states[State.OVERDUE]
        if owed and code in names:
            found.duties[names[code]] = (met, owed, states[State.WAIVED])
    scope = Scope(tenant, under=unit)

    def limited(rows: Any, path: str = "unit_id") -> Any:
        return scope.limit(rows, path, span.end, span.end).order_by()

    numbers = {kinds.kind(code).number: code for code in TOLD}
    rows = limited(Fact.objects.filter(kind__in=numbers, on__range=(span.start, span.end)))
    for kind, total in rows.values("kind").annotate(total=Sum("amount")).values_list("kind", "total"):
        found.facts[numbers[kind]] = int(total)
    late = Matter.objects.filter(state__in=Matter.ON_LEDGER, due_on__range=(span.start, span.end))
    found.still_open = limited(late).count()
    rules = _rules(tenant.pk)
    _count_sheets(found, limited(Sheet.objects.filter(start__gte=span.start, end__lte=span.end)), rules)
    grades = limited(YearGrade.objects.filter(sheet__start=span.start, sheet__end=span.end))
    bands = grades.values("band", "sheet__scheme_id").annotate(count=Count("pk"))
    for band, scheme, count in bands.values_list("band", "sheet__scheme_id", "count"):
        if chosen := rules[scheme].band(band):
            found.grades[chosen.title] += count
    found.differing = grades.exclude(band=F("computed")).count()
    return found


def _rules(tenant_id: int) -> dict[int, Rule]:
    return {row.pk: row.rule for row in Scheme.objects.filter(tenant_id=tenant_id)}


def _count_sheets(found: Figures, rows: Any, rules: dict[int, Rule]) -> None:
    """Kept sheets by band, and which indicators the most of them want."""
    wanting: Counter[str] = Counter()
    for scheme, band, cells in rows.values_list("scheme_id", "band", "cells").iterator(chunk_size=1000):
        rule = rules[scheme]
        found.sheets += 1
        if chosen := rule.band(band):
            found.bands[chosen.title] += 1
        wanting.update(rule.lines[code].title for code, cell in cells.items() if cell["state"] == "not_done")
    found.wanting = sorted(wanting.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_LINES]


def draft(unit: Unit, kind: str, span: Period) -> str:
    """The paragraphs: what was owed, what became of problems, inspections, the sheets, the grades, what is next."""
    found = figures(unit, span)
    parts = [
        _("一、总体情况。%(period)s，%(unit)s所属党支部 %(branches)s 个。%(duties)s")
        % {
            "period": period_label(span.start, span.end),
            "unit": unit.name,
            "branches": found.branches,
            "duties": _duties(found),
        },
        _(
            "二、问题和任务。按期销号 %(on_time)s 件，逾期销号 %(late)s 件，销号后重新挂账 %(reopened)s 件；"
            "本期到期还没有销号的 %(open)s 件。"
        )
        % {
            "on_time": found.facts["matter_closed_on_time"],
            "late": found.facts["matter_closed_late"],
            "reopened": found.facts["matter_reopened"],
            "open": found.still_open,
        },
        _("三、督导检查。接受检查 %(received)s 次，发现问题 %(found)s 个，都已挂账。")
        % {"received": found.facts["inspection_received"], "found": found.facts["inspection_finding"]},
        _sheets(found),
    ]
    if kind == Bulletin.Kind.YEAR:
        parts.append(_grades(found))
    return "\n\n".join([*parts, _next(found, len(parts))])


def _duties(found: Figures) -> str:
    if not found.duties:
        return _("本期没有到期的应办事项。")
    told = [
        _("%(title)s %(met)s/%(owed)s") % {"title": title, "met": met, "owed": owed}
        for title, (met, owed, _waived) in found.duties.items()
    ]
    waived = sum(waived for _met, _owed, waived in found.duties.values())
    more = _("；经批准免办 %(count)s 项") % {"count": waived} if waived else ""
    return _("应办事项办到情况：%(told)s%(more)s。") % {"told": "，".join(told), "more": more}


def _shares(counted: "Counter[str]") -> str:
    return "，".join(_("%(title)s %(count)s 个") % {"title": title, "count": n} for title, n in counted.items())


def _sheets(found: Figures) -> str:
    if not found.sheets:
        return _("四、考核情况。本期没有结账的考核表。")
    wanting = "，".join(_("“%(title)s” %(count)s 份") % {"title": t, "count": n} for t, n in found.wanting)
    whole = _("四、考核情况。结账考核表 %(sheets)s 份，按数据对应：%(bands)s。") % {
        "sheets": found.sheets,
        "bands": _shares(found.bands) or _("都还没有得分"),
    }
    return whole + (_("没做到的集中在：%(wanting)s。") % {"wanting": wanting} if wanting else "")


def _grades(found: Figures) -> str:
    if not found.grades:
        return _("五、年终定性。还没有会议决定。")
    words = {"grades": _shares(found.grades), "differing": found.differing}
    return _("五、年终定性。经会议决定：%(grades)s；其中 %(differing)s 个与数据对应的等次不同，理由都记在案。") % words


def _next(found: Figures, number: int) -> str:
    place = "一二三四五六七"[number]
    if not found.wanting:
        return _("%(place)s、下一步。保持现在的做法，把到期的事项按时办好。") % {"place": place}
    focus = "、".join(f"“{title}”" for title, _count in found.wanting[:3])
    return _("%(place)s、下一步。帮支部把%(focus)s补上：先看是没有做还是没有记，做了没记的补录，没有做的安排时间。") % {
        "place": place,
        "focus": focus,
    }
