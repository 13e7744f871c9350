"""What may be done about inspections."""

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import Field

from leitu.api.bodies import body, clean, filled
from leitu.api.operations import Call, one
from leitu.api.schema import Day, Done, Id, In
from leitu.core import text
from leitu.inspections import actions, forms, policies, queries
from leitu.inspections.api import answers
from leitu.inspections.api.answers import BulletinRecord, RoundRecord, VisitRecord, area
from leitu.inspections.models import Bulletin, Inspection, Round
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS

Inspectors = Annotated[list[Id], Field(min_length=1, max_length=100)]
OPEN = {"inspectors": (Inspectors, ...), "scope": (Id | None, None)}
RoundBody: Any = body("InspectionRoundBody", forms.RoundForm, without=("scope_code",), more={"unit": (Id, ...), **OPEN})
ChangedRoundBody: Any = body(
    "InspectionChangedRoundBody", forms.RoundForm, without=("scope_code",), more=OPEN, version=True
)
BulletinBody: Any = body("InspectionBulletinBody", forms.BulletinForm, version=True)
RemarkBody: Any = body("InspectionRemarkBody", forms.RemarkForm, version=True)


class LineSeen(In):
    """A line of the checklist: how it stands, and what is wrong where something is."""

    line: Id
    verdict: Literal["ok", "problem", "not_applicable"]
    note: Annotated[str, Field(max_length=500)] = ""


class VisitBody(In):
    """One visit. ``client_key`` is made by whoever sends it: sent again it is the same visit."""

    unit: Id
    on: Day
    client_key: Annotated[str, Field(min_length=16, max_length=64)]
    lines: Annotated[list[LineSeen], Field(max_length=50)]
    other: Annotated[str, Field(max_length=500)] = ""
    other_norm: Annotated[str, Field(max_length=60)] = ""
    has_asked: bool = False
    asked_note: Annotated[str, Field(max_length=500)] = ""


class RatingBody(In):
    was_useful: bool
    cost_little: bool
    asked_nothing: bool


def _round(request: Call, pk: int, permission: Any) -> Round:
    """Raises Http404, NotAllowed."""
    row: Round = one(queries.listed(request.actor), pk=pk)
    permission.require(request.actor, row)
    return row


def _visit(request: Call, pk: int) -> Inspection:
    """Raises Http404, NotAllowed."""
    row: Inspection = one(answers.seen(request.actor), pk=pk)
    policies.ANSWER.require(request.actor, row)
    return row


def _told(row: Round) -> RoundRecord:
    return answers.round_record(Round.objects.select_related("unit", "scope", "checklist").get(pk=row.pk))


def _told_visit(row: Inspection) -> VisitRecord:
    return answers.visit_record(Inspection.objects.select_related("unit", "round__unit").get(pk=row.pk))


def _unit(request: Call, key: int) -> Unit:
    found: Unit = one(Unit.objects.visible_to(request.actor, SEE_UNITS), pk=key)
    return found


def _values(request: Call, data: Any, unit: Unit) -> dict[str, Any]:
    """What a round is made from, judged by the form of the page."""
    form = filled(
        forms.RoundForm,
        data,
        over={"inspectors": [str(key) for key in data.inspectors]},
        checklists=queries.current_checklists(unit.tenant_id),
        able=queries.may_go_out(unit),
    )
    scope = _unit(request, data.scope) if data.scope else unit
    return {**form.values, "scope": scope}


@area.acts("/rounds", "inspections.plan_round", policies.MANAGE)
def plan_round(request: Call, data: RoundBody) -> RoundRecord:
    """Plan a round of a body; nothing is drawn yet."""
    unit = _unit(request, data.unit)
    policies.MANAGE.require(request.actor, unit)
    return _told(actions.plan_round(actor=request.actor, unit=unit, **_values(request, data, unit)))


@area.acts("/rounds/{int:pk}/change", "inspections.change_round", policies.MANAGE)
def change_round(request: Call, pk: int, data: ChangedRoundBody) -> RoundRecord:
    """Change a round that is not drawn yet."""
    row = _round(request, pk, policies.MANAGE)
    given = _values(request, data, row.unit)
    return _told(actions.change_round(actor=request.actor, round=row, version=data.version, **given))


