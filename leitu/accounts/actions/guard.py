"""Failed attempts are counted before the answer is known, so that fifty guesses at once are still five.

Three keys: the account from this place (a network, or a device that the account used before), the account from
everywhere but its known devices, and the network. Nobody can lock an owner out of a device that he knows.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts.clients import Client
from leitu.accounts.models import Guard, User
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.crypto import provider
from leitu.core.errors import LeituError

LOCK = dt.timedelta(minutes=15)
FORGOTTEN_AFTER = dt.timedelta(days=2)


class TooManyAttempts(LeituError):
    """Locked for a while; the same for accounts that exist and for those that do not (page 429)."""

    status = 429


@dataclass(frozen=True)
class Rule:
    """At most ``limit`` failures within ``window``, then nothing for LOCK."""

    limit: int
    window: dt.timedelta


PLACE = Rule(5, dt.timedelta(minutes=15))
EVERYWHERE = Rule(60, dt.timedelta(hours=1))
NETWORK = Rule(30, dt.timedelta(minutes=10))


def keys_of(purpose: str, name: str, client: Client, user_id: int) -> dict[str, Rule]:
    """The keys that an attempt counts under: digests, for the typed name may be a password in the wrong field."""

    def key(*parts: str) -> str:
        return provider().blind_index("|".join(parts), "accounts.guard")

    if user_id and user_id in client.known_to:
        return {key(purpose, name, "device", client.device_id): PLACE}
    return {
        key(purpose, name, "network", client.network): PLACE,
        key(purpose, name, "everywhere"): EVERYWHERE,
        key(purpose, "network", client.network): NETWORK,
    }


@transaction.atomic
def charge(*, keys: dict[str, Rule]) -> None:
    """Count an attempt as failed, before its answer is known. Raises TooManyAttempts, and then counts nothing."""
    at, locked = now(), False
    for key, rule in sorted(keys.items()):  # in one order everywhere: no deadlocks
        row, _made = Guard.objects.get_or_create(tenant_id=0, key=key, defaults={"since": at})
        row = Guard.objects.select_for_update().get(pk=row.pk)
        if row.locked_until is not None and row.locked_until > at:
            locked = True
            continue
        if row.locked_until is not None or row.since <= at - rule.window:
            row.failures, row.since, row.locked_until = 0, at, None
        row.failures += 1
        if row.failures >= rule.limit:
            row.locked_until = at + LOCK
        row.save(update_fields=["failures", "since", "locked_until"])
    if locked:
        raise TooManyAttempts(_("尝试的次数太多了，请 15 分钟以后再试。"))


@transaction.atomic
def refund(*, keys: dict[str, Rule]) -> None:
    """The attempt was right after all: the account's count begins anew, the network's loses this one."""
    at = now()
    for key, rule in sorted(keys.items()):
        row = Guard.objects.select_for_update().get(tenant_id=0, key=key)
        row.failures = row.failures - 1 if rule is NETWORK and row.failures else 0
        row.locked_until = None
        row.save(update_fields=["failures", "locked_until"])
    Guard.objects.filter(tenant_id=0, since__lt=at - FORGOTTEN_AFTER).delete()


@transaction.atomic
def note_failure(*, actor: Actor, verb: str, user: User | None, keys: dict[str, Rule], client: Client) -> None:
    """Say that an attempt failed, and that it was the one that locked; nothing typed is written down."""
    record(actor, verb, user, address=client.address, device=client.device)
    if Guard.objects.filter(tenant_id=0, key__in=keys, locked_until__gt=now()).exists():
        record(actor, "accounts.lock", user, address=client.address, minutes=int(LOCK.total_seconds() // 60))
