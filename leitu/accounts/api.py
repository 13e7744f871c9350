"""The endpoints of accounts: one's own sessions and tokens, and what others may do to an account.

Whatever asks for a password or a code is done on pages only: signing in, the second factor, a new token.
"""

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from leitu.accounts import actions, factors, forms, policies, queries
from leitu.accounts.models import User
from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Done, Out
from leitu.ui.views import SIGNED_IN

area = Area("accounts", _("账号"))

ResetBody: Any = body("ResetBody", forms.ReasonForm)


class TokenLine(Out):
    """A token of one's own, without the token."""

    id: int
    label: str
    scopes: list[str]
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None


class SessionLine(Out):
    """Where one is signed in."""

    id: int
    device: str
    address: str
    started_at: dt.datetime
    used_at: dt.datetime
    is_this: bool


class OwnAccount(Out):
    id: int
    name: str
    username: str
    second_factors: int
    needs_second_factor: bool
    sessions: list[SessionLine]
    tokens: list[TokenLine]


class Count(Out):
    """How many there were."""

    count: int


@area.reads("/me", "accounts.account", SIGNED_IN)
def account(request: Call) -> OwnAccount:
    """One's own account: where it is signed in, and the programs that act for it."""
    user: Any = request.user
    this, strict = getattr(request, "sign_in", None), factors.is_required(request.actor)
    return OwnAccount(
        id=user.pk,
        name=user.label,
        username=user.username or "",
        second_factors=queries.factors_of(user).count(),
        needs_second_factor=strict,
        sessions=[
            SessionLine(
                id=row.pk,
                device=row.device,
                address=row.address,
                started_at=row.started_at,
                used_at=row.seen_at,
                is_this=this is not None and row.pk == this.pk,
            )
            for row in queries.open_sessions(user, strict=strict)
        ],
        tokens=[
            TokenLine(
                id=row.pk,
                label=row.label,
                scopes=row.scopes,
                made_at=row.made_at,
                expires_at=row.expires_at,
                used_at=row.used_at,
            )
            for row in queries.tokens_of(user)
        ],
    )


@area.acts("/me/sessions/{int:pk}/end", "accounts.end_session", SIGNED_IN, by_token=False)
def end_session(request: Call, pk: int) -> Done:
    """End one session of one's own, on whatever device."""
    user: Any = request.user
    actions.end_session(actor=request.actor, sign_in=one(queries.sessions_of(user), pk=pk))
    return Done()


@area.acts("/me/sessions/end_others", "accounts.end_other_sessions", SIGNED_IN, by_token=False)
def end_other_sessions(request: Call) -> Count:
    """End all sessions of one's own but this one."""
    row: Any = getattr(request, "sign_in", None)
    return Count(count=actions.end_other_sessions(actor=request.actor, sign_in=row))


@area.acts("/me/tokens/{int:pk}/withdraw", "accounts.withdraw_token", SIGNED_IN)
def withdraw_token(request: Call, pk: int) -> Done:
    """Make one of one's own tokens void at once; a program may so put an end to itself."""
    user: Any = request.user
    actions.withdraw_token(actor=request.actor, token=one(queries.tokens_of(user), pk=pk))
    return Done()


def _account(request: Call, key: int, what: str) -> User:
    """An account that the actor rules over; others are as absent as none. Raises Http404."""
    found = User.objects.filter(pk=key).first()
    if found is None or not policies.rules_over(request.actor, found, what):
        raise Http404
    return found


@area.acts("/{int:pk}/withdraw_invitation", "accounts.withdraw_invitation", SIGNED_IN)
def withdraw_invitation(request: Call, pk: int) -> Count:
    """Make the waiting invitation of an account void."""
    user = _account(request, pk, policies.INVITE)
    return Count(count=actions.withdraw_invitation(actor=request.actor, user=user))


@area.acts("/{int:pk}/deactivate", "accounts.deactivate", SIGNED_IN)
def deactivate(request: Call, pk: int) -> Done:
    """Close an account: its sessions and tokens end at once."""
    actions.deactivate(actor=request.actor, user=_account(request, pk, policies.SECURE))
    return Done()


@area.acts("/{int:pk}/reactivate", "accounts.reactivate", SIGNED_IN)
def reactivate(request: Call, pk: int) -> Done:
    """Open a closed account again; tokens that it had stay void."""
    actions.reactivate(actor=request.actor, user=_account(request, pk, policies.SECURE))
    return Done()


@area.acts("/{int:pk}/reset_factors", "accounts.reset_factors", SIGNED_IN)
def reset_factors(request: Call, pk: int, data: ResetBody) -> Count:
    """Take all second factors of an account away (the phone is lost); it must enrol anew."""
    user = _account(request, pk, policies.SECURE)
    reason = clean(forms.ReasonForm, data)["reason"]
    return Count(count=actions.reset_factors(actor=request.actor, user=user, reason=reason))
