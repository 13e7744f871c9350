"""Who rules over an account. Grants live a floor above, so the floor above registers the answer."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed

INVITE = "invite"
"""Hand out a way into the account: whoever may do this could use it himself."""
SECURE = "secure"
"""Close or reopen the account, end its sessions, take its second factor away."""

Authority = Callable[[Actor, Any, str], bool]
_rules: list[Authority] = []


def register_authority(rule: Authority) -> None:
    """Register ``rule(actor, user, what)``, called from an ``apps.py`` above; ``what`` is INVITE or SECURE.

    One rule that says yes is enough; without any rule only the machine's own side rules.
    """
    if rule not in _rules:
        _rules.append(rule)


def rules_over(actor: Actor, user: Any, what: str) -> bool:
    """Whether ``actor`` may do ``what`` to the account ``user``."""
    if actor.is_trusted:
        return actor.tenant_id in (0, user.tenant_id)
    if actor.is_anonymous or actor.tenant_id != user.tenant_id:
        return False
    return any(rule(actor, user, what) for rule in _rules)


def require(actor: Actor, user: Any, what: str) -> None:
    """Raises NotAllowed unless ``rules_over``."""
    if not rules_over(actor, user, what):
        raise NotAllowed(_("这个账号不归您管理。"))


def require_own(actor: Actor, user: Any) -> None:
    """Raises NotAllowed unless ``user`` is the actor's own account."""
    if actor.user_id != user.pk:
        raise NotAllowed(_("只能办理自己账号的事。"))
