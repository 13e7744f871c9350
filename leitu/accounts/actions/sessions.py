"""Sessions: opened after the proof, listed to their owner, ended by him, by time or from above."""

import datetime as dt
from contextlib import suppress

from django.db import OperationalError, models, transaction
from django.utils.translation import gettext as _

from leitu.accounts import policies
from leitu.accounts.actions.api_tokens import withdraw_tokens
from leitu.accounts.clients import Client
from leitu.accounts.models import SignIn, User
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed

KEPT_FOR = dt.timedelta(days=90)
SEEN_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def sign_in(*, actor: Actor, user: User, client: Client, remembered: bool = False, factor: str = "") -> SignIn:
    """Open a session of an account that has proved itself; ``factor`` says by which second factor, if any.

    Raises NotAllowed when the account is closed, or is not the actor's.
    """
    policies.require_own(actor, user)
    if not user.is_active:
        raise NotAllowed(_("这个账号已经停用。"))

    at = now()
    SignIn.objects.filter(tenant_id=user.tenant_id, user=user, started_at__lt=at - KEPT_FOR).delete()
    row = SignIn.objects.create(
        tenant_id=user.tenant_id,
        user=user,
        device=client.device,
        address=client.address,
        remembered=remembered,
        strong=bool(factor),
        started_at=at,
        seen_at=at,
    )

    record(actor, "accounts.sign_in", user, address=client.address, device=client.device, factor=factor)
    return row


@transaction.atomic
def pass_factor(*, actor: Actor, sign_in: SignIn, factor: str) -> SignIn:
    """A session that began with the password alone has passed a second factor as well. Raises NotAllowed."""
    policies.require_own(actor, sign_in.user)

    sign_in.strong = True
    sign_in.save(update_fields=["strong"])

    record(actor, "accounts.pass_factor", sign_in.user, factor=factor)
    return sign_in


@transaction.atomic
def sign_out(*, actor: Actor, sign_in: SignIn, ending: str = SignIn.Ending.SIGNED_OUT) -> None:
    """End the session of this very request: asked by its owner, or because its time is over. Raises NotAllowed."""
    policies.require_own(actor, sign_in.user)
    if _end(SignIn.objects.filter(pk=sign_in.pk), ending):
        record(actor, "accounts.sign_out", sign_in.user, ending=ending)


@transaction.atomic
def end_session(*, actor: Actor, sign_in: SignIn) -> None:
    """End one session of the actor's own, on whatever device. Raises NotAllowed."""
    policies.require_own(actor, sign_in.user)
    if _end(SignIn.objects.filter(pk=sign_in.pk), SignIn.Ending.ELSEWHERE):
        record(actor, "accounts.end_session", sign_in.user, device=sign_in.device, since=sign_in.started_at)


@transaction.atomic
def end_other_sessions(*, actor: Actor, sign_in: SignIn) -> int:
    """End all sessions of the actor's own but this one; returns how many there were. Raises NotAllowed."""
    policies.require_own(actor, sign_in.user)
    ended = end_all(sign_in.user, SignIn.Ending.ELSEWHERE, but=sign_in)
    record(actor, "accounts.end_other_sessions", sign_in.user, sessions=ended)
    return ended


def end_all(user: User, ending: str, *, but: SignIn | None = None) -> int:
    """End the open sessions of an account, inside the action that has the reason; returns how many there were.

    Where the way in itself has changed (password, factor, account closed), the tokens for programs are void as well.
    """
    if ending != SignIn.Ending.ELSEWHERE:
        withdraw_tokens(user)
    rows = SignIn.objects.filter(tenant_id=user.tenant_id, user=user)
    return _end(rows if but is None else rows.exclude(pk=but.pk), ending)


def _end(rows: "models.QuerySet[SignIn]", ending: str) -> int:
    return rows.filter(ended_at__isnull=True).update(ended_at=now(), ending=ending)


def keep_alive(*, sign_in: SignIn) -> None:
    """Remember that the session is in use; written at most once a minute, and no act of a person: no entry."""
    at = now()
    if at - sign_in.seen_at >= SEEN_EVERY:
        with suppress(OperationalError):  # on a full disk reading goes on
            SignIn.objects.filter(pk=sign_in.pk).update(seen_at=at)
