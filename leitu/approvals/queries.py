"""What is asked about asks: which wait for me, which are mine, and whether an approval fits an act."""

from typing import Any

from django.utils.translation import gettext as _

from leitu.accounts.models import User
from leitu.approvals import policies
from leitu.approvals.kinds import Kind, kinds
from leitu.approvals.models import Ask, AskQuerySet, approvable, digest_of
from leitu.core.actor import Actor
from leitu.core.errors import WrongState

MOST_WAITING = 100
MOST_OWN = 50


def concerns(actor: Actor) -> bool:
    """Whether the actor may ever be the second person for anything."""
    return any(kind.right.allowed_anywhere(actor) for kind in kinds())


def waiting_for(actor: Actor) -> list[Ask]:
    """The asks that wait for this actor's answer, the oldest first; asked once per request."""
    if "approvals.waiting" not in actor.cache:
        found: list[Ask] = []
        if actor.user_id and concerns(actor):
            rows = Ask.objects.waiting().filter(approvable(actor), tenant_id=actor.tenant_id)
            rows = rows.exclude(asked_by=actor.user_id).order_by("asked_at", "pk")[:MOST_WAITING]
            found = [row for row in rows if actor.user_id not in policies.barred(row)]
        actor.cache["approvals.waiting"] = found
    waiting: list[Ask] = actor.cache["approvals.waiting"]
    return waiting


def own(actor: Actor) -> AskQuerySet:
    """What the actor asked for, the newest first."""
    rows: AskQuerySet = Ask.objects.filter(tenant_id=actor.tenant_id, asked_by=actor.user_id).order_by("-pk")
    return rows


def decided_by(actor: Actor) -> AskQuerySet:
    """What the actor answered, the newest first."""
    rows: AskQuerySet = Ask.objects.filter(tenant_id=actor.tenant_id, decided_by=actor.user_id).order_by("-decided_at")
    return rows


def live(actor: Actor, kind: Kind, arguments: dict[str, Any]) -> Ask | None:
    """The actor's ask for exactly this that waits or may be used; an approval before a newer ask."""
    digest = digest_of(actor.tenant_id, actor.user_id, kind.verb, arguments)
    rows = Ask.objects.filter(tenant_id=actor.tenant_id, asked_by=actor.user_id, digest=digest)
    found = [row for row in rows.order_by("-pk") if row.is_waiting or row.is_good]
    return next((row for row in found if row.is_good), found[0] if found else None)


def approval(actor: Actor, kind: Kind, arguments: dict[str, Any]) -> Ask:
    """The approval of exactly this, good and not used. Raises WrongState: there is none.

    Rights end at once: an approval ends with the right of whoever gave it.
    """
    found = live(actor, kind, arguments)
    if found is None or not found.is_good:
        raise WrongState(_("这件事要另一位同志批准，现在没有可用的批准。请先请示。"))
    if found.decided_by_id not in kind.right.holders(found.tenant_id, found.unit_id):
        raise WrongState(_("批准的同志已经没有这项权限，请撤回后重新请示。"))
    return found


def approvers(kind: Kind, tenant_id: int, unit_id: int, without: set[int]) -> list[str]:
    """The names of those who could approve such a thing there."""
    keys = set(kind.right.holders(tenant_id, unit_id)) - without
    rows = User.objects.filter(tenant_id=tenant_id, pk__in=keys, is_active=True).order_by("label", "pk")
    return list(rows.values_list("label", flat=True))
