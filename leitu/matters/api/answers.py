"""A matter as programs read it: no more than its page shows to the same reader."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.api.operations import Area
from leitu.api.schema import Named, Out
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import life, policies, wording
from leitu.matters.models import Matter, Step

area = Area("matters", _("问题和任务"))


class MatterLine(Out):
    """One line of the ledger. ``light`` is its colour by the date (overdue, due_soon, met), or its state."""

    id: int
    kind: str
    title: str
    state: str
    light: str
    unit: Named
    person: str
    standard: str
    due_on: dt.date | None
    first_due_on: dt.date | None
    reviewer_unit: Named | None
    source: str
    noted_on: dt.date
    closed_on: dt.date | None
    effect: str
    times_reopened: int
    is_key: bool
    version: int


class StepLine(Out):
    """One thing that was done."""

    kind: str
    at: dt.datetime
    who: str
    said: str
    text: str


class MatterRecord(MatterLine):
    """One matter with its stream, the newest first. ``may`` are the steps that this reader may take now."""

    asked_due_on: dt.date | None
    asked_reason: str
    may: list[str]
    steps: list[StepLine]


class DispatchRecord(Out):
    """How far a task for very many units has come."""

    id: int
    state: str
    done: int
    total: int


class CampaignRecord(Out):
    """A special effort with the numbers of what the reader sees of it."""

    id: int
    unit: Named
    title: str
    basis: str
    approver: str
    starts_on: dt.date
    ends_on: dt.date
    kind: str
    words: str
    source: str
    is_ended: bool
    summary: str
    all: int
    closed: int
    waiting: int
    overdue: int
    version: int


class LedStep(Out):
    """One step that the secretary took himself on a key matter."""

    matter: Named
    on: dt.date
    who: str
    said: str
    text: str


class LedYear(Out):
    """What a secretary did himself on the key matters in a year (四个亲自): deploys, asks, coordinates, supervises."""

    unit: Named
    year: int
    matters: int
    deploys: list[LedStep]
    asks: list[LedStep]
    coordinates: list[LedStep]
    supervises: list[LedStep]


class BudgetRecord(Out):
    """Minutes that a unit may give each unit below in a year."""

    unit: Named
    year: int
    minutes: int


class LeftAlone(Out):
    """One matter that a batch left as it was, and why."""

    id: int
    reason: str


class TogetherDone(Out):
    """What became of a batch."""

    done: list[int]
    refused: list[LeftAlone]


def seen(actor: Actor) -> "QuerySet[Any, Any]":
    """The matters in the actor's sight."""
    return Matter.objects.visible_to(actor).select_related("unit", "reviewer_unit", "person")


def _head(row: Matter) -> dict[str, Any]:
    reviewer = row.reviewer_unit
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "light": wording.light(row, today()),
        "unit": Named(id=row.unit_id, name=row.unit.name),
        "person": row.person_name,
        "standard": row.standard,
        "due_on": row.due_on,
        "first_due_on": row.first_due_on,
        "reviewer_unit": Named(id=reviewer.pk, name=reviewer.name) if reviewer is not None else None,
        "source": row.source_text,
        "noted_on": row.noted_on,
        "closed_on": row.closed_on,
        "effect": row.effect,
        "times_reopened": row.times_reopened,
        "is_key": row.is_key,
        "version": row.version,
    }


def line(row: Matter) -> MatterLine:
    return MatterLine(**_head(row))


def record_of(actor: Actor, matter: Matter) -> MatterRecord:
    """The whole of one matter."""
    steps = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter).order_by("-pk")
    allowed = policies.may_take(actor, matter)
    return MatterRecord(
        **_head(matter),
        asked_due_on=matter.asked_due_on,
        asked_reason=matter.asked_reason,
        may=[step for step in life.MAY if allowed[step]],
        steps=[
            StepLine(kind=step.kind, at=step.at, who=step.by_label, said=wording.told(step), text=step.text)
            for step in steps[:100]
        ],
    )
