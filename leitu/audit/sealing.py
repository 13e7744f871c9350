"""Seal entries into a chain per tenant, and publish the heads of the chains outside the database.

A chain that every writer extends would be a lock that all share. So entries carry a keyed digest when they are
written, and a job lists them afterwards, within a minute.
"""

import datetime as dt
import json
import re
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from leitu.audit.models import Entry, Seal
from leitu.core.clock import now
from leitu.core.crypto import provider

BATCH = 5000
SETTLED_AFTER = dt.timedelta(hours=1)
"""How long a transaction may hold an entry back after it took its number; later ones are found at night."""

SHORT = 16
"""Hex digits of a hash that stand on paper; nobody without the key finds another chain with the same 64 bits."""

Waiting = tuple[int, str, dt.datetime]
"""An entry that is in no seal yet: id, digest, at."""


@dataclass(frozen=True)
class Head:
    """The last link of a chain at some moment, as it is kept outside: in a file, on paper, in a mailbox."""

    tenant_id: int
    number: int
    total: int
    hash: str
    at: str


def chained(seal: Seal) -> str:
    """The hash that this link must have."""
    parts = (seal.tenant_id, seal.number, seal.previous, seal.count, seal.total, seal.last_id)
    moments = (seal.last_at.isoformat(timespec="microseconds"), seal.at.isoformat(timespec="microseconds"))
    return provider().audit_digest("\n".join(map(str, (*parts, *moments, seal.entries))).encode())


def last_seals() -> dict[int, Seal]:
    """The last link of every chain, by tenant."""
    newest = Seal.objects.values("tenant_id").annotate(last=Max("number")).values_list("tenant_id", "last")
    return {tenant: Seal.objects.get(tenant_id=tenant, number=number) for tenant, number in newest.iterator()}


def waiting(*, thoroughly: bool = False) -> dict[int, list[Waiting]]:
    """Entries that no seal lists, by tenant, oldest first; ``thoroughly``: also such as came very late."""
    settled = 0
    if not thoroughly:
        known = Seal.objects.filter(last_at__lt=now() - SETTLED_AFTER)
        settled = known.aggregate(last=Max("last_id"))["last"] or 0
    sealed: set[int] = set()
    for seal in Seal.objects.filter(last_id__gt=settled).only("entries").iterator():
        with suppress(ValueError):  # a damaged list is told by verify; it must not end the sealing
            sealed.update(number for number, _digest in seal.listed())
    found: dict[int, list[Waiting]] = {}
    rows = Entry.objects.filter(pk__gt=settled).order_by("pk")
    for number, tenant, digest, at in rows.values_list("pk", "tenant_id", "digest", "at").iterator(chunk_size=BATCH):
        if number not in sealed:
            found.setdefault(tenant, []).append((number, digest, at))
    return found


def seal_all(*, thoroughly: bool = False) -> int:
    """Seal what waits, tenant by tenant; returns how many entries were sealed. Safe to run twice at once."""
    before = last_seals()  # asked first: who seals in between takes the next number away, and we give way
    sealed = 0
    for tenant, entries in waiting(thoroughly=thoroughly).items():
        last = before.get(tenant)
        for start in range(0, len(entries), BATCH):
            try:
                with transaction.atomic():
                    last = _extend(tenant, last, entries[start : start + BATCH])
            except IntegrityError:
                break  # another worker was faster; what it left is sealed next time
            sealed += last.count
    return sealed


def _extend(tenant: int, last: Seal | None, entries: list[Waiting]) -> Seal:
    seal = Seal(
        tenant_id=tenant,
        number=last.number + 1 if last else 1,
        previous=last.hash if last else "",
        entries="\n".join(f"{number} {digest}" for number, digest, _at in entries),
        count=len(entries),
        total=len(entries) + (last.total if last else 0),
        last_id=entries[-1][0],
        last_at=max(at for _number, _digest, at in entries),
        at=now(),
    )
    seal.hash = chained(seal)
    seal.save()
    return seal


def head_of(seal: Seal) -> Head:
    """What is published of a link."""
    return Head(seal.tenant_id, seal.number, seal.total, seal.hash, seal.at.isoformat(timespec="seconds"))


def newest_head(tenant_id: int) -> Head | None:
    """The head of one chain, None before its first link."""
    newest = Seal.objects.filter(tenant_id=tenant_id).defer("entries").order_by("-number").first()
    return head_of(newest) if newest is not None else None


def written(head: Head | Seal) -> str:
    """A head as it stands on paper and in mail: 12-345-9f3c-0a1b-77de-4c02 (chain, link, begin of the hash)."""
    digits = head.hash[:SHORT]
    return "-".join(map(str, (head.tenant_id, head.number, *re.findall("....", digits))))


def read_back(text: str) -> Head:
    """A head as somebody typed or pasted it, with as many digits of the hash as he has. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = re.fullmatch(r"([0-9]{1,18})[^0-9a-z]+([0-9]{1,18})[^0-9a-z]+([0-9a-f][0-9a-f\s-]*)", plain)
    digits = re.sub(r"[^0-9a-f]", "", found[3]) if found else ""
    if found is None or not SHORT <= len(digits) <= 64:
        raise ValueError("a head looks like 12-345-9f3c-0a1b-77de-4c02")
    return Head(int(found[1]), int(found[2]), 0, digits, "")


def heads_file() -> Path:
    """Where heads are kept on this machine: one JSON line each."""
    return Path(settings.LEITU_HEADS)


def published() -> list[Head]:
    """All heads that were ever published here, oldest first. A line that cannot be read is no head."""
    try:
        lines = heads_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            found.append(Head(**json.loads(line)))
        except (ValueError, TypeError):
            continue  # the machine stopped in the middle of this line
    return found


def publish() -> list[Head]:
    """Write the heads that have moved since the last time to the file; returns them."""
    latest = {head.tenant_id: head.number for head in published()}
    fresh = [head_of(seal) for tenant, seal in sorted(last_seals().items()) if latest.get(tenant) != seal.number]
    if fresh:
        path = heads_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(asdict(head)) + "\n" for head in fresh)
    return fresh


def spoken(hash: str) -> str:
    """A hash in groups of four, to be read from paper."""
    return " ".join(hash[start : start + 4] for start in range(0, len(hash), 4))


def start_anew() -> list[Head]:
    """After a restore: lay the heads of the state that was left aside, and begin with those of the state that is here.

    The chain has gone back, so the heads after the backup are true no more; they stay readable beside the file.
    """
    path = heads_file()
    if path.exists():
        path.replace(path.with_name(f"{path.stem}-until-{now():%Y%m%dT%H%M%S}{path.suffix}"))
    return publish()