@area.acts("/rounds/{int:pk}/draw", "inspections.draw_sample", policies.MANAGE)
def draw_sample(request: Call, pk: int) -> RoundRecord:
    """Draw whom the round visits: once, by a seed that nobody chooses."""
    return _told(actions.draw_sample(actor=request.actor, round=_round(request, pk, policies.MANAGE)))


@area.acts("/rounds/{int:pk}/end", "inspections.end_round", policies.MANAGE)
def end_round(request: Call, pk: int) -> RoundRecord:
    """The round is over."""
    return _told(actions.end_round(actor=request.actor, round=_round(request, pk, policies.MANAGE)))


@area.acts("/rounds/{int:pk}/visit", "inspections.submit", policies.INSPECT)
def submit(request: Call, pk: int, data: VisitBody) -> VisitRecord:
    """Send one visit; each finding becomes a matter. The same ``client_key`` is the same visit."""
    row = _round(request, pk, policies.INSPECT)
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.INSPECT), pk=data.unit)
    if len({given.line for given in data.lines}) < len(data.lines):
        raise ValidationError({"lines": _("同一条只能有一个结论。")})
    seen = actions.Seen(
        verdicts={given.line: given.verdict for given in data.lines},
        notes={given.line: text.clean(given.note) for given in data.lines},
        other=text.clean(data.other),
        other_norm=data.other_norm,
        has_asked=data.has_asked,
        asked_note=text.clean(data.asked_note),
    )
    made = actions.submit(
        actor=request.actor, round=row, unit=unit, on=data.on, seen=seen, client_key=text.clean(data.client_key)
    )
    return _told_visit(made)


def _bulletin(request: Call, pk: int) -> Bulletin:
    """Raises Http404, NotAllowed."""
    row: Bulletin = one(queries.bulletins(request.actor), pk=pk)
    policies.MANAGE.require(request.actor, row)
    return row


def _told_bulletin(row: Bulletin) -> BulletinRecord:
    return answers.bulletin_record(Bulletin.objects.select_related("unit").get(pk=row.pk))


@area.acts("/rounds/{int:pk}/bulletin", "inspections.draft_bulletin", policies.MANAGE)
def draft_bulletin(request: Call, pk: int) -> BulletinRecord:
    """Draft the bulletin of a round from what is on record; a draft that is there is written anew."""
    row = _round(request, pk, policies.MANAGE)
    return _told_bulletin(actions.draft_bulletin(actor=request.actor, round=row))


@area.acts("/bulletins/{int:pk}/change", "inspections.change_bulletin", policies.MANAGE)
def change_bulletin(request: Call, pk: int, data: BulletinBody) -> BulletinRecord:
    """Write on."""
    row, given = _bulletin(request, pk), clean(forms.BulletinForm, data)
    return _told_bulletin(actions.change_bulletin(actor=request.actor, bulletin=row, version=data.version, **given))


@area.acts("/bulletins/{int:pk}/issue", "inspections.issue_bulletin", policies.MANAGE)
def issue_bulletin(request: Call, pk: int) -> BulletinRecord:
    """Everybody whom the round was about can read it; it is not changed any more."""
    return _told_bulletin(actions.issue_bulletin(actor=request.actor, bulletin=_bulletin(request, pk)))


@area.acts("/{int:pk}/confirm", "inspections.confirm", policies.ANSWER)
def confirm(request: Call, pk: int, data: RemarkBody) -> VisitRecord:
    """The unit has read it, with a word of its own or without."""
    row, given = _visit(request, pk), clean(forms.RemarkForm, data)
    return _told_visit(actions.confirm(actor=request.actor, inspection=row, version=data.version, **given))


@area.acts("/{int:pk}/rate", "inspections.rate", policies.ANSWER)
def rate(request: Call, pk: int, data: RatingBody) -> Done:
    """Say three things of the visit, once; nobody learns who said what."""
    row = _visit(request, pk)
    actions.rate(
        actor=request.actor,
        inspection=row,
        was_useful=data.was_useful,
        cost_little=data.cost_little,
        asked_nothing=data.asked_nothing,
    )
    return Done()
