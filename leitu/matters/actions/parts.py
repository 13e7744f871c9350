"""A task or a plan given down the tree: one part for each unit, each with its own closing, rolling up by weight."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.matters import burden, policies, queries
from leitu.matters.actions.fresh import add_step, fresh, save
from leitu.matters.models import Dispatch, Matter, Step
from leitu.matters.stages import stage_on
from leitu.orgs.models import Involvement, Unit
from leitu.people.models import Person

MOST_UNITS = 1000
MOST_WEIGHT = 100
MOST_MINUTES = 6000


@transaction.atomic
def split(
    *,
    actor: Actor,
    matter: Matter,
    units: Sequence[Unit],
    title: str,
    standard: str,
    due_on: dt.date,
    weight: int = 1,
    minutes: int = 0,
    reason: str = "",
    version: int | None = None,
) -> list[Matter]:
    """Give a part to each of these units below the owner, which checks them: published at once, with its secretary.

    ``minutes`` is what the part costs each unit, as the giver thinks; ``reason``: why, when that is more than the
    year's budget. Raises NotAllowed, WrongState, StaleEdit, ValidationError (no units, a unit that does not stand
    below, a date after that of the whole, no reason).
    """
    policies.MANAGE.require(actor, matter)
    matter = fresh(matter, "split", version)
    pattern = pattern_of(matter, title=title, standard=standard, due_on=due_on, weight=weight, minutes=minutes)
    chosen = _fitting(matter, units)
    why = require_budget(matter, [unit.pk for unit in chosen], len(chosen), minutes, reason)

    parts = deal(actor, matter, chosen, pattern)
    save(matter)
    add_step(actor, matter, Step.Kind.SPLIT, why, count=len(parts), minutes=minutes, title=pattern["title"])

    keys = [part.pk for part in parts]
    title = str(pattern["title"])
    record(actor, "matters.split", matter, title=title, count=len(parts), minutes=minutes, reason=why, parts=keys)
    return parts


def pattern_of(
    matter: Matter, *, title: str, standard: str, due_on: dt.date, weight: int, minutes: int
) -> dict[str, Any]:
    """What all parts have in common. Raises ValidationError."""
    assert matter.due_on is not None
    if not today() <= due_on <= matter.due_on:
        raise ValidationError({"due_on": _("分项的完成时间在今天以后，不晚于整件事的完成时间。")})
    if not 1 <= weight <= MOST_WEIGHT or not 0 <= minutes <= MOST_MINUTES:
        raise ValidationError({"weight": _("权重是 1 到 100 的整数，用时不超过 6000 分钟。")})
    return {
        "title": said(title, "title", _("写一句要做什么。")),
        "standard": said(standard, "standard", _("还缺工作标准：做到什么样算好。")),
        "due_on": due_on,
        "weight": weight,
        "minutes": minutes,
    }


def require_budget(
    matter: Matter, units: "Collection[int] | QuerySet[Any, Any]", count: int, minutes: int, reason: str
) -> str:
    """The reason, without spaces. Raises ValidationError when more is given than the year's budget and nobody says why."""
    why = reason.strip()[:500]
    found = burden.cost(matter.unit, units, count, minutes=minutes)
    if found.is_over and not why:
        words = {"spent": found.spent, "budget": found.budget}
        problem = _("今年交给下级的已有 %(spent)s 分钟，加上这一件超过每年 %(budget)s 分钟，请写明为什么还要交。")
        raise ValidationError({"reason": problem % words})
    return why


def deal(giver: Actor, matter: Matter, units: Sequence[Unit], pattern: dict[str, Any]) -> list[Matter]:
    """One published part for each of these units, in a handful of statements; inside the action that says so."""
    heads = queries.usual_persons(units)
    parts = Matter.objects.bulk_create(
        [_part(giver, matter, unit, heads.get(unit.pk), pattern) for unit in units], batch_size=500
    )
    Step.objects.bulk_create([_first_step(giver, part) for part in parts], batch_size=500)
    Involvement.objects.bulk_create([_checked_by(part) for part in parts], batch_size=500)
    return parts


def _fitting(matter: Matter, units: Sequence[Unit]) -> list[Unit]:
    """The units, each once. Raises ValidationError unless all of them stand below the owner and exist."""
    chosen = {unit.pk: unit for unit in units}
    below = queries.units_below(matter.unit)
    if not chosen or len(chosen) > MOST_UNITS:
        raise ValidationError({"units": _("请选择交给哪些党组织，一次最多 %(most)s 个。") % {"most": MOST_UNITS}})
    if below.filter(pk__in=list(chosen)).count() != len(chosen):
        raise ValidationError({"units": _("分项只能交给下级党组织。")})
    return list(chosen.values())


def _part(actor: Actor, whole: Matter, unit: Unit, head: Person | None, values: dict[str, Any]) -> Matter:
    part = Matter(
        tenant_id=whole.tenant_id,
        unit=unit,
        kind=whole.kind,
        state=Matter.State.PUBLISHED,
        person=head,
        person_name=head.name if head is not None else "",
        reviewer_unit=whole.unit,
        parent=whole,
        given_by=whole.unit,
        source_kind="matter",
        source_key=str(whole.pk),
        source_text=str(whole)[:200],
        norm_code=whole.norm_code,
        noted_on=today(),
        noted_by=actor.user_id,
        noted_by_label=actor.label[:120],
        **values,
    )
    assert part.due_on is not None
    part.first_due_on, part.stages_told = part.due_on, stage_on(part.due_on, today())
    return part


def _first_step(actor: Actor, part: Matter) -> Step:
    return Step(
        tenant_id=part.tenant_id,
        matter=part,
        unit_id=part.unit_id,
        kind=Step.Kind.PUBLISHED,
        on=today(),
        at=now(),
        by=actor.user_id,
        by_label=actor.label[:120],
        text=part.standard,
        due_on=part.due_on,
        data={"person": part.person_id, "name": part.person_name},
    )


def _checked_by(part: Matter) -> Involvement:
    assert part.reviewer_unit is not None
    return Involvement(
        tenant_id=part.tenant_id,
        unit=part.reviewer_unit,
        object_type=Matter._meta.label,
        object_id=part.pk,
        capacity=Involvement.Capacity.REVIEWER,
    )


def refuse_open_parts(matter: Matter) -> None:
    """The whole is not done before its parts are. Raises WrongState."""
    under_way = Dispatch.objects.filter(
        tenant_id=matter.tenant_id, matter=matter, state=Dispatch.State.WAITING
    ).exists()
    if under_way:
        raise WrongState(_("分项还在下发，下发完再办这一步。"))
    left = queries.parts_of(matter).filter(state__in=Matter.ON_LEDGER).count()
    if left:
        raise WrongState(_("还有 %(count)s 个分项没有销号，整件事还不能销。") % {"count": left})
