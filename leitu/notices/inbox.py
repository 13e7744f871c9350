"""Opening notices. What somebody has read is nobody else's business: it changes his own rows and leaves no entry."""

from django.db import transaction

from leitu.core.actor import Actor
from leitu.notices.models import Notice


@transaction.atomic
def mark_known(*, actor: Actor, notice: Notice | None = None) -> int:
    """The actor knows this notice, or all of his; returns how many were new."""
    rows = Notice.objects.of(actor.tenant_id, actor.user_id).filter(is_new=True)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    return rows.update(is_new=False)
