"""The bulk load of the register: what a checked list says becomes what the register says."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from leitu.audit.record import record
from leitu.core import bulk
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs.actions import naming
from leitu.orgs.models import Tenant, Unit
from leitu.people import policies
from leitu.people.actions.accounts import sync_grants
from leitu.people.actions.load import link_posts
from leitu.people.actions.persons import PLAIN, SEALED
from leitu.people.models import FloatingRecord, Membership, Person, PersonToken, Suspension, fresh_code

BATCH = 2000
UNDATED = BEGINNING
"""失联 without a date: the day that is known stays, else this month."""


@dataclass(slots=True)
class MemberRow:
    """One member as a list brings it. Only keys that the list has are in ``person`` and ``sealed``.

    ``index`` is the blind index of the identity number. None for ``suspended``, ``floating``, ``lost``: the list
    does not say.
    """

    index: str
    unit_id: int
    person: dict[str, Any]
    sealed: dict[str, str]
    membership: dict[str, Any] = field(default_factory=dict)
    suspended: bool | None = None
    floating: bool | None = None
    destination: str = ""


@dataclass
class Counts:
    """How many members a list made, changed and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class _Batch:
    """What one batch of rows writes."""

    new_persons: list[tuple[Person, MemberRow]] = field(default_factory=list)
    new_memberships: list[tuple[Person, MemberRow]] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    renamed: list[Person] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    suspend: list[Membership] = field(default_factory=list)
    lift: list[int] = field(default_factory=list)
    float_: list[tuple[Person, str]] = field(default_factory=list)
    settle: list[int] = field(default_factory=list)


@transaction.atomic
def load_members(
    *, actor: Actor, tenant: Tenant, rows: Callable[[], Iterable[MemberRow]], digest: str, dry_run: bool = False
) -> Counts:
    """Bring the register in line with a checked list, in batches; one entry for the whole list.

    The list says how it is today, and the register holds that for the past too, for each member since the day of
    joining, as far as the list has it. ``rows`` may be asked for twice.
    Raises NotAllowed (a unit in which the actor may not keep the register).
    """
    at = actor.at(tenant.pk) if actor.is_trusted else actor
    if not at.is_trusted:
        for unit in Unit.objects.filter(pk__in=list({row.unit_id for row in rows()})):
            policies.MANAGE.require(at, unit)

    counts, stream = Counts(), iter(rows())
    while part := list(islice(stream, BATCH)):
        batch = _compare(tenant, part, counts)
        if not dry_run:
            _write(at, tenant, batch)
    if dry_run:
        return counts
    linked = link_posts(at, tenant) if counts.created or counts.updated else 0

    if counts.created or counts.updated:
        record(
            at,
            "people.load_members",
            tenant,
            digest=digest,
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            linked_posts=linked,
        )
    return counts


def _compare(tenant: Tenant, part: list[MemberRow], counts: Counts) -> _Batch:
    """What must be written so that the register says what these rows say."""
    known = {
        person.id_number_index: person
        for person in Person.objects.filter(tenant_id=tenant.pk, id_number_index__in=[row.index for row in part])
    }
    ids = [person.pk for person in known.values()]
    held = {m.person_id: m for m in Membership.objects.filter(tenant_id=tenant.pk, person_id__in=ids, until=FOREVER)}
    open_ones = Suspension.objects.filter(tenant_id=tenant.pk, membership__person_id__in=ids, until=FOREVER)
    suspended = set(open_ones.values_list("membership_id", flat=True))
    away = {
        r.person_id: r.destination
        for r in FloatingRecord.objects.filter(tenant_id=tenant.pk, person_id__in=ids, until=FOREVER)
    }
    moved = set(
        Membership.objects.filter(tenant_id=tenant.pk, person_id__in=ids)
        .exclude(until=FOREVER)
        .values_list("person_id", flat=True)
    )
    batch, pattern = _Batch(), Person(tenant_id=tenant.pk)
    for row in part:
        person = known.get(row.index)
        if person is None:
            batch.new_persons.append((_new_person(pattern, row), row))
            counts.created += 1
        elif (membership := held.get(person.pk)) is None:
            _take_person(batch, row, person)
            batch.new_memberships.append((person, row))
            counts.created += 1
        elif _take(batch, row, person, membership, suspended, away, is_first=person.pk not in moved):
            counts.updated += 1
        else:
            counts.unchanged += 1
    return batch


def _new_person(pattern: Person, row: MemberRow) -> Person:
    person = bulk.like(pattern, code=fresh_code(), id_number_index=row.index, **row.person)
    for name, value in row.sealed.items():
        person.seal(name, value)
    return person


