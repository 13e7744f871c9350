"""The transfers under way that a change of the tree takes along (``leitu.changes``): after the members themselves."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.actions.handing import hand_over
from leitu.changes.following import following
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.people.leaving import leavers
from leitu.people.models import Membership
from leitu.transfers.actions.passing import belong_back, belong_there
from leitu.transfers.models import Transfer


def under_way(day: dt.date) -> "QuerySet[Any, Any]":
    """Those that somebody still has to see to."""
    rows: QuerySet[Any, Any] = Transfer.objects.under_way()
    return rows


def of_leavers(rows: "QuerySet[Any, Any]", passing: Passing) -> "QuerySet[Any, Any]":
    """Of a split branch those go who are on their way out and go along; whoever arrives was promised to the old one."""
    gone = Membership.objects.on(passing.on).filter(tenant_id=passing.source.tenant_id, unit=passing.target)
    persons = Q(person_id__in=leavers(passing).values("person_id")) | Q(person_id__in=gone.values("person_id"))
    return rows.filter(persons, side=Transfer.Side.OUT)


def between_the_two(passing: Passing) -> list[str]:
    """Whoever is on his way from one to the other would arrive where he is."""
    if not passing.is_whole or passing.target is None:
        return []
    here, there = passing.source, passing.target
    rows = under_way(passing.on).filter(
        Q(unit=here, peer=there) | Q(unit=there, peer=here), tenant_id=here.tenant_id, side=Transfer.Side.OUT
    )
    words = _("%(name)s正从%(unit)s转到%(peer)s，请先办完或撤回。")
    return [
        words % {"name": one.name, "unit": one.unit.name, "peer": one.peer_name} for one in rows.select_related("unit")
    ]


USUAL = following(
    "transfers",
    gettext_lazy("在办的组织关系转接"),
    92,
    Transfer,
    under_way,
    ("unit", "peer", "issuer", "judge"),
    leaving=of_leavers,
    objections=between_the_two,
    list_name="transfers:list",
)


def carry(actor: Actor, passing: Passing) -> Trace:
    """Also: what is transferred is the membership that he has now, and the other end knows where he is."""
    trace = USUAL.carry(actor, passing)
    keys = {key for key, name, _version in trace if name == "unit"}
    if not passing.is_whole:
        codes = Transfer.objects.filter(tenant_id=passing.source.tenant_id, pk__in=keys).values("code")
        ends = Transfer.objects.filter(tenant_id=passing.source.tenant_id, peer=passing.source, code__in=codes)
        trace += hand_over(actor, ends.select_related("peer"), "peer", passing.taker())
    return [trace, belong_there(passing, keys)]


def undo(actor: Actor, passing: Passing, trace: Trace) -> None:
    if not trace:
        return
    rows, memberships = trace
    USUAL.undo(actor, passing, rows)
    belong_back(passing, memberships)


TRANSFERS = dataclasses.replace(USUAL, carry=carry, undo=undo)
