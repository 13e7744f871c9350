"""What must always be true of transfers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef

from leitu.core.crypto import Undecryptable
from leitu.core.periods import FOREVER
from leitu.transfers.models import Transfer

State, Side = Transfer.State, Transfer.Side


def ends_agree(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Both ends of a transfer are in the same state; who is under way is still a member where he was, who was received
    is one no more."""
    rows = Transfer.objects.filter(tenant_id=tenant_id)
    peers = Transfer.objects.filter(tenant_id=OuterRef("peer_tenant_id"), code=OuterRef("code"))
    peers = peers.exclude(side=OuterRef("side"))
    for row in rows.filter(Exists(peers.exclude(state=OuterRef("state")))):
        yield {"problem": "the two ends differ", "transfer": row.pk}
    issued = rows.filter(state__in=(State.ISSUED, State.RECEIVED)).exclude(way=Transfer.Way.OUTSIDE)
    for row in issued.filter(~Exists(peers)):
        yield {"problem": "one end is missing", "transfer": row.pk}
    left = rows.filter(side=Side.OUT, state=State.RECEIVED, membership__until=FOREVER)
    # One that begins on that very day was taken up again: who moves twice in a day is in the first place for no day.
    for row in left.exclude(membership__since__gte=F("ended_on")):
        yield {"problem": "received elsewhere and still a member here", "transfer": row.pk}


def letters_open(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every letter opens at its place, and what has a number has a letter."""
    for row in Transfer.objects.filter(tenant_id=tenant_id).iterator(chunk_size=2000):
        try:
            is_there = bool(row.letter)
        except (Undecryptable, ValueError) as problem:
            yield {"problem": "letter does not open", "transfer": row.pk, "detail": str(problem)}
            continue
        if bool(row.number) != is_there:
            yield {"problem": "number without a letter", "transfer": row.pk}
