"""What a secretary does himself on key matters, and his year."""

from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import In, Named, Question
from leitu.core.clock import today
from leitu.matters import actions, forms, leading, policies, wording
from leitu.matters.api.answers import LedStep, LedYear, MatterRecord, area, record_of, seen
from leitu.matters.models import Matter, Step
from leitu.orgs.models import Unit

InquiryBody: Any = body("MatterInquiryBody", forms.InquiryForm)
UrgeBody: Any = body("MatterUrgeBody", forms.UrgeForm)


class MarkBody(In):
    """A key matter, or no longer."""

    is_key: bool


class LedQuestion(Question):
    """Which year; this one if nothing is said."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


def _seen(request: Call, pk: int) -> Matter:
    matter: Matter = one(seen(request.actor), pk=pk)
    policies.LEAD.require(request.actor, matter)
    return matter


@area.acts("/{int:pk}/mark", "matters.mark", policies.LEAD)
def mark(request: Call, pk: int, data: MarkBody) -> MatterRecord:
    """Call a matter a key one, or no longer."""
    done = actions.mark(actor=request.actor, matter=_seen(request, pk), is_key=data.is_key)
    return record_of(request.actor, done)


@area.acts("/{int:pk}/inquire", "matters.inquire", policies.LEAD)
def inquire(request: Call, pk: int, data: InquiryBody) -> MatterRecord:
    """Ask how it stands; the owner is told."""
    matter = _seen(request, pk)
    return record_of(
        request.actor, actions.inquire(actor=request.actor, matter=matter, **clean(forms.InquiryForm, data))
    )


@area.acts("/{int:pk}/urge", "matters.urge", policies.LEAD)
def urge(request: Call, pk: int, data: UrgeBody) -> MatterRecord:
    """Urge the owner, at most once in seven days for each matter."""
    matter = _seen(request, pk)
    return record_of(request.actor, actions.urge(actor=request.actor, matter=matter, **clean(forms.UrgeForm, data)))


@area.reads("/leading/{int:pk}", "matters.leading", policies.VIEW)
def led(request: Call, pk: int, asked: Query[LedQuestion]) -> LedYear:
    """What the secretary of a unit did himself on the key matters at and below it in a year."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=pk)
    year = asked.year or today().year
    found = leading.led(unit, year)
    return LedYear(
        unit=Named(id=unit.pk, name=unit.name),
        year=year,
        matters=found.matters,
        **{duty: [_step(step) for step in steps] for duty, steps in found.steps.items()},
    )


def _step(step: Step) -> LedStep:
    matter = Named(id=step.matter_id, name=step.matter.title)
    return LedStep(matter=matter, on=step.on, who=step.by_label, said=wording.told(step), text=step.text)
