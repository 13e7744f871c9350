"""Before the ledger: note, complete, publish, set aside."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.core.periods import add_months
from leitu.core.sentences import said
from leitu.matters import burden, measures, policies, queries
from leitu.matters.actions.fresh import add_step, fresh, involve_unit, save
from leitu.matters.actions.parts import refuse_open_parts
from leitu.matters.models import Matter, Step
from leitu.matters.sources import Source
from leitu.matters.stages import stage_on
from leitu.orgs.models import Involvement, Unit
from leitu.people.models import Person

State = Matter.State
AHEAD_MONTHS = 60
FREE_FIELDS = ("title", "kind", "due_on", "person", "standard", "reviewer_unit")
"""What may be changed before publishing; with ``unit`` they hold the four clarities."""
MISSING = {
    "due_on": gettext_lazy("还缺完成时间。"),
    "person": gettext_lazy("还缺责任人。"),
    "standard": gettext_lazy("还缺工作标准：做到什么样算好。"),
    "reviewer_unit": gettext_lazy("还缺考核单位。"),
}
"""The four clarities, and what is said when one is missing."""


@transaction.atomic
def note(
    *, actor: Actor, unit: Unit, title: str, kind: str = Matter.Kind.PROBLEM, source: Source | None = None
) -> Matter:
    """Write down what was found, in one sentence; nothing else is needed. ``source``: where it was found.

    Raises NotAllowed, ValidationError (no words, the unit is dissolved).
    """
    policies.KEEP.require(actor, unit)
    title = said(title, "title", _("写一句是什么问题。"))
    _require_kind(kind)
    if not unit.exists_on(today()):
        raise ValidationError({"title": _("这个党组织已经撤销，请记到它的上级。")})

    matter = Matter.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        kind=kind,
        title=title,
        source_kind=source.kind if source else "",
        source_key=source.key if source else "",
        source_text=source.text[:200] if source else "",
        norm_code=source.norm if source else "",
        noted_on=today(),
        noted_by=actor.user_id,
        noted_by_label=actor.label[:120],
    )
    add_step(actor, matter, Step.Kind.NOTED, title)

    record(actor, "matters.note", matter, kind=matter.get_kind_display())
    return matter


@transaction.atomic
def change(*, actor: Actor, matter: Matter, version: int | None = None, **changes: Any) -> Matter:
    """Change FREE_FIELDS of what is not published yet. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.KEEP.require(actor, matter)
    matter = fresh(matter, "change", version)
    _fill(matter, changes)

    save(matter, *changes, "person_name", "norm_code")
    add_step(actor, matter, Step.Kind.CHANGED)

    record(actor, "matters.change", matter, changed=sorted(changes))
    return matter


@transaction.atomic
def publish(*, actor: Actor, matter: Matter, version: int | None = None, **clarities: Any) -> Matter:
    """Put it on the ledger (公布挂账): only with the four clarities, checked by another unit than its own.

    ``clarities`` are FREE_FIELDS that are not given yet. Raises NotAllowed, WrongState, StaleEdit, ValidationError,
    which names every clarity that is missing.
    """
    policies.KEEP.require(actor, matter)
    matter = fresh(matter, "publish", version)
    _fill(matter, clarities)
    require_clear(matter)

    assert matter.due_on is not None
    matter.given_by = burden.giver_of(actor, matter)
    matter.minutes = measures.usual_minutes(matter.kind) if matter.given_by is not None else 0
    matter.state, matter.first_due_on = State.PUBLISHED, matter.due_on
    matter.stages_told = stage_on(matter.due_on, today())  # what has gone by already is told by the publishing itself
    save(matter, *FREE_FIELDS, "person_name", "state", "first_due_on", "stages_told", "given_by", "minutes")
    assert matter.reviewer_unit is not None
    involve_unit(matter, matter.reviewer_unit, Involvement.Capacity.REVIEWER)
    add_step(actor, matter, Step.Kind.PUBLISHED, matter.standard, person=matter.person_id, name=matter.person_name)

    record(
        actor,
        "matters.publish",
        matter,
        due_on=matter.due_on,
        person=matter.person_id,
        name=matter.person_name,
        reviewer=matter.reviewer_unit.name,
    )
    return matter


