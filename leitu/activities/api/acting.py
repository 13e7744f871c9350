"""What may be done to activities: every step of their life."""

from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from pydantic import Field

from leitu.activities import actions, forms, policies, queries
from leitu.activities.api.answers import (
    MinutesText,
    Record,
    ResolutionLine,
    area,
    record_of,
    resolution_line,
    revision,
    seen,
)
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.wording import ANSWERS
from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id, In, Out, Version
from leitu.core import text
from leitu.core.errors import NotAllowed
from leitu.people.models import Person
from leitu.people.queries import persons_at
from leitu.people.standing import consents_to
from leitu.ui.views import SIGNED_IN

Text = Annotated[str, Field(max_length=500)]
Count = Annotated[int, Field(ge=0, le=forms.MOST_VOTES)]
Agenda = Annotated[list[Text], Field(max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
PLANNED = {"agenda": (Agenda | None, None)}

PlanBody: Any = body(
    "PlanBody", forms.UpdateForm, more={"unit": (Id, ...), "kind": (Code, ...), "notify": (bool, False), **PLANNED}
)
UpdateBody: Any = body("UpdateBody", forms.UpdateForm, version=True, more=PLANNED, without=["kind"], all_optional=True)
ReasonBody: Any = body("ActivityReasonBody", forms.ReasonForm)
MinutesBody: Any = body("MinutesBody", forms.MinutesForm, version=True)


class AnswerBody(In):
    """``person``: for whom; left out, for oneself. Whoever does not come says why."""

    person: Id | None = None
    coming: bool
    reason: Annotated[str, Field(max_length=200)] = ""


class RecorderBody(In):
    person: Id | None


class MarkBody(In):
    """One person who differs from what is usual."""

    person: Id
    state: Literal["present", "excused", "absent"]
    reason: Annotated[str, Field(max_length=100)] = ""


class RollBody(In):
    """The roll by exception. ``guests``: the whole list, a line each 「姓名，单位」; left out, it stays as it is."""

    marks: Annotated[list[MarkBody], Field(max_length=2000)] = []
    guests: Annotated[list[Text], Field(max_length=500)] | None = None
    version: Version

    def roll(self) -> dict[str, Any]:
        """As the actions take it."""
        lines = None if self.guests is None else [line for line in map(text.clean, self.guests) if line]
        marks = {mark.person: actions.Mark(ANSWERS[mark.state], text.clean(mark.reason)) for mark in self.marks}
        return {"marks": marks, "guests": lines, "version": self.version}


class DecisionBody(In):
    """A resolution, with its votes where there was a vote."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    in_favour: Count | None = None
    against: Count | None = None
    abstained: Count | None = None

    def decision(self) -> actions.Decision:
        return actions.Decision(text.clean_lines(self.text), self.in_favour, self.against, self.abstained)


class ResolveBody(DecisionBody):
    """``resolution``: the one to correct; left out, a new one."""

    resolution: Id | None = None
    version: Version


class StatedBody(In):
    expected: Count
    present: Count


class ArchiveBody(RollBody):
    """The record. ``stated`` only where nobody is on the register, and for imported ledgers."""

    text: Annotated[str, Field(max_length=200_000)] = ""
    decisions: Annotated[list[DecisionBody], Field(max_length=50)] = []
    stated: StatedBody | None = None
    late_reason: Annotated[str, Field(max_length=200)] | None = None


class SittingBody(In):
    kind: Code
    topic: Text = ""
    agenda: Agenda = []


class Present(Out):
    """That somebody is here."""

    activity: int
    person: int
    state: str


def _seen(request: Call, pk: int) -> Activity:
    """Raises Http404 outside the actor's sight."""
    found: Activity = one(seen(request.actor), pk=pk)
    return found


def _held(request: Call, pk: int) -> Activity:
    """Raises Http404, NotAllowed (as the form of the page does before it is shown)."""
    activity = _seen(request, pk)
    policies.HOLD.require(request.actor, activity)
    return activity


def _kept(request: Call, pk: int) -> Activity:
    """Raises Http404, NotAllowed."""
    activity = _seen(request, pk)
    policies.KEEP.require(request.actor, activity)
    return activity


def _told(request: Call, activity: Activity) -> Record:
    """The activity as it stands after the step."""
    return record_of(request.actor, Activity.objects.select_related("unit", "kind").get(pk=activity.pk))


def _kind(request: Call, code: str) -> ActivityKind:
    """Raises ValidationError."""
    found = next((kind for kind in queries.active_kinds(request.actor.tenant_id) if kind.code == code), None)
    if found is None:
        raise ValidationError({"kind": _("没有这种活动。")})
    return found


def _expected(request: Call, activity: Activity, key: int) -> Person:
    """Somebody of the list of this activity. Raises Http404."""
    listed = [line.person_id for line in queries.expected(activity)]
    found: Person = one(Person.objects.filter(tenant_id=activity.tenant_id, pk__in=listed), pk=key)
    return found


@area.acts("/plan", "activities.plan", policies.HOLD)
def plan(request: Call, data: PlanBody) -> Record:
    """Plan an activity of a unit; a day in the past is a late entry and as welcome. ``notify`` sends the notice too."""
    unit = one(queries.units_to_hold(request.actor), pk=data.unit)
    kind = _kind(request, data.kind)
    values = clean(forms.UpdateForm, data, persons=persons_at(unit))
    act = actions.plan_and_notify if data.notify else actions.plan
    return _told(request, act(actor=request.actor, unit=unit, kind=kind, **values))


@area.acts("/{int:pk}/update", "activities.update", policies.HOLD)
def update(request: Call, pk: int, data: UpdateBody) -> Record:
    """Change what was planned; what is left out stays as it is."""
    activity = _held(request, pk)
    persons = persons_at(activity.unit)
    values = clean(forms.UpdateForm, data, partial=True, start={"on": activity.on}, persons=persons)
    return _told(request, actions.update(actor=request.actor, activity=activity, version=data.version, **values))


@area.acts("/{int:pk}/notify", "activities.notify", policies.HOLD)
def notify(request: Call, pk: int) -> Record:
    """Say that the notice is out."""
    return _told(request, actions.notify(actor=request.actor, activity=_held(request, pk)))


@area.acts("/{int:pk}/cancel", "activities.cancel", policies.HOLD)
def cancel(request: Call, pk: int, data: ReasonBody) -> Record:
    """It will not be held, or was entered by mistake; what was written stays."""
    activity = _held(request, pk)
    return _told(request, actions.cancel(actor=request.actor, activity=activity, **clean(forms.ReasonForm, data)))


@area.acts("/{int:pk}/waive", "activities.waive_activity", policies.HOLD)
def waive_activity(request: Call, pk: int, data: ReasonBody) -> Record:
    """Not held, for a good reason (免开); the duty itself is waived by the unit above."""
    activity = _held(request, pk)
    given = clean(forms.ReasonForm, data)
    return _told(request, actions.waive_activity(actor=request.actor, activity=activity, **given))


@area.acts("/{int:pk}/reinstate", "activities.reinstate", policies.HOLD)
def reinstate(request: Call, pk: int) -> Record:
    """Undo a cancellation or 免开: it stands where it stood."""
    return _told(request, actions.reinstate(actor=request.actor, activity=_held(request, pk)))


@area.acts("/{int:pk}/answer", "activities.answer", SIGNED_IN)
def answer(request: Call, pk: int, data: AnswerBody) -> Present:
    """Coming, or asking for leave: for oneself, for whom one acts, or for anybody of the list by who keeps the roll."""
    activity = _seen(request, pk)
    key = data.person or request.actor.person_id
    is_speaker = key == request.actor.person_id or consents_to(request.actor).filter(person_id=key).exists()
    if is_speaker:
        person = Person.objects.filter(tenant_id=activity.tenant_id, pk=key).first()
        if person is None:
            raise NotAllowed(_("这个账号没有对应的党员。"))
    else:
        policies.KEEP.require(request.actor, activity)
        person = _expected(request, activity, key)
    reason = text.clean(data.reason)
    row = actions.answer(actor=request.actor, activity=activity, person=person, coming=data.coming, reason=reason)
    return _present(row)


@area.acts("/{int:pk}/recorder", "activities.hand_roll", policies.HOLD)
def hand_roll(request: Call, pk: int, data: RecorderBody) -> Record:
    """Make somebody of the list the recorder, who then keeps roll and record as well; null takes it back."""
    activity = _held(request, pk)
    person = _expected(request, activity, data.person) if data.person else None
    return _told(request, actions.hand_roll(actor=request.actor, activity=activity, person=person))


@area.acts("/{int:pk}/start", "activities.start", policies.KEEP)
def start(request: Call, pk: int) -> Record:
    """Begin."""
    return _told(request, actions.start(actor=request.actor, activity=_kept(request, pk)))


@area.acts("/{int:pk}/step_back", "activities.step_back", policies.KEEP)
def step_back(request: Call, pk: int) -> Record:
    """Undo a start or an end that came too early; roll and minutes stay as they are."""
    return _told(request, actions.step_back(actor=request.actor, activity=_kept(request, pk)))


@area.acts("/join/{slug:secret}", "activities.scan", SIGNED_IN)
def scan(request: Call, secret: str) -> Present:
    """Say by the link of the room that one is here, also as a guest from another branch."""
    activity = one(Activity.objects.select_related("unit", "kind"), link_secret=secret)
    return _present(actions.scan(actor=request.actor, activity=activity, secret=secret))


@area.acts("/{int:pk}/roll", "activities.save_roll", policies.KEEP)
def save_roll(request: Call, pk: int, data: RollBody) -> Record:
    """Save the roll by exception: everybody who is not in ``marks`` as is usual, or as he answered."""
    activity = _kept(request, pk)
    return _told(request, actions.save_roll(actor=request.actor, activity=activity, **data.roll()))


@area.acts("/{int:pk}/end", "activities.end", policies.KEEP)
def end(request: Call, pk: int, data: RollBody) -> Record:
    """The meeting is over, with its roll."""
    return _told(request, actions.end(actor=request.actor, activity=_kept(request, pk), **data.roll()))


@area.acts("/{int:pk}/minutes/write", "activities.write_minutes", policies.KEEP)
def write_minutes(request: Call, pk: int, data: MinutesBody) -> MinutesText:
    """Append a revision of the minutes; the older ones stay."""
    activity = _kept(request, pk)
    if not queries.may_read_minutes(request.actor, activity):
        raise Http404
    given = clean(forms.MinutesForm, data)
    return revision(actions.write_minutes(actor=request.actor, activity=activity, version=data.version, **given))


@area.acts("/{int:pk}/resolutions", "activities.resolve", policies.KEEP)
def resolve(request: Call, pk: int, data: ResolveBody) -> ResolutionLine:
    """Put down a resolution with its vote, or correct the one named; whether it passed is computed."""
    activity = _kept(request, pk)
    row = actions.resolve(
        actor=request.actor,
        activity=activity,
        decision=data.decision(),
        resolution=one(activity.resolutions, pk=data.resolution) if data.resolution else None,
        version=data.version,
    )
    return resolution_line(row)


@area.acts("/{int:pk}/resolutions/{int:resolution}/withdraw", "activities.withdraw_resolution", policies.KEEP)
def withdraw_resolution(request: Call, pk: int, resolution: int) -> Record:
    """Take out a resolution put down by mistake, before the record is archived."""
    activity = _kept(request, pk)
    row = one(activity.resolutions, pk=resolution)
    return _told(request, actions.withdraw_resolution(actor=request.actor, activity=activity, resolution=row))


@area.acts("/{int:pk}/archive", "activities.archive", policies.KEEP)
def archive(request: Call, pk: int, data: ArchiveBody) -> Record:
    """Close the record: roll, minutes and resolutions as far as given, then numbers, quorum and facts."""
    activity = _kept(request, pk)
    done = actions.archive(
        actor=request.actor,
        activity=activity,
        text=text.clean_lines(data.text),
        decisions=[decision.decision() for decision in data.decisions],
        stated=(data.stated.expected, data.stated.present) if data.stated else None,
        late_reason=None if data.late_reason is None else text.clean(data.late_reason),
        **data.roll(),
    )
    return _told(request, done)


@area.acts("/{int:pk}/reopen", "activities.reopen", policies.HOLD)
def reopen(request: Call, pk: int, data: ReasonBody) -> Record:
    """Open an archived record again: its facts go, the minutes keep their revisions."""
    activity = _held(request, pk)
    return _told(request, actions.reopen(actor=request.actor, activity=activity, **clean(forms.ReasonForm, data)))


@area.acts("/{int:pk}/sitting", "activities.sitting", policies.HOLD)
def sitting(request: Call, pk: int, data: SittingBody) -> Record:
    """连开: another kind in the same sitting, with the same day, place and people; one roll serves both."""
    activity, kind = _held(request, pk), _kind(request, data.kind)
    lines = [text.clean(line) for line in data.agenda]
    done = actions.sitting(
        actor=request.actor, activity=activity, kind=kind, topic=text.clean(data.topic), agenda=lines
    )
    return _told(request, done)


def _present(row: Attendance) -> Present:
    return Present(activity=row.activity_id, person=row.person_id, state=Attendance.State(row.state).name.lower())
