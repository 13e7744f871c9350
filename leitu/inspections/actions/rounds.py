"""Rounds: planned, drawn once, ended."""

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.holidays import holiday_on, is_shifted_workday
from leitu.inspections import policies, queries, sampling
from leitu.inspections.models import Checklist, Draw, DrawInput, Inspector, Round
from leitu.matters.queries import stands_below
from leitu.orgs.models import Unit

LONGEST_DAYS = 366
BY_LOT = {Round.Kind.REVIEW: 20, Round.Kind.SPOT_CHECK: 50, Round.Kind.SPECIAL: 20}
"""What per cent of a sample is drawn by lot from all units: of a spot check half (decision 0046)."""
A_TRIP = 4
BATCH = 2000
FREE_FIELDS = (
    "kind",
    "title",
    "checklist",
    "scope",
    "kinds",
    "starts_on",
    "ends_on",
    "target",
    "ceiling",
    "inspectors",
)
"""What may be changed until the draw."""


@transaction.atomic
def plan_round(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    checklist: Checklist,
    starts_on: dt.date,
    ends_on: dt.date,
    kind: str = Round.Kind.SPOT_CHECK,
    scope: Unit | None = None,
    kinds: Collection[str] = (),
    target: int = 80,
    ceiling: int = 2,
    inspectors: Collection[int] = (),
) -> Round:
    """Plan a round of a body (``unit``): nobody is told and nothing is drawn yet.

    ``scope`` is the body's own area by default, ``kinds`` all kinds of branches; ``inspectors`` are keys of accounts
    that may inspect for the body, by default the actor. Raises NotAllowed, ValidationError.
    """
    policies.MANAGE.require(actor, unit)
    made = Round(tenant_id=unit.tenant_id, unit=unit)
    named = _fill(
        made,
        kind=kind,
        title=title,
        checklist=checklist,
        scope=scope or unit,
        kinds=kinds,
        starts_on=starts_on,
        ends_on=ends_on,
        target=target,
        ceiling=ceiling,
        inspectors=inspectors or [actor.user_id],
    )
    made.save()
    _name(made, named)

    record(actor, "inspections.plan_round", made, kind=made.get_kind_display(), title=made.title)
    return made


