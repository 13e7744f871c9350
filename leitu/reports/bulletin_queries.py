"""The numbers of the statutory bulletin, asked of the register of any day: a dozen questions, whatever the size."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from leitu.core.actor import Actor
from leitu.core.periods import BEGINNING, add_months
from leitu.orgs.access import grants_of
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit, UnitLink, UnitState, valid_on
from leitu.people import policies
from leitu.people.codes import UnknownCode, job
from leitu.people.models import Membership, Person
from leitu.people.queries import members_below
from leitu.reports.bulletin import (
    AGES,
    ENTRY,
    NOT_YET,
    OCCUPATIONS,
    UNKNOWN,
    Bar,
    Bulletin,
    Cell,
    Group,
    Section,
    hidden,
)
from leitu.reports.heads import head_line

HAN = "01"
COLLEGE = [f"{level}{digit}" for level in "123" for digit in range(10)]
"""大专及以上: GB/T 4658, graduate to junior college."""
OLDEST = 86
"""The last bar of the pyramid begins here."""
FORECAST = (("now", "现在61岁及以上", 0), ("five", "五年后61岁及以上", 5), ("ten", "十年后61岁及以上", 10))
"""How many of today's members are 61 or older then, if nobody comes or goes."""
OFFICES = {
    "机关": ("office",),
    "事业单位": ("institution", "school", "hospital"),
    "企业": ("state_enterprise", "private_enterprise"),
    "社会组织": ("social_organisation",),
}
UNITS = "个"
AREAS = {"社区（居委会）": ("community",), "行政村": ("village",)}


def years_before(day: dt.date, years: int) -> dt.date:
    """Born on or before this day: that many years old on ``day``."""
    return add_months(day, -12 * years)


def _age_bins(day: dt.date, field: str) -> Any:
    """The lower bound of five years of age as SQL: 0 (up to 20), 21, 26 … 86; None for no date."""
    bounds = range(OLDEST, 20, -5)
    cases = [When(**{f"{field}__lte": years_before(day, low)}, then=Value(low)) for low in bounds]
    return Case(*cases, When(**{f"{field}__isnull": False}, then=Value(0)), output_field=IntegerField())


def is_of_branch(actor: Actor, unit: Unit) -> bool:
    """Whether the actor works in this very branch: he knows its members anyway."""
    held = grants_of(actor, policies.VIEW)
    return actor.is_trusted or any(one.unit_id == unit.pk and one.unit_kind in branch_kinds() for one in held)


def bulletin_for(actor: Actor, unit: Unit, day: dt.date) -> Bulletin:
    """The bulletin as this reader may see it: small numbers only in his own branch. The caller has asked the right."""
    found = bulletin_of(unit, day)
    return found if is_of_branch(actor, unit) else hidden(found)


def bulletin_of(unit: Unit, day: dt.date) -> Bulletin:
    """The bulletin at and below ``unit`` on ``day``, nothing hidden: whoever shows it decides."""
    year_ago = add_months(day, -12)
    members = members_below(unit, day).order_by()
    ages = _ages(members, day)
    total = sum(ages.values())
    kinds, before = _organisations(unit, day), _organisations(unit, year_ago)
    own, (jobs, sectors) = _composition(members, day), _places(members)
    return Bulletin(
        unit=unit.name,
        on=day,
        members=total,
        members_before=members_below(unit, year_ago).count(),
        organisations=_count(kinds),
        organisations_before=_count(before),
        sections=(
            _of_members(own, ages, jobs, total),
            _developed(unit, day),
            Section("三、党内表彰情况", note=NOT_YET),
            Section("四、申请入党情况", note=NOT_YET),
            _of_units(kinds),
        ),
        bars=_bars(ages),
        sectors=_sectors(sectors, total),
        forecast=tuple((label, own[name]) for name, label, _years in FORECAST),
        head=head_line(unit.tenant_id),
    )


# The members.


def _ages(members: "QuerySet[Any, Any]", day: dt.date) -> Counter[tuple[int | None, str]]:
    """How many by (lower bound of five years of age, sex)."""
    rows = members.annotate(bin=_age_bins(day, "person__birth_on")).values_list("bin", "person__sex")
    return Counter({(low, sex): count for low, sex, count in rows.annotate(count=Count("pk"))})


