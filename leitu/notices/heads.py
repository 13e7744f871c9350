"""The heads of the audit's chains on their way out of the house: one mail a day to the address that the server sets.

It holds numbers and digests and nothing that was done by anybody (decision 0055).
"""

from django.conf import settings
from django.utils import timezone, translation

from leitu.audit import sealing
from leitu.core.clock import now
from leitu.notices import wording
from leitu.notices.digest import mail_works
from leitu.notices.models import Message
from leitu.orgs.models import Tenant

TARGET = "heads"


def compose_heads() -> int:
    """Make today's mail for every tenant that has a chain, once; returns how many. Nothing without an address."""
    if not settings.LEITU_AUDIT_MAIL or not mail_works():
        return 0
    moment = now()
    own, made = sealing.newest_head(0), []
    for key in Tenant.objects.order_by("pk").values_list("pk", flat=True):
        head = sealing.newest_head(key)
        if head is None:
            continue
        with translation.override(settings.LANGUAGE_CODE):
            subject, text = wording.heads([one for one in (head, own) if one is not None])
        made.append(
            Message(
                tenant_id=key,
                target=TARGET,
                on=timezone.localdate(moment),
                up_to=head.number,
                subject=subject,
                text=text,
                next_try_at=moment,
            )
        )
    before = Message.objects.count()
    Message.objects.bulk_create(made, ignore_conflicts=True)
    return Message.objects.count() - before
