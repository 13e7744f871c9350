"""Which contact points and cases a change of the tree is about; asked by its preview and by what carries it out."""

from typing import Any

from django.db.models import QuerySet

from leitu.changes.movers import Passing
from leitu.core.periods import FOREVER
from leitu.guidance.models import Liaison, WeakUnitCase


def liaisons(passing: Passing) -> "QuerySet[Any, Any]":
    """The open contact points of the source; none in a split, the branch goes on."""
    rows: QuerySet[Any, Any] = Liaison.objects.filter(
        tenant_id=passing.source.tenant_id, unit=passing.source, until=FOREVER
    )
    return rows if passing.is_whole else rows.none()


def has_his_own(liaison: Liaison, passing: Passing) -> bool:
    """Whether that person looks after the target already."""
    rows = Liaison.objects.filter(tenant_id=liaison.tenant_id, person_id=liaison.person_id, until=FOREVER)
    return bool(rows.filter(unit=passing.target).exists())


def cases(passing: Passing) -> "QuerySet[Any, Any]":
    """The open cases of the source; none in a split."""
    rows: QuerySet[Any, Any] = WeakUnitCase.objects.filter(
        tenant_id=passing.source.tenant_id, unit=passing.source, state__in=WeakUnitCase.OPEN
    )
    return rows if passing.is_whole else rows.none()