def require_clear(matter: Matter) -> None:
    """Raises ValidationError that names each of the four clarities which is missing or cannot be."""
    missing: dict[str, Any] = {}
    if matter.due_on is None:
        missing["due_on"] = MISSING["due_on"]
    elif matter.due_on < max(matter.noted_on, today()):
        missing["due_on"] = _("完成时间不能早于今天。")
    if matter.person is None:
        missing["person"] = MISSING["person"]
    elif not queries.belongs(matter.person, matter.unit):
        missing["person"] = _("责任人要是责任单位现在的班子成员或党员。")
    if not matter.standard:
        missing["standard"] = MISSING["standard"]
    if matter.reviewer_unit is None:
        missing["reviewer_unit"] = MISSING["reviewer_unit"]
    elif queries.stands_below(matter.reviewer_unit, matter.unit):
        missing["reviewer_unit"] = _("考核单位不能是责任单位自己，也不能是它的下级。")
    if missing:
        raise ValidationError(missing)


def _fill(matter: Matter, values: dict[str, Any]) -> None:
    """Set FREE_FIELDS. Raises ValidationError for what cannot be."""
    unknown = set(values) - set(FREE_FIELDS)
    if unknown:
        raise TypeError(f"matters have no field {', '.join(sorted(unknown))} to set")
    if "title" in values:
        values["title"] = said(values["title"], "title", _("写一句是什么问题。"))
    if "kind" in values:
        _require_kind(values["kind"])
    if "standard" in values:
        values["standard"] = values["standard"].strip()[:500]
    for name, value in values.items():
        setattr(matter, name, value)
    if "person" in values:
        set_person(matter, values["person"])
    for name in ("person", "reviewer_unit"):
        row: Any = getattr(matter, name)
        if row is not None and row.tenant_id != matter.tenant_id:
            raise NotAllowed(_("这里没有这个人或这个党组织。"))
    require_day(matter, matter.due_on)


def set_person(matter: Matter, person: Person | None) -> None:
    """Name the person responsible; the name is kept as it was then."""
    matter.person, matter.person_name = person, person.name if person is not None else ""


def require_day(matter: Matter, day: dt.date | None) -> None:
    """Raises ValidationError for a day before the noting, or too far away to mean anything."""
    if day is not None and day < matter.noted_on:
        raise ValidationError({"due_on": _("完成时间不能早于记下的那一天。")})
    if day is not None and day > add_months(today(), AHEAD_MONTHS):
        raise ValidationError({"due_on": _("日期太远了，最多定到五年以后。")})


def _require_kind(kind: str) -> None:
    if kind not in Matter.Kind.values:
        raise ValidationError({"kind": _("没有这种清单。")})


@transaction.atomic
def set_aside(*, actor: Actor, matter: Matter, reason: str) -> Matter:
    """It does not go on the ledger, for a reason; it stays in sight. Raises NotAllowed, WrongState, ValidationError."""
    policies.KEEP.require(actor, matter)
    matter = fresh(matter, "set_aside")
    refuse_open_parts(matter)
    reason = said(reason, "reason", _("请写一句原因。"))

    matter.state = State.SET_ASIDE
    save(matter, "state")
    add_step(actor, matter, Step.Kind.SET_ASIDE, reason)

    record(actor, "matters.set_aside", matter, reason=reason)
    return matter


@transaction.atomic
def take_up(*, actor: Actor, matter: Matter) -> Matter:
    """Undo ``set_aside``: it waits to be published again. Raises NotAllowed, WrongState."""
    policies.KEEP.require(actor, matter)
    matter = fresh(matter, "take_up")

    matter.state = State.NOTED
    save(matter, "state")
    add_step(actor, matter, Step.Kind.TAKEN_UP)

    record(actor, "matters.take_up", matter)
    return matter
