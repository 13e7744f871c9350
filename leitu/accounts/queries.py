"""What is shown of accounts. Accounts have no unit: a reader is the owner himself, or the app above has checked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from leitu.accounts import tokens
from leitu.accounts.models import ApiToken, Factor, Invitation, RecoveryCode, SignIn, User
from leitu.api import scopes
from leitu.core.clock import now


def session(sign_in_id: object, user_id: int) -> SignIn | None:
    """The open session with this number, when it is this account's."""
    if not isinstance(sign_in_id, int):
        return None
    return SignIn.objects.filter(pk=sign_in_id, user_id=user_id, ended_at__isnull=True).first()


def open_sessions(user: User, *, strict: bool) -> list[SignIn]:
    """Where the account is signed in now, last used first."""
    at = now()
    rows = SignIn.objects.filter(tenant_id=user.tenant_id, user=user, ended_at__isnull=True).order_by("-seen_at")
    return [row for row in rows if not row.overdue(at, strict=strict)]


def sessions_of(user: User) -> "QuerySet[SignIn]":
    """Every session of an account, ended ones too."""
    return SignIn.objects.filter(tenant_id=user.tenant_id, user=user)


def factors_of(user: User) -> "QuerySet[Factor]":
    """The account's second factors, oldest first."""
    return Factor.objects.filter(tenant_id=user.tenant_id, user=user).order_by("pk")


def recovery_codes_left(user: User) -> int:
    """How many recovery codes still work."""
    return RecoveryCode.objects.filter(tenant_id=user.tenant_id, user=user, used_at__isnull=True).count()


def tokens_of(user: User) -> "QuerySet[ApiToken]":
    """The account's tokens that still work, oldest first."""
    return ApiToken.objects.working().filter(tenant_id=user.tenant_id, user=user).order_by("pk")


def token_behind(code: str) -> ApiToken | None:
    """The working token that was handed out as ``code``, with its account; None for anything else."""
    if not (code.isascii() and len(code) < 100):
        return None
    return ApiToken.objects.working().select_related("user").filter(digest=tokens.api_digest(code)).first()


def calendar_token(code: str) -> ApiToken | None:
    """The working token for a calendar in an address: one that was made for calendars, and nothing else."""
    found = token_behind(code)
    return found if found is not None and scopes.CALENDAR in found.scopes else None


def free_name(wanted: str) -> str:
    """The login name, with a number behind it when somebody has it already; empty for an empty wish."""
    if not wanted:
        return ""
    used = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(name for name in (wanted, *(f"{wanted}{n}" for n in range(2, len(used) + 3))) if name not in used)


def demo_accounts() -> "QuerySet[User]":
    """The accounts that the demo page offers, in the order in which they were made."""
    return User.objects.filter(is_demo=True, is_active=True).order_by("pk")


@dataclass(frozen=True)
class AccountState:
    """What whoever invites is told about somebody's account: never what it was used for, nor when."""

    user: User
    is_entered: bool
    invited_until: dt.datetime | None


def state_of(user: User) -> AccountState:
    """The state of an account, for the page of its person (the caller has checked who reads it)."""
    waiting = Invitation.objects.waiting().filter(tenant_id=user.tenant_id, user=user).order_by("-pk").first()
    return AccountState(user, user.is_entered, waiting.expires_at if waiting else None)