def _composition(members: "QuerySet[Any, Any]", day: dt.date) -> dict[str, int]:
    known = ~Q(person__nation="") & ~Q(person__nation=HAN)
    parts: dict[str, Q] = {
        "minority": known,
        "college": Q(person__education__in=COLLEGE),
        **{f"entry{n}": rule for n, rule in enumerate(_entry_rules())},
        **{name: Q(person__birth_on__lte=years_before(day, 61 - years)) for name, _label, years in FORECAST},
    }
    return members.aggregate(**{name: Count("pk", filter=rule) for name, rule in parts.items()})


def _entry_rules() -> Iterable[Q]:
    start = BEGINNING
    for _label, until in ENTRY:
        rule = Q(joined_on__gt=start) if start == BEGINNING else Q(joined_on__gte=start)
        yield rule & Q(joined_on__lt=until) if until else rule
        start = until or start


def _places(members: "QuerySet[Any, Any]") -> tuple[Counter[str], Counter[str]]:
    """How many of each occupation group (the empty one: not on record), and in each sector."""
    jobs, sectors = Counter[str](), Counter[str]()
    rows = members.values_list("person__job", "unit__sector").annotate(count=Count("pk"))
    for code, sector, count in rows:
        jobs[_group_of(code)] += count
        sectors[sector] += count
    return jobs, sectors


def _group_of(code: str) -> str:
    try:
        return job.get(code).group if code else ""
    except UnknownCode:
        return ""


def _occupations(jobs: Counter[str], total: int) -> Group:
    cells = [Cell(label, jobs[code]) for code, label in OCCUPATIONS.items()]
    return Group("职业", _with_unknown(cells, total), total)


def _with_unknown(cells: list[Cell], total: int) -> tuple[Cell, ...]:
    """The cells, and whoever is in none of them: so that the group adds up to the last person."""
    left = total - sum(cell.count or 0 for cell in cells)
    return (*cells, Cell(UNKNOWN, left)) if left else tuple(cells)


def _of_members(own: dict[str, int], ages: Counter[Any], jobs: Counter[str], total: int) -> Section:
    women = sum(count for (_low, sex), count in ages.items() if sex == Person.Sex.FEMALE)
    traits = Group(
        "性别、民族和学历",
        (
            Cell("女党员", women),
            Cell("少数民族党员", own["minority"]),
            Cell("大专及以上学历党员", own["college"]),
        ),
        total,
        adds_up=False,
    )
    bands = [
        Cell(
            label,
            sum(count for (bin_low, _sex), count in ages.items() if bin_low is not None and low <= bin_low <= high),
        )
        for label, low, high in AGES
    ]
    entry = [Cell(label, own[f"entry{n}"]) for n, (label, _until) in enumerate(ENTRY)]
    groups = (
        traits,
        Group("年龄", _with_unknown(bands, total), total),
        Group("入党时间", _with_unknown(entry, total), total),
        _occupations(jobs, total),
    )
    return Section("一、党员队伍情况", groups)


def _developed(unit: Unit, day: dt.date) -> Section:
    """Who was admitted this year up to ``day`` in the branches that stand below ``unit``; moved in later counts there."""
    first = day.replace(month=1, day=1)
    rows = Membership.objects.filter(tenant_id=unit.tenant_id, joined_on__gte=first, joined_on__lte=day)
    rows = rows.filter(since=F("joined_on")).exclude(ending=Membership.Ending.MISTAKE).order_by()
    if unit.kind == Unit.Kind.GROUP:
        rows = rows.filter(group=unit)
    elif unit.parent_id is not None:
        rows = rows.filter(unit_id__in=_below(unit, day).values("descendant_id"))
    young = Q(person__birth_on__gt=years_before(first, 35))
    counted, jobs = Counter[str](), Counter[str]()
    parts = {
        "total": Count("pk"),
        "women": Count("pk", filter=Q(person__sex=Person.Sex.FEMALE)),
        "minority": Count("pk", filter=~Q(person__nation="") & ~Q(person__nation=HAN)),
        "young": Count("pk", filter=young),
        "college": Count("pk", filter=Q(person__education__in=COLLEGE)),
    }
    for row in rows.values("person__job").annotate(**parts):
        counted.update({name: row[name] for name in parts})
        jobs[_group_of(row["person__job"])] += row["total"]
    total = counted["total"]
    traits = Group(
        "性别、民族、年龄和学历",
        (
            Cell("女党员", counted["women"]),
            Cell("少数民族党员", counted["minority"]),
            Cell("35岁及以下党员", counted["young"]),
            Cell("大专及以上学历党员", counted["college"]),
        ),
        total,
        adds_up=False,
    )
    lead = f"{day.year}年1月1日至{day.month}月{day.day}日，共发展党员{{count}}名。"
    groups = (traits, _occupations(jobs, total)) if total else ()
    return Section(
        "二、发展党员情况", groups, lead=lead, count=total, note=f"生产、工作一线发展的党员：{NOT_YET}" if total else ""
    )


