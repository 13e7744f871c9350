"""An account as a whole: opened, its password changed, closed, opened again."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import policies
from leitu.accounts.actions.invitations import check_new_password, checked_name, withdraw_all
from leitu.accounts.actions.sessions import end_all
from leitu.accounts.models import SignIn, User, folded
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.errors import WrongState


@transaction.atomic
def open_account(*, actor: Actor, label: str, tenant_id: int, username: str = "") -> User:
    """An account for ``label`` without a password: only an invitation leads into it.

    Without ``username`` whoever accepts the invitation chooses the login name. Who may have an account is decided by
    the caller (people.actions, create-officer). Raises ValidationError (the login name is taken, or cannot be one).
    """
    user = User(label=label, tenant_id=tenant_id)
    if username:
        user.username = checked_name(username, user)
    user.set_unusable_password()
    user.save()

    record(actor, "accounts.open_account", user)
    return user


def change_password(*, actor: Actor, user: User, password: str, sign_in: SignIn | None) -> User:
    """Replace the actor's own password, which he has just confirmed; all sessions but this one end.

    Raises NotAllowed, ValidationError (under ``password``).
    """
    policies.require_own(actor, user)
    check_new_password(password, user)
    hashed = make_password(folded(password))  # before the transaction: it takes a quarter of a second
    with transaction.atomic():
        user.password = hashed
        user.save(update_fields=["password"])
        ended = end_all(user, SignIn.Ending.PASSWORD, but=sign_in)
        record(actor, "accounts.change_password", user, sessions=ended)
    return user


@transaction.atomic
def deactivate(*, actor: Actor, user: User) -> User:
    """Close an account: all its sessions end with the next request, waiting invitations are void.

    Raises NotAllowed, WrongState.
    """
    policies.require(actor, user, policies.SECURE)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise WrongState(_("这个账号已经停用。"))

    locked.is_active = False
    locked.save(update_fields=["is_active"])
    ended, void = end_all(locked, SignIn.Ending.CLOSED), withdraw_all(locked)

    record(actor, "accounts.deactivate", locked, sessions=ended, invitations=void)
    return locked


@transaction.atomic
def reactivate(*, actor: Actor, user: User) -> User:
    """Open a closed account again, with the password and the factor that it had. Raises NotAllowed, WrongState."""
    policies.require(actor, user, policies.SECURE)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active:
        raise WrongState(_("这个账号没有停用。"))

    locked.is_active = True
    locked.save(update_fields=["is_active"])

    record(actor, "accounts.reactivate", locked)
    return locked
