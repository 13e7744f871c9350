"""The bulk load of ledgers: what a checked list of past activities says becomes what the records say."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from leitu.activities import policies, queries, rules
from leitu.activities.actions.roll import home_capacity
from leitu.activities.ledger import TEXTS, ActivityRow, Recorded, is_ours, numbers_of, recorded
from leitu.activities.models import Activity, Attendance, Minutes
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.facts.derive import derive_many, forget_many
from leitu.orgs.models import Involvement, Tenant, Unit

BATCH = 500
KIND_OF_OBJECT = Activity._meta.label
NUMBERS = ("expected_count", "present_count", "excused_count", "exempt_count", "voters_expected", "voters_present")


@dataclass
class Counts:
    """How many activities a ledger made, changed and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@transaction.atomic
def load_activities(
    *, actor: Actor, tenant: Tenant, rows: Callable[[], Iterable[ActivityRow]], digest: str, dry_run: bool = False
) -> Counts:
    """Bring the records in line with a checked ledger, in batches; one entry for the whole ledger.

    Everything arrives archived, its facts with it. ``rows`` may be asked for twice. Raises NotAllowed (a unit whose
    activities the actor does not keep).
    """
    at = actor.at(tenant.pk) if actor.is_trusted else actor
    if not at.is_trusted:
        for unit in Unit.objects.filter(pk__in=list({row.unit_id for row in rows()})):
            policies.IMPORT.require(at, unit)

    counts, stream = Counts(), iter(rows())
    while part := list(islice(stream, BATCH)):
        fresh, changed = _compare(tenant.pk, part, counts)
        if not dry_run:
            _write(at, tenant, fresh, changed)
    if dry_run or not (counts.created or counts.updated):
        return counts

    record(
        at,
        "activities.load_activities",
        tenant,
        digest=digest,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
    )
    return counts


@transaction.atomic
def refuse_import(*, actor: Actor, digest: str, errors: int) -> None:
    """Say that a ledger was refused: the one row that a refused import leaves. Raises NotAllowed."""
    if not (actor.is_trusted or policies.IMPORT.allowed_anywhere(actor)):
        raise NotAllowed("activities.import")

    record(actor, "activities.refuse_import", digest=digest, errors=errors)


Pair = tuple[ActivityRow, Activity]


def _compare(tenant_id: int, part: list[ActivityRow], counts: Counts) -> tuple[list[Pair], list[tuple[Pair, Recorded]]]:
    """The activities to make, and those to change; all filled in, unsaved."""
    known = recorded(tenant_id, (row.key for row in part))
    fresh: list[Pair] = []
    changed: list[tuple[Pair, Recorded]] = []
    for row in part:
        old = known.get(row.key)
        if old is None:
            activity = Activity(tenant_id=tenant_id, unit_id=row.unit_id, kind=row.kind, on=row.on)
            activity.starts_at, activity.origin = row.starts_at, Activity.Origin.IMPORTED
            activity.state = Activity.State.ARCHIVED
            _fill(activity, row)
            fresh.append((row, activity))
            counts.created += 1
        elif not is_ours(old):
            counts.unchanged += 1  # the importer has seen to it that it says the same
        else:
            differs = _fill(old.activity, row)
            if differs or set(row.lines) != set(old.lines.values()) or row.summary not in ("", old.text):
                changed.append(((row, old.activity), old))
                counts.updated += 1
            else:
                counts.unchanged += 1
    return fresh, changed


def _fill(activity: Activity, row: ActivityRow) -> bool:
    """Write the row into the activity, unsaved; whether anything changed."""
    counted, stands = numbers_of(row)
    wanted: dict[str, Any] = dict(row.details)
    if row.guests is not None:
        wanted["guests"] = "\n".join(row.guests)
    wanted |= {
        "expected_count": counted.expected,
        "present_count": counted.present,
        "excused_count": counted.excused,
        "exempt_count": counted.exempt,
        "voters_expected": counted.voters_expected,
        "voters_present": counted.voters_present,
        "numbers_stand": stands,
        "quorum_met": rules.quorum_met(row.kind.quorum, counted.voters_expected, counted.voters_present),
    }
    differs = [name for name, value in wanted.items() if getattr(activity, name) != value]
    for name in differs:
        setattr(activity, name, wanted[name])
    return bool(differs)


def _write(actor: Actor, tenant: Tenant, fresh: list[Pair], changed: list[tuple[Pair, Recorded]]) -> None:
    moment = now()
    for _row, activity in fresh:
        activity.ended_at = activity.archived_at = activity.roll_saved_at = moment
    Activity.objects.bulk_create([activity for _row, activity in fresh], batch_size=BATCH)
    old = [activity.pk for (_row, activity), _known in changed]
    for (_row, activity), _known in changed:
        activity.version += 1
        activity.roll_saved_at = moment
    columns = [*TEXTS, "chair", "recorder", "guests", *NUMBERS, "numbers_stand", "quorum_met", "roll_saved_at"]
    Activity.objects.bulk_update([activity for (_row, activity), _known in changed], [*columns, "version"], 200)
    forget_many(Activity, tenant.pk, old)
    Attendance.objects.filter(tenant=tenant, activity_id__in=old).delete()

    pairs = [*fresh, *(pair for pair, _known in changed)]
    Attendance.objects.bulk_create((one for row, activity in pairs for one in _attendances(row, activity)), 2000)
    _involve(tenant, pairs, old)
    revisions = {activity.pk: (known.text, known.revision) for (_row, activity), known in changed}
    Minutes.objects.bulk_create(
        (
            Minutes(
                tenant=tenant,
                activity=activity,
                revision=revisions.get(activity.pk, ("", 0))[1] + 1,
                text=row.summary,
                written_by=actor.user_id,
                written_by_label=actor.label[:120],
                written_at=moment,
            )
            for row, activity in pairs
            if row.summary and row.summary != revisions.get(activity.pk, ("", 0))[0]
        ),
        batch_size=BATCH,
    )
    derive_many(activity for _row, activity in pairs)


def _attendances(row: ActivityRow, activity: Activity) -> Iterable[Attendance]:
    number = queries.fact_number(row.kind)
    for line in row.lines:
        yield Attendance(
            tenant_id=activity.tenant_id,
            activity_id=activity.pk,
            person_id=line.person_id,
            unit_id=line.unit_id,
            kind=number,
            on=row.on,
            state=line.state,
            via=Attendance.Via.IMPORT,
            capacity=line.capacity,
            is_exempt=line.is_exempt,
            is_voter=line.is_voter,
            note=line.note,
        )


def _involve(tenant: Tenant, pairs: list[Pair], old: list[int]) -> None:
    """Let the home units of guests see the activities that they took part in."""
    mine = Involvement.objects.filter(tenant=tenant, object_type=KIND_OF_OBJECT, object_id__in=old)
    mine.exclude(capacity=Involvement.Capacity.JOINT).delete()
    wanted: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for row, activity in pairs:
        for line in row.lines:
            if line.capacity != Attendance.Capacity.MEMBER and line.unit_id != row.unit_id:
                wanted[activity.pk].add((line.unit_id, home_capacity(line.capacity)))
    Involvement.objects.bulk_create(
        (
            Involvement(tenant=tenant, unit_id=unit, object_type=KIND_OF_OBJECT, object_id=pk, capacity=capacity)
            for pk, homes in wanted.items()
            for unit, capacity in sorted(homes)
        ),
        batch_size=BATCH,
    )
