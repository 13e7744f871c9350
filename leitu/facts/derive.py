"""Derive facts from records: one record at a time inside an action, or everything in sets."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.urls import reverse

from leitu.core import bulk, ready
from leitu.facts.models import Fact

BATCH = 10_000
ONE = Decimal("1.00")
PATTERN = Fact()
STORED = tuple(name for name in bulk.columns(Fact) if name != "id")


def whole(records: "models.QuerySet[Any]") -> Iterator[Any]:
    """Records as they are stored, a batch at a time."""
    return records.iterator(chunk_size=BATCH)


@dataclass(frozen=True)
class Source:
    """Where facts come from: a record type with its number, its pure function and its records.

    ``records(tenant_id)`` gives every record that may carry facts; ``day`` names its day. ``spare`` makes of such rows
    the barest records that ``facts_of`` can read: for all of them at once, when a whole one each would take too long.
    ``url_name`` names the page of a record (its argument is the record's key; ``href`` where the page is another's),
    ``detail`` says a record's numbers in one phrase, ``title`` calls it as people do, ``may_open(actor, record)`` says who may read that: so that whoever
    shows a fact can lead to what is under it without knowing what it is.
    """

    number: int
    model: type[models.Model]
    facts_of: Callable[[Any], list[Fact]]
    records: Callable[[int], models.QuerySet[Any]]
    url_name: str = ""
    detail: Callable[[Any], str] | None = None
    title: Callable[[Any], str] | None = None
    may_open: Callable[[Any, Any], bool] | None = None
    day: str = "on"
    spare: Callable[["models.QuerySet[Any]"], Iterator[Any]] = whole
    href: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Origin:
    """The record under a fact, for people: ``label`` names it (活动#12), ``detail`` says its numbers.

    ``title`` and ``href`` are for whoever may open it, empty for others.
    """

    label: str
    detail: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True)
class Difference:
    """A fact that is stored otherwise than the records say: ``problem`` is missing, extra or different."""

    problem: str
    key: tuple[int, int, int, int, int]
    stored: tuple[Any, ...] | None
    computed: tuple[Any, ...] | None


_sources: dict[type[models.Model], Source] = {}


def register_source(source: Source) -> None:
    """Declare a record type; called from ``apps.py``. Raises ImproperlyConfigured when the number is taken."""
    for known in _sources.values():
        if known.number == source.number and known.model is not source.model:
            raise ImproperlyConfigured(f"fact source {source.number} is taken by {known.model.__name__}")
    _sources[source.model] = source


def source_of(model: type[models.Model]) -> Source:
    """The source declared for a model. Raises KeyError."""
    return _sources[model]


def source_of_number(number: int) -> Source:
    """The source with that number. Raises KeyError."""
    return next(s for s in _sources.values() if s.number == number)


def origins(facts: Iterable[Fact], actor: Any = None) -> list[Origin]:
    """The records under some facts as ``actor`` sees them, in the same order; one query for each type of record."""
    rows = list(facts)
    loaded: dict[tuple[int, int], Any] = {}
    for number in {row.source_type for row in rows}:
        source = source_of_number(number)
        ids = [row.source_id for row in rows if row.source_type == number]
        found = source.records(rows[0].tenant_id).filter(pk__in=ids)
        loaded |= {(number, record.pk): record for record in found}
    return [_origin(row, loaded.get((row.source_type, row.source_id)), actor) for row in rows]


def _origin(row: Fact, record: Any, actor: Any) -> Origin:
    source = source_of_number(row.source_type)
    label = f"{source.model._meta.verbose_name}#{row.source_id}"
    if record is None:
        return Origin(label)
    detail = source.detail(record) if source.detail is not None else ""
    if actor is None or (source.may_open is not None and not source.may_open(actor, record)):
        return Origin(label, detail)
    title = source.title(record) if source.title is not None else label
    if source.href is not None:
        return Origin(label, detail, title, source.href(record))
    href = reverse(source.url_name, args=[row.source_id]) if source.url_name else ""
    return Origin(label, detail, title, href)


def fact(record: Any, kind: int, *, unit_id: int, on: Any, amount: Decimal | int = 1, person_id: int = 0) -> Fact:
    """A fact about ``record``, unsaved; what ``<app>/facts.py`` returns lists of."""
    return bulk.like(
        PATTERN,
        tenant_id=record.tenant_id,
        source_type=_sources[type(record)].number,
        source_id=record.pk,
        kind=kind,
        person_id=person_id,
        unit_id=unit_id,
        on=on,
        amount=ONE if amount == 1 else Decimal(amount).quantize(ONE),
    )


def derive(record: Any, *, is_first: bool = False) -> None:
    """Make the stored facts of one record equal to what the record says; inside the action's transaction.

    ``is_first``: the record never had any, so there are none to compare with.
    """
    source = _sources[type(record)]
    wanted = {f.key(): f for f in source.facts_of(record)}
    mine = Fact.objects.filter(tenant_id=record.tenant_id, source_type=source.number, source_id=record.pk)
    if is_first:
        mine = mine.none()
    gone = []
    for stored in mine:
        if stored.key() in wanted and wanted[stored.key()].says() == stored.says():
            del wanted[stored.key()]
        else:
            gone.append(stored.pk)
    if gone:
        Fact.objects.filter(pk__in=gone).delete()
    ready.insert_many(wanted.values())


def derive_many(records: Iterable[Any]) -> None:
    """``derive`` for fresh records of one type that have no facts yet (bulk import)."""
    _store(f for record in records for f in _sources[type(record)].facts_of(record))


def _store(facts: Iterable[Fact]) -> int:
    """Insert facts in bulk, a batch at a time: what they are computed from may be read over the same connection."""
    count, rows = 0, ([getattr(f, name) for name in STORED] for f in facts)
    while batch := list(islice(rows, BATCH)):
        count += bulk.load(Fact, batch, STORED)
    return count


def forget_many(model: type[models.Model], tenant_id: int, ids: Iterable[int]) -> None:
    """Drop the facts of records that are about to be derived anew in bulk."""
    source, numbers = _sources[model], iter(ids)
    while batch := list(islice(numbers, BATCH)):
        Fact.objects.filter(tenant_id=tenant_id, source_type=source.number, source_id__in=batch).delete()


def _computed(source: Source, records: "models.QuerySet[Any]") -> Iterator[Fact]:
    for record in source.spare(records.order_by("pk")):
        facts = source.facts_of(record)
        yield from sorted(facts, key=Fact.key) if len(facts) > 1 else facts


def differences(tenant_id: int) -> Iterator[Difference]:
    """Compare all stored facts of a tenant with what its records say, in one pass over both in key order."""
    for source in _sources.values():
        stored = (
            Fact.objects.filter(tenant_id=tenant_id, source_type=source.number)
            .order_by("source_id", "kind", "person_id")
            .iterator(chunk_size=BATCH)
        )
        yield from _compare(stored, _computed(source, source.records(tenant_id)))
    numbers = [s.number for s in _sources.values()]
    for orphan in Fact.objects.filter(tenant_id=tenant_id).exclude(source_type__in=numbers):
        yield Difference("extra", orphan.key(), orphan.says(), None)


def _compare(stored: Iterator[Fact], computed: Iterator[Fact]) -> Iterator[Difference]:
    have, want = next(stored, None), next(computed, None)
    while have is not None or want is not None:
        if want is None or (have is not None and have.key() < want.key()):
            assert have is not None
            yield Difference("extra", have.key(), have.says(), None)
            have = next(stored, None)
        elif have is None or want.key() < have.key():
            yield Difference("missing", want.key(), None, want.says())
            want = next(computed, None)
        else:
            if have.says() != want.says():
                yield Difference("different", have.key(), have.says(), want.says())
            have, want = next(stored, None), next(computed, None)


@transaction.atomic
def rebuild(tenant_id: int, year: int = 0) -> int:
    """Compute all facts of a tenant anew, or those of one year, and store them. Returns how many there are."""
    stored = Fact.objects.filter(tenant_id=tenant_id)
    if not year:
        stored.delete()
        return sum(_store(_computed(source, source.records(tenant_id))) for source in _sources.values())
    days = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    stored.filter(on__range=days).delete()
    count = 0
    for source in _sources.values():
        records = source.records(tenant_id).filter(**{f"{source.day}__range": days})
        # What stands under another year and belongs into this one.
        stored.filter(source_type=source.number, source_id__in=records.values("pk")).delete()
        count += _store(_computed(source, records))
    return count
