"""Which rows of the register a change of the tree is about; asked by its preview and by what carries it out."""

from typing import Any

from django.db.models import Q, QuerySet

from leitu.changes.movers import Passing
from leitu.orgs.models import valid_on
from leitu.people.models import Membership, Post


def leavers(passing: Passing) -> "QuerySet[Any, Any]":
    """The memberships of the source that go to the target: all, or those of the picked persons and groups."""
    rows: QuerySet[Any, Any] = Membership.objects.on(passing.on).filter(
        tenant_id=passing.source.tenant_id, unit=passing.source
    )
    return rows if passing.is_whole else rows.filter(Q(person_id__in=passing.persons) | Q(group_id__in=passing.groups))


def posts_ending(passing: Passing) -> "QuerySet[Any, Any]":
    """The posts of the source that end: with the unit, or with whoever leaves it."""
    rows = Post.objects.filter(valid_on(passing.on), tenant_id=passing.source.tenant_id, unit=passing.source)
    return rows if passing.is_whole else rows.filter(person_id__in=leavers(passing).values("person_id"))
