"""The endpoints of norms and duties: the library, the list behind every number, the explanation, waivers, remarks."""

import datetime as dt
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from leitu.api import schema
from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Coded, Day, Id, Listed, Moment, Named, Out, history, listed
from leitu.core.clock import today
from leitu.norms import actions, forms, policies, queries, wording
from leitu.norms.duties import Question, duty_of
from leitu.norms.duty import Duty, State
from leitu.norms.explain import Explanation, FactLine, explain
from leitu.norms.listing import FARTHEST, askable, by_state, stretch
from leitu.norms.models import Norm, Remark, Waiver
from leitu.norms.register import Scope
from leitu.norms.rules import ended_on, number
from leitu.orgs.models import Tenant, Unit

area = Area("norms", gettext_lazy("应办事项和制度"))

Code = Annotated[str, Field(max_length=60)]
WaiveBody: Any = body("WaiveBody", forms.WaiveForm)
RemarkBody: Any = body("RemarkBody", forms.RemarkForm)
DUTY = "/duties/{int:unit}/{slug:norm}/{period_start}"


class SummaryQuestion(schema.Question):
    """Whose duties, as of which day; without ``unit`` everything in sight, ``below``: with everything under it."""

    unit: Id | None = None
    below: bool = False
    on: Day | None = None
    since: Day | None = None
    norm: Code | None = None


class DutyQuestion(SummaryQuestion, Asked):
    state: State | None = None


class DutyAsked(schema.Question):
    """``on``: as of which day; today, or the period's first day where it is still to come."""

    on: Day | None = None


class NormLine(Out):
    """One version of a norm. ``demand`` is empty where nothing records it yet."""

    code: str
    title: str
    pack: Coded
    shape: str
    demand: str
    summary: str
    document: str
    article: str
    confidence: str
    valid_from: dt.date
    valid_until: dt.date | None
    is_recorded: bool


class DutyLine(Out):
    """What one unit owes by one norm in one period; numbers as text, all days inclusive."""

    norm: str
    title: str
    unit: Named
    period_start: dt.date
    period_end: dt.date
    required: str
    achieved: str
    due_on: dt.date
    state: str


class DutyList(Listed[DutyLine]):
    """One page of duties, red first; ``counts`` says how many there are in each state, whichever are listed."""

    counts: dict[str, int]


class Summary(Out):
    """How many duties are in which state, norm by norm."""

    on: dt.date
    since: dt.date | None
    norms: dict[str, dict[str, int]]
    counts: dict[str, int]


class WaiverLine(Out):
    id: int
    unit: Named
    norm: str
    period_start: dt.date
    ground: str
    reason: str
    made_at: dt.datetime
    withdrawn_at: dt.datetime | None


class RemarkLine(Out):
    text: str
    made_by: str
    made_at: dt.datetime


class Fact(Out):
    """A fact under a number. ``title`` is for whoever may open the record that it comes from."""

    kind: str
    name: str
    on: dt.date
    amount: str
    source: str
    detail: str
    title: str


class Explained(Out):
    """Why a duty stands where it stands. ``short`` were held without their quorum and do not count."""

    duty: DutyLine
    rule: NormLine
    facts: list[Fact]
    short: list[Fact]
    missing: str
    waivers: list[WaiverLine]
    remarks: list[RemarkLine]
    history: list[Moment]


def tenant_of(request: Call) -> Tenant:
    """Raises Http404 for an account without one."""
    found: Tenant = one(Tenant.objects, pk=request.actor.tenant_id)
    return found


def unit_of(request: Call, key: int) -> Unit:
    """A unit whose duties the actor may see. Raises Http404."""
    found: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant"), pk=key)
    return found


def norm_line(norm: Norm) -> NormLine:
    rule = norm.rule
    return NormLine(
        code=norm.code,
        title=norm.title,
        pack=Coded(code=norm.pack.code, name=norm.pack.title),
        shape=norm.shape,
        demand=wording.demand(rule),
        summary=rule.summary,
        document=rule.document,
        article=rule.article,
        confidence=rule.confidence,
        valid_from=norm.valid_from,
        valid_until=ended_on(norm.valid_until),
        is_recorded=rule.is_recorded,
    )


def _duty_line(duty: Duty, unit: Named) -> DutyLine:
    return DutyLine(
        norm=duty.norm,
        title=duty.title,
        unit=unit,
        period_start=duty.period_start,
        period_end=duty.period_end,
        required=number(duty.required),
        achieved=number(duty.achieved),
        due_on=duty.due_on,
        state=duty.state.value,
    )


def _fact(line: FactLine) -> Fact:
    return Fact(
        kind=line.kind,
        name=line.name,
        on=line.on,
        amount=line.amount,
        source=line.source,
        detail=line.detail,
        title=line.title,
    )


def waiver_line(row: Waiver, unit: Unit) -> WaiverLine:
    return WaiverLine(
        id=row.pk,
        unit=Named(id=unit.pk, name=unit.name),
        norm=row.norm_code,
        period_start=row.period_start,
        ground=row.ground,
        reason=row.reason,
        made_at=row.made_at,
        withdrawn_at=row.withdrawn_at,
    )


