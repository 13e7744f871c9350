"""Look for entries that were changed, removed, swapped or slipped in, and for links of the chain that were.

What a look cannot find: entries removed before they were sealed, and a tail of the chain removed together with its
entries when no head outside knows it (docs/handbook/administrator.md says so to those concerned).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from leitu.audit.models import Entry, Seal
from leitu.audit.record import COLUMNS, canonical_of
from leitu.audit.sealing import Head, chained
from leitu.core.crypto import provider, same

Lists = dict[int, dict[int, bytes]]
"""What the chains list: tenant -> id -> digest."""
MOST_FINDINGS = 1000
CHUNK = 5000


@dataclass(frozen=True)
class Finding:
    """Something that cannot be unless somebody had his hands in it. ``seal`` and ``entry`` are 0 where none is meant."""

    problem: str
    tenant_id: int
    seal: int = 0
    entry: int = 0


@dataclass
class Verified:
    """The result: how many entries and links were looked at, what was found, how many entries wait to be sealed."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)
    heads: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def found(self, problem: str, tenant_id: int, seal: int = 0, entry: int = 0) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(problem, tenant_id, seal, entry))


def verify(heads: list[Head], tell: Callable[[int], None] | None = None) -> Verified:
    """Look at every entry and every link, and hold them against ``heads`` from outside, whole or shortened.

    ``tell`` hears the progress.
    """
    result = Verified(heads=len(heads))
    sealed: Lists = {}
    for tenant, seal in _links(result, heads):
        _read_list(result, seal, sealed.setdefault(tenant, {}))
    _entries(result, sealed, tell)
    return result


def _links(result: Verified, heads: list[Head]) -> Iterator[tuple[int, Seal]]:
    """Every link in order; gaps, changed links and heads that the chain does not know are noted on the way."""
    expected: dict[tuple[int, int], list[str]] = {}
    for head in heads:
        expected.setdefault((head.tenant_id, head.number), []).append(head.hash)
    tenant, number, previous, total = -1, 0, "", 0
    for seal in Seal.objects.order_by("tenant_id", "number").iterator(chunk_size=50):
        if seal.tenant_id != tenant:
            tenant, number, previous, total = seal.tenant_id, 0, "", 0
        result.seals += 1
        number, total = number + 1, total + seal.count
        if seal.number != number:
            result.found("link_missing", tenant, seal.number)
            number = seal.number
        if seal.previous != previous or seal.total != total or not same(seal.hash, chained(seal)):
            result.found("link_changed", tenant, seal.number)
            total = seal.total
        previous = seal.hash
        for hash in expected.pop((tenant, seal.number), []):
            if not seal.hash.startswith(hash):  # paper holds its beginning only
                result.found("head_differs", tenant, seal.number)
        yield tenant, seal
    for tenant, number in expected:
        result.found("head_unknown", tenant, number)


def _read_list(result: Verified, seal: Seal, sealed: dict[int, bytes]) -> None:
    try:
        listed = [(number, bytes.fromhex(digest)) for number, digest in seal.listed()]
    except ValueError:
        listed = []
    if len(listed) != seal.count:
        result.found("link_changed", seal.tenant_id, seal.number)
    for number, digest in listed:
        if number in sealed:
            result.found("sealed_twice", seal.tenant_id, seal.number, number)
        sealed[number] = digest


def _entries(result: Verified, sealed: Lists, tell: Callable[[int], None] | None) -> None:
    """Every entry against its own digest and against the list that has it; the rest of the lists is missing."""
    digest_of = provider().audit_digest
    nothing: dict[int, bytes] = {}
    seen: set[int] = set()
    for number, digest, *values in Entry.objects.order_by("pk").values_list("pk", "digest", *COLUMNS).iterator(CHUNK):
        result.entries += 1
        real, tenant = digest_of(canonical_of(values)), values[1]
        listed = sealed.get(tenant, nothing).pop(number, None)
        if listed is None:
            result.unsealed += 1
        if real != digest or (listed is not None and listed != bytes.fromhex(real)):
            result.found("changed", tenant, entry=number)
        mark = int(real[:16], 16)
        if mark in seen:
            result.found("copied", tenant, entry=number)
        seen.add(mark)
        if tell is not None and result.entries % 100_000 == 0:
            tell(result.entries)
    for tenant, missing in sealed.items():
        for number in missing:
            result.found("removed", tenant, entry=number)
