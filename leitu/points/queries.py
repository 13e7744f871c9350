"""Reads of points: the table in force, one member's statement, and what is kept of a year. No read orders by a sum."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from leitu.activities.models import Activity, Attendance
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs.models import valid_on
from leitu.people.models import Exemption, FloatingRecord, Membership, Person, Suspension
from leitu.points import policies
from leitu.points.models import Table, YearStatement
from leitu.points.rule import Reckoned, Rule, Seen, fingerprint, reckon

SORTS: dict[str, tuple[str, ...]] = {"name": ("person__name", "pk")}
"""The only order of members there is."""


def tables(tenant_id: int) -> "QuerySet[Table]":
    """Every version of every table, the one in force first."""
    return Table.objects.filter(tenant_id=tenant_id).order_by("-is_active", "code", "-valid_from", "-pk")


def in_force(tenant_id: int) -> Table | None:
    """The table that is switched on."""
    return Table.objects.filter(tenant_id=tenant_id, is_active=True).first()


def members(actor: Actor) -> "QuerySet[Any, Any]":
    """The members of the branches whose own committee the actor is of: whose statements he may open."""
    rows = Membership.objects.on(today()).select_related("person", "unit")
    return policies.VIEW.of(actor, rows)


@dataclass(frozen=True)
class Statement:
    """One member's year by one table. ``exempt`` says why there is none; ``kept`` is there once the year is closed.

    ``rows`` are the lines of the rolls by key, for what each point leads to. ``since`` is what the records come to now
    where that differs from what was kept.
    """

    person: Person
    year: int
    table: Table
    reckoned: Reckoned
    exempt: str
    rows: dict[int, Attendance]
    kept: YearStatement | None = None
    since: Reckoned | None = None


def _rolls(tenant_id: int, persons: Iterable[int], year: int) -> "QuerySet[Attendance]":
    rows = Attendance.objects.filter(
        tenant_id=tenant_id,
        person_id__in=list(persons),
        on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        activity__state=Activity.State.ARCHIVED,
    )
    return rows.select_related("activity__kind").order_by("on", "pk")


def _seen(row: Attendance) -> Seen:
    return Seen(row.pk, row.activity.kind.fact_kind, int(row.state), row.on.isoformat(), row.is_exempt)


def last_day(year: int) -> dt.date:
    """The day by which a year is judged: its last, or today."""
    return min(today(), dt.date(year, 12, 31))


def statement_of(person: Person, year: int) -> Statement | None:
    """The statement of a member: the kept one of a year that is closed, else by the table in force; None without either."""
    kept = (
        YearStatement.objects.filter(tenant_id=person.tenant_id, person=person, year=year)
        .select_related("table")
        .first()
    )
    table = kept.table if kept else in_force(person.tenant_id)
    if table is None or (kept is None and table.valid_from > dt.date(year, 12, 31)):
        return None
    rows = {row.pk: row for row in _rolls(person.tenant_id, [person.pk], year)}
    now = reckon(table.rule, [_seen(row) for row in rows.values()])
    if kept is None:
        reason = _exempt(table.rule, [person], last_day(year)).get(person.pk, "")
        return Statement(person, year, table, now, reason, rows)
    then = reckon(table.rule, _stored(kept))
    differs = not kept.content["exempt"] and now.total != then.total
    return Statement(person, year, table, then, kept.content["exempt"], rows, kept, now if differs else None)


def _exempt(rule: Rule, persons: list[Person], day: dt.date) -> dict[int, str]:
    """Whom the table does not score on that day, with the reason."""
    keys, found = [one.pk for one in persons], dict[int, str]()
    for one in persons:
        if rule.exempt_age and one.birth_on and _age(one.birth_on, day) >= rule.exempt_age:
            found[one.pk] = _("年满 %(age)s 岁") % {"age": rule.exempt_age}
        if one.job and one.job in rule.exempt_jobs:
            found[one.pk] = _("离退休")
    reasons = {"exempt": _("免于硬性要求"), "floating": _("流动外出"), "suspended": _("停止党籍")}
    models: dict[str, Any] = {"exempt": Exemption, "floating": FloatingRecord}
    for mark in sorted(rule.exempt & set(models)):
        for key in models[mark].objects.filter(valid_on(day), person_id__in=keys).values_list("person_id", flat=True):
            found[key] = reasons[mark]
    if "suspended" in rule.exempt:
        held = Suspension.objects.filter(valid_on(day), membership__person_id__in=keys)
        found |= dict.fromkeys(held.values_list("membership__person_id", flat=True), reasons["suspended"])
    return found


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def unkept(tenant_id: int, year: int, *, after: int, limit: int) -> list[Membership]:
    """The members on the last day of a year whose statement is not kept yet, some at a time."""
    there = YearStatement.objects.filter(tenant_id=tenant_id, year=year, person_id=OuterRef("person_id"))
    rows = Membership.objects.on(dt.date(year, 12, 31)).filter(~Exists(there), tenant_id=tenant_id, pk__gt=after)
    return list(rows.select_related("person").order_by("pk")[:limit])


def to_keep(table: Table, year: int, rows: list[Membership], day: dt.date) -> list[YearStatement]:
    """The statements of these members, not stored yet: rolls and exemptions are read for all of them at once."""
    persons = [row.person for row in rows]
    rolls: dict[int, list[Seen]] = defaultdict(list)
    for one in _rolls(table.tenant_id, [person.pk for person in persons], year).iterator(2000):
        rolls[one.person_id].append(_seen(one))
    exempt = _exempt(table.rule, persons, dt.date(year, 12, 31))
    made = []
    for row in rows:
        found = YearStatement(
            tenant_id=table.tenant_id,
            person=row.person,
            unit_id=row.unit_id,
            table=table,
            year=year,
            content=_content(table.rule, rolls[row.person_id], exempt.get(row.person_id, "")),
            kept_on=day,
        )
        found.digest = digest_of(found)
        made.append(found)
    return made


def _content(rule: Rule, rolls: list[Seen], exempt: str) -> dict[str, Any]:
    total = None if exempt else str(reckon(rule, rolls).total)
    return {"rolls": [list(one) for one in rolls], "exempt": exempt, "total": total}


def _stored(row: YearStatement) -> list[Seen]:
    return [Seen(*one) for one in row.content["rolls"]]


def digest_of(row: YearStatement) -> str:
    """Of the table and of everything that the statement says; whose it is may be put right when two entries become one."""
    return fingerprint(row.table.digest, row.year, row.content)


def reckoned_again(row: YearStatement) -> dict[str, Any]:
    """The content that the stored rolls give by the stored table."""
    return _content(row.table.rule, _stored(row), row.content["exempt"])