# The organisations.


def _below(unit: Unit, day: dt.date) -> "QuerySet[Any, Any]":
    return UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)


def _organisations(unit: Unit, day: dt.date) -> Counter[tuple[str, str, bool]]:
    """How many at and below the unit by (kind, sector, whether at the top), as they were on that day; no groups."""
    rows = UnitState.objects.filter(valid_on(day), tenant_id=unit.tenant_id).exclude(kind=Unit.Kind.GROUP).order_by()
    rows = rows.filter(
        Q(unit__founded_on__isnull=True) | Q(unit__founded_on__lte=day),
        Q(unit__dissolved_on__isnull=True) | Q(unit__dissolved_on__gt=day),
    )
    if unit.parent_id is not None:
        rows = rows.filter(unit_id__in=_below(unit, day).values("descendant_id"))
    top = Case(When(unit__parent__isnull=True, then=Value(1)), default=Value(0), output_field=IntegerField())
    counted = rows.annotate(top=top).values_list("kind", "sector", "top").annotate(count=Count("pk"))
    return Counter({(kind, sector, bool(top)): count for kind, sector, top, count in counted})


def _of_kind(kinds: Counter[Any], wanted: Iterable[str], sectors: Iterable[str] | None = None) -> int:
    """Primary organisations of these kinds; the local committee at the top of a district is none."""
    return sum(
        count
        for (kind, sector, is_top), count in kinds.items()
        if kind in wanted and not (is_top and kind == Unit.Kind.COMMITTEE) and (sectors is None or sector in sectors)
    )


def _basic() -> list[str]:
    """Kinds of primary organisations: committees, general branches and branches; temporary ones are counted apart."""
    return [Unit.Kind.COMMITTEE, Unit.Kind.GENERAL_BRANCH, *_standing()]


def _standing() -> list[str]:
    return [kind for kind in branch_kinds() if kind != Unit.Kind.TEMPORARY_BRANCH]


def _count(kinds: Counter[Any]) -> int:
    return _of_kind(kinds, _basic())


def _of_units(kinds: Counter[Any]) -> Section:
    total, basic = _count(kinds), _basic()
    forms = Group(
        "基层组织",
        (
            Cell("基层党委", _of_kind(kinds, [Unit.Kind.COMMITTEE])),
            Cell("总支部", _of_kind(kinds, [Unit.Kind.GENERAL_BRANCH])),
            Cell("支部", _of_kind(kinds, _standing())),
        ),
        total,
        measure=UNITS,
    )
    offices = [Cell(f"{label}基层党组织", _of_kind(kinds, basic, known)) for label, known in OFFICES.items()]
    areas = [Cell(f"{label}基层党组织", _of_kind(kinds, basic, known)) for label, known in AREAS.items()]
    local = sum(count for (kind, _sector, is_top), count in kinds.items() if is_top and kind == Unit.Kind.COMMITTEE)
    others = (
        Cell("党的地方委员会", local),
        Cell("党工委", _of_kind(kinds, [Unit.Kind.WORKING_COMMITTEE])),
        Cell("临时党支部", _of_kind(kinds, [Unit.Kind.TEMPORARY_BRANCH])),
    )
    return Section(
        "五、党组织情况",
        (
            Group("地方委员会和派出机关", others, 0, adds_up=False, measure=UNITS),
            forms,
            Group("社区、行政村", tuple(areas), total, adds_up=False, measure=UNITS),
            Group("机关、事业单位、企业和社会组织", tuple(offices), total, adds_up=False, measure=UNITS),
        ),
    )


# What the published bulletin does not have: structure.


def _bars(ages: Counter[Any]) -> tuple[Bar, ...]:
    lows = [0, *range(21, OLDEST + 1, 5)]
    found = []
    for low in lows:
        label = "–20" if low == 0 else f"{low}–" if low == OLDEST else f"{low}–{low + 4}"
        men, women = ages[low, Person.Sex.MALE], ages[low, Person.Sex.FEMALE]
        others = sum(count for (bin_low, sex), count in ages.items() if bin_low == low) - men - women
        found.append(Bar(label, men, women, others))
    return tuple(found)


def _sectors(sectors: Counter[str], total: int) -> Group:
    cells = [Cell(str(label), sectors[value]) for value, label in Unit.Sector.choices if sectors[value]]
    return Group("领域", _with_unknown(cells, total), total)
