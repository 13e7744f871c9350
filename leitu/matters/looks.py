"""The second look (回头看): which of the closed ones are drawn, the same for everybody who has the seed."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from leitu.core.actor import Actor
from leitu.core.periods import add_months
from leitu.matters.models import LookDraw, Step

Kind = Step.Kind


def draws_of(actor: Actor) -> "QuerySet[Any]":
    """Every draw of the tenant: what is drawn, and how, is no secret of anybody who checks."""
    return LookDraw.objects.filter(tenant_id=actor.tenant_id)


def pool(tenant_id: int, closed_in: dt.date, last_step: int) -> list[int]:
    """Keys of the matters closed in that month which had not come back by ``last_step``, in order.

    Asked of the steps alone: they are only appended, so the answer stays the same for ever.
    """
    steps = Step.objects.filter(tenant_id=tenant_id, pk__lte=last_step)
    back = steps.filter(kind=Kind.REOPENED, matter=OuterRef("matter"), pk__gt=OuterRef("pk"))
    closings = steps.filter(kind=Kind.CLOSED, on__gte=closed_in, on__lt=add_months(closed_in, 1))
    return sorted(set(closings.exclude(Exists(back)).values_list("matter_id", flat=True)))


def drawn(keys: Sequence[int], seed: str, share: int) -> list[int]:
    """``share`` of a hundred of these keys, rounded up, in order; chosen by the seed and by nothing else."""
    count = -(-len(keys) * share // 100)
    mixed = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).hexdigest())
    return sorted(mixed[:count])


def digest(keys: Iterable[int]) -> str:
    """What a list of keys is compared by."""
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()


def drawn_again(draw: LookDraw) -> list[int]:
    """The list of a draw, drawn once more from what is on record."""
    return drawn(pool(draw.tenant_id, draw.closed_in, draw.last_step), draw.seed, draw.share)


def months_to_draw(tenant_id: int, months: int, day: dt.date) -> list[dt.date]:
    """The first days of the months whose closings are due to be drawn from: since the last draw; the first time the
    newest only.
    """
    newest = add_months(day.replace(day=1), -months)
    rows = LookDraw.objects.filter(tenant_id=tenant_id, months=months).order_by("-closed_in")
    last = rows.values_list("closed_in", flat=True).first()
    if last is None:
        return [newest]
    found, month = [], add_months(last, 1)
    while month <= newest:
        found.append(month)
        month = add_months(month, 1)
    return found
