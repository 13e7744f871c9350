"""Entries become notices, each exactly once: at once after its commit, and by a job for whatever was lost then.

The job reads on from a cursor. Numbers of entries are given before they are committed, so a lower one may appear after
a higher one: the cursor stays behind what is younger than ten minutes, and what is read twice is told once (unique
constraint).
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from leitu.audit.models import Entry
from leitu.core.clock import now
from leitu.notices.models import Cursor, Notice
from leitu.notices.rules import FRESH, RULES

SETTLED_AFTER = dt.timedelta(minutes=10)
PART = 500


def notices_of(entry: Entry) -> list[Notice]:
    """Whom an entry is to be told, unsaved; never whoever did it."""
    rule = RULES.get(entry.verb)
    if rule is None or not entry.tenant_id or entry.at < now() - FRESH:
        return []
    words = rule.words(entry)
    if words is None:
        return []
    return [
        Notice(
            tenant_id=entry.tenant_id,
            user_id=user_id,
            kind=rule.kind,
            verb=entry.verb,
            entry_id=entry.pk,
            unit_id=entry.unit_id,
            object_id=entry.object_id,
            data=words,
            at=entry.at,
        )
        for user_id in sorted(set(rule.who(entry)) - {entry.actor_id})
    ]


def tell(entries: Iterable[Entry]) -> int:
    """Write the notices of these entries that are not there yet; returns how many were made or known."""
    made = [notice for entry in entries for notice in notices_of(entry)]
    Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=PART)
    return len(made)


def collect() -> int:
    """Tell everything since the cursor, and move the cursor to where nothing can appear any more."""
    with transaction.atomic():
        cursor, made = Cursor.objects.select_for_update().get_or_create(tenant_id=0)
        if made:
            first = Entry.objects.filter(at__gte=now() - FRESH).order_by("pk").values_list("pk", flat=True).first()
            last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
            cursor.entry_id = (first - 1) if first else (last or 0)
        told = 0
        while part := list(Entry.objects.filter(pk__gt=cursor.entry_id).order_by("pk")[:PART]):
            told += tell(one for one in part if one.verb in RULES)
            settled = [one.pk for one in part if one.at < now() - SETTLED_AFTER]
            young = next((n for n, one in enumerate(part) if one.at >= now() - SETTLED_AFTER), None)
            if young is None:
                cursor.entry_id = settled[-1]
                continue
            cursor.entry_id = part[young - 1].pk if young else cursor.entry_id
            told += _tell_young(part[-1].pk)
            break
        cursor.save(update_fields=["entry_id"])
    return told


def _tell_young(after: int) -> int:
    """What lies behind the part in which the first young entry stood."""
    told = 0
    rows = Entry.objects.filter(pk__gt=after, verb__in=list(RULES)).order_by("pk")
    while part := list(rows.filter(pk__gt=after)[:PART]):
        told += tell(part)
        after = part[-1].pk
    return told
