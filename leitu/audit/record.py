"""Write entries, read timelines."""

import json
from collections.abc import Collection, Sequence
from contextvars import ContextVar
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.dispatch import Signal

from leitu.audit.models import Entry
from leitu.core import ready
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.crypto import provider

recorded = Signal()
"""Sent after commit with ``entry``; what reacts to what people do, reacts to this."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Set by one middleware, read only here."""


COLUMNS = (
    *("at", "tenant_id", "actor_kind", "actor_id", "actor_label", "verb", "unit_id"),
    *("object_type", "object_id", "object_label", "data", "request_id"),
)
"""What an entry's digest covers, in this order."""
_encode = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True).encode


def canonical_of(values: Sequence[Any]) -> bytes:
    """The bytes whose keyed digest an entry carries, from its ``COLUMNS``."""
    at, *rest = values
    return _encode([at.isoformat(timespec="microseconds"), *rest]).encode()


def canonical(entry: Entry) -> bytes:
    """The same of an entry in memory."""
    return canonical_of([getattr(entry, name) for name in COLUMNS])


def type_name(obj: models.Model) -> str:
    """``app.Model`` of an object, as entries name it."""
    return obj._meta.label


def record(
    actor: Actor,
    verb: str,
    obj: models.Model | None = None,
    *,
    unit_id: int = 0,
    counts_for: Collection[int] = (),
    **data: Any,
) -> Entry:
    """Say what ``actor`` just did to ``obj``; call it inside the action's transaction.

    ``data`` holds what a reader needs to understand the change, never a sensitive value in clear. The unit is taken
    from the object when it has one; ``counts_for`` are keys of other units whose facts it changes as well. Raises
    whatever the database raises: then the change fails as well.
    """
    if counts_for:
        data["counts_for"] = sorted(set(counts_for))
    owner = unit_id or int(getattr(obj, "unit_id", 0) or 0)
    entry = Entry(
        at=now(),
        tenant_id=int(getattr(obj, "tenant_id", 0) or 0) or actor.tenant_id,
        actor_kind=str(actor.kind),
        actor_id=actor.user_id,
        actor_label=actor.label[:120],
        verb=verb,
        unit_id=owner,
        object_type=type_name(obj) if obj is not None else "",
        object_id=int(obj.pk or 0) if obj is not None else 0,
        object_label=str(obj)[:200] if obj is not None else "",
        data=json.loads(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)),
        request_id=request_id.get(),
    )
    entry.digest = provider().audit_digest(canonical(entry))
    ready.insert(entry)
    _announce(entry)
    return entry


def _announce(entry: Entry) -> None:
    if recorded.has_listeners():
        from django.db import transaction

        transaction.on_commit(lambda: recorded.send(sender=Entry, entry=entry))


def timeline(obj: models.Model, limit: int = 50) -> list[Entry]:
    """The newest entries about one object, newest first. The caller has checked that the reader may see it."""
    tenant = int(getattr(obj, "tenant_id", 0) or 0)
    found = Entry.objects.filter(tenant_id=tenant, object_type=type_name(obj), object_id=obj.pk)
    return list(found.order_by("-id")[:limit])
