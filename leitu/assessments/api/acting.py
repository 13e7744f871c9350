"""What may be done: judge, object, answer, decide, write bulletins, keep schemes."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Day, Id, In
from leitu.assessments import actions, forms, policies, queries
from leitu.assessments.api import answers
from leitu.assessments.api.answers import (
    AssessmentBulletin,
    GradeRecord,
    ObjectionRecord,
    SchemeRecord,
    SheetRecord,
    area,
)
from leitu.assessments.api.reading import Code, grade_of, place_of, yearly
from leitu.assessments.models import Bulletin, Objection, Scheme, Sheet
from leitu.assessments.schemefile import BadScheme
from leitu.orgs.models import Tenant, Unit

Points = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")]
"""As text, so that no digit is lost on the way."""
JudgeBody: Any = body("JudgementBody", forms.JudgeForm, more={"indicator": (Code, ...), "points": (Points, ...)})
ObjectBody: Any = body("ObjectionBody", forms.ObjectForm, more={"indicator": (Code, ...)})
UpholdBody: Any = body("UpholdBody", forms.UpholdForm, version=True, more={"points": (Points | None, None)})
RefuseBody: Any = body("RefuseBody", forms.AnswerForm, version=True)
DecideBody: Any = body("YearGradeBody", forms.DecideForm, version=True, more={"band": (Code, ...)})
BulletinBody: Any = body("AssessmentBulletinBody", forms.BulletinForm, version=True)
SchemeBody: Any = body("SchemeBody", forms.SchemeForm)


class DraftBody(In):
    """Of which unit, half a year or a year, from which day."""

    unit: Id
    kind: Literal["half", "year"]
    start: Day


@area.acts("/sheets/{int:pk}/{slug:scheme}/{start}/judge", "assessments.judge", policies.JUDGE)
def judge(request: Call, pk: int, scheme: str, start: dt.date, data: JudgeBody) -> SheetRecord:
    """Give points for what no record can count, with the reason."""
    unit, found, span = place_of(request, pk, scheme, start)
    policies.JUDGE.require(request.actor, unit)
    given = clean(forms.JudgeForm, data)
    actions.judge(actor=request.actor, unit=unit, scheme=found, span=span, indicator=data.indicator, **given)
    view = queries.view_of(unit, found, span)
    assert view is not None
    return answers.sheet_record(view)


@area.acts("/kept/{int:pk}/object", "assessments.object_to", policies.OBJECT)
def object_to(request: Call, pk: int, data: ObjectBody) -> ObjectionRecord:
    """Say that one indicator of one's own unit's kept sheet is not right."""
    rows = Sheet.objects.visible_to(request.actor, policies.VIEW).select_related("unit__tenant", "scheme")
    sheet: Sheet = one(rows, pk=pk)
    policies.OBJECT.require(request.actor, sheet)
    given = clean(forms.ObjectForm, data)
    return answers.objection_record(
        actions.object_to(actor=request.actor, sheet=sheet, indicator=data.indicator, **given)
    )


def _objection(request: Call, pk: int, permission: Any) -> Objection:
    found: Objection = one(Objection.objects.visible_to(request.actor).select_related("unit__tenant"), pk=pk)
    permission.require(request.actor, found)
    return found


@area.acts("/objections/{int:pk}/uphold", "assessments.uphold", policies.JUDGE)
def uphold(request: Call, pk: int, data: UpholdBody) -> ObjectionRecord:
    """Put the indicator right, by the records or by ``points``."""
    row, given = _objection(request, pk, policies.JUDGE), clean(forms.UpholdForm, data)
    return answers.objection_record(actions.uphold(actor=request.actor, objection=row, version=data.version, **given))


@area.acts("/objections/{int:pk}/refuse", "assessments.refuse", policies.JUDGE)
def refuse(request: Call, pk: int, data: RefuseBody) -> ObjectionRecord:
    """It stays as it is, and why."""
    row, given = _objection(request, pk, policies.JUDGE), clean(forms.AnswerForm, data)
    return answers.objection_record(actions.refuse(actor=request.actor, objection=row, version=data.version, **given))


@area.acts("/objections/{int:pk}/withdraw", "assessments.withdraw", policies.OBJECT)
def withdraw(request: Call, pk: int) -> ObjectionRecord:
    """Take an objection of one's own unit back."""
    row = _objection(request, pk, policies.OBJECT)
    return answers.objection_record(actions.withdraw(actor=request.actor, objection=row))


