"""Sealing and verifying: no single mutation of what is sealed stays unseen (security.md E2)."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from leitu.audit import sealing
from leitu.audit.models import Entry, Seal
from leitu.audit.record import COLUMNS, canonical, record
from leitu.audit.verify import Verified, verify
from leitu.core import jobs
from leitu.core.actor import Actor, ActorKind, system
from leitu.core.crypto import provider
from tests.support.flush import without_triggers

pytestmark = pytest.mark.django_db

ENTRIES = 60
TENANTS = (1, 2)


@pytest.fixture(autouse=True)
def heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Heads of this test only, and short links, so that a chain has several."""
    monkeypatch.setattr(settings, "LEITU_HEADS", tmp_path / "heads.jsonl")
    monkeypatch.setattr(sealing, "BATCH", 5)
    return tmp_path / "heads.jsonl"


@pytest.fixture
def chains() -> None:
    """Sixty entries of two tenants, sealed and published."""
    for number in range(ENTRIES):
        actor = Actor(ActorKind.USER, 1 + number % 7, TENANTS[number % 2], f"张三{number}")
        record(actor, "audit.test", unit_id=number % 5, number=number, before={"名称": "甲"}, after=[1, 2.5, None])
    assert sealing.seal_all() == ENTRIES
    sealing.publish()


def look() -> Verified:
    return verify(sealing.published())


def test_what_nobody_touched_is_whole(chains: None) -> None:
    result = look()
    assert (result.is_whole, result.entries, result.seals, result.heads) == (True, ENTRIES, 12, 2)
    assert result.unsealed == 0


def test_sealing_again_adds_only_what_is_new(chains: None) -> None:
    assert sealing.seal_all() == 0
    record(system("test", 1), "audit.test")
    assert sealing.seal_all() == 1
    assert look().is_whole


