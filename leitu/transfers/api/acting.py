"""What may be done: ask, issue, receive, refuse, judge, take back, urge; paper in and out."""

from typing import Any

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id
from leitu.orgs.models import Unit
from leitu.people.models import Membership
from leitu.transfers import actions, forms, policies
from leitu.transfers.api.answers import TransferRecord, area, transfer_record
from leitu.transfers.models import Transfer

AskBody: Any = body("TransferAskBody", forms.AskForm, more={"membership": (Id, ...)})
LetterBody: Any = body("TransferLetterBody", forms.EnterLetterForm, more={"unit": (Id, ...)})
IssueBody: Any = body("TransferIssueBody", forms.IssueForm, version=True)
RenewBody: Any = body("TransferRenewBody", forms.RenewForm, version=True)
RouteBody: Any = body("TransferRouteBody", forms.RouteForm, version=True)
SlipBody: Any = body("TransferSlipBody", forms.SlipForm, version=True)
RefuseBody: Any = body("TransferRefuseBody", forms.RefuseForm, version=True)
JudgeBody: Any = body("TransferJudgeBody", forms.JudgeForm, version=True)
RecallBody: Any = body("TransferRecallBody", forms.RecallForm, version=True)


def _end(request: Call, pk: int, permission: Any) -> Transfer:
    rows = Transfer.objects.visible_to(request.actor)
    found: Transfer = one(rows.select_related("unit__parent", "issuer", "judge"), pk=pk)
    permission.require(request.actor, found)
    return found


@area.acts("/ask", "transfers.ask", policies.MANAGE)
def ask(request: Call, data: AskBody) -> TransferRecord:
    """Ask the committee above for a letter for a member who moves."""
    rows = Membership.objects.visible_to(request.actor, policies.VIEW).select_related("person", "unit")
    membership: Membership = one(rows, pk=data.membership)
    policies.MANAGE.require(request.actor, membership)
    given = clean(forms.AskForm, data, tenant_id=membership.tenant_id)
    return transfer_record(actions.ask(actor=request.actor, membership=membership, **given).pk)


@area.acts("/enter_letter", "transfers.enter_letter", policies.MANAGE)
def enter_letter(request: Call, data: LetterBody) -> TransferRecord:
    """A member brings a paper letter from outside of the system."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=data.unit)
    policies.MANAGE.require(request.actor, unit)
    given = clean(forms.EnterLetterForm, data)
    return transfer_record(actions.enter_letter(actor=request.actor, unit=unit, **given).pk)


@area.acts("/{int:pk}/issue", "transfers.issue", policies.ISSUING)
def issue(request: Call, pk: int, data: IssueBody) -> TransferRecord:
    """Issue the letter."""
    found, given = _end(request, pk, policies.ISSUING), clean(forms.IssueForm, data)
    return transfer_record(actions.issue(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/renew", "transfers.renew", policies.ISSUING)
def renew(request: Call, pk: int, data: RenewBody) -> TransferRecord:
    """A new letter in place of one that has run out."""
    found, given = _end(request, pk, policies.ISSUING), clean(forms.RenewForm, data)
    return transfer_record(actions.renew(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/route", "transfers.route", policies.ISSUE)
def route(request: Call, pk: int, data: RouteBody) -> TransferRecord:
    """Say which branch is to receive."""
    found = _end(request, pk, policies.ISSUE)
    unit = clean(forms.RouteForm, data, tenant_id=found.tenant_id)["to"]
    return transfer_record(actions.route(actor=request.actor, transfer=found, unit=unit, version=data.version).pk)


@area.acts("/{int:pk}/receive", "transfers.receive", policies.MANAGE)
def receive(request: Call, pk: int) -> TransferRecord:
    """He belongs here from today."""
    actions.receive(actor=request.actor, transfer=_end(request, pk, policies.MANAGE))
    return transfer_record(pk)


@area.acts("/{int:pk}/enter_slip", "transfers.enter_slip", policies.ISSUING)
def enter_slip(request: Call, pk: int, data: SlipBody) -> TransferRecord:
    """The return slip of a paper letter has come."""
    found, given = _end(request, pk, policies.ISSUING), clean(forms.SlipForm, data)
    return transfer_record(actions.enter_slip(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/refuse", "transfers.refuse", policies.REFUSE)
def refuse(request: Call, pk: int, data: RefuseBody) -> TransferRecord:
    """He cannot be sent or received, and why: the organisation above decides."""
    found, given = _end(request, pk, policies.REFUSE), clean(forms.RefuseForm, data)
    return transfer_record(actions.refuse(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/uphold", "transfers.uphold", policies.JUDGE)
def uphold(request: Call, pk: int, data: JudgeBody) -> TransferRecord:
    """The refusal is right."""
    found, given = _end(request, pk, policies.JUDGE), clean(forms.JudgeForm, data)
    return transfer_record(actions.uphold(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/overrule", "transfers.overrule", policies.JUDGE)
def overrule(request: Call, pk: int, data: JudgeBody) -> TransferRecord:
    """The refusal does not hold."""
    found, given = _end(request, pk, policies.JUDGE), clean(forms.JudgeForm, data)
    return transfer_record(actions.overrule(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/recall", "transfers.recall", policies.MANAGE)
def recall(request: Call, pk: int, data: RecallBody) -> TransferRecord:
    """Take it back before he is received."""
    found, given = _end(request, pk, policies.MANAGE), clean(forms.RecallForm, data)
    return transfer_record(actions.recall(actor=request.actor, transfer=found, version=data.version, **given).pk)


@area.acts("/{int:pk}/urge", "transfers.urge", policies.URGE)
def urge(request: Call, pk: int) -> TransferRecord:
    """Remind whoever has the turn."""
    return transfer_record(actions.urge(actor=request.actor, transfer=_end(request, pk, policies.URGE)).pk)
