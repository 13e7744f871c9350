"""The second factor: enrolled and removed by its owner, taken away from above when the phone is lost."""

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import factors, policies, tokens
from leitu.accounts.actions.proof import RECOVERY, NotYou
from leitu.accounts.actions.sessions import end_all
from leitu.accounts.models import ApiToken, Factor, RecoveryCode, SignIn, User
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
MOST_FACTORS = 5


@transaction.atomic
def enrol_factor(*, actor: Actor, user: User, secret: str, code: str, name: str) -> Factor:
    """Add an authenticator app that has shown a right code for ``secret``.

    Raises NotAllowed, WrongState (too many), NotYou (the code is wrong).
    """
    policies.require_own(actor, user)
    _refuse_too_many(user)
    step = factors.step_of(secret, tokens.tidy(code), now().timestamp(), 0)
    if not step:
        raise NotYou(_("数字不对。请看手机上最新的一组 6 位数字，手机的时间也要准。"))

    factor = _add(user, Factor.Kind.APP, name, secret, step)

    record(actor, "accounts.enrol_factor", user, kind=factor.kind, name=factor.name)
    return factor


@transaction.atomic
def enrol_passkey(*, actor: Actor, user: User, credential: str, name: str) -> Factor:
    """Add a passkey; ``credential`` is what passkeys.made has verified.

    Raises NotAllowed, WrongState (too many).
    """
    policies.require_own(actor, user)
    _refuse_too_many(user)

    factor = _add(user, Factor.Kind.PASSKEY, name, credential, 0)

    record(actor, "accounts.enrol_factor", user, kind=factor.kind, name=factor.name)
    return factor


def _refuse_too_many(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)
    if Factor.objects.filter(tenant_id=user.tenant_id, user=user).count() >= MOST_FACTORS:
        raise WrongState(_("验证方式已经够多了，请先去掉不用的。"))


def _add(user: User, kind: str, name: str, secret: str, step: int) -> Factor:
    factor = Factor(tenant_id=user.tenant_id, user=user, kind=kind, name=name, last_step=step, created_at=now())
    factor.seal("secret", secret)
    factor.save()
    return factor


@transaction.atomic
def remove_factor(*, actor: Actor, factor: Factor) -> None:
    """Remove one of the actor's own factors. Raises NotAllowed.

    With the last one the recovery codes go too, and what its sessions have proved: who needs a factor enrols anew.
    """
    user = factor.user
    policies.require_own(actor, user)

    name, kind = factor.name, factor.kind
    factor.delete()
    if not factors.is_enrolled(user):
        RecoveryCode.objects.filter(tenant_id=user.tenant_id, user=user).delete()
        SignIn.objects.filter(tenant_id=user.tenant_id, user=user, strong=True).update(strong=False)
        ApiToken.objects.filter(tenant_id=user.tenant_id, user=user, strong=True).update(strong=False)

    record(actor, "accounts.remove_factor", user, kind=kind, name=name)


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, user: User) -> list[str]:
    """Ten new recovery codes, shown once; the old ones no longer work. Raises NotAllowed, WrongState (no factor)."""
    policies.require_own(actor, user)
    if not factors.is_enrolled(user):
        raise WrongState(_("先启用二次验证，才有备用码。"))

    codes = [tokens.fresh(RECOVERY_LENGTH) for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(tenant_id=user.tenant_id, user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(tenant_id=user.tenant_id, user=user, digest=tokens.digest(code, RECOVERY)) for code in codes
    )

    record(actor, "accounts.renew_recovery_codes", user, codes=len(codes))
    return codes


@transaction.atomic
def reset_factors(*, actor: Actor, user: User, reason: str) -> int:
    """Take all factors of an account away (the phone is lost); its sessions end and it must enrol anew.

    Returns how many factors there were. Raises NotAllowed, WrongState (there is none).
    """
    policies.require(actor, user, policies.SECURE)
    found = Factor.objects.select_for_update().filter(tenant_id=user.tenant_id, user=user)
    count = found.count()
    if not count:
        raise WrongState(_("这个账号没有启用二次验证。"))

    found.delete()
    RecoveryCode.objects.filter(tenant_id=user.tenant_id, user=user).delete()
    ended = end_all(user, SignIn.Ending.FACTOR)

    record(actor, "accounts.reset_factors", user, factors=count, sessions=ended, reason=reason)
    return count
