import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import Q

from leitu.accounts.models import ApiToken, Guard, Invitation, SignIn


def sweep_sign_ins(before: dt.datetime) -> int:
    """Sessions that ended before the moment, and Django's own rows of sessions that ran out."""
    ended = SignIn.objects.filter(ended_at__lt=before).delete()[0]
    return ended + Session.objects.filter(expire_date__lt=before).delete()[0]


def sweep_invitations(before: dt.datetime) -> int:
    """Invitations that were used, withdrawn or ran out before the moment."""
    over = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return Invitation.objects.filter(over).delete()[0]


def sweep_tokens(before: dt.datetime) -> int:
    """Tokens that were withdrawn or ran out before the moment."""
    return ApiToken.objects.filter(Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)).delete()[0]


def sweep_guards(before: dt.datetime) -> int:
    """Failed attempts before the moment."""
    return Guard.objects.filter(tenant_id=0, since__lt=before).delete()[0]