@transaction.atomic
def change_round(*, actor: Actor, round: Round, version: int | None = None, **changes: Any) -> Round:
    """Change FREE_FIELDS of a round that is not drawn yet; a ``scope`` of None is the body's own area. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, round)
    round = _fresh(round, Round.State.PLANNED, version)
    unknown = set(changes) - set(FREE_FIELDS)
    if unknown:
        raise TypeError(f"rounds have no field {', '.join(sorted(unknown))} to set")
    held = {name: getattr(round, name) for name in FREE_FIELDS if name != "inspectors"}
    held["inspectors"] = list(round.inspectors.values_list("user", flat=True))
    given = {**held, **changes}
    named = _fill(round, **{**given, "scope": given["scope"] or round.unit})

    round.version += 1
    round.save()
    round.inspectors.all().delete()
    _name(round, named)

    record(actor, "inspections.change_round", round, changed=sorted(changes))
    return round


def _fill(row: Round, *, inspectors: Collection[int], **values: Any) -> dict[int, str]:
    """Set the fields. Returns the inspectors with their names. Raises ValidationError, NotAllowed."""
    for name, value in values.items():
        setattr(row, name, value)
    row.title = row.title.strip()
    for owned in (row.checklist, row.scope):
        if owned.tenant_id != row.tenant_id:
            raise NotAllowed(_("这里没有这个党组织或这张清单。"))
    wrong: dict[str, Any] = {}
    if not row.title or len(row.title) > 100:
        wrong["title"] = _("写一个名称，最多 100 个字。")
    if row.kind not in Round.Kind.values:
        wrong["kind"] = _("没有这种方式。")
    if not stands_below(row.scope, row.unit):
        wrong["scope"] = _("范围只能是检查单位自己和它的下级。")
    if row.ends_on < row.starts_on or (row.ends_on - row.starts_on).days > LONGEST_DAYS:
        wrong["ends_on"] = _("结束日期要在开始日期之后，最长一年。")
    elif row.ends_on < today():
        wrong["ends_on"] = _("结束日期已经过去了。")
    if not 1 <= row.target <= 100:
        wrong["target"] = _("目标覆盖率在 1 到 100 之间。")
    if not 1 <= row.ceiling <= 12:
        wrong["ceiling"] = _("每家每季 1 到 12 次。")
    row.kinds = [kind for kind in Unit.Kind.values if kind in (row.kinds or queries.usual_kinds())]
    if not row.kinds:
        wrong["kinds"] = _("至少选一种党组织。")
    able = {user.pk: user.label for user in queries.may_go_out(row.unit)}
    named = {user: able[user] for user in dict.fromkeys(inspectors) if user in able}
    if not named or len(named) < len(set(inspectors)):
        wrong["inspectors"] = _("检查人要有“到支部检查”的权限。")
    if wrong:
        raise ValidationError(wrong)
    return named


def _name(row: Round, named: dict[int, str]) -> None:
    Inspector.objects.bulk_create(
        Inspector(tenant_id=row.tenant_id, round=row, user=user, label=label[:120]) for user, label in named.items()
    )


def _fresh(row: Round, state: str, version: int | None = None) -> Round:
    """The locked row in that state. Raises WrongState, StaleEdit."""
    rows = Round.objects.select_for_update(of=("self",)).select_related("unit", "scope", "checklist")
    found: Round = rows.get(tenant_id=row.tenant_id, pk=row.pk)
    if found.state != state:
        raise WrongState(_("这一轮现在是“%(state)s”，不能做这一步。") % {"state": found.get_state_display()})
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这一轮。"))
    return found


@transaction.atomic
def draw_sample(*, actor: Actor, round: Round) -> Round:
    """Draw whom the round visits, once and for good: the seed is thrown here, by nobody's choice, and recorded.

    The list that it is drawn from is kept word for word. Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, round)
    round = _fresh(round, Round.State.PLANNED)
    day = today()
    units = queries.candidates(round, day)
    if not units:
        raise ValidationError(_("范围里没有这些类别的党组织，没有可抽的。"))

    terms = sampling.Terms(day, round.target, round.ceiling, BY_LOT[Round.Kind(round.kind)], A_TRIP)
    text = sampling.write(units, terms)
    round.seed, round.digest, round.drawn_on = secrets.token_hex(8), sampling.digest(text), day
    round.state, round.in_scope, round.version = Round.State.UNDER_WAY, len(units), round.version + 1
    round.save()
    DrawInput.objects.create(tenant_id=round.tenant_id, round=round, text=text)
    drawn = sampling.draw(round.seed, units, terms)
    Draw.objects.bulk_create(_draws(round, drawn, day), batch_size=BATCH)

    record(
        actor,
        "inspections.draw_sample",
        round,
        seed=round.seed,
        digest=round.digest,
        units=len(units),
        drawn=len(drawn),
    )
    return round


def _draws(row: Round, drawn: list[sampling.Drawn], day: dt.date) -> list[Draw]:
    """One row for each unit: trips are spread over the working days that are left, and given out in turn.

    Where another body comes anyway, the day is that one's: one visit instead of two.
    """
    people = list(row.inspectors.order_by("pk").values_list("user", flat=True))
    days = working_days(max(day, row.starts_on), row.ends_on)
    trips = max((one.trip for one in drawn), default=0)
    merged = queries.planned_days(row, {one.key for one in drawn}, day)
    return [
        Draw(
            tenant_id=row.tenant_id,
            round=row,
            target_id=one.key,
            order=order,
            trip=one.trip,
            reason=one.reason,
            planned_on=merged.get(one.key) or days[(one.trip - 1) * len(days) // trips],
            inspector=people[(one.trip - 1) % len(people)],
        )
        for order, one in enumerate(drawn, 1)
    ]


def working_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """The working days from ``first`` to ``last``; where there is none, the last day."""
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if (day.weekday() < 5 and not holiday_on(day)) or is_shifted_workday(day)] or [last]


@transaction.atomic
def end_round(*, actor: Actor, round: Round) -> Round:
    """The round is over: what is still planned is not visited any more; everybody visited may check the draw.

    Raises NotAllowed, WrongState.
    """
    policies.MANAGE.require(actor, round)
    round = _fresh(round, Round.State.UNDER_WAY)

    round.state, round.ended_on, round.version = Round.State.OVER, today(), round.version + 1
    round.save(update_fields=["state", "ended_on", "version"])

    record(actor, "inspections.end_round", round, visited=queries.visited_units([round]).get(round.pk, 0))
    return round