def test_an_entry_that_was_committed_late_is_sealed(chains: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a slow transaction shows its entry after others with higher numbers were sealed."""
    late = record(system("test", 1), "audit.test", late=True)
    hidden = dict(zip(COLUMNS, [getattr(late, name) for name in COLUMNS], strict=True))
    with without_triggers(connection):
        Entry.objects.filter(pk=late.pk).delete()
    record(system("test", 1), "audit.test")
    assert sealing.seal_all() == 1
    Entry.objects.bulk_create([Entry(pk=late.pk, digest=late.digest, **hidden)])
    assert sealing.seal_all() == 1
    assert look().is_whole
    monkeypatch.setattr(sealing, "SETTLED_AFTER", dt.timedelta(0))
    again = Entry(**{**hidden, "request_id": "later"})
    again.digest = provider().audit_digest(canonical(again))
    again.save()
    assert sealing.seal_all(thoroughly=True) == 1
    assert look().is_whole


def test_two_sealers_at_once_seal_each_entry_once(chains: None, monkeypatch: pytest.MonkeyPatch) -> None:
    record(system("test", 1), "audit.test")
    before, wait = sealing.last_seals(), sealing.waiting()
    assert sealing.seal_all() == 1
    monkeypatch.setattr(sealing, "last_seals", lambda: before)
    monkeypatch.setattr(sealing, "waiting", lambda **_: wait)
    assert sealing.seal_all() == 0, "the second gives way"
    assert look().is_whole


def test_a_damaged_link_does_not_end_the_sealing(chains: None) -> None:
    with without_triggers(connection):
        Seal.objects.filter(number=1).update(entries="x")
    record(system("test", 1), "audit.test")
    assert sealing.seal_all() >= 1
    assert "link_changed" in {finding.problem for finding in look().findings}


def test_jobs_seal_and_publish(chains: None, heads: Path) -> None:
    record(system("test", 1), "audit.test")
    assert jobs.run_now("audit.seal").result == {"entries": 1}
    assert jobs.run_now("audit.publish").result == {"heads": 1}
    assert jobs.run_now("audit.publish").result == {"heads": 0}, "only heads that moved"
    assert jobs.run_now("audit.seal_late").result == {"entries": 0}
    assert len(heads.read_text().splitlines()) == 3


def test_a_torn_line_of_the_heads_is_passed_over(chains: None, heads: Path) -> None:
    with heads.open("a") as out:
        out.write('{"tenant_id": 1, "num')
    assert len(sealing.published()) == 2


def test_entries_and_seals_refuse_to_change(chains: None) -> None:
    for rows in (Entry.objects.all(), Seal.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(tenant_id=9)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
        with pytest.raises(TypeError):
            rows.first().delete()
        with pytest.raises(TypeError):
            rows.first().save()


def test_an_unsealed_tail_can_be_cut_unseen_and_the_handbook_says_so(chains: None) -> None:
    record(system("test", 1), "audit.test")
    with without_triggers(connection):
        Entry.objects.filter(pk=Entry.objects.latest("pk").pk).delete()
    assert look().is_whole
    text = (settings.PACKAGE.parent / "docs/handbook/administrator.md").read_text(encoding="utf-8")
    assert "封存之前" in text


Mutation = Callable[[random.Random], None]
MUTATIONS: list[Mutation] = []


def mutation(function: Mutation) -> Mutation:
    MUTATIONS.append(function)
    return function


def some(chance: random.Random, rows: Any, count: int = 1) -> list[Any]:
    return chance.sample(list(rows.order_by("pk")), count)


def other(chance: random.Random, value: Any) -> Any:
    """A value of the same type that is not this one."""
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int):
        return max(0, value + chance.choice([-1, 1, 7, 1000])) if value else 1
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=chance.choice([-1, 1, 3_600_000_000]))
    if isinstance(value, dict):
        changed = {**value, "number": chance.randrange(100, 200)}
        return chance.choice([changed, {}, {**value, "after": [1, 2.5]}])
    if not value:
        return "x"
    place = chance.randrange(len(value))
    letter = "0" if value[place] != "0" else "1"
    return chance.choice([value[:place] + letter + value[place + 1 :], value[:-1]])


@mutation
def edit_an_entry(chance: random.Random) -> None:
    (entry,) = some(chance, Entry.objects)
    name = chance.choice([*COLUMNS, "digest"])
    Entry.objects.filter(pk=entry.pk).update(**{name: other(chance, getattr(entry, name))})


@mutation
def delete_an_entry(chance: random.Random) -> None:
    (entry,) = some(chance, Entry.objects)
    Entry.objects.filter(pk=entry.pk).delete()


@mutation
def swap_two_entries(chance: random.Random) -> None:
    one, two = some(chance, Entry.objects, 2)
    for here, there in ((one, two), (two, one)):
        values = {name: getattr(there, name) for name in (*COLUMNS, "digest")}
        Entry.objects.filter(pk=here.pk).update(**values)


@mutation
def renumber_an_entry(chance: random.Random) -> None:
    (entry,) = some(chance, Entry.objects)
    Entry.objects.filter(pk=entry.pk).update(id=entry.pk + 100_000)


@mutation
def insert_an_entry(chance: random.Random) -> None:
    (entry,) = some(chance, Entry.objects)
    entry.pk = None
    entry.object_label = "不曾发生"
    entry.digest = chance.choice([entry.digest, f"{chance.getrandbits(256):064x}"])
    entry.save()


@mutation
def copy_an_entry(chance: random.Random) -> None:
    (entry,) = some(chance, Entry.objects)
    entry.pk = None
    entry.save()


@mutation
def edit_a_link(chance: random.Random) -> None:
    (seal,) = some(chance, Seal.objects)
    names = ("number", "previous", "entries", "count", "total", "last_id", "last_at", "at", "hash", "tenant_id")
    name = chance.choice(names)
    strange = {"number": 999, "tenant_id": 77}  # near ones the database refuses: they are taken
    Seal.objects.filter(pk=seal.pk).update(**{name: strange.get(name) or other(chance, getattr(seal, name))})


@mutation
def take_an_entry_off_a_list(chance: random.Random) -> None:
    (seal,) = some(chance, Seal.objects)
    lines = seal.entries.split("\n")
    gone = int(lines.pop(chance.randrange(len(lines))).split(" ")[0])
    Seal.objects.filter(pk=seal.pk).update(entries="\n".join(lines), count=len(lines))
    Entry.objects.filter(pk=gone).delete()


@mutation
def delete_a_link(chance: random.Random) -> None:
    (seal,) = some(chance, Seal.objects)
    Seal.objects.filter(pk=seal.pk).delete()


@mutation
def swap_two_links(chance: random.Random) -> None:
    one, two = some(chance, Seal.objects.filter(tenant_id=chance.choice(TENANTS)), 2)
    Seal.objects.filter(pk=one.pk).update(number=-1)
    Seal.objects.filter(pk=two.pk).update(number=one.number)
    Seal.objects.filter(pk=one.pk).update(number=two.number)


@mutation
def cut_the_tail_with_its_entries(chance: random.Random) -> None:
    tenant = chance.choice(TENANTS)
    cut = Seal.objects.filter(tenant_id=tenant, number__gt=chance.randrange(0, 6))
    for seal in cut:
        Entry.objects.filter(pk__in=[number for number, _digest in seal.listed()]).delete()
    cut.delete()


@mutation
def build_a_link_of_ones_own(chance: random.Random) -> None:
    last = Seal.objects.filter(tenant_id=chance.choice(TENANTS)).latest("number")
    last.pk, last.previous, last.number = None, last.hash, last.number + 1
    last.hash = f"{chance.getrandbits(256):064x}"
    last.save()


class Undo(Exception):
    """Takes a mutation back."""


def unseen(count: int, seed: int) -> Iterator[str]:
    """The mutations that a look did not find; each is tried on the whole chain and taken back."""
    chance = random.Random(seed)
    with without_triggers(connection):
        for number in range(count):
            mutate = MUTATIONS[number % len(MUTATIONS)]
            try:
                with transaction.atomic():
                    mutate(chance)
                    if look().is_whole:
                        yield f"{mutate.__name__}, seed {seed}, step {number}"
                    raise Undo
            except Undo:
                pass


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_every_kind_of_mutation_is_found(chains: None, mutate: Mutation) -> None:
    with without_triggers(connection):
        mutate(random.Random(1))
    assert not look().is_whole


def test_random_mutations_are_all_found(chains: None) -> None:
    assert list(unseen(240, seed=random.randrange(10**6))) == []
    assert look().is_whole, "each was taken back"


@pytest.mark.nightly
def test_ten_thousand_random_mutations_are_all_found(chains: None) -> None:
    assert list(unseen(10_000, seed=random.randrange(10**6))) == []
