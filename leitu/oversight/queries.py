"""What the three are shown."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from leitu.accounts.models import Factor, SignIn, User
from leitu.audit.models import Entry
from leitu.backups import shelf
from leitu.core import jobs
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.models import JobRun
from leitu.orgs.access import covers_tenant, units_where
from leitu.orgs.models import Grant, Unit, valid_on
from leitu.orgs.queries import search_units
from leitu.oversight import policies

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2200, 1, 1)
MOST_NAMES = 200
WORKER_SILENT_AFTER = dt.timedelta(minutes=4)
WAYS_IN = (
    *("accounts.sign_in_failed", "accounts.second_factor_failed", "accounts.confirm_failed", "accounts.lock"),
    *("accounts.reset_factors", "accounts.deactivate", "accounts.reactivate", "orgs.grant", "orgs.revoke"),
    "oversight.alert_reveals",
)
"""Acts that the security officer keeps an eye on."""


def entries_for(actor: Actor) -> "QuerySet[Entry]":
    """The entries that an auditor may read: of his tenant, or of the units of his grant."""
    rows = Entry.objects.filter(tenant_id=actor.tenant_id)
    if covers_tenant(actor, policies.AUDIT):
        return rows
    return rows.filter(unit_id__in=units_where(actor, policies.AUDIT))


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins here; days that no calendar of ours knows are moved to its ends."""
    return timezone.make_aware(dt.datetime.combine(min(max(day, EARLIEST), LATEST), dt.time()))


def by_whom(rows: "QuerySet[Entry]", tenant_id: int, name: str) -> "QuerySet[Entry]":
    """Acts of the accounts whose name or login name is meant, through the index of accounts."""
    named = User.objects.filter(Q(label__icontains=name) | Q(username__istartswith=name), tenant_id=tenant_id)
    return rows.filter(actor_id__in=list(named.values_list("pk", flat=True)[:MOST_NAMES]))


def at_units(rows: "QuerySet[Entry]", tenant_id: int, name: str) -> "QuerySet[Entry]":
    """Acts at the units whose name or code is meant."""
    units = search_units(Unit.objects.filter(tenant_id=tenant_id), tenant_id, name)
    return rows.filter(unit_id__in=list(units.values_list("pk", flat=True)[:MOST_NAMES]))


def unit_names(rows: list[Entry]) -> dict[int, str]:
    """The names of the units of these entries, by key."""
    return dict(Unit.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "name"))


def accounts_of(tenant_id: int) -> "QuerySet[User]":
    """The tenant's accounts with when each was last used and whether it has a second factor."""
    factors = Factor.objects.filter(tenant_id=OuterRef("tenant_id"), user=OuterRef("pk"))
    rows = User.objects.filter(tenant_id=tenant_id)
    return rows.annotate(last_used=Max("sign_ins__seen_at"), has_factor=Exists(factors))


def roles_of(users: list[User]) -> dict[int, list[str]]:
    """The names of the roles that these accounts hold today."""
    found: dict[int, list[str]] = {}
    held = Grant.objects.filter(valid_on(today()), user__in=users).select_related("role").order_by("role_id")
    for grant in held:
        names = found.setdefault(grant.user_id, [])
        if grant.role.name not in names:
            names.append(grant.role.name)
    return found


def open_sessions(tenant_id: int) -> int:
    """How many sessions are open."""
    return SignIn.objects.filter(tenant_id=tenant_id, ended_at__isnull=True).count()


def ways_in(tenant_id: int) -> "QuerySet[Entry]":
    """What happened around accounts, the newest first."""
    return Entry.objects.filter(tenant_id=tenant_id, verb__in=WAYS_IN).order_by("-pk")


REVEALS = ("people.reveal", "people.find_by_id_number", "integrity.look_at_ruling", "integrity.look_at_risk")
"""Acts of looking at one person's sensitive item."""
MOST_REVEALS = 200
"""More than so many a day by one account are told to the security officer (security.md D4)."""


@dataclass(frozen=True)
class ManyReveals:
    """One account looked at ``count`` sensitive items on one day."""

    tenant_id: int
    user_id: int
    label: str
    count: int
    day: dt.date


def many_reveals(moment: dt.datetime) -> list[ManyReveals]:
    """Accounts that looked at too many items on the day of ``moment`` or the one before, and of whom it was not said
    yet: the last minutes of a day are counted after midnight.
    """
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = midnight - dt.timedelta(days=1)
    alerts = Entry.objects.filter(verb="oversight.alert_reveals", at__gte=yesterday)
    said = {(data["user"], data["day"]) for data in alerts.values_list("data", flat=True)}
    found = []
    for begin in (yesterday, midnight):
        looks = Entry.objects.filter(at__gte=begin, at__lt=begin + dt.timedelta(days=1), verb__in=REVEALS)
        counted: Any = looks.filter(actor_id__gt=0).values("tenant_id", "actor_id").order_by()
        for row in counted.annotate(n=Count("pk"), label=Max("actor_label")).filter(n__gt=MOST_REVEALS):
            if (row["actor_id"], begin.date().isoformat()) not in said:
                found.append(ManyReveals(row["tenant_id"], row["actor_id"], row["label"], row["n"], begin.date()))
    return found


def root_of(tenant_id: int) -> int:
    """The key of the tenant's root unit, 0 when it has none yet."""
    root = Unit.objects.filter(tenant_id=tenant_id, parent__isnull=True).order_by("pk").first()
    return root.pk if root is not None else 0


def last_of(verb: str, tenant_id: int | None = None) -> Entry | None:
    """The newest entry with that verb."""
    rows = Entry.objects.filter(verb=verb)
    rows = rows if tenant_id is None else rows.filter(tenant_id__in=(0, tenant_id))
    return rows.order_by("-pk").first()


@dataclass(frozen=True)
class Health:
    """How the installation is. Sizes in bytes; ``worker_seen`` is when a worker last began something."""

    worker_seen: dt.datetime | None
    worker_is_silent: bool
    backup_is_overdue: bool
    database_size: int
    disk_free: int
    failed: list[JobRun]


def health() -> Health:
    """How the installation is now."""
    seen = JobRun.objects.filter(tenant_id=0).aggregate(last=Max("started_at"))["last"]
    bad = (JobRun.Outcome.FAILED, JobRun.Outcome.PARKED)
    return Health(
        worker_seen=seen,
        worker_is_silent=seen is None or now() - seen > WORKER_SILENT_AFTER,
        backup_is_overdue=shelf.is_overdue(),
        database_size=_database_size(),
        disk_free=shutil.disk_usage(_existing(Path(settings.LEITU_HOME))).free,
        failed=[row for row in jobs.last_runs().values() if row.outcome in bad],
    )


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _database_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def used_verbs(tenant_id: int) -> list[tuple[str, int]]:
    """The verbs of the last month with how often each occurred."""
    month = Entry.objects.filter(tenant_id=tenant_id, at__gte=now() - dt.timedelta(days=30))
    counted: Any = month.order_by("verb").values_list("verb").annotate(n=Count("pk"))
    return list(counted)
