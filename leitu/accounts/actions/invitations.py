"""The way into an account: an invitation. There is no sign-up, no default password and no reset by mail."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.accounts import factors, names, policies, tokens
from leitu.accounts.actions.sessions import end_all
from leitu.accounts.models import Invitation, SignIn, User, folded
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState

PURPOSE = "accounts.invitation"
LONGEST_DAYS = 90


@transaction.atomic
def invite(*, actor: Actor, user: User, days: int = 14) -> str:
    """A one-time way into ``user``, open for ``days`` (1 to 90); an earlier one is void from now on.

    Returns the code, which is not stored and cannot be had again. For an account that is in use this is how a
    forgotten password is replaced: nothing changes until somebody accepts. Raises NotAllowed, WrongState (closed).
    """
    policies.require(actor, user, policies.INVITE)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise WrongState(_("这个账号已经停用，要先重新启用。"))

    code, at = tokens.fresh(), now()
    void = Invitation.objects.waiting().filter(tenant_id=user.tenant_id, user=user).update(withdrawn_at=at)
    invitation = Invitation.objects.create(
        tenant_id=user.tenant_id,
        user=user,
        digest=tokens.digest(code, PURPOSE),
        invited_by=actor.user_id,
        created_at=at,
        expires_at=at + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )

    record(actor, "accounts.invite", user, expires_at=invitation.expires_at, void=void)
    return code


@transaction.atomic
def withdraw_invitation(*, actor: Actor, user: User) -> int:
    """Make the waiting invitation void; returns how many there were (0 or 1). Raises NotAllowed."""
    policies.require(actor, user, policies.INVITE)
    void = withdraw_all(user)
    record(actor, "accounts.withdraw_invitation", user, void=void)
    return void


def withdraw_all(user: User) -> int:
    """Void the invitations of an account, inside the action that has the reason."""
    return Invitation.objects.waiting().filter(tenant_id=user.tenant_id, user=user).update(withdrawn_at=now())


def accept(*, actor: Actor, token: str, username: str, password: str) -> User:
    """Use an invitation: choose a login name (unless it was given) and a password; other sessions end.

    The second factor stays what it was: who only holds the paper still has to pass it. Raises WrongState (used,
    void, expired or never made), ValidationError (login name, password).
    """
    invitation = waiting(token)
    user = invitation.user
    if user.username is None:
        user.username = checked_name(username, user)
    check_new_password(password, user)
    # Hashing takes a quarter of a second: not while the database is held.
    hashed = make_password(folded(password))
    return _accept(actor, invitation, user, hashed)


@transaction.atomic
def _accept(actor: Actor, invitation: Invitation, user: User, hashed: str) -> User:
    at = now()
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(used_at=at):
        raise WrongState(gone())  # two people opened the same link, and the other was faster

    user.password = hashed
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "password"])
    except IntegrityError as problem:  # somebody else chose the same name a moment ago
        raise taken() from problem
    ended = end_all(user, SignIn.Ending.PASSWORD)

    record(factors.actor_for(user), "accounts.accept", user, sessions=ended, invited_by=invitation.invited_by)
    return user


def gone() -> str:
    """What is said about an invitation that does not open: never whether it was used or never existed."""
    return _("这张邀请已经用过、过期或被收回。请找发给您的人再要一张。")


def waiting(token: str) -> Invitation:
    """The invitation that this code opens. Raises WrongState."""
    found = (
        Invitation.objects.waiting()
        .filter(digest=tokens.digest(token, PURPOSE), user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None:
        raise WrongState(gone())
    return found


def checked_name(username: str, user: User) -> str:
    """The canonical login name. Raises ValidationError under ``username``."""
    name = names.canonical(username)
    try:
        names.check(name)
    except ValidationError as problem:
        raise ValidationError({"username": problem.messages}) from problem
    if User.objects.filter(username=name).exclude(pk=user.pk).exists():
        raise taken()
    return name


def taken() -> ValidationError:
    return ValidationError({"username": _("这个登录名已经有人用了，请换一个，比如在后面加个数字。")})


def check_new_password(password: str, user: User) -> None:
    """Raises ValidationError under ``password``."""
    try:
        validate_password(folded(password), user)
    except ValidationError as problem:
        raise ValidationError({"password": problem.messages}) from problem
