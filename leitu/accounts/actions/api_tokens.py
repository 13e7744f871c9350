"""Tokens for programs: made by their owner, shown once, void with the password or the account."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import factors, policies, tokens
from leitu.accounts.models import ApiToken, SignIn, User
from leitu.api import scopes
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState

LONGEST_DAYS = 365
MOST_TOKENS = 20
USED_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, actor: Actor, user: User, sign_in: SignIn | None, label: str, reach: Sequence[str], days: int = 90
) -> str:
    """A token for the actor's own account that reaches as far as ``reach`` (scopes), for 1 to 365 ``days``.

    Returns the token, which is not stored and cannot be had again. ``sign_in`` is the session that asks: what the
    second factor guards is not given away by one that has not passed it. Raises NotAllowed, WrongState (too many),
    ValidationError (under ``label``, ``reach``).
    """
    policies.require_own(actor, user)
    strong = sign_in is not None and sign_in.strong
    if not strong and (factors.is_required(actor) or factors.is_enrolled(user)):
        raise NotAllowed(_("请先通过二次验证，再建立令牌。"))
    if not label.strip():
        raise ValidationError({"label": _("请写明给哪个程序用。")})
    if not reach or not all(scopes.is_scope(scope) for scope in reach):
        raise ValidationError({"reach": _("请选择令牌能做什么。")})
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.working().filter(tenant_id=user.tenant_id, user=user).count() >= MOST_TOKENS:
        raise WrongState(_("令牌已经有 %(most)s 个，请先作废不用的。") % {"most": MOST_TOKENS})

    code, at = tokens.fresh_api_token(), now()
    token = ApiToken.objects.create(
        tenant_id=user.tenant_id,
        user=user,
        label=label.strip()[:60],
        scopes=sorted(set(reach)),
        digest=tokens.api_digest(code),
        strong=strong,
        made_at=at,
        expires_at=at + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )

    record(actor, "accounts.make_token", user, label=token.label, scopes=token.scopes, expires_at=token.expires_at)
    return code


@transaction.atomic
def withdraw_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Make one of the actor's own tokens void at once. Raises NotAllowed, WrongState (it is void already)."""
    policies.require_own(actor, token.user)
    at = now()
    if not ApiToken.objects.filter(pk=token.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        raise WrongState(_("这个令牌已经作废。"))

    token.withdrawn_at = at

    record(actor, "accounts.withdraw_token", token.user, label=token.label)
    return token


def withdraw_tokens(user: User) -> int:
    """Void all tokens of an account, inside the action that has the reason; returns how many there were."""
    rows = ApiToken.objects.filter(tenant_id=user.tenant_id, user=user, withdrawn_at__isnull=True)
    return rows.update(withdrawn_at=now())


def note_use(*, token: ApiToken) -> None:
    """Remember that the token is in use; written at most once a minute, and no act of a person: no entry."""
    at = now()
    if token.used_at is None or at - token.used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)
