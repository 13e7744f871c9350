"""Who are you: password and second factor, each guarded against guessing."""

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import factors, names, policies, tokens
from leitu.accounts.actions.guard import charge, keys_of, note_failure, refund
from leitu.accounts.clients import Client
from leitu.accounts.models import Factor, RecoveryCode, User, folded
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import LeituError

RECOVERY = "accounts.recovery_code"


class NotYou(LeituError):
    """The login name, the password or the code is wrong; it does not say which."""


def check_password(*, actor: Actor, username: str, password: str, client: Client) -> User:
    """The account that opens with this name and password. Raises NotYou, TooManyAttempts.

    A wrong name takes the same path, the same queries and the same time as a wrong password. No transaction spans
    this: the attempt must stay counted when it fails, and hashing must not hold the database.
    """
    name = names.canonical(username)
    user = User.objects.filter(username=name).first()
    return _guarded(actor, "accounts.sign_in", name, user, password, client)


def confirm_password(*, actor: Actor, user: User, password: str, client: Client) -> None:
    """Make sure that it is still the owner who sits there. Raises NotYou, TooManyAttempts, NotAllowed."""
    policies.require_own(actor, user)
    _guarded(actor, "accounts.confirm", str(user.pk), user, password, client)


def _guarded(actor: Actor, purpose: str, name: str, user: User | None, password: str, client: Client) -> User:
    keys = keys_of(purpose, name, client, user.pk if user else 0)
    charge(keys=keys)
    # An account that does not exist is a row without a password: the hasher runs all the same.
    is_right = (user or _nobody()).check_password(password)
    if user is None or not is_right or not user.is_active:
        note_failure(actor=actor, verb=f"{purpose}_failed", user=user, keys=keys, client=client)
        raise NotYou(_("登录名或密码不对。"))
    refund(keys=keys)
    return user


def _nobody() -> User:
    user = User()
    user.set_unusable_password()
    return user


def check_factor(*, actor: Actor, user: User, code: str, client: Client) -> str:
    """Which factor this code proves: ``app`` or ``recovery``. Raises NotYou, TooManyAttempts."""
    keys = keys_of("accounts.second_factor", str(user.pk), client, user.pk)
    charge(keys=keys)
    way = _use_code(user, folded(code))
    if not way:
        note_failure(actor=actor, verb="accounts.second_factor_failed", user=user, keys=keys, client=client)
        raise NotYou(_("验证码不对，或者已经用过、过期。请看手机上最新的一组数字。"))
    refund(keys=keys)
    return way


def check_passkey(*, actor: Actor, user: User, proof: tuple[Factor, int] | None, client: Client) -> str:
    """A passkey has signed the challenge: ``proof`` is it and the count of its uses (passkeys.used), None if not.

    Raises NotYou when it proves nothing, also when its count went backwards: then it is a copy.
    """
    policies.require_own(actor, user)
    if proof is None or not _count_use(*proof):
        record(actor, "accounts.second_factor_failed", user, address=client.address, device=client.device)
        raise NotYou(_("没有验证成功。可以再试一次，或者用验证码。"))
    return "passkey"


@transaction.atomic
def _count_use(factor: Factor, count: int) -> bool:
    locked = Factor.objects.select_for_update().get(tenant_id=factor.tenant_id, pk=factor.pk)
    if count <= locked.last_step and (count or locked.last_step):  # those that keep no count always say 0
        return False
    locked.last_step, locked.used_at = count, now()
    locked.save(update_fields=["last_step", "used_at"])
    return True


@transaction.atomic
def _use_code(user: User, typed: str) -> str:
    code = tokens.tidy(typed)
    if code.isdigit() and len(code) == factors.DIGITS:
        rows = Factor.objects.select_for_update().filter(tenant_id=user.tenant_id, user=user, kind=Factor.Kind.APP)
        for factor in rows:
            step = factors.step_of(factor.unseal("secret"), code, now().timestamp(), factor.last_step)
            if step:
                factor.last_step, factor.used_at = step, now()
                factor.save(update_fields=["last_step", "used_at"])
                return "app"
        return ""
    spent = RecoveryCode.objects.filter(
        tenant_id=user.tenant_id, user=user, digest=tokens.digest(code, RECOVERY), used_at__isnull=True
    ).update(used_at=now())
    return "recovery" if spent else ""
