"""What may be done to the register: persons, memberships, posts."""

from typing import Annotated, Any, Literal

from django.http import Http404
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Call, one
from leitu.api.schema import Id, In
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people import actions, forms, policies, queries
from leitu.people.actions.persons import PLAIN, home_of
from leitu.people.api.answers import (
    ExemptionLine,
    Invitation,
    MembershipLine,
    PersonRecord,
    PostLine,
    Revealed,
    SuspensionLine,
    area,
    exemption_line,
    membership_line,
    person_record,
    post_line,
    suspension_line,
)
from leitu.people.models import Exemption, Membership, Person, Post
from leitu.ui.views import SIGNED_IN

GROUP = {"group": (Id | None, None)}
RegisterBody: Any = body("RegisterBody", forms.RegisterForm, more={"unit": (Id, ...), **GROUP})
PersonBody: Any = body("PersonBody", forms.PersonFields, version=True, all_optional=True)
MembershipBody: Any = body("MembershipBody", forms.MembershipForm, version=True, more=GROUP, all_optional=True)
EndMembershipBody: Any = body("EndMembershipBody", forms.EndMembershipForm, version=True)
SuspendBody: Any = body("SuspendBody", forms.SuspendForm)
LiftBody: Any = body("LiftBody", forms.LiftForm)
ExemptBody: Any = body("ExemptBody", forms.ExemptForm)
AppointBody: Any = body("AppointBody", forms.AppointForm, more={"unit": (Id, ...)})
LeaveBody: Any = body("LeaveBody", forms.LeaveForm)


class RevealBody(In):
    """Which item, and why; the person can read both."""

    field: Literal["id_number", "mobile", "landline", "address"]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


def _person(request: Call, key: int) -> Person:
    """Raises Http404."""
    found: Person = one(Person.objects.visible_to(request.actor), pk=key)
    return found


def _managed(request: Call, key: int) -> Person:
    """Raises Http404, NotAllowed, WrongState (no membership)."""
    person = _person(request, key)
    policies.MANAGE.require(request.actor, home_of(person))
    return person


