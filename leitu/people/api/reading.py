"""What may be asked of the register."""

from typing import Any

from django.http import Http404
from ninja import Query

from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Call, one
from leitu.api.schema import Asked, Id, Listed, listed
from leitu.core.clock import today
from leitu.orgs import policies as org_policies
from leitu.orgs.models import Unit
from leitu.people import forms, policies, queries
from leitu.people.api import answers
from leitu.people.api.answers import MemberLine, PersonRecord, PostLine, area
from leitu.people.models import Person
from leitu.ui.views import SIGNED_IN

MemberQuestion: Any = question(
    "MemberQuestion", forms.MemberFilter, q=Q, sort=order(*queries.SORTS), unit=(Id | None, None)
)


class PostQuestion(Asked):
    unit: Id


@area.reads("/members", "people.list", policies.VIEW)
def list_members(request: Call, asked: Query[MemberQuestion]) -> Listed[MemberLine]:
    """The members of the units in sight; ``unit`` means that unit and everything below it.

    ``q`` searches names, also in pinyin. By identity number people search on the page, where it is recorded.
    """
    unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=asked.unit) if asked.unit else None
    rows = filled(forms.MemberFilter, asked).filter(queries.listed_members(request.actor, unit, today()))
    if asked.q:
        rows = queries.named(rows, request.actor.tenant_id, asked.q)
    return listed(rows.order_by(*queries.sorts_of(asked.q or "")[asked.sort]), asked, answers.member_line)


@area.reads("/persons/{int:pk}", "people.show", SIGNED_IN)
def show(request: Call, pk: int) -> PersonRecord:
    """One person of the units in sight, or oneself."""
    return answers.person_record(request.actor, one(Person.objects.visible_to(request.actor), pk=pk))


@area.reads("/me", "people.me", SIGNED_IN)
def me(request: Call) -> PersonRecord:
    """Oneself."""
    if not request.actor.person_id:
        raise Http404
    return answers.person_record(
        request.actor, one(Person.objects.visible_to(request.actor), pk=request.actor.person_id)
    )


@area.reads("/posts", "people.posts", org_policies.VIEW)
def list_posts(request: Call, asked: Query[PostQuestion]) -> Listed[PostLine]:
    """Who holds which post of a unit today, the secretary first."""
    unit = one(Unit.objects.visible_to(request.actor), pk=asked.unit)
    return listed(queries.posts_of(unit, today()), asked, answers.post_line)
