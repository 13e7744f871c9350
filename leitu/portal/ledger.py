"""The ledger of problems and tasks as home, unit page and dashboard show it: what is open, what waits for whom."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.together import counted
from leitu.matters import policies, queries, wording
from leitu.matters.models import Matter
from leitu.orgs.access import covers_tenant
from leitu.orgs.models import Unit
from leitu.portal.queries import Todo

MOST_LINES = 3
MOST_ROWS = 100


@dataclass(frozen=True)
class Open:
    """How much is open at and below a unit; ``href`` is exactly that list."""

    waiting: int
    overdue: int
    href: str
    overdue_href: str
    closed: int
    in_time: int
    closed_href: str
    in_time_href: str


@dataclass(frozen=True)
class Lines:
    """The first lines, and how many there are; ``href`` is the list."""

    lines: list[Todo]
    total: int
    href: str


def ledger_href(**asked: str | int) -> str:
    """The ledger, narrowed."""
    return f"{reverse('matters:list')}?{urlencode({name: value for name, value in asked.items() if value})}"


def open_at(actor: Actor, unit: Unit, day: dt.date) -> Open | None:
    """What is open at and below ``unit`` in the actor's sight; None for whoever sees no ledger there."""
    rows = open_numbers(actor, unit, day)
    return None if rows is None else open_of(unit, next(iter(rows), None))


OPEN = ("waiting", "overdue", "closed", "in_time")


def open_numbers(actor: Actor, unit: Unit, day: dt.date) -> "QuerySet[Any, Any] | None":
    """The numbers of ``open_at`` as a question: OPEN, or no row where there is nothing."""
    if not policies.VIEW.allows(actor, unit):
        return None
    wanted = Q(state__in=Matter.ON_LEDGER) | queries.closed_in_year(day)
    rows = Matter.objects.visible_to(actor, wide=True).filter(wanted)
    if unit.parent_id is not None or not covers_tenant(actor, policies.VIEW):
        rows = rows.filter(unit_id__in=queries.at_and_below(unit))
    this_year = queries.closed_in_year(day)
    numbers = (Q(state__in=Matter.ON_LEDGER), queries.overdue(day), this_year, this_year & queries.in_time())
    return counted(rows, 0, **{name: Count("pk", filter=those) for name, those in zip(OPEN, numbers, strict=True)})


def open_of(unit: Unit, numbers: tuple[int, ...] | None) -> Open:
    """With the doors to the lists."""
    waiting, overdue, closed, in_time = numbers or (0, 0, 0, 0)
    return Open(
        waiting,
        overdue,
        ledger_href(unit=unit.pk, state="waiting"),
        ledger_href(unit=unit.pk, state="overdue"),
        closed,
        in_time,
        ledger_href(unit=unit.pk, state="closed_in_year"),
        ledger_href(unit=unit.pk, state="closed_in_time"),
    )


def to_do(actor: Actor, units: Collection[int], day: dt.date) -> Lines | None:
    """What the units whose meetings the actor keeps have to see to now; None when there is nothing."""
    if not policies.MANAGE.allowed_anywhere(actor):
        return None
    rows = list(queries.to_do(units, actor.tenant_id, day)[:50])
    lines = [
        Todo(
            wording.light(row, day),
            row.title,
            _meta(row, day),
            row.due_on or day,
            row.get_absolute_url(),
            _("定责任人") if row.person_id is None else _("去办"),
            reverse("matters:assign", args=[row.pk]) if row.person_id is None else row.get_absolute_url(),
        )
        for row in rows[:MOST_LINES]
    ]
    return Lines(lines, len(rows), ledger_href(state="waiting")) if lines else None


@dataclass(frozen=True)
class Judging:
    """What waits for the actor's judgement: closings and answers, and second looks; None where there is nothing."""

    check: Lines | None
    look: Lines | None


def to_judge(actor: Actor, day: dt.date) -> Judging:
    """Both in one question, for home and dashboard ask it every time."""
    rows = list(queries.to_judge(actor)[:MOST_ROWS])
    checks = [row for row in rows if row.state != Matter.State.CLOSED]
    looks = [row for row in rows if row.state == Matter.State.CLOSED]
    return Judging(
        _lines([_to_check(row, day) for row in checks[:MOST_LINES]], len(checks), state="close_requested"),
        _lines([_to_look(row) for row in looks[:MOST_LINES]], len(looks), state="look"),
    )


def _lines(lines: list[Todo], total: int, state: str) -> Lines | None:
    return Lines(lines, total, ledger_href(view="checked", state=state)) if lines else None


def _to_check(row: Matter, day: dt.date) -> Todo:
    return Todo(
        row.state if row.state == Matter.State.CLOSE_REQUESTED else wording.light(row, day),
        row.title,
        f"{row.unit.name} · {_('申请延期') if row.asked_due_on else row.effect}",
        row.due_on or day,
        row.get_absolute_url(),
        _("核查"),
        row.get_absolute_url(),
    )


def _to_look(row: Matter) -> Todo:
    assert row.look_on is not None
    href = reverse("matters:look_back", args=[row.pk])
    return Todo(
        row.state, row.title, f"{row.unit.name} · {row.effect}", row.look_on, row.get_absolute_url(), _("回头看"), href
    )


def _meta(row: Matter, day: dt.date) -> str:
    parts = [row.get_state_display(), wording.how_long(row, day), row.person_name]
    return " · ".join(part for part in parts if part)
