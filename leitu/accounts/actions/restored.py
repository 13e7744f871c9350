from django.contrib.sessions.models import Session

from leitu.accounts.models import ApiToken, Invitation, RecoveryCode, SignIn
from leitu.core.clock import now


def void_ways_in() -> int:
    """After a restore: end every session, withdraw every invitation and token, use up every recovery code.

    Any of them may have been ended, used or withdrawn after the backup was made. Run by leitu.core.restored on the
    copy; the entry is written by the restore.
    """
    at = now()
    return (
        SignIn.objects.filter(ended_at__isnull=True).update(ended_at=at, ending=SignIn.Ending.RESTORED)
        + Invitation.objects.waiting().update(withdrawn_at=at)
        + ApiToken.objects.filter(withdrawn_at__isnull=True).update(withdrawn_at=at)
        + RecoveryCode.objects.filter(used_at__isnull=True).update(used_at=at)
        + Session.objects.all().delete()[0]
    )
