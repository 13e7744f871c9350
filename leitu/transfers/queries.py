"""Reads of transfers: the list, whose turn it is, where a member may be sent."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from leitu.core.actor import Actor
from leitu.orgs.models import Tenant
from leitu.transfers.models import Transfer, TransferQuerySet

SOON = dt.timedelta(days=3)
SEARCHED = ("name", "peer_name", "unit__name", "number")
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "-ended_on", "-pk"),
    "newest": ("-asked_on", "-pk"),
    "name": ("name", "pk"),
}
"""The orders of the list: what is due first comes first."""


def listed(actor: Actor) -> TransferQuerySet:
    """The ends in sight, each with its unit and its committee."""
    rows: TransferQuerySet = Transfer.objects.visible_to(actor)
    return rows.select_related("unit", "issuer", "judge")


def light(transfer: Transfer, day: dt.date) -> str:
    """``met`` (received), ``cancelled`` (returned, recalled), else by the clock: ``overdue``, ``due_soon``, ``upcoming``."""
    if transfer.state == Transfer.State.RECEIVED:
        return "met"
    if not transfer.is_open:
        return "cancelled"
    if transfer.due_on is None or transfer.due_on > day + SOON:
        return "upcoming"
    return "overdue" if transfer.due_on < day else "due_soon"


@dataclass(frozen=True)
class Totals:
    """How many of the ends in sight are under way, late, and wait for a judgement; how many ended this year."""

    open: int
    late: int
    refused: int
    ended: int


def totals(rows: "QuerySet[Any, Any]", day: dt.date) -> Totals:
    """Of these ends, in one question."""
    is_open = Q(state__in=Transfer.OPEN)
    counted = rows.order_by().aggregate(
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=is_open & Q(due_on__lt=day)),
        refused=Count("pk", filter=Q(state=Transfer.State.REFUSED)),
        ended=Count("pk", filter=Q(state=Transfer.State.RECEIVED, ended_on__year=day.year)),
    )
    return Totals(**counted)


def district_called(typed: str) -> Tenant | None:
    """The district of exactly that code or name; nobody finds one that he was not told of."""
    found: Tenant | None = Tenant.objects.filter(Q(code=typed) | Q(name=typed)).order_by("pk").first()
    return found
