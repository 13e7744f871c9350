"""Opening notices, and forgetting old ones. What somebody has read is nobody else's business: it changes his own rows
and leaves no entry; what the sweep removes, the sweep says.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from leitu.core.actor import Actor
from leitu.notices.models import Message, Notice


@transaction.atomic
def mark_known(*, actor: Actor, notice: Notice | None = None) -> int:
    """The actor knows this notice, or all of his; returns how many were new."""
    rows = Notice.objects.of(actor.tenant_id, actor.user_id).filter(is_new=True)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    return rows.update(is_new=False)


def sweep_notices(before: dt.datetime) -> int:
    """Remove notices older than the moment, opened or not; the entries that they told of stay."""
    return Notice.objects.filter(at__lt=before).delete()[0]


def sweep_messages(before: dt.datetime) -> int:
    """Remove digests of days before the moment that were sent or given up."""
    over = Message.objects.exclude(state=Message.State.WAITING)
    return over.filter(on__lt=timezone.localtime(before).date()).delete()[0]
