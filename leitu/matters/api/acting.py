"""What may be done to matters: every step of their life."""

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import Field

from leitu.api.bodies import body, clean, filled
from leitu.api.operations import Call, one
from leitu.api.schema import Id, In, Named, Version
from leitu.core.clock import today
from leitu.matters import actions, forms, policies, queries, sources
from leitu.matters.actions.parts import MOST_UNITS
from leitu.matters.api.answers import (
    BudgetRecord,
    DispatchRecord,
    LeftAlone,
    MatterRecord,
    TogetherDone,
    area,
    record_of,
    seen,
)
from leitu.matters.models import Matter
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS
from leitu.people.queries import persons_at

Sentence = Annotated[str, Field(min_length=1, max_length=500)]

NoteBody: Any = body(
    "MatterNoteBody",
    forms.NoteForm,
    more={
        "unit": (Id, ...),
        "kind": (Annotated[str, Field(max_length=16)], "problem"),
        "source": (Annotated[str, Field(max_length=150)] | None, None),
    },
)
ClaritiesBody: Any = body("MatterClaritiesBody", forms.ClaritiesForm, version=True, all_optional=True)
ReasonBody: Any = body("MatterReasonBody", forms.ReasonForm)
VersionedReasonBody: Any = body("MatterVersionedReasonBody", forms.ReasonForm, version=True)
ProgressBody: Any = body("MatterProgressBody", forms.ProgressForm)
EffectBody: Any = body("MatterEffectBody", forms.EffectForm, version=True)
FindingBody: Any = body("MatterFindingBody", forms.FindingForm, version=True)
ExtendBody: Any = body("MatterExtendBody", forms.ExtendForm, version=True)
AssignBody: Any = body("MatterAssignBody", forms.AssignForm, version=True)
ManyBody: Any = body(
    "MatterManyBody",
    forms.ManyForm,
    more={"matters": (Annotated[list[Id], Field(min_length=1, max_length=actions.MOST)], ...)},
)


SplitBody: Any = body(
    "MatterSplitBody",
    forms.SplitForm,
    version=True,
    without=("scope",),
    more={"units": (Annotated[list[Id], Field(min_length=1, max_length=MOST_UNITS)], ...)},
)
DispatchBody: Any = body("MatterDispatchBody", forms.DispatchForm, version=True)
CampaignBody: Any = body("MatterCampaignBody", forms.CampaignForm, more={"unit": (Id, ...)})
SummaryBody: Any = body("MatterSummaryBody", forms.SummaryForm, version=True)
BudgetBody: Any = body("MatterBudgetBody", forms.BudgetForm)


class HelperBody(In):
    """``unit`` helps; ``part`` is what it is asked to do."""

    unit: Id
    part: Sentence


class HandOverBody(In):
    unit: Id
    reason: Sentence
    version: Version


class EvidenceBody(In):
    """``source``: a record of the unit, as ``activity:12``."""

    source: Annotated[str, Field(min_length=1, max_length=150)]


class LookBody(In):
    """It has stayed good, or come back; the latter needs a sentence."""

    held: bool
    text: Annotated[str, Field(max_length=500)] = ""
    version: Version


class AnswerBody(In):
    """More time, or not; no needs a reason."""

    agreed: bool
    reason: Annotated[str, Field(max_length=500)] = ""
    version: Version


def _seen(request: Call, pk: int, permission: Any) -> Matter:
    """Raises Http404, NotAllowed (as the form of the page does before it is shown)."""
    matter: Matter = one(seen(request.actor), pk=pk)
    permission.require(request.actor, matter)
    return matter


def _told(request: Call, matter: Matter) -> MatterRecord:
    """The matter as it stands after the step."""
    rows = Matter.objects.select_related("unit", "reviewer_unit", "person")
    return record_of(request.actor, rows.get(pk=matter.pk))


def _unit(request: Call, key: int) -> Unit:
    found: Unit = one(Unit.objects.visible_to(request.actor, SEE_UNITS), pk=key)
    return found


def _source(request: Call, ref: str) -> sources.Source:
    """Raises ValidationError."""
    found = sources.read(request.actor, ref)
    if found is None:
        raise ValidationError({"source": _("没有这条记录。")})
    return found


def _clarities(matter: Matter, data: Any) -> dict[str, Any]:
    more = {"persons": persons_at(matter.unit), "reviewers": queries.reviewers_for(matter.unit)}
    return clean(forms.ClaritiesForm, data, partial=True, start={"title": matter.title}, **more)