def _unit(request: Call, key: int) -> Unit:
    """A unit whose register the actor keeps. Raises Http404, NotAllowed."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=key)
    policies.MANAGE.require(request.actor, unit)
    return unit


def _membership(request: Call, key: int) -> Membership:
    """Raises Http404, NotAllowed."""
    rows = Membership.objects.visible_to(request.actor).select_related("person", "unit", "group")
    found: Membership = one(rows, pk=key)
    policies.MANAGE.require(request.actor, found)
    return found


@area.acts("/members/register", "people.register_member", policies.MANAGE)
def register_member(request: Call, data: RegisterBody) -> MembershipLine:
    """Put a new person on the register of a branch."""
    unit = _unit(request, data.unit)
    if unit.kind not in branch_kinds():
        raise Http404
    values = clean(forms.RegisterForm, data, unit=unit)
    return membership_line(actions.register_member(actor=request.actor, unit=unit, **values))


@area.acts("/persons/{int:pk}/correct", "people.correct_person", policies.MANAGE)
def correct_person(request: Call, pk: int, data: PersonBody) -> PersonRecord:
    """Mend what the register says about a person; what is left out, or left blank, stays as it is."""
    person = _managed(request, pk)
    given = clean(forms.PersonFields, data, partial=True, start={"name": person.name})
    values = {name: value for name, value in given.items() if name in PLAIN or value}
    done = actions.correct_person(actor=request.actor, person=person, version=data.version, **values)
    return person_record(request.actor, done)


@area.acts("/persons/{int:pk}/reveal", "people.reveal", SIGNED_IN, keeps_answer=False)
def reveal(request: Call, pk: int, data: RevealBody) -> Revealed:
    """See one sensitive item in clear: an act with a reason, which the person can read."""
    person = _person(request, pk)
    if person.pk != request.actor.person_id:
        policies.REVEAL.require(request.actor, home_of(person))
    reason = clean(forms.RevealForm, data)["reason"]
    value = actions.reveal(actor=request.actor, person=person, field=data.field, reason=reason)
    return Revealed(field=data.field, value=value)


@area.acts("/persons/{int:pk}/invite", "people.invite_person", policies.INVITE, by_token=False, keeps_answer=False)
def invite_person(request: Call, pk: int) -> Invitation:
    """A one-time way in, to be handed to the person; earlier ones are void."""
    person = _person(request, pk)
    policies.INVITE.require(request.actor, home_of(person))
    return Invitation(person=pk, code=actions.invite_person(actor=request.actor, person=person))


@area.acts("/persons/{int:pk}/exempt", "people.exempt", policies.MANAGE)
def exempt(request: Call, pk: int, data: ExemptBody) -> ExemptionLine:
    """No hard requirement to attend, for a time."""
    person = _managed(request, pk)
    return exemption_line(actions.exempt(actor=request.actor, person=person, **clean(forms.ExemptForm, data)))


@area.acts("/exemptions/{int:pk}/end", "people.end_exemption", policies.MANAGE)
def end_exemption(request: Call, pk: int) -> ExemptionLine:
    """The exemption no longer holds from today."""
    rows = Exemption.objects.filter(person__in=Person.objects.visible_to(request.actor)).select_related("person")
    row = one(rows, pk=pk)
    policies.MANAGE.require(request.actor, home_of(row.person))
    return exemption_line(actions.end_exemption(actor=request.actor, exemption=row))


@area.acts("/exemptions/{int:pk}/void", "people.void_exemption", policies.MANAGE)
def void_exemption(request: Call, pk: int) -> ExemptionLine:
    """Entered in error: it never held."""
    rows = Exemption.objects.filter(person__in=Person.objects.visible_to(request.actor)).select_related("person")
    row = one(rows, pk=pk)
    policies.MANAGE.require(request.actor, home_of(row.person))
    return exemption_line(actions.void_exemption(actor=request.actor, exemption=row))


@area.acts("/memberships/{int:pk}/correct", "people.correct_membership", policies.MANAGE)
def correct_membership(request: Call, pk: int, data: MembershipBody) -> MembershipLine:
    """Mend group and dates; what is left out stays as it is."""
    held = _membership(request, pk)
    start = {"joined_on": held.joined_on, "full_on": held.full_on, "group": held.group_id}
    values = clean(forms.MembershipForm, data, start=start, unit=held.unit)
    done = actions.correct_membership(actor=request.actor, membership=held, version=data.version, **values)
    return membership_line(done)


@area.acts("/memberships/{int:pk}/end", "people.end_membership", policies.MANAGE)
def end_membership(request: Call, pk: int, data: EndMembershipBody) -> MembershipLine:
    """The person no longer belongs to the branch; posts there, and the power that came with them, end too."""
    held = _membership(request, pk)
    values = clean(forms.EndMembershipForm, data)
    return membership_line(actions.end_membership(actor=request.actor, membership=held, version=data.version, **values))


@area.acts("/memberships/{int:pk}/resume", "people.resume_membership", policies.MANAGE)
def resume_membership(request: Call, pk: int) -> MembershipLine:
    """Undo an ending: the member belongs to the branch as before; posts are resumed one by one."""
    return membership_line(actions.resume_membership(actor=request.actor, membership=_membership(request, pk)))


@area.acts("/memberships/{int:pk}/suspend", "people.suspend", policies.MANAGE)
def suspend(request: Call, pk: int, data: SuspendBody) -> SuspensionLine:
    """停止党籍: put down what people have decided."""
    held = _membership(request, pk)
    return suspension_line(actions.suspend(actor=request.actor, membership=held, **clean(forms.SuspendForm, data)))


@area.acts("/memberships/{int:pk}/lift", "people.lift_suspension", policies.MANAGE)
def lift_suspension(request: Call, pk: int, data: LiftBody) -> SuspensionLine:
    """恢复党籍 from a day on."""
    held = _membership(request, pk)
    row = held.suspensions.order_by("-since").first()
    if row is None:
        raise Http404
    return suspension_line(actions.lift_suspension(actor=request.actor, suspension=row, **clean(forms.LiftForm, data)))


@area.acts("/posts/appoint", "people.appoint", policies.MANAGE)
def appoint(request: Call, data: AppointBody) -> PostLine:
    """A person takes up a post; what the post may do, its holder may do at once."""
    unit = _unit(request, data.unit)
    values = clean(forms.AppointForm, data, people=queries.candidates(unit))
    return post_line(actions.appoint(actor=request.actor, unit=unit, **values))


@area.acts("/posts/{int:pk}/leave", "people.leave_post", policies.MANAGE)
def leave_post(request: Call, pk: int, data: LeaveBody) -> PostLine:
    """The holder leaves the post and loses its power at once."""
    post = one(Post.objects.visible_to(request.actor).select_related("person", "unit"), pk=pk)
    policies.MANAGE.require(request.actor, post)
    return post_line(actions.leave_post(actor=request.actor, post=post, **clean(forms.LeaveForm, data)))


@area.acts("/posts/{int:pk}/resume", "people.resume_post", policies.MANAGE)
def resume_post(request: Call, pk: int) -> PostLine:
    """Undo a leaving: the holder goes on, with the power that the post brings."""
    post = one(Post.objects.visible_to(request.actor).select_related("person", "unit"), pk=pk)
    policies.MANAGE.require(request.actor, post)
    return post_line(actions.resume_post(actor=request.actor, post=post))
