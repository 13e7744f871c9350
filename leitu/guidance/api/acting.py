"""What may be done: pair, visit, end; list, plan, ask, judge."""

from typing import Any

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id
from leitu.guidance import actions, forms, policies
from leitu.guidance.api.answers import CaseRecord, LiaisonRecord, area, case_record, liaison_record
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS

AssignBody: Any = body("LiaisonBody", forms.AssignForm, more={"from_unit": (Id, ...)})
VisitBody: Any = body("GuidanceVisitBody", forms.VisitForm)
EndBody: Any = body("LiaisonEndBody", forms.EndForm)
ListUnitBody: Any = body("WeakUnitBody", forms.ListUnitForm, more={"unit": (Id, ...)})
PlanBody: Any = body("WeakPlanBody", forms.PlanForm, version=True)
EffectBody: Any = body("WeakEffectBody", forms.EffectForm, version=True)
FindingBody: Any = body("WeakFindingBody", forms.FindingForm, version=True)
MissingBody: Any = body("WeakMissingBody", forms.MissingForm, version=True)
ReasonBody: Any = body("WeakReasonBody", forms.ReasonForm)


def _unit(request: Call, key: int) -> Unit:
    found: Unit = one(Unit.objects.visible_to(request.actor, SEE_UNITS).select_related("tenant"), pk=key)
    policies.ASSIGN.require(request.actor, found)
    return found


def _liaison(request: Call, pk: int, permission: Any) -> Liaison:
    found: Liaison = one(Liaison.objects.visible_to(request.actor).select_related("unit", "person"), pk=pk)
    permission.require(request.actor, found)
    return found


def _case(request: Call, pk: int, permission: Any) -> WeakUnitCase:
    found: WeakUnitCase = one(WeakUnitCase.objects.visible_to(request.actor).select_related("unit"), pk=pk)
    permission.require(request.actor, found)
    return found


@area.acts("/assign", "guidance.assign", policies.ASSIGN)
def assign(request: Call, data: AssignBody) -> LiaisonRecord:
    """From today a person of ``from_unit`` looks after a branch below it."""
    from_unit = _unit(request, data.from_unit)
    given = clean(forms.AssignForm, data, from_unit=from_unit)
    return liaison_record(actions.assign(actor=request.actor, from_unit=from_unit, **given).pk)


@area.acts("/{int:pk}/visit", "guidance.visit", policies.VISIT)
def visit(request: Call, pk: int, data: VisitBody) -> LiaisonRecord:
    """Write down what was done at the branch; a promise becomes a matter."""
    liaison = _liaison(request, pk, policies.VISIT)
    actions.visit(actor=request.actor, liaison=liaison, **clean(forms.VisitForm, data))
    return liaison_record(pk)


@area.acts("/visits/{int:pk}/withdraw", "guidance.withdraw_visit", policies.VISIT)
def withdraw_visit(request: Call, pk: int) -> LiaisonRecord:
    """It was written down in error."""
    found: Visit = one(Visit.objects.visible_to(request.actor).select_related("liaison__unit"), pk=pk)
    policies.VISIT.require(request.actor, found.liaison)
    return liaison_record(actions.withdraw_visit(actor=request.actor, visit=found).liaison_id)


@area.acts("/{int:pk}/end", "guidance.end", policies.ASSIGN)
def end(request: Call, pk: int, data: EndBody) -> LiaisonRecord:
    """He looks after the branch no more."""
    liaison = _liaison(request, pk, policies.ASSIGN)
    return liaison_record(actions.end(actor=request.actor, liaison=liaison, **clean(forms.EndForm, data)).pk)


@area.acts("/weak/list_unit", "guidance.list_unit", policies.ASSIGN)
def list_unit(request: Call, data: ListUnitBody) -> CaseRecord:
    """Say that a branch is weak and lax, and why."""
    unit, given = _unit(request, data.unit), clean(forms.ListUnitForm, data)
    return case_record(actions.list_unit(actor=request.actor, unit=unit, **given))


@area.acts("/weak/{int:pk}/plan_case", "guidance.plan_case", policies.PLAN)
def plan_case(request: Call, pk: int, data: PlanBody) -> CaseRecord:
    """One branch, one plan."""
    case, given = _case(request, pk, policies.PLAN), clean(forms.PlanForm, data)
    return case_record(actions.plan_case(actor=request.actor, case=case, version=data.version, **given))


@area.acts("/weak/{int:pk}/ask_acceptance", "guidance.ask_acceptance", policies.PLAN)
def ask_acceptance(request: Call, pk: int, data: EffectBody) -> CaseRecord:
    """Ask the superior to come and see."""
    case, given = _case(request, pk, policies.PLAN), clean(forms.EffectForm, data)
    return case_record(actions.ask_acceptance(actor=request.actor, case=case, version=data.version, **given))


@area.acts("/weak/{int:pk}/accept", "guidance.accept", policies.ACCEPT)
def accept(request: Call, pk: int, data: FindingBody) -> CaseRecord:
    """It is weak no more."""
    case, given = _case(request, pk, policies.ACCEPT), clean(forms.FindingForm, data)
    return case_record(actions.accept(actor=request.actor, case=case, version=data.version, **given))


@area.acts("/weak/{int:pk}/return_case", "guidance.return_case", policies.ACCEPT)
def return_case(request: Call, pk: int, data: MissingBody) -> CaseRecord:
    """Not yet, and what is missing."""
    case, given = _case(request, pk, policies.ACCEPT), clean(forms.MissingForm, data)
    return case_record(actions.return_case(actor=request.actor, case=case, version=data.version, **given))


@area.acts("/weak/{int:pk}/withdraw_case", "guidance.withdraw_case", policies.ACCEPT)
def withdraw_case(request: Call, pk: int, data: ReasonBody) -> CaseRecord:
    """It should not have been listed."""
    case = _case(request, pk, policies.ACCEPT)
    return case_record(actions.withdraw_case(actor=request.actor, case=case, **clean(forms.ReasonForm, data)))