def _remark_line(row: Remark) -> RemarkLine:
    return RemarkLine(text=row.text, made_by=row.made_by_label, made_at=row.made_at)


def _question(request: Call, asked: SummaryQuestion) -> Question:
    """Raises Http404 (unit out of sight), ValidationError (days that nobody can ask about)."""
    on = asked.on or today()
    wrong = {
        name: [_("只能问 2000 年以后、一年以内的日期。")]
        for name, day in (("on", on), ("since", asked.since))
        if day is not None and not askable(day)
    }
    if wrong:
        raise ValidationError(wrong)
    if asked.since is not None and asked.since > on:
        raise ValidationError({"since": _("开始日期在结束日期之后，请调换。")})
    unit = unit_of(request, asked.unit) if asked.unit is not None else None
    scope = Scope(tenant_of(request), **queries.scope_of(request.actor, unit, asked.below))
    return Question(scope, on, asked.since, asked.norm)


@area.reads("/", "norms.list", policies.VIEW)
def list_norms(request: Call, asked: Query[Asked]) -> Listed[NormLine]:
    """The library: every version of every norm, in the order of the packs."""
    return listed(queries.norms_of(request.actor.tenant_id), asked, norm_line)


@area.reads("/duties", "norms.duties", policies.VIEW)
def list_duties(request: Call, asked: Query[DutyQuestion]) -> DutyList:
    """The duties of a unit, or of everything below it, or of everything in sight, as of a day; red first.

    ``since`` adds the periods that have ended since that day.
    """
    question = _question(request, asked)
    counts = by_state(question.summary())
    wanted = {asked.state: counts[asked.state]} if asked.state else counts
    total, start = sum(wanted.values()), (asked.page - 1) * asked.size
    found = stretch(question, wanted, start, min(start + asked.size, total)) if start < total else []
    names = Unit.objects.filter(tenant_id=request.actor.tenant_id).in_bulk({duty.unit_id for duty in found})
    return DutyList(
        items=[_duty_line(duty, Named(id=duty.unit_id, name=names[duty.unit_id].name)) for duty in found],
        total=total,
        page=asked.page,
        size=asked.size,
        counts={state.value: count for state, count in counts.items()},
    )


@area.reads("/summary", "norms.summary", policies.VIEW)
def summary(request: Call, asked: Query[SummaryQuestion]) -> Summary:
    """The same as numbers: how many duties are in which state."""
    question = _question(request, asked)
    counts = question.summary()
    return Summary(
        on=question.on,
        since=asked.since,
        norms=counts,
        counts={state.value: count for state, count in by_state(counts).items()},
    )


def _duty(request: Call, unit: int, norm: str, start: dt.date, on: dt.date | None = None) -> tuple[Unit, Duty]:
    """Raises Http404 when the unit is out of sight or nothing is owed, ValidationError."""
    if on is not None and not askable(on):
        raise ValidationError({"on": _("只能问 2000 年以后、一年以内的日期。")})
    owner = unit_of(request, unit)
    day = on or max(today(), min(start, today() + FARTHEST))
    found = duty_of(owner.tenant, owner, norm, start, on=day)
    if found is None:
        raise Http404
    return owner, found


@area.reads(DUTY, "norms.explain", policies.VIEW)
def show(request: Call, unit: int, norm: str, period_start: Day, asked: Query[DutyAsked]) -> Explained:
    """Why a duty stands where it stands: the rule, the facts, what is missing; what people decided and said."""
    owner, duty = _duty(request, unit, norm, period_start, asked.on)
    told: Explanation = explain(duty, request.actor)
    waivers = list(queries.waivers_of(owner, norm, period_start))
    return Explained(
        duty=_duty_line(duty, Named(id=owner.pk, name=owner.name)),
        rule=norm_line(duty.norm_row),
        facts=[_fact(line) for line in told.facts],
        short=[_fact(line) for line in told.short],
        missing=told.missing,
        waivers=[waiver_line(row, owner) for row in waivers],
        remarks=[_remark_line(row) for row in queries.remarks_of(owner, norm, period_start)],
        history=[moment for row in waivers for moment in history(row)],
    )


@area.acts(f"{DUTY}/waive", "norms.waive", policies.WAIVE)
def waive(request: Call, unit: int, norm: str, period_start: Day, data: WaiveBody) -> WaiverLine:
    """Decide, from above, that a unit need not meet a norm in one period."""
    owner, duty = _duty(request, unit, norm, period_start)
    policies.WAIVE.require(request.actor, owner)
    policies.refuse_own_unit(request.actor, owner)
    given = clean(forms.WaiveForm, data)
    row = actions.waive(actor=request.actor, unit=owner, norm=duty.norm, period_start=duty.period_start, **given)
    return waiver_line(row, owner)


@area.acts(f"{DUTY}/remark", "norms.remark", policies.VIEW)
def remark(request: Call, unit: int, norm: str, period_start: Day, data: RemarkBody) -> RemarkLine:
    """Add a sentence to a duty: why it is late, what would help."""
    owner, duty = _duty(request, unit, norm, period_start)
    given = clean(forms.RemarkForm, data)
    row = actions.remark(actor=request.actor, unit=owner, norm=duty.norm, period_start=duty.period_start, **given)
    return _remark_line(row)