@area.acts("/note", "matters.note", policies.KEEP)
def note(request: Call, data: NoteBody) -> MatterRecord:
    """Write down what was found at a unit, in one sentence. ``source``: where, as ``activity:12`` or ``unit:3``."""
    unit = one(Unit.objects.visible_to(request.actor, SEE_UNITS), pk=data.unit)
    policies.KEEP.require(request.actor, unit)
    source = _source(request, data.source) if data.source else None
    given = clean(forms.NoteForm, data, partial=True)
    return _told(
        request,
        actions.note(actor=request.actor, unit=unit, title=given["title"], kind=data.kind, source=source),
    )


@area.acts("/{int:pk}/change", "matters.change", policies.KEEP)
def change(request: Call, pk: int, data: ClaritiesBody) -> MatterRecord:
    """Complete what is noted; what is left out stays as it is."""
    matter = _seen(request, pk, policies.KEEP)
    given = _clarities(matter, data)
    return _told(request, actions.change(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/publish", "matters.publish", policies.KEEP)
def publish(request: Call, pk: int, data: ClaritiesBody) -> MatterRecord:
    """Put it on the ledger, with the four clarities that are not said yet."""
    matter = _seen(request, pk, policies.KEEP)
    given = _clarities(matter, data)
    return _told(request, actions.publish(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/set_aside", "matters.set_aside", policies.KEEP)
def set_aside(request: Call, pk: int, data: ReasonBody) -> MatterRecord:
    """It does not go on the ledger, for a reason; it stays in sight."""
    matter = _seen(request, pk, policies.KEEP)
    return _told(request, actions.set_aside(actor=request.actor, matter=matter, **clean(forms.ReasonForm, data)))


@area.acts("/{int:pk}/take_up", "matters.take_up", policies.KEEP)
def take_up(request: Call, pk: int) -> MatterRecord:
    """Undo setting aside."""
    return _told(request, actions.take_up(actor=request.actor, matter=_seen(request, pk, policies.KEEP)))


@area.acts("/{int:pk}/begin", "matters.begin", policies.MANAGE)
def begin(request: Call, pk: int) -> MatterRecord:
    """Work has begun."""
    return _told(request, actions.begin(actor=request.actor, matter=_seen(request, pk, policies.MANAGE)))


@area.acts("/{int:pk}/progress", "matters.progress", policies.MANAGE)
def progress(request: Call, pk: int, data: ProgressBody) -> MatterRecord:
    """Say how far it has come."""
    matter = _seen(request, pk, policies.MANAGE)
    return _told(request, actions.progress(actor=request.actor, matter=matter, **clean(forms.ProgressForm, data)))


@area.acts("/{int:pk}/request_close", "matters.request_close", policies.MANAGE)
def request_close(request: Call, pk: int, data: EffectBody) -> MatterRecord:
    """Ask the checking unit to close it, with one sentence of effect."""
    matter = _seen(request, pk, policies.MANAGE)
    given = clean(forms.EffectForm, data)
    return _told(request, actions.request_close(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/extend", "matters.extend", policies.MANAGE)
def extend(request: Call, pk: int, data: ExtendBody) -> MatterRecord:
    """Ask for more time; the checking unit has to agree."""
    matter = _seen(request, pk, policies.MANAGE)
    given = clean(forms.ExtendForm, data)
    return _told(request, actions.extend(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/assign", "matters.assign", policies.MANAGE)
def assign(request: Call, pk: int, data: AssignBody) -> MatterRecord:
    """Name another person responsible in the same unit."""
    matter = _seen(request, pk, policies.MANAGE)
    given = clean(forms.AssignForm, data, persons=persons_at(matter.unit))
    return _told(request, actions.assign(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/involve", "matters.involve", policies.MANAGE)
def involve(request: Call, pk: int, data: HelperBody) -> MatterRecord:
    """Ask another unit of the district to help, with its own part."""
    matter, given = _seen(request, pk, policies.MANAGE), clean(forms.HelpForm, data)
    unit: Unit = one(Unit.objects.filter(tenant_id=request.actor.tenant_id).existing_on(today()), pk=data.unit)
    return _told(request, actions.involve(actor=request.actor, matter=matter, unit=unit, **given))


@area.acts("/{int:pk}/split", "matters.split", policies.MANAGE)
def split(request: Call, pk: int, data: SplitBody) -> MatterRecord:
    """Give a part to each of these units below the owner, which checks them; the whole closes after its parts."""
    matter = _seen(request, pk, policies.MANAGE)
    form = filled(forms.SplitForm, data, rows=queries.units_below(matter.unit).filter(pk__in=data.units))
    actions.split(actor=request.actor, matter=matter, units=form.chosen, version=data.version, **form.values)
    return _told(request, matter)


@area.acts("/{int:pk}/dispatch", "matters.dispatch", policies.MANAGE)
def dispatch(request: Call, pk: int, data: DispatchBody) -> DispatchRecord:
    """Give a part to everything below of a kind, however many; a job makes the parts within minutes."""
    matter = _seen(request, pk, policies.MANAGE)
    form = filled(forms.DispatchForm, data)
    given = {**form.values, "scope": form.cleaned_data["scope"]}
    row = actions.dispatch(actor=request.actor, matter=matter, version=data.version, **given)
    return DispatchRecord(id=row.pk, state=row.state, done=row.done, total=row.total)


@area.acts("/budget/{int:pk}/set_budget", "matters.set_budget", policies.SET_BUDGET)
def set_budget(request: Call, pk: int, data: BudgetBody) -> BudgetRecord:
    """Say how many minutes a unit may give each unit below in a year without a written reason."""
    unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=pk)
    row = actions.set_budget(actor=request.actor, unit=unit, **clean(forms.BudgetForm, data))
    return BudgetRecord(unit=Named(id=unit.pk, name=unit.name), year=row.year, minutes=row.minutes)


@area.acts("/{int:pk}/evidence", "matters.link_evidence", policies.MANAGE)
def link_evidence(request: Call, pk: int, data: EvidenceBody) -> MatterRecord:
    """Point to a record that proves it."""
    matter = _seen(request, pk, policies.MANAGE)
    source = _source(request, data.source)
    return _told(request, actions.link_evidence(actor=request.actor, matter=matter, source=source))


@area.acts("/{int:pk}/close", "matters.close", policies.CHECK)
def close(request: Call, pk: int, data: FindingBody) -> MatterRecord:
    """Accept the finished work; never by anybody of the owner's side."""
    matter = _seen(request, pk, policies.CHECK)
    given = clean(forms.FindingForm, data)
    return _told(request, actions.close(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/send_back", "matters.send_back", policies.CHECK)
def send_back(request: Call, pk: int, data: VersionedReasonBody) -> MatterRecord:
    """It is not done yet: say what is missing."""
    matter = _seen(request, pk, policies.CHECK)
    given = clean(forms.SendBackForm, data)
    return _told(request, actions.send_back(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/reopen", "matters.reopen", policies.CHECK)
def reopen(request: Call, pk: int, data: VersionedReasonBody) -> MatterRecord:
    """It came back: on the ledger again."""
    matter = _seen(request, pk, policies.CHECK)
    given = clean(forms.ReasonForm, data)
    return _told(request, actions.reopen(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/look_back", "matters.look_back", policies.CHECK)
def look_back(request: Call, pk: int, data: LookBody) -> MatterRecord:
    """Say of a closed one that was drawn whether it has stayed good; if not, it is on the ledger again."""
    matter = _seen(request, pk, policies.CHECK)
    given = {"held": data.held, "text": clean(forms.FindingForm, data, over={"finding": data.text})["finding"]}
    return _told(request, actions.look_back(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/answer_extension", "matters.answer_extension", policies.CHECK)
def answer_extension(request: Call, pk: int, data: AnswerBody) -> MatterRecord:
    """Agree to more time, or not."""
    matter = _seen(request, pk, policies.CHECK)
    given = {"agreed": data.agreed, "reason": clean(forms.FindingForm, data, over={"finding": data.reason})["finding"]}
    return _told(request, actions.answer_extension(actor=request.actor, matter=matter, version=data.version, **given))


@area.acts("/{int:pk}/hand_over", "matters.hand_over", policies.HAND)
def hand_over(request: Call, pk: int, data: HandOverBody) -> MatterRecord:
    """Another unit owns it from now on; people of the former owner never check it."""
    matter = _seen(request, pk, policies.HAND)
    unit, given = _unit(request, data.unit), clean(forms.ReasonForm, data)
    done = actions.hand_over(actor=request.actor, matter=matter, unit=unit, version=data.version, **given)
    return _told(request, done)


@area.acts("/together", "matters.do_many", policies.KEEP)
def do_many(request: Call, data: ManyBody) -> TogetherDone:
    """One step for several: each is done under its own rules, or refused by name without stopping the others."""
    form = filled(forms.ManyForm, data, rows=seen(request.actor).filter(pk__in=data.matters))
    given = form.cleaned_data
    found = actions.do_many(actor=request.actor, step=given["step"], matters=form.chosen, text=given["text"])
    refused = [LeftAlone(id=one.matter.pk, reason=one.reason) for one in found.refused]
    return TogetherDone(done=[matter.pk for matter in found.done], refused=refused)