def _take(
    batch: _Batch,
    row: MemberRow,
    person: Person,
    membership: Membership,
    suspended: set[int],
    away: dict[int, str],
    *,
    is_first: bool,
) -> bool:
    """Note what differs; whether anything does. ``is_first``: the person was in no branch before this one."""
    changed = _take_person(batch, row, person)
    wanted = {name: _dated(name, value, membership.lost_since) for name, value in row.membership.items()}
    if "joined_on" in wanted and is_first and membership.is_since_joining:
        wanted["since"] = Membership.first_day(wanted["joined_on"])
    fields = [name for name, value in wanted.items() if getattr(membership, name) != value]
    for name in fields:
        setattr(membership, name, wanted[name])
    if fields:
        batch.memberships.append(membership)
        changed = True
    if row.suspended is not None and row.suspended != (membership.pk in suspended):
        if row.suspended:
            batch.suspend.append(membership)
        else:
            batch.lift.append(membership.pk)
        changed = True
    is_away = person.pk in away
    if row.floating is not None and (row.floating != is_away or (row.floating and away[person.pk] != row.destination)):
        if is_away:
            batch.settle.append(person.pk)
        if row.floating:
            batch.float_.append((person, row.destination))
        changed = True
    return changed


def _take_person(batch: _Batch, row: MemberRow, person: Person) -> bool:
    """Note what differs about the person; whether anything does."""
    differs = [name for name in PLAIN if name in row.person and getattr(person, name) != row.person[name]]
    for name in differs:
        setattr(person, name, row.person[name])
    sealed = [name for name in SEALED if name in row.sealed and person.unseal(name) != row.sealed[name]]
    for name in sealed:
        person.seal(name, row.sealed[name])
    if "name" in differs:
        batch.renamed.append(person)
    if differs or sealed:
        batch.persons.append(person)
    return bool(differs or sealed)


def _dated(name: str, value: Any, known: dt.date | None) -> Any:
    return (known or today().replace(day=1)) if name == "lost_since" and value == UNDATED else value


def _write(actor: Actor, tenant: Tenant, batch: _Batch) -> None:
    for (person, _row), key in zip(batch.new_persons, bulk.take_keys(Person, len(batch.new_persons)), strict=True):
        person.pk = key
    bulk.load(Person, bulk.rows(person for person, _row in batch.new_persons))
    naming.name_new(PersonToken, (person for person, _row in batch.new_persons))
    naming.name_again(PersonToken, batch.renamed)
    # The register holds for the past too, since the day of joining; but who comes back to it begins anew.
    entering = [(*pair, None) for pair in batch.new_persons] + [(*pair, today()) for pair in batch.new_memberships]
    fresh = []
    pattern, keys = Membership(tenant_id=tenant.pk), bulk.take_keys(Membership, len(entering))
    for (person, row, back), key in zip(entering, keys, strict=True):
        values = {name: _dated(name, value, None) for name, value in row.membership.items()}
        since = back or Membership.first_day(values.get("joined_on"))
        here = {"id": key, "person_id": person.pk, "unit_id": row.unit_id, "since": since}
        fresh.append((bulk.like(pattern, **here, **values), person, row))
    bulk.load(Membership, bulk.rows(membership for membership, _person, _row in fresh))
    _write_persons(batch)
    day = today()
    ours = {"tenant_id": tenant.pk}
    _end(Suspension.objects.filter(membership_id__in=batch.lift, until=FOREVER, **ours), day)
    _end(FloatingRecord.objects.filter(person_id__in=batch.settle, until=FOREVER, **ours), day)
    suspend = [*batch.suspend, *(membership for membership, _person, row in fresh if row.suspended)]
    before = Suspension.objects.filter(membership_id__in=[m.pk for m in suspend], **ours)
    again = set(before.values_list("membership_id", flat=True))
    Suspension.objects.bulk_create(
        (Suspension(tenant=tenant, membership=m, since=_since(m, m.pk in again, day)) for m in suspend),
        batch_size=BATCH,
    )
    away = [*batch.float_, *((person, row.destination) for _membership, person, row in fresh if row.floating)]
    known = FloatingRecord.objects.filter(person_id__in=[person.pk for person, _place in away], **ours)
    again = set(known.values_list("person_id", flat=True))
    FloatingRecord.objects.bulk_create(
        (
            FloatingRecord(tenant=tenant, person=p, destination=place, since=day if p.pk in again else BEGINNING)
            for p, place in away
        ),
        batch_size=BATCH,
    )
    for person, _row in batch.new_memberships:
        sync_grants(actor, person)


def _since(membership: Membership, again: bool, day: dt.date) -> dt.date:
    """The register holds for the past too, unless it knows of an earlier time or of another branch before."""
    return BEGINNING if membership.is_since_joining and not again else day


def _write_persons(batch: _Batch) -> None:
    for person in batch.persons:
        person.version += 1
    for membership in batch.memberships:
        membership.version += 1
    columns = [*PLAIN, *(f"{name}_sealed" for name in SEALED), "version"]
    Person.objects.bulk_update(batch.persons, columns, batch_size=200)
    Membership.objects.bulk_update(
        batch.memberships, ["group", "since", "joined_on", "full_on", "lost_since", "version"], batch_size=500
    )


def _end(rows: Any, day: dt.date) -> None:
    """End open dated rows today; what only began today is taken back whole."""
    rows.filter(since__gte=day).delete()
    rows.filter(since__lt=day).update(until=day)
