"""The second factor: who needs one (asked through a hook), and the arithmetic of authenticator apps."""

import base64
import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.utils.translation import gettext as _

from leitu.accounts.models import Factor, User
from leitu.core.actor import Actor, ActorKind
from leitu.core.crypto import same

# RFC 6238 with the values that every authenticator app knows; others understand nothing else.
STEP = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT = 1  # steps that a phone's clock may be off, to either side

IS_DEMO = "is_demo"
"""Where an actor's cache keeps it."""

Requirement = Callable[[Actor], bool]
_requirements: list[Requirement] = []


def register_requirement(needs: Requirement) -> None:
    """Register ``needs(actor)``, called from an ``apps.py`` above: whether the actor must pass a second factor."""
    if needs not in _requirements:
        _requirements.append(needs)


def is_required(actor: Actor) -> bool:
    """Whether any registered requirement asks for a second factor. Demo accounts are let off while DEMO is on."""
    if actor.kind is not ActorKind.USER or not any(needs(actor) for needs in _requirements):
        return False
    return not (settings.DEMO and _is_demo(actor))


def _is_demo(actor: Actor) -> bool:
    if IS_DEMO not in actor.cache:
        actor.cache[IS_DEMO] = User.objects.filter(pk=actor.user_id, is_demo=True).exists()
    return bool(actor.cache[IS_DEMO])


def actor_for(user: User) -> Actor:
    """The account as an actor, where there is no request that could tell (its person is not looked up)."""
    return Actor(ActorKind.USER, user.pk, user.tenant_id, str(user), cache={IS_DEMO: user.is_demo})


def fresh_secret() -> str:
    """A new secret as the apps want it: 32 letters of base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _clockwork(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  (HMAC; the apps know no other)


def enrolment_uri(secret: str, username: str) -> str:
    """What the QR code of the enrolment page says."""
    return _clockwork(secret).get_provisioning_uri(username, _("垒土"))


def code_at(secret: str, step: int) -> str:
    """The six digits of a time step."""
    return _clockwork(secret).generate(step * STEP).decode()


def step_of(secret: str, code: str, moment: float, after: int) -> int:
    """The time step whose code this is, 0 when none; steps up to ``after`` were used and count no more."""
    now_step = int(moment // STEP)
    found = 0
    for step in range(now_step - DRIFT, now_step + DRIFT + 1):
        if same(code_at(secret, step), code) and step > after:
            found = step
    return found


def is_enrolled(user: User) -> bool:
    """Whether the account has a second factor."""
    return Factor.objects.filter(tenant_id=user.tenant_id, user=user).exists()