@area.acts("/grades/{int:pk}/decide", "assessments.decide", policies.JUDGE)
def decide(request: Call, pk: int, data: DecideBody) -> GradeRecord:
    """Write down what a meeting decided about a unit's year (``pk``: its yearly sheet)."""
    sheet: Sheet = one(yearly(request), pk=pk)
    policies.JUDGE.require(request.actor, sheet)
    given = clean(forms.DecideForm, data, rule=sheet.scheme.rule)
    actions.decide(actor=request.actor, sheet=sheet, version=data.version, **given)
    return grade_of(sheet)


@area.acts("/bulletins/draft", "assessments.draft_bulletin", policies.JUDGE)
def draft_bulletin(request: Call, data: DraftBody) -> AssessmentBulletin:
    """Draft the bulletin of everything below a unit; a draft that is there is written anew."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW).select_related("tenant"), pk=data.unit)
    policies.JUDGE.require(request.actor, unit)
    made = actions.draft_bulletin(actor=request.actor, unit=unit, kind=data.kind, start=data.start)
    return answers.bulletin_record(made)


def _bulletin(request: Call, pk: int) -> Bulletin:
    found: Bulletin = one(queries.bulletins(request.actor), pk=pk)
    policies.JUDGE.require(request.actor, found)
    return found


@area.acts("/bulletins/{int:pk}/change", "assessments.change_bulletin", policies.JUDGE)
def change_bulletin(request: Call, pk: int, data: BulletinBody) -> AssessmentBulletin:
    """Write on."""
    row, given = _bulletin(request, pk), clean(forms.BulletinForm, data)
    made = actions.change_bulletin(actor=request.actor, bulletin=row, version=data.version, **given)
    return answers.bulletin_record(made)


@area.acts("/bulletins/{int:pk}/approve", "assessments.approve_bulletin", policies.JUDGE)
def approve_bulletin(request: Call, pk: int) -> AssessmentBulletin:
    """Everybody below reads it from now on."""
    return answers.bulletin_record(actions.approve_bulletin(actor=request.actor, bulletin=_bulletin(request, pk)))


@area.acts("/schemes/load", "assessments.load_scheme", policies.MANAGE)
def load_scheme(request: Call, data: SchemeBody) -> SchemeRecord:
    """Store a version of a scheme from its YAML text; it is not in force before it is switched on."""
    tenant: Tenant = one(Tenant.objects.all(), pk=request.actor.tenant_id)
    given = clean(forms.SchemeForm, data)
    try:
        return answers.scheme_record(actions.load_scheme(actor=request.actor, tenant=tenant, **given))
    except BadScheme as bad:
        raise ValidationError({"text": [str(problem) for problem in bad.problems]}) from None


def _scheme(request: Call, pk: int) -> Scheme:
    found: Scheme = one(queries.schemes(request.actor.tenant_id), pk=pk)
    policies.MANAGE.require(request.actor, found)
    return found


@area.acts("/schemes/{int:pk}/switch_on", "assessments.switch_on", policies.MANAGE)
def switch_on(request: Call, pk: int) -> SchemeRecord:
    """Put a scheme in force."""
    return answers.scheme_record(actions.switch_on(actor=request.actor, scheme=_scheme(request, pk)))


@area.acts("/schemes/{int:pk}/switch_off", "assessments.switch_off", policies.MANAGE)
def switch_off(request: Call, pk: int) -> SchemeRecord:
    """Take a scheme out of force; what was kept by it stays."""
    return answers.scheme_record(actions.switch_off(actor=request.actor, scheme=_scheme(request, pk)))
